"""The figures agree with a plain count of what was put in, on both engines."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import Alert, AlertState, Disposition
from monitor.domain.finding import Basis, Level
from monitor.domain.ports import AlertEntry, AlertLink
from monitor.domain.ports.figures import DayFlow, LimitDay, SourceTally
from tests.contract.records import (
    LIMIT,
    NEXT_YEAR,
    NOW,
    YEAR,
    accept,
    alert,
    deliver,
    delivery,
    key,
    record,
)

HOUR = timedelta(hours=1)


def save(store: SqlStore, *alerts: Alert, entries: tuple[AlertEntry, ...] = ()) -> None:
    with store.unit() as unit:
        unit.save_alerts(alerts, [], entries)


def entry(alert_id: str, at: datetime, action: str) -> AlertEntry:
    return AlertEntry(alert_id, at, "us_1", action, "")


def closed(number: int, took: timedelta, **changes: object) -> tuple[Alert, AlertEntry]:
    """An alert that a person closed after some time."""
    made = replace(
        alert(number, opened_at=NOW - took),
        state=AlertState.CLOSED,
        disposition=Disposition.FALSE_POSITIVE,
        reason="another ship",
        **changes,  # type: ignore[arg-type]
    )
    return made, entry(made.id, NOW, "close")


def test_alerts_are_counted_by_all_that_they_share(store: SqlStore) -> None:
    made = [
        alert(1),
        alert(2),
        alert(3, level=Level.LOW),
        alert(4, provisions=("2397:7", "2397:8"), rule="other"),
        alert(5, overdue=True),
        closed(6, HOUR)[0],
    ]
    save(store, *made)
    found = store.figures.alerts()
    plain = Counter(
        (one.rule, one.provisions, one.level, one.state, one.disposition, one.overdue)
        for one in made
    )
    assert {
        (one.rule, one.provisions, one.level, one.state, one.disposition, one.overdue): one.alerts
        for one in found
    } == plain
    assert sum(one.alerts for one in found) == len(made)


def test_open_alerts_are_counted_by_level_and_age(store: SqlStore) -> None:
    ages = (timedelta(0), HOUR, 5 * HOUR, 30 * HOUR, timedelta(days=400))
    save(store, *(alert(n, opened_at=NOW - age) for n, age in enumerate(ages)))
    save(store, closed(9, HOUR)[0], alert(10, level=Level.LOW, opened_at=NOW - HOUR))
    bounds = [NOW - 4 * HOUR, NOW - 24 * HOUR, NOW - timedelta(days=30)]
    found = store.figures.ages(bounds)
    assert found[Level.HIGH] == [2, 1, 1, 1]
    assert found[Level.LOW] == [1, 0, 0, 0]
    assert found[Level.CRITICAL] == [0, 0, 0, 0]


def test_an_alert_of_two_sources_counts_for_both_and_once_for_each(store: SqlStore) -> None:
    one, two = key(1, "customs-ru"), key(2, "bank")
    accept(store, record(one), record(two), record(key(3, "bank")))
    links = [
        AlertLink("al_0001", one, 1, -1),
        AlertLink("al_0001", two, 1, -1),
        AlertLink("al_0001", key(3, "bank"), 1, -1),
        AlertLink("al_0002", two, 1, -1),
    ]
    with store.unit() as unit:
        unit.save_alerts([alert(1), closed(2, HOUR)[0]], links, [])
    assert store.figures.sources() == [
        SourceTally("bank", open=1, alerts=2),
        SourceTally("customs-ru", open=1, alerts=1),
    ]


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11])
def test_times_to_decide_are_those_of_the_alerts_at_the_ranks(store: SqlStore, count: int) -> None:
    times = [timedelta(seconds=100 * n) for n in range(1, count + 1)]
    for n, took in enumerate(times):
        save(store, closed(n, took)[0], entries=(closed(n, took)[1],))
    (found,) = store.figures.decision_times(NOW - HOUR)
    assert (found.level, found.alerts) == (Level.HIGH, count)
    assert found.median == 100 * ((count + 1) // 2)
    assert found.p90 == 100 * ((9 * count + 9) // 10)


def test_the_last_closing_counts_and_an_open_alert_does_not(store: SqlStore) -> None:
    again, last = closed(1, 10 * HOUR)
    first = entry(again.id, NOW - 9 * HOUR, "close")
    reopened = entry(again.id, NOW - 8 * HOUR, "reopen")
    save(store, again, entries=(first, reopened, last))
    open_again = alert(2, opened_at=NOW - HOUR)
    save(store, open_again, entries=(entry(open_again.id, NOW, "close"),))
    old, _ = closed(3, 100 * HOUR)
    save(store, old, entries=(entry(old.id, NOW - 50 * HOUR, "close"),))
    (found,) = store.figures.decision_times(NOW - 24 * HOUR)
    assert (found.alerts, found.median, found.p90) == (1, 36_000, 36_000)


def test_the_flow_of_a_day_is_that_of_the_day_in_utc(store: SqlStore) -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    made = [
        alert(1, opened_at=midnight - timedelta(seconds=1)),
        alert(2, opened_at=midnight),
        alert(3, opened_at=midnight + 23 * HOUR),
    ]
    entries = (
        entry("al_0001", midnight, "close"),
        entry("al_0001", midnight + HOUR, "reopen"),
        entry("al_0002", midnight + 25 * HOUR, "close"),
        entry("al_0002", midnight + 25 * HOUR, "join"),
    )
    save(store, *made, entries=entries)
    day = midnight.date()
    assert store.figures.flow(day) == [
        DayFlow(day, opened=2, closed=1, reopened=1),
        DayFlow(day + timedelta(days=1), opened=0, closed=1, reopened=0),
    ]
    assert store.figures.flow(day - timedelta(days=1))[0] == DayFlow(
        day - timedelta(days=1), opened=1, closed=0, reopened=0
    )


def test_feeds_are_told_the_same_before_and_after_they_are_counted(store: SqlStore) -> None:
    accept(store, record(key(1)), received_at=NOW - timedelta(days=40))
    accept(store, record(key(2)), received_at=NOW - HOUR)
    assert store.figures.count_feeds() == 2
    accept(store, record(key(3)), record(key(1, "bank")), received_at=NOW)
    accept(store, record(key(1), 2), received_at=NOW)
    before = store.figures.feeds(NOW.date())
    assert store.figures.count_feeds() == 3
    assert store.figures.count_feeds() == 0
    assert store.figures.feeds(NOW.date()) == before
    bank, customs = before
    assert (bank.source, bank.events, bank.first_at, bank.days) == ("bank", 1, NOW, {NOW.date(): 1})
    assert (customs.events, customs.first_at) == (4, NOW - timedelta(days=40))
    assert (customs.last_at, customs.days) == (NOW, {NOW.date(): 3})


def test_a_limit_is_summed_by_day_without_loss(store: SqlStore) -> None:
    march, may = date(2026, 3, 14), date(2026, 5, 1)
    deliver(store, key(1), delivery("0.1", "a"), delivery("0.2", "b"))
    deliver(store, key(2), delivery("0.0000001234", "c", day=may), delivery(None, "d", day=may))
    deliver(store, key(3), delivery("7", "e", basis=Basis.OBSERVED, day=may))
    deliver(store, key(4), delivery("9", "a", rank="0"))
    deliver(store, key(5), delivery("5", "f", start=NEXT_YEAR))
    assert store.figures.limit_days(LIMIT, YEAR) == [
        LimitDay(Basis.REPORTED, march, Decimal("0.3")),
        LimitDay(Basis.OBSERVED, may, Decimal(7)),
        LimitDay(Basis.REPORTED, may, Decimal("0.0000001234")),
    ]
    assert store.figures.limit_days("another", YEAR) == []
