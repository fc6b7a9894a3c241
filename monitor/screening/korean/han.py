"""Han characters and Mandarin: Korean readings, pinyin, and pinyin as the South writes it in Hangul."""

from functools import cache, lru_cache

from monitor.screening.korean.hangul import join, southern_form, split
from monitor.screening.korean.sounds import FAINT, Sounds, with_law
from monitor.screening.korean.tables import rows

_MEMO = 16_384
_BUZZING = frozenset({"zhi", "chi", "shi", "ri", "zi", "ci", "si"})
_SIBILANT = frozenset("ㅈㅉㅊ")
_Y_LESS = {"ㅑ": "ㅏ", "ㅒ": "ㅐ", "ㅕ": "ㅓ", "ㅖ": "ㅔ", "ㅛ": "ㅗ", "ㅠ": "ㅜ"}
# A reading outside the lists for education and personal names is rare in a name.
_RARE = 0.7


@cache
def _characters() -> dict[str, tuple[str, dict[str, float], tuple[str, ...]]]:
    found = {}
    for char, form, korean, mandarin in rows("hanja"):
        heard = {
            each.rstrip("*"): 1.0 if each.endswith("*") else _RARE
            for each in korean.split(",")
            if each
        }
        found[char] = (form, heard, tuple(each for each in mandarin.split(",") if each))
    return found


@cache
def name_syllables() -> frozenset[str]:
    """Gives the syllables that Korean names are made of: readings of characters, and native ones."""
    found = {reading for _, heard, _ in _characters().values() for reading in heard}
    found.update(char for (line,) in rows("native_syllables") for char in line)
    return frozenset(found | {southern_form(syllable) for syllable in found})


def readings(char: str) -> dict[str, float]:
    """Gives the Korean readings of a character, with weights; none where it is not known."""
    known = _characters().get(char)
    return {} if known is None else known[1]


def mandarin(char: str) -> tuple[str, ...]:
    """Gives the Mandarin readings of a character in pinyin without tones."""
    known = _characters().get(char)
    return () if known is None else known[2]


def traditional(char: str) -> str:
    """Gives the traditional form of a character, itself where it has no other."""
    known = _characters().get(char)
    return char if known is None else known[0]


@lru_cache(_MEMO)
def read_in_korean(char: str) -> Sounds | None:
    """Gives a character's Korean readings as sounds of a given name."""
    heard = readings(char)
    return Sounds(char, with_law(heard), "han") if heard else None


@lru_cache(_MEMO)
def read_in_mandarin(char: str) -> Sounds | None:
    """Gives a character's Mandarin readings as sounds."""
    heard = mandarin(char)
    return Sounds(char, dict.fromkeys(heard, 1.0), "han") if heard else None


@cache
def _readings_behind() -> dict[str, dict[str, float]]:
    counts: dict[str, dict[str, float]] = {}
    for _, heard, pinyin in _characters().values():
        for syllable in pinyin:
            for reading, weight in heard.items():
                if weight == 1.0:
                    known = counts.setdefault(syllable, {})
                    known[reading] = known.get(reading, 0.0) + 1.0
    return {syllable: _by_share(known) for syllable, known in counts.items()}


def _by_share(counts: dict[str, float]) -> dict[str, float]:
    most = max(counts.values())
    return {reading: max(0.5, min(1.0, 0.6 + 0.4 * n / most)) for reading, n in counts.items()}


@cache
def pinyin_syllables() -> frozenset[str]:
    """Gives the syllables of pinyin without tones that any kept character has."""
    return frozenset(each for _, _, pinyin in _characters().values() for each in pinyin)


@lru_cache(_MEMO)
def pinyin(text: str) -> Sounds | None:
    """Gives a pinyin syllable as Mandarin sounds; u stands for u with diaeresis too."""
    syllables = pinyin_syllables()
    forms = {text: 1.0, text.replace("u", "v"): 0.9, text.replace("yv", "yu"): 1.0}
    heard = {form: weight for form, weight in forms.items() if form in syllables}
    return Sounds(text, heard, "pinyin") if heard else None


@lru_cache(_MEMO)
def pinyin_read_in_korean(text: str) -> Sounds | None:
    """Gives what Korean makes of the characters that a pinyin syllable may stand for."""
    heard = pinyin(text)
    if heard is None:
        return None
    behind = _readings_behind()
    found: dict[str, float] = {}
    for syllable in heard.heard:
        for reading, weight in behind.get(syllable, {}).items():
            if weight >= FAINT:
                found[reading] = max(weight, found.get(reading, 0.0))
    return Sounds(text, with_law(found), "pinyin") if found else None


@cache
def _transcription() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {"initial": {}, "final": {}, "whole": {}}
    for part, latin, hangul in rows("pinyin_in_hangul"):
        table[part][latin] = hangul
    return table


@cache
def in_hangul(syllable: str) -> str | None:
    """Writes a pinyin syllable (v for u with diaeresis) in Hangul as the South transcribes it."""
    table = _transcription()
    if syllable in table["whole"]:
        return table["whole"][syllable]
    letters = next(
        (syllable[:n] for n in (2, 1) if syllable[:n] in table["initial"]),
        "",
    )
    rest = _full_final(letters, syllable[len(letters) :], syllable)
    final = table["final"].get(rest)
    if final is None:
        return None
    return final if not letters else _joined(table["initial"][letters], final)


def _full_final(initial: str, rest: str, whole: str) -> str:
    if whole in _BUZZING:
        return "buzz"
    if initial in {"j", "q", "x"} and rest.startswith("u"):
        return "v" + rest[1:]
    return rest


def _joined(letter: str, final: str) -> str:
    _, medial, coda = split(final[0])
    if letter in _SIBILANT:
        medial = _Y_LESS.get(medial, medial)
    return join(letter, medial, coda) + final[1:]
