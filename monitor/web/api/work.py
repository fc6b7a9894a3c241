"""``POST /v1/alerts/{id}/{action}``: working the queue, one alert or hundreds."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from monitor.domain.alert import WordsMissingError
from monitor.domain.desk_times import desk_times
from monitor.domain.people import Right
from monitor.domain.ports import AlertFilter
from monitor.domain.queue import QueueOrder
from monitor.service.work.desk import Picked
from monitor.service.work.suppressing import suppress
from monitor.web.api.bodies import (
    AssignIn,
    Body,
    BulkIn,
    CloseIn,
    DeclineIn,
    EscalateIn,
    NoteIn,
    ReopenIn,
    ReviewIn,
    SnoozeIn,
    SuppressIn,
    Versioned,
    WakeIn,
)
from monitor.web.api.shaping import alert_out, instant
from monitor.web.api.work_shapes import (
    BulkOut,
    DoneOut,
    FacetsOut,
    SuppressionOut,
    TakenOut,
    bulk_out,
    done_out,
    suppression_out,
)
from monitor.web.auth import Needs, Services
from monitor.web.deps import ALERTS_READ, ALERTS_WRITE
from monitor.web.queries import alert_filter, checked_alert_id
from monitor.web.work import Asking, Work, asking, require_worker

_reader = Needs(ALERTS_READ, Right.READ)
Writer = Annotated[Asking, Depends(asking(ALERTS_WRITE))]
Where = Annotated[AlertFilter, Depends(alert_filter)]
Order = Annotated[QueueOrder, Query(alias="sort", description="By what to sort.")]

router = APIRouter(prefix="/v1/alerts", tags=["work"])
facets_router = APIRouter(prefix="/v1/facets", tags=["alerts"], dependencies=[Depends(_reader)])


@facets_router.get("", summary="Count alerts by facet")
def facets(work: Work, where: Where) -> FacetsOut:
    """Give how many alerts each value of each filter would leave, the other filters kept."""
    counts = work.facets.counts(where)
    return FacetsOut(
        total=counts.total,
        waiting=counts.waiting,
        snoozed=counts.snoozed,
        facets={name: dict(values) for name, values in counts.by.items()},
    )


@router.post("/take-next", summary="Hold the next alert that nobody has")
def take_next(
    writer: Writer,
    work: Work,
    services: Services,
    where: Where,
    order: Order = QueueOrder.LEVEL,
) -> TakenOut:
    """Hold the first alert of the filters that nobody has, for a quarter of an hour."""
    done = work.desk.take_next(writer.with_bytes(), where, order)
    if done is None:
        return TakenOut(held_until=None, alert=None)
    until = services.clock.now() + desk_times().claim
    book = services.rulebooks.current
    return TakenOut(held_until=instant(until), alert=alert_out(done.alert, book))


@router.post("/bulk", summary="Do one thing to many alerts")
def bulk(writer: Writer, body: BulkIn, work: Work, services: Services) -> BulkOut:
    """Do one thing to up to 500 alerts in one transaction; each is done, or says why not."""
    require_worker(services, body.to)
    try:
        doing = body.doing()
    except ValueError as error:
        field = str(error)
        raise WordsMissingError(field, f"'{body.action}' needs '{field}'") from None
    picked = [Picked(item.id, item.version) for item in body.alerts]
    return bulk_out(list(work.desk.do_many(writer.with_body(body), picked, doing)))


def _add_action(name: str, shape: Any, summary: str, description: str) -> None:
    """Add the route of one action; all of them do alike with bodies of their own."""

    def act(alert_id: str, writer: Writer, body: Body, work: Work, services: Services) -> DoneOut:
        version = body.version if isinstance(body, Versioned) else None
        picked = Picked(checked_alert_id(alert_id), version)
        require_worker(services, getattr(body, "to", None))
        doing = body.doing()  # type: ignore[attr-defined]
        done = work.desk.do(writer.with_body(body), picked, doing)
        return done_out(done, services.rulebooks.current)

    act.__annotations__["body"] = shape
    router.add_api_route(
        f"/{{alert_id}}/{name}",
        act,
        methods=["POST"],
        summary=summary,
        description=description,
        operation_id=f"{name}_alert",
    )


for _name, _shape, _summary, _description in (
    ("assign", AssignIn, "Give an alert to somebody", "To oneself where no name is given."),
    ("review", ReviewIn, "Begin to look into an alert", "One that nobody has becomes yours."),
    ("escalate", EscalateIn, "Hand an alert up", "With the reason."),
    (
        "close",
        CloseIn,
        "Close an alert",
        (
            "Of high and critical alerts the first person's call proposes, and a second person's "
            "with the same disposition closes. `exempt` needs an attachment or a reference, "
            "`reported` a reference."
        ),
    ),
    ("decline", DeclineIn, "Decline a proposal to close", "The alert stays open."),
    ("reopen", ReopenIn, "Take a closed alert back", "It is due anew."),
    ("snooze", SnoozeIn, "Put an alert out of sight for a while", "Its due time stays."),
    ("wake", WakeIn, "Bring a snoozed alert back", "Before its time."),
    ("note", NoteIn, "Write a note on an alert", "Whatever its state."),
):
    _add_action(_name, _shape, _summary, _description)


@router.post("/{alert_id}/suppress", summary="Keep repeats from opening alerts", status_code=201)
def suppress_repeats(alert_id: str, writer: Writer, body: SuppressIn, work: Work) -> SuppressionOut:
    """Keep repeats of this alert's group, or of its rule and a subject, quiet until an instant."""
    made = suppress(work.desk, writer.with_body(body), checked_alert_id(alert_id), body.given())
    return suppression_out(made)
