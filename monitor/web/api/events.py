"""``GET /v1/events/{source}/{event_id}``: what was received, every version, and its judgement."""

from fastapi import APIRouter, Depends

from monitor.domain.people import Right
from monitor.web.api.schemas import EventOut
from monitor.web.api.shaping import event_version
from monitor.web.auth import Needs, Services
from monitor.web.deps import ALERTS_READ
from monitor.web.problems import not_found
from monitor.web.queries import EventIdPath, SourcePath, checked_event_key

router = APIRouter(
    prefix="/v1/events",
    tags=["events"],
    dependencies=[Depends(Needs(ALERTS_READ, Right.READ))],
)


# An event's id may hold slashes, so it takes the rest of the address.
@router.get("/{source}/{event_id:rest}", summary="Read one event")
def read_event(source: SourcePath, event_id: EventIdPath, services: Services) -> EventOut:
    """Give every version of an event, oldest first, each with its latest judgement."""
    key = checked_event_key(source, event_id)
    versions = services.store.event_versions(key)
    if not versions:
        raise not_found("event", "event_id")
    return EventOut(
        source=key.source,
        event_id=key.event_id,
        versions=[event_version(stored) for stored in versions],
    )
