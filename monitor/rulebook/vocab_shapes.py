"""The shapes of the files of ``rules/vocab``."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monitor.rulebook.commodities import HsPrefix
from monitor.rulebook.issues import quoted
from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.shapes import (
    Choice,
    Day,
    Definitions,
    Flag,
    JsonSchema,
    Node,
    Number,
    Shape,
    Text,
    seen,
)
from monitor.rulebook.vocab import Indicators
from monitor.rulebook.words import fold

EVIDENCE = ("confirmed", "mapping_confirmed", "partly_confirmed", "from_memory")
SIDES = ("supplying", "receiving", "serving", "other")
HS_BASES = ("resolution_text", "eu_transposition", "memory")

Entry = dict[str, Any]

_EVIDENCE = Choice(EVIDENCE)
_COUNTRY = Text(r"[A-Z]{2}", "an ISO 3166-1 alpha-2 code")
_LOCODE = Text(r"[A-Z]{2}[A-Z0-9]{3}", "a UN/LOCODE without space, such as KPNAM")
UNIT_NAME = r"[A-Za-z0-9]{1,10}"
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

COMMODITY: Shape[Entry] = Record(
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
        "reported_flow": optional(
            Choice(("to_target", "from_target")), "which way reports to the Committee count it"
        ),
        "excludes": optional(
            ListOf(Text()), "commodities of wider codes that a line surely of this one is not", ()
        ),
        "note": optional(Text()),
    },
)

PLACE: Shape[Entry] = Record(
    build=dict,
    name="place",
    keys={
        "country": Key(_COUNTRY),
        "locodes": optional(ListOf(_LOCODE, least=0), default=()),
        "names": optional(ListOf(WordShape(), least=0), default=()),
        "note": optional(Text()),
    },
)

UNIT: Shape[Entry] = Record(
    build=dict,
    name="unit",
    keys={
        "label": optional(Text()),
        "dimension": Key(Text(r"[a-z]+", "one word, such as mass")),
        "factor": Key(_POSITIVE, "how many base units one is"),
        "aliases": optional(ListOf(Text(UNIT_NAME, "a unit code"), least=0), default=()),
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
CONVERSIONS: Shape[Entry] = Record(
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

_SIGNS = ListOf(Text(), least=0)
INDICATORS = Record(
    build=Indicators,
    keys={
        "mmsi_prefixes": Key(_SIGNS),
        "call_sign_prefixes": Key(_SIGNS),
        "phone_prefixes": Key(_SIGNS),
        "domains": Key(_SIGNS),
        "aircraft_prefixes": Key(_SIGNS),
    },
)
ROLES = MapOf(Choice(SIDES))
TAGS = MapOf(Text())
INSTRUMENT_PATTERN = r"S/RES/[0-9]{4} \([0-9]{4}\)"
INSTRUMENT_FORM = "S/RES/<number> (<year>)"
INSTRUMENTS: Shape[dict[str, Entry]] = MapOf(
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
FURTHER_LIST = MapOf(ListOf(Text()))
