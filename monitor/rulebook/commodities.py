"""Commodities: by customs code and by the words that name them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from monitor.rulebook.words import Hit, WordIndex, fold, with_english_plural

CACHE_SIZE = 32_768
CACHED_LENGTH_MAX = 256
"""Longer texts hardly repeat, and keeping them would cost memory without bound."""


class CodeGrade(StrEnum):
    """How a customs code stands to a commodity's prefix."""

    CERTAIN = "certain"
    """The code begins with the prefix: the goods are the commodity."""
    PARTIAL = "partial"
    """It does, and the prefix covers other goods too: words must decide."""
    SHORT = "short"
    """The code is shorter than the prefix and could grow into it: words must decide."""


_GRADE_RANKS = {CodeGrade.CERTAIN: 2, CodeGrade.PARTIAL: 1, CodeGrade.SHORT: 0}


class Strength(StrEnum):
    """How much a word says."""

    STRONG = "strong"
    """The word names the commodity."""
    WEAK = "weak"
    """The word names other things too."""


class CodeMatch(NamedTuple):
    """How a code stands to a commodity, and by which prefix."""

    grade: CodeGrade
    prefix: str


class WordMatch(NamedTuple):
    """How much a text says of a commodity, and by which word."""

    strength: Strength
    word: str


@dataclass(frozen=True, slots=True)
class HsPrefix:
    """A customs-code prefix of a commodity, and the days from and until which it counts."""

    prefix: str
    basis: str
    is_partial: bool = False
    from_: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Tell whether the prefix counts on the day; ``until`` is the first day it does not."""
        starts = self.from_ is None or self.from_ <= day
        return starts and (self.until is None or day < self.until)


WordsByLanguage = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Commodity:
    """One commodity: its codes, its words, and how the two stand to each other.

    Attributes:
        tag: Its name in rules, as in ``@commodity.coal``.
        label: What people read.
        hs: Its customs-code prefixes.
        words: Words that name it, by language.
        weak_words: Words that name other things too.
        not_words: Words that contain or accompany its words and mean something else.
        is_benign: It is harmless, and a line that names it is classified as nothing else.
        words_override: Its words decide even against the code.
        product: The petroleum product for conversions, where it is one.
        reported_flow: Which way reports to the Committee count it: ``to_target`` or ``from_target``.
        excludes: Commodities of wider codes that a line which is surely this one is not.
    """

    tag: str
    label: str
    hs: tuple[HsPrefix, ...]
    words: WordsByLanguage
    weak_words: WordsByLanguage
    not_words: WordsByLanguage
    is_benign: bool
    words_override: bool
    product: str | None
    excludes: tuple[str, ...] = ()
    reported_flow: str | None = None


class CommodityCodes:
    """Looks commodities up by customs code."""

    def __init__(self, commodities: Iterable[Commodity]) -> None:
        """Index every prefix, and every beginning of a prefix."""
        self._full: dict[str, list[tuple[str, HsPrefix]]] = defaultdict(list)
        self._short: dict[str, list[tuple[str, HsPrefix]]] = defaultdict(list)
        for commodity in commodities:
            for hs in commodity.hs:
                self._full[hs.prefix].append((commodity.tag, hs))
                for length in range(1, len(hs.prefix)):
                    self._short[hs.prefix[:length]].append((commodity.tag, hs))
        self._cached = lru_cache(maxsize=CACHE_SIZE)(self._look_up)

    def on(self, code: str, day: date) -> Mapping[str, CodeMatch]:
        """Give each commodity that the code may be on that day; the best grade of each."""
        return self._cached(code, day)

    def _look_up(self, code: str, day: date) -> Mapping[str, CodeMatch]:
        best: dict[str, CodeMatch] = {}
        for tag, match in self._candidates(code, day):
            known = best.get(tag)
            if known is None or _code_rank(match) > _code_rank(known):
                best[tag] = match
        return MappingProxyType(best)

    def _candidates(self, code: str, day: date) -> Iterator[tuple[str, CodeMatch]]:
        for length in range(1, len(code) + 1):
            for tag, hs in self._full.get(code[:length], ()):
                if hs.counts_on(day):
                    grade = CodeGrade.PARTIAL if hs.is_partial else CodeGrade.CERTAIN
                    yield tag, CodeMatch(grade, hs.prefix)
        for tag, hs in self._short.get(code, ()):
            if hs.counts_on(day):
                yield tag, CodeMatch(CodeGrade.SHORT, hs.prefix)


def _code_rank(match: CodeMatch) -> tuple[int, int]:
    return _GRADE_RANKS[match.grade], len(match.prefix)


class _Role(StrEnum):
    STRONG = "strong"
    WEAK = "weak"
    COVER = "cover"
    """A not-word around one of the commodity's words: that place in the text does not count."""
    VETO = "veto"
    """A not-word that stands apart: with it, the text names something else."""


_Payload = tuple[str, _Role]


class CommodityWords:
    """Finds commodities in free text."""

    def __init__(self, commodities: Iterable[Commodity]) -> None:
        """Index the words of every commodity together."""
        words = [pair for commodity in commodities for pair in _indexed_words(commodity)]
        self._index: WordIndex[_Payload] = WordIndex(words)
        self._cached = lru_cache(maxsize=CACHE_SIZE)(self._look_up)

    def in_(self, text: str) -> Mapping[str, WordMatch]:
        """Give each commodity that the text names, strongly or weakly, and by which word."""
        return self._said(text).named

    def denied_in(self, text: str) -> frozenset[str]:
        """Give each commodity that the text speaks against, as 'charcoal' does of coal."""
        return self._said(text).denied

    def _said(self, text: str) -> "_Said":
        return self._cached(text) if len(text) <= CACHED_LENGTH_MAX else self._look_up(text)

    def _look_up(self, text: str) -> "_Said":
        hits: dict[str, list[Hit[_Payload]]] = defaultdict(list)
        for hit in self._index.scan(text):
            hits[hit.payload[0]].append(hit)
        found = {tag: match for tag, of_tag in hits.items() if (match := _best_word(of_tag))}
        return _Said(MappingProxyType(found), frozenset(hits.keys() - found.keys()))


class _Said(NamedTuple):
    named: Mapping[str, WordMatch]
    denied: frozenset[str]
    """Commodities of which only not-words stand in the text, or that a not-word rules out."""


def _best_word(hits: list[Hit[_Payload]]) -> WordMatch | None:
    covers = [hit for hit in hits if hit.payload[1] is _Role.COVER]
    weak: WordMatch | None = None
    strong: WordMatch | None = None
    for hit in hits:
        role = hit.payload[1]
        if role is _Role.VETO:
            return None
        if role is _Role.COVER or any(hit.lies_within(cover) for cover in covers):
            continue
        if role is _Role.STRONG:
            strong = strong or WordMatch(Strength.STRONG, hit.word)
        else:
            weak = weak or WordMatch(Strength.WEAK, hit.word)
    return strong or weak


def _flat(words: WordsByLanguage) -> Iterator[str]:
    for language, listed in words.items():
        for word in listed:
            yield from with_english_plural(word) if language == "en" else (word,)


def _indexed_words(commodity: Commodity) -> Iterator[tuple[str, _Payload]]:
    tag = commodity.tag
    own = [*((word, _Role.STRONG) for word in _flat(commodity.words))]
    own += [(word, _Role.WEAK) for word in _flat(commodity.weak_words)]
    yield from ((word, (tag, role)) for word, role in own)
    bare_words = [fold(word).rstrip("*") for word, _ in own]
    for word in _flat(commodity.not_words):
        folded = fold(word)
        is_around = any(bare in folded for bare in bare_words)
        yield word, (tag, _Role.COVER if is_around else _Role.VETO)
