"""``/healthz`` and ``/readyz``: is the process there, and can it work."""

from fastapi import APIRouter

from monitor.errors import StoreError
from monitor.web.api.schemas import HealthOut, ReadyOut
from monitor.web.auth import Services
from monitor.web.problems import Problem

router = APIRouter(tags=["health"])
_NO_ALERT = "al_none"


@router.get("/healthz", summary="Is the process there")
def health() -> HealthOut:
    """Answer, and touch nothing else."""
    return HealthOut()


@router.get("/readyz", summary="Can the process work")
def readiness(services: Services) -> ReadyOut:
    """Read the store once and name the loaded rulebook and lists."""
    book = services.rulebooks.current
    try:
        services.store.alert(_NO_ALERT)
        stale = list(services.lists.statuses.stale())
    except StoreError as error:
        raise Problem(
            503, "The store cannot be read.", code="not_ready", headers={"Retry-After": "5"}
        ) from error
    as_of = services.lists.as_of
    return ReadyOut(
        rulebook=book.digest,
        rulebook_version=book.version,
        rules=len(book.rules),
        lists=services.lists.digest,
        lists_as_of=None if as_of is None else as_of.isoformat(),
        stale_lists=stale,
    )
