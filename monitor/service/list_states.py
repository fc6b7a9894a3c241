"""What an index is made of: a snapshot with those whom the list no longer names, and what changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from monitor.domain.listing import (
    LISTED,
    KnownList,
    ListedIdentifier,
    ListEntry,
    ListSnapshot,
    Measure,
)
from monitor.screening.snapshot import read_snapshot, write_snapshot

_TYPE_MIN = 10
"""Fewer of a kind than this say nothing by becoming fewer."""


def bound(entries: Iterable[ListEntry], known: KnownList) -> tuple[ListEntry, ...]:
    """Give entries as they bind: those of a driving programme as read, all others only inform."""
    return tuple(
        entry if _drives(entry, known) else _informing(entry, known.named) for entry in entries
    )


def _drives(entry: ListEntry, known: KnownList) -> bool:
    return not entry.informs_only and not set(known.drives).isdisjoint(entry.programmes)


def _informing(entry: ListEntry, named: str) -> ListEntry:
    first = min(each.listed_on for each in entry.measures)
    ends = [each.delisted_on for each in entry.measures]
    last = None if None in ends else max(end for end in ends if end is not None)
    derived = last is not None and all(each.end_is_derived for each in entry.measures)
    measures = (Measure(LISTED, first, last, derived),)
    return replace(entry, list=named, measures=measures, informs_only=True)


def counts_of(entries: Sequence[ListEntry]) -> dict[str, int]:
    """Count entries: all, by type, and by programme."""
    counts = Counter(entry.type.value for entry in entries)
    counts.update(f"programme:{each}" for entry in entries for each in set(entry.programmes))
    return {"total": len(entries), **dict(sorted(counts.items()))}


def shrunk(before: Mapping[str, int], now: Mapping[str, int], known: KnownList) -> tuple[str, ...]:
    """Say what of a list became suspiciously small: half of it, of a type, or of what drives."""
    reasons = []
    if now["total"] < known.entries_min:
        reasons.append(
            f"it holds {now['total']} entries, and fewer than {known.entries_min} are not believed"
        )
    watched = {"total", *(f"programme:{each}" for each in known.drives)}
    for key, count in sorted(before.items(), key=lambda each: (each[0] != "total", each[0])):
        is_type = ":" not in key and key != "total"
        left = now.get(key, 0)
        if (key in watched or is_type) and count >= _TYPE_MIN and left * 2 <= count:
            what = {"total": "entries"}.get(key, key.replace(":", " "))
            reasons.append(f"{what}: {left} are left of {count}")
    return tuple(reasons)


def succeed(before: ListSnapshot | None, now: ListSnapshot) -> ListSnapshot:
    """Give the state that a snapshot makes: its entries, and those that it no longer has.

    Whoever the list does not name any more was taken off it by the day of the file at the latest,
    and not before the file of before: the end is the day of this file, and said to be derived.
    """
    if before is None:
        return now
    named = {entry.ref for entry in now.entries}
    gone = [_ended(entry, now.as_of) for entry in before.entries if entry.ref not in named]
    if not gone:
        return now
    return snapshot_of(now.list, now.source, now.as_of, (*now.entries, *gone))


def snapshot_of(named: str, source: str, as_of: date, entries: Iterable[ListEntry]) -> ListSnapshot:
    """Give entries as a snapshot, with the digest that its one file form has."""
    return read_snapshot(write_snapshot(named, source, as_of, entries))


def content_of(snapshot: ListSnapshot) -> bytes:
    """Give the file form of a snapshot without the days of amendments."""
    return write_snapshot(snapshot.list, snapshot.source, snapshot.as_of, snapshot.entries)


def _ended(entry: ListEntry, day: date) -> ListEntry:
    measures = tuple(
        each
        if each.delisted_on is not None
        else replace(each, delisted_on=max(day, each.listed_on), end_is_derived=True)
        for each in entry.measures
    )
    return replace(entry, measures=measures)


def known_by(snapshot: ListSnapshot, day: date) -> ListSnapshot:
    """Give what of a snapshot was known on a day: no listing and no end from later.

    Used where a list has no snapshot of that time, but days of its own.
    """
    kept = []
    for entry in snapshot.entries:
        measures = tuple(
            each if each.delisted_on is None or each.delisted_on <= day else _still_open(each)
            for each in entry.measures
            if each.listed_on <= day
        )
        if measures:
            kept.append(replace(entry, measures=measures))
    if len(kept) == len(snapshot.entries) and tuple(kept) == snapshot.entries:
        return snapshot
    return snapshot_of(snapshot.list, snapshot.source, day, kept)


def _still_open(measure: Measure) -> Measure:
    return replace(measure, delisted_on=None, end_is_derived=False)


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """One entry before and after."""

    before: ListEntry
    after: ListEntry


@dataclass(frozen=True, slots=True)
class ListChange:
    """What is different between two states of the lists, by content of the entries.

    Attributes:
        added: Entries that are new, or are listed again.
        changed: Entries of which anything but the end is different.
        removed: Entries that are no longer listed, as they were before.
    """

    added: tuple[ListEntry, ...] = ()
    changed: tuple[ChangedEntry, ...] = ()
    removed: tuple[ListEntry, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is different."""
        return not (self.added or self.changed or self.removed)

    @classmethod
    def between(cls, before: Iterable[ListEntry], after: Iterable[ListEntry]) -> "ListChange":
        """Compare two states; an entry that stands ended in a state is not listed there."""
        old = {(entry.list, entry.ref): entry for entry in before if not _is_over(entry)}
        new = {(entry.list, entry.ref): entry for entry in after if not _is_over(entry)}
        return cls(
            added=tuple(entry for key, entry in new.items() if key not in old),
            changed=tuple(
                ChangedEntry(old[key], entry)
                for key, entry in new.items()
                if key in old and old[key] != entry
            ),
            removed=tuple(entry for key, entry in old.items() if key not in new),
        )

    def to_json(self) -> Iterator[dict[str, object]]:
        """Give one object an entry: what happened to it, and which of its facts differ."""
        for entry in self.added:
            yield {"change": "added", **_named(entry)}
        for each in self.changed:
            facts = {
                item.name: [getattr(each.before, item.name), getattr(each.after, item.name)]
                for item in fields(ListEntry)
                if getattr(each.before, item.name) != getattr(each.after, item.name)
            }
            yield {"change": "changed", **_named(each.after), "facts": _plain(facts)}
        for entry in self.removed:
            yield {"change": "removed", **_named(entry)}


def _named(entry: ListEntry) -> dict[str, object]:
    return {"list": entry.list, "ref": entry.ref, "type": entry.type.value, "name": entry.name}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Measure | ListedIdentifier):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    return value.isoformat() if isinstance(value, date) else value


def _is_over(entry: ListEntry) -> bool:
    return all(each.delisted_on is not None for each in entry.measures)
