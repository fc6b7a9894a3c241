"""One written syllable and what it may stand for, and how like two of them are."""

from collections.abc import Mapping
from functools import lru_cache

from monitor.screening.korean.hangul import is_syllable, sound_class, southern_form, split

# A form that the initial-sound law joins to another is accepted for it nearly as well.
_LAW = 0.88
# Below this a reading is a chance resemblance, and no block key is made of it.
FAINT = 0.25
# What two spellings in letters are worth that agree in no syllable but nearly sound alike.
NEAR = 0.5
_LETTERS = frozenset({"latin", "cyrillic"})
_MEMO = 131_072


class Sounds:
    """What one written syllable may stand for: Hangul (or pinyin) syllables with weights.

    A weight tells how readily the written form is accepted for the syllable: 1 is as good as a
    published system. Instances are compared by identity and made once per written form.
    """

    __slots__ = ("best", "class_weights", "classes", "heard", "script", "text")

    def __init__(self, text: str, heard: Mapping[str, float], script: str) -> None:
        self.text = text
        self.heard = dict(heard)
        self.script = script
        self.best = max(heard.values(), default=0.0)
        self.class_weights = _class_weights(heard)
        self.classes = tuple(name for name, _ in self.class_weights)

    def __repr__(self) -> str:
        return f"Sounds({self.text!r}, {self.heard!r})"


def with_law(heard: Mapping[str, float], weight: float = _LAW) -> dict[str, float]:
    """Adds to Hangul syllables the forms that the initial-sound law makes of them."""
    both = dict(heard)
    for syllable, how in heard.items():
        if len(syllable) == 1:
            form = southern_form(syllable)
            if form != syllable and both.get(form, 0.0) < how * weight:
                both[form] = how * weight
    return both


@lru_cache(_MEMO)
def likeness(left: Sounds, right: Sounds) -> tuple[float, str]:
    """Gives how well two written syllables agree (0 to 1), and the syllable in which they do."""
    if len(left.heard) > len(right.heard):
        left, right = right, left
    best, where = 0.0, ""
    others = right.heard
    for syllable, how in left.heard.items():
        other = others.get(syllable)
        if other is not None and how * other > best:
            best, where = how * other, syllable
    if best < FAINT and left.script in _LETTERS and right.script in _LETTERS:
        return _nearness(left, right)
    return best, where


def _nearness(left: Sounds, right: Sounds) -> tuple[float, str]:
    """Gives what two spellings are worth that differ by a slip in one vowel or nasal.

    Careless lists write Sun for Sung and Hung for Hong. The syllable in which they agree is none, which
    is how the two are told from spellings of one syllable.
    """
    best = 0.0
    for one, how in left.heard.items():
        for other, also in right.heard.items():
            if how * also > best and _near(one, other):
                best = how * also
    return best * NEAR, ""


def _near(one: str, other: str) -> bool:
    if sound_class(one) != sound_class(other) if len(one) == len(other) == 1 else True:
        return False
    first, second = split(southern_form(one)), split(southern_form(other))
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1 and first[0] == second[0]


def _class_weights(heard: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for syllable, how in heard.items():
        if how >= FAINT:
            name = "".join(map(_class, syllable)) if is_syllable(syllable[0]) else syllable
            found[name] = max(how, found.get(name, 0.0))
    return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _class(char: str) -> str:
    return sound_class(char) if is_syllable(char) else char
