"""An alert and its life cycle, as a pure state machine; storage is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.finding import Level, Verdict


class AlertState(StrEnum):
    """Where an alert stands on the desk."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_REVIEW = "in_review"
    ESCALATED = "escalated"
    CLOSED = "closed"


class Disposition(StrEnum):
    """Why an alert was closed."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"
    EXEMPT = "exempt"
    REPORTED = "reported"


class Action(StrEnum):
    """What may be done to an alert; the first block is the machine's, the second a person's."""

    OPEN = "open"
    JOIN = "join"
    SUPERSEDE = "supersede"
    ASSIGN = "assign"
    REVIEW = "review"
    ESCALATE = "escalate"
    PROPOSE_CLOSE = "propose_close"
    CLOSE = "close"
    REOPEN = "reopen"


_OPEN_STATES = frozenset(AlertState) - {AlertState.CLOSED}
_MOVES: Mapping[Action, tuple[frozenset[AlertState], AlertState]] = {
    Action.ASSIGN: (_OPEN_STATES, AlertState.ASSIGNED),
    Action.REVIEW: (
        frozenset({AlertState.NEW, AlertState.ASSIGNED}),
        AlertState.IN_REVIEW,
    ),
    Action.ESCALATE: (_OPEN_STATES - {AlertState.ESCALATED}, AlertState.ESCALATED),
    Action.CLOSE: (_OPEN_STATES, AlertState.CLOSED),
    Action.REOPEN: (frozenset({AlertState.CLOSED}), AlertState.IN_REVIEW),
}
_FOUR_EYES_RANK = Level.HIGH.rank
DUE_AFTER: Mapping[Level, timedelta] = {
    Level.CRITICAL: timedelta(hours=4),
    Level.HIGH: timedelta(days=1),
    Level.MEDIUM: timedelta(days=2),
    Level.LOW: timedelta(days=7),
    Level.INFO: timedelta(days=30),
}


class NotAllowedInStateError(Exception):
    """The alert's state, or the four-eyes rule, does not allow this action now."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person must look at: one or more findings of one rule and group."""

    id: str
    group_key: str
    rule: str
    provisions: tuple[str, ...]
    verdict: Verdict
    level: Level
    summary: str
    opened_at: datetime
    last_seen_at: datetime
    due_at: datetime
    occurrences: int = 1
    state: AlertState = AlertState.NEW
    assignee: str | None = None
    disposition: Disposition | None = None
    reason: str | None = None
    close_proposed_by: str | None = None
    superseded: bool = False
    overdue: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether the alert still waits for a person."""
        return self.state is not AlertState.CLOSED

    def joined(self, level: Level, verdict: Verdict, seen_at: datetime) -> "Alert":
        """Take in a repeated finding: it counts, and the more urgent level stands."""
        urgent = min(self.level, level, key=lambda item: item.rank)
        return replace(
            self,
            occurrences=self.occurrences + 1,
            level=urgent,
            verdict=verdict if urgent is level and urgent is not self.level else self.verdict,
            last_seen_at=max(self.last_seen_at, seen_at),
            due_at=min(self.due_at, seen_at + DUE_AFTER[urgent]) if self.is_open else self.due_at,
        )

    def marked_superseded(self) -> "Alert":
        """Mark that a correction replaced the event; the alert stays for a person to close."""
        return replace(self, superseded=True)

    def marked_overdue(self) -> "Alert":
        """Mark that its due time passed while it was open."""
        return replace(self, overdue=True)


def due_at(level: Level, opened_at: datetime) -> datetime:
    """Give the instant by which a person must have looked."""
    return opened_at + DUE_AFTER[level]


def move(alert: Alert, action: Action, by: str, to: str | None = None) -> Alert:
    """Carry out a person's ``assign``, ``review``, ``escalate`` or ``reopen``.

    Raises:
        NotAllowedInStateError: the action does not fit the alert's state.
    """
    allowed, state = _move_of(action)
    if alert.state not in allowed:
        msg = f"an alert that is {alert.state} cannot be put to '{action}'"
        raise NotAllowedInStateError(msg)
    assignee = to or by if action is Action.ASSIGN else alert.assignee
    cleared = action is Action.REOPEN
    return replace(
        alert,
        state=state,
        assignee=assignee,
        disposition=None if cleared else alert.disposition,
        reason=None if cleared else alert.reason,
        close_proposed_by=None if cleared else alert.close_proposed_by,
    )


def _move_of(action: Action) -> tuple[frozenset[AlertState], AlertState]:
    if action in (Action.CLOSE, Action.PROPOSE_CLOSE) or action not in _MOVES:
        msg = f"'{action}' is not a plain move: use close() for closing"
        raise NotAllowedInStateError(msg)
    return _MOVES[action]


def close(alert: Alert, by: str, disposition: Disposition, reason: str) -> Alert:
    """Close with a disposition and a reason; high and critical need two different people.

    The first person's call on such an alert proposes; a second person's call closes.

    Raises:
        NotAllowedInStateError: it is closed already, no reason is given, or the second person
            is the first.
    """
    if not alert.is_open:
        msg = "the alert is closed already"
        raise NotAllowedInStateError(msg)
    if not reason.strip():
        msg = "closing needs a reason"
        raise NotAllowedInStateError(msg)
    if alert.level.rank <= _FOUR_EYES_RANK and alert.close_proposed_by is None:
        return replace(alert, close_proposed_by=by, disposition=disposition, reason=reason)
    if alert.level.rank <= _FOUR_EYES_RANK and alert.close_proposed_by == by:
        msg = "a second person must close an alert of level high or critical"
        raise NotAllowedInStateError(msg)
    return replace(alert, state=AlertState.CLOSED, disposition=disposition, reason=reason)
