"""The algebra of Hangul syllables: taking apart, putting together, the initial-sound law, sound classes.

Source of the algebra: the Unicode Standard, section 3.12, "Conjoining Jamo Behavior".
"""

from functools import cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
NO_FINAL = " "
# A vowel that begins with i or y: before it the South drops an initial ㄴ or ㄹ.
PALATAL = frozenset("ㅣㅑㅕㅛㅠㅖㅒ")

_FIRST, _LAST = 0xAC00, 0xD7A3
_SILENT = "ㅇ"
_INITIAL_PLACE = {letter: _FIRST + 588 * place for place, letter in enumerate(INITIALS)}
_MEDIAL_PLACE = {letter: 28 * place for place, letter in enumerate(MEDIALS)}
_FINAL_PLACE = {letter: place for place, letter in enumerate(FINALS)}
_INITIAL_CLASS = {
    letter: name
    for name, letters in {
        "k": "ㄱㄲㅋ", "t": "ㄷㄸㅌ", "p": "ㅂㅃㅍ", "s": "ㅅㅆ", "c": "ㅈㅉㅊ", "h": "ㅎ", "m": "ㅁ", "n": "ㄴㄹ", "": "ㅇ",
    }.items()
    for letter in letters
}  # fmt: skip
_MEDIAL_CLASS = {
    letter: name
    for name, letters in {
        "a": "ㅏㅑ", "e": "ㅐㅔㅒㅖ", "o": "ㅓㅗㅜㅡ", "y": "ㅕㅛㅠ", "i": "ㅣㅢㅟ", "w": "ㅚㅞㅙ", "v": "ㅘ", "u": "ㅝ",
    }.items()
    for letter in letters
}  # fmt: skip
_FINAL_CLASS = {
    letter: name
    for name, letters in {
        "": " ㅎ", "k": "ㄱㄲㅋㄳ", "n": "ㄴㄵㄶㅇ", "l": "ㄹㄽㄾㅀ", "m": "ㅁㄻ", "p": "ㅂㅍㅄㄿㄼ", "t": "ㄷㅅㅆㅈㅊㅌ",
    }.items()
    for letter in letters
} | {"ㄺ": "k"}  # fmt: skip


def is_syllable(char: str) -> bool:
    """Tells whether a character is a whole Hangul syllable."""
    return _FIRST <= ord(char) <= _LAST


def split(syllable: str) -> tuple[str, str, str]:
    """Takes a syllable apart into initial, medial and final; a space is no final."""
    place = ord(syllable) - _FIRST
    initial, rest = divmod(place, 588)
    medial, final = divmod(rest, 28)
    return INITIALS[initial], MEDIALS[medial], FINALS[final]


def join(initial: str, medial: str, final: str = NO_FINAL) -> str:
    """Puts a syllable together."""
    return chr(_INITIAL_PLACE[initial] + _MEDIAL_PLACE[medial] + _FINAL_PLACE[final])


@cache
def southern_form(syllable: str) -> str:
    """Gives what the initial-sound law of the South makes of a syllable that begins a word.

    리 becomes 이, 로 becomes 노, 녀 becomes 여 (Ministry of Education Notice 88-1, Korean orthography,
    articles 10 to 12). The North writes the left-hand forms everywhere.
    """
    initial, medial, final = split(syllable)
    if initial in "ㄴㄹ" and medial in PALATAL:
        return join(_SILENT, medial, final)
    if initial == "ㄹ":
        return join("ㄴ", medial, final)
    return syllable


@cache
def sound_class(syllable: str) -> str:
    """Gives the coarse class of a syllable: what careless spellings of it have in common.

    Forms that the initial-sound law joins share a class; so do ㄴ and ㅇ at the end (one letter in
    Cyrillic), and the voiced, plain, tense and
    aspirated consonants, and the vowels that lose their marks in Latin letters.
    """
    initial, medial, final = split(southern_form(syllable))
    return f"{_INITIAL_CLASS[initial]}{_MEDIAL_CLASS[medial]}{_FINAL_CLASS[final]}"
