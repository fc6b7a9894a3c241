"""The vocabulary of the rules: fields, commodities, places, units and the signs of the target.

Rules name entries (``@commodity.coal``); the engine asks here what a code, a word or a unit means.
Everything is indexed when the rulebook is loaded, as these look-ups run for every goods line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from monitor.rulebook.commodities import (
    CACHE_SIZE,
    CACHED_LENGTH_MAX,
    CodeMatch,
    Commodity,
    CommodityCodes,
    CommodityWords,
    WordMatch,
)
from monitor.rulebook.fields import FieldSpec
from monitor.rulebook.units import Barrels, Petroleum, Units
from monitor.rulebook.words import WordIndex
from monitor.rulebook.yaml12 import Plain

COMMODITY = "commodity"
PLACE = "place"
ORGANISATIONS = "organisations"
FILES_OF_VOCAB = {COMMODITY: "commodities", PLACE: "places"}
"""Vocabularies whose references use the singular of their file's name."""

_TEXT_KEYS = frozenset({"label", "note", "notes", "meaning", "evidence"})


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """A place that rules and routes name."""

    name: str
    country: str
    locodes: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicators:
    """Signs that a ship, a telephone, an address or an aircraft belongs to the target."""

    mmsi_prefixes: tuple[str, ...]
    call_sign_prefixes: tuple[str, ...]
    phone_prefixes: tuple[str, ...]
    domains: tuple[str, ...]
    aircraft_prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A resolution: its full form and the day of its adoption."""

    number: str
    instrument: str
    year: int
    adopted: date


@dataclass(frozen=True, slots=True)
class VocabParts:
    """What the files of ``rules/vocab`` hold, read and checked, before it is indexed."""

    fields: Mapping[str, FieldSpec]
    commodities: Mapping[str, Commodity]
    places: Mapping[str, PlaceSpec]
    place_words: Mapping[str, tuple[str, ...]]
    units: Units
    petroleum: Petroleum
    products: frozenset[str]
    indicators: Indicators
    roles: Mapping[str, str]
    tags: Mapping[str, str]
    instruments: Mapping[str, Instrument]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    raw: Mapping[str, Plain]


class Vocab:
    """Everything that rules may name, with the look-ups that the engine needs.

    Attributes:
        fields: The fields that rules may test, by name.
        commodities: Commodities by tag.
        places: Places by name.
        units: Units and their conversion.
        indicators: Signs of the target country.
        roles: The side on which each party role stands.
        tags: The tags that rules may carry, with their meaning.
        instruments: Resolutions by number.
        lists: Further lists, by file and entry.
    """

    def __init__(self, parts: VocabParts) -> None:
        """Index the parts."""
        self.fields = parts.fields
        self.commodities = parts.commodities
        self.places = parts.places
        self.units = parts.units
        self.indicators = parts.indicators
        self.roles = parts.roles
        self.tags = parts.tags
        self.instruments = parts.instruments
        self.lists = parts.lists
        self.products = parts.products
        self._raw = parts.raw
        self._petroleum = parts.petroleum
        self._codes = CommodityCodes(parts.commodities.values())
        self._words = CommodityWords(parts.commodities.values())
        self._place_index = _index_of_places(parts.places.values())
        self._by_locode = _by_locode(parts.places.values())
        self._target_words = WordIndex(
            (word, name) for name, words in parts.place_words.items() for word in words
        )
        self._bodies = {
            entry: frozenset(" ".join(name.casefold().split()) for name in names)
            for entry, names in parts.lists.get(ORGANISATIONS, {}).items()
        }
        self._places_cached = lru_cache(maxsize=CACHE_SIZE)(self._places_in)
        self._target_cached = lru_cache(maxsize=CACHE_SIZE)(self._first_target_word)

    def commodities_for_code(self, code: str, day: date) -> Mapping[str, CodeMatch]:
        """Give each commodity that the customs code may be on the day, with grade and prefix."""
        return self._codes.on(code, day)

    def commodities_for_text(self, text: str) -> Mapping[str, WordMatch]:
        """Give each commodity that the text names, with strength and the word that matched."""
        return self._words.in_(text)

    def commodities_denied_by(self, text: str) -> frozenset[str]:
        """Give each commodity that the text speaks against."""
        return self._words.denied_in(text)

    def places_in(self, text: str) -> frozenset[str]:
        """Give the places that a LOCODE is or that a text names."""
        return self._places_cached(text)

    def country_of(self, locode: str) -> str:
        """Give the country of a LOCODE: that of a known place, else its first two letters."""
        known = self._by_locode.get(locode)
        return self.places[min(known)].country if known else locode[:2]

    def is_place(self, entry: str, text: str) -> bool:
        """Tell whether a LOCODE or a name means this place."""
        return entry in self.places_in(text)

    def target_word(self, text: str) -> str | None:
        """Give the first word in the text that names the target country or a place in it."""
        is_short = len(text) <= CACHED_LENGTH_MAX
        return self._target_cached(text) if is_short else self._first_target_word(text)

    def may_name_target(self, text: str) -> bool:
        """Tell quickly of most texts that no part of them names the target or a place in it."""
        return self._target_words.may_find(text)

    def convert(self, value: Decimal, unit: str, to: str) -> Decimal | None:
        """Express a value in another unit; None where that is not known."""
        return self.units.convert(value, unit, to)

    def to_barrels(self, value: Decimal, unit: str, product: str | None) -> Barrels | None:
        """Turn petroleum into barrels by product; the factor used stands beside the figure."""
        return self._petroleum.to_barrels(value, unit, product)

    def counts_pieces(self, unit: str) -> bool:
        """Tell whether a unit counts single pieces."""
        return self.units.counts_pieces(unit)

    def side_of(self, role: str) -> str | None:
        """Give the side on which a role stands; None for a role that is not listed."""
        return self.roles.get(role)

    def is_body(self, entry: str, name: str) -> bool:
        """Tell whether a name is exactly that of a body in ``rules/vocab/organisations.yaml``."""
        return " ".join(name.casefold().split()) in self._bodies.get(entry, ())

    def entries(self, vocab: str) -> Iterable[str]:
        """Give the entries that ``@vocab.entry`` may name."""
        if vocab == COMMODITY:
            return self.commodities
        if vocab == PLACE:
            return self.places
        return self.lists.get(vocab, {})

    def vocabularies(self) -> tuple[str, ...]:
        """Give the names that may stand before the point in ``@vocab.entry``."""
        return (COMMODITY, PLACE, *self.lists)

    def defines(self, vocab: str, entry: str) -> bool:
        """Tell whether ``@vocab.entry`` exists."""
        return entry in self.entries(vocab)

    def members(self, vocab: str, entry: str) -> frozenset[str]:
        """Give the values of a further list; a commodity or place is its own only member."""
        if vocab in FILES_OF_VOCAB:
            return frozenset({entry})
        return frozenset(self.lists[vocab][entry])

    def logic_of(self, vocab: str, entry: str) -> Plain:
        """Give what the entry means to the machine, without labels and notes."""
        content = self._raw.get(FILES_OF_VOCAB.get(vocab, vocab))
        found = content.get(entry) if isinstance(content, dict) else None
        if isinstance(found, dict):
            return {key: value for key, value in found.items() if key not in _TEXT_KEYS}
        return found

    def raw(self, file: str) -> Plain:
        """Give a vocabulary file's plain content, by its name without ending."""
        return self._raw.get(file)

    def _places_in(self, text: str) -> frozenset[str]:
        code = text.strip().upper()
        if code in self._by_locode:
            return self._by_locode[code]
        return frozenset(hit.payload for hit in self._place_index.scan(text))

    def _first_target_word(self, text: str) -> str | None:
        return next((hit.word for hit in self._target_words.scan(text)), None)


def _index_of_places(places: Iterable[PlaceSpec]) -> WordIndex[str]:
    return WordIndex((name, place.name) for place in places for name in place.names)


def _by_locode(places: Iterable[PlaceSpec]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for place in places:
        for code in place.locodes:
            found[code] = found.get(code, frozenset()) | {place.name}
    return found
