"""Han characters and Mandarin: Korean readings, pinyin, and pinyin as the South writes it in Hangul."""

from collections.abc import Mapping
from functools import cache, lru_cache

from monitor.screening.korean.hangul import join, southern_form, split
from monitor.screening.korean.sounds import FAINT, Sounds, with_law
from monitor.screening.korean.tables import rows

_MEMO = 16_384
_VOWELS = frozenset("aeiouv")
_BUZZING = frozenset({"zhi", "chi", "shi", "ri", "zi", "ci", "si"})
_FRONT = frozenset({"j", "q", "x"})
_SIBILANT = frozenset("ㅈㅉㅊ")
_Y_LESS = {"ㅑ": "ㅏ", "ㅒ": "ㅐ", "ㅕ": "ㅓ", "ㅖ": "ㅔ", "ㅛ": "ㅗ", "ㅠ": "ㅜ"}
# A reading outside the lists for education and personal names is rare in a name.
_RARE = 0.7
# Wade-Giles is read where pinyin cannot be, and less readily where it can.
_OLDER, _OLDER_BESIDE = 0.85, 0.5
_CANTONESE = 0.65
# Sets Cantonese sounds apart from Mandarin ones.
CANTONESE = "@"
_ALSO = 0.6


@cache
def _characters() -> dict[str, tuple[str, dict[str, float], tuple[str, ...]]]:
    found = {}
    for char, form, korean, mandarin, _ in rows("hanja"):
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


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for char, (form, _, _) in _characters().items():
        if char != form:
            found[form] = (*found.get(form, ()), char)
    return found


def simplified(word: str) -> tuple[str, ...]:
    """Gives the other forms of a word of one character, or the word of several in simple forms."""
    if len(word) == 1:
        return _forms().get(word, ())
    return ("".join(_forms().get(char, (char,))[0] for char in word),)


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
    """Gives the syllables of pinyin without tones that any kept character has, with a vowel."""
    return frozenset(
        each
        for _, _, pinyin in _characters().values()
        for each in pinyin
        if not _VOWELS.isdisjoint(each)
    )


@cache
def _wade_giles() -> dict[str, tuple[str, ...]]:
    """Gives the pinyin syllables behind each Wade-Giles spelling, with and without its apostrophe."""
    table = _parts("wade_giles")
    found: dict[str, dict[str, None]] = {}
    for syllable in sorted(pinyin_syllables()):
        initial, final = _taken_apart(syllable, table["initial"])
        spelling = table["whole"].get(syllable) or (
            table["initial"].get(initial, "") + table["final"][final]
            if final in table["final"]
            else ""
        )
        for form in {spelling, spelling.replace("'", "")} - {""}:
            found.setdefault(form, {})[syllable] = None
    return {spelling: tuple(syllables) for spelling, syllables in found.items()}


@cache
def _hong_kong() -> dict[str, tuple[str, ...]]:
    """Gives, by Hong Kong spelling, the Jyutping syllables it may stand for."""
    table = _parts("cantonese")
    found: dict[str, dict[str, None]] = {}
    for sound in sorted(set(_cantonese_of().values())):
        initial, final = _taken_apart(sound, table["initial"])
        for one in table["initial"].get(initial, "").split(","):
            for two in table["final"].get(final, "").split(",") if final in table["final"] else ():
                found.setdefault(one + two, {})[sound] = None
    return {spelling: tuple(sounds) for spelling, sounds in found.items()}


@cache
def _cantonese_of() -> dict[str, str]:
    return {char: sound for char, _, _, _, sound in rows("hanja") if sound}


@lru_cache(_MEMO)
def cantonese(text: str) -> Sounds | None:
    """Gives what a syllable spelled as in Hong Kong stands for, as Cantonese sounds."""
    sounds = _hong_kong().get(text, ())
    return Sounds(text, {CANTONESE + each: 1.0 for each in sounds}, "pinyin") if sounds else None


@lru_cache(_MEMO)
def read_in_cantonese(char: str) -> Sounds | None:
    """Gives a character's Cantonese reading as sounds."""
    sound = _cantonese_of().get(char)
    return None if sound is None else Sounds(char, {CANTONESE + sound: 1.0}, "han")


@cache
def _behind_cantonese() -> dict[str, dict[str, float]]:
    """Gives, by Hong Kong spelling, the pinyin of the characters behind it, by their share."""
    behind: dict[str, dict[str, float]] = {}
    for _, _, korean, mandarin, sound in rows("hanja"):
        if "*" in korean and mandarin:
            known = behind.setdefault(sound, {})
            syllable = mandarin.partition(",")[0]
            known[syllable] = known.get(syllable, 0.0) + 1.0
    found: dict[str, dict[str, float]] = {}
    for spelling, sounds in _hong_kong().items():
        counts: dict[str, float] = {}
        for sound in sounds:
            for syllable, count in behind.get(sound, {}).items():
                counts[syllable] = counts.get(syllable, 0.0) + count
        if counts:
            found[spelling] = _by_share(counts)
    return found


@lru_cache(_MEMO)
def pinyin(text: str) -> Sounds | None:
    """Gives what a syllable in pinyin or Wade-Giles stands for, as Mandarin sounds."""
    syllables = pinyin_syllables()
    own = [text] if text in syllables else []
    heard = dict.fromkeys(own, 1.0)
    if text.replace("u", "v") in syllables:
        heard.setdefault(text.replace("u", "v"), 0.9)
    for syllable in _wade_giles().get(text, ()):
        heard.setdefault(syllable, _OLDER_BESIDE if own else _OLDER)
    if not own:
        for syllable, how in _behind_cantonese().get(text, {}).items():
            heard.setdefault(syllable, how * _CANTONESE)
    return Sounds(text, heard, "pinyin") if heard else None


@lru_cache(_MEMO)
def pinyin_read_in_korean(text: str) -> Sounds | None:
    """Gives what Korean makes of the characters that a pinyin syllable may stand for."""
    heard = pinyin(text)
    if heard is None:
        return None
    behind = _readings_behind()
    found: dict[str, float] = {}
    for syllable, how in heard.heard.items():
        for reading, weight in behind.get(syllable, {}).items():
            if weight * how >= FAINT:
                found[reading] = max(weight * how, found.get(reading, 0.0))
    return Sounds(text, with_law(found), "pinyin") if found else None


@cache
def _parts(name: str) -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {"initial": {}, "final": {}, "whole": {}, "also": {}}
    for part, latin, written in rows(name):
        table[part][latin] = written
    return table


@cache
def in_hangul(syllable: str) -> str | None:
    """Writes a pinyin syllable (v for u with diaeresis) in Hangul as the South transcribes it."""
    table = _parts("pinyin_in_hangul")
    if syllable in table["whole"]:
        return table["whole"][syllable]
    initial, rest = _taken_apart(syllable, table["initial"])
    if syllable in _BUZZING:
        rest = "buzz"
    elif initial in _FRONT and rest.startswith("u"):
        rest = "v" + rest[1:]
    final = table["final"].get(rest)
    if final is None:
        return None
    return final if not initial else _joined(table["initial"][initial], final)


@lru_cache(_MEMO)
def transcribed(text: str) -> tuple[Sounds, ...]:
    """Gives what the South makes of a Mandarin syllable's sound, one sound for each Hangul syllable."""
    spoken = pinyin(text)
    return () if spoken is None else _in_hangul(text, spoken.heard)


@lru_cache(_MEMO)
def transcribed_from_cantonese(text: str) -> tuple[Sounds, ...]:
    """Gives the same of the Mandarin sound of the characters behind a Hong Kong spelling."""
    behind = _behind_cantonese().get(text, {})
    return _in_hangul(text, {each: how * _CANTONESE for each, how in behind.items()})


def _in_hangul(text: str, heard: Mapping[str, float]) -> tuple[Sounds, ...]:
    forms: dict[str, float] = {}
    for syllable, how in heard.items():
        form = in_hangul(syllable)
        if form is not None:
            forms[form] = max(how, forms.get(form, 0.0))
        also = _parts("pinyin_in_hangul")["also"].get(syllable)
        if also is not None:
            forms.setdefault(also, how * _ALSO)
    if not forms:
        return ()
    length = len(max(forms, key=lambda form: forms[form]))
    same = {form: how for form, how in forms.items() if len(form) == length}
    return tuple(Sounds(text, _at(same, place), "transcribed") for place in range(length))


def _at(forms: Mapping[str, float], place: int) -> dict[str, float]:
    heard: dict[str, float] = {}
    for form, how in forms.items():
        heard[form[place]] = max(how, heard.get(form[place], 0.0))
    return heard


def _taken_apart(syllable: str, initials: dict[str, str]) -> tuple[str, str]:
    initial = next((syllable[:size] for size in (2, 1) if syllable[:size] in initials), "")
    return initial, syllable[len(initial) :]


def _joined(letter: str, final: str) -> str:
    _, medial, coda = split(final[0])
    if letter in _SIBILANT:
        medial = _Y_LESS.get(medial, medial)
    return join(letter, medial, coda) + final[1:]
