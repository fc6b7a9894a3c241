"""What is kept of sanctions lists: every snapshot that came in, and what is in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class SnapshotStatus(StrEnum):
    """Whether a snapshot may be used."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NewSnapshot:
    """A list file that came in, with what was found in it.

    Attributes:
        list_id: The list, as the catalogue calls it.
        digest: Names the normalised snapshot, which is kept as content of its own.
        raw_digest: Names the file as it came, unpacked; it is kept too.
        source: The file's name or the address.
        published_on: The day for which its publisher issued it.
        counts: Entries by type and by programme, as ``total``, ``person``, ``programme:DPRK``.
        status: A refused one is kept and never used.
        reason: Why it was refused, or why a person took it in all the same.
        notes: What the reader found odd and kept.
        replaces: The snapshot in use when it came in, by its number.
    """

    list_id: str
    digest: str
    raw_digest: str
    source: str
    published_on: date
    fetched_at: datetime
    counts: Mapping[str, int]
    status: SnapshotStatus
    imported_by: str
    reason: str = ""
    notes: tuple[str, ...] = ()
    etag: str = ""
    last_modified: str = ""
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot as it is kept; ``number`` grows in the order in which they came in.

    ``state`` names the content that an index is made of: the snapshot's entries together with
    those that earlier snapshots had and it has no more, which ended on its day.
    """

    number: int
    state: str | None
    given: NewSnapshot


@dataclass(frozen=True, slots=True)
class ListState:
    """What an index is made of as long as a snapshot is the newest of its list."""

    number: int
    digest: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ListCheck:
    """What came of the last attempt to fetch a list.

    Attributes:
        list_id: The list.
        checked_at: When it was last tried.
        succeeded_at: When it last worked, whether or not the file was new.
        error: Why the last attempt failed; empty where it did not.
        etag: What the publisher's server called the file, for the next conditional request.
        last_modified: The same by time.
        url: The address that these two belong to.
    """

    list_id: str
    checked_at: datetime
    succeeded_at: datetime | None = None
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    url: str = ""


class ListStore(Protocol):
    """The lists of the store, reached as ``store.lists``."""

    def current(self) -> Mapping[str, KeptSnapshot]:
        """Give the snapshot in use of each list: accepted, newest by day, then by arrival."""
        ...

    def known_on(self, day: date) -> Mapping[str, KeptSnapshot]:
        """Give the same as it was on a day: only of snapshots published on it or before."""
        ...

    def history(self, list_id: str | None = None, limit: int = 100) -> Sequence[KeptSnapshot]:
        """Give snapshots, refused ones too, the last to come in first."""
        ...

    def accepted(self, list_id: str) -> Sequence[KeptSnapshot]:
        """Give the accepted snapshots of a list in the order of their days."""
        ...

    def with_raw(self, list_id: str, raw_digest: str) -> KeptSnapshot | None:
        """Give the newest accepted snapshot of a list that was made from this very file."""
        ...

    def add(
        self, snapshot: NewSnapshot, states: Sequence[ListState], contents: Mapping[str, bytes]
    ) -> KeptSnapshot:
        """Keep a snapshot with its contents, and the states that it changes, in one transaction.

        A state with number 0 is that of the new snapshot.
        """
        ...

    def checks(self) -> Mapping[str, ListCheck]:
        """Give the last attempt to fetch of each list that was ever fetched."""
        ...

    def note_check(self, check: ListCheck) -> None:
        """Keep what came of an attempt in place of the one before."""
        ...

    def blob(self, digest: str) -> bytes:
        """Give kept content; ``KeyError`` if there is none."""
        ...
