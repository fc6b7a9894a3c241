"""Take list files in: read, compared with what was in use, kept by digest, refused or used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.domain.canonical import sha256
from monitor.domain.clock import Clock
from monitor.domain.listing import KnownList, ListEntry, ListSnapshot
from monitor.domain.ports import Store
from monitor.domain.ports.list_sources import GivenList, ListReader
from monitor.domain.ports.lists import (
    KeptSnapshot,
    ListState,
    ListStore,
    NewSnapshot,
    SnapshotStatus,
)
from monitor.errors import FeedAborted
from monitor.screening.snapshot import (
    SnapshotError,
    is_snapshot,
    read_amendments,
    read_snapshot,
    write_snapshot,
)
from monitor.service.alerting import AlertDesk
from monitor.service.ids import new_id
from monitor.service.list_states import bound, content_of, counts_of, shrunk, succeed

_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_NOTES_MAX = 200
_UNREADABLE_BYTES_MAX = 64 * 2**20


class Outcome(StrEnum):
    """What came of a list file."""

    TAKEN = "taken"
    """It is in use."""
    HISTORY = "history"
    """It is kept; a newer file is in use."""
    SAME = "same"
    """This very file was taken in before."""
    REFUSED = "refused"
    """It is kept with the reason and not used; an alert says so."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one list file; ``notes`` are what was odd in it."""

    outcome: Outcome
    snapshot: KeptSnapshot
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Give it for programs."""
        given = self.snapshot.given
        return {
            "list": given.list_id,
            "outcome": self.outcome.value,
            "snapshot": self.snapshot.number,
            "digest": given.digest,
            "published": given.published_on.isoformat(),
            "entries": given.counts["total"],
            "reason": given.reason,
        }


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a list file came in.

    Attributes:
        source: The file's name, or the address without its query.
        by: Who brought it: a person, or the job.
        published_on: The day of the file, where whoever brought it says so.
        accepted_because: Why it is to be used although it became suspiciously small.
        modified_on: The day that the server gave; used where the file gives none.
        etag: What the server called the file.
        last_modified: The same by time.
    """

    source: str
    by: str
    published_on: date | None = None
    accepted_because: str = ""
    modified_on: date | None = None
    etag: str = ""
    last_modified: str = ""


@dataclass(slots=True)
class ListImport:
    """Takes list files in.

    ``shipped`` is what is in use of a list as long as nothing was ever taken in, by its id.
    """

    store: Store
    lists: ListStore
    reader: ListReader
    clock: Clock
    shipped: Mapping[str, ListSnapshot] = field(default_factory=dict)

    def take(self, known: KnownList, files: Mapping[str, bytes], arrival: Arrival) -> Taken:
        """Take one list file in, or all its parts.

        What is not that list, is damaged or comes from the future is refused and kept as it came,
        and an alert says so: a list that quietly stays old is a list that misses names.

        Raises:
            FeedAborted: it cannot be read and is too large to be kept.
        """
        try:
            return self._take(known, files, arrival)
        except FeedAborted as fault:
            raw = b"".join(files.values())
            if len(raw) > _UNREADABLE_BYTES_MAX:
                raise
            return self._refuse_unread(known, raw, arrival, f"it cannot be read: {fault}")

    def _refuse_unread(self, known: KnownList, raw: bytes, arrival: Arrival, why: str) -> Taken:
        now = self.clock.now()
        refused = self._refused_before(known.id, sha256(raw))
        if refused is not None:
            return Taken(Outcome.REFUSED, refused)
        current = self.lists.current().get(known.id)
        # Nothing could be normalised, so the file itself is all that its digest can name.
        new = NewSnapshot(
            list_id=known.id,
            digest=sha256(raw),
            raw_digest=sha256(raw),
            source=arrival.source,
            published_on=arrival.published_on or now.date(),
            fetched_at=now,
            counts={"total": 0},
            status=SnapshotStatus.REFUSED,
            imported_by=arrival.by,
            reason=why,
            replaces=None if current is None else current.number,
        )
        kept = self.lists.add(new, (), {new.raw_digest: raw})
        self._alarm(known.id, why, now)
        return Taken(Outcome.REFUSED, kept)

    def _take(self, known: KnownList, files: Mapping[str, bytes], arrival: Arrival) -> Taken:
        now = self.clock.now()
        content = self.reader.content(files, known)
        current = self.lists.current().get(known.id)
        same = self._taken_before(known.id, content, current)
        if same is not None:
            return Taken(Outcome.SAME, same)
        given = self._read(content, known, current)
        same = self._taken_before(known.id, given.raw, current)
        if same is not None:
            return Taken(Outcome.SAME, same)
        day, notes = self._day_of(given, arrival, now.date())
        entries = bound(given.entries, known)
        refused = self._refused_before(known.id, sha256(given.raw))
        if refused is not None and not arrival.accepted_because:
            return Taken(Outcome.REFUSED, refused, refused.given.notes)
        written = _written(known, day, entries, given)
        snapshot = read_snapshot(written)
        counts = counts_of(snapshot.entries)
        why = "; ".join(shrunk(self._counts_before(known, current), counts, known))
        is_refused = bool(why) and not arrival.accepted_because
        new = NewSnapshot(
            list_id=known.id,
            digest=snapshot.digest,
            raw_digest=sha256(given.raw),
            source=arrival.source,
            published_on=day,
            fetched_at=now,
            counts=counts,
            status=SnapshotStatus.REFUSED if is_refused else SnapshotStatus.ACCEPTED,
            imported_by=arrival.by,
            reason=why if is_refused else arrival.accepted_because,
            notes=(*given.notes, *notes)[:_NOTES_MAX],
            etag=arrival.etag,
            last_modified=arrival.last_modified,
            replaces=None if current is None else current.number,
        )
        contents = {new.digest: written, new.raw_digest: given.raw}
        if is_refused:
            kept = self.lists.add(new, (), contents)
            self._alarm(known.id, why, now)
            return Taken(Outcome.REFUSED, kept, new.notes)
        kept = self._add(new, snapshot, contents, now)
        in_use = self.lists.current()[known.id].number == kept.number
        return Taken(Outcome.TAKEN if in_use else Outcome.HISTORY, kept, new.notes)

    def _taken_before(
        self, list_id: str, raw: bytes, current: KeptSnapshot | None
    ) -> KeptSnapshot | None:
        """Give the snapshot of this very file, unless another of its day stands in its place."""
        same = self.lists.with_raw(list_id, sha256(raw))
        if same is None or current is None or same.number == current.number:
            return same
        return same if same.given.published_on < current.given.published_on else None

    def _refused_before(self, list_id: str, raw_digest: str) -> KeptSnapshot | None:
        """Give the last file that came in, if it is this one and was refused."""
        for last in self.lists.history(list_id, limit=1):
            is_same = last.given.raw_digest == raw_digest
            if is_same and last.given.status is SnapshotStatus.REFUSED:
                return last
        return None

    def _read(self, content: bytes, known: KnownList, current: KeptSnapshot | None) -> GivenList:
        if is_snapshot(content):
            return _own_form(content, known)
        base = None if current is None else self.lists.blob(current.given.raw_digest)
        return self.reader.read(content, known, base)

    def _day_of(
        self, given: GivenList, arrival: Arrival, today: date
    ) -> tuple[date, tuple[str, ...]]:
        named = _DAY_IN_NAME.search(arrival.source)
        in_name = _day(named.group(1)) if named else None
        sources = (
            (arrival.published_on, ""),
            (given.published_on, ""),
            (arrival.modified_on, "the file gives no day: it is the server's"),
            (in_name, "the file gives no day: it is the one in its name"),
        )
        day, note = next(
            ((day, note) for day, note in sources if day is not None),
            (today, "nothing gives the day of the file: it is the one on which it came in"),
        )
        if day > today + timedelta(days=1):
            raise FeedAborted(f"the file is of {day}, which is not yet")
        return day, (note,) if note else ()

    def _counts_before(self, known: KnownList, current: KeptSnapshot | None) -> Mapping[str, int]:
        if current is not None:
            return current.given.counts
        shipped = self.shipped.get(known.id)
        return {} if shipped is None else counts_of(shipped.entries)

    def _add(
        self,
        new: NewSnapshot,
        snapshot: ListSnapshot,
        contents: dict[str, bytes],
        now: datetime,
    ) -> KeptSnapshot:
        """Keep an accepted snapshot, its state, and the states of later ones made anew."""
        held = self.lists.accepted(new.list_id)
        earlier = [each for each in held if each.given.published_on <= new.published_on]
        later = [each for each in held if each.given.published_on > new.published_on]
        before = self._state(earlier[-1]) if earlier else None
        states: list[ListState] = []
        for number, each in ((0, snapshot), *((one.number, None) for one in later)):
            found = each or read_snapshot(self.lists.blob(_of(later, number).given.digest))
            before = succeed(before, found)
            states.append(ListState(number, before.digest, now))
            if before is not found:
                contents[before.digest] = content_of(before)
        return self.lists.add(new, states, contents)

    def _state(self, kept: KeptSnapshot) -> ListSnapshot:
        return read_snapshot(self.lists.blob(kept.state or kept.given.digest))

    def _alarm(self, list_id: str, why: str, now: datetime) -> None:
        with self.store.unit() as unit:
            desk = AlertDesk(unit, now, new_id)
            desk.take_refused_list(list_id, why)
            desk.flush()


def _of(snapshots: list[KeptSnapshot], number: int) -> KeptSnapshot:
    return next(each for each in snapshots if each.number == number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _written(
    known: KnownList, day: date, entries: tuple[ListEntry, ...], given: GivenList
) -> bytes:
    source = f"{known.title}, file of {day}"
    return write_snapshot(known.named, source, day, entries, given.amended_on)


def _own_form(content: bytes, known: KnownList) -> GivenList:
    if "ndjson" not in known.formats:
        raise FeedAborted(f"'{known.id}' is not read in the form ndjson")
    try:
        snapshot = read_snapshot(content)
    except (SnapshotError, UnicodeDecodeError) as error:
        raise FeedAborted(f"the file is no list in this project's form: {error}") from None
    if snapshot.list != known.named:
        raise FeedAborted(f"the file is of the list '{snapshot.list}', not of '{known.named}'")
    return GivenList(
        raw=content,
        form="ndjson",
        entries=snapshot.entries,
        amended_on=read_amendments(content),
        published_on=snapshot.as_of,
        notes=(),
    )
