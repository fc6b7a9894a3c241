from __future__ import annotations

from decimal import Decimal

from monitor.service.limits import Limits, LimitStatus
from tests.worlds import PETROLEUM_LIMIT, World, day, petroleum, shipped


def status(world: World, on: str = "2019-06-01") -> LimitStatus:
    found = Limits(world.store, shipped().book).on(day(on))
    return next(one for one in found if one.id == PETROLEUM_LIMIT)


def tanker(event_id: str, barrels: str, unit: str = "bbl") -> dict[str, object]:
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
    assert found.reported.to_json() == {
        "total": "0",
        "share_percent": "0",
        "remaining": "500000",
        "next_step": 75,
        "incomplete": False,
        "incomplete_deliveries": 0,
        "deliveries": 0,
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
