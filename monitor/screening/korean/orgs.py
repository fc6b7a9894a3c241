"""Names of organisations by meaning: the words translated, the names among them by sound."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product

from monitor.screening.korean.likeness import Likeness
from monitor.screening.korean.meanings import Meaning
from monitor.screening.korean.segments import (
    Spelled,
    Way,
    cut_characters,
    cut_words,
    latin_words,
)
from monitor.screening.korean.sounds import likeness

_TEXT_MAX = 200
_MEMO = 16_384
_LEAST = 0.3
# Translated otherwise, but of one kin ("bureau" for "department").
_KIN = 0.5
_PER_SYLLABLE, _NAME_MAX = 1.1, 3.3
_SOUND_LEAST = 0.3
# How many syllables a name must have to be found as a part of another.
_PART_OF_RUN, _PART_OF_WORD = 2, 3
# A word one name lacks costs half its weight; words each has alone are a contradiction.
_LACKING, _CONTRADICTING = 0.5, 1.0
_TELLING = 0.5
_ENOUGH = 1.5
_KEYS_MAX = 24
_SOUND_KEY = "o:"


@dataclass(frozen=True, slots=True)
class OrgWords:
    """A name of an organisation by meaning.

    Attributes:
        text: As it was written.
        script: The script it was written in.
        meanings: The words with a meaning, in their order.
        names: The rest: names, compared by sound.
    """

    text: str
    script: str
    meanings: tuple[Meaning, ...]
    names: tuple[Spelled, ...]

    @property
    def english(self) -> str:
        """The meanings as English key words, with the names as they are written."""
        return " ".join(
            [*(each.text for each in self.names), *(each.name for each in self.meanings)]
        )


@lru_cache(_MEMO)
def org_words(text: str) -> OrgWords | None:
    """Reads a name of an organisation by meaning; None where no word of it is known or legible.

    Untrusted input: the work is bounded and nothing is raised.
    """
    text = unicodedata.normalize("NFKC", text[:_TEXT_MAX])
    script = _script(text)
    if script == "":
        return None
    if script == "latin":
        meanings, names = cut_words(latin_words(text))
    else:
        meanings, names = cut_characters(text, script)
    if not meanings and not any(each.ways for each in names):
        return None
    return OrgWords(text, script, meanings, names)


def orgs_alike(left: str, right: str) -> Likeness | None:
    """Tells how well two names of organisations agree in meaning and sound; None where they do not."""
    one, other = org_words(left), org_words(right)
    if one is None or other is None:
        return None
    agreed = _Agreement()
    agreed.meanings(one.meanings, other.meanings)
    agreed.names(one.names, other.names)
    score = agreed.score()
    return Likeness(round(score, 4), tuple(agreed.why)) if score >= _LEAST else None


def org_block_keys(text: str) -> frozenset[str]:
    """Gives keys under which to look for other names of the same organisation.

    A name's sounds make a key; so do every two telling words.
    """
    words = org_words(text)
    if words is None:
        return frozenset()
    keys: list[str] = []
    for spelled in words.names:
        keys.extend(key for way in spelled.ways for key in _sound_keys(way))
        if not spelled.ways:
            keys.append(_SOUND_KEY + spelled.text)
    telling = sorted({_group(each) for each in words.meanings if each.weight >= _TELLING})
    keys.extend(f"{one}+{other}" for one, other in combinations(telling, 2))
    if len(telling) == 1 and not words.names:
        keys.append(telling[0])
    return frozenset(keys[:_KEYS_MAX])


def _sound_keys(way: Way) -> list[str]:
    # The first two syllables and the last two: one name is often a part of another.
    keys: dict[str, None] = {}
    for pair in {way[:2]: None, way[-2:]: None}:
        for each in islice(product(*(sounds.classes[:2] for sounds in pair)), 4):
            keys[_SOUND_KEY + "-".join(each)] = None
    return list(keys)


def _group(meaning: Meaning) -> str:
    return meaning.kin or meaning.name


class _Agreement:
    """Adds up what two names have in common and what each has alone."""

    def __init__(self) -> None:
        self.common = 0.0
        self.alone = [0.0, 0.0]
        self.why: list[str] = []

    def score(self) -> float:
        if self.common == 0:
            return 0.0
        more, less = max(self.alone), min(self.alone)
        against = _LACKING * more + (_LACKING + _CONTRADICTING) * less
        # Agreement in a few everyday words ("International Trading") is no evidence.
        return min(1.0, self.common / _ENOUGH) * self.common / (self.common + against)

    def meanings(self, left: tuple[Meaning, ...], right: tuple[Meaning, ...]) -> None:
        ours, theirs = list(dict.fromkeys(left)), list(dict.fromkeys(right))
        both = [each for each in ours if each in theirs]
        for meaning in both:
            self.common += meaning.weight
            ours.remove(meaning)
            theirs.remove(meaning)
        if both:
            self.why.append("both say " + ", ".join(each.name for each in both))
        for meaning in list(ours):
            kin = next((each for each in theirs if meaning.kin and each.kin == meaning.kin), None)
            if kin is not None:
                self.common += _KIN * (meaning.weight + kin.weight) / 2
                ours.remove(meaning)
                theirs.remove(kin)
                self.why.append(f"'{meaning.name}' and '{kin.name}' are translated for each other")
        self.alone[0] += sum(each.weight for each in ours)
        self.alone[1] += sum(each.weight for each in theirs)

    def names(self, left: tuple[Spelled, ...], right: tuple[Spelled, ...]) -> None:
        theirs = list(right)
        for name in sorted(left, key=lambda each: -each.syllables):
            found = max(
                ((_sound(name, each), each) for each in theirs),
                default=(_NO_PLACE, None),
                key=lambda option: option[0].how,
            )
            place, other = found
            if other is None or place.how < _SOUND_LEAST:
                self.alone[0] += _weight(name.syllables)
                continue
            theirs.remove(other)
            self.common += place.how * _weight(place.length)
            self.why.append(f"{name.text} and {other.text} may be one name")
            theirs.extend(place.left_of(other))
            self.alone[0] += _weight(name.syllables) - _weight(
                min(name.syllables, name.syllables - place.ours_left)
            )
        self.alone[1] += sum(_weight(each.syllables) for each in theirs)


def _weight(syllables: int) -> float:
    return min(_NAME_MAX, _PER_SYLLABLE * syllables)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in another name a name was found, and how well it agrees there."""

    how: float
    length: int
    way: Way = ()
    start: int = 0
    ours_left: int = 0

    def left_of(self, other: Spelled) -> list[Spelled]:
        """Gives what the other name has before and after this place."""
        if not self.way or len(self.way) == self.length:
            return []
        return [
            Spelled(
                "".join(each.text for each in piece),
                tuple(
                    way[start : start + len(piece)]
                    for way in other.ways
                    if len(way) == len(self.way)
                ),
                len(piece),
            )
            for start, piece in (
                (0, self.way[: self.start]),
                (self.start + self.length, self.way[self.start + self.length :]),
            )
            if piece
        ]


_NO_PLACE = _Place(0.0, 0)


def _sound(name: Spelled, other: Spelled) -> _Place:
    if name.text == other.text:
        return _Place(1.0, name.syllables)
    best = _NO_PLACE
    for one, two in product(name.ways, other.ways):
        short, long = (one, two) if len(one) <= len(two) else (two, one)
        # One word in letters holds no other by chance; characters run on without a blank.
        least = _PART_OF_RUN if long[0].script in {"han", "hangul"} else _PART_OF_WORD
        if len(short) != len(long) and len(short) < least:
            continue
        for start in range(len(long) - len(short) + 1):
            how = float(_agreement(short, long[start : start + len(short)]) ** 0.5)
            if how > best.how:
                inside = long is two and short is not two
                best = _Place(
                    how,
                    len(short),
                    two if inside else (),
                    start if inside else 0,
                    0 if inside else len(one) - len(short),
                )
    return best


def _agreement(one: Way, other: Way) -> float:
    how = 1.0
    for left, right in zip(one, other, strict=False):
        worth, where = likeness(left, right)
        # Among names of organisations a slip is another name (Kwangson, Kwangsong).
        how *= worth if where else 0.0
        if how == 0.0:
            break
    return how if len(one) == len(other) else 0.0


def _script(text: str) -> str:
    for char in text:
        if "가" <= char <= "힣":
            return "hangul"
        if "一" <= char <= "鿿":
            return "han"
    return "latin" if any(char.isascii() and char.isalpha() for char in text) else ""
