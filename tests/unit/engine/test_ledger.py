"""The ledger in memory counts each cargo once, in any order, and forgets what is retired."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.finding import Basis, Delivery, Firing, Judgement, Outcome
from monitor.domain.ports import EventKey
from monitor.engine.ledger import MemoryLedger

START = date(2019, 1, 1)
LIMIT = "dprk.2397.05.refined-petroleum-limit"


def delivery(slot: str, amount: str, rank: str = "1") -> Delivery:
    return Delivery(
        limit_id=LIMIT,
        basis=Basis.OBSERVED,
        start=START,
        until=date(2020, 1, 1),
        day=date(2019, 3, 1),
        slot=slot,
        rank=rank,
        path="goods/0",
        amount=Decimal(amount),
        unit="barrel",
        given=f"{amount} bbl",
        factor="as_reported",
    )


def judgement(*deliveries: Delivery, firings: tuple[Firing, ...] = ()) -> Judgement:
    return Judgement(
        "feed", "x", Outcome.CLEAR, (), (), (), "sha256:a", "sha256:b", deliveries, firings
    )


def total(ledger: MemoryLedger) -> Decimal:
    return ledger.total(LIMIT, Basis.OBSERVED, START)


@given(st.permutations([("a", "10"), ("b", "2.5"), ("c", "0.000001"), ("d", "375000")]))
def test_the_order_of_deliveries_does_not_change_the_total(order: list[tuple[str, str]]) -> None:
    ledger = MemoryLedger()
    for slot, amount in order:
        ledger.accept(EventKey("feed", slot), judgement(delivery(slot, amount)))
    assert total(ledger) == Decimal("375012.500001")


def test_of_one_slot_only_the_highest_rank_counts() -> None:
    ledger = MemoryLedger()
    ledger.accept(EventKey("feed", "1"), judgement(delivery("cargo", "100", "2")))
    ledger.accept(EventKey("feed", "2"), judgement(delivery("cargo", "90", "1")))
    assert total(ledger) == 100


def test_of_equal_ranks_the_later_arrival_counts() -> None:
    ledger = MemoryLedger()
    ledger.accept(EventKey("feed", "1"), judgement(delivery("report", "100", "1")))
    ledger.accept(EventKey("feed", "2"), judgement(delivery("report", "90", "1")))
    assert total(ledger) == 90


def test_a_retired_event_stops_counting_and_what_it_replaced_counts_again() -> None:
    ledger = MemoryLedger()
    ledger.accept(EventKey("feed", "1"), judgement(delivery("cargo", "90", "1")))
    step = Firing(LIMIT, Basis.OBSERVED, START, 75)
    ledger.accept(EventKey("feed", "2"), judgement(delivery("cargo", "100", "2"), firings=(step,)))
    assert ledger.fired(LIMIT, Basis.OBSERVED, START) == {75}
    ledger.retire(EventKey("feed", "2"))
    assert total(ledger) == 90
    assert ledger.fired(LIMIT, Basis.OBSERVED, START) == frozenset()


def test_an_amount_without_known_conversion_adds_nothing_and_keeps_its_slot() -> None:
    ledger = MemoryLedger()
    unknown = replace(delivery("cargo", "5"), amount=None)
    ledger.accept(EventKey("feed", "1"), judgement(unknown))
    assert total(ledger) == 0
    assert ledger.slots_of(EventKey("feed", "1")) == {"goods/0": "cargo"}
