import json
from datetime import date
from decimal import Decimal

import pytest

from monitor.rulebook.conditions import (
    Contains,
    DayCompare,
    DayOp,
    Equals,
    Known,
    Member,
    NotTest,
    NumberCompare,
    NumberOp,
    OneOf,
    StartsWith,
    Test,
    WithinDaysAfter,
)
from monitor.rulebook.field_tests import TestShape, dump_test
from monitor.rulebook.shapes import Node, Refused
from monitor.rulebook.yaml12 import Document, read_yaml

DAY = date(2017, 8, 5)


def read(text: str, field_type: str = "text") -> tuple[Test | None, Document]:
    document = read_yaml(f"field: {text}\n".encode(), "x.yaml")
    try:
        node = Node(document, ("field",), document.value["field"])  # type: ignore[index, call-overload]
        return TestShape(field_type).read(node), document
    except Refused:
        return None, document


@pytest.mark.parametrize(
    ("text", "field_type", "test"),
    [
        ("KP", "country", Equals("KP")),
        ("true", "truth", Equals(value=True)),
        ("5", "number", Equals(Decimal(5))),
        ("7.5", "number", Equals(Decimal("7.5"))),
        ("2017-08-05", "day", Equals(DAY)),
        ("2017-08-05", "text", Equals("2017-08-05")),
        ('"@commodity.coal"', "tags", Member("commodity", "coal")),
        ('[KP, "@place.rajin"]', "code", OneOf(("KP", Member("place", "rajin")))),
        ("{not: KP}", "country", NotTest(Equals("KP"))),
        ("{not: [KP, CN]}", "country", NotTest(OneOf(("KP", "CN")))),
        ("{before: 2017-08-05}", "day", DayCompare(DayOp.BEFORE, DAY)),
        (
            "{on_or_after: route.loading.on}",
            "day",
            DayCompare(DayOp.ON_OR_AFTER, "route.loading.on"),
        ),
        (
            "{within_days_after: {field: event.occurred_on, days: 45}}",
            "day",
            WithinDaysAfter("event.occurred_on", 45),
        ),
        ("{within_days_after: {day: 2017-08-05, days: 30}}", "day", WithinDaysAfter(DAY, 30)),
        ("{above: 100}", "number", NumberCompare(NumberOp.ABOVE, Decimal(100))),
        ("{at_most: 0.5}", "number", NumberCompare(NumberOp.AT_MOST, Decimal("0.5"))),
        ('{starts_with: ["27", P-]}', "code", StartsWith(("27", "P-"))),
        ("{contains: [RAJIN, Раджин]}", "text", Contains(("rajin", "раджин"))),
        ("{known: false}", "text", Known(expected=False)),
    ],
)
def test_each_form_is_read_and_written_back(text: str, field_type: str, test: Test) -> None:
    found, document = read(text, field_type)
    assert document.issues == []
    assert found == test
    dumped = json.dumps(dump_test(test), default=float, ensure_ascii=False)
    again, _ = read(dumped, field_type)
    assert again == test


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("null", "compared with null"),
        ('""', "compared with the text ''"),
        ("[]", "an empty list"),
        ("[[a]]", "item 1 of 'field' is a list"),
        ('"@coal"', "no reference"),
        ("{}", "has 0 operators"),
        ("{bfore: 2017-08-05}", "Did you mean 'before'?"),
        ("{before: 5}", "'before' is compared with the number 5"),
        ("{not: {not: KP}}", "'not' inside 'not'"),
        ("{within_days_after: {field: a.b, day: 2017-08-05, days: 3}}", "one start"),
        ("{above: many}", "must be a number"),
        ("{known: maybe}", "must be true or false"),
        ("{contains: word}", "must be a list"),
    ],
)
def test_what_has_no_form_is_told(text: str, words: str) -> None:
    found, document = read(text)
    assert found is None
    assert len(document.issues) == 1
    assert words in document.issues[0].message
