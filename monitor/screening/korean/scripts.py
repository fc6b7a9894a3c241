"""Reads names in Hangul and in Han characters."""

from functools import lru_cache

from monitor.screening.korean import families, han
from monitor.screening.korean.hangul import is_syllable
from monitor.screening.korean.names import Reading
from monitor.screening.korean.sounds import Sounds, with_law

_SYLLABLES_MAX = 7
_HAN_MAX = 4
_WORDS_MAX = 3
_FAMILY_LAST = 0.97
_MEMO = 16_384
_TONGUES = (("mandarin", han.read_in_mandarin), ("cantonese", han.read_in_cantonese))


def read_hangul(text: str) -> tuple[Reading, ...]:
    """Gives the ways to read a name in Hangul, the most plausible first; none where it is no name."""
    words = text.split()
    whole = "".join(words)
    if len(words) > _WORDS_MAX or not 2 <= len(whole) <= _SYLLABLES_MAX:
        return ()
    if not all(map(is_syllable, whole)):
        return ()
    found = []
    if len(words) > 1 and words[-1] in families.hangul_families():
        family = families.hangul_families()[words[-1]]
        found.append(Reading((family, *_given("".join(words[:-1]))), _FAMILY_LAST))
    found.extend(
        Reading((families.hangul_families()[whole[:size]], *_given(whole[size:])), 1.0)
        for size in (2, 1)
        if whole[:size] in families.hangul_families() and len(whole) > size
    )
    if not families.families_transcribed().isdisjoint((whole[:1], whole[:2], whole[:3])):
        found.append(Reading(_given(whole), 1.0, "transcribed"))
    found.sort(key=lambda reading: -reading.weight)
    return tuple(found)


def read_han(text: str) -> tuple[Reading, ...]:
    """Gives the ways to read a name in Han characters, in Korean and in Mandarin."""
    words = text.split()
    whole = "".join(words)
    if len(words) > _WORDS_MAX or not 2 <= len(whole) <= _HAN_MAX:
        return ()
    found = []
    for family, given, weight in _han_orders(words, whole):
        korean = families.han_families().get(family)
        read = [han.read_in_korean(char) for char in given]
        if korean is not None and all(read):
            found.append(Reading((korean, *(each for each in read if each)), weight))
        if korean is None and family not in families.chinese_family_characters():
            continue
        for kind, speak in _TONGUES:
            spoken = [speak(char) for char in (*family, *given)]
            if kind == "mandarin" and len(family) == 1:
                spoken[0] = families.family_in_mandarin(family)
            if all(spoken):
                sounds = tuple(each for each in spoken if each)
                found.append(Reading(sounds, weight, kind))
    return tuple(found)


def _han_orders(words: list[str], whole: str) -> list[tuple[str, str, float]]:
    orders = [(whole[:size], whole[size:], 1.0) for size in (2, 1) if len(whole) > size]
    if len(words) > 1:
        orders.insert(0, (words[-1], "".join(words[:-1]), _FAMILY_LAST))
    return orders


def _given(text: str) -> tuple[Sounds, ...]:
    return tuple(map(_syllable, text))


@lru_cache(_MEMO)
def _syllable(char: str) -> Sounds:
    return Sounds(char, with_law({char: 1.0}), "hangul")
