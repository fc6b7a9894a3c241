"""Where lists come from: the reader of their files and the fetcher of their addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from monitor.domain.listing import KnownList, ListEntry


@dataclass(frozen=True, slots=True)
class GivenList:
    """A list file as it was read.

    Attributes:
        raw: The content that is kept: one file, unpacked, or all its parts in one.
        form: The form that it has.
        entries: What it lists, sorted by reference.
        amended_on: By reference, the days on which the list amended an entry.
        published_on: The day that the file gives, where it gives one.
        notes: What was odd in it.
    """

    raw: bytes
    form: str
    entries: tuple[ListEntry, ...]
    amended_on: Mapping[str, tuple[date, ...]]
    published_on: date | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave; ``raw`` is absent where the file is the one of last time."""

    raw: bytes | None
    url: str
    etag: str = ""
    last_modified: str = ""
    modified_on: date | None = None


class ListReader(Protocol):
    """Reads list files of every known form."""

    def content(self, files: Mapping[str, bytes], known: KnownList) -> bytes:
        """Give what identifies a list file: it, unpacked, or all its parts in one.

        Raises:
            FeedAborted: it is larger than the list may be, or its packing is damaged.
        """
        ...

    def read(self, content: bytes, known: KnownList, base: bytes | None) -> GivenList:
        """Read what :meth:`content` gave.

        Args:
            content: The file.
            known: The list that it shall be.
            base: The content in use, which a delta changes.

        Raises:
            FeedAborted: the file is not that list, or not to be trusted; nothing is taken.
        """
        ...


class ListFetcher(Protocol):
    """Fetches a list from its publisher."""

    def fetch(self, known: KnownList, url: str, etag: str, last_modified: str) -> Fetched:
        """Fetch a list where it is not the one of last time.

        Raises:
            FeedAborted: it could not be fetched; the message says why.
        """
        ...
