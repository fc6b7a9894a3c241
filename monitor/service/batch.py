"""One batch of events in one transaction: duplicates, corrections, judgements, alerts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.domain.event import Reason
from monitor.domain.finding import Outcome, Refusal
from monitor.domain.ports import (
    EventKey,
    EventVersion,
    JudgementRecord,
    Rejection,
    Sighting,
    Unit,
    VersionStamp,
)
from monitor.service.alerting import AlertDesk
from monitor.service.ids import new_id
from monitor.service.judging import Appraisal, Judges, appraise, refusals_or_error
from monitor.service.recording import Recorder
from monitor.service.records import ReadEvent

Status = Literal["accepted", "duplicate", "correction", "rejected"]


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What came of one posted event."""

    source: str | None
    event_id: str | None
    status: Status
    outcome: str
    errors: tuple[Reason, ...] = ()
    line: int | None = None

    def to_json(self) -> dict[str, object]:
        """Give one answer line of ``POST /v1/events``."""
        body: dict[str, object] = {
            "source": self.source,
            "event_id": self.event_id,
            "status": self.status,
            "outcome": self.outcome,
            "errors": [reason.to_json() for reason in self.errors],
        }
        if self.line is not None and self.status == "rejected":
            body["line"] = self.line
        return body


class Batch:
    """Takes events in one by one; what is written later in one go is flushed where it matters.

    Totals and sightings are read back by the next event, so a judgement that changes them is
    written at once; everything else is written when the batch closes.
    """

    def __init__(
        self, unit: Unit, engine: Judges, now: datetime, receipt: str, version: str
    ) -> None:
        self._unit = unit
        self._engine = engine
        self._now = now
        self._receipt = receipt
        self._recorder = Recorder(unit, engine, now, version)
        self._desk = AlertDesk(unit, now, new_id)
        self._known: dict[EventKey, VersionStamp] = {}
        self._versions: dict[EventKey, EventVersion] = {}
        self._judged: list[JudgementRecord] = []
        self._sighted: list[tuple[EventKey, int, tuple[Sighting, ...]]] = []
        self._rejections: list[Rejection] = []

    @property
    def alerts_opened(self) -> int:
        """How many alerts were newly opened."""
        return self._desk.opened

    def look_up(self, items: Iterable[ReadEvent]) -> None:
        """Learn which of the events are stored already, in one query."""
        keys = {EventKey(item.event.source, item.event.event_id): None for item in items}
        if keys:
            self._known.update(self._unit.latest(list(keys)))

    def reject(self, refusal: Refusal, raw: bytes) -> EventAnswer:
        """Keep a refused record for re-drive."""
        self._rejections.append(
            Rejection(
                receipt=self._receipt,
                line=refusal.line,
                raw=raw,
                reasons=refusal.reasons,
                source=refusal.source,
                event_id=refusal.event_id,
                received_at=self._now,
            )
        )
        return EventAnswer(
            refusal.source,
            refusal.event_id,
            "rejected",
            Outcome.REJECTED.value,
            refusal.reasons,
            refusal.line,
        )

    def take(self, item: ReadEvent) -> EventAnswer:
        """Accept one event: a duplicate changes nothing, other content is a correction."""
        event = item.event
        key = EventKey(event.source, event.event_id)
        known = self._known.get(key)
        if known is not None and known.content_hash == item.content_hash:
            outcome = (known.outcome or Outcome.UNJUDGED).value
            return EventAnswer(key.source, key.event_id, "duplicate", outcome)
        reasons, error = refusals_or_error(self._engine, event)
        if reasons:
            return self.reject(Refusal(reasons, key.source, key.event_id, item.line), item.raw)
        if known is not None:
            self._retire(key, known.version)
        version = known.version + 1 if known is not None else 1
        found = (
            Appraisal(None, error=error)
            if error is not None
            else appraise(self._engine, event, self._unit, self._unit)
        )
        outcome = self._note(key, version, item, found)
        status: Status = "accepted" if known is None else "correction"
        return EventAnswer(key.source, key.event_id, status, outcome.value)

    def close(self, *, keep_rejected: bool = True) -> None:
        """Write everything that is still held."""
        self._write()
        if self._rejections and keep_rejected:
            self._unit.add_rejections(self._rejections)

    def _retire(self, key: EventKey, version: int) -> None:
        # The store marks what the old version raised, so all that is held back must stand there.
        self._write()
        self._unit.retire(key, version)

    def _note(self, key: EventKey, version: int, item: ReadEvent, found: Appraisal) -> Outcome:
        self._versions[key] = EventVersion(
            key=key,
            version=version,
            content_hash=item.content_hash,
            raw=item.raw,
            kind=item.event.kind,
            occurred_on=item.event.occurred_on,
            received_at=self._now,
            receipt=self._receipt,
        )
        self._judged.append(self._recorder.record(key, version, found))
        if found.judgement is not None:
            self._desk.take(key, version, found.judgement)
            outcome = found.judgement.outcome
        else:
            self._desk.take_failure(key, version, found.error or "")
            outcome = Outcome.UNJUDGED
        self._known[key] = VersionStamp(version, item.content_hash, outcome)
        if found.sightings:
            self._sighted.append((key, version, found.sightings))
        if _is_read_back(found):
            self._write_judgements()
        return outcome

    def _write(self) -> None:
        self._write_judgements()
        self._desk.flush()

    def _write_judgements(self) -> None:
        if not self._versions:
            return
        self._unit.add_versions(list(self._versions.values()))
        self._unit.add_judgements(self._judged)
        for key, version, sightings in self._sighted:
            self._unit.add_sightings(key, version, sightings)
        self._versions.clear()
        self._judged.clear()
        self._sighted.clear()


def _is_read_back(found: Appraisal) -> bool:
    """Tell whether the next event may be judged by what this one changed."""
    judgement = found.judgement
    counted = judgement is not None and bool(judgement.deliveries or judgement.firings)
    return counted or bool(found.sightings)
