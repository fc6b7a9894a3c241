from __future__ import annotations

from typing import Any

from monitor.domain.ports import AlertFilter
from monitor.service.alerts import PAGE, alert_to_json, iter_alerts, show_alert
from tests.worlds import COAL_RULE, World, coal


def test_the_queue_is_read_page_by_page_and_each_alert_once(world: World) -> None:
    many = PAGE + 7
    world.take(*(coal(f"c{n}") for n in range(many)))
    found = list(iter_alerts(world.store, AlertFilter(rule=COAL_RULE)))
    assert len({alert.id for alert in found}) == len(found) == many
    assert len(list(iter_alerts(world.store, AlertFilter(rule=COAL_RULE), PAGE + 1))) == PAGE + 1


def test_one_alert_is_shown_with_findings_and_time_line(world: World) -> None:
    world.take(coal())
    (alert,) = world.alerts(rule=COAL_RULE)
    shown: Any = show_alert(world.store, alert.id)
    assert shown["id"] == alert.id
    (finding,) = shown["findings"]
    assert (finding["source"], finding["event_id"], finding["superseded"]) == (
        "test",
        "coal-1",
        False,
    )
    assert finding["finding"]["rule"] == COAL_RULE
    (entry,) = shown["timeline"]
    assert entry["action"] == "open"


def test_an_alert_that_is_not_there_is_none(world: World) -> None:
    assert show_alert(world.store, "al_nothing") is None


def test_the_public_shape_uses_plain_words(world: World) -> None:
    world.take(coal())
    (alert,) = world.alerts(rule=COAL_RULE)
    shown = alert_to_json(alert)
    assert (shown["object"], shown["state"], shown["level"]) == ("alert", "new", "critical")
    assert shown["opened_at"] == "2026-11-22T09:00:00+00:00"
