"""The dictionary of words in names of organisations: by Hangul, Han characters and English."""

from dataclasses import dataclass
from functools import cache

from monitor.screening.korean.han import traditional
from monitor.screening.korean.tables import rows

_NONE = "-"
_JOINED = "="
_WORDS_IN_PHRASE_MAX = 6


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word in a name means.

    Attributes:
        name: An English key word.
        kin: Meanings of one kin are translated for each other; empty for none.
        weight: How much the word tells one name from another, beside others.
    """

    name: str
    kin: str
    weight: float


@dataclass(frozen=True)
class Dictionary:
    """The words of a language, and the longest of them."""

    words: dict[str, tuple[Meaning, ...]]
    longest: int


@cache
def _meanings() -> dict[str, Meaning]:
    return {
        name: Meaning(name, "" if kin == _NONE else kin, float(weight))
        for name, kin, weight, *_ in rows("org_words")
        if weight != _JOINED
    }


@cache
def hangul_words() -> Dictionary:
    """Gives the dictionary of words in Hangul."""
    return _dictionary(3)


@cache
def han_words() -> Dictionary:
    """Gives the dictionary of words in Han characters, all in their traditional forms."""
    return _dictionary(4)


@cache
def english_phrases() -> Dictionary:
    """Gives the dictionary of English phrases; `longest` counts words."""
    words = _dictionary(5).words
    longest = max(len(phrase.split()) for phrase in words)
    return Dictionary(words, min(longest, _WORDS_IN_PHRASE_MAX))


def _dictionary(column: int) -> Dictionary:
    known = _meanings()
    words: dict[str, tuple[Meaning, ...]] = {}
    for row in rows("org_words"):
        names = [row[0]] if row[2] != _JOINED else row[0].split()
        meanings = tuple(known[name] for name in names if name in known)
        for word in row[column].split(","):
            if word != _NONE:
                form = "".join(map(traditional, word)) if column == 4 else word
                words.setdefault(form, meanings)
    return Dictionary(words, max(map(len, words)))
