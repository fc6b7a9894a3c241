"""The store: write units and read models over one database, SQLite or PostgreSQL."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Self

from sqlalchemy import Connection, Engine

from alerts import behind, blobs, leases, queries, queue, receipts, totals, trail
from alerts.audit import SqlAudit
from alerts.clearances import SqlClearances
from alerts.columns import is_storable
from alerts.db import LOCK_SECONDS, make_engine, reading, writing
from alerts.desk import read_alert
from alerts.desk_reads import SqlDeskReads
from alerts.drafts import SqlDrafts
from alerts.exports import SqlExports
from alerts.figures import SqlFigures
from alerts.history import KnownHulls
from alerts.keys import SqlKeys
from alerts.lists import SqlLists
from alerts.outbox import SqlOutbox
from alerts.people import SqlPeople
from alerts.rescreens import SqlRescreens
from alerts.schema import migrate
from alerts.screenings import SqlScreenings
from alerts.unit import SqlUnit
from monitor.domain.alert import Alert
from monitor.domain.finding import Delivery
from monitor.domain.ports import (
    AlertEntry,
    AlertFilter,
    EventKey,
    LedgerEntry,
    LinkedFinding,
    Receipt,
    Rejection,
    StoredEvent,
    Unit,
)
from monitor.domain.queue import QueueOrder
from monitor.errors import StoreError


class SqlStore:
    """Implements :class:`~monitor.domain.ports.Store`; any number of threads may share one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Waiting here is fair and holds no connection; other processes wait at the database.
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._known_blobs: set[str] = set()
        self._known_hulls = KnownHulls()
        self.lists = SqlLists(engine, self._writing)
        self.work = SqlDeskReads(engine)
        self.figures = SqlFigures(engine, self._writing)
        self.outbox = SqlOutbox(engine, self._writing)
        self.drafts = SqlDrafts(engine, self._writing)
        self.exports = SqlExports(engine)
        self.audit = SqlAudit(engine, self._writing)
        self.people = SqlPeople(engine, self._writing)
        self.keys = SqlKeys(engine, self._writing)
        self.clearances = SqlClearances(engine, self._writing)
        self.rescreens = SqlRescreens(engine, self._writing)
        self.screenings = SqlScreenings(engine, self._writing)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database by its address, brought to this program's schema first."""
        migrate(url)
        return cls(make_engine(url))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Open a write transaction; it commits on leaving, and rolls back on an exception."""
        with self._writing() as connection:
            unit = SqlUnit(connection, self._known_blobs, self._known_hulls)
            yield unit
            unit.finish()
        unit.committed()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._writer == threading.get_ident():
            msg = "this thread has a unit open already: finish it before opening another"
            raise StoreError(msg)
        if not self._turn.acquire(timeout=LOCK_SECONDS):
            msg = f"another writer held the store for more than {LOCK_SECONDS} seconds"
            raise StoreError(msg)
        self._writer = threading.get_ident()
        try:
            with writing(self._engine) as connection:
                yield connection
        finally:
            self._writer = None
            self._turn.release()

    def blob(self, digest: str) -> bytes:
        """Give kept content; ``KeyError`` if there is none."""
        with reading(self._engine) as connection:
            return blobs.read(connection, digest)

    def alerts(
        self,
        where: AlertFilter,
        after: str | None,
        limit: int,
        order: QueueOrder = QueueOrder.LEVEL,
    ) -> Sequence[Alert]:
        """List alerts after a cursor; open ones first, then in the given order."""
        with reading(self._engine) as connection:
            return queue.read_queue(connection, where, after, limit, order)

    def alert_counts(self) -> Mapping[str, int]:
        """Count open alerts by level, and all by state."""
        with reading(self._engine) as connection:
            return queue.count_alerts(connection)

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert."""
        if not is_storable(alert_id):
            return None
        with reading(self._engine) as connection:
            return read_alert(connection, alert_id)

    def alert_findings(self, alert_id: str, limit: int) -> Sequence[LinkedFinding]:
        """Give the findings of an alert, newest first."""
        if not is_storable(alert_id):
            return []
        with reading(self._engine) as connection:
            return behind.read_findings(connection, alert_id, limit)

    def newest_findings(self, alert_ids: Sequence[str]) -> Mapping[str, LinkedFinding]:
        """Give the newest finding of each of some alerts; one without any is left out."""
        with reading(self._engine) as connection:
            return behind.read_newest_findings(connection, alert_ids)

    def alert_entries(self, alert_id: str) -> Sequence[AlertEntry]:
        """Give the time line of an alert, oldest first."""
        if not is_storable(alert_id):
            return []
        with reading(self._engine) as connection:
            return behind.read_entries(connection, alert_id)

    def event_versions(self, key: EventKey) -> Sequence[StoredEvent]:
        """Give every version of one event, oldest first."""
        with reading(self._engine) as connection:
            return queries.read_versions(connection, key)

    def window(self, first: date, last: date) -> Iterator[StoredEvent]:
        """Stream the latest versions of events that occurred in a window, in acceptance order."""
        return queries.read_window(self._engine, first, last)

    def unjudged(self) -> Iterator[StoredEvent]:
        """Stream the latest versions of events that could not be judged, in acceptance order."""
        return queries.read_unjudged(self._engine)

    def deliveries(self, limit_id: str) -> Sequence[tuple[EventKey, Delivery, bool]]:
        """Give the live deliveries of a limit and whether each counts."""
        with reading(self._engine) as connection:
            return totals.live_deliveries(connection, limit_id)

    def ledger(self, limit_id: str, start: date) -> Sequence[LedgerEntry]:
        """Give every delivery ever kept for one window, ended ones too, in order of acceptance."""
        with reading(self._engine) as connection:
            return trail.read_trail(connection, limit_id, start)

    def resum(self) -> Sequence[str]:
        """Recount which deliveries count and name every window whose stored total differed."""
        with self._writing() as connection:
            return totals.resum(connection)

    def rejections(self, limit: int) -> Sequence[Rejection]:
        """Give kept rejected inputs, newest first."""
        with reading(self._engine) as connection:
            return queries.read_rejections(connection, limit)

    def receipt(self, receipt_id: str) -> Receipt | None:
        """Give the receipt of an intake."""
        with reading(self._engine) as connection:
            return receipts.read_receipt(connection, receipt_id)

    def claim_job(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take a job's lease, so that two schedulers do not both run it."""
        with self._writing() as connection:
            return leases.claim(connection, name, owner, now, until)
