"""The main job: accept each event once, journal it, judge it, open or join alerts."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.domain.clock import Clock
from monitor.domain.finding import Refusal
from monitor.domain.ports import Receipt, Store
from monitor.service.batch import Batch, EventAnswer
from monitor.service.ids import new_id
from monitor.service.judging import Judges
from monitor.service.provenance import Provenance
from monitor.service.records import BATCH_RECORDS, ReadEvent, Record, in_batches, read_record

_log = logging.getLogger(__name__)
Progress = Callable[[Sequence[Record], "BatchResult"], None]


@dataclass(slots=True)
class IntakeSummary:
    """What came of an intake; the first four counts are disjoint, ``alerts`` are newly opened."""

    accepted: int = 0
    duplicates: int = 0
    corrections: int = 0
    rejected: int = 0
    alerts: int = 0

    def to_json(self) -> dict[str, int]:
        """Give the last line that ``ingest`` prints."""
        return {
            "accepted": self.accepted,
            "duplicates": self.duplicates,
            "corrections": self.corrections,
            "rejected": self.rejected,
            "alerts": self.alerts,
        }

    def add(self, other: "IntakeSummary") -> None:
        """Add the counts of another intake."""
        self.accepted += other.accepted
        self.duplicates += other.duplicates
        self.corrections += other.corrections
        self.rejected += other.rejected
        self.alerts += other.alerts


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of one batch that is durable now."""

    answers: tuple[EventAnswer, ...]
    summary: IntakeSummary


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line that a program posted."""

    line: int
    raw: bytes
    fault: str | None = None


class Ingest:
    """Takes events in; a batch is one transaction, so a killed process loses nothing.

    A retry adds nothing, because the same content again is answered as a duplicate.
    """

    def __init__(
        self, store: Store, engine: Judges, provenance: Provenance, clock: Clock, version: str
    ) -> None:
        self.store = store
        self.engine = engine
        self.provenance = provenance
        self.clock = clock
        self.version = version
        # The engine's network is not made for two threads, and the store takes one writer anyway.
        self.one_at_a_time = threading.Lock()

    def judge_with(self, engine: Judges, provenance: Provenance) -> None:
        """Judge with another engine from the next batch on, also in intakes that are running."""
        with self.one_at_a_time:
            self.engine = engine
            self.provenance = provenance

    def begin(
        self, origin: str, *, source: str | None = None, keep_rejected: bool = True
    ) -> "Intake":
        """Begin an intake.

        Args:
            origin: Names the file or the API key, for the receipt.
            source: Written into events that name no source.
            keep_rejected: Whether refused records are kept for re-drive.
        """
        return Intake(self, origin, source=source, keep_rejected=keep_rejected)

    def run(
        self,
        records: Iterable[Record],
        origin: str,
        *,
        source: str | None = None,
        batch: int = BATCH_RECORDS,
        progress: Progress | None = None,
    ) -> IntakeSummary:
        """Take in a whole stream and give the counts; ``progress`` is told after each batch."""
        intake = self.begin(origin, source=source)
        for piece in in_batches(records, batch):
            result = intake.take_records(piece)
            if progress is not None:
                progress(piece, result)
        intake.finish()
        return intake.summary


class Intake:
    """One running intake: batches of records in, one answer a record out."""

    def __init__(
        self, ingest: Ingest, origin: str, *, source: str | None, keep_rejected: bool
    ) -> None:
        self._ingest = ingest
        self._origin = origin
        self._source = source
        self._keep_rejected = keep_rejected
        self._started_at = ingest.clock.now()
        self.id = new_id("rc", self._started_at)
        self.summary = IntakeSummary()

    def take(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[EventAnswer]:
        """Store and judge one batch of numbered lines in one transaction.

        Raises:
            StoreError: nothing of this batch was kept; earlier batches were.
        """
        return self.take_records([Line(number, raw) for number, raw in lines]).answers

    def take_records(self, records: Sequence[Record]) -> BatchResult:
        """Store and judge one batch in one transaction; all of it is durable on return.

        Raises:
            StoreError: nothing of this batch was kept; earlier batches were.
        """
        today = self._ingest.clock.now().date()
        read = [read_record(record, today, self._source) for record in records]
        with self._ingest.one_at_a_time:
            result = self._store(records, read)
            self._ingest.provenance.is_kept()
        # Counted only now: had the transaction failed, none of it would have happened.
        self.summary.add(result.summary)
        return result

    def finish(self) -> None:
        """Note the end; the receipt was written with every batch."""
        _log.info("intake %s of %s: %s", self.id, self._origin, self.summary.to_json())

    def _store(self, records: Sequence[Record], read: Sequence[ReadEvent | Refusal]) -> BatchResult:
        ingest = self._ingest
        with ingest.store.unit() as unit:
            ingest.provenance.keep(unit)
            batch = Batch(unit, ingest.engine, ingest.clock.now(), self.id, ingest.version)
            batch.look_up(item for item in read if isinstance(item, ReadEvent))
            answers = [
                batch.reject(item, record.raw) if isinstance(item, Refusal) else batch.take(item)
                for record, item in zip(records, read, strict=True)
            ]
            batch.close(keep_rejected=self._keep_rejected)
            summary = _counted(answers, batch.alerts_opened)
            unit.save_receipt(self._receipt(summary))
        return BatchResult(tuple(answers), summary)

    def _receipt(self, latest: IntakeSummary) -> Receipt:
        total = replace(self.summary)
        total.add(latest)
        return Receipt(
            id=self.id,
            origin=self._origin,
            started_at=self._started_at,
            rulebook=self._ingest.engine.rulebook,
            lists=self._ingest.engine.lists,
            **total.to_json(),
        )


def _counted(answers: list[EventAnswer], alerts: int) -> IntakeSummary:
    statuses = [answer.status for answer in answers]
    return IntakeSummary(
        accepted=statuses.count("accepted"),
        duplicates=statuses.count("duplicate"),
        corrections=statuses.count("correction"),
        rejected=statuses.count("rejected"),
        alerts=alerts,
    )
