"""Korean names in every spelling: Latin, Hangul, Han characters, pinyin and Cyrillic, by syllable."""

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


def korean_name(text: str) -> KoreanName | None:
    """Reads a person's name as Korean syllables; None where it cannot be such a name.

    Args:
        text: A name in Latin letters (any system, family name first or last), Hangul, Han characters,
            pinyin or Cyrillic letters. Untrusted: the work is bounded and nothing is raised.
    """
    if not 2 <= len(text) <= _LETTERS_MAX:
        return None
    found: tuple[Reading, ...]
    script: Script = "latin"
    if text.isascii():
        found = read_alphabetic(text, "latin")
    else:
        script = _script(text)
        if script == "hangul":
            found = read_hangul(text)
        elif script == "han":
            found = read_han(text)
        else:
            found = read_alphabetic(text, script)
    return KoreanName(text, script, found) if found else None


def _script(text: str) -> Script:
    for char in text:
        if "가" <= char <= "힣":
            return "hangul"
        if "一" <= char <= "鿿":
            return "han"
        if "Ѐ" <= char <= "ӿ":
            return "cyrillic"
    return "latin"
