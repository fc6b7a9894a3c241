"""Judge a stream of events without storing anything: one result an event, in order.

Totals and vessel history come from the stream alone. A repeated key is treated as an intake
treats it: the same content counts once and gets the first answer again, other content replaces it.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from struct import Struct
from typing import IO

from monitor.domain.event import Reason
from monitor.domain.finding import Outcome, Refusal
from monitor.domain.ports import EventKey
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.service.judging import Appraisal, Judges, appraise, refusals_or_error
from monitor.service.lines import json_line
from monitor.service.records import ReadEvent, Record, read_record

Result = dict[str, object]
_NAME_BYTES = 16
# What is remembered of an accepted event: its content, where its answer lies, whether it counts.
_Seen = Struct(f"<{_NAME_BYTES}sQ?")


class Evaluation:
    """One run over one stream; memory grows with the number of keys, not with their content."""

    def __init__(self, engine: Judges, intake_on: date, spool: IO[bytes]) -> None:
        self._engine = engine
        self._intake_on = intake_on
        self._spool = spool
        self._end = 0
        self._ledger = MemoryLedger()
        self._history = MemoryHistory()
        # A feed may hold many millions of events: a hundred bytes each, whatever their names.
        self._seen: dict[bytes, bytes] = {}

    def line(self, record: Record) -> bytes:
        """Judge one record and give its result line."""
        read = read_record(record, self._intake_on)
        return json_line(read.to_json()) if isinstance(read, Refusal) else self._judge(read)

    def _judge(self, item: ReadEvent) -> bytes:
        key = EventKey(item.event.source, item.event.event_id)
        name = _short(json_line(key))
        content = _short(item.content_hash.encode())
        seen = self._seen.get(name)
        counted = False
        if seen is not None:
            known, place, counted = _Seen.unpack(seen)
            if known == content:
                return json_line({**self._first_answer(place), "duplicate": True})
        reasons, error = refusals_or_error(self._engine, item.event)
        if reasons:
            return json_line(Refusal(reasons, key.source, key.event_id, item.line).to_json())
        if counted:
            self._ledger.retire(key)
            self._history.retire(key)
        if error is not None:
            found = Appraisal(None, error=error)
        else:
            found = appraise(self._engine, item.event, self._history, self._ledger)
        line, counts = self._accept(key, found)
        self._seen[name] = _Seen.pack(content, self._end, counts)
        # On disk an answer waits for its duplicates, which may come much later or never.
        self._spool.write(line)
        self._end += len(line)
        return line

    def _accept(self, key: EventKey, found: Appraisal) -> tuple[bytes, bool]:
        """Take in what later events are judged by; tell whether there was anything."""
        judgement = found.judgement
        if judgement is None:
            return json_line(unjudged(key, found.error or "", self._engine)), False
        counts = bool(found.sightings or judgement.deliveries or judgement.firings)
        if counts:
            self._ledger.accept(key, judgement)
            self._history.remember(key, found.sightings)
        return json_line(judgement.to_json()), counts

    def _first_answer(self, place: int) -> Result:
        self._spool.seek(place)
        answer: Result = json.loads(self._spool.readline())
        self._spool.seek(self._end)
        return answer


def _short(value: bytes) -> bytes:
    return blake2b(value, digest_size=_NAME_BYTES).digest()


def unjudged(key: EventKey, error: str, engine: Judges) -> Result:
    """Give the result line of an event whose judging failed."""
    return {
        "source": key.source,
        "event_id": key.event_id,
        "outcome": Outcome.UNJUDGED.value,
        "findings": [],
        "undecided": [],
        "screening": [],
        "errors": [Reason("", f"the event could not be judged: {error}").to_json()],
        "rulebook": engine.rulebook,
        "lists": engine.lists,
    }


def evaluate(records: Iterable[Record], engine: Judges, intake_on: date) -> Iterator[bytes]:
    """Give one line of JSON a record, in the order of the stream.

    Args:
        records: What the feed gives.
        engine: What judges.
        intake_on: The day of intake, for the test against far-future days.
    """
    with tempfile.TemporaryFile() as spool:
        evaluation = Evaluation(engine, intake_on, spool)
        for record in records:
            yield evaluation.line(record)
