"""The public shapes of the desk's work, and what is shaped into them."""

from typing import Literal

from monitor.domain.ports.work import Attachment, Matter, MatterEntry, SavedView, Suppression
from monitor.rulebook.book import RuleBook
from monitor.service.work.changing import Done
from monitor.service.work.desk import OutcomeOfOne
from monitor.web.api.schemas import AlertOut, EntryOut, Shape
from monitor.web.api.shaping import alert_out, instant


class DoneOut(Shape):
    """What was done, which may be less than was asked, and the alert as it stands now."""

    object: Literal["change"] = "change"
    action: str
    repeated: bool
    alert: AlertOut


class TakenOut(Shape):
    """The alert that is held for the caller, or nothing where no alert waits."""

    object: Literal["taken"] = "taken"
    held_until: str | None
    alert: AlertOut | None


class OutcomeOut(Shape):
    """What came of one alert of many."""

    id: str
    done: bool
    action: str | None
    code: str | None
    detail: str | None


class BulkOut(Shape):
    """What came of each alert."""

    object: Literal["bulk"] = "bulk"
    done: int
    refused: int
    outcomes: list[OutcomeOut]


class NoteOut(Shape):
    """A note on an alert."""

    object: Literal["note"] = "note"
    number: int
    at: str
    by: str
    text: str


class AttachmentOut(Shape):
    """A document on an alert."""

    object: Literal["attachment"] = "attachment"
    id: str
    alert: str
    name: str
    media_type: str
    size: int
    digest: str
    note: str
    added_at: str
    added_by: str


class SuppressionOut(Shape):
    """What keeps repeats from opening alerts."""

    object: Literal["suppression"] = "suppression"
    id: str
    alert: str
    rule: str
    scope: str
    subject: str
    level: str
    owner: str
    reason: str
    created_at: str
    until: str
    lifted_at: str | None
    lifted_by: str | None
    lift_reason: str | None
    repeats: int


class RepeatOut(Shape):
    """A finding that a suppression kept from opening an alert."""

    object: Literal["suppressed_finding"] = "suppressed_finding"
    number: int
    at: str
    source: str
    event_id: str
    version: int
    summary: str


class CaseOut(Shape):
    """A case in a list."""

    object: Literal["case"] = "case"
    id: str
    title: str
    state: Literal["open", "closed"]
    owner: str
    opened_at: str
    opened_by: str
    closed_at: str | None
    version: int
    alerts: int
    open_alerts: int


class CaseDetailOut(CaseOut):
    """A case with its time line; its alerts are listed by ``/v1/alerts?case=``."""

    timeline: list[EntryOut]


class ViewOut(Shape):
    """Filters of the queue under a name."""

    object: Literal["view"] = "view"
    id: str
    name: str
    owner: str
    query: str
    shared: bool
    created_at: str


class FacetsOut(Shape):
    """How many alerts each value of each filter would leave, the other filters kept."""

    object: Literal["facets"] = "facets"
    total: int
    waiting: int
    snoozed: int
    facets: dict[str, dict[str, int]]


def done_out(done: Done, book: RuleBook) -> DoneOut:
    """Shape what was done."""
    return DoneOut(action=done.action.value, repeated=done.again, alert=alert_out(done.alert, book))


def outcome_out(one: OutcomeOfOne) -> OutcomeOut:
    """Shape what came of one alert."""
    return OutcomeOut(
        id=one.alert_id, done=one.is_done, action=one.action, code=one.code, detail=one.why
    )


def bulk_out(found: list[OutcomeOfOne]) -> BulkOut:
    """Shape what came of many."""
    done = sum(one.is_done for one in found)
    return BulkOut(
        done=done, refused=len(found) - done, outcomes=[outcome_out(one) for one in found]
    )


def note_out(number: int, line: MatterEntry) -> NoteOut:
    """Shape a note."""
    return NoteOut(number=number, at=instant(line.at), by=line.by, text=line.note)


def attachment_out(item: Attachment) -> AttachmentOut:
    """Shape a document's description."""
    return AttachmentOut(
        id=item.id,
        alert=item.alert_id,
        name=item.name,
        media_type=item.media_type,
        size=item.size,
        digest=item.digest,
        note=item.note,
        added_at=instant(item.added_at),
        added_by=item.added_by,
    )


def suppression_out(item: Suppression) -> SuppressionOut:
    """Shape a suppression."""
    return SuppressionOut(
        id=item.id,
        alert=item.alert_id,
        rule=item.rule,
        scope=item.scope.value,
        subject=item.subject,
        level=item.level.value,
        owner=item.owner,
        reason=item.reason,
        created_at=instant(item.created_at),
        until=instant(item.until),
        lifted_at=None if item.lifted_at is None else instant(item.lifted_at),
        lifted_by=item.lifted_by,
        lift_reason=item.lift_reason,
        repeats=item.repeats,
    )


def case_fields(case: Matter) -> dict[str, object]:
    """Give what a list shows of a case."""
    return {
        "id": case.id,
        "title": case.title,
        "state": "open" if case.is_open else "closed",
        "owner": case.owner,
        "opened_at": instant(case.opened_at),
        "opened_by": case.opened_by,
        "closed_at": None if case.closed_at is None else instant(case.closed_at),
        "version": case.revision,
        "alerts": case.alerts,
        "open_alerts": case.open_alerts,
    }


def case_out(case: Matter) -> CaseOut:
    """Shape a case for a list."""
    return CaseOut.model_validate(case_fields(case))


def view_out(view: SavedView) -> ViewOut:
    """Shape a saved view."""
    return ViewOut(
        id=view.id,
        name=view.name,
        owner=view.owner,
        query=view.query,
        shared=view.shared,
        created_at=instant(view.created_at),
    )
