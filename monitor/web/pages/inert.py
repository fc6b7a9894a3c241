"""Text from outside, shown so that it can neither act nor deceive.

Escaping keeps markup inert. Beyond that, characters that reorder, hide or imitate are made
visible: direction marks, zero-width and control characters, letters of two scripts in one word,
and letters that look Latin and are not.
"""

import re
import unicodedata
from collections.abc import Iterator

from markupsafe import Markup, escape

SHOWN_MAX = 2_000
_MARKS_MAX = 3
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
# A day is one word to a reader, and is not broken at its hyphens.
_WORD_OR_DAY = re.compile(rf"(?P<day>{_DAY.pattern})|{_WORD.pattern}")
_HIDDEN_CATEGORIES = frozenset({"Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp"})
# Letters that are drawn as nothing: Hangul fillers and the blank Braille pattern.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u180e")
_IMITATING = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
_LOOKS_LATIN = frozenset(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝҮүӀһ"  # Cyrillic
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ"  # Greek
)
_SPECIAL = {"\n": "↵", "\r": "␍", "\t": "⇥"}
_NAMES = {"\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\t": "TAB"}


def visible(value: object, shown_max: int = SHOWN_MAX) -> Markup:
    """Give a text as HTML that shows what it is made of; the rest of a long one is counted."""
    text = str(value)
    shown = text[:shown_max]
    body = _ordinary(shown) if _is_ordinary(shown) else Markup("").join(_pieces(shown))
    more = len(text) - len(shown)
    if more:
        body += Markup('<span class="odd">… {} more characters</span>').format(f"{more:,}")
    return Markup('<bdi class="raw">{}</bdi>').format(body)


def brief(value: object, shown_max: int) -> Markup:
    """Give the beginning of a text, for a link to the whole of it."""
    text = str(value)
    if len(text) <= shown_max:
        return visible(text)
    return visible(f"{text[:shown_max].rsplit(' ', 1)[0]} …")


def plain(value: object, shown_max: int = 200) -> str:
    """Give a text for places that hold no markup; what would be marked becomes a box."""
    text = str(value)[:shown_max]
    return "".join("\ufffd" if _is_hidden(char) else char for char in text)


def oddities(value: object) -> tuple[str, ...]:
    """Name what is odd about a text, for a remark beside it."""
    text = str(value)
    found: dict[str, None] = {}
    for char in text:
        if _is_hidden(char) and char not in _SPECIAL:
            found[f"hidden character {_code(char)} {_name(char)}"] = None
    latin = _reads_as_latin(text)
    for word in _WORD.findall(text):
        imitation = _imitation(word, in_latin_text=latin)
        if imitation is not None:
            found[imitation] = None
    return tuple(found)


def _is_ordinary(text: str) -> bool:
    """Tell whether nothing in a text needs a look at its letters; most texts are so."""
    return text.isascii() and text.isprintable()


def _ordinary(text: str) -> Markup:
    days = _DAY.sub(r'<span class="day">\g<0></span>', str(escape(text)))
    return Markup(days)  # noqa: S704 - escaped in the line above


def _pieces(text: str) -> Iterator[Markup]:
    latin = _reads_as_latin(text)
    position = 0
    for match in _WORD_OR_DAY.finditer(text):
        yield from _between(text[position : match.start()])
        if match["day"]:
            yield Markup('<span class="day">{}</span>').format(match["day"])
        else:
            yield _word(match.group(), in_latin_text=latin)
        position = match.end()
    yield from _between(text[position:])


def _word(word: str, *, in_latin_text: bool) -> Markup:
    imitation = _imitation(word, in_latin_text=in_latin_text)
    hidden = any(_is_hidden(char) for char in word)
    body = Markup("").join(_between(word)) if hidden else escape(word)
    if imitation is None:
        return body
    return Markup('<span class="mixed" title="{}">{}</span><span class="odd">{}</span>').format(
        imitation, body, imitation
    )


def _between(text: str) -> Iterator[Markup]:
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > _MARKS_MAX:
            yield _odd(_code(char), _name(char))
        elif char in _SPECIAL:
            line_break = Markup("<br>") if char == "\n" else Markup("")
            yield _odd(_SPECIAL[char], _NAMES[char]) + line_break
        elif _is_hidden(char):
            yield _odd(_code(char), _name(char))
        elif char != " " and unicodedata.category(char) == "Zs":
            yield _odd("␣", _name(char))
        else:
            yield escape(char)


def _odd(sign: str, name: str) -> Markup:
    return Markup('<span class="odd" title="{}">{}</span>').format(name, sign)


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN_CATEGORIES or char in _BLANK_LETTERS


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def _name(char: str) -> str:
    return unicodedata.name(char, "unnamed character")


def _imitation(word: str, *, in_latin_text: bool) -> str | None:
    if word.isascii():
        return None
    scripts = {_script(char) for char in word}
    if "STYLED" in scripts:
        return "styled letters"
    mixed = sorted(scripts & _IMITATING)
    if len(mixed) > 1:
        return " + ".join(script.capitalize() for script in mixed)
    if in_latin_text and mixed and mixed != ["LATIN"] and _looks_latin(word):
        return f"{mixed[0].capitalize()} letters that look Latin"
    return None


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    if name.startswith(("MATHEMATICAL", "FULLWIDTH LATIN", "CIRCLED LATIN", "PARENTHESIZED")):
        return "STYLED"
    return name.partition(" ")[0]


def _looks_latin(word: str) -> bool:
    return len(word) > 1 and all(char in _LOOKS_LATIN for char in word)


def _reads_as_latin(text: str) -> bool:
    """Tell whether a text is in Latin letters, so that a word in look-alikes is no word of its own.

    A Russian text may hold a short word that happens to look Latin; it is a Russian word.
    """
    words = _WORD.findall(text)
    has_latin = any(word.isascii() for word in words)
    return has_latin and all(
        _looks_latin(word) or {_script(char) for char in word}.isdisjoint(_IMITATING - {"LATIN"})
        for word in words
        if not word.isascii() and len({_script(char) for char in word} & _IMITATING) < 2
    )
