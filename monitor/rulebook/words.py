"""Find listed words and phrases in free text, in any script, quickly and the same way each time.

Text and words are folded alike: compatibility forms, upper case, accents, direction marks and
look-alike letters of another script no longer differ. Latin and Cyrillic words match whole words
(``Rason`` is not found in ``Parasonic``); Han and Hangul words match anywhere, as those scripts
write without spaces. A word that ends in ``*`` matches every ending: ``угл*``.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

P = TypeVar("P")

_TOKEN = re.compile(r"\w+")
_STEM_INDEX_LENGTH = 3
# What parts the words of a plain text; splitting at it costs half of what the pattern does.
_GAPS = {code: " " for code in range(128) if _TOKEN.match(chr(code)) is None}

_CYRILLIC = re.compile("[\u0400-\u052f]")

# Letters that look alike in Latin and Cyrillic print, folded only in words that mix both scripts.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁԛԝһкмтвн", "aeopcyxijsdqwhkmtbh")


# Scripts that are written without spaces: kana, Han, Hangul syllables, and Han of further planes.
_JOINED_SCRIPT = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)

# Accents and other combining marks once they are parted from their letters, and characters that
# are not seen: soft hyphen, zero-width and direction marks, variation selectors, tags.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u3099\u309a"
    "\u00ad\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)


def fold(text: str) -> str:
    """Reduce text to the form in which it is compared."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", parted)).casefold()


def _unmixed(token: str) -> str:
    """Read a word that mixes Latin and Cyrillic letters as the Latin word it imitates."""
    if token.isascii():
        return token
    has_latin = any("a" <= char <= "z" for char in token)
    return token.translate(_LOOK_ALIKES) if has_latin and _CYRILLIC.search(token) else token


@dataclass(frozen=True, slots=True)
class Hit(Generic[P]):
    """A listed word found in a text, and which characters of the folded text it covers."""

    payload: P
    word: str
    start: int
    end: int

    def lies_within(self, other: "Hit[P]") -> bool:
        """Tell whether the other hit covers this one entirely."""
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[P]):
    tokens: tuple[str, ...]
    has_open_end: bool
    payload: P
    word: str


@dataclass(slots=True)
class _Start(Generic[P]):
    """What begins with one token: the token alone, phrases by their second token, open ones."""

    alone: list[_Phrase[P]] = field(default_factory=list)
    by_second: dict[str, list[_Phrase[P]]] = field(default_factory=dict)
    open_second: list[_Phrase[P]] = field(default_factory=list)

    def add(self, phrase: _Phrase[P]) -> None:
        if len(phrase.tokens) == 1:
            self.alone.append(phrase)
        elif phrase.has_open_end and len(phrase.tokens) == 2:
            self.open_second.append(phrase)
        else:
            self.by_second.setdefault(phrase.tokens[1], []).append(phrase)

    def phrases(self, following: str | None) -> Iterator[_Phrase[P]]:
        """Give what may begin here, given the token that follows."""
        yield from self.alone
        if following is not None:
            yield from self.by_second.get(following, ())
            yield from self.open_second


class WordIndex(Generic[P]):
    """Words and phrases with a payload each; a scan looks at every token of a text once."""

    def __init__(self, words: Iterable[tuple[str, P]]) -> None:
        """Sort the words by how they are looked up."""
        self._by_first: dict[str, _Start[P]] = defaultdict(_Start)
        self._by_stem: dict[str, list[_Phrase[P]]] = defaultdict(list)
        self._by_char: dict[str, list[tuple[str, P, str]]] = defaultdict(list)
        for word, payload in words:
            self._add(word, payload)
        joined = [bare for entries in self._by_char.values() for bare, _, _ in entries]
        self._joined = re.compile("|".join(map(re.escape, joined))) if joined else None

    def _add(self, word: str, payload: P) -> None:
        folded = fold(word).strip()
        if _JOINED_SCRIPT.search(folded) is not None:
            bare = folded.rstrip("*")
            self._by_char[bare[0]].append((bare, payload, word))
            return
        tokens = tuple(_unmixed(token) for token in _TOKEN.findall(folded))
        if not tokens:
            msg = f"'{word}' holds no letter or digit that could be looked for"
            raise ValueError(msg)
        phrase = _Phrase(tokens, folded.endswith("*"), payload, word)
        if phrase.has_open_end and len(tokens) == 1:
            self._by_stem[tokens[0][:_STEM_INDEX_LENGTH]].append(phrase)
        else:
            self._by_first[tokens[0]].add(phrase)

    def scan(self, text: str) -> Iterator[Hit[P]]:
        """Give every listed word in the text, from left to right within each script."""
        folded = fold(text)
        if self._may_hold_a_word(folded):
            yield from self._scan_tokens(folded)
        if self._by_char and not folded.isascii() and _JOINED_SCRIPT.search(folded) is not None:
            yield from self._scan_characters(folded)

    def may_find(self, text: str) -> bool:
        """Tell whether a scan of the text, or of a line of it, could find anything.

        False is sure, and costs a third of a scan.
        """
        folded = fold(text)
        if self._by_stem:
            return True
        if folded.isascii():
            return not self._by_first.keys().isdisjoint(folded.translate(_GAPS).split())
        if not self._by_first.keys().isdisjoint(_TOKEN.findall(folded)):
            return True
        if _CYRILLIC.search(folded) is not None:
            # Letters for letters, so the words stay parted as they were.
            imitated = _TOKEN.findall(folded.translate(_LOOK_ALIKES))
            if not self._by_first.keys().isdisjoint(imitated):
                return True
        return self._joined is not None and self._joined.search(folded) is not None

    def _may_hold_a_word(self, folded: str) -> bool:
        """Tell quickly of most texts that none of their words is listed."""
        if self._by_stem or not folded.isascii():
            return True
        return not self._by_first.keys().isdisjoint(_TOKEN.findall(folded))

    def _scan_tokens(self, folded: str) -> Iterator[Hit[P]]:
        spans = _spans(folded)
        by_first, by_stem, count = self._by_first, self._by_stem, len(spans)
        for position, (token, start, end) in enumerate(spans):
            beginning = by_first.get(token)
            if beginning is not None:
                following = spans[position + 1][0] if position + 1 < count else None
                for phrase in beginning.phrases(following):
                    last = _match_end(phrase, spans, position)
                    if last is not None:
                        yield Hit(phrase.payload, phrase.word, start, last)
            if not by_stem:
                continue
            for phrase in by_stem.get(token[:_STEM_INDEX_LENGTH], ()):
                if token.startswith(phrase.tokens[0]):
                    yield Hit(phrase.payload, phrase.word, start, end)

    def _scan_characters(self, folded: str) -> Iterator[Hit[P]]:
        by_char = self._by_char
        for start, char in enumerate(folded):
            for bare, payload, word in by_char.get(char, ()):
                if folded.startswith(bare, start):
                    yield Hit(payload, word, start, start + len(bare))


def _spans(folded: str) -> list[tuple[str, int, int]]:
    if folded.isascii():
        return [(hit[0], hit.start(), hit.end()) for hit in _TOKEN.finditer(folded)]
    return [(_unmixed(hit[0]), hit.start(), hit.end()) for hit in _TOKEN.finditer(folded)]


def _match_end(phrase: _Phrase[P], spans: list[tuple[str, int, int]], position: int) -> int | None:
    """Tell where a phrase that begins at this token ends; None where it does not go on."""
    count = len(phrase.tokens)
    if position + count > len(spans):
        return None
    for ahead in range(1, count):
        token, wanted = spans[position + ahead][0], phrase.tokens[ahead]
        is_open = phrase.has_open_end and ahead == count - 1
        if not (token.startswith(wanted) if is_open else token == wanted):
            return None
    return spans[position + count - 1][2]


def with_english_plural(word: str) -> tuple[str, ...]:
    """Give an English word or phrase and its regular plural."""
    if word.endswith("*") or not word.isascii() or not word[-1:].isalpha():
        return (word,)
    lower = word.lower()
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return (word, f"{word}es")
    if lower.endswith("y") and lower[-2:-1] not in {*"aeiou", ""}:
        return (word, f"{word[:-1]}ies")
    return (word, f"{word}s")
