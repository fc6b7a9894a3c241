"""Korean names in every spelling: Latin, Hangul, Han characters, pinyin and Cyrillic, by syllable."""

import unicodedata

from monitor.screening.korean.blocks import block_keys
from monitor.screening.korean.latin import read_alphabetic
from monitor.screening.korean.likeness import Likeness, alike
from monitor.screening.korean.names import KoreanName, Reading, Script
from monitor.screening.korean.orgs import OrgWords, org_block_keys, org_words, orgs_alike
from monitor.screening.korean.scripts import read_han, read_hangul
from monitor.screening.korean.tables import digest

__all__ = [
    "TABLES_DIGEST", "KoreanName", "Likeness", "OrgWords", "alike", "block_keys", "korean_name",
    "org_block_keys", "org_words", "orgs_alike",
]  # fmt: skip

TABLES_DIGEST = digest()

_LETTERS_MAX = 48
_FIELD_MAX, _NAMES_IN_FIELD, _READINGS_IN_FIELD = 200, 8, 12
_SCRIPTS: tuple[tuple[str, str, Script], ...] = (
    ("가", "힣", "hangul"),
    ("一", "鿿", "han"),
    ("Ѐ", "ӿ", "cyrillic"),
    # Marks, letters and signs that stand among Latin letters: breves, apostrophes, full-width forms.
    ("\u02b0", "\u036f", "latin"),
    ("\u1e00", "\u1eff", "latin"),
    ("\u2010", "\u2033", "latin"),
    ("\uff01", "\uff5e", "latin"),
)


def korean_name(text: str) -> KoreanName | None:
    """Reads a person's name as Korean syllables; None where it cannot be such a name.

    Args:
        text: A name in Latin letters (any system, family name first or last), Hangul, Han characters,
            pinyin or Cyrillic letters. Untrusted: the work is bounded and nothing is raised.
    """
    if "," in text:
        names = [each for each in text[:_FIELD_MAX].split(",") if " " in each.strip()]
        if len(names) > 1:
            return _any_of(names)
    return _one(text)


def _any_of(names: list[str]) -> KoreanName | None:
    """Reads several names that a list put into one field ("KIM Yong-Nam, KIM Young-Nam")."""
    known = [name for each in names[:_NAMES_IN_FIELD] if (name := _one(each.strip())) is not None]
    if not known:
        return None
    readings = tuple(reading for name in known for reading in name.readings)
    return KoreanName(known[0].text, known[0].script, readings[:_READINGS_IN_FIELD])


def _one(text: str) -> KoreanName | None:
    if not 2 <= len(text) <= _LETTERS_MAX:
        return None
    if "(" in text:
        text = text.partition("(")[0]
    found: tuple[Reading, ...]
    script: Script | None = "latin"
    if not text.isascii():
        # Composed: Hangul comes as letters too, Han characters as compatibility forms.
        text = unicodedata.normalize("NFKC", text)
        script = _script(text)
    if script is None:
        return None
    if script == "hangul":
        found = read_hangul(text)
    elif script == "han":
        found = read_han(text)
    else:
        found = read_alphabetic(text, script)
    return KoreanName(text, script, found) if found else None


def _script(text: str) -> Script | None:
    """Gives the script of the first letter that tells; None for a script no such name is written in."""
    for char in text:
        if char > "\u024f":
            return next((script for first, last, script in _SCRIPTS if first <= char <= last), None)
    return "latin"
