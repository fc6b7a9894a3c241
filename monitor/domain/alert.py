"""An alert and its life cycle, as a pure state machine; storage is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from monitor.domain.desk_times import desk_times
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
    SUPPRESSED = "suppressed"
    REMIND = "remind"
    OVERDUE = "overdue"
    LIST_CHANGE = "list_change"
    CLEARANCE_ENDED = "clearance_ended"

    TAKE = "take"
    ASSIGN = "assign"
    REVIEW = "review"
    ESCALATE = "escalate"
    NOTE = "note"
    ATTACH = "attach"
    PROPOSE_CLOSE = "propose_close"
    DECLINE = "decline"
    CLOSE = "close"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    WAKE = "wake"
    SUPPRESS = "suppress"
    LIFT = "lift"
    LINK = "link"
    UNLINK = "unlink"


class Strength(IntEnum):
    """How far the evidence of an alert carries; the strongest first."""

    PROVED = 0
    OPEN_FACT = 1
    UNCERTAIN = 2
    DUTY = 3

    @classmethod
    def of(cls, verdict: Verdict, *, uncertain: bool) -> "Strength":
        """Tell it from a finding: all facts certain, one open, one that does not decide, a duty."""
        if verdict is Verdict.INSPECT:
            return cls.DUTY
        if uncertain:
            return cls.UNCERTAIN
        return cls.OPEN_FACT if verdict is Verdict.UNSETTLED else cls.PROVED


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
SOURCES_MAX = 16
DUE_AFTER: Mapping[Level, timedelta] = desk_times().due


class NotAllowedInStateError(Exception):
    """The alert's state, or the four-eyes rule, does not allow this action now."""


class WordsMissingError(Exception):
    """An action lacks what must be said with it: a reason, a reference, a day.

    Attributes:
        field: What is missing.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Decision:
    """How a person closes an alert; ``reference`` names the document or the report it rests on."""

    disposition: Disposition
    reason: str
    reference: str = ""

    def check(self, *, has_document: bool) -> None:
        """Hold that what the disposition rests on is named.

        Raises:
            WordsMissingError: a reason is missing, or the document or the report.
        """
        if not self.reason.strip():
            raise WordsMissingError("reason", "closing needs a reason: say what decided it")
        named = bool(self.reference.strip())
        if self.disposition is Disposition.EXEMPT and not (named or has_document):
            raise WordsMissingError(
                "reference",
                "an exemption needs its document: attach it, or give the number of the approval",
            )
        if self.disposition is Disposition.REPORTED and not named:
            raise WordsMissingError(
                "reference", "'reported' needs the number of the report, or to whom and when"
            )


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person must look at: one or more findings of one rule and group.

    ``revision`` grows with each change; who changes an alert names the one that was seen.
    """

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
    revision: int = 1
    sources: tuple[str, ...] = ()
    strength: Strength = Strength.PROVED
    snoozed_until: datetime | None = None
    reference: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the alert still waits for a person."""
        return self.state is not AlertState.CLOSED

    @property
    def needs_two(self) -> bool:
        """Tell whether two people must agree to close it."""
        return self.level.rank <= _FOUR_EYES_RANK

    def changed(self, **fields: object) -> "Alert":
        """Give the alert with fields changed, under its next revision."""
        return replace(self, revision=self.revision + 1, **fields)  # type: ignore[arg-type]

    def joined(
        self,
        level: Level,
        verdict: Verdict,
        seen_at: datetime,
        strength: Strength | None = None,
        source: str | None = None,
    ) -> "Alert":
        """Take in a repeated finding: it counts, and the more urgent level stands.

        A proposal to close does not outlive a more urgent finding: its author has not seen it.
        """
        urgent = min(self.level, level, key=lambda item: item.rank)
        rises = urgent is not self.level
        new_source = source is not None and source not in self.sources
        grows = new_source and len(self.sources) < SOURCES_MAX
        return self.changed(
            occurrences=self.occurrences + 1,
            level=urgent,
            verdict=verdict if rises else self.verdict,
            strength=self.strength if strength is None else min(self.strength, strength),
            sources=(*self.sources, source) if grows else self.sources,
            last_seen_at=max(self.last_seen_at, seen_at),
            due_at=min(self.due_at, seen_at + DUE_AFTER[urgent]) if self.is_open else self.due_at,
            **(_NO_PROPOSAL if rises and self.is_open else {}),
        )

    def marked_superseded(self) -> "Alert":
        """Mark that a correction replaced the event; the alert stays for a person to close."""
        return self.changed(superseded=True)

    def marked_overdue(self) -> "Alert":
        """Mark that its due time passed while it was open."""
        return self.changed(overdue=True)


_NO_PROPOSAL: Mapping[str, object] = {
    "close_proposed_by": None, "disposition": None, "reason": None, "reference": None,
}  # fmt: skip


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
    cleared = _NO_PROPOSAL if action is Action.REOPEN else {}
    takes = action is Action.ASSIGN or (action is Action.REVIEW and alert.assignee is None)
    return alert.changed(state=state, assignee=to or by if takes else alert.assignee, **cleared)


def _move_of(action: Action) -> tuple[frozenset[AlertState], AlertState]:
    if action in (Action.CLOSE, Action.PROPOSE_CLOSE) or action not in _MOVES:
        msg = f"'{action}' is not a plain move: use close() for closing"
        raise NotAllowedInStateError(msg)
    return _MOVES[action]


def reopen(alert: Alert, by: str, now: datetime) -> Alert:
    """Take a closed alert back into review, with a new due time.

    Raises:
        NotAllowedInStateError: it is not closed.
    """
    again = move(alert, Action.REOPEN, by)
    return replace(again, due_at=due_at(alert.level, now), overdue=False)


def close(alert: Alert, by: str, disposition: Disposition, reason: str, ref: str = "") -> Alert:
    """Close with a disposition and a reason; high and critical need two different people.

    The first person's call on such an alert proposes; a second person's call with the same
    disposition closes. With another one they do not agree, and it is a proposal of its own.

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
    said = {"disposition": disposition, "reason": reason, "reference": ref or None}
    if alert.needs_two and alert.close_proposed_by == by:
        msg = "a second person must close an alert of level high or critical"
        raise NotAllowedInStateError(msg)
    agreed = alert.close_proposed_by is not None and alert.disposition is disposition
    if alert.needs_two and not agreed:
        return alert.changed(close_proposed_by=by, **said)
    return alert.changed(state=AlertState.CLOSED, snoozed_until=None, **said)


def decline(alert: Alert) -> Alert:
    """Take a proposal to close off the alert, which stays open.

    Raises:
        NotAllowedInStateError: nobody has proposed to close it.
    """
    if not alert.is_open or alert.close_proposed_by is None:
        msg = "nobody has proposed to close this alert"
        raise NotAllowedInStateError(msg)
    return alert.changed(**_NO_PROPOSAL)


def snooze(alert: Alert, until: datetime, now: datetime) -> Alert:
    """Put an open alert out of sight until an instant; its due time stays.

    Raises:
        NotAllowedInStateError: it is closed.
        WordsMissingError: the instant is past, or later than the level allows.
    """
    if not alert.is_open:
        msg = "a closed alert cannot be put to 'snooze'"
        raise NotAllowedInStateError(msg)
    most = now + desk_times().snooze_most[alert.level]
    if not now < until <= most:
        msg = (
            f"an alert of level {alert.level.value} may sleep until {most:%Y-%m-%d %H:%M} UTC at "
            "most, and not into the past"
        )
        raise WordsMissingError("until", msg)
    return alert.changed(snoozed_until=until)


def wake(alert: Alert) -> Alert:
    """Bring a snoozed alert back into sight.

    Raises:
        NotAllowedInStateError: it is not snoozed.
    """
    if alert.snoozed_until is None:
        msg = "the alert is not snoozed"
        raise NotAllowedInStateError(msg)
    return alert.changed(snoozed_until=None)
