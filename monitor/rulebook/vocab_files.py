"""Read the files of ``rules/vocab``: their shapes, and what must agree between them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monitor.rulebook.commodities import Commodity, HsPrefix, WordsByLanguage
from monitor.rulebook.fields import FIELDS_SHAPE, fields_of
from monitor.rulebook.issues import Issue, Place, did_you_mean, listed, quoted
from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.shapes import (
    Choice,
    Day,
    Definitions,
    Flag,
    JsonSchema,
    Node,
    Number,
    Refused,
    Shape,
    Text,
    read_document,
    seen,
)
from monitor.rulebook.units import Petroleum, PetroleumFactor, Unit, Units
from monitor.rulebook.vocab import Indicators, Instrument, PlaceSpec, Vocab, VocabParts
from monitor.rulebook.words import fold
from monitor.rulebook.yaml12 import Document

FILES = (
    "fields",
    "commodities",
    "places",
    "units",
    "conversions",
    "indicators",
    "roles",
    "tags",
    "instruments",
)
EVIDENCE = ("confirmed", "mapping_confirmed", "partly_confirmed", "from_memory")
SIDES = ("supplying", "receiving", "serving", "other")
HS_BASES = ("resolution_text", "eu_transposition", "memory")

Entry = dict[str, Any]

_EVIDENCE = Choice(EVIDENCE)
_COUNTRY = Text(r"[A-Z]{2}", "an ISO 3166-1 alpha-2 code")
_LOCODE = Text(r"[A-Z]{2}[A-Z0-9]{3}", "a UN/LOCODE without space, such as KPNAM")
_UNIT_NAME = r"[A-Za-z0-9]{1,10}"
_POSITIVE = Number(least=Decimal("1e-12"))


@dataclass(frozen=True)
class WordShape(Shape[str]):
    """A word or phrase that can be looked for in text."""

    def read(self, node: Node) -> str:
        """Read text that holds at least one letter or digit."""
        word = Text(length_max=200).read(node)
        if re.search(r"\w", fold(word)) is None:
            node.refuse("RB016", f"{quoted(word)} holds no letter or digit to look for. Remove it")
        return word

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write a string schema."""
        return Text().schema(definitions)


@dataclass(frozen=True)
class HsPrefixShape(Shape[str]):
    """A customs-code prefix: quoted, of an even number of digits."""

    def read(self, node: Node) -> str:
        """Read two to ten digits, an even number of them."""
        value = node.value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            node.refuse(
                "RB405",
                f'the HS prefix {value} is read as a number: codes are text. Quote it, "{value}"',
            )
        if not isinstance(value, str) or re.fullmatch(r"(?:[0-9]{2}){1,5}", value) is None:
            node.refuse(
                "RB405",
                f"the HS prefix is {seen(value)}: 2, 4, 6, 8 or 10 digits are allowed. Correct it",
            )
        return value

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write a string schema."""
        return {"type": "string", "pattern": "^(?:[0-9]{2}){1,5}$"}


def _hs_prefix(**keys: Any) -> HsPrefix:
    return HsPrefix(keys["prefix"], keys["basis"], keys["partial"], keys["from"], keys["until"])


_WORDS = MapOf(ListOf(WordShape()), key_pattern=r"[a-z]{2}", key_form="a language code, such as en")

_COMMODITY: Shape[Entry] = Record(
    build=dict,
    name="commodity",
    keys={
        "label": Key(Text(), "what people read"),
        "hs": optional(
            ListOf(
                Record(
                    build=_hs_prefix,
                    keys={
                        "prefix": Key(HsPrefixShape()),
                        "basis": Key(Choice(HS_BASES)),
                        "partial": optional(Flag(), default=False),
                        "from": optional(Day()),
                        "until": optional(Day()),
                        "note": optional(Text()),
                    },
                ),
                least=0,
            ),
            "customs-code prefixes",
            default=(),
        ),
        "words": optional(_WORDS, "words that name it, by language"),
        "weak_words": optional(_WORDS, "words that name other things too"),
        "not_words": optional(_WORDS, "words that mean something else"),
        "benign": optional(Flag(), "harmless: a line that names it is nothing else", default=False),
        "words_override": optional(Flag(), "words decide even against the code", default=False),
        "product": optional(Text(r"[a-z_]+", "a product of conversions.yaml")),
        "note": optional(Text()),
    },
)

_PLACE: Shape[Entry] = Record(
    build=dict,
    name="place",
    keys={
        "country": Key(_COUNTRY),
        "locodes": optional(ListOf(_LOCODE, least=0), default=()),
        "names": optional(ListOf(WordShape(), least=0), default=()),
        "note": optional(Text()),
    },
)

_UNIT: Shape[Entry] = Record(
    build=dict,
    name="unit",
    keys={
        "label": optional(Text()),
        "dimension": Key(Text(r"[a-z]+", "one word, such as mass")),
        "factor": Key(_POSITIVE, "how many base units one is"),
        "aliases": optional(ListOf(Text(_UNIT_NAME, "a unit code"), least=0), default=()),
        "counts_pieces": optional(Flag(), default=False),
    },
)

_FACTOR: Shape[Entry] = Record(
    build=dict,
    keys={
        "bbl_per_t": Key(_POSITIVE),
        "kl_per_t": Key(_POSITIVE),
        "evidence": Key(_EVIDENCE),
        "note": optional(Text()),
    },
)
_CONVERSIONS: Shape[Entry] = Record(
    build=dict,
    keys={
        "petroleum": Key(
            Record(
                build=dict,
                keys={
                    "unit": Key(Text()),
                    "method_order": Key(ListOf(Text())),
                    "evidence": Key(_EVIDENCE),
                    "note": optional(Text()),
                    "products": Key(MapOf(_FACTOR, key_pattern=r"[a-z_]+")),
                    "basket": Key(_FACTOR),
                },
            )
        ),
        "crude": Key(
            Record(
                build=dict,
                keys={
                    "unit": Key(Text()),
                    "method_order": Key(ListOf(Text())),
                    "evidence": Key(_EVIDENCE),
                    "note": optional(Text()),
                    "bbl": Key(_POSITIVE),
                    "t": Key(_POSITIVE),
                },
            )
        ),
    },
)
PETROLEUM_METHODS = ("as_reported", "product", "basket")
CRUDE_PRODUCT = "crude"
BASKET = "basket"

_SIGNS = ListOf(Text(), least=0)
_INDICATORS = Record(
    build=Indicators,
    keys={
        "mmsi_prefixes": Key(_SIGNS),
        "call_sign_prefixes": Key(_SIGNS),
        "phone_prefixes": Key(_SIGNS),
        "domains": Key(_SIGNS),
        "aircraft_prefixes": Key(_SIGNS),
    },
)
_ROLES = MapOf(Choice(SIDES))
_TAGS = MapOf(Text())
INSTRUMENT_PATTERN = r"S/RES/[0-9]{4} \([0-9]{4}\)"
INSTRUMENT_FORM = "S/RES/<number> (<year>)"
_INSTRUMENTS: Shape[dict[str, Entry]] = MapOf(
    Record(
        build=dict,
        keys={
            "instrument": Key(Text(INSTRUMENT_PATTERN, INSTRUMENT_FORM)),
            "year": Key(Number(Decimal(1945), Decimal(2100), is_whole=True)),
            "adopted": Key(Day()),
        },
    ),
    key_pattern=r"[0-9]{4}",
    key_form="a resolution's number, quoted",
)
_FURTHER_LIST = MapOf(ListOf(Text()))


def read_vocab(documents: Mapping[str, Document]) -> Vocab | None:
    """Read the vocabulary from its files by name without ending; None where one has faults.

    What is wrong stands in the documents' issues; `missing_files` tells which are not there.
    """
    return _Reader(documents).vocab()


class _Reader:
    """Reads each file once and compares what must agree."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def _file(self, name: str, shape: Shape[Any]) -> Any:
        document = self._documents.get(name)
        return None if document is None else read_document(shape, document)

    def vocab(self) -> Vocab | None:
        fields = self._file("fields", FIELDS_SHAPE)
        commodities = self._file("commodities", MapOf(_COMMODITY))
        places, place_words = self._places()
        units = self._units()
        conversions = self._file("conversions", _CONVERSIONS)
        indicators = self._file("indicators", _INDICATORS)
        roles = self._file("roles", _ROLES)
        tags = self._file("tags", _TAGS)
        instruments = self._instruments()
        further = self._further()
        products = self._products(conversions, units)
        if commodities is not None and products is not None:
            self._check_products(commodities, products)
        read = (fields, commodities, places, units, conversions, indicators, roles, tags)
        has_faults = any(document.issues for document in self._documents.values())
        if None in (*read, instruments, products) or has_faults:
            return None
        return Vocab(
            VocabParts(
                fields=fields_of(fields),
                commodities={tag: _commodity(tag, entry) for tag, entry in commodities.items()},
                places=places or {},
                place_words=place_words,
                units=units or Units({}, {}),
                petroleum=_petroleum(conversions, units or Units({}, {})),
                products=products or frozenset(),
                indicators=indicators,
                roles=roles,
                tags=tags,
                instruments=instruments or {},
                lists=further,
                raw={name: document.value for name, document in self._documents.items()},
            )
        )

    def _places(self) -> tuple[dict[str, PlaceSpec] | None, dict[str, tuple[str, ...]]]:
        document = self._documents.get("places")
        if document is None or not document.is_read or not isinstance(document.value, dict):
            if document is not None:
                read_document(MapOf(_PLACE), document)
            return None, {}
        places: dict[str, PlaceSpec] = {}
        words: dict[str, tuple[str, ...]] = {}
        root = Node(document, (), document.value)
        for name, value in document.value.items():
            try:
                if isinstance(value, list):
                    words[name] = ListOf(WordShape()).read(root.child(name))
                else:
                    entry = _PLACE.read(root.child(name))
                    places[name] = PlaceSpec(
                        name, entry["country"], entry["locodes"], entry["names"]
                    )
            except Refused:
                continue
        return places, words

    def _units(self) -> Units | None:
        entries = self._file("units", MapOf(_UNIT, key_pattern=_UNIT_NAME, key_form="a unit code"))
        if entries is None:
            return None
        units = {
            name: Unit(name, entry["dimension"], entry["factor"], entry["counts_pieces"])
            for name, entry in entries.items()
        }
        aliases: dict[str, str] = {}
        for name, entry in entries.items():
            for index, alias in enumerate(entry["aliases"]):
                other = alias if alias in units else aliases.get(alias)
                if other is not None:
                    self._note(
                        "units",
                        (name, "aliases", index),
                        f"the unit code {quoted(alias)} already means {quoted(other)}: a code "
                        "means one unit. Remove one",
                    )
                aliases[alias] = name
        return Units(units, aliases)

    def _instruments(self) -> dict[str, Instrument] | None:
        entries = self._file("instruments", _INSTRUMENTS)
        if entries is None:
            return None
        for number, entry in entries.items():
            wanted = f"S/RES/{number} ({entry['year']})"
            if entry["instrument"] != wanted:
                self._note(
                    "instruments",
                    (number, "instrument"),
                    f"{quoted(entry['instrument'])} stands under '{number}' and the year "
                    f"{entry['year']}: '{wanted}' is expected. Correct one",
                )
        return {
            number: Instrument(number, entry["instrument"], int(entry["year"]), entry["adopted"])
            for number, entry in entries.items()
        }

    def _further(self) -> dict[str, dict[str, tuple[str, ...]]]:
        names = [name for name in self._documents if name not in FILES]
        found = {name: self._file(name, _FURTHER_LIST) for name in names}
        return {name: entries for name, entries in found.items() if entries is not None}

    def _products(self, conversions: Any, units: Units | None) -> frozenset[str] | None:
        if conversions is None:
            return None
        petroleum = conversions["petroleum"]
        if petroleum["method_order"] != PETROLEUM_METHODS:
            self._note(
                "conversions",
                ("petroleum", "method_order"),
                f"the order is {listed(petroleum['method_order'])}: only "
                f"{listed(PETROLEUM_METHODS)} is built. Restore it",
            )
        for part in ("petroleum", "crude"):
            unit = conversions[part]["unit"]
            if units is not None and units.find(unit) is None:
                self._note(
                    "conversions",
                    (part, "unit"),
                    f"the unit {quoted(unit)} is not in units.yaml. Add it there, or correct it",
                )
        return frozenset(petroleum["products"])

    def _check_products(self, commodities: Mapping[str, Any], products: frozenset[str]) -> None:
        allowed = sorted({*products, CRUDE_PRODUCT})
        for tag, entry in commodities.items():
            product = entry["product"]
            if product is not None and product not in allowed:
                self._note(
                    "commodities",
                    (tag, "product"),
                    f"the product {quoted(product)} has no factor: allowed are {listed(allowed)}."
                    f"{did_you_mean(product, allowed) or ' Add it to conversions.yaml'}",
                )

    def _note(self, file: str, path: tuple[str | int, ...], message: str) -> None:
        document = self._documents[file]
        document.issues.append(Issue(document.place(path), "RB021", message))


def missing_files(documents: Mapping[str, Document], folder: str) -> list[Issue]:
    """Give an issue for each vocabulary file that is not there."""
    return [
        Issue(
            Place(f"{folder}/{name}.yaml"),
            "RB022",
            f"the file is missing: a rulebook needs vocab/{name}.yaml. Add it",
        )
        for name in FILES
        if name not in documents
    ]


def _commodity(tag: str, entry: Mapping[str, Any]) -> Commodity:
    def words(key: str) -> WordsByLanguage:
        found: WordsByLanguage = entry[key] or {}
        return found

    return Commodity(
        tag=tag,
        label=entry["label"],
        hs=entry["hs"],
        words=words("words"),
        weak_words=words("weak_words"),
        not_words=words("not_words"),
        is_benign=entry["benign"],
        words_override=entry["words_override"],
        product=entry["product"],
    )


def _petroleum(conversions: Mapping[str, Any], units: Units) -> Petroleum:
    def factor(name: str, entry: Mapping[str, Any]) -> PetroleumFactor:
        one = Decimal(1)
        return PetroleumFactor(name, entry["evidence"], entry["bbl_per_t"], one, entry["kl_per_t"])

    petroleum, crude = conversions["petroleum"], conversions["crude"]
    factors = {name: factor(name, entry) for name, entry in petroleum["products"].items()}
    factors[BASKET] = factor(BASKET, petroleum["basket"])
    factors[CRUDE_PRODUCT] = PetroleumFactor(
        CRUDE_PRODUCT, crude["evidence"], crude["bbl"], crude["t"]
    )
    return Petroleum(units, petroleum["unit"], factors, BASKET)
