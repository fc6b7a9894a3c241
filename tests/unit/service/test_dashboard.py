from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.domain.alert import Alert, AlertState, Disposition
from monitor.domain.finding import Basis, Level
from monitor.domain.ports import AlertEntry
from monitor.domain.ports.figures import FeedPulse
from monitor.service.dashboard import HELD, Dashboard, interval
from monitor.service.limits import Limits
from monitor.service.rhythm import rhythm_of
from tests.contract.records import alert
from tests.worlds import COAL_RULE, NOW, PETROLEUM_LIMIT, TODAY, World, coal, petroleum, shipped


def dashboard_of(world: World) -> Dashboard:
    return Dashboard(world.store, Limits(world.store, shipped().book), world.clock, {})


def closed(number: int, disposition: Disposition, took: timedelta, **changes: Any) -> Alert:
    return replace(
        alert(number, opened_at=NOW - took, **changes),
        state=AlertState.CLOSED, disposition=disposition, reason="looked",
    )  # fmt: skip


def save(world: World, *alerts: Alert) -> None:
    entries = [AlertEntry(one.id, one.opened_at, "machine", "open", "") for one in alerts]
    entries += [AlertEntry(one.id, NOW, "us_1", "close", "") for one in alerts if not one.is_open]
    with world.store.unit() as unit:
        unit.save_alerts(alerts, [], entries)


def test_everything_is_counted_at_one_instant(world: World) -> None:
    world.take(coal("a"), coal("b", vessel={"name": "SYNTHETIC 2", "flag": "TG"}))
    save(
        world,
        closed(1, Disposition.FALSE_POSITIVE, timedelta(hours=2)),
        closed(2, Disposition.TRUE_MATCH, timedelta(hours=4)),
    )
    view = dashboard_of(world).overview(shipped().book, 30)
    waiting = len(world.alerts(open_only=True))
    assert view.waiting == sum(one.waiting for one in view.levels) == waiting
    assert view.states[AlertState.CLOSED] == 2
    assert sum(one.waiting for one in view.ages) == waiting
    paragraphs = {one.name: one for one in view.paragraphs}
    assert paragraphs["2371:8"].alerts == len(world.alerts(provision="2371:8"))
    assert [one.source for one in view.sources] == ["test"]
    (decided,) = view.decisions
    assert (decided.alerts, decided.median, decided.p90) == (2, 7_200, 14_400)
    (rule,) = view.rules
    assert (rule.rule, rule.decided, rule.false_positives, rule.is_small) == (COAL_RULE, 2, 1, True)
    assert view.coverage["watched"] > 100
    assert [feed.source for feed in view.feeds] == ["test"]


def test_the_backlog_is_walked_back_from_what_waits_now(world: World) -> None:
    day = timedelta(days=1)
    save(
        world,
        alert(1, opened_at=NOW - 5 * day),
        alert(2, opened_at=NOW - 2 * day),
        alert(3, opened_at=NOW),
        closed(4, Disposition.FALSE_POSITIVE, 3 * day),
    )
    view = dashboard_of(world).overview(shipped().book, 7)
    assert [count for _, count in view.backlog] == [0, 1, 1, 2, 3, 3, 3]
    assert view.backlog[-1][0] == TODAY


def test_a_count_is_given_again_for_a_short_while(world: World) -> None:
    dashboard = dashboard_of(world)
    before = dashboard.overview(shipped().book, 30)
    world.take(coal())
    assert dashboard.overview(shipped().book, 30) is before
    assert dashboard.overview(shipped().book, 90).waiting > before.waiting
    world.clock.move(HELD + timedelta(seconds=1))
    assert dashboard.overview(shipped().book, 30).waiting > before.waiting


def test_a_limit_grows_by_the_days_of_its_deliveries(world: World) -> None:
    world.take(petroleum("a", 125_000, "2026-02-01"), petroleum("b", 125_000, "2026-03-01"))
    view = dashboard_of(world).overview(shipped().book, 30)
    (course,) = (one for one in view.limits if one.id == PETROLEUM_LIMIT)
    assert [(day, int(share)) for day, share in course.courses[Basis.REPORTED]] == [
        (date(2026, 2, 1), 25),
        (date(2026, 3, 1), 50),
    ]
    assert course.courses[Basis.OBSERVED] == []


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Wilson's interval for 0 of 10 and for 5 of 10 as the method's textbooks give it.
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_a_rate_is_bounded(hits: int, of: int, low: float, high: float) -> None:
    found = interval(hits, of)
    assert math.isclose(found[0], low, abs_tol=0.0001)
    assert math.isclose(found[1], high, abs_tol=0.0001)


def pulse(*days: int) -> FeedPulse:
    found = {TODAY - timedelta(days=day): 5 for day in days}
    return FeedPulse("a", 5 * len(days), NOW, NOW - timedelta(days=min(days)), found)


def test_a_feed_is_silent_after_twice_its_usual_gap() -> None:
    daily = rhythm_of(pulse(*range(1, 20)), None)
    assert daily.expected == timedelta(days=2)
    assert not daily.is_silent(NOW + timedelta(days=1))
    assert daily.is_silent(NOW + timedelta(days=1, seconds=1))
    weekly = rhythm_of(pulse(*range(0, 70, 7)), None)
    assert (weekly.expected, weekly.words) == (
        timedelta(days=14),
        "every 14 days, as it used to send",
    )


def test_of_a_young_feed_nothing_is_expected_unless_somebody_said_so() -> None:
    young = rhythm_of(pulse(1, 2, 3), None)
    assert (young.expected, young.is_silent(NOW + timedelta(days=400))) == (None, False)
    told = rhythm_of(pulse(1), timedelta(hours=36))
    assert (told.words, told.is_silent(NOW + timedelta(hours=13))) == ("every 36 hours", True)


def test_open_alerts_are_parted_by_level_in_each_facet(world: World) -> None:
    save(world, alert(1, level=Level.CRITICAL), alert(2), alert(3))
    view = dashboard_of(world).overview(shipped().book, 30)
    (split,) = view.paragraphs
    assert (split.open[Level.CRITICAL], split.open[Level.HIGH], split.waiting) == (1, 2, 3)
