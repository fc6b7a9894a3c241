"""What may be done to one alert, each as a value: said in words, then done in a transaction."""

from collections.abc import Callable
from datetime import datetime

from monitor.domain.alert import (
    Action,
    Alert,
    Decision,
    NotAllowedInStateError,
    WordsMissingError,
    close,
    decline,
    move,
    reopen,
    snooze,
    wake,
)
from monitor.domain.people import Right
from monitor.service.work.changing import Change, Done

NOTE_MAX = 8_000
REASON_MAX = 2_000
REFERENCE_MAX = 200
Doing = Callable[[Change, Alert], Done]


def assigning(to: str | None = None) -> Doing:
    """Give an alert to somebody, or to oneself.

    Who neither has the alert nor supervises gives it to nobody but themselves.
    """

    def do(change: Change, alert: Alert) -> Done:
        asked = change.asked
        if to not in {None, asked.by} and alert.assignee != asked.by:
            asked.needs(Right.SUPERVISE, "giving somebody else an alert that is not yours")
        moved = move(alert, Action.ASSIGN, asked.by, to)
        return change.save(alert, moved, Action.ASSIGN, f"to {moved.assignee}")

    return do


def reviewing() -> Doing:
    """Begin to look into an alert; one that nobody has becomes the reviewer's."""

    def do(change: Change, alert: Alert) -> Done:
        return change.save(alert, move(alert, Action.REVIEW, change.asked.by), Action.REVIEW, "")

    return do


def escalating(reason: str) -> Doing:
    """Hand an alert up, with the reason."""
    said = worded(reason, "reason", "escalating needs a reason: say what you cannot decide")

    def do(change: Change, alert: Alert) -> Done:
        return change.save(
            alert, move(alert, Action.ESCALATE, change.asked.by), Action.ESCALATE, said
        )

    return do


def reopening(reason: str) -> Doing:
    """Take a closed alert back, with the reason; it is due anew."""
    said = worded(reason, "reason", "reopening needs a reason: say what has come up")

    def do(change: Change, alert: Alert) -> Done:
        return change.save(alert, reopen(alert, change.asked.by, change.now), Action.REOPEN, said)

    return do


def snoozing(until: datetime, reason: str) -> Doing:
    """Put an alert out of sight until an instant; its due time stays."""
    said = worded(reason, "reason", "a snooze needs a reason: say what you wait for")
    note = f"until {until:%Y-%m-%d %H:%M} UTC: {said}"

    def do(change: Change, alert: Alert) -> Done:
        return change.save(alert, snooze(alert, until, change.now), Action.SNOOZE, note)

    return do


def waking() -> Doing:
    """Bring a snoozed alert back before its time."""

    def do(change: Change, alert: Alert) -> Done:
        return change.save(alert, wake(alert), Action.WAKE, "")

    return do


def deciding(decision: Decision) -> Doing:
    """Close an alert; of high and critical ones the first person proposes, a second closes.

    A program may propose, and is nobody's second pair of eyes.
    """
    fits(decision.reason, "reason", REASON_MAX)
    fits(decision.reference, "reference", REFERENCE_MAX)
    reason, ref = decision.reason.strip(), decision.reference.strip()
    said = decision.disposition.value.replace("_", " ") + (f" ({ref})" if ref else "")

    def do(change: Change, alert: Alert) -> Done:
        decision.check(has_document=change.unit.work.has_attachment(alert.id))
        asked = change.asked
        if asked.is_program and alert.needs_two and alert.close_proposed_by is not None:
            msg = "a key is nobody's second pair of eyes: a person must close this alert"
            raise NotAllowedInStateError(msg)
        changed = close(alert, asked.by, decision.disposition, reason, ref)
        action = Action.PROPOSE_CLOSE if changed.is_open else Action.CLOSE
        return change.save(alert, changed, action, f"{said}: {reason}")

    return do


def proposing(decision: Decision) -> Doing:
    """Close what one person may close, and only propose to close the rest.

    For many alerts at once: nobody confirms a hundred decisions by one click.
    """
    close_one = deciding(decision)

    def do(change: Change, alert: Alert) -> Done:
        if alert.needs_two and alert.close_proposed_by is not None:
            msg = "somebody has proposed to close this alert: confirm it on its own page"
            raise NotAllowedInStateError(msg)
        return close_one(change, alert)

    return do


def declining(reason: str) -> Doing:
    """Take a proposal to close off an alert, with the reason."""
    said = worded(reason, "reason", "say why the alert should stay open")

    def do(change: Change, alert: Alert) -> Done:
        return change.save(alert, decline(alert), Action.DECLINE, said)

    return do


def noting(text: str) -> Doing:
    """Write a note on an alert, whatever its state."""
    said = worded(text, "text", "a note needs words", NOTE_MAX)

    def do(change: Change, alert: Alert) -> Done:
        change.tell(alert.id, Action.NOTE, said)
        change.record("alert.note", alert.id, after={"note": said})
        return Done(alert, Action.NOTE)

    return do


def worded(text: str, field: str, message: str, most: int = REASON_MAX) -> str:
    """Give what somebody wrote, without the blanks around it.

    Raises:
        WordsMissingError: nothing is written, or too much.
    """
    said = text.strip()
    if not said:
        raise WordsMissingError(field, message)
    fits(said, field, most)
    return said


def fits(text: str, field: str, most: int) -> None:
    """Hold that a text can be kept.

    Raises:
        WordsMissingError: it is too long, or holds what is no text.
    """
    if len(text) > most:
        raise WordsMissingError(field, f"at most {most:,} characters are kept: shorten it")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise WordsMissingError(field, "it holds characters that no text has: leave them out")
