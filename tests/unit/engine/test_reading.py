"""Conditions are read twice; absence, possibility and falsehood never mix."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.domain.truth import Truth
from monitor.engine.answers import LIKELY, NO, OPEN, YES, Reading
from monitor.engine.facts import Fact, Port, Sheet, Subject, Tag, Tags
from monitor.engine.reading import Reader
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    ClauseRef,
    Condition,
    DayCompare,
    DayOp,
    Equals,
    FieldRef,
    FieldTest,
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

READER = Reader(
    absent_is_none=lambda name: name.startswith("none."),
    members=lambda _vocab, _entry: frozenset({"CN", "RU"}),
    place_holds=lambda _entry, port: Truth.of(port.locode == "KPRJN"),
)


def sheet(**facts: Fact) -> Sheet:
    own = {name.replace("__", "."): fact for name, fact in facts.items()}
    return Sheet(Subject("goods", "goods/0", own), {})


def read(test: Test, fact: Fact | None, name: str = "f.x") -> Reading:
    facts = {} if fact is None else {name: fact}
    seen = Sheet(Subject("goods", "goods/0", facts), {"f.day": Fact(date(2019, 1, 10))})
    return READER.clause(Clause("c", (FieldTest(name, test),)))(seen).reading


@pytest.mark.parametrize(
    ("test", "fact", "expected"),
    [
        (Equals("KP"), Fact("KP"), YES),
        (Equals("KP"), Fact("KR"), NO),
        (Equals("KP"), None, OPEN),
        (Equals("KP"), Fact("KP", certain=False), LIKELY),
        (Equals("KR"), Fact("KP", certain=False), Reading(Truth.UNKNOWN, Truth.FALSE)),
        (NotTest(Equals("KP")), Fact("KP"), NO),
        (NotTest(Equals("KP")), None, OPEN),
        (OneOf(("CN", "KP")), Fact("KP"), YES),
        (OneOf((Member("country", "near"), "KP")), Fact("RU"), YES),
        (Member("country", "near"), Fact("KP"), NO),
        (Member("place", "rajin"), Fact(Port("KPRJN", None)), YES),
        (Member("place", "rajin"), Fact(Port("KPNAM", None)), NO),
        (Equals(value=True), Fact(Truth.TRUE), YES),
        (Equals(value=True), Fact(Truth.UNKNOWN), OPEN),
        (Equals(value=True), Fact(Truth.TRUE, certain=False), LIKELY),
        (Equals(value=False), Fact(Truth.FALSE), YES),
        (StartsWith(("84", "85")), Fact("8452"), YES),
        (StartsWith(("84", "85")), Fact("8352"), NO),
        (NumberCompare(NumberOp.ABOVE, Decimal(100)), Fact(Decimal(100)), NO),
        (NumberCompare(NumberOp.AT_LEAST, Decimal(100)), Fact(Decimal("100.00")), YES),
        (DayCompare(DayOp.BEFORE, date(2019, 1, 10)), Fact(date(2019, 1, 9)), YES),
        (DayCompare(DayOp.BEFORE, "f.day"), Fact(date(2019, 1, 10)), NO),
        (DayCompare(DayOp.ON_OR_BEFORE, "f.day"), Fact(date(2019, 1, 10)), YES),
        (DayCompare(DayOp.BEFORE, "f.nowhere"), Fact(date(2019, 1, 10)), OPEN),
        (WithinDaysAfter("f.day", 30), Fact(date(2019, 2, 9)), YES),
        (WithinDaysAfter("f.day", 30), Fact(date(2019, 2, 10)), NO),
        (Known(expected=True), None, NO),
        (Known(expected=False), None, YES),
    ],
)
def test_a_field_test_reads_presence_absence_and_grade(
    test: Test, fact: Fact | None, expected: Reading
) -> None:
    assert read(test, fact) == expected


def test_absence_that_means_none_fails_a_test_and_passes_its_opposite() -> None:
    assert read(Equals("KP"), None, "none.x") == NO
    assert read(NotTest(Equals("KP")), None, "none.x") == YES
    assert read(Equals(value=False), None, "none.x") == YES


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (Tags({"coal": Tag(Truth.TRUE)}), YES),
        (Tags({"coal": Tag(Truth.TRUE, certain=False)}), LIKELY),
        (Tags({"coal": Tag(Truth.UNKNOWN)}), OPEN),
        (Tags({"iron": Tag(Truth.TRUE)}), NO),
        (Tags({}, complete=False), OPEN),
    ],
)
def test_a_commodity_is_there_possible_open_or_absent(tags: Tags, expected: Reading) -> None:
    assert read(Member("commodity", "coal"), Fact(tags)) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AllOf((ClauseRef("yes"), ClauseRef("open"))), OPEN),
        (AllOf((ClauseRef("no"), ClauseRef("open"))), NO),
        (AnyOf((ClauseRef("no"), ClauseRef("open"))), OPEN),
        (AnyOf((ClauseRef("yes"), ClauseRef("open"))), YES),
        (AllOf((ClauseRef("yes"), ClauseRef("likely"))), LIKELY),
        (AllOf((ClauseRef("open"), ClauseRef("likely"))), OPEN),
        (AtLeast(2, (ClauseRef("yes"), ClauseRef("open"), ClauseRef("no"))), OPEN),
        (AtLeast(2, (ClauseRef("yes"), ClauseRef("likely"), ClauseRef("no"))), LIKELY),
        (FieldRef("f.link"), YES),
    ],
)
def test_conditions_join_by_strong_three_valued_logic(
    condition: Condition, expected: Reading
) -> None:
    facts = {
        "f.yes": Fact("x"),
        "f.no": Fact("y"),
        "f.likely": Fact("x", certain=False),
        "f.link": Fact(Truth.TRUE),
    }
    seen = Sheet(Subject("event", "", facts), {})
    clauses = {
        name: Clause(name, (FieldTest(f"f.{name}", Equals("x")),))
        for name in ("yes", "no", "open", "likely")
    }
    assert READER.condition(condition, clauses)(seen) == expected


def test_an_open_clause_names_the_field_that_lacks_and_the_day_it_is_compared_with() -> None:
    clause = Clause("c", (FieldTest("f.a", DayCompare(DayOp.BEFORE, "f.b")),))
    assert READER.clause(clause)(sheet()).missing == ("f.a", "f.b")
    known = sheet(f__a=Fact(date(2019, 1, 1)))
    assert READER.clause(clause)(known).missing == ("f.b",)
