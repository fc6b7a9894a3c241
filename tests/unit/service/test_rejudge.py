from __future__ import annotations

from monitor.domain.ports import EventKey
from monitor.service.alerting import UNJUDGED_RULE
from monitor.service.rejudge import REJUDGED, rejudge_unjudged
from tests.worlds import COAL_RULE, Brittle, World, coal, petroleum


def mended(world: World) -> World:
    assert isinstance(world.engine, Brittle)
    world.engine.is_mended = True
    return world


def actions(world: World) -> list[str]:
    (alert,) = world.alerts(rule=UNJUDGED_RULE)
    return [entry.action for entry in world.store.alert_entries(alert.id)]


def test_what_could_not_be_judged_is_judged_once_it_can_be(brittle: World) -> None:
    brittle.take(coal("a", notes="break"), coal("b"))
    assert rejudge_unjudged(mended(brittle).ingest) == 1
    (stored,) = brittle.store.event_versions(EventKey("test", "a"))
    assert stored.error is None
    assert stored.judgement is not None
    assert stored.judgement["outcome"] == "flagged"
    assert len(brittle.alerts(rule=COAL_RULE)) == 2
    assert actions(brittle) == ["open", REJUDGED]


def test_what_still_fails_is_not_tried_again_and_again(brittle: World) -> None:
    brittle.take(coal("a", notes="break"))
    assert rejudge_unjudged(brittle.ingest) == 0
    assert rejudge_unjudged(brittle.ingest) == 0
    assert actions(brittle) == ["open", REJUDGED]
    assert rejudge_unjudged(mended(brittle).ingest) == 0
    assert rejudge_unjudged(brittle.ingest, again=True) == 1


def test_a_new_failure_brings_another_try(brittle: World) -> None:
    brittle.take(coal("a", notes="break"))
    rejudge_unjudged(brittle.ingest)
    brittle.take(coal("b", notes="break"))
    assert rejudge_unjudged(mended(brittle).ingest) == 2


def test_nothing_to_do_writes_nothing(brittle: World) -> None:
    brittle.take(coal())
    assert rejudge_unjudged(brittle.ingest, again=True) == 0
    assert not brittle.alerts(rule=UNJUDGED_RULE)


def test_a_delivery_judged_late_counts(brittle: World) -> None:
    brittle.take(petroleum("a", 374_999, notes="break"), petroleum("b", 1, "2019-03-02"))
    rejudge_unjudged(mended(brittle).ingest)
    brittle.take(petroleum("c", 1, "2019-03-03"))
    steps = [alert for alert in brittle.alerts() if alert.verdict.value == "limit"]
    assert len(steps) == 1


def test_an_older_version_is_left_alone(brittle: World) -> None:
    brittle.take(coal("a", notes="break"), coal("a"))
    assert rejudge_unjudged(mended(brittle).ingest, again=True) == 0
