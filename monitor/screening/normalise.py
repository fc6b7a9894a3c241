"""One form for equal names and numbers: what may differ between two spellings of one thing.

Names are compared exactly in this form; likeness and other scripts are no matter of this module.
"""

import re
import unicodedata
from functools import lru_cache

# Signs that stand inside a word ("Ch'o'l", "Pot’onggang") join it; all other signs part words.
_JOINING: dict[int, None] = dict.fromkeys(
    map(ord, "'’‘ʼʻ`´′＇.\u00ad\u200b\u200c\u200d\u2060\ufeff")
)
_BIDI_MARKS = dict.fromkeys(
    [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_INSIDE = _JOINING | _BIDI_MARKS
_ASCII_INSIDE = str.maketrans("", "", "'`.")
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_PARTING = re.compile(r"[\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_SHIP_PREFIX = re.compile(
    r"^\s*(?:m\s*[/.]?\s*[vt]|s\s*[/.]?\s*s|т\s*/\s*х|motor\s+(?:vessel|tanker))\b[.\s]+",
    re.IGNORECASE,
)

LEGAL_FORMS = frozenset({
    "ag", "ao", "bhd", "bv", "companies", "cooperation", "fze", "group", "holding", "holdings",
    "jsc", "jv", "jvc", "kk", "llp", "lp", "nv", "oao", "of", "oo", "ooo", "oy", "pjsc", "plc",
    "pte", "pt", "pty", "pvt", "sa", "sarl", "sdn", "spa", "srl", "ао", "зао", "кпк", "оао",
    "ооо", "пао", "тоо", "чп",
})  # fmt: skip
_HAN_LEGAL_FORMS = (
    "有限责任公司", "有限責任公司", "股份有限公司", "有限公司", "公司", "株式会社", "주식회사", "유한회사",
)  # fmt: skip
_SAME_WORD = {
    "korean": "korea", "shpg": "shipping", "intl": "international", "mgmt": "management",
    "mgt": "management", "trdg": "trading", "gen": "general", "centre": "center",
    "defence": "defense", "organisation": "organization", "2nd": "second",
}  # fmt: skip
# Left out wherever they stand; the other legal forms only at the ends, where they can be nothing
# else (a country or a town often follows: "... CORP, PYONGYANG").
_SILENT_WORDS = frozenset({
    "the", "and", "co", "company", "coltd", "corp", "corporation", "gmbh", "inc", "incorporated",
    "limited", "llc", "ltd",
})  # fmt: skip
_CHANGED_WORDS = frozenset(_SAME_WORD) | _SILENT_WORDS
_MEMO = 65_536


def words_of(text: str) -> list[str]:
    """Gives the words of a text without case, accents, punctuation and invisible marks."""
    if text.isascii():
        if "." in text or "'" in text or "`" in text:
            text = text.translate(_ASCII_INSIDE)
        return _ASCII_WORDS.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text.translate(_INSIDE)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).translate(_INSIDE)
    return _PARTING.sub(" ", unicodedata.normalize("NFKC", bare)).split()


def name_words(name: str) -> list[str]:
    """Gives the words of a name that count: no legal form, one spelling a word."""
    words = words_of(name)
    if _CHANGED_WORDS.isdisjoint(words):
        kept = words
    else:
        kept = [_SAME_WORD.get(word, word) for word in words if word not in _SILENT_WORDS]
    while len(kept) > 1 and kept[-1] in LEGAL_FORMS:
        kept.pop()
    while len(kept) > 1 and kept[0] in LEGAL_FORMS:
        del kept[0]
    return kept or words


def _without_han_form(key: str) -> str:
    for form in _HAN_LEGAL_FORMS:
        if key.endswith(form) and len(key) > len(form) + 1:
            return key.removesuffix(form)
    return key


def name_key(name: str) -> str:
    """Gives the key under which spellings of one name fall together; empty for no name.

    Word breaks do not count, because sources cut Korean names at different places. Legal forms
    "the", "and" and accents do not count either.
    """
    key = "".join(name_words(name))
    return key if key.isascii() else _without_han_form(key)


@lru_cache(maxsize=_MEMO)
def name_keys(name: str) -> tuple[str, ...]:
    """Gives the keys to look a name up by: as written, without and within brackets, by script.

    ``KOREA UNITED BANK (KUB)`` is looked up as a whole, without the brackets and as ``KUB``;
    ``云宏8 YUN HONG 8`` also by its Latin and by its other words.
    """
    keys = [name_key(name)]
    plain = name.isascii()
    if plain and "(" not in name and "[" not in name:
        return tuple(keys) if keys[0] else ()
    keys.extend(map(name_key, (_BRACKETED.sub(" ", name), *_BRACKETED.findall(name))))
    if not plain:
        keys.extend(map(name_key, _by_script(name)))
    return tuple(dict.fromkeys(key for key in keys if key))


def _by_script(name: str) -> tuple[str, ...]:
    words = _BRACKETED.sub(" ", name).split()
    latin = [word for word in words if word.isascii()]
    other = [word for word in words if not word.isascii()]
    if not other or not any(char.isalpha() for word in latin for char in word):
        return ()
    return " ".join(latin), " ".join(other)


def person_keys(name: str) -> tuple[str, ...]:
    """Gives the keys of a listed person's name, with the family name first and last."""
    words = words_of(name)
    orders = (words, [*words[1:], *words[:1]], [*words[-1:], *words[:-1]])
    keys = [name_key(" ".join(order)) for order in orders]
    return tuple(dict.fromkeys(key for key in keys if key))


def vessel_key(name: str) -> str:
    """Gives the key of a ship's name; ``M/V``, ``No.`` and word breaks do not count."""
    words = words_of(_SHIP_PREFIX.sub("", name).replace(".", " "))
    kept = [word for word in words if word != "no"]
    return "".join(kept or words)


@lru_cache(maxsize=_MEMO)
def vessel_keys(name: str) -> tuple[str, ...]:
    """Gives the keys to look a ship's name up by: as a whole and by script."""
    keys = [vessel_key(name)]
    if not name.isascii() or "(" in name:
        bare = _BRACKETED.sub(" ", name)
        keys.extend(map(vessel_key, (bare, *_BRACKETED.findall(name), *_by_script(name))))
    return tuple(dict.fromkeys(key for key in keys if key))
