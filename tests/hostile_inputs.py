"""Inputs that break the contract, each with the path and words that must be answered.

Every one is a single line of a feed; one bad line never harms the lines beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hostile:
    """One bad input: a name, its bytes, and what the answer must say."""

    name: str
    raw: bytes
    path: str
    says: str


def good(event_id: Any = "good-1", **changes: Any) -> dict[str, Any]:
    """A plain, valid shipment without any link to the DPRK."""
    event: dict[str, Any] = {
        "source": "hostile-test",
        "event_id": event_id,
        "kind": "shipment",
        "occurred_on": "2024-05-02",
        "goods": [{"hs_code": "090121", "description": "roasted coffee"}],
        "route": {"loading": {"country": "BR"}, "discharge": {"country": "DE"}},
    }
    event.update(changes)
    return event


def line(event_id: Any = "bad-1", **changes: Any) -> bytes:
    """The bytes of a shipment with some keys changed; ``...`` takes a key away."""
    event = good(event_id, **changes)
    return json.dumps({key: value for key, value in event.items() if value is not ...}).encode()


def _goods(**changes: Any) -> list[dict[str, Any]]:
    return [{"hs_code": "090121", **changes}]


def _quantity(value: Any) -> bytes:
    return line(goods=_goods(quantity={"value": value, "unit": "kg"}))


def _raw_number(text: str) -> bytes:
    return line(goods=_goods(quantity={"value": "@", "unit": "kg"})).replace(b'"@"', text.encode())


def _payment(**changes: Any) -> bytes:
    base: dict[str, Any] = {
        "kind": "payment",
        "goods": ...,
        "route": ...,
        "amount": {"amount": "10", "currency": "USD"},
        "parties": [{"role": "debtor", "name": "Example Trading"}],
    }
    return line(**{**base, **changes})


def _activity(**changes: Any) -> bytes:
    base: dict[str, Any] = {
        "kind": "vessel_activity",
        "activity": "port_call",
        "goods": ...,
        "route": ...,
        "vessel": {"name": "Example"},
    }
    return line(**{**base, **changes})


def _report(**changes: Any) -> bytes:
    base: dict[str, Any] = {
        "kind": "committee_report",
        "goods": ...,
        "route": ...,
        "commodity": "refined_petroleum",
        "supplier_country": "RU",
        "period": {"from": "2024-01-01", "to": "2024-01-31"},
        "quantity": {"value": "10", "unit": "bbl"},
    }
    return line(**{**base, **changes})


def _nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


_DEEP = 100_000

JSON_INPUTS = (
    Hostile("not JSON at all", b"hello", "", "no JSON at line 1"),
    Hostile("cut off in the middle", line()[:40], "", "no JSON at line 1"),
    Hostile("two objects on a line", line() + line(), "", "no JSON"),
    Hostile("trailing comma", b'{"source":"a",}', "", "no JSON"),
    Hostile("single quotes", b"{'source':'a'}", "", "no JSON"),
    Hostile("a comment", b'{/* no */"source":"a"}', "", "no JSON"),
    Hostile("a list", b"[" + line() + b"]", "", "one JSON object"),
    Hostile("a string", b'"event"', "", "one JSON object"),
    Hostile("a number", b"7", "", "one JSON object"),
    Hostile("null", b"null", "", "one JSON object"),
    Hostile("an empty object", b"{}", "kind", "required"),
    Hostile("NaN", _raw_number("NaN"), "", "NaN is no number"),
    Hostile("Infinity", _raw_number("Infinity"), "", "Infinity is no number"),
    Hostile("minus Infinity", _raw_number("-Infinity"), "", "-Infinity is no number"),
    Hostile("a leading zero", _raw_number("007"), "", "no JSON"),
    Hostile("a plus sign", _raw_number("+7"), "", "no JSON"),
    Hostile("hexadecimal", _raw_number("0x10"), "", "no JSON"),
    Hostile("a key twice", b'{"kind":"payment","kind":"shipment"}', "kind", "twice"),
    Hostile(
        "a key twice inside",
        line(goods=[]).replace(b"[]", b'[{"hs_code":"01","hs_code":"02"}]'),
        "hs_code",
        "twice",
    ),
    Hostile(
        "a key twice, once escaped",
        line().replace(b'"kind"', b'"kind":"payment","\\u006bind"', 1),
        "kind",
        "twice",
    ),
    Hostile("invalid UTF-8", line().replace(b"roasted", b"\xff\xfe"), "", "no UTF-8 at byte"),
    Hostile("overlong UTF-8", line().replace(b"roasted", b"\xc0\xaf"), "", "no UTF-8"),
    Hostile("a UTF-8 surrogate", line().replace(b"roasted", b"\xed\xa0\x80"), "", "no UTF-8"),
    Hostile("UTF-16", line().decode().encode("utf-16"), "", "no UTF-8"),
    Hostile("escaped NUL", line(notes="a\0b"), "notes", "NUL"),
    Hostile("a raw NUL", line(notes="a@b").replace(b"@", b"\0"), "", "no JSON"),
    Hostile("NUL in a key", line(extensions={"a\0b": 1}), "extensions", "NUL"),
    Hostile(
        "half a surrogate pair", line(notes="@").replace(b"@", b"\\ud800"), "notes", "surrogate"
    ),
    Hostile("the other half", line(notes="@").replace(b"@", b"\\udc00x"), "notes", "surrogate"),
    Hostile(
        "half a pair deep inside",
        line(extensions={"a": [{"b": "@"}]}).replace(b"@", b"\\udfff"),
        "extensions/a/0/b",
        "surrogate",
    ),
    Hostile("half a pair in a key", line(**{"@": 1}).replace(b"@", b"\\ud800"), "", "surrogate"),
    Hostile(
        "half a pair in a key and below it",
        line(extensions={"@": "@"}).replace(b"@", b"\\ud800"),
        "extensions",
        "surrogate",
    ),
    Hostile(
        "half a pair in a key that stands twice",
        b'{"\\ud800":1,"\\ud800":2}',
        "\ud800",
        "twice",
    ),
    Hostile("nested 33 levels", line(extensions={"a": _nested(31)}), "", "nested deeper"),
    Hostile("nested 100,000 lists", b"[" * _DEEP, "", "nested deeper"),
    Hostile("nested 100,000 objects", b'{"a":' * _DEEP, "", "nested deeper"),
    Hostile("a line of 2 MiB", line(notes="x" * 2_097_152), "", "1048576"),
    Hostile("spaces of 2 MiB in an object", b"{" + b" " * 2_097_152 + b"}", "", "1048576"),
    Hostile("an integer of 5,000 digits", _raw_number("9" * 5_000), "", ""),
    Hostile("an exponent of a billion", _raw_number("1e999999999"), "goods/0/quantity/value", ""),
    Hostile("an endless exponent", _raw_number("1e" + "9" * 400), "", ""),
    Hostile("Python's underscore", _raw_number("1_000"), "", "no JSON"),
)

KEY_INPUTS = (
    Hostile("an unknown key", line(colour="red"), "colour", "unknown key"),
    Hostile("a misspelt key", line(event_ID="x"), "event_ID", "did you mean 'event_id'"),
    Hostile("an unknown key inside", line(goods=_goods(weight=1)), "goods/0/weight", "unknown key"),
    Hostile("a key of another kind", line(amount={"amount": "1", "currency": "USD"}), "amount", ""),
    Hostile("a Python field name", _report(period={"from_": "2024-01-01"}), "period/from", ""),
    Hostile("no source", line(source=...), "source", "required"),
    Hostile("no event_id", line(event_id=...), "event_id", "required"),
    Hostile("no kind", line(kind=...), "kind", "required"),
    Hostile("no occurred_on", line(occurred_on=...), "occurred_on", "required"),
    Hostile("no goods", line(goods=...), "goods", "required"),
    Hostile("a required key that is null", line(source=None), "source", "required"),
    Hostile("no role", line(parties=[{"name": "A"}]), "parties/0/role", "required"),
    Hostile("no unit", line(goods=_goods(quantity={"value": "1"})), "goods/0/quantity/unit", ""),
    Hostile("an unknown kind", line(kind="invoice"), "kind", "'invoice' is no kind of event"),
    Hostile("a kind that is a list", line(kind=["shipment"]), "kind", "no kind"),
    Hostile("a kind in capitals", line(kind="Shipment"), "kind", "no kind"),
    Hostile("a kind of 300,000 letters", line(kind="k" * 300_000), "kind", "no kind"),
)

TYPE_INPUTS = (
    Hostile("goods that are an object", line(goods={"hs_code": "01"}), "goods", ""),
    Hostile("goods that are text", line(goods="coffee"), "goods", ""),
    Hostile("a goods line that is null", line(goods=[None]), "goods/0", ""),
    Hostile("an empty list of goods", line(goods=[]), "goods", ""),
    Hostile("goods without code or words", line(goods=[{"condition": "new"}]), "goods/0", "hs_code"),
    Hostile("goods with blank words", line(goods=[{"description": "  "}]), "goods/0", "hs_code"),
    Hostile("an HS code that is a number", line(goods=[{"hs_code": 90121}]), "goods/0/hs_code", ""),
    Hostile("an HS code with points", line(goods=_goods(hs_code="09.01")), "goods/0/hs_code", ""),
    Hostile("an HS code of one digit", line(goods=_goods(hs_code="9")), "goods/0/hs_code", ""),
    Hostile("an HS code of 11 digits", line(goods=_goods(hs_code="9" * 11)), "goods/0/hs_code", ""),
    Hostile("an HS code in Arabic digits", line(goods=_goods(hs_code="٢٧٠١")), "goods/0/hs_code", ""),
    Hostile("a source in capitals", line(source="Customs"), "source", ""),
    Hostile("a source with a line end", line(source="customs\n"), "source", ""),
    Hostile("a source with a path", line(source="../etc"), "source", ""),
    Hostile("an event_id that is a number", line(event_id=17), "event_id", ""),
    Hostile("an empty event_id", line(event_id=""), "event_id", ""),
    Hostile("a blank event_id", line(event_id="   "), "event_id", "blanks"),
    Hostile("an event_id of 201 letters", line(event_id="x" * 201), "event_id", ""),
    Hostile("a stage that is unknown", line(stage="dreamt"), "stage", ""),
    Hostile("a bool that is text", line(documents={"no_revenue_confirmed": "yes"}),
            "documents/no_revenue_confirmed", ""),
    Hostile("a bool that is a number", line(documents={"no_revenue_confirmed": 1}),
            "documents/no_revenue_confirmed", ""),
    Hostile("a count with a fraction", line(crew=[{"nationality": "KP", "count": 1.5}]),
            "crew/0/count", ""),
    Hostile("a count that is text", line(crew=[{"nationality": "KP", "count": "12"}]),
            "crew/0/count", ""),
    Hostile("a negative count", line(crew=[{"nationality": "KP", "count": -1}]), "crew/0/count", ""),
    Hostile("an empty vessel", line(vessel={}), "vessel", "at least one key"),
    Hostile("an empty route", line(route={}), "route", "at least one key"),
    Hostile("a party without name or count", line(parties=[{"role": "seller"}]), "parties/0", "name"),
    Hostile("a blank name", line(parties=[{"role": "seller", "name": " "}]), "parties/0/name", "blanks"),
    Hostile("a name of 1,001 letters", line(parties=[{"role": "seller", "name": "x" * 1_001}]),
            "parties/0/name", ""),
    Hostile("notes of 20,001 letters", line(notes="x" * 20_001), "notes", ""),
    Hostile("extensions that are a list", line(extensions=[]), "extensions", ""),
    Hostile("10,001 goods lines", line(goods=_goods() * 10_001), "goods", ""),
    Hostile("1,001 parties", line(parties=[{"role": "seller", "name": "A"}] * 1_001), "parties", ""),
    Hostile("a claim of nothing", line(exemption_claims=[{"reference": "x"}]),
            "exemption_claims/0", "provision or a basis"),
    Hostile("a provision without colon", line(exemption_claims=[{"provision": "2397/25"}]),
            "exemption_claims/0/provision", ""),
    Hostile("a payment without sides", _payment(parties=[]), "", "debtor or a creditor"),
    Hostile("a payment without amount", _payment(amount=...), "", "amount"),
    Hostile("a port call without craft", _activity(vessel=...), "", "vessel or an aircraft"),
    Hostile("an activity of another kind", _activity(activity="employment"), "activity", ""),
    Hostile("a period that runs back", _report(period={"from": "2024-02-01", "to": "2024-01-01"}),
            "period", "ends before"),
    Hostile("a report of bread", _report(commodity="bread"), "commodity", ""),
)  # fmt: skip

VALUE_INPUTS = (
    Hostile("30 February", line(occurred_on="2024-02-30"), "occurred_on", "does not exist"),
    Hostile("29 February of no leap year", line(occurred_on="2023-02-29"), "occurred_on", "exist"),
    Hostile("month 13", line(occurred_on="2024-13-01"), "occurred_on", "does not exist"),
    Hostile("the year 0", line(occurred_on="0000-01-01"), "occurred_on", "does not exist"),
    Hostile("the year 1899", line(occurred_on="1899-12-31"), "occurred_on", "before 1900"),
    Hostile("the year 9999", line(occurred_on="9999-12-31"), "occurred_on", "more than a year"),
    Hostile("a delivery in 2099", line(delivered_on="2099-01-01"), "delivered_on", "more than a year"),
    Hostile("a report from 2099", line(reported_at="2099-01-01T00:00:00Z"), "reported_at", "year"),
    Hostile("a day written the American way", line(occurred_on="05/02/2024"), "occurred_on", "YYYY"),
    Hostile("a day in Arabic digits", line(occurred_on="٢٠٢٤-٠٥-٠٢"), "occurred_on", ""),
    Hostile("a week date", line(occurred_on="2024-W01-1"), "occurred_on", ""),
    Hostile("a day as a number", line(occurred_on=20240502), "occurred_on", ""),
    Hostile("a day as a list", line(occurred_on=[2024, 5, 2]), "occurred_on", ""),
    Hostile("an instant without offset", line(occurred_on="2024-05-02T10:00:00"), "occurred_on", "offset"),
    Hostile("hour 25", line(occurred_on="2024-05-02T25:00:00Z"), "occurred_on", "does not exist"),
    Hostile("an offset over the edge", line(reported_at="0001-01-01T00:00:00+14:00"), "reported_at", ""),
    Hostile("an unknown country", line(route={"loading": {"country": "QQ"}}), "route/loading/country",
            "ISO 3166-1"),
    Hostile("a country in small letters", line(route={"loading": {"country": "kp"}}),
            "route/loading/country", "ISO 3166-1"),
    Hostile("a country of three letters", line(route={"loading": {"country": "PRK"}}),
            "route/loading/country", ""),
    Hostile("YAML's Norway", line(route={"loading": {"country": False}}), "route/loading/country", ""),
    Hostile("a homoglyph country", line(route={"loading": {"country": "КР"}}),
            "route/loading/country", "ISO 3166-1"),
    Hostile("a currency that is none", _payment(amount={"amount": "1", "currency": "ZZZ"}),
            "amount/currency", "ISO 4217"),
    Hostile("a LOCODE with a space", line(route={"loading": {"locode": "CN SHA"}}),
            "route/loading/locode", ""),
    Hostile("latitude 91", line(route={"loading": {"lat": 91}}), "route/loading/lat", "between"),
    Hostile("a negative quantity", _quantity("-1"), "goods/0/quantity/value", "negative"),
    Hostile("a quantity of minus a hair", _quantity("-0.0000001"), "goods/0/quantity/value", "negative"),
    Hostile("a quantity with a comma", _quantity("1,200.50"), "goods/0/quantity/value", "plain decimal"),
    Hostile("a quantity in words", _quantity("twelve"), "goods/0/quantity/value", "plain decimal"),
    Hostile("a quantity with a space", _quantity(" 1"), "goods/0/quantity/value", "plain decimal"),
    Hostile("an empty quantity", _quantity(""), "goods/0/quantity/value", "plain decimal"),
    Hostile("a quantity 'NaN'", _quantity("NaN"), "goods/0/quantity/value", "plain decimal"),
    Hostile("a quantity in fullwidth digits", _quantity("１２"), "goods/0/quantity/value", "plain"),
    Hostile("a quantity that is true", _quantity(True), "goods/0/quantity/value", "decimal"),
    Hostile("a quantity that is a list", _quantity([1]), "goods/0/quantity/value", "decimal"),
    Hostile("a quantity of 10^15", _quantity("1" + "0" * 15), "goods/0/quantity/value", "10^15"),
    Hostile("a number of 10^15", _quantity(10**15), "goods/0/quantity/value", "10^15"),
    Hostile("31 significant digits", _quantity("1." + "1" * 30), "goods/0/quantity/value", "30"),
    Hostile("text of 100,000 digits", _quantity("1" * 100_000), "goods/0/quantity/value", "plain"),
    Hostile("1e308", _raw_number("1e308"), "goods/0/quantity/value", ""),
    Hostile("1e-400", _raw_number("1e-400"), "goods/0/quantity/value", ""),
    Hostile("a blank unit", line(goods=_goods(quantity={"value": 1, "unit": " "})),
            "goods/0/quantity/unit", "blanks"),
)  # fmt: skip

HOSTILE = JSON_INPUTS + KEY_INPUTS + TYPE_INPUTS + VALUE_INPUTS

KEPT = (
    ("zero quantity", _quantity("0")),
    ("a number with an exponent", _raw_number("12e2")),
    ("a short negative exponent", _raw_number("5e-3")),
    ("the largest number", _quantity("999999999999999.99")),
    ("odd spacing", line(parties=[{"role": "seller", "name": "  Example \t Trading  "}])),
    ("Hangul", line(parties=[{"role": "seller", "name": "조선무역"}])),
    ("a homoglyph name", line(parties=[{"role": "seller", "name": "Ехаmрlе"}])),
    ("direction marks", line(notes="a\u202eb\u200fc\ufeff")),
    ("emoji as a surrogate pair", line(notes="\U0001f6a2")),
    ("a wrong IMO check digit", line(vessel={"imo": "9000000"})),
    ("XK", line(route={"loading": {"country": "XK"}})),
    ("ZZ", line(route={"loading": {"country": "ZZ"}})),
    ("an unknown unit", line(goods=_goods(quantity={"value": "1", "unit": "shipload"}))),
    ("null where optional", line(notes=None, vessel=None)),
    ("an instant for the day", line(occurred_on="2024-05-02T23:30:00-05:00")),
    ("nested 32 levels", line(extensions={"a": _nested(30)})),
    ("10,000 goods lines", line(goods=_goods() * 10_000)),
    ("markup", line(notes="<script>alert(1)</script>")),
    ("SQL", line(notes="'); DROP TABLE event; --")),
    ("a formula", line(event_id="=cmd|' /C calc'!A0")),
)
