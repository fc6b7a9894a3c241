"""Suppressions: repeats that a person has decided on open nothing for a while, and say so."""

from dataclasses import dataclass
from datetime import datetime

from monitor.domain.alert import Action, WordsMissingError
from monitor.domain.desk_times import desk_times
from monitor.domain.people import Right
from monitor.domain.ports import Store
from monitor.domain.ports.work import Scope, Suppression
from monitor.domain.subjects import named, same_subject
from monitor.service.ids import new_id
from monitor.service.work.asking import Asked, NotThere
from monitor.service.work.desk import Desk
from monitor.service.work.doings import worded


@dataclass(frozen=True, slots=True)
class ToSuppress:
    """What should open nothing: repeats of the alert's own group, or of its rule and a subject."""

    until: datetime
    reason: str
    scope: Scope = Scope.GROUP
    subject: str = ""


def subjects_of(store: Store, alert_id: str) -> tuple[str, ...]:
    """Give the parties and ships by which repeats of an alert may be suppressed."""
    finding = store.newest_findings([alert_id]).get(alert_id)
    evidence = () if finding is None else finding.finding.get("evidence", ())
    pieces = evidence if isinstance(evidence, list) else []
    return named((str(piece.get("path", "")), str(piece.get("value", ""))) for piece in pieces)


def suppress(desk: Desk, asked: Asked, alert_id: str, given: ToSuppress) -> Suppression:
    """Keep repeats from opening alerts until an instant; the asker owns it.

    It never keeps away what is more urgent than the alert it is made on. For levels high and
    critical it needs the right to supervise.

    Raises:
        WordsMissingError: the reason is missing, or the day is none.
    """
    reason = worded(given.reason, "reason", "a suppression needs a reason")
    with desk.changing(asked) as change:
        unit, now = change.unit, change.now
        if (done := change.replied()) is not None:
            kept = unit.work.suppression(str(done["suppression"]))
            if kept is not None:
                return kept
        alert = change.found(alert_id)
        if alert.needs_two:
            asked.needs(Right.SUPERVISE, f"suppressing repeats of level {alert.level.value}")
        most = now + desk_times().suppress_most
        if not now < given.until <= most:
            msg = f"a suppression ends by {most:%Y-%m-%d} at the latest, and in the future"
            raise WordsMissingError("until", msg)
        made = Suppression(
            id=new_id("sp", now),
            alert_id=alert.id,
            rule=alert.rule,
            scope=given.scope,
            subject=alert.group_key
            if given.scope is Scope.GROUP
            else _subject(desk, given, alert_id),
            level=alert.level,
            owner=asked.by,
            reason=reason,
            created_at=now,
            until=given.until,
        )
        unit.work.add_suppression(made)
        about = "repeats of this alert" if made.scope is Scope.GROUP else made.subject
        said = f"{about} until {made.until:%Y-%m-%d %H:%M} UTC ({made.id}): {reason}"
        change.tell(alert.id, Action.SUPPRESS, said)
        change.record(
            "suppression.make",
            made.id,
            after={
                "alert": alert.id,
                "rule": made.rule,
                "subject": made.subject,
                "until": made.until,
                "reason": reason,
            },
        )
        change.remember({"suppression": made.id})
    return made


def _subject(desk: Desk, given: ToSuppress, alert_id: str) -> str:
    """Give the subject as the finding has it; what the finding does not name is refused."""
    for name in subjects_of(desk.store, alert_id):
        if same_subject(name, given.subject):
            return name
    raise WordsMissingError("subject", "choose a party or a ship that this alert names")


def lift(desk: Desk, asked: Asked, suppression_id: str, reason: str) -> Suppression:
    """End a suppression before its time; lifted once, it stays lifted."""
    said = worded(reason, "reason", "lifting a suppression needs a reason")
    with desk.changing(asked) as change:
        unit, now = change.unit, change.now
        held = unit.work.suppression(suppression_id)
        if held is None:
            raise NotThere("suppression")
        if held.lifted_at is None:
            unit.work.lift(held.id, asked.by, now, said)
            change.tell(held.alert_id, Action.LIFT, f"{held.id}: {said}")
            change.record(
                "suppression.lift",
                held.id,
                before={"until": held.until},
                after={"lifted_at": now, "reason": said},
            )
        lifted = unit.work.suppression(suppression_id)
    return held if lifted is None else lifted
