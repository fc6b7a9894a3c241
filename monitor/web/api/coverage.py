"""``GET /v1/coverage``: which provisions are watched, by what, and which are not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from monitor.domain.people import Right
from monitor.rulebook.coverage import Watch
from monitor.service.coverage import covered, summary
from monitor.web.api.schemas import CoverageOut
from monitor.web.api.shaping import covered_out
from monitor.web.auth import Needs, Services
from monitor.web.deps import RULES_READ

router = APIRouter(
    prefix="/v1/coverage",
    tags=["rules"],
    dependencies=[Depends(Needs(RULES_READ, Right.READ))],
)


@router.get("", summary="List provisions and what watches them")
def list_coverage(
    services: Services,
    status: Annotated[Watch | None, Query(description="Only provisions of this status.")] = None,
) -> CoverageOut:
    """Give the whole register, by resolution; the list has one page."""
    found = covered(services.rulebooks.current)
    whole = summary(found)
    asked = [one for one in found if status is None or one.provision.status is status]
    return CoverageOut(
        data=[covered_out(one) for one in asked],
        counts=dict(whole.counts),
        faults=whole.faults,
    )
