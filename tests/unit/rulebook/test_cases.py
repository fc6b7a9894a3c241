from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest

from monitor.domain.finding import Basis
from monitor.rulebook.cases import (
    CaseDelivery,
    CaseOutcome,
    CaseResult,
    EventCase,
    Expectation,
    LimitCase,
    StepExpectation,
    StepOutcome,
    differences,
    event_of,
    run_case,
    run_cases,
    step_differences,
)
from monitor.rulebook.loader import load
from monitor.rulebook.rule import Rule
from monitor.rulebook.yaml12 import Plain
from tests.rules.small_book import small_files

COAL, LIMIT = (one.rule for one in load(small_files()).rules)
DAY = date(2019, 3, 14)


class Says:
    """A judge that always says the same."""

    def __init__(self, *said: CaseOutcome, steps: Sequence[StepOutcome] = ()) -> None:
        self.said, self.steps = said, steps
        self.events: list[Mapping[str, Plain]] = []

    def event(self, rule: Rule, event: Mapping[str, Plain]) -> Sequence[CaseOutcome]:
        self.events.append(event)
        return self.said

    def deliveries(self, rule: Rule, deliveries: Sequence[CaseDelivery]) -> Sequence[StepOutcome]:
        return self.steps


HELD = CaseOutcome("prohibited", level="critical", clauses=("is_coal", "leaves_dprk"))


@pytest.mark.parametrize(
    ("expect", "said", "words"),
    [
        (Expectation("prohibited"), [HELD], []),
        (Expectation("none"), [], []),
        (Expectation("none", because="incomplete"), [CaseOutcome("undecided")], []),
        (Expectation("undecided"), [CaseOutcome("none", because="incomplete")], []),
        (
            Expectation("none"),
            [HELD],
            ["the verdict is 'prohibited' (clauses: is_coal, leaves_dprk), and 'none' is expected"],
        ),
        (
            Expectation("none", because="anchor"),
            [CaseOutcome("none", because="not_in_force")],
            ["because is 'not_in_force', and 'anchor' is expected"],
        ),
        (
            Expectation("prohibited"),
            [CaseOutcome("undecided", "incomplete", missing=("goods.hs_code",))],
            [
                "the verdict is 'undecided' (because: incomplete; missing: goods.hs_code), and 'prohibited' is expected"
            ],
        ),
        (
            Expectation("prohibited", level="high", clauses=("is_coal", "of_dprk_origin")),
            [HELD],
            [
                "the level is 'critical', and 'high' is expected",
                "clauses lacks of_dprk_origin and has leaves_dprk too",
            ],
        ),
        (
            Expectation("exempted", exemption="rajin-transit"),
            [CaseOutcome("exempted")],
            ["the exemption is not given, and 'rajin-transit' is expected"],
        ),
        (
            Expectation("unsettled", missing=("a", "b")),
            [CaseOutcome("unsettled", missing=("a",))],
            ["missing lacks b"],
        ),
        (
            Expectation("prohibited", refused={"x": ("one",)}),
            [HELD],
            ["the exemption 'x' is not refused"],
        ),
        (
            Expectation("prohibited", refused={"x": ("one",)}),
            [CaseOutcome("prohibited", refused={"x": ("two",)})],
            ["refused 'x' lacks one and has two too"],
        ),
        (
            Expectation("none", because="not_in_force"),
            [HELD],
            [
                "the verdict is 'prohibited' (clauses: is_coal, leaves_dprk), and 'none' (because: not_in_force) is expected"
            ],
        ),
        (Expectation("exempted"), [HELD, CaseOutcome("exempted")], []),
    ],
)
def test_differences_are_told_in_words(
    expect: Expectation, said: list[CaseOutcome], words: list[str]
) -> None:
    assert differences(expect, said) == words


def test_steps_are_compared_one_by_one() -> None:
    reached = StepOutcome(DAY, 75, "medium", "limit")
    stopped = StepOutcome(DAY, None, "critical", "prohibited", "supply_stopped", Basis.OBSERVED)
    assert step_differences([StepExpectation(DAY, 75)], [reached]) == []
    assert (
        step_differences(
            [StepExpectation(DAY, because="supply_stopped", basis=Basis.OBSERVED)], [stopped]
        )
        == []
    )
    assert step_differences([StepExpectation(DAY)], [reached, reached]) == [
        "2019-03-14: step 75, level medium, verdict limit, basis reported was not expected"
    ]
    assert step_differences([StepExpectation(DAY, 90), StepExpectation(DAY)], [reached]) == [
        "nothing fits 2019-03-14: step 90"
    ]
    assert step_differences([StepExpectation(DAY)], []) == ["nothing fits 2019-03-14: anything"]


def test_an_event_is_filled_in_where_the_case_leaves_it_open() -> None:
    case = COAL.tests[0]
    assert isinstance(case, EventCase)
    event = event_of(COAL, case)
    assert event["source"] == "embedded-case"
    assert event["event_id"] == "dprk.2371.08.coal-export.1"
    assert event["kind"] == "shipment"
    assert event["occurred_on"] == "2019-03-14"
    stranger = EventCase("x", {"occurred_on": "2019-03-14", "kind": "payment"}, Expectation("none"))
    assert event_of(COAL, stranger)["kind"] == "payment"


def test_cases_are_judged_and_compared() -> None:
    judge = Says(HELD)
    results = run_cases([COAL, LIMIT], judge)
    assert len(results) == len(COAL.tests) + len(LIMIT.tests)
    assert judge.events[0]["kind"] == "shipment"
    silent = next(result for result in results if "silent" in result.case.name)
    assert not silent.is_as_written
    assert silent.message.startswith(
        "dprk.2371.08.coal-export :: Coal from elsewhere is silent: the verdict is 'prohibited'"
    )


def test_deliveries_are_read_with_their_defaults() -> None:
    case = LIMIT.tests[1]
    assert isinstance(case, LimitCase)
    assert case.deliveries[0] == CaseDelivery(date(2017, 9, 30), Decimal(400_000))
    assert case.deliveries[3] == CaseDelivery(date(2018, 1, 1), Decimal(10), "t", "diesel")
    assert run_case(LIMIT, case, Says()).is_as_written
    reached = StepOutcome(DAY, 75, "medium", "limit")
    assert not run_case(LIMIT, case, Says(steps=[reached])).is_as_written


def test_a_known_gap_must_fail() -> None:
    gap = next(case for case in COAL.tests if case.known_gap)
    fails = CaseResult(COAL.id, gap, ("the verdict is 'none'",))
    closes = CaseResult(COAL.id, gap, ())
    assert fails.is_as_written
    assert "known gap, A false origin" in fails.message
    assert closes.is_gap_closed
    assert not closes.is_as_written
    assert "the known gap is closed" in closes.message
    passes = CaseResult(COAL.id, COAL.tests[0], ())
    assert passes.is_as_written
    assert passes.message.endswith(": as expected")
