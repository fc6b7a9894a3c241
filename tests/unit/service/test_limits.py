from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.ports import EventKey
from monitor.service.limits import Limits, LimitStatus
from monitor.service.projection import Projection
from monitor.service.trail import Fate, Trail, What
from tests.worlds import PETROLEUM_LIMIT, World, day, petroleum, shipped

COAL_LIMIT = "dprk.2321.26.coal-limit"


def status(world: World, on: str = "2019-06-01") -> LimitStatus:
    found = Limits(world.store, shipped().book).on(day(on))
    return next(one for one in found if one.id == PETROLEUM_LIMIT)


def tanker(event_id: str, barrels: str, unit: str = "bbl") -> dict[str, Any]:
    return {
        "source": "tracking",
        "event_id": event_id,
        "kind": "shipment",
        "occurred_on": "2019-03-01",
        "certainty": "observed",
        "stage": "delivered",
        "goods": [
            {"hs_code": "27101943", "description": "gasoil",
             "quantity": {"value": barrels, "unit": unit}}
        ],
        "route": {"loading": {"country": "RU"}, "discharge": {"country": "KP"}},
    }  # fmt: skip


def test_an_untouched_limit_shows_its_value_and_first_step(world: World) -> None:
    found = status(world)
    assert (found.of, found.unit, found.cite) == (Decimal(500_000), "barrel", "2397:5")
    assert (found.start, found.until) == (day("2019-01-01"), day("2020-01-01"))
    shown = found.reported.to_json()
    steps = shown.pop("steps")
    assert isinstance(steps, list)
    assert [step["quantity"] for step in steps] == ["375000", "450000", "475000", "500000"]
    assert shown == {
        "total": "0",
        "share_percent": "0",
        "remaining": "500000",
        "next_step": 75,
        "left_to_next_step": "375000",
        "incomplete": False,
        "incomplete_deliveries": 0,
        "deliveries": 0,
        "not_counting": 0,
        "projection": None,
        "no_projection": "no delivery counts up to this day",
    }


def test_totals_of_the_two_bases_stand_apart(world: World) -> None:
    world.take(petroleum("a", 1_000), tanker("t", "250.5"))
    found = status(world)
    assert (found.reported.total, found.observed.total) == (Decimal(1_000), Decimal("250.5"))
    assert found.observed.remaining == Decimal("499749.5")


def test_a_share_never_shows_a_step_too_early(world: World) -> None:
    world.take(petroleum("a", "374999.99"))
    shown = status(world).reported.to_json()
    assert shown["share_percent"] == "74.99"
    assert shown["next_step"] == 75


def test_a_step_is_past_at_its_share_and_the_last_one_above_it(world: World) -> None:
    world.take(petroleum("a", 500_000))
    assert status(world).reported.next_step == 100
    world.take(petroleum("b", 1, "2019-03-02"))
    over = status(world).reported
    assert over.next_step is None
    assert over.remaining == 0


def test_a_unit_without_conversion_makes_the_total_a_floor(world: World) -> None:
    world.take(tanker("t", "3", "shipload"), tanker("u", "10"))
    observed = status(world).observed
    assert observed.incomplete
    assert observed.incomplete_deliveries == 1
    assert observed.total == Decimal(10)


def test_a_later_report_of_a_slot_replaces_the_earlier_one(world: World) -> None:
    world.take(petroleum("a", 100), petroleum("b", 70, reported_at="2019-05-01"))
    found = status(world).reported
    assert (found.total, found.deliveries) == (Decimal(70), 1)


def test_each_window_has_its_own_total(world: World) -> None:
    world.take(petroleum("a", 100, "2018-12-31"), petroleum("b", 7, "2019-01-01"))
    assert status(world, "2018-12-31").reported.total == Decimal(100)
    assert status(world, "2019-01-01").reported.total == Decimal(7)


def test_before_the_first_limit_there_is_none(world: World) -> None:
    assert Limits(world.store, shipped().book).on(day("2010-01-01")) == ()


def test_the_public_shape_names_the_duty_of_each_step(world: World) -> None:
    shown = status(world).to_json()
    steps = shown["steps"]
    assert isinstance(steps, list)
    assert [step["at"] for step in steps] == [75, 90, 95, 100]
    assert all(step["duty"] for step in steps)
    assert (shown["from"], shown["to"], shown["of"]) == ("2019-01-01", "2020-01-01", "500000")


# --- the projection: the worked example of docs/limits.md, written out by hand -------------------


def month(event_id: str, first: str, last: str, barrels: int, **changes: object) -> dict[str, Any]:
    period = {"from": first, "to": last}
    return petroleum(event_id, barrels, last, period=period, **changes)


def two_months_and_a_tanker(world: World) -> None:
    tonnes = tanker("t", "3500", "t")
    tonnes["goods"] = [
        {"hs_code": "27101943", "description": "diesel", "quantity": {"value": "3500", "unit": "t"}}
    ]
    world.take(
        month("jan", "2019-01-01", "2019-01-31", 60_000),
        month("feb", "2019-02-01", "2019-02-28", 58_000),
        tonnes,
    )


def test_the_worked_example_of_the_reported_total(world: World) -> None:
    two_months_and_a_tanker(world)
    reported = status(world, "2019-04-20").reported.to_json()
    assert reported["total"] == "118000"
    assert reported["share_percent"] == "23.6"
    assert reported["remaining"] == "382000"
    assert (reported["next_step"], reported["left_to_next_step"]) == (75, "257000")
    assert reported["projection"] == {
        "from": "2019-01-01",
        "through": "2019-02-28",
        "days": 59,
        "amount": "118000",
        "per_day": "2000",
        "until": "2020-01-01",
        "total": "730000",
        "share_percent": "146",
    }
    assert reported["steps"] == [
        {"at": 75, "quantity": "375000", "left": "257000", "reached": False,
         "projected_on": "2019-07-07"},
        {"at": 90, "quantity": "450000", "left": "332000", "reached": False,
         "projected_on": "2019-08-13"},
        {"at": 95, "quantity": "475000", "left": "357000", "reached": False,
         "projected_on": "2019-08-26"},
        {"at": 100, "quantity": "500000", "left": "382000", "reached": False,
         "projected_on": "2019-09-08"},
    ]  # fmt: skip


def test_the_worked_example_of_the_observed_total(world: World) -> None:
    two_months_and_a_tanker(world)
    observed = status(world, "2019-04-20").observed.to_json()
    assert observed["total"] == "26110"
    assert observed["share_percent"] == "5.22"
    assert observed["remaining"] == "473890"
    assert (observed["next_step"], observed["left_to_next_step"]) == (75, "348890")
    assert observed["projection"] == {
        "from": "2019-01-01",
        "through": "2019-04-20",
        "days": 110,
        "amount": "26110",
        "per_day": "237.363636",
        "until": "2020-01-01",
        "total": "86637.727272",
        "share_percent": "17.327545",
    }
    steps = observed["steps"]
    assert isinstance(steps, list)
    assert {step["projected_on"] for step in steps} == {None}


def test_the_document_has_the_numbers_of_the_worked_example() -> None:
    text = (Path(__file__).parents[3] / "docs" / "limits.md").read_text(encoding="utf-8")
    for number in ("118 000", "26 110", "730 000, 146 %", "86 637.727272", "7 July", "13 August",
                   "26 August", "8 September", "23.6 %", "5.22 %", "237.363636"):  # fmt: skip
        assert number in text


def test_the_reported_rate_does_not_sink_while_reports_are_outstanding(world: World) -> None:
    two_months_and_a_tanker(world)
    early, late = status(world, "2019-03-02"), status(world, "2019-12-31")
    assert early.reported.projection == late.reported.projection
    assert early.observed.projection != late.observed.projection


def test_a_delivery_after_the_asked_day_does_not_enter_the_rate(world: World) -> None:
    two_months_and_a_tanker(world)
    world.take(month("dec", "2019-12-01", "2019-12-31", 300_000))
    found = status(world, "2019-04-20").reported
    assert found.total == Decimal(418_000)
    assert found.projection is not None
    assert found.projection.amount == Decimal(118_000)
    assert [step.is_reached for step in found.steps] == [True, False, False, False]
    assert found.steps[0].projected_on is None
    assert found.steps[1].projected_on == day("2019-08-13")


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2019-02-28", "no delivery counts up to this day"),
        ("2018-06-01", "no delivery counts up to this day"),
    ],
)
def test_without_a_delivery_nothing_is_projected(world: World, on: str, why: str) -> None:
    world.take(tanker("t", "10"))
    found = status(world, on).observed
    assert found.projection is None
    assert found.no_projection == why


def test_a_rate_of_less_than_thirty_days_is_not_projected(world: World) -> None:
    world.take(month("jan", "2019-01-01", "2019-01-29", 1_000))
    found = status(world).reported
    assert (found.projection, found.no_projection) == (
        None,
        "a rate needs 30 days, and 29 days are known",
    )
    world.take(month("jan2", "2019-01-30", "2019-01-30", 500))
    projection = status(world).reported.projection
    assert projection is not None
    assert (projection.days, projection.total) == (30, Decimal(18_250))


def test_quantities_without_conversion_give_no_rate(world: World) -> None:
    world.take(tanker("t", "3", "shipload"))
    assert status(world).observed.no_projection == (
        "no delivery has a quantity with a known conversion"
    )


def test_nothing_supplied_reaches_no_step(world: World) -> None:
    world.take(month("jan", "2019-01-01", "2019-01-31", 0))
    found = status(world).reported
    assert found.projection is not None
    assert found.projection.total == 0
    assert {step.projected_on for step in found.steps} == {None}


@pytest.mark.parametrize(
    ("amount", "at", "expected"),
    [
        ("100", 75, "2019-03-16"),
        ("75.000001", 75, "2019-04-10"),
        ("75", 75, "2019-04-10"),
        ("100", 100, "2019-04-11"),  # at the limit it is not passed; the day after, it is
        ("1", 75, None),
    ],
)
def test_a_step_is_reached_on_the_first_day_whose_end_brings_it(
    amount: str, at: int, expected: str | None
) -> None:
    projection = Projection(
        start=day("2019-01-01"),
        until=day("2020-01-01"),
        through=day("2019-04-10"),
        amount=Decimal(amount),
        of=Decimal(100),
    )
    assert projection.days == 100
    assert projection.day_of(at) == (None if expected is None else day(expected))


def test_figures_are_cut_and_never_rounded_up() -> None:
    third = Projection(
        day("2019-01-01"), day("2019-02-01"), day("2019-01-30"), Decimal(2), Decimal(3)
    )
    assert third.per_day == Decimal("0.066666")
    assert third.total == Decimal("2.066666")
    assert third.share == Decimal("68.888888")


# --- two measures, and a limit that leaves force within its window -------------------------------


def coal_report(event_id: str, tonnes: str, dollars: str) -> dict[str, Any]:
    return {
        "source": "committee",
        "event_id": event_id,
        "kind": "committee_report",
        "occurred_on": "2017-03-31",
        "commodity": "coal",
        "supplier_country": "CN",
        "period": {"from": "2017-01-01", "to": "2017-03-31"},
        "quantity": {"value": tonnes, "unit": "t"},
        "value": {"amount": dollars, "currency": "USD"},
    }


def test_a_limit_in_two_measures_is_two_rows_of_one_limit(world: World) -> None:
    world.take(coal_report("c", "2700000", "220000000"))
    found = Limits(world.store, shipped().book).of(COAL_LIMIT, day("2017-04-15"))
    assert [(one.id, one.measure, one.unit) for one in found] == [
        (COAL_LIMIT, "quantity", "t"),
        (COAL_LIMIT, "value", "USD"),
    ]
    assert [one.reported.total for one in found] == [Decimal(2_700_000), Decimal(220_000_000)]


def test_a_limit_that_leaves_force_is_projected_to_its_last_day(world: World) -> None:
    world.take(coal_report("c", "2700000", "220000000"))
    tonnes, dollars = Limits(world.store, shipped().book).of(COAL_LIMIT, day("2017-04-15"))
    assert (tonnes.until, tonnes.counts_until) == (day("2018-01-01"), day("2017-08-05"))
    assert tonnes.reported.projection is not None
    # 2 700 000 t in 90 days are 30 000 a day, and 1 January to 4 August are 216 days.
    assert tonnes.reported.projection.total == Decimal(6_480_000)
    # 75 % of 7 500 000 are 5 625 000: 187.5 days. 90 % would take 225.
    assert [step.projected_on for step in tonnes.reported.steps] == [
        day("2017-07-07"), None, None, None,
    ]  # fmt: skip
    assert dollars.reported.projection is not None


# --- the trail: what counts and what does not, and how the total came about ----------------------


def steps_of(found: Trail) -> list[tuple[What, int, int]]:
    return [(one.what, int(one.before), int(one.after)) for one in found.changes]


def trail(world: World, on: str = "2019-06-01") -> Trail:
    (found,) = Limits(world.store, shipped().book).trail(PETROLEUM_LIMIT, day(on))
    return found


def test_a_replaced_report_stays_with_what_replaced_it(world: World) -> None:
    world.take(petroleum("a", 100), petroleum("b", 70, reported_at="2019-05-01"))
    first, second = trail(world).items
    assert (first.fate, first.instead) == (Fate.REPLACED, EventKey("committee", "b"))
    assert (second.fate, second.instead) == (Fate.COUNTS, None)
    assert status(world).reported.not_counting == 1
    assert steps_of(trail(world)) == [
        (What.ADDED, 0, 100),
        (What.REPLACES, 100, 70),
    ]


def test_an_earlier_report_that_arrives_later_does_not_count(world: World) -> None:
    world.take(petroleum("b", 70, reported_at="2019-05-01"), petroleum("a", 100))
    assert steps_of(trail(world)) == [
        (What.ADDED, 0, 70),
        (What.NOT_COUNTED, 70, 70),
    ]


def test_a_correction_keeps_what_was_said_before(world: World) -> None:
    world.take(petroleum("a", 100), petroleum("x", 5, "2019-03-02"))
    world.take(petroleum("a", 80))
    found = trail(world)
    assert [(one.entry.version, one.fate) for one in found.items] == [
        (1, Fate.CORRECTED), (1, Fate.COUNTS), (2, Fate.COUNTS),
    ]  # fmt: skip
    assert found.changes[-1].version == 2
    assert steps_of(found)[-1] == (What.CORRECTED, 105, 85)


def test_a_correction_into_another_window_is_seen_in_both(world: World) -> None:
    world.take(petroleum("a", 100))
    world.take(petroleum("a", 100, "2020-03-01"))
    assert steps_of(trail(world)) == [
        (What.ADDED, 0, 100),
        (What.CORRECTED, 100, 0),
    ]
    assert [one.after for one in trail(world, "2020-06-01").changes] == [100]


def test_the_same_cargo_counts_once_and_the_other_sighting_is_shown(world: World) -> None:
    again = tanker("u", "240")
    again["relates_to"] = [{"event_id": "t", "as": "same_cargo"}]
    world.take(tanker("t", "250"), again)
    first, second = trail(world).items
    assert first.fate is Fate.COUNTS
    assert (second.fate, second.instead) == (Fate.SAME_CARGO, EventKey("tracking", "t"))


def test_a_quantity_without_conversion_is_shown_as_it_was_given(world: World) -> None:
    world.take(tanker("t", "3", "shipload"))
    (item,) = trail(world).items
    assert item.fate is Fate.UNKNOWN
    assert (item.delivery.given, item.delivery.amount, item.per_unit) == ("3 shipload", None, None)


def test_the_factor_is_worked_out_of_what_was_recorded(world: World) -> None:
    two_months_and_a_tanker(world)
    factors = {item.delivery.given: item.per_unit for item in trail(world).items}
    assert factors == {"60000 bbl": 1, "58000 bbl": 1, "3500 t": Decimal("7.46")}


def test_what_arrives_after_the_window_is_late(world: World) -> None:
    world.take(petroleum("a", 100))
    assert trail(world).items[0].is_late  # the clock stands in 2026
    world.take(petroleum("n", 100, "2026-03-01"))
    assert not trail(world, "2026-06-01").items[0].is_late


@pytest.mark.parametrize("limit_id", ["dprk.0000.00.none", "dprk.2371.08.coal-export"])
def test_what_is_no_limit_has_no_standing(world: World, limit_id: str) -> None:
    limits = Limits(world.store, shipped().book)
    assert limits.of(limit_id, day("2019-06-01")) == ()
    assert limits.trail(limit_id, day("2019-06-01")) == ()


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.lists(st.decimals("0", "1000000", places=6), min_size=1, max_size=8),
    days=st.integers(30, 365),
)
def test_the_projected_days_bracket_their_step(amounts: list[Decimal], days: int) -> None:
    start = day("2019-01-01")
    projection = Projection(
        start,
        day("2020-01-01"),
        start + timedelta(days - 1),
        sum(amounts, Decimal(0)),
        Decimal(500_000),
    )
    rate = Fraction(projection.amount) / days
    for at in (75, 90, 95, 100):
        needed = Fraction(500_000 * at, 100)
        found = projection.day_of(at)
        if found is None:
            assert rate * 365 <= needed if at == 100 else rate * 365 < needed
            continue
        number = (found - start).days + 1
        reached = (rate * number > needed) if at == 100 else rate * number >= needed
        before = (rate * (number - 1) > needed) if at == 100 else rate * (number - 1) >= needed
        assert (reached, before) == (True, False)
