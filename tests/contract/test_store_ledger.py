"""Totals: exact, one delivery a slot, one firing a step, and true again after corrections."""

from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from alerts.store import SqlStore
from monitor.domain.finding import Basis
from monitor.errors import StoreError
from tests.contract.records import (
    LIMIT,
    NEXT_YEAR,
    YEAR,
    accept,
    deliver,
    delivery,
    firing,
    keep_blobs,
    key,
    record,
    refused,
    total,
    version,
)

_limits = count()


def test_a_window_without_deliveries_sums_to_zero(store: SqlStore) -> None:
    assert total(store) == 0
    with store.unit() as unit:
        assert unit.counted(LIMIT, Basis.REPORTED, YEAR, "s1") is None
        assert unit.fired(LIMIT, Basis.REPORTED, YEAR) == frozenset()
        assert unit.slots_of(key()) == {}


def test_a_total_adds_what_counts_in_its_window_alone(store: SqlStore) -> None:
    deliver(store, key(1), delivery("100.5"), delivery("20", "s2", path="goods/1"))
    deliver(store, key(2), delivery("7", "s3"), delivery("3", "s4", basis=Basis.OBSERVED))
    deliver(store, key(3), delivery("900", "s5", start=NEXT_YEAR, until=date(2028, 1, 1)))
    deliver(store, key(4), delivery("900", "s6", limit_id="crude-oil"))
    assert total(store) == Decimal("127.5")
    assert total(store, Basis.OBSERVED) == 3
    assert total(store, start=NEXT_YEAR) == 900


def test_a_delivery_reads_back_as_it_was(store: SqlStore) -> None:
    given_ = delivery("12.3400", given="1.6 t", factor="7.7125", until=NEXT_YEAR)
    deliver(store, key(1), given_)
    with store.unit() as unit:
        assert unit.counted(LIMIT, Basis.REPORTED, YEAR, "s1") == given_
    assert store.deliveries(LIMIT) == [(key(1), given_, True)]
    assert store.deliveries("crude-oil") == []


def test_a_quantity_without_conversion_is_kept_and_adds_nothing(store: SqlStore) -> None:
    deliver(store, key(1), delivery(None, given="3 XYZ"), delivery("5", "s2"))
    assert total(store) == 5
    ((_, unknown, counts), _) = store.deliveries(LIMIT)
    assert (unknown.amount, counts) == (None, True)


def test_of_a_slot_the_highest_rank_counts_whatever_the_order(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10", rank="2026-02"))
    deliver(store, key(2), delivery("30", rank="2026-03"))
    deliver(store, key(3), delivery("20", rank="2026-01"))
    assert total(store) == 30
    assert [counts for _, _, counts in store.deliveries(LIMIT)] == [False, True, False]


def test_of_equal_ranks_the_later_arrival_counts(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10"))
    deliver(store, key(2), delivery("30"))
    assert total(store) == 30


def test_of_a_slot_one_counts_also_before_anything_is_sent(store: SqlStore) -> None:
    deliver(
        store,
        key(1),
        delivery("10", path="goods/0"),
        delivery("20", path="goods/1", rank="2"),
        delivery("30", path="goods/2"),
    )
    assert total(store) == 20
    assert [counts for _, _, counts in store.deliveries(LIMIT)] == [False, True, False]


def test_a_total_is_true_when_it_is_first_asked_for_after_adding(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10"), delivery("1", "s2", path="goods/1"))
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version(key(2))])
        made = (delivery("20"), delivery("5", basis=Basis.OBSERVED), delivery("30"))
        unit.add_judgements([record(key(2), deliveries=made, firings=(firing(90),))])
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 31
        assert unit.total(LIMIT, Basis.OBSERVED, YEAR) == 5
        assert unit.fired(LIMIT, Basis.REPORTED, YEAR) == {90}
    assert total(store) == 31


def test_a_unit_keeps_its_totals_true_while_it_adds(store: SqlStore) -> None:
    deliver(store, key(0), delivery("5", "s0"))
    with store.unit() as unit:
        keep_blobs(unit)
        seen = []
        for number, (slot, rank, amount) in enumerate(
            [("s1", "1", "10"), ("s1", "2", "20"), ("s1", "0", "99"), ("s0", "1", "6")], start=1
        ):
            made = delivery(amount, slot, rank=rank)
            unit.add_versions([version(key(number))])
            unit.add_judgements(
                [record(key(number), deliveries=(made,), firings=(firing(number),))]
            )
            counted = unit.counted(LIMIT, Basis.REPORTED, YEAR, slot)
            assert counted is not None
            fired = unit.fired(LIMIT, Basis.REPORTED, YEAR)
            seen.append(f"{unit.total(LIMIT, Basis.REPORTED, YEAR)} {counted.amount} {len(fired)}")
        assert seen == ["15 10 1", "25 20 2", "25 20 3", "26 6 4"]
    assert total(store) == 26


def test_firings_are_seen_before_and_after_they_are_sent(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version()])
        unit.add_judgements([record(firings=(firing(75), firing(90)))])
        assert unit.fired(LIMIT, Basis.REPORTED, YEAR) == {75, 90}
        assert unit.fired(LIMIT, Basis.OBSERVED, YEAR) == frozenset()
    with store.unit() as unit:
        assert unit.fired(LIMIT, Basis.REPORTED, YEAR) == {75, 90}


def test_a_step_fires_once_a_window_and_basis(store: SqlStore) -> None:
    deliver(store, key(1), firings=[firing(75)])
    deliver(store, key(2), firings=[firing(75, basis=Basis.OBSERVED), firing(75, start=NEXT_YEAR)])
    with pytest.raises(StoreError, match="refuses what would contradict"):
        deliver(store, key(3), firings=[firing(75)])


def test_a_retired_version_counts_no_more_and_the_next_best_does(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10", rank="1"), delivery("1", "other", path="goods/1"))
    deliver(store, key(2), delivery("20", rank="2"), firings=[firing(75)])
    deliver(store, key(3), delivery("30", rank="3"), firings=[firing(90)])
    with store.unit() as unit:
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 31
        unit.retire(key(3), 1)
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 21
        assert unit.fired(LIMIT, Basis.REPORTED, YEAR) == {75}
        counted = unit.counted(LIMIT, Basis.REPORTED, YEAR, "s1")
        assert counted is not None
        assert counted.amount == 20
        unit.retire(key(1), 1)
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 20
        unit.retire(key(2), 1)
        assert unit.counted(LIMIT, Basis.REPORTED, YEAR, "s1") is None
        unit.add_versions([version(key(3), 2)])
        unit.add_judgements([record(key(3), 2, deliveries=(delivery("8"),), firings=(firing(90),))])
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 8
    assert total(store) == 8
    assert [counts for _, _, counts in store.deliveries(LIMIT)] == [True]


def test_a_judgement_takes_the_place_of_the_one_before(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10"), delivery("1", "s2"), firings=[firing(75)])
    with store.unit() as unit:
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 11
        for amount in ("3", "4"):
            unit.add_judgements(
                [record(key(1), deliveries=(delivery(amount),), firings=(firing(75),))]
            )
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 4
        assert unit.fired(LIMIT, Basis.REPORTED, YEAR) == {75}
    assert total(store) == 4


def test_the_trail_keeps_what_counts_no_more_and_what_ended_it(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10", rank="1"))
    deliver(store, key(2), delivery("20", rank="2"), delivery("7", "s7", start=NEXT_YEAR))
    with store.unit() as unit:
        unit.retire(key(2), 1)
        unit.add_versions([version(key(2), 2)])
        unit.add_judgements([record(key(2), 2, deliveries=(delivery("8", rank="0"),))])
        unit.add_judgements([record(key(2), 2, deliveries=(delivery("9", rank="0"),))])
    first, old, once, again = store.ledger(LIMIT, YEAR)
    assert [(one.key, one.version, one.live, one.counts) for one in (first, old, once, again)] == [
        (key(1), 1, True, True),
        (key(2), 1, False, False),
        (key(2), 2, False, False),
        (key(2), 2, True, False),
    ]
    assert (old.ended_by, old.ended_by_version) == (once.judgement, 2)
    assert (once.ended_by, once.ended_by_version) == (again.judgement, 2)
    assert (first.ended_by, first.ended_at, again.ended_by) == (None, None, None)
    assert first.judgement < old.judgement < once.judgement < again.judgement
    assert old.ended_at == once.judged_at
    (next_year,) = store.ledger(LIMIT, NEXT_YEAR)
    assert (next_year.delivery.slot, next_year.live) == ("s7", False)
    assert store.ledger("crude-oil", YEAR) == []


def test_slots_of_an_event_are_those_of_its_live_deliveries(store: SqlStore) -> None:
    deliver(store, key(1), delivery("1", "s1"), delivery("2", "s2", path="goods/1"))
    with store.unit() as unit:
        assert unit.slots_of(key(1)) == {"goods/0": "s1", "goods/1": "s2"}
        unit.retire(key(1), 1)
        unit.add_versions([version(key(1), 2)])
        unit.add_judgements([record(key(1), 2, deliveries=(delivery("1", "s9"),))])
        assert unit.slots_of(key(1)) == {"goods/0": "s9"}


def test_only_a_stored_version_can_be_retired(store: SqlStore) -> None:
    with refused(store, "version 1 of event 'b-1' .* is not stored") as unit:
        unit.retire(key(), 1)


# --- exact sums --------------------------------------------------------------------------------

amounts = st.one_of(
    st.decimals("0", "1000", places=3),
    st.decimals("0", "9" * 15, allow_nan=False, allow_infinity=False, places=15),
    st.integers(0, 10**22).map(Decimal),
    st.sampled_from(["0.1", "0.000001", "0.0000001", "1E+21", "999999.999999", "1E-30"]).map(
        Decimal
    ),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(amounts, min_size=1, max_size=12), random=st.randoms(use_true_random=False))
def test_a_permutation_has_the_same_exact_total(
    store: SqlStore, chosen: list[Decimal], random: Random
) -> None:
    shuffled = random.sample(chosen, len(chosen))
    found = []
    for order in (chosen, shuffled):
        limit = f"limit-{next(_limits)}"
        made = [
            delivery(str(amount), f"s{number}", limit_id=limit)
            for number, amount in enumerate(order)
        ]
        with store.unit() as unit:
            keep_blobs(unit)
            half = len(made) // 2
            for number, some in enumerate((made[:half], made[half:])):
                of = key(f"{limit}-{number}")
                unit.add_versions([version(of)])
                unit.add_judgements([record(of, deliveries=tuple(some))])
                unit.total(limit, Basis.REPORTED, YEAR)
            inside = unit.total(limit, Basis.REPORTED, YEAR)
        with store.unit() as unit:
            found += [inside, unit.total(limit, Basis.REPORTED, YEAR)]
    assert {Fraction(value) for value in found} == {sum(map(Fraction, chosen))}


def test_a_step_that_floats_would_miss_is_reached(store: SqlStore) -> None:
    deliver(store, key(1), *(delivery("0.1", f"s{number}") for number in range(10)))
    assert total(store) == 1


def test_the_largest_quantities_do_not_overflow(store: SqlStore) -> None:
    largest = Decimal(10**22)
    deliver(store, key(1), *(delivery(str(largest), f"s{number}") for number in range(300)))
    assert total(store) == 300 * largest


@pytest.mark.parametrize("amount", ["1E+23", "-1", "NaN", "Infinity", "1E-999"])
def test_a_quantity_that_cannot_be_counted_exactly_is_refused(store: SqlStore, amount: str) -> None:
    with pytest.raises(StoreError, match="cannot be counted"):
        deliver(store, key(1), delivery(amount))


class Plain:
    """The same ledger as a list: what is live, and of each slot the highest rank, last come."""

    def __init__(self) -> None:
        self.live: list[tuple[int, str, str, Decimal]] = []
        self.versions: dict[int, int] = {}

    def total(self) -> Decimal:
        best: dict[str, tuple[str, int, Decimal]] = {}
        for place, (_, slot, rank, amount) in enumerate(self.live):
            best[slot] = max(best.get(slot, ("", -1, Decimal(0))), (rank, place, amount))
        return sum((amount for _, _, amount in best.values()), Decimal(0))


steps = st.lists(
    st.tuples(
        st.sampled_from(["accept", "correct", "judge again", "next unit"]),
        st.integers(0, 3),
        st.lists(
            st.tuples(st.sampled_from(["s1", "s2"]), st.sampled_from("123"), st.integers(0, 9)),
            max_size=3,
        ),
        st.booleans(),
    ),
    max_size=15,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_story_of_deliveries_counts_as_a_plain_list_does(
    store: SqlStore, steps: list[tuple[str, int, list[tuple[str, str, int]], bool]]
) -> None:
    limit, plain = f"limit-{next(_limits)}", Plain()
    with ExitStack() as stack:
        unit = stack.enter_context(store.unit())
        keep_blobs(unit)
        for action, event, brought, look in steps:
            number, of = plain.versions.get(event, 0), key(f"{limit}-{event}")
            if action == "next unit":
                stack.close()
                unit = stack.enter_context(store.unit())
            elif (number == 0) is (action == "accept"):
                if action == "correct":
                    unit.retire(of, number)
                if action != "judge again":
                    number += 1
                    unit.add_versions([version(of, number)])
                    plain.versions[event] = number
                made = tuple(
                    delivery(str(amount), slot, rank=rank, limit_id=limit)
                    for slot, rank, amount in brought
                )
                unit.add_judgements([record(of, number, deliveries=made)])
                plain.live = [item for item in plain.live if item[0] != event]
                plain.live += [(event, slot, rank, Decimal(n)) for slot, rank, n in brought]
            if look:
                assert unit.total(limit, Basis.REPORTED, YEAR) == plain.total()
    with store.unit() as unit:
        assert unit.total(limit, Basis.REPORTED, YEAR) == plain.total()
    assert store.resum() == []


# --- recounting --------------------------------------------------------------------------------


def _falsify(store: SqlStore, statement: str) -> None:
    engine = create_engine(store._engine.url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_recount_of_a_true_ledger_names_nothing(store: SqlStore) -> None:
    deliver(store, key(1), delivery("0.0000001"), delivery(None, "s2"))
    deliver(store, key(2), delivery("30", rank="0"))
    with store.unit() as unit:
        unit.retire(key(2), 1)
    assert store.resum() == []


def test_a_recount_repairs_what_counts_and_names_the_windows(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10"), delivery("5", "s2"))
    deliver(store, key(2), delivery("30", rank="2"))
    deliver(store, key(3), delivery("7", "s3", basis=Basis.OBSERVED))
    _falsify(store, "UPDATE deliveries SET counts = false WHERE basis = 'reported'")
    _falsify(store, "UPDATE deliveries SET counts = true WHERE amount = '10'")
    _falsify(store, "UPDATE deliveries SET live = false WHERE amount = '5'")
    assert total(store) == 10
    assert store.resum() == ["refined-petroleum reported 2026-01-01"]
    assert total(store) == 35
    assert store.resum() == []


def test_a_recount_knows_retired_versions_and_replaced_judgements(store: SqlStore) -> None:
    deliver(store, key(1), delivery("10"))
    deliver(store, key(2), delivery("30", "s2"))
    with store.unit() as unit:
        unit.retire(key(1), 1)
        unit.add_judgements([record(key(2), deliveries=(delivery("4", "s2"),))])
    _falsify(store, "UPDATE deliveries SET live = true")
    assert store.resum() == []
    ((_, left, counts),) = store.deliveries(LIMIT)
    assert (left.amount, counts) == (Decimal(4), True)


def test_a_delivery_that_is_refused_leaves_no_trace(store: SqlStore) -> None:
    with pytest.raises(StoreError):
        deliver(store, key(1), delivery("10"), delivery("1E+30", "s2"))
    accept(store, record(key(1)))
    assert store.deliveries(LIMIT) == []
