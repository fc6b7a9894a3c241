"""How well two names agree syllable by syllable, and why, in plain words."""

from dataclasses import dataclass

from monitor.screening.korean.han import CANTONESE
from monitor.screening.korean.hangul import is_syllable, southern_form
from monitor.screening.korean.names import KoreanName, Reading
from monitor.screening.korean.sounds import Sounds, likeness

# Below this two names are different names: some syllable agrees in no plausible spelling.
_LEAST = 0.15
# Turns the product of the syllables' worth into a score beside those of other comparisons.
_EXPONENT = 0.4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are, 0 to 1, and why, in plain words."""

    score: float
    why: tuple[str, ...]


def alike(left: KoreanName, right: KoreanName) -> Likeness | None:
    """Tells how well two names agree in every syllable; None where they are different names.

    The score rests on the product of what each syllable's two spellings are worth for the syllable in
    which they agree, so that one differing syllable makes different names.
    """
    best, pair = 0.0, None
    for one in left.readings:
        for other in right.readings:
            score = _agreement(one, other, best)
            if score > best:
                best, pair = score, (one, other)
    if pair is None or best < _LEAST:
        return None
    return Likeness(round(best**_EXPONENT, 4), _reasons(*pair))


def _agreement(one: Reading, other: Reading, floor: float) -> float:
    if len(one.syllables) != len(other.syllables):
        return 0.0
    score = min(one.weight, other.weight)
    slips = 0
    for left, right in zip(one.syllables, other.syllables, strict=True):
        if left is not right:
            worth, where = likeness(left, right)
            score *= worth
            slips += not where
        if score <= floor or slips > 1:
            return 0.0
    # With two syllables in all, one slip leaves too little that agrees.
    return score if not slips or len(one.syllables) > 2 else 0.0


def _reasons(one: Reading, other: Reading) -> tuple[str, ...]:
    reasons = []
    for left, right in zip(one.syllables, other.syllables, strict=True):
        if left.text != right.text:
            said = _reason(left, right, likeness(left, right)[1])
            if said not in reasons:
                reasons.append(said)
    return tuple(reasons) or ("every syllable is written the same",)


def _reason(left: Sounds, right: Sounds, where: str) -> str:
    if not where:
        return f"{_shown(left)} and {_shown(right)} differ by a slip in one letter"
    if (
        left.script == right.script
        and left.script in {"latin", "cyrillic"}
        and is_syllable(where[0])
    ):
        return f"{_shown(left)} is a spelling of {where}, as is {_shown(right)}"
    said = [each for each in (_role(left, where), _role(right, where)) if each]
    return " and ".join(said)


def _role(sounds: Sounds, where: str) -> str:
    if sounds.script == "han":
        if is_syllable(where[0]):
            return f"{sounds.text} is read {where}"
        if where.startswith(CANTONESE):
            return f"{sounds.text} is {where.removeprefix(CANTONESE)} in Cantonese"
        return f"{sounds.text} is {where} in Mandarin"
    if sounds.script == "hangul":
        if sounds.text == where:
            return ""
        north = sounds.text if southern_form(sounds.text) == where else where
        return f"the South writes {southern_form(north)} for the North's {north}"
    if sounds.script == "transcribed":
        return f"{_shown(sounds)} is transcribed with {where}"
    if sounds.script == "pinyin" and is_syllable(where[0]):
        return f"{_shown(sounds)} is the pinyin of characters read {where}"
    return f"{_shown(sounds)} is a spelling of {where.removeprefix(CANTONESE)}"


def _shown(sounds: Sounds) -> str:
    return sounds.text.capitalize()
