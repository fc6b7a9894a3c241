"""``GET /v1/limits``: every quota, what is used and what is left."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from monitor.domain.people import Right
from monitor.web.api.schemas import LimitOut, ListOut
from monitor.web.api.shaping import limit_out
from monitor.web.auth import Needs, Services
from monitor.web.deps import LIMITS_READ
from monitor.web.queries import Day

router = APIRouter(
    prefix="/v1/limits",
    tags=["limits"],
    dependencies=[Depends(Needs(LIMITS_READ, Right.READ))],
)


@router.get("", summary="List limits")
def list_limits(
    services: Services,
    on: Annotated[Day | None, Query(description="A day in the window; today if absent.")] = None,
) -> ListOut[LimitOut]:
    """Give every limit whose window holds the day; the list has one page."""
    day = on if on is not None else services.clock.now().date()
    return ListOut[LimitOut](data=[limit_out(status) for status in services.limits.on(day)])
