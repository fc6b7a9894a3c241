"""What the store keeps and gives back, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from monitor.domain.alert import AlertState
from monitor.domain.event.rejected import Reason
from monitor.domain.finding import (
    Delivery,
    Judgement,
    Level,
    Outcome,
)


class EventKey(NamedTuple):
    """The idempotency key of an event."""

    source: str
    event_id: str


@dataclass(frozen=True, slots=True)
class VersionStamp:
    """The latest stored version of an event."""

    version: int
    content_hash: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class EventVersion:
    """One version of an event as it was received; ``raw`` is the JSON text as it came."""

    key: EventKey
    version: int
    content_hash: str
    raw: bytes
    kind: str
    occurred_on: date
    received_at: datetime
    receipt: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that broke the contract, kept for re-drive."""

    receipt: str
    line: int | None
    raw: bytes
    reasons: tuple[Reason, ...]
    source: str | None
    event_id: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class JudgementRecord:
    """A judgement of one event version and everything that it rested on.

    ``error`` is set, and ``judgement`` is ``None``, where judging failed (outcome unjudged).
    """

    key: EventKey
    version: int
    judgement: Judgement | None
    rulebook: str
    lists: str
    engine: str
    judged_at: datetime
    inputs: str | None
    error: str | None = None


class AlertLink(NamedTuple):
    """An alert and the finding, by event version and position, that opened or joined it.

    A negative ``finding_index`` ties the alert to the event version alone.
    """

    alert_id: str
    key: EventKey
    version: int
    finding_index: int


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One line of an alert's time line."""

    alert_id: str
    at: datetime
    by: str
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of one intake: counts and versions, for the feed's operator."""

    id: str
    origin: str
    started_at: datetime
    accepted: int
    duplicates: int
    corrections: int
    rejected: int
    alerts: int
    rulebook: str
    lists: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one event said of a hull, kept so that later events can be judged by it."""

    imo: str
    day: date
    name: str | None
    flag: str | None
    place_country: str | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A delivery as it was kept, with the judgement that made it and the one that ended it.

    ``judgement`` and ``ended_by`` grow in the order of acceptance. A delivery ends when its event
    is corrected (``ended_by_version`` is then another version) or judged again.
    """

    key: EventKey
    version: int
    received_at: datetime
    judgement: int
    judged_at: datetime
    delivery: Delivery
    live: bool
    counts: bool
    ended_by: int | None = None
    ended_at: datetime | None = None
    ended_by_version: int | None = None


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What a list of alerts is narrowed to; ``None`` does not narrow."""

    state: AlertState | None = None
    level: Level | None = None
    rule: str | None = None
    provision: str | None = None
    source: str | None = None
    text: str | None = None
    open_only: bool = False
    assignee: str | None = None
    """A person's id; the empty text for alerts that nobody has."""
    overdue: bool | None = None
    snoozed: bool | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedFinding:
    """A finding of an alert with the event version that it was made on."""

    key: EventKey
    version: int
    superseded: bool
    occurred_on: date
    finding: Mapping[str, object]
    rulebook: str
    lists: str
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One stored version with its latest judgement, as JSON."""

    version: EventVersion
    superseded: bool
    judgement: Mapping[str, object] | None
    judged_at: datetime | None
    error: str | None
