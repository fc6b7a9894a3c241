"""What the use cases need from storage; ``alerts`` implements it, tests may too.

One batch is one transaction: versions, judgements, alerts and totals commit together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from monitor.domain.alert import Alert, AlertState
from monitor.domain.event.parse import Reason
from monitor.domain.finding import (
    Basis,
    Delivery,
    Finding,
    Firing,
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


class LedgerReader(Protocol):
    """Running totals of limits, as they stand."""

    def total(self, limit_id: str, basis: Basis, start: date) -> Decimal:
        """Sum the counted deliveries of one window in the limit's unit."""
        ...

    def counted(self, limit_id: str, basis: Basis, start: date, slot: str) -> Delivery | None:
        """Give the delivery that counts for a slot now."""
        ...

    def fired(self, limit_id: str, basis: Basis, start: date) -> frozenset[int]:
        """Give the steps that fired in one window."""
        ...

    def slots_of(self, key: EventKey) -> Mapping[str, str]:
        """Give path to slot of the deliveries that an accepted event made."""
        ...


class HistoryReader(Protocol):
    """What earlier accepted events said."""

    def sightings(self, imo: str, before: date) -> Sequence[Sighting]:
        """Give what was said of a hull on days before ``before``, oldest first."""
        ...


class Unit(LedgerReader, HistoryReader, Protocol):
    """One write transaction."""

    def latest(self, keys: Sequence[EventKey]) -> Mapping[EventKey, VersionStamp]:
        """Give the latest version of those events that are stored."""
        ...

    def retire(self, key: EventKey, version: int) -> Sequence[str]:
        """Mark a version as superseded; give the ids of the alerts that this newly marked.

        Its deliveries and firings no longer count, its sightings no longer speak, and its
        alerts are marked for a person.
        """
        ...

    def add_versions(self, versions: Sequence[EventVersion]) -> None:
        """Append event versions."""
        ...

    def add_rejections(self, rejections: Sequence[Rejection]) -> None:
        """Keep rejected inputs for re-drive."""
        ...

    def add_judgements(self, records: Sequence[JudgementRecord]) -> None:
        """Append judgements with findings, deliveries and firings.

        The same version may be judged again: the latest judgement stands.
        """
        ...

    def add_sightings(self, key: EventKey, version: int, sightings: Sequence[Sighting]) -> None:
        """Keep what an event said of hulls."""
        ...

    def alerts_by_group(self, group_keys: Iterable[str]) -> Mapping[str, Alert]:
        """Give the newest alert of each group that has one."""
        ...

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert as it stands inside this transaction, to be changed and saved."""
        ...

    def save_alerts(
        self,
        alerts: Sequence[Alert],
        links: Sequence[AlertLink],
        entries: Sequence[AlertEntry],
    ) -> None:
        """Insert or update alerts, link their findings, append to their time lines."""
        ...

    def put_blob(self, digest: str, kind: str, content: bytes) -> None:
        """Keep content by digest; the same digest again is no error."""
        ...

    def save_receipt(self, receipt: Receipt) -> None:
        """Insert or update the receipt of an intake."""
        ...


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


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key; only its hash is kept."""

    id: str
    name: str
    hash: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


class Store(Protocol):
    """The whole store: write units and read models."""

    def unit(self) -> AbstractContextManager[Unit]:
        """Open a write transaction; it commits on leaving, and rolls back on an exception.

        Writers are serialised: totals and first-come alerts need one order.
        """
        ...

    def blob(self, digest: str) -> bytes:
        """Give kept content; ``KeyError`` if there is none."""
        ...

    def alerts(self, where: AlertFilter, after: str | None, limit: int) -> Sequence[Alert]:
        """List alerts, the most urgent first (open, level, due time), by cursor.

        ``after`` is the ``QueuePlace.of(alert).cursor()`` of the last alert seen, which holds
        although that alert moves, or its id, after which the list goes on from where it is now;
        ``ValueError`` if it is neither.
        """
        ...

    def alert_counts(self) -> Mapping[str, int]:
        """Count open alerts by level, and all by state."""
        ...

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert."""
        ...

    def alert_findings(self, alert_id: str, limit: int) -> Sequence[LinkedFinding]:
        """Give the findings of an alert, newest first."""
        ...

    def alert_entries(self, alert_id: str) -> Sequence[AlertEntry]:
        """Give the time line of an alert, oldest first."""
        ...

    def event_versions(self, key: EventKey) -> Sequence[StoredEvent]:
        """Give every version of one event, oldest first."""
        ...

    def window(self, first: date, last: date) -> Iterator[StoredEvent]:
        """Stream the latest versions of events that occurred in a window, in acceptance order."""
        ...

    def unjudged(self) -> Iterator[StoredEvent]:
        """Stream the latest versions of events that could not be judged, in acceptance order."""
        ...

    def deliveries(self, limit_id: str) -> Sequence[tuple[EventKey, Delivery, bool]]:
        """Give the live deliveries of a limit and whether each counts."""
        ...

    def ledger(self, limit_id: str, start: date) -> Sequence[LedgerEntry]:
        """Give every delivery ever kept for one window, ended ones too, in order of acceptance."""
        ...

    def resum(self) -> Sequence[str]:
        """Recount which deliveries count and name every window whose stored total differed."""
        ...

    def mark_overdue(self, now: datetime) -> int:
        """Mark open alerts whose due time has passed; give how many are newly marked."""
        ...

    def rejections(self, limit: int) -> Sequence[Rejection]:
        """Give kept rejected inputs, newest first."""
        ...

    def add_key(self, key: ApiKey) -> None:
        """Keep a new API key."""
        ...

    def key_by_hash(self, hash_: str) -> ApiKey | None:
        """Find a key that is not revoked."""
        ...

    def claim_job(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take a job's lease, so that two schedulers do not both run it."""
        ...


__all__ = [
    "AlertEntry", "AlertFilter", "AlertLink", "ApiKey", "Basis", "Delivery", "EventKey",
    "EventVersion", "Finding", "Firing", "HistoryReader", "JudgementRecord", "LedgerEntry",
    "LedgerReader", "LinkedFinding", "Receipt", "Rejection", "Sighting", "Store", "StoredEvent", "Unit",
    "VersionStamp",
]  # fmt: skip
