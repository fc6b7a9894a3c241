"""What a feed is: it turns a stream of bytes into raw records, one at a time, in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class ByteStream(Protocol):
    """Anything that gives bytes: a file, standard input, a request body."""

    def read(self, size: int, /) -> bytes:
        """Give at most ``size`` bytes; none at the end."""
        ...


class RawRecord(NamedTuple):
    """One record as it stood in the feed, not yet read as an event.

    Attributes:
        line: The line on which it starts, counted from 1, blank lines included.
        raw: Its bytes; only the head of them where the record is refused for its size.
        offset: The place of its first byte in the stream.
        size: How many bytes it had in the stream.
        fault: Why the record cannot be read at all; None where `raw` is the whole record.
    """

    line: int
    raw: bytes
    offset: int
    size: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A named format and how to read it.

    Attributes:
        key: The name that a user gives, such as `ndjson`.
        title: What the format is, for people.
        read: Gives the records of a stream in order, in bounded memory.
        sniff: Says whether the first bytes of a stream look like this format.
    """

    key: str
    title: str
    read: Callable[[ByteStream], Iterator[RawRecord]]
    sniff: Callable[[bytes], bool]
