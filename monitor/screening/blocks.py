"""Which listed names are worth comparing with a name: those that share keys with it.

Finding a name costs some look-ups, however long the list is; a key that too many names share says
nothing and is left out.
"""

from collections.abc import Iterable, Sequence

from monitor.screening.keys import SYLLABIC

SHARED_BY_MAX = 60
"""A key under which more names stand is no key: the rarer ones find them."""
CANDIDATES_MAX = 24
"""At most so many names are compared with one name, those that share the rarest keys first."""


class Blocks:
    """Listed names by key; names are known here by their number."""

    __slots__ = ("_held", "frames", "has_syllabic")

    def __init__(self) -> None:
        self._held: dict[str, int | list[int]] = {}
        self.frames: set[str] = set()
        self.has_syllabic = False

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Puts a listed name under its keys; numbers must be given in rising order."""
        held = self._held
        keys = tuple(keys)
        for key in keys:
            self.frames.update(key.split(" "))
            self.has_syllabic = self.has_syllabic or key.startswith(SYLLABIC)
        for key in keys:
            there = held.get(key)
            if there is None:
                held[key] = number
            elif isinstance(there, int):
                if there != number:
                    held[key] = [there, number]
            elif len(there) <= SHARED_BY_MAX and there[-1] != number:
                there.append(number)

    def find(self, keys: Sequence[str]) -> list[int]:
        """Gives the numbers of names that share keys, the most telling first."""
        held = self._held
        found: dict[int, float] | None = None
        for key in keys:
            there = held.get(key)
            if there is None:
                continue
            if found is None:
                found = {}
            if isinstance(there, int):
                found[there] = found.get(there, 0.0) + 1.0
            elif len(there) <= SHARED_BY_MAX:
                share = 1.0 / len(there)
                for number in there:
                    found[number] = found.get(number, 0.0) + share
        if found is None:
            return []
        if len(found) <= CANDIDATES_MAX:
            return sorted(found)
        return sorted(sorted(found, key=lambda number: (-found[number], number))[:CANDIDATES_MAX])
