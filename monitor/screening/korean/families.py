"""Family names, Korean and Chinese: the written forms by which a text is taken for a name at all."""

from functools import cache, lru_cache

from monitor.screening.korean.alphabet import alphabet
from monitor.screening.korean.han import (
    in_hangul,
    read_in_cantonese,
    read_in_mandarin,
    readings,
    simplified,
)
from monitor.screening.korean.hangul import southern_form
from monitor.screening.korean.sounds import Sounds, with_law
from monitor.screening.korean.tables import rows, weights

_REGULAR_LEAST = 0.5
_MEMO = 4_096
_NORTHERN_INITIALS = {"이": "리", "임": "림", "유": "류", "노": "로", "양": "량", "나": "라", "여": "려",
                      "연": "련", "염": "렴", "육": "륙", "용": "룡", "예": "례"}  # fmt: skip
# A character borne by few families stands behind the first of its sound.
_LATER = 0.8


@cache
def written_families(script: str) -> dict[str, Sounds]:
    """Gives the Korean family names by their spelling in an alphabet, `latin` or `cyrillic`."""
    heard: dict[str, dict[str, float]] = {}
    letters = alphabet(script)
    for hangul, _, latin, cyrillic in rows("surnames"):
        forms = {hangul: 1.0}
        if hangul in _NORTHERN_INITIALS:
            forms[_NORTHERN_INITIALS[hangul]] = 1.0
        irregular = weights(latin if script == "latin" else cyrillic)
        for form in forms:
            regular = letters.spellings(form, _REGULAR_LEAST) if len(form) == 1 else {}
            for spelling, weight in (regular | _best(irregular, regular)).items():
                known = heard.setdefault(spelling, {})
                known[hangul] = max(weight, known.get(hangul, 0.0))
    return {
        spelling: Sounds(spelling, _with_north(known), script) for spelling, known in heard.items()
    }


@cache
def hangul_families() -> dict[str, Sounds]:
    """Gives the Korean family names by their Hangul, in the South's and the North's form."""
    found: dict[str, Sounds] = {}
    for hangul, *_ in rows("surnames"):
        for form in {hangul, _NORTHERN_INITIALS.get(hangul, hangul)}:
            found[form] = Sounds(form, _with_north({hangul: 1.0}), "hangul")
    return found


@cache
def han_families() -> dict[str, Sounds]:
    """Gives the Korean family names by their Han characters, as read in Korean."""
    found: dict[str, dict[str, float]] = {}
    for hangul, characters, *_ in rows("surnames"):
        names = [characters] if len(hangul) > 1 else list(characters)
        for name in names:
            for form in (name, *simplified(name)):
                found.setdefault(form, {})[hangul] = 1.0
    return {name: Sounds(name, _with_north(heard), "han") for name, heard in found.items()}


@cache
def chinese_families() -> dict[str, Sounds]:
    """Gives the Chinese family names by their Latin spelling, as pinyin syllables."""
    found: dict[str, dict[str, float]] = {}
    for _, pinyin, *others in rows("chinese_surnames"):
        found.setdefault(pinyin.replace("lv", "lu"), {})[pinyin] = 1.0
        for spelling in others[0].split(",") if others else ():
            found.setdefault(spelling, {}).setdefault(pinyin, _LATER)
    return {spelling: Sounds(spelling, heard, "pinyin") for spelling, heard in found.items()}


@cache
def cantonese_families() -> dict[str, Sounds]:
    """Gives the Chinese family names by their Latin spelling, as Cantonese sounds of the characters."""
    found: dict[str, dict[str, float]] = {}
    for forms, _, *others in rows("chinese_surnames"):
        heard = [sounds for form in forms if (sounds := read_in_cantonese(form)) is not None]
        for spelling in others[0].split(",") if others else ():
            for sounds in heard:
                found.setdefault(spelling, {}).update(sounds.heard)
    return {spelling: Sounds(spelling, heard, "pinyin") for spelling, heard in found.items()}


@cache
def chinese_family_characters() -> dict[str, str]:
    """Gives the Chinese family names of one character with their pinyin, and those of two."""
    found: dict[str, str] = {}
    for forms, pinyin, *_ in rows("chinese_surnames"):
        if pinyin in _DOUBLE:
            size = 2
            found.update({forms[at : at + size]: pinyin for at in range(0, len(forms), size)})
        else:
            found.update(dict.fromkeys(forms, pinyin))
    return found


@lru_cache(_MEMO)
def family_in_mandarin(character: str) -> Sounds | None:
    """Gives a family name's Mandarin reading, which is not always that of the word (朴, 单, 解)."""
    own = chinese_family_characters().get(character)
    word = read_in_mandarin(character)
    if own is None:
        return word
    heard = {own: 1.0} | ({} if word is None else dict.fromkeys(word.heard, _LATER))
    return Sounds(character, heard | {own: 1.0}, "han")


@cache
def families_read_in_korean() -> dict[str, Sounds]:
    """Gives what Korean makes of the characters behind a Chinese family name's spelling."""
    found: dict[str, dict[str, float]] = {}
    for forms, pinyin, *others in rows("chinese_surnames"):
        if pinyin in _DOUBLE:
            continue
        heard = {southern_form(reading): 1.0 for form in forms for reading in _family_reading(form)}
        for rank, spelling in enumerate([pinyin, *(others[0].split(",") if others else ())]):
            known = found.setdefault(spelling.replace("lv", "lu"), {})
            for syllable in heard:
                how = 1.0 if not known and rank == 0 else _LATER
                known[syllable] = max(how, known.get(syllable, 0.0))
    return {
        spelling: Sounds(spelling, _with_north(heard), "pinyin")
        for spelling, heard in found.items()
        if heard
    }


@cache
def families_transcribed() -> frozenset[str]:
    """Gives the Chinese family names as the South transcribes their Mandarin sound in Hangul."""
    return frozenset(
        form
        for _, pinyin, *_ in rows("chinese_surnames")
        if (form := in_hangul(pinyin)) is not None
    )


_DOUBLE = frozenset({"ouyang", "sima", "zhuge", "nangong", "huangfu"})


def _family_reading(character: str) -> list[str]:
    own = han_families().get(character)
    if own is not None:
        return [syllable for syllable in own.heard if syllable == southern_form(syllable)]
    return list(readings(character))


def _best(irregular: dict[str, float], regular: dict[str, float]) -> dict[str, float]:
    return {each: max(weight, regular.get(each, 0.0)) for each, weight in irregular.items()}


def _with_north(heard: dict[str, float]) -> dict[str, float]:
    """Adds the North's form, so that either form of a family name is the same name."""
    both = dict(heard)
    for hangul, weight in heard.items():
        north = _NORTHERN_INITIALS.get(hangul)
        if north is not None:
            both[north] = weight
    return with_law(both, 1.0)
