"""The lists in use: what the store has of each, what was shipped of the rest, now or on a past day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.domain.listing import EntryType, ListEntry, ListSnapshot
from monitor.domain.ports.lists import KeptSnapshot, ListStore
from monitor.screening.snapshot import read_snapshot
from monitor.service.list_states import content_of, known_by, snapshot_of
from monitor.service.provenance import LISTS, Kept

COUNCIL = "un-sc"
VESSELS = "un-sc-vessels"


class NotKnownThen(ValueError):
    """Says that no state of the Council's list is kept for a day."""


@dataclass(frozen=True, slots=True)
class ListsInUse:
    """The lists as they stand, or stood.

    Attributes:
        parts: What an index is made of, by the id of the list; the Council's first.
        kept: Those of the parts that must still be put into the store, with their content.
    """

    parts: Mapping[str, ListSnapshot]
    kept: tuple[Kept, ...] = ()

    @property
    def snapshots(self) -> tuple[ListSnapshot, ...]:
        """The parts in their order."""
        return tuple(self.parts.values())

    @property
    def as_of(self) -> date:
        """The day for which the Council's list stands."""
        return self.parts[COUNCIL].as_of

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each part, by the id of its list: equal ones mean equal lists."""
        return {list_id: snapshot.digest for list_id, snapshot in self.parts.items()}

    @property
    def entries(self) -> tuple[ListEntry, ...]:
        """All entries."""
        return tuple(entry for snapshot in self.snapshots for entry in snapshot.entries)


@dataclass(slots=True)
class ListShelf:
    """Gives the lists in use.

    The shipped snapshot stands for the Council's list and the ships of its Committee as long as
    nothing was ever taken in; each of the two is replaced alone, since the Council's file has no
    ships.

    Attributes:
        shipped: The snapshot that came with the program.
        store: The lists of the store; None where there is no store yet.
    """

    shipped: ListSnapshot
    shipped_content: bytes
    store: ListStore | None = None
    _read: dict[str, ListSnapshot] = field(default_factory=dict)

    def in_use(self) -> ListsInUse:
        """Give the lists as they stand now."""
        current = {} if self.store is None else self.store.current()
        parts, kept = self._from_shipped(current)
        return self._gathered(parts, kept, current)

    def digests(self) -> dict[str, str]:
        """Give the digests of the lists in use without reading them, to tell whether they changed."""
        current = {} if self.store is None else self.store.current()
        parts, _ = self._from_shipped(current)
        found = {list_id: snapshot.digest for list_id, snapshot in parts.items()}
        found.update({list_id: _state_of(kept) for list_id, kept in current.items()})
        return {list_id: found[list_id] for list_id in _in_order(found)}

    def known_on(self, day: date) -> ListsInUse:
        """Give the lists as they were known on a day.

        Raises:
            NotKnownThen: no file of the Council's list is kept that was published by then.
        """
        current = {} if self.store is None else self.store.current()
        then = {} if self.store is None else self.store.known_on(day)
        if COUNCIL not in then and (COUNCIL in current or day < self.shipped.as_of):
            first = self._first_day(current)
            msg = f"no lists as known on {day} are kept: the oldest file stands for {first}"
            raise NotKnownThen(msg)
        parts, kept = self._from_shipped(then)
        # The shipped ships have no file of that time, but each has its day.
        known = {list_id: known_by(snapshot, day) for list_id, snapshot in parts.items()}
        return self._gathered(known, kept, then)

    def _first_day(self, current: Mapping[str, KeptSnapshot]) -> date:
        if self.store is None or COUNCIL not in current:
            return self.shipped.as_of
        return self.store.accepted(COUNCIL)[0].given.published_on

    def shipped_parts(self) -> dict[str, ListSnapshot]:
        """Give what was shipped of the Council's list and of its Committee's ships, apart."""
        return {COUNCIL: self._part(vessels=False), VESSELS: self._part(vessels=True)}

    def _from_shipped(
        self, taken: Mapping[str, KeptSnapshot]
    ) -> tuple[dict[str, ListSnapshot], tuple[Kept, ...]]:
        if COUNCIL not in taken and VESSELS not in taken:
            kept = Kept(self.shipped.digest, LISTS, self.shipped_content)
            return {COUNCIL: self.shipped}, (kept,)
        parts = {
            list_id: part for list_id, part in self.shipped_parts().items() if list_id not in taken
        }
        kept_parts = tuple(Kept(part.digest, LISTS, content_of(part)) for part in parts.values())
        return parts, kept_parts

    def _part(self, *, vessels: bool) -> ListSnapshot:
        key = f"{self.shipped.digest} {vessels}"
        if key not in self._read:
            given = self.shipped
            entries = (each for each in given.entries if (each.type is EntryType.VESSEL) == vessels)
            self._read[key] = snapshot_of(given.list, given.source, given.as_of, entries)
        return self._read[key]

    def _gathered(
        self,
        shipped: Mapping[str, ListSnapshot],
        kept: tuple[Kept, ...],
        taken: Mapping[str, KeptSnapshot],
    ) -> ListsInUse:
        found = {**shipped, **{list_id: self._state(each) for list_id, each in taken.items()}}
        return ListsInUse({list_id: found[list_id] for list_id in _in_order(found)}, kept)

    def _state(self, kept: KeptSnapshot) -> ListSnapshot:
        digest = _state_of(kept)
        if digest not in self._read:
            assert self.store is not None
            # Read once, for a list of ten thousand entries takes its time.
            self._read[digest] = read_snapshot(self.store.blob(digest))
        return self._read[digest]


def _state_of(kept: KeptSnapshot) -> str:
    return kept.state or kept.given.digest


def _in_order(list_ids: Mapping[str, object]) -> list[str]:
    return sorted(list_ids, key=lambda list_id: (list_id not in (COUNCIL, VESSELS), list_id))
