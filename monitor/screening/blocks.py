"""Which listed names are worth comparing with a name: keys that true matches share.

A key is made of what two spellings of one name agree in: the frames of two of its words, of one
rare word, or of the whole name without breaks. Finding a name costs some look-ups, however long
the list is; a key that too many names share says nothing and is left out.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from monitor.screening.acronyms import initials_of
from monitor.screening.koreans import korean_keys
from monitor.screening.letters import frame, is_syllabic, joined_bones, latin_words
from monitor.screening.normalise import LEGAL_FORMS
from monitor.screening.vocabulary import vocabulary
from monitor.screening.words import texts_of

SHARED_BY_MAX = 200
"""A key under which more names stand is no key: the rarer ones find them."""
CANDIDATES_MAX = 40
"""At most so many names are compared with one name, those that share the rarest keys first."""
_OWN_MAX = 8
_COMMON_MAX = 6
_TURNED_MAX = 4
_MAY_HOLD_SEVERAL = re.compile(r"[(（\[【;·/,]|[kK]\W?[aA]\b")
_SILENT = LEGAL_FORMS | {
    "the", "of", "and", "for", "co", "company", "coltd", "corp", "corporation", "gmbh", "inc",
    "incorporated", "limited", "llc", "ltd", "no",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def _part(word: str) -> tuple[str, str]:
    """Gives what a word is made of in keys: the frame of an own word, or a common one."""
    known = vocabulary()
    meaning = known.meanings.get(word)
    if meaning is not None:
        return "", f"#{meaning}"
    if word in known.common:
        return "", f"~{word}"
    if len(word) < 2 or word in known.particles or word in known.titles:
        return "", ""
    return _frame(word), ""


_frame = lru_cache(maxsize=65_536)(frame)


def _joined(words: Sequence[str]) -> str:
    """Gives the frame of words that are written as one, from the frames of each."""
    if len(words) == 1:
        return _frame(words[0])
    head = _frame(words[0])
    return joined_bones("".join([head, *[_frame(word).lstrip("a") for word in words[1:]]]))


class Parts:
    """The words of a name as keys are made of them."""

    __slots__ = ("common", "own", "words")

    def __init__(self, name: str) -> None:
        self.words = [word for word in latin_words(name) if word not in _SILENT]
        self.own: list[str] = []
        self.common: list[str] = []
        for word in self.words:
            own, common = _part(word)
            if own:
                self.own.append(own)
            elif common:
                self.common.append(common)
        del self.own[_OWN_MAX:], self.common[_COMMON_MAX:]

    def turned(self) -> list[str]:
        """The whole name without breaks, begun at every word of a short one."""
        words = self.words
        if len(words) > _TURNED_MAX:
            return []
        return ["=" + _joined((*words[at:], *words[:at])) for at in range(len(words))]

    def keys(self) -> list[str]:
        """The keys under which a listed name stands, and a name asked for is looked up."""
        own, words = self.own, self.words
        if len(own) > 1:
            found = [f"{a} {b}" if a < b else f"{b} {a}" for a, b in combinations(own, 2)]
        elif own:
            found = [f"{own[0]} {each}" for each in self.common]
        else:
            found = [f"{a} {b}" if a < b else f"{b} {a}" for a, b in combinations(self.common, 2)]
        if words:
            found.append("=" + _joined(words))
        if len(words) == 3:
            # Given names of two syllables are written as one word or as two.
            for head, rest in (
                (_joined(words[:1]), _joined(words[1:])),
                (_joined(words[:2]), _joined(words[2:])),
            ):
                found.append(f"{head} {rest}" if head < rest else f"{rest} {head}")
        return found


def listed_keys(name: str, *, is_organization: bool) -> set[str]:
    """Gives all keys under which a listed name is found."""
    keys = set(korean_keys(name))
    for text in texts_of(name):
        parts = Parts(text)
        keys.update(parts.keys(), parts.turned())
        if is_organization:
            keys.update(f"1 {word}" for word in parts.own if len(word) > 1)
            keys.update(f"! {short}" for short in initials_of(parts.words))
            keys.update(f"! {word}" for word in parts.words if len(parts.words) == 1)
        elif len(parts.own) == 1:
            keys.add(f"1 {parts.own[0]}")
    return keys


def asked_keys(name: str) -> list[str]:
    """Gives the keys by which a name is looked up; few enough for every party of every event."""
    keys = list(korean_keys(name))
    if is_syllabic(name):
        return [*keys, *Parts(name).turned()]
    for text in texts_of(name) if _MAY_HOLD_SEVERAL.search(name) else (name,):
        parts = Parts(text)
        keys.extend(parts.keys())
        if len(parts.own) <= 3:
            keys.extend(f"1 {word}" for word in parts.own)
        if len(parts.words) <= 2:
            keys.extend(f"! {word}" for word in parts.words if 3 <= len(word) <= 8)
        # Any three letters are the initials of some firm: a listed DCB is not every D. C. Bank.
        keys.extend(f"! {short}" for short in initials_of(parts.words) if len(short) > 3)
    return keys


class Blocks:
    """Listed names by key; names are known here by their number."""

    __slots__ = ("_held", "_named")

    def __init__(self) -> None:
        self._held: dict[str, int | list[int]] = {}
        self._named = 0

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Puts a listed name under its keys; numbers must be given in rising order."""
        held = self._held
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
