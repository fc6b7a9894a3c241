"""The whole store: write units and read models."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from monitor.domain.alert import Alert
from monitor.domain.finding import (
    Delivery,
)
from monitor.domain.ports.records import (
    AlertEntry,
    AlertFilter,
    EventKey,
    LedgerEntry,
    LinkedFinding,
    Rejection,
    StoredEvent,
)
from monitor.domain.ports.unit import Unit
from monitor.domain.ports.work import WorkReader
from monitor.domain.queue import QueueOrder


class Store(Protocol):
    """The whole store: write units and read models."""

    @property
    def work(self) -> WorkReader:
        """What the desk reads beside alerts."""
        ...

    def unit(self) -> AbstractContextManager[Unit]:
        """Open a write transaction; it commits on leaving, and rolls back on an exception.

        Writers are serialised: totals and first-come alerts need one order.
        """
        ...

    def blob(self, digest: str) -> bytes:
        """Give kept content; ``KeyError`` if there is none."""
        ...

    def alerts(
        self,
        where: AlertFilter,
        after: str | None,
        limit: int,
        order: QueueOrder = QueueOrder.LEVEL,
    ) -> Sequence[Alert]:
        """List alerts by cursor; open ones first, then in the given order.

        ``after`` is the ``QueuePlace.of(alert, order).cursor()`` of the last alert seen, which
        holds although that alert moves, or its id, after which the list goes on from where it is
        now; ``ValueError`` if it is neither.
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

    def newest_findings(self, alert_ids: Sequence[str]) -> Mapping[str, LinkedFinding]:
        """Give the newest finding of each of some alerts; one without any is left out."""
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

    def rejections(self, limit: int) -> Sequence[Rejection]:
        """Give kept rejected inputs, newest first."""
        ...

    def claim_job(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take a job's lease, so that two schedulers do not both run it."""
        ...
