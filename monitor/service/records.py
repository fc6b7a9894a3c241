"""From a feed's record to a checked event or a refusal, and from a stream to batches."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, Protocol

from monitor.domain.canonical import canonical_json
from monitor.domain.event import Event, EventRejected, Reason, check_event, read_json
from monitor.domain.finding import Refusal

_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")
BATCH_RECORDS = 500
BATCH_BYTES_MAX = 16 * 1_048_576


class Record(Protocol):
    """One record as a feed gave it; ``fault`` says why it cannot be read at all."""

    @property
    def line(self) -> int:
        """The line on which it starts, counted from 1."""
        ...

    @property
    def raw(self) -> bytes:
        """Its bytes, or their head where it was too long."""
        ...

    @property
    def fault(self) -> str | None:
        """Why it cannot be read, or ``None``."""
        ...


class ReadEvent(NamedTuple):
    """A record that holds a good event; ``raw`` is the JSON text that is kept."""

    line: int | None
    raw: bytes
    event: Event
    content_hash: str


def read_record(
    record: Record, intake_on: date | None, source: str | None = None
) -> ReadEvent | Refusal:
    """Read a record as an event, or say why it is refused.

    Args:
        record: What the feed gave.
        intake_on: The day of intake, for the test against far-future days; ``None`` in replay.
        source: The name that is written into an event which names no source.
    """
    if record.fault is not None:
        return Refusal((Reason("", record.fault),), line=record.line)
    raw = record.raw
    try:
        data = read_json(raw)
        if source is not None and isinstance(data, dict) and data and "source" not in data:
            data["source"] = source
            raw = _with_source(raw, source)
        parsed = check_event(data, intake_on)
    except EventRejected as error:
        reasons = tuple(_printable(reason) for reason in error.reasons)
        return Refusal(reasons, error.source, error.event_id, record.line)
    return ReadEvent(record.line, raw, parsed.event, parsed.content_hash)


def _printable(reason: Reason) -> Reason:
    """Mark what no file and no database can hold; a key of the input may be part of the path."""
    return Reason(
        _UNPRINTABLE.sub("\ufffd", reason.path), _UNPRINTABLE.sub("\ufffd", reason.message)
    )


def _with_source(raw: bytes, source: str) -> bytes:
    """Write the source in front of the other keys; what the feed wrote stays as it was."""
    inside = raw[raw.index(b"{") + 1 :]
    return b'{"source":' + canonical_json(source) + b"," + inside


def in_batches(records: Iterable[Record], size: int = BATCH_RECORDS) -> Iterator[list[Record]]:
    """Cut a stream into lists of at most ``size`` records and a bounded number of bytes."""
    batch: list[Record] = []
    held = 0
    for record in records:
        batch.append(record)
        held += len(record.raw)
        if len(batch) >= size or held >= BATCH_BYTES_MAX:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
