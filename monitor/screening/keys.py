"""The keys of a name: what two spellings of one name have in common, cheaply made.

A key is made of the frames of two words, of one word that stands alone, of the whole name without
breaks, of initials, or of what the Korean module reads. Ships have keys of their own, without
numbers.
"""

import re
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from itertools import combinations

from monitor.screening.acronyms import initials_of
from monitor.screening.koreans import korean_keys, meanings_of, organization_keys
from monitor.screening.letters import frame, is_syllabic, latin_words
from monitor.screening.normalise import LEGAL_FORMS
from monitor.screening.vocabulary import vocabulary
from monitor.screening.words import Kind, forms_of, texts_of

_OWN_MAX = 8
_COMMON_MAX = 6
_TURNED_MAX = 4
_READ_WORDS_MAX = 3
READ, SYLLABIC = "~", "^"
"""Mark the key of a name as it is read: written in letters, or in Han characters or Hangul."""
_PERSON_SYLLABLES_MAX = 4
"""Longer names in Hangul or Han characters are looked up as those of organisations too."""
_MAY_HOLD_SEVERAL = re.compile(r"[(（\[【;·/,]|[kK]\W?[aA]\b")


@cache
def _legal_words() -> frozenset[str]:
    return vocabulary().legal | LEGAL_FORMS


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
    joined = _frame(words[0])
    for word in words[1:]:
        rest = _frame(word)
        if rest[:1] == "a":
            rest = rest[1:]
        joined += rest[1:] if rest[:1] == joined[-1:] else rest
    return joined


class Parts:
    """The words of a name as keys are made of them."""

    __slots__ = ("common", "own", "words")

    def __init__(self, name: str) -> None:
        legal = _legal_words()
        words = latin_words(name)
        self.words = [word for word in words if word not in legal] or words
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
        """A short name as it is read without breaks, begun at every word of it.

        Names in Han characters are found by it, syllable by syllable.
        """
        words = self.words
        if len(words) > _TURNED_MAX:
            return []
        return ["".join((*words[at:], *words[:at])) for at in range(len(words))]

    def made(self, known: Container[str] | None = None) -> list[str]:
        """The keys under which a listed name stands, and a name asked for is looked up.

        Args:
            known: The frames of words of all listed names; keys of others find nothing and are
                not made.
        """
        words = self.words
        found = ["=" + _joined(words)] if words else []
        own = self.own if known is None else [each for each in self.own if each in known]
        if len(self.own) > 1:
            if len(own) > 1:
                found.extend([f"{a} {b}" if a < b else f"{b} {a}" for a, b in combinations(own, 2)])
        elif own:
            found.extend([f"{own[0]} {each}" for each in self.common])
        elif not self.own:
            common = combinations(self.common, 2)
            found.extend(f"{a} {b}" if a < b else f"{b} {a}" for a, b in common)
        if len(words) == 3 and own:
            # Given names of two syllables are written as one word or as two.
            for head, rest in (
                (_joined(words[:1]), _joined(words[1:])),
                (_joined(words[:2]), _joined(words[2:])),
            ):
                found.append(f"{head} {rest}" if head < rest else f"{rest} {head}")
        return found


def _translated(name: str) -> tuple[str, ...]:
    """Gives a name of an organisation in Hangul or Han characters in English key words."""
    if not is_syllabic(name) or len(name) <= _PERSON_SYLLABLES_MAX:
        return ()
    text = meanings_of(name)
    return () if text is None else (text,)


def listed_keys(name: str, kind: Kind) -> set[str]:
    """Gives all keys under which a listed name is found."""
    if kind is Kind.VESSEL:
        return set(ship_keys(name))
    keys: set[str] = set()
    if kind is Kind.PERSON:
        keys.update(key for text in texts_of(name) for key in korean_keys(text))
        sign = SYLLABIC if is_syllabic(name) else READ
        keys.update(sign + read for read in Parts(name).turned())
    else:
        keys.update(organization_keys(name))
    if is_syllabic(name):
        keys.add(_as_written(name))
        keys.update(key for text in _translated(name) for key in Parts(text).made())
        return keys
    for text in texts_of(name):
        parts = Parts(text)
        keys.update(parts.made())
        if kind is Kind.ORGANIZATION:
            keys.update(f"1 {word}" for word in parts.own[:2] if len(word) > 1)
            keys.update(f"! {short}" for short in initials_of(parts.words))
            keys.update(f"! {word}" for word in parts.words if len(parts.words) == 1)
        elif len(parts.own) == 1:
            keys.add(f"1 {parts.own[0]}")
    return keys


def asked_keys(
    name: str, known: Container[str] | None = None, *, has_syllabic: bool = True
) -> list[str]:
    """Gives the keys by which a name of a person or firm is looked up; few, so that it is cheap.

    Args:
        name: The name.
        known: The frames of words of all listed names, to make no key in vain.
        has_syllabic: Whether any listed person's name stands in Han characters or Hangul.
    """
    several: Sequence[str] = (name,)
    if _MAY_HOLD_SEVERAL.search(name):
        several = texts_of(name)
    keys: list[str] = []
    for text in several:
        keys.extend(korean_keys(text))
    if is_syllabic(name):
        keys.append(_as_written(name))
        for read in Parts(name).turned():
            keys.extend((READ + read, SYLLABIC + read))
        if len(name) > _PERSON_SYLLABLES_MAX:
            keys.extend(organization_keys(name))
            for text in _translated(name):
                keys.extend(Parts(text).made(known))
        return keys
    for text in several:
        parts = Parts(text)
        keys.extend(parts.made(known))
        if has_syllabic and len(parts.words) <= _READ_WORDS_MAX:
            keys.append(SYLLABIC + "".join(parts.words))
        _add_short_keys(keys, parts)
    return keys


def _as_written(name: str) -> str:
    return "e " + "".join(name.split()).casefold()


def _add_short_keys(keys: list[str], parts: Parts) -> None:
    """Adds the keys of names with one word of their own, and of abbreviations."""
    own, words = parts.own, parts.words
    if len(own) == 1 or (len(own) == 2 and parts.common):
        keys.extend([f"1 {word}" for word in own])
    if len(words) <= 2:
        keys.extend([f"! {word}" for word in words if 3 <= len(word) <= 8])
    elif len(words) > 3:
        # Any three letters are the initials of some firm: a listed DCB is not every such bank.
        keys.extend([f"! {short}" for short in initials_of(words)])


def ship_keys(name: str) -> list[str]:
    """Gives the keys of a ship's name; numbers are no part of them, since spellings differ in them."""
    keys: list[str] = []
    for form in forms_of(name, Kind.VESSEL):
        texts = [word.text for word in form.words]
        if not texts:
            keys.append("s# " + " ".join(form.numbers))
            continue
        frames = [_frame(text) for text in texts[:_OWN_MAX]]
        keys.extend(("s=" + _joined(texts), "s~" + form.joined_fold))
        if len(frames) > 1:
            keys.extend(f"s {a} {b}" if a < b else f"s {b} {a}" for a, b in combinations(frames, 2))
    return keys
