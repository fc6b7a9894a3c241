"""What time does to alerts: reminders, overdue marks, escalation, and the end of a snooze.

What was done stands in the store, once for each due time, so a scheduler that was killed and
started again neither forgets nor repeats anything.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.domain.alert import Action, Alert, NotAllowedInStateError, move, wake
from monitor.domain.clock import Clock
from monitor.domain.desk_times import desk_times
from monitor.domain.finding import Level
from monitor.domain.ports import AlertEntry, Store, Unit
from monitor.service.alerting import MACHINE

AT_ONCE = 200
ROUNDS_MAX = 200
WORDS_AT_ONCE = 200


class _Told(NamedTuple):
    """What one reminder does to an alert; nothing at all where it comes too late."""

    alert: Alert
    action: Action
    note: str


class _Kind(NamedTuple):
    name: str
    shift: Callable[[Level], timedelta]
    tell: Callable[[Alert, datetime], _Told | None]
    awake_only: bool


def remind(store: Store, clock: Clock) -> str:
    """Do all that is due now; done again at once, it does nothing.

    Returns:
        What was done, for the log.
    """
    counts = {kind.name: _do(store, clock, kind) for kind in _KINDS}
    counts["woken"] = _wake(store, clock)
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())


def _do(store: Store, clock: Clock, kind: _Kind) -> int:
    done = 0
    for level in Level:
        for _ in range(ROUNDS_MAX):
            with store.unit() as unit:
                now = clock.now()
                until = now + kind.shift(level)
                found = unit.work.due(kind.name, until, level, AT_ONCE, awake_only=kind.awake_only)
                done += sum(_tell(unit, alert, kind, now) for alert in found)
            if len(found) < AT_ONCE:
                break
    return done


def _tell(unit: Unit, alert: Alert, kind: _Kind, now: datetime) -> bool:
    unit.work.note_reminder(alert.id, kind.name, alert.due_at, now)
    told = kind.tell(alert, now)
    if told is None:
        return False
    changed = [] if told.alert is alert else [told.alert]
    entry = AlertEntry(alert.id, now, MACHINE, told.action.value, told.note)
    unit.save_alerts(changed, [], [entry])
    return True


def _due_soon(alert: Alert, now: datetime) -> _Told | None:
    if alert.due_at <= now:
        return None
    whose = alert.assignee or "nobody has it"
    return _Told(alert, Action.REMIND, f"due {alert.due_at:%Y-%m-%d %H:%M} UTC ({whose})")


def _overdue(alert: Alert, _now: datetime) -> _Told | None:
    if alert.overdue:
        return None
    note = f"was due {alert.due_at:%Y-%m-%d %H:%M} UTC"
    return _Told(alert.marked_overdue(), Action.OVERDUE, note)


def _escalate(alert: Alert, _now: datetime) -> _Told | None:
    try:
        moved = move(alert, Action.ESCALATE, MACHINE)
    except NotAllowedInStateError:
        return None
    return _Told(moved, Action.ESCALATE, f"not decided since {alert.due_at:%Y-%m-%d %H:%M} UTC")


_KINDS = (
    _Kind("due_soon", lambda level: desk_times().remind_before[level], _due_soon, awake_only=True),
    _Kind("overdue", lambda _level: timedelta(0), _overdue, awake_only=False),
    _Kind(
        "escalated", lambda level: -desk_times().escalate_after[level], _escalate, awake_only=True
    ),
)


def _wake(store: Store, clock: Clock) -> int:
    woken = 0
    for _ in range(ROUNDS_MAX):
        with store.unit() as unit:
            now = clock.now()
            found = unit.work.sleepers(now, AT_ONCE)
            entries = [
                AlertEntry(alert.id, now, MACHINE, Action.WAKE.value, "the snooze is over")
                for alert in found
            ]
            unit.save_alerts([wake(alert) for alert in found], [], entries)
        woken += len(found)
        if len(found) < AT_ONCE:
            break
    return woken


def gather_words(store: Store) -> str:
    """Gather the words by which new and changed alerts are found."""
    gathered = 0
    for _ in range(ROUNDS_MAX):
        with store.unit() as unit:
            found = unit.work.gather_words(WORDS_AT_ONCE)
        gathered += found
        if found == 0:
            break
    return f"words of {gathered} alerts gathered"
