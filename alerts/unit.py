"""One write transaction: it gathers, reads its own writes, and sends all of it at the end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from alerts.audit import Chain
from alerts.blobs import Blobs
from alerts.desk import Desk
from alerts.history import History, KnownHulls
from alerts.journal import Journal
from alerts.ledger import Ledger
from alerts.numbers import Numbers
from alerts.receipts import Receipts
from alerts.rescreens import save as save_rescreen
from alerts.totals import Slot, Window
from alerts.verdicts import Verdicts
from alerts.work import SqlWork
from monitor.domain.alert import Alert
from monitor.domain.audit import Deed
from monitor.domain.finding import Basis, Delivery
from monitor.domain.ports import (
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
from monitor.domain.ports.rescreens import Rescreen, RescreenLine


class SqlUnit:
    """A :class:`~monitor.domain.ports.Unit` over one connection that holds the writer lock.

    What callers add is gathered whatever the size of their calls, so a batch costs the same few
    statements when it comes event by event. A fault in it is therefore told at the end of the
    unit at the latest, and nothing of the unit is kept.
    """

    def __init__(
        self, connection: Connection, known_blobs: set[str], known_hulls: KnownHulls
    ) -> None:
        numbers = Numbers(connection)
        self._blobs = Blobs(connection, known_blobs)
        self._journal = Journal(connection, numbers)
        self._verdicts = Verdicts(connection, numbers)
        self._ledger = Ledger(connection, numbers)
        self._history = History(connection, numbers, known_hulls)
        self._desk = Desk(connection, numbers)
        self._receipts = Receipts(connection)
        self.work = SqlWork(connection, numbers, self._journal, self._verdicts)
        self._chain = Chain(connection)
        self._connection = connection
        self._numbers = numbers
        self._digests: set[str] = set()
        # Events with deliveries that are not sent yet.
        self._delivered: set[EventKey] = set()

    def finish(self) -> None:
        """Send what is left, and hold that all which results rest on is kept."""
        self.flush()
        self._blobs.require(self._digests)

    def flush(self) -> None:
        """Send what was gathered, parents before children; the transaction stays open."""
        self._blobs.flush()
        self._journal.flush()
        self._verdicts.flush()
        self._ledger.flush()
        self._delivered.clear()
        self._history.flush()
        self._desk.flush()
        self.work.flush()
        self._receipts.flush()
        self._chain.flush()

    def committed(self) -> None:
        """Note that the transaction is durable."""
        self._blobs.committed()
        self._history.committed()

    # --- reading -------------------------------------------------------------------------------

    def latest(self, keys: Sequence[EventKey]) -> Mapping[EventKey, VersionStamp]:
        """Give the latest version of those events that are stored."""
        return self._journal.latest(keys)

    def total(self, limit_id: str, basis: Basis, start: date) -> Decimal:
        """Sum the counted deliveries of one window in the limit's unit."""
        return self._ledger.total(Window(limit_id, basis.value, start))

    def counted(self, limit_id: str, basis: Basis, start: date, slot: str) -> Delivery | None:
        """Give the delivery that counts for a slot now."""
        counted = self._ledger.counted(Slot(Window(limit_id, basis.value, start), slot))
        return None if counted is None else counted.delivery

    def fired(self, limit_id: str, basis: Basis, start: date) -> frozenset[int]:
        """Give the steps that fired in one window."""
        return self._ledger.fired(Window(limit_id, basis.value, start))

    def slots_of(self, key: EventKey) -> Mapping[str, str]:
        """Give path to slot of the deliveries that an accepted event made."""
        if key in self._delivered:
            self.flush()
        return self._ledger.slots_of(key)

    def sightings(self, imo: str, before: date) -> Sequence[Sighting]:
        """Give what was said of a hull on days before ``before``, oldest first."""
        return self._history.before(imo, before)

    def alerts_by_group(self, group_keys: Iterable[str]) -> Mapping[str, Alert]:
        """Give the newest alert of each group that has one."""
        return self._desk.by_group(group_keys)

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert as it stands inside this transaction."""
        return self._desk.get(alert_id)

    # --- writing -------------------------------------------------------------------------------

    def add_versions(self, versions: Sequence[EventVersion]) -> None:
        """Append event versions; each must follow the latest of its event."""
        self._journal.add_versions(versions)

    def add_rejections(self, rejections: Sequence[Rejection]) -> None:
        """Keep rejected inputs for re-drive."""
        self._journal.add_rejections(rejections)

    def add_judgements(self, records: Sequence[JudgementRecord]) -> None:
        """Append judgements with findings, deliveries and firings.

        What an earlier judgement of the same version let count, counts no more.
        """
        for record in records:
            version_id = self._journal.version_id(record.key, record.version)
            if self._verdicts.knows(version_id) or not self._journal.is_new(version_id):
                self.flush()
                self._ledger.retire(version_id)
            self._add_judgement(record, version_id)

    def _add_judgement(self, record: JudgementRecord, version_id: int) -> None:
        self._digests.add(record.rulebook)
        self._digests.add(record.lists)
        if record.inputs is not None:
            self._digests.add(record.inputs)
        number = self._verdicts.add(record, version_id)
        self._journal.note_outcome(record)
        if record.judgement is not None:
            if record.judgement.deliveries:
                self._delivered.add(record.key)
            for delivery in record.judgement.deliveries:
                self._ledger.add_delivery(delivery, version_id, number)
            for firing in record.judgement.firings:
                self._ledger.add_firing(firing, version_id, number)

    def add_sightings(self, key: EventKey, version: int, sightings: Sequence[Sighting]) -> None:
        """Keep what an event said of hulls; what it said in an earlier unit is replaced."""
        version_id = self._journal.version_id(key, version)
        if not self._journal.is_new(version_id):
            self.flush()
            self._history.retire(version_id)
        self._history.add(version_id, sightings)

    def retire(self, key: EventKey, version: int) -> Sequence[str]:
        """Mark a version as superseded; give the ids of the alerts that this marked."""
        version_id = self._journal.version_id(key, version)
        self.flush()
        self._journal.supersede(version_id)
        self._ledger.retire(version_id)
        self._history.retire(version_id)
        return self._desk.retire(version_id)

    def save_alerts(
        self,
        alerts: Sequence[Alert],
        links: Sequence[AlertLink],
        entries: Sequence[AlertEntry],
    ) -> None:
        """Insert or update alerts, link their findings, append to their time lines."""
        self._desk.save(alerts, entries)
        for link in links:
            version_id = self._journal.version_id(link.key, link.version)
            about_event = link.finding_index < 0
            finding_id = (
                None if about_event else self._verdicts.finding_id(version_id, link.finding_index)
            )
            self._desk.link(link.alert_id, version_id, finding_id)

    def put_blob(self, digest: str, kind: str, content: bytes) -> None:
        """Keep content by digest; the same digest again is no error."""
        self._blobs.put(digest, kind, content)

    def save_receipt(self, receipt: Receipt) -> None:
        """Insert or update the receipt of an intake."""
        self._receipts.save(receipt)

    def save_rescreen(self, rescreen: Rescreen, lines: Sequence[RescreenLine]) -> None:
        """Note how far a re-screening is, and append what it did."""
        save_rescreen(self._connection, self._numbers, rescreen, lines)

    def record(self, deed: Deed) -> None:
        """Append what somebody did to the record of it."""
        self._chain.add(deed)
