"""One write transaction, and what is read inside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from monitor.domain.alert import Alert
from monitor.domain.finding import (
    Basis,
    Delivery,
)
from monitor.domain.ports.audit import Recorder
from monitor.domain.ports.records import (
    AlertEntry,
    AlertLink,
    EventKey,
    EventVersion,
    JudgementRecord,
    Receipt,
    Rejection,
    Sighting,
    VersionStamp,
)
from monitor.domain.ports.rescreens import RescreenWriter
from monitor.domain.ports.work import WorkUnit


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


class Unit(LedgerReader, HistoryReader, Recorder, RescreenWriter, Protocol):
    """One write transaction."""

    @property
    def work(self) -> WorkUnit:
        """The desk's part of it."""
        ...

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
