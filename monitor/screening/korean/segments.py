"""Cuts names of organisations into words with a meaning and names that are only spelled."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.screening.korean import han
from monitor.screening.korean.alphabet import alphabet, written
from monitor.screening.korean.hangul import is_syllable, sound_class
from monitor.screening.korean.letters import plain_letters
from monitor.screening.korean.meanings import (
    Dictionary,
    Meaning,
    english_phrases,
    han_words,
    hangul_words,
)
from monitor.screening.korean.sounds import Sounds, likeness, with_law

Way = tuple[Sounds, ...]

_MEMO = 32_768
_LETTERS_MAX = 24
_SYLLABLES_MAX = 6
_WAYS_MAX = 3
_VOWELS = frozenset("aeiouyw'")
_VOWEL_RUN = re.compile("[aeiouyw']+")
_ONSET_MAX, _CODA_MAX = 3, 2
# Of two cuts that are heard alike, the one into fewer syllables is meant.
_PER_CUT = 0.9
_WORDS_MAX = 24
_RUN_MAX = 24
_STOP_WORDS = frozenset(
    ["the", "of", "and", "for", "a", "an", "in", "on", "at", "to", "by", "&", "de"]
)
_ROMANISED_LEAST = 0.6
# What a character is worth in cutting: in a longer word most, in a word of one little, unknown less.
_UNKNOWN, _LONE, _LONE_AT_END = 0.6, 0.5, 0.9
_WORD = re.compile(r"[a-z0-9']+(?:-[a-z0-9']+)*")
_POSSESSIVE = re.compile(r"'s\b")
_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]{0,80}[)）\]】]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A part of a name that has no meaning in the dictionary: a name, compared by its sounds.

    Attributes:
        text: As it is written.
        ways: The ways to read it as Korean syllables or Mandarin ones; none where it is neither.
        syllables: How many syllables it has, by the first way or guessed by its letters.
    """

    text: str
    ways: tuple[Way, ...]
    syllables: int


Parts = tuple[tuple[Meaning, ...], tuple[Spelled, ...]]


def cut_characters(text: str, script: str) -> Parts:
    """Cuts a name in Hangul or Han characters by the longest words of the dictionary."""
    meanings: list[Meaning] = []
    names: list[Spelled] = []
    dictionary = hangul_words() if script == "hangul" else han_words()
    spelled = _spelled_hangul if script == "hangul" else _spelled_han
    for run in re.split(r"[^\w]+", text)[:_WORDS_MAX]:
        form = run if script == "hangul" else "".join(map(han.traditional, run))
        for word, known in _cut(form[: 4 * _RUN_MAX], dictionary):
            if known:
                meanings.extend(known)
            else:
                names.append(spelled(word[:_RUN_MAX]))
    return tuple(meanings), tuple(names)


def _cut(text: str, dictionary: Dictionary) -> list[tuple[str, tuple[Meaning, ...]]]:
    """Cuts a text where the words found are worth most; what lies between them has no meaning."""
    best: list[tuple[float, int, tuple[Meaning, ...]]] = [(0.0, 0, ())]
    for end in range(1, len(text) + 1):
        choice: tuple[float, int, tuple[Meaning, ...]] = (
            best[end - 1][0] + _UNKNOWN,
            end - 1,
            (),
        )
        for start in range(max(0, end - dictionary.longest), end):
            known = dictionary.words.get(text[start:end])
            if known is not None:
                worth = _worth(end - start, at_end=end == len(text) and start > 0)
                if best[start][0] + worth > choice[0]:
                    choice = (best[start][0] + worth, start, known)
        best.append(choice)
    pieces: list[tuple[str, tuple[Meaning, ...]]] = []
    end = len(text)
    while end:
        _, start, known = best[end]
        if not known and pieces and not pieces[-1][1]:
            pieces[-1] = (text[start:end] + pieces[-1][0], ())
        else:
            pieces.append((text[start:end], known))
        end = start
    return pieces[::-1]


def _worth(length: int, *, at_end: bool) -> float:
    if length == 1:
        return _LONE_AT_END if at_end else _LONE
    return float(length) + 0.1 * length * length


def _spelled_hangul(word: str) -> Spelled:
    return Spelled(word, (tuple(map(_hangul_sound, word)),), len(word))


def _spelled_han(word: str) -> Spelled:
    ways = []
    for read in (han.read_in_korean, han.read_in_mandarin):
        sounds = [read(char) for char in word]
        if all(sounds):
            ways.append(tuple(each for each in sounds if each))
    return Spelled(word, tuple(ways), len(word))


@lru_cache(_MEMO)
def _hangul_sound(char: str) -> Sounds:
    heard = with_law({char: 1.0}) if "가" <= char <= "힣" else {char: 1.0}
    return Sounds(char, heard, "hangul")


# -- words in letters --------------------------------------------------------------------------


def cut_words(words: list[str]) -> Parts:
    """Cuts a name in Latin letters into English phrases and spelled names."""
    phrases = english_phrases()
    meanings: list[Meaning] = []
    names: list[Spelled] = []
    loose: list[str] = []
    words = words[:_WORDS_MAX]
    start = 0
    while start < len(words):
        size, known = _phrase_at(words, start, phrases)
        if size:
            meanings.extend(known)
            _close(loose, meanings, names)
        elif words[start] not in _STOP_WORDS:
            loose.append(words[start])
        start += size or 1
    _close(loose, meanings, names)
    return tuple(meanings), tuple(names)


def latin_words(text: str) -> list[str]:
    """Gives the words of a Latin name in small letters, without what stands in brackets."""
    bare = plain_letters(_BRACKETED.sub(" ", text)).lower().replace("&", " and ")
    words = _WORD.findall(_POSSESSIVE.sub(" ", bare).replace(".", ""))
    return [word for each in words if (word := each.strip("'"))]


def _phrase_at(
    words: list[str], start: int, phrases: Dictionary
) -> tuple[int, tuple[Meaning, ...]]:
    for size in range(min(phrases.longest, len(words) - start), 0, -1):
        known = phrases.words.get(" ".join(words[start : start + size]))
        if known is not None:
            return size, known
    return 0, ()


def _close(loose: list[str], meanings: list[Meaning], names: list[Spelled]) -> None:
    """Turns the words before a known one into names: words of one syllable belong together."""
    short: list[str] = []
    for word in [*loose, ""]:
        spelled = spelled_word(word) if word else None
        if spelled is not None and spelled.syllables < 2 and spelled.ways:
            short.append(word)
            continue
        if short:
            _add(spelled_word("".join(short)), meanings, names)
            short = []
        if spelled is not None:
            _add(spelled, meanings, names)
    loose.clear()


def _add(spelled: Spelled, meanings: list[Meaning], names: list[Spelled]) -> None:
    korean = _korean_word(spelled)
    if korean is not None:
        meanings.extend(hangul_words().words[korean])
    else:
        names.append(spelled)


@lru_cache(_MEMO)
def spelled_word(word: str) -> Spelled:
    """Reads one word in letters as Korean and as Mandarin syllables."""
    letters = word.replace("-", "")[:_LETTERS_MAX]
    if not _can_be_spoken(letters):
        return Spelled(letters, (), max(2, len(letters) // 3))
    ways = _ways(letters, lambda piece: written(piece, "latin") or _without_marks(piece))
    mandarin = _ways(letters.replace("'", ""), han.pinyin)[:1]
    syllables = (
        len(ways[0]) if ways else len(mandarin[0]) if mandarin else max(2, len(letters) // 3)
    )
    return Spelled(letters, (*ways, *mandarin), syllables)


def _can_be_spoken(letters: str) -> bool:
    """Tells whether consonants stand only where Korean or Mandarin syllables have them."""
    begins, between, ends = _clusters()
    consonants = _VOWEL_RUN.split(letters)
    return (
        len(consonants) > 1
        and consonants[0] in begins
        and consonants[-1] in ends
        and between.issuperset(consonants[1:-1])
    )


@cache
def _clusters() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Gives the consonants that can begin a word, stand between two vowels, and end one."""
    parts = alphabet("latin").parts
    begins = {_VOWEL_RUN.split(each)[0] for each in (*parts["initial"], *han.pinyin_syllables())}
    ends = {_VOWEL_RUN.split(each)[0] for each in parts["final"]} | {"ng", "r", ""}
    return frozenset(begins), frozenset(a + b for a in ends for b in begins), frozenset(ends)


def _without_marks(piece: str) -> Sounds | None:
    return written(piece.replace("'", ""), "latin") if "'" in piece else None


def _ways(letters: str, read: Callable[[str], Sounds | None]) -> tuple[Way, ...]:
    """Gives the best ways to cut letters into syllables, fewest and best heard first."""
    best: list[list[tuple[float, Way]]] = [[(1.0, ())], *([] for _ in letters)]
    for start in range(len(letters)):
        known = best[start]
        if not known:
            continue
        known.sort(key=lambda option: -option[0])
        del known[_WAYS_MAX:]
        for end in _syllable_ends(letters, start):
            sounds = read(letters[start:end])
            if sounds is not None:
                best[end].extend(
                    (how * sounds.best * _PER_CUT, (*way, sounds))
                    for how, way in known
                    if len(way) < _SYLLABLES_MAX
                )
    best[-1].sort(key=lambda option: -option[0])
    return tuple(way for _, way in best[-1][:_WAYS_MAX])


def _syllable_ends(letters: str, start: int) -> list[int]:
    """Gives where a syllable can end that begins here: within its vowels, or soon after them."""
    first = start
    while first < len(letters) and letters[first] not in _VOWELS:
        first += 1
    if first - start > _ONSET_MAX:
        return []
    last = first
    while last < len(letters) and letters[last] in _VOWELS:
        last += 1
    return [*range(first + 1, last + 1), *range(last + 1, min(last + _CODA_MAX, len(letters)) + 1)]


@cache
def _romanised() -> dict[str, list[str]]:
    """Gives the Hangul words of the dictionary by their sound classes."""
    found: dict[str, list[str]] = {}
    for word in hangul_words().words:
        if 1 < len(word) <= _SYLLABLES_MAX and all(map(is_syllable, word)):
            found.setdefault("-".join(map(sound_class, word)), []).append(word)
    return found


def _korean_word(spelled: Spelled) -> str | None:
    """Gives the Hangul word of the dictionary that a Latin word spells, if it does."""
    if spelled.syllables < 2:
        return None
    best, which = _ROMANISED_LEAST, None
    for way in spelled.ways:
        for key in _class_keys(way):
            for word in _romanised().get(key, ()):
                how = 1.0
                for sounds, char in zip(way, word, strict=True):
                    how *= likeness(sounds, _hangul_sound(char))[0]
                if how >= best:
                    best, which = how, word
    return which


def _class_keys(way: Way) -> list[str]:
    keys = [""]
    for sounds in way:
        keys = [f"{key}-{each}" for key in keys for each in sounds.classes[:3]][:27]
    return [key[1:] for key in keys]
