"""Names taken apart into weighed words: what is distinctive in them, what every firm has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from rigour.names import NamePartTag, NameTypeTag, SymbolCategory, analyze_names

from monitor.screening.letters import fold, latin_words
from monitor.screening.vocabulary import vocabulary

COMMON_WEIGHT = 0.35
FIELD_WEIGHT = 0.5
NUMBER_WEIGHT = 0.6
PARTICLE_WEIGHT = 0.25
INITIAL_WEIGHT = 0.4
_LEGAL_TAGS = frozenset({NamePartTag.LEGAL, NamePartTag.STOP})
_SILENT_CONCEPTS = frozenset({"CO", "CORP", "FIRM"})
_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10", "xi": "11", "xii": "12",
}  # fmt: skip
_SHIP_PREFIX = re.compile(
    r"^\s*(?:m\s*[/.]?\s*[vt]|s\s*[/.]?\s*s|т\s*/\s*х|motor\s+(?:vessel|tanker))\b[.\s]+",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_SEVERAL = re.compile(r"\s*(?:;|·|\s/\s|\b[anf]\.?\s?k\.?\s?a\b[\s.:]*)\s*", re.IGNORECASE)
_FORMS_MAX = 8


class Kind(StrEnum):
    """What a name names; it decides how words are weighed."""

    PERSON = "person"
    ORGANIZATION = "organization"
    VESSEL = "vessel"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name.

    Attributes:
        text: In plain Latin letters, or as written where the script has no transliteration.
        fold: What transliterations of it agree in.
        weight: How much it says of whose name this is.
        concepts: Meanings that it shares with words of other spellings and languages.
        distinctive: Whether it is the name's own and no common word.
    """

    text: str
    fold: str
    weight: float
    concepts: frozenset[str] = frozenset()
    distinctive: bool = True


class NameForm:
    """One way to write one name, taken apart once and compared often."""

    __slots__ = ("__dict__", "kind", "numbers", "text", "words")

    def __init__(
        self, text: str, kind: Kind, words: tuple[Word, ...], numbers: tuple[str, ...] = ()
    ) -> None:
        self.text = text
        self.kind = kind
        self.words = words
        self.numbers = numbers

    @cached_property
    def joined(self) -> str:
        """The words without breaks."""
        return "".join(word.text for word in self.words)

    @cached_property
    def joined_fold(self) -> str:
        """The folded name without word breaks."""
        return fold(self.joined)

    @cached_property
    def sorted_texts(self) -> tuple[str, ...]:
        """The words in an order of their own, so that order does not count."""
        return tuple(sorted(word.text for word in self.words))


def forms_of(name: str, kind: Kind) -> tuple[NameForm, ...]:
    """Gives the forms in which one text writes a name: whole, without brackets, in brackets.

    ``KOREA UNITED BANK (KUB)`` has three forms. A text of nothing but signs has none.
    """
    found: dict[tuple[str, ...], NameForm] = {}
    for text in texts_of(name):
        form = form_of(text, kind)
        if form.words or form.numbers:
            found.setdefault((*(word.text for word in form.words), *form.numbers), form)
    return tuple(found.values())


def texts_of(name: str) -> Sequence[str]:
    """Gives the texts in which one text may hold a name: whole, around and within brackets."""
    texts = [name]
    if "(" in name or "（" in name or "[" in name or "【" in name:
        inside = [each for each in _BRACKETED.findall(name) if len(each) > 1]
        texts.extend((_BRACKETED.sub(" ", name), *inside))
    if "," in name:
        names = [part.strip() for part in name.split(",")]
        if all(" " in part for part in names):
            texts.extend(names)
    for text in tuple(texts):
        parts = [part for part in _SEVERAL.split(text) if part.strip()]
        texts.extend(part for part in parts if part != text)
    return texts[:_FORMS_MAX]


def form_of(text: str, kind: Kind) -> NameForm:
    """Takes one writing of a name apart."""
    if kind is Kind.PERSON:
        return _person(text)
    if kind is Kind.VESSEL:
        return _ship(text)
    return _organization(text)


def _person(text: str) -> NameForm:
    known = vocabulary()
    if text[:1] in known.family_readings:
        text = f"{known.family_readings[text[0]]} {text[1:]}"
    words = latin_words(text)
    kept = [word for word in words if word not in known.titles] or words
    return NameForm(text, Kind.PERSON, tuple(_person_word(word) for word in kept))


@lru_cache(maxsize=16_384)
def _person_word(word: str) -> Word:
    weight = 1.0
    if word in vocabulary().particles:
        weight = PARTICLE_WEIGHT
    elif len(word) == 1:
        weight = INITIAL_WEIGHT
    groups = vocabulary().groups.get(word, ())
    return Word(word, fold(word), weight, frozenset(f"name {group}" for group in groups))


def _ship(text: str) -> NameForm:
    words = latin_words(_SHIP_PREFIX.sub("", text).replace("_", " "))
    kept = [word for word in words if word not in {"no", "num", "number"}] or words
    names: list[str] = []
    numbers: list[str] = []
    for place, word in enumerate(kept):
        if word.isdigit():
            numbers.append(word.lstrip("0") or "0")
        elif place > 0 and place == len(kept) - 1 and word in _ROMAN:
            numbers.append(_ROMAN[word])
        else:
            names.append(word)
    return NameForm(
        text, Kind.VESSEL, tuple(Word(word, fold(word), 1.0) for word in names), tuple(numbers)
    )


def _organization(text: str) -> NameForm:
    words: list[Word] = []
    numbers: list[str] = []
    for analysed in analyze_names(
        NameTypeTag.ORG, [text[:300]], consolidate=False, phonetics=False, rewrite=True
    ):
        concepts, weights = _symbols(analysed.spans)
        for part in analysed.parts:
            if part.tag in _LEGAL_TAGS or concepts.get(part.index) == _LEGAL:
                continue
            for word in latin_words(part.form):
                if word.isdigit():
                    numbers.append(word.lstrip("0") or "0")
                    continue
                words.append(
                    _organization_word(
                        word, concepts.get(part.index, frozenset()), weights.get(part.index)
                    )
                )
    kept = tuple(word for word in words if word.weight > 0.0) or tuple(words)
    if not kept and not numbers:
        # A name of nothing but a legal form or a Roman number is a name all the same.
        kept = tuple(Word(word, fold(word), 1.0) for word in latin_words(text))
    return NameForm(text, Kind.ORGANIZATION, kept, tuple(numbers))


_LEGAL: frozenset[str] = frozenset({"legal form"})


def _symbols(spans: Sequence[object]) -> tuple[dict[int, frozenset[str]], dict[int, float]]:
    """Gives by place of a word what rigour knows of it: meanings, and how common it is."""
    concepts: dict[int, frozenset[str]] = {}
    weights: dict[int, float] = {}
    for span in spans:
        symbol = span.symbol  # type: ignore[attr-defined]
        category = symbol.category
        if category == SymbolCategory.ORG_CLASS:
            given, weight = _LEGAL, 0.0
        elif category == SymbolCategory.SYMBOL:
            given, weight = frozenset({symbol.id}), COMMON_WEIGHT
        elif category in {SymbolCategory.DOMAIN, SymbolCategory.LOCATION}:
            given, weight = frozenset({symbol.id}), FIELD_WEIGHT
        else:
            continue
        for part in span.parts:  # type: ignore[attr-defined]
            concepts[part.index] = concepts.get(part.index, frozenset()) | given
            weights[part.index] = min(weight, weights.get(part.index, weight))
    return concepts, weights


def _organization_word(word: str, concepts: frozenset[str], weight: float | None) -> Word:
    known = vocabulary()
    meaning = known.meanings.get(word)
    if meaning is not None:
        concepts = concepts | {meaning}
        weight = COMMON_WEIGHT if weight is None else weight
    elif weight is None and word in known.common:
        weight = COMMON_WEIGHT
    if concepts & _SILENT_CONCEPTS or word in {"the", "of", "and", "for"}:
        weight = 0.0
    own = weight is None
    return Word(word, fold(word), 1.0 if weight is None else weight, concepts, own)
