"""Any script to plain Latin words, and what spellings of one word have in common.

Three levels of likeness come from here: the word in Latin letters, its *fold* (what different
transliterations of one foreign word agree in) and its *bones* (the consonants of the fold).
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from rigour.text.translit import maybe_ascii

NAME_LETTERS_MAX = 300
"""Longer names are compared by their beginning, so that no input costs more than this."""
WORDS_MAX = 24

# What stands inside a word joins it: McCune-Reischauer marks, soft signs, invisible characters.
_INSIDE = re.compile(
    "['’‘ʼʻ`´′＇ʹʾʿ\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u064b-\u0652\u0640]"
)
_ASCII_WORDS = re.compile(r"[a-z]+|[0-9]+")
_WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0670]")
# Marks of stress, which no spelling has; those that make letters have become one with them.
_STRESS = re.compile("[\u0300\u0301]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SYLLABIC = re.compile("[\u1100-\u11ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ABBREVIATED = re.compile(r"\b(?:[a-z]\.){2,}", re.IGNORECASE)

# Letters of one script that look like those of the other; used only inside words that mix both.
_LOOKS_LATIN = str.maketrans("аеорсухікмтнвјѕԁԛԝһ", "aeopcyxikmthbjsdqwh")
_LOOKS_CYRILLIC = str.maketrans("aeopcyxikmthbĸ", "аеорсухікмтнвк")

# Spellings of one sound, in the order in which they are replaced: longer ones first. They are
# parted by a letter that all of them have, because most words have few of these letters.
_SOUNDS = (
    ("h", (
        ("schtsch", "S"), ("shch", "S"), ("tsch", "C"), ("dsch", "J"), ("sch", "S"), ("tch", "C"),
        ("dzh", "J"), ("zh", "J"), ("kh", "h"), ("sh", "S"), ("ch", "C"), ("ph", "f"), ("th", "t"),
        ("gh", "g"),
    )),
    ("x", (("x", "ks"),)), ("q", (("q", "k"),)), ("w", (("w", "v"),)), ("ck", (("ck", "k"),)),
    ("ts", (("ts", "c"),)),
    ("z", (("tz", "c"), ("dz", "d"), ("sz", "S"), ("cz", "C"))),
    ("j", (("tj", "C"), ("sj", "S"), ("zj", "J"), ("dj", "J"), ("ija", "ia"), ("ij", "i"), ("ja", "a"), ("je", "e"), ("j", "i"))),
    ("y", (("ye", "e"), ("ya", "a"), ("yo", "o"), ("yu", "u"), ("y", "i"))),
    ("i", (("iou", "u"), ("ii", "i"), ("ie", "e"), ("ia", "a"), ("io", "o"), ("iu", "u"))),
    ("oo", (("oo", "u"),)), ("ou", (("ou", "u"),)), ("ee", (("ee", "i"),)),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
# Written consonants by class; vowels and what comes and goes with the transliteration are left out.
_BONES = str.maketrans("gqchdbvwzx", "kkkktpffss", "aeiouyj")
_BONES_OF_H = (("sh", "s"), ("zh", "s"), ("th", "t"), ("ph", "f"))
_VOWELS = frozenset("aeiouyj")
_SHORT_U = re.compile("(?<=[aoei])u(?![aeiou])")
_EASTERN = str.maketrans({"h": "g", "o": "a", "e": "a", "y": "i"})
_SOFT_T = re.compile("ts(?=[ei])")
_SOFT = re.compile("i?a+i?")
_MEMO = 65_536


class _Written(dict[int, str]):
    """Letters by their transliteration, asked of the library once each: a call costs many times that."""

    def __missing__(self, code: int) -> str:
        written = maybe_ascii(chr(code)).lower()
        self[code] = written
        return written


_WRITTEN = _Written()


@cache
def _pinyin() -> dict[int, str]:
    table: dict[int, str] = {}
    text = (files(__package__) / "tables" / "pinyin.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            syllable, _, characters = line.partition(" ")
            table.update((ord(character), f" {syllable} ") for character in characters)
    return table


def is_syllabic(text: str) -> bool:
    """Tells whether a text holds Han characters or Hangul, where a letter is a syllable."""
    return not text.isascii() and _SYLLABIC.search(text) is not None


def latin_words(text: str) -> list[str]:
    """Gives the words of a text in plain Latin letters and digits, in order.

    Cyrillic, Greek, Hangul and accented letters are transliterated, Han characters are read in
    Mandarin, one word a syllable; words of other scripts stay as they are, without marks.
    """
    text = text[:NAME_LETTERS_MAX]
    if text.isascii():
        if "'" in text or "`" in text:
            text = text.replace("'", "").replace("`", "")
        if "." in text:
            text = _ABBREVIATED.sub(_joined, text)
        return _ASCII_WORDS.findall(text.lower())[:WORDS_MAX]
    text = unicodedata.normalize("NFKC", _INSIDE.sub("", text)).lower()
    text = _STRESS.sub("", text)
    text = _ABBREVIATED.sub(_joined, text)
    if _HAN.search(text):
        text = text.translate(_pinyin())
    words: list[str] = []
    for word in _WORDS.findall(text):
        words.extend(_latin(word))
    return words[:WORDS_MAX]


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(".", "") + " "


def _latin(word: str) -> list[str]:
    if word.isascii():
        return [word]
    if _LATIN.search(word) and _CYRILLIC.search(word):
        mostly_latin = len(_LATIN.findall(word)) * 2 > len(word)
        word = word.translate(_LOOKS_LATIN if mostly_latin else _LOOKS_CYRILLIC)
    written = word.translate(_WRITTEN)
    if written.isascii():
        return _ASCII_WORDS.findall(written)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", word))
    return _WORDS.findall(unicodedata.normalize("NFKC", bare))


@lru_cache(maxsize=_MEMO)
def fold(word: str) -> str:
    """Gives what transliterations of one foreign word agree in.

    ``Sergei``, ``Sergey`` and ``Serghei`` fold together, and so do ``Yuri`` and ``Iouri``.
    """
    for letter, sounds in _SOUNDS:
        if letter in word:
            for spelled, sound in sounds:
                word = word.replace(spelled, sound)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=_MEMO)
def eastern_fold(word: str) -> str:
    """Gives what Russian, Ukrainian and Belarusian spellings of one name agree in, roughly.

    ``Vladimirovich`` and ``Uladzimiravich``, ``Pavlovskaya`` and ``Paulouskaya`` fold together.
    """
    word = _SHORT_U.sub("v", word)
    if word[:1] == "u" and word[1:2] not in _VOWELS:
        word = "v" + word[1:]
    folded = fold(_SOFT_T.sub("t", word.replace("dz", "d")))
    return _SOFT.sub("a", folded.translate(_EASTERN))


def bones(word: str) -> str:
    """Gives the consonants of a Latin word by class, after an ``a`` if it begins with a vowel."""
    bare = word
    if "s" in word:
        bare = bare.replace("ts", "s").replace("ks", "s")
    if "h" in word:
        for spelled, sound in _BONES_OF_H:
            bare = bare.replace(spelled, sound)
    bare = bare.translate(_BONES)
    if _DOUBLED.search(bare):
        bare = _DOUBLED.sub(r"\1", bare)
    return "a" + bare if word[:1] in _VOWELS else bare


def frame(word: str) -> str:
    """Gives the key of a word in which its spellings agree across transliterations.

    It costs about a microsecond, so that names which no list has are told at once.
    """
    if not word.isascii():
        return word
    if "z" in word:
        word = word.replace("dz", "d")
    if "u" in word:
        word = _SHORT_U.sub("v", word)
        if word[0] == "u" and word[1:2] not in _VOWELS:
            word = "v" + word[1:]
    return bones(word)
