"""Reads names in Latin and Cyrillic letters as Korean, and Latin ones as pinyin too."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from monitor.screening.korean import families, han
from monitor.screening.korean.alphabet import written
from monitor.screening.korean.letters import plain_letters, plain_signs
from monitor.screening.korean.names import Reading
from monitor.screening.korean.sounds import Sounds

Alphabetic = Literal["latin", "cyrillic"]

_WORDS_MAX = 6
_WORD_LETTERS_MAX = 14
_READINGS_MAX = 8
_SPLITS_MAX = 3
_GIVEN_MAX = 3
_MEMO = 32_768
# Plausibility of the ways to read a name, beside the best.
_FAMILY_LAST = 0.97
_FAMILY_BETWEEN = 0.85
_OTHER_FAMILY = 0.9
_WRITTEN_JOINED = 0.95
_FOREIGN_SPLIT = 0.8
_PLAIN, _WELL = 0.95, 0.75
# A word that is one syllable beyond doubt is not cut in two.
_CERTAIN = 1.0
_READ_IN_KOREAN = 0.9

Split = tuple[tuple[Sounds, ...], float]


def read_alphabetic(text: str, script: Alphabetic) -> tuple[Reading, ...]:
    """Gives the ways to read a name in letters, the most plausible first; none where it is no name."""
    if not text.isascii():
        text = plain_letters(text) if script == "latin" else plain_signs(text)
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= _WORDS_MAX:
        return ()
    known = families.written_families(script)
    lowered = [word.lower() for word in words]
    places = [place for place in _places(len(words)) if lowered[place] in known]
    chinese = families.chinese_families() if script == "latin" else {}
    others = [place for place in (0, len(words) - 1) if lowered[place] in chinese]
    if not places and not others:
        return ()
    found: list[Reading] = []
    marked = _odd_one_out(words)
    plain = well = False
    for place in places:
        ways = _korean(lowered, place, known, script, marked)
        found.extend(ways)
        if any(way.weight >= _PLAIN and _well_spelled(way) for way in ways):
            plain = plain or lowered[place] not in chinese
            well = well or plain or chinese[lowered[place]].best < 1.0
    # A plain Korean name leaves no room for a Chinese family name at its other end; a well spelled one
    # with a family name that is Korean sooner than pinyin ("Lee") is no name from Taiwan or Hong Kong.
    if not plain:
        for place in others:
            found.extend(_chinese(lowered, place, chinese, strict=well))
    found.sort(key=lambda reading: -reading.weight)
    return tuple(found[:_READINGS_MAX])


def _well_spelled(reading: Reading) -> bool:
    worth = 1.0
    for sounds in reading.syllables:
        worth *= sounds.best
    return worth >= _WELL


def _places(count: int) -> tuple[int, ...]:
    # In the middle stands a family name where a list broke "Kim Yong Nam" into columns ("NAM Kim Yong").
    return (0, 2, 1) if count == 3 else (0, count - 1)


def _odd_one_out(words: list[str]) -> int | None:
    """Gives the place of the one word whose capitals set it apart: lists mark family names so."""
    shouted = [word.isupper() and len(word) > 1 for word in words]
    for mark in (True, False):
        if shouted.count(mark) == 1 and len(words) > 1:
            place = shouted.index(mark)
            if mark or len(words) > 2 or place in {0, len(words) - 1}:
                return place
    return None


def _korean(
    words: list[str],
    place: int,
    known: dict[str, Sounds],
    script: Alphabetic,
    marked: int | None,
) -> list[Reading]:
    weight = 1.0
    if place == len(words) - 1:
        weight = _FAMILY_LAST
    elif place:
        weight = _FAMILY_BETWEEN
    if marked is not None:
        weight = 1.0 if place == marked else weight * _OTHER_FAMILY
    rest = words[place + 1 :] + words[:place]
    family = known[words[place]]
    return [
        Reading((family, *given), weight * how)
        for given, how in given_syllables(tuple(rest), script)
        if given
    ]


@lru_cache(_MEMO)
def given_syllables(words: tuple[str, ...], script: Alphabetic) -> tuple[Split, ...]:
    """Splits the words of a given name into written syllables, in the most plausible ways."""
    pieces = [piece for word in words for piece in word.split("-") if piece]
    if not pieces or sum(map(len, pieces)) > 2 * _WORD_LETTERS_MAX:
        return ()
    ways = _combined([split_word(piece, script, len(pieces) == 1) for piece in pieces])
    if not ways and len(pieces) > 1:
        # Marks lost to blanks leave crumbs ("PYO NG-CH O L"): they are read as one word.
        ways = list(split_word("".join(pieces), script, True))  # noqa: FBT003
    best = ways[0][1] if ways else 1.0
    return tuple((syllables, weight / best) for syllables, weight in ways[:_SPLITS_MAX])


def _combined(options: list[tuple[Split, ...]]) -> list[Split]:
    if not options or not all(options):
        return []
    ways = []
    for way in islice(product(*options), 16):
        syllables = tuple(each for part, _ in way for each in part)
        if len(syllables) <= _GIVEN_MAX:
            weight = 1.0
            for _, how in way:
                weight *= how
            ways.append((syllables, weight))
    ways.sort(key=lambda way: -way[1])
    return ways


@lru_cache(_MEMO)
def split_word(word: str, script: Alphabetic, whole: bool) -> tuple[Split, ...]:  # noqa: FBT001
    """Splits one written word into Korean syllables; `whole` where it is the entire given name."""
    if len(word) > (_WORD_LETTERS_MAX if not whole else 2 * _WORD_LETTERS_MAX):
        return ()
    bare = word.strip("'")
    one = _one(bare, script)
    ways: list[Split] = [((one,), one.best)] if one is not None and one.best >= 0.4 else []
    if one is None or (whole and one.best < _CERTAIN):
        ways.extend((pair, how * _WRITTEN_JOINED) for pair, how in _two(bare, script))
    if not ways:
        ways.extend(_three(bare, script))
    ways.sort(key=lambda way: -way[1])
    best = ways[0][1] if ways else 0.0
    return tuple(way for way in ways[:_SPLITS_MAX] if way[1] >= best * 0.6)


def _one(piece: str, script: Alphabetic) -> Sounds | None:
    found = written(piece, script)
    if found is None and "'" in piece:
        found = written(piece.replace("'", ""), script)
    return found


def _two(word: str, script: Alphabetic) -> list[Split]:
    found: list[Split] = []
    for cut in range(1, len(word)):
        left = _one(word[:cut], script)
        if left is None:
            continue
        right = _one(word[cut:], script)
        if right is not None:
            found.append(((left, right), left.best * right.best))
    found.sort(key=lambda way: -way[1])
    return found[:_SPLITS_MAX]


def _three(word: str, script: Alphabetic) -> list[Split]:
    found: list[Split] = []
    for cut in range(1, min(len(word), 8)):
        left = _one(word[:cut], script)
        if left is not None:
            for (second, third), how in _two(word[cut:], script)[:1]:
                found.append(((left, second, third), left.best * how * _FOREIGN_SPLIT))
    found.sort(key=lambda way: -way[1])
    return found[:1]


# -- pinyin ------------------------------------------------------------------------------------


def _chinese(
    words: list[str], place: int, known: dict[str, Sounds], *, strict: bool
) -> list[Reading]:
    rest = words[place + 1 :] if place == 0 else words[:place]
    weight = 1.0 if place == 0 else _FAMILY_LAST
    return [
        Reading(sounds, weight * how, kind)
        for syllables in _pinyin_of(tuple(rest))
        if not strict or han.pinyin_syllables().issuperset((words[place], *syllables))
        for sounds, how, kind in _chinese_ways(words[place], known[words[place]], syllables)
    ]


def _chinese_ways(
    surname: str, family: Sounds, syllables: tuple[str, ...]
) -> Iterator[tuple[tuple[Sounds, ...], float, str]]:
    heard = [han.pinyin(each) for each in syllables]
    yield (family, *(each for each in heard if each)), 1.0, "mandarin"
    sound = max(family.heard, key=lambda each: family.heard[each])
    transcribed = [han.transcribed(each) for each in (sound, *syllables)]
    if all(transcribed):
        yield _flat(transcribed), 1.0, "transcribed"
    if not han.pinyin_syllables().issuperset((surname, *syllables)):
        yield from _cantonese_ways(surname, sound, syllables)
    behind = families.families_read_in_korean().get(surname)
    given = [han.pinyin_read_in_korean(each) for each in syllables]
    if behind is not None and all(given):
        yield (behind, *(each for each in given if each)), _READ_IN_KOREAN, "behind"


def _cantonese_ways(
    surname: str, sound: str, syllables: tuple[str, ...]
) -> Iterator[tuple[tuple[Sounds, ...], float, str]]:
    spoken = [families.cantonese_families().get(surname), *map(han.cantonese, syllables)]
    if all(spoken):
        yield tuple(each for each in spoken if each), 1.0, "cantonese"
    given = [han.transcribed_from_cantonese(each) for each in syllables]
    if all(given):
        yield _flat([han.transcribed(sound), *given]), 1.0, "transcribed"


def _flat(parts: list[tuple[Sounds, ...]]) -> tuple[Sounds, ...]:
    return tuple(each for part in parts for each in part)


@lru_cache(_MEMO)
def _pinyin_of(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Splits a given name of one or two Mandarin syllables, in at most two ways."""
    known = han.pinyin_syllables()
    parted = [piece for word in words for piece in word.split("-") if piece]
    if len(parted) == 2 and all(han.pinyin(piece) for piece in parted):
        return ((parted[0], parted[1]),)
    pieces = [piece for part in parted for piece in part.split("'") if piece]
    if len(pieces) == 2 and known.issuperset(pieces):
        return ((pieces[0], pieces[1]),)
    if len(pieces) != 1 or len(pieces[0]) > _WORD_LETTERS_MAX:
        return ()
    word = pieces[0]
    found: list[tuple[str, ...]] = [(word,)] if word in known else []
    found.extend(
        (word[:cut], word[cut:])
        for cut in range(min(6, len(word) - 1), 0, -1)
        if word[:cut] in known and word[cut:] in known
    )
    return tuple(found[:2])
