"""What a change of a list touches: entries that came, went or are no longer what they were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from monitor.domain.clearance import changes_of, entry_content
from monitor.domain.listing import NOT_STATED, ListEntry, Measure

Key = tuple[str, str]
"""The list, as results name it, and the reference."""


@dataclass(frozen=True, slots=True)
class ListDelta:
    """Entries before and after, only those that differ, by list and reference."""

    before: Mapping[Key, ListEntry]
    after: Mapping[Key, ListEntry]

    @classmethod
    def between(cls, before: Iterable[ListEntry], after: Iterable[ListEntry]) -> "ListDelta":
        """Compare two states; offices and forms of address do not count."""
        old = {(entry.list, entry.ref): entry for entry in before}
        new = {(entry.list, entry.ref): entry for entry in after}
        same = {key for key, entry in new.items() if key in old and _core(old[key]) == _core(entry)}
        return cls(
            {key: entry for key, entry in old.items() if key not in same},
            {key: entry for key, entry in new.items() if key not in same},
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not self.before and not self.after

    @property
    def added(self) -> frozenset[Key]:
        """Entries that are new."""
        return frozenset(self.after.keys() - self.before.keys())

    @property
    def removed(self) -> frozenset[Key]:
        """Entries that are there no more."""
        return frozenset(self.before.keys() - self.after.keys())

    @property
    def changed(self) -> frozenset[Key]:
        """Entries that are there before and after."""
        return frozenset(self.before.keys() & self.after.keys())

    def reason(self, key: Key) -> str:
        """Say in one sentence what happened to an entry."""
        before, after = self.before.get(key), self.after.get(key)
        entry = after or before
        assert entry is not None
        named = f"{entry.ref} {entry.name}"
        if after is None:
            return f"no longer on the list: {named}"
        started = self.starts(key)
        if before is None or started:
            since = min(started or [each.listed_on for each in after.measures], default=NOT_STATED)
            names = ", ".join(sorted({e.name for e in after.measures if e.listed_on == since}))
            day = "an unstated day" if since == NOT_STATED else str(since)
            return f"listed since {day}: {named} ({names})"
        ended = _ends(after) - _ends(before)
        if ended:
            return f"off the list since {min(ended)}: {named}"
        changes = changes_of("its", entry_content(before), entry_content(after))
        told = "; ".join(map(str, changes)) or "its measures or its kind of names"
        return f"list entry changed: {named}: {told}"

    def starts(self, key: Key) -> tuple[date, ...]:
        """Give the first days of measures that an entry did not carry before."""
        before, after = self.before.get(key), self.after.get(key)
        if after is None:
            return ()
        known = {(e.name, e.listed_on) for e in before.measures} if before is not None else set()
        return tuple(
            each.listed_on
            for each in after.measures
            if each.listed_on != NOT_STATED and (each.name, each.listed_on) not in known
        )


def open_ended(entry: ListEntry) -> ListEntry:
    """Give an entry whose measures hold on every day, to find whom it names on any."""
    measures = tuple(Measure(each.name) for each in entry.measures) or (Measure("listed"),)
    return replace(entry, measures=measures)


def _core(entry: ListEntry) -> ListEntry:
    return replace(entry, titles=())


def _ends(entry: ListEntry) -> set[date]:
    return {each.delisted_on for each in entry.measures if each.delisted_on is not None}
