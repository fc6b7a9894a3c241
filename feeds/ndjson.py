"""Newline-delimited JSON: one event a line, read as a stream in bounded memory."""

from collections.abc import Iterator

from feeds.base import ByteStream, FeedFormat, RawRecord

LINE_BYTES_MAX = 1_048_576
HEAD_BYTES = 512
CHUNK_BYTES = 65_536
_BOM = b"\xef\xbb\xbf"


class LineSplitter:
    """Cuts a stream that arrives in pieces into records; never holds more than one line.

    A line longer than the limit becomes one refused record with its first bytes, and the lines
    after it are read as ever. A byte-order mark at the start, CRLF and blank lines are no fault.
    """

    def __init__(self, line_bytes_max: int = LINE_BYTES_MAX) -> None:
        """Starts before the first byte."""
        self._limit = line_bytes_max
        # One line end and one byte-order mark may stand beside a line of exactly the limit.
        self._held_max = line_bytes_max + len(_BOM) + 1
        self._head_bytes = min(HEAD_BYTES, line_bytes_max)
        self._held = bytearray()
        self._dropped = 0
        self._line = 1
        self._offset = 0

    def feed(self, piece: bytes) -> Iterator[RawRecord]:
        """Takes the next bytes and gives the records that they complete."""
        start = 0
        while (end := piece.find(b"\n", start)) >= 0:
            if self._held or self._dropped or end - start > self._held_max:
                self._hold(piece[start:end])
                record = self._finish(line_end=1)
            else:
                # Nearly all lines lie whole in one piece and are cut out of it at once.
                record = self._record(piece[start:end], 0, line_end=1)
            start = end + 1
            if record is not None:
                yield record
        self._hold(piece[start:])

    def close(self) -> Iterator[RawRecord]:
        """Gives the last record where no line end stood after it."""
        record = self._finish(line_end=0) if self._held or self._dropped else None
        if record is not None:
            yield record

    def _hold(self, part: bytes) -> None:
        if self._dropped:
            self._dropped += len(part)
        elif len(self._held) + len(part) <= self._held_max:
            self._held += part
        else:
            self._dropped = len(self._held) + len(part) - self._head_bytes
            self._held += part[: self._head_bytes]
            del self._held[self._head_bytes :]

    def _finish(self, line_end: int) -> RawRecord | None:
        raw, dropped = bytes(self._held), self._dropped
        self._held.clear()
        self._dropped = 0
        return self._record(raw, dropped, line_end)

    def _record(self, raw: bytes, dropped: int, line_end: int) -> RawRecord | None:
        line, offset = self._line, self._offset
        self._line += 1
        self._offset += len(raw) + dropped + line_end
        if offset == 0 and raw.startswith(_BOM):
            raw, offset = raw[len(_BOM) :], len(_BOM)
        if not dropped:
            raw = raw.removesuffix(b"\r")
            if not raw or raw.isspace():
                return None
        size = len(raw) + dropped
        if size <= self._limit:
            return RawRecord(line, raw, offset, size)
        fault = f"the line has {size} bytes and an event at most {self._limit}"
        return RawRecord(line, raw[: self._head_bytes], offset, size, fault)


def read_ndjson(stream: ByteStream) -> Iterator[RawRecord]:
    """Gives the lines of a stream as records, blank ones left out, as soon as each is complete."""
    # A pipe gives what is there with read1, so that a live feed is not held back for 64 KiB.
    read = getattr(stream, "read1", stream.read)
    splitter = LineSplitter()
    while piece := read(CHUNK_BYTES):
        yield from splitter.feed(piece)
    yield from splitter.close()


def looks_like_ndjson(head: bytes) -> bool:
    """Says whether the first bytes open a JSON object, as every event does."""
    return head.removeprefix(_BOM).lstrip().startswith(b"{")


NDJSON = FeedFormat(
    "ndjson", "Contract events, one JSON object a line", read_ndjson, looks_like_ndjson
)
