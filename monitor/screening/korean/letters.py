"""One form for the letters and signs of a name: apostrophes, hyphens, breves and accents."""

import re
import unicodedata

_APOSTROPHES = {ord(each): "'" for each in "’‘ʼʻ`´′＇ʹ"}
_HYPHENS = {ord(each): "-" for each in "‐‑‒–—−－"}
_SIGNS = _APOSTROPHES | _HYPHENS
# The breve of McCune-Reischauer, and the caron and tilde that stand in for it.
_BREVES = frozenset("\u0306\u030c\u0303")
_BREVE_LETTERS = frozenset("oOuU")
_MARK = re.compile("[\u0300-\u036f]")


def plain_signs(text: str) -> str:
    """Gives a text with one kind of apostrophe and one kind of hyphen, composed."""
    return unicodedata.normalize("NFKC", text.translate(_SIGNS))


def plain_letters(text: str) -> str:
    """Gives Latin text without accents; a breve on o or u becomes an apostrophe after it."""
    if text.isascii():
        return text.replace("`", "'")
    letters: list[str] = []
    for char in unicodedata.normalize("NFKD", text.translate(_SIGNS)):
        if char in _BREVES and letters and letters[-1] in _BREVE_LETTERS:
            letters.append("'")
        elif not _MARK.match(char):
            letters.append(char)
    return "".join(letters)
