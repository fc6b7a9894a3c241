"""Read the files of ``rules/vocab``, and check what must agree between them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from monitor.rulebook.commodities import Commodity, WordsByLanguage
from monitor.rulebook.fields import FIELDS_SHAPE, fields_of
from monitor.rulebook.issues import Issue, Place, did_you_mean, listed, quoted
from monitor.rulebook.records import ListOf, MapOf
from monitor.rulebook.shapes import Node, Refused, Shape, read_document
from monitor.rulebook.units import Petroleum, PetroleumFactor, Unit, Units
from monitor.rulebook.vocab import Instrument, PlaceSpec, Vocab, VocabParts
from monitor.rulebook.vocab_shapes import (
    COMMODITY,
    CONVERSIONS,
    FURTHER_LIST,
    INDICATORS,
    INSTRUMENTS,
    PLACE,
    ROLES,
    TAGS,
    UNIT,
    UNIT_NAME,
    WordShape,
)
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
PETROLEUM_METHODS = ("as_reported", "product", "basket")
CRUDE_PRODUCT = "crude"
BASKET = "basket"


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
        commodities = self._file("commodities", MapOf(COMMODITY))
        places, place_words = self._places()
        units = self._units()
        conversions = self._file("conversions", CONVERSIONS)
        indicators = self._file("indicators", INDICATORS)
        roles = self._file("roles", ROLES)
        tags = self._file("tags", TAGS)
        instruments = self._instruments()
        further = self._further()
        products = self._products(conversions, units)
        if commodities is not None and products is not None:
            self._check_products(commodities, products)
            self._check_excluded(commodities)
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
                read_document(MapOf(PLACE), document)
            return None, {}
        places: dict[str, PlaceSpec] = {}
        words: dict[str, tuple[str, ...]] = {}
        root = Node(document, (), document.value)
        for name, value in document.value.items():
            try:
                if isinstance(value, list):
                    words[name] = ListOf(WordShape()).read(root.child(name))
                else:
                    entry = PLACE.read(root.child(name))
                    places[name] = PlaceSpec(
                        name, entry["country"], entry["locodes"], entry["names"]
                    )
            except Refused:
                continue
        return places, words

    def _units(self) -> Units | None:
        entries = self._file("units", MapOf(UNIT, key_pattern=UNIT_NAME, key_form="a unit code"))
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
        entries = self._file("instruments", INSTRUMENTS)
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
        found = {name: self._file(name, FURTHER_LIST) for name in names}
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

    def _check_excluded(self, commodities: Mapping[str, Any]) -> None:
        for tag, entry in commodities.items():
            for index, other in enumerate(entry["excludes"]):
                if other not in commodities or other == tag:
                    hint = did_you_mean(other, commodities) or " Correct it"
                    self._note(
                        "commodities",
                        (tag, "excludes", index),
                        f"{quoted(other)} is no other commodity, so nothing is excluded.{hint}",
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
        excludes=entry["excludes"],
        reported_flow=entry["reported_flow"],
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
