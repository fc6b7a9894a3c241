"""One batch of events in one transaction: duplicates, corrections, judgements, alerts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from monitor.domain.event import Reason
from monitor.domain.finding import Outcome, Refusal
from monitor.domain.ports import (
    EventKey,
    EventVersion,
    Rejection,
    Unit,
    VersionStamp,
)
from monitor.service.alerting import AlertDesk
from monitor.service.ids import new_id
from monitor.service.judging import Appraisal, Judges, appraise, refusals_or_error
from monitor.service.recording import Recorder
from monitor.service.records import ReadEvent

Status = Literal["accepted", "duplicate", "correction", "rejected"]


class EventAnswer(NamedTuple):
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
    """Takes events in one by one, inside one transaction.

    Totals and sightings that one event changes are seen by the next; alerts are opened and joined
    when the batch closes, or before an older version of one of its events is retired.
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
            self._desk.retire(key, known.version)
        version = known.version + 1 if known is not None else 1
        if error is not None:
            found = Appraisal(None, error=error)
        else:
            found = appraise(self._engine, event, self._unit, self._unit)
        self._write(key, version, item, found)
        outcome_now = found.judgement.outcome if found.judgement else Outcome.UNJUDGED
        self._known[key] = VersionStamp(version, item.content_hash, outcome_now)
        status: Status = "accepted" if known is None else "correction"
        return EventAnswer(key.source, key.event_id, status, outcome_now.value)

    def close(self, *, keep_rejected: bool = True) -> None:
        """Write everything that is still held."""
        self._desk.flush()
        if self._rejections and keep_rejected:
            self._unit.add_rejections(self._rejections)

    def _write(self, key: EventKey, version: int, item: ReadEvent, found: Appraisal) -> None:
        self._unit.add_versions(
            [
                EventVersion(
                    key=key,
                    version=version,
                    content_hash=item.content_hash,
                    raw=item.raw,
                    kind=item.event.kind,
                    occurred_on=item.event.occurred_on,
                    received_at=self._now,
                    receipt=self._receipt,
                )
            ]
        )
        self._recorder.record(key, version, found)
        if found.judgement is None:
            self._desk.take_unjudged(key, version, found.error or "")
        elif found.judgement.findings:
            self._desk.take(key, version, found.judgement)
