"""``/v1/clearances``: what people found not to be the same, for that pair alone."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from monitor.domain.clearance import Clearance
from monitor.domain.people import Right
from monitor.domain.ports import EventKey
from monitor.errors import NotAllowed
from monitor.service.clearances import REASON_MAX, NotTheSame
from monitor.web.api.bodies import SAID, AlertId
from monitor.web.api.schemas import ListOut, Shape
from monitor.web.auth import Caller, Needs, Services
from monitor.web.deps import CLEARANCES_READ, CLEARANCES_WRITE, AppServices
from monitor.web.problems import Problem
from monitor.web.queries import PAGE_SIZE, TEXT, Day, Limit

_reader = Needs(CLEARANCES_READ, Right.READ)
_writer = Needs(CLEARANCES_WRITE, Right.WORK)
Writer = Annotated[Caller, Depends(_writer)]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=SAID)]

router = APIRouter(prefix="/v1/clearances", tags=["screening"])


class ClearanceIn(Shape):
    """That the party at a path of a stored event is not a list entry."""

    source: Text
    event_id: Text
    path: Text
    list: Text
    ref: Text
    reason: Annotated[str, Field(min_length=1, max_length=REASON_MAX, pattern=SAID)]
    expires_on: Day | None = None
    alert_id: AlertId | None = None


class RevokeIn(Shape):
    """Why it is over."""

    reason: Annotated[str, Field(min_length=1, max_length=REASON_MAX, pattern=SAID)]


class ClearanceOut(Shape):
    """A clearance: both sides as they were, who said so, why, and where it stands."""

    id: str
    state: str
    list: str
    ref: str
    party: dict[str, Any]
    entry: dict[str, Any]
    reason: str
    by: str
    at: str
    expires_on: date
    level: str
    needs_two: bool
    source: str | None
    event_id: str | None
    path: str | None
    alert_id: str | None
    confirmed_by: str | None
    confirmed_at: str | None
    revoked_by: str | None
    revoked_at: str | None
    revoked_because: str | None


@router.get("", summary="List clearances, the newest first", dependencies=[Depends(_reader)])
def list_clearances(
    services: Services,
    list_: Annotated[str | None, Query(alias="list", max_length=80, pattern=TEXT)] = None,
    ref: Annotated[str | None, Query(max_length=200, pattern=TEXT)] = None,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
    limit: Limit = PAGE_SIZE,
) -> ListOut[ClearanceOut]:
    """Give one page of clearances, ended ones too."""
    before = int(cursor) if cursor is not None else None
    found = services.screening.clearings.page(list_, ref, before, limit + 1)
    shown = found[:limit]
    has_more = len(found) > limit
    return ListOut[ClearanceOut](
        data=[_out(services, each) for _, each in shown],
        has_more=has_more,
        next=str(shown[-1][0]) if has_more else None,
    )


@router.post("", summary="Remember that two are not the same", status_code=201)
def add_clearance(services: Services, caller: Writer, body: ClearanceIn) -> ClearanceOut:
    """Keep a clearance; one by a program always waits for a person."""
    said = NotTheSame(
        key=EventKey(body.source, body.event_id),
        path=body.path,
        list=body.list,
        ref=body.ref,
        reason=body.reason,
        expires_on=body.expires_on,
        alert_id=body.alert_id,
    )
    try:
        given = services.screening.clearings.remember(said, caller.id, waits=caller.is_program)
    except NotAllowed as refused:
        raise Problem(422, str(refused), code="not_clearable", param="body") from None
    return _out(services, given)


@router.post("/{clearance_id}/confirm", summary="Agree as a second person")
def confirm_clearance(services: Services, caller: Writer, clearance_id: str) -> ClearanceOut:
    """Let a clearance count; a program is nobody's second pair of eyes."""
    _existing(services, clearance_id)
    if caller.is_program:
        raise Problem(403, "A program cannot confirm a clearance.", code="needs_a_person")
    try:
        given = services.screening.clearings.confirm(clearance_id, caller.id)
    except NotAllowed as refused:
        raise Problem(409, str(refused), code="not_confirmable") from None
    return _out(services, given)


@router.post("/{clearance_id}/revoke", summary="End a clearance")
def revoke_clearance(
    services: Services, caller: Writer, clearance_id: str, body: RevokeIn
) -> ClearanceOut:
    """End it; the match counts again from now on."""
    _existing(services, clearance_id)
    try:
        given = services.screening.clearings.revoke(clearance_id, caller.id, body.reason)
    except NotAllowed as refused:
        raise Problem(409, str(refused), code="not_revocable") from None
    return _out(services, given)


def _existing(services: AppServices, clearance_id: str) -> Clearance:
    try:
        return services.screening.clearings.get(clearance_id)
    except NotAllowed as refused:
        raise Problem(404, str(refused), code="not_found", param="clearance_id") from None


def _out(services: AppServices, clearance: Clearance) -> ClearanceOut:
    state = clearance.state(services.clock.now()).value
    return ClearanceOut.model_validate({**clearance.to_json(), "state": state})
