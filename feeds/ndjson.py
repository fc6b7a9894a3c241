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
            self._hold(piece[start:end])
            start = end + 1
            yield from self._finish(line_end=1)
        self._hold(piece[start:])

    def close(self) -> Iterator[RawRecord]:
        """Gives the last record where no line end stood after it."""
        if self._held or self._dropped:
            yield from self._finish(line_end=0)

    def _hold(self, part: bytes) -> None:
        if self._dropped:
            self._dropped += len(part)
        elif len(self._held) + len(part) <= self._held_max:
            self._held += part
        else:
            self._dropped = len(self._held) + len(part) - self._head_bytes
            self._held += part[: self._head_bytes]
            del self._held[self._head_bytes :]

    def _finish(self, line_end: int) -> Iterator[RawRecord]:
        raw, dropped = bytes(self._held), self._dropped
        line, offset = self._line, self._offset
        self._held.clear()
        self._dropped = 0
        self._line += 1
        self._offset += len(raw) + dropped + line_end
        if offset == 0 and raw.startswith(_BOM):
            raw, offset = raw[len(_BOM) :], len(_BOM)
        if not dropped:
            raw = raw.removesuffix(b"\r")
            if not raw.strip():
                return
        yield self._record(line, raw, offset, len(raw) + dropped)

    def _record(self, line: int, raw: bytes, offset: int, size: int) -> RawRecord:
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
