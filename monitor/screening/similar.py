"""Listed names by likeness: blocks give what is worth comparing, likeness says how alike it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from monitor.domain.listing import EntryType, ListEntry
from monitor.screening.blocks import Blocks
from monitor.screening.keys import asked_keys, listed_keys, ship_keys
from monitor.screening.likeness import best_likeness
from monitor.screening.words import Kind, NameForm, forms_of

WEAK_ALIAS_SHARE = 0.9
"""A name that the publisher calls weak counts for so much of its likeness."""
_MEMO = 32_768
_KINDS = {
    EntryType.PERSON: Kind.PERSON,
    EntryType.ORGANIZATION: Kind.ORGANIZATION,
    EntryType.VESSEL: Kind.VESSEL,
    EntryType.AIRCRAFT: Kind.VESSEL,
}


@dataclass(frozen=True, slots=True)
class Similar:
    """A listed name that a name asked for is like.

    Attributes:
        entry: The entry that bears it.
        name: The name as the list, or the added spelling, gives it.
        added: Whether this project adds the spelling.
        likeness: From 0 to 1, less for a weak alias.
        why: Plain sentences on the two names.
        weak: Whether the publisher calls the name weak.
    """

    entry: ListEntry
    name: str
    added: bool
    likeness: float
    why: tuple[str, ...]
    weak: bool = False


class _Listed:
    """One listed name; it is taken apart when it is first compared."""

    __slots__ = ("_forms", "added", "entry", "name", "weak")

    def __init__(self, entry: ListEntry, name: str, *, added: bool) -> None:
        self.entry = entry
        self.name = name
        self.added = added
        self.weak = name in entry.weak_aliases
        self._forms: tuple[NameForm, ...] | None = None

    @property
    def kind(self) -> Kind:
        return _KINDS[self.entry.type]

    def forms(self) -> tuple[NameForm, ...]:
        if self._forms is None:
            self._forms = forms_of(self.name, self.kind)
        return self._forms


class NameIndex:
    """All listed names, to be found by names like them.

    The result for a name is the same in any list of which its matches are part: likeness depends
    on the two names alone. Only how many names are compared is bounded.
    """

    def __init__(self, least: float) -> None:
        """Makes an empty index.

        Args:
            least: The likeness below which nothing is reported.
        """
        self._least = least
        self._blocks = Blocks()
        self._listed: list[_Listed] = []
        self.find = lru_cache(maxsize=_MEMO)(self.find_anew)

    @property
    def size(self) -> int:
        """How many names it holds."""
        return len(self._listed)

    def add(self, entry: ListEntry, names: Iterable[str], *, added: bool) -> None:
        """Adds names of one entry."""
        kind = _KINDS[entry.type]
        for name in dict.fromkeys(names):
            keys = listed_keys(name, kind)
            if keys:
                self._blocks.add(len(self._listed), keys)
                self._listed.append(_Listed(entry, name, added=added))

    def find_anew(self, name: str, kind: Kind | None = None) -> tuple[Similar, ...]:
        """Gives the listed names that are like a name, the best of each entry.

        Args:
            name: The name asked for.
            kind: What it names, where that is known; entries of other kinds are left out. Ships
                are found only where a ship is asked for.
        """
        numbers = self._blocks.find(self._keys(name, kind))
        if not numbers:
            return ()
        best: dict[int, Similar] = {}
        asked: dict[Kind, tuple[NameForm, ...]] = {}
        for number in numbers:
            listed = self._listed[number]
            if kind is not None and listed.kind is not kind:
                continue
            forms = asked.get(listed.kind)
            if forms is None:
                forms = asked[listed.kind] = forms_of(name, listed.kind)
            found = self._compared(listed, forms)
            if found is None:
                continue
            known = best.get(id(listed.entry))
            if known is None or found.likeness > known.likeness:
                best[id(listed.entry)] = found
        return tuple(best.values())

    def _keys(self, name: str, kind: Kind | None) -> list[str]:
        if kind is Kind.VESSEL:
            return ship_keys(name)
        blocks = self._blocks
        return asked_keys(name, blocks.frames, has_syllabic=blocks.has_syllabic)

    def _compared(self, listed: _Listed, forms: tuple[NameForm, ...]) -> Similar | None:
        share = WEAK_ALIAS_SHARE if listed.weak else 1.0
        found = best_likeness(forms, listed.forms())
        if found is None or found.score * share < self._least:
            return None
        why = (*found.why, "the list calls this name weak") if listed.weak else found.why
        return Similar(
            listed.entry, listed.name, listed.added, found.score * share, why, listed.weak
        )
