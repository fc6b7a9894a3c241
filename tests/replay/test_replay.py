from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from feeds.builtin import builtin_events
from monitor.bootstrap import Wiring
from monitor.rulebook.book import load_rulebook_from_files
from monitor.service.provenance import unpack_rulebook
from monitor.service.replay import Replay, counted_keys, known_rulebooks, limit_spans
from monitor.service.report import PAGE_EVENTS_MAX, ReplayHead, ReplayReport, page_of, write_report
from tests.replay.conftest import EditedRules
from tests.worlds import (
    COAL_RULE,
    PETROLEUM_LIMIT,
    Brittle,
    World,
    coal,
    coffee,
    day,
    petroleum,
    shipped,
)

FIRST, LAST = day("2000-01-01"), day("2026-12-31")
COAL_FILE = "dprk/2371-08-coal-export.yaml"


def replayed(
    world: World,
    wiring: Wiring | None = None,
    first: date = FIRST,
    last: date = LAST,
    engine: Any = None,
) -> dict[str, Any]:
    wiring = wiring or shipped()
    judges = engine or wiring.engine
    run = Replay(world.store, judges, wiring.book.rules, first, last)
    head = ReplayHead(
        first,
        last,
        judges.rulebook,
        wiring.book.version,
        judges.lists,
        wiring.lists_as_of,
        "0-test",
    )
    report = ReplayReport(head)
    for one in run.run():
        report.add(one)
    return report.to_json(run.context)


def figures(report: dict[str, Any]) -> dict[str, int]:
    return {**report["counts"]["findings"], "different": report["counts"]["different"]}


NOTHING = {"appear": 0, "vanish": 0, "change": 0, "reworded": 0, "different": 0}


def _edit(folder: Path, old: str, new: str) -> None:
    file = folder / COAL_FILE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def without_coal(folder: Path) -> None:
    """A draft is looked at by the checks and never judged."""
    _edit(folder, "status: live", "status: draft")


def coal_is_medium(folder: Path) -> None:
    _edit(folder, "{action: hold, level: critical}", "{action: hold, level: medium}")


def test_the_same_rulebook_finds_no_difference(world: World) -> None:
    world.take(*builtin_events())
    report = replayed(world)
    assert figures(report) == NOTHING
    assert report["counts"]["events"] == report["counts"]["same"] == 60
    assert report["events"] == []


def test_a_rule_that_is_gone_makes_its_findings_vanish(
    world: World, edited_rules: EditedRules
) -> None:
    world.take(coal("a"), coal("b"), coffee("c"))
    report = replayed(world, edited_rules(without_coal))
    assert figures(report)["vanish"] == 2
    assert [event["event_id"] for event in report["events"]] == ["a", "b"]
    assert report["events"][0]["vanishes"][0]["rule"] == COAL_RULE
    row = next(row for row in report["by_rule"] if row["rule"] == COAL_RULE)
    assert row["vanish"] == 2


def test_a_rule_that_is_new_makes_findings_appear(world: World, edited_rules: EditedRules) -> None:
    without = edited_rules(without_coal)
    earlier = world.restarted(without.engine, without.kept_for(without.book, without.lists))
    earlier.take(coal("a"))
    report = replayed(world)
    assert figures(report)["appear"] == 1
    assert report["events"][0]["appears"][0]["rule"] == COAL_RULE
    assert report["rulebooks_before"] == {without.book.digest: 1}


def test_another_level_is_a_change(world: World, edited_rules: EditedRules) -> None:
    world.take(coal("a"))
    report = replayed(world, edited_rules(coal_is_medium))
    assert figures(report) == {**NOTHING, "change": 1, "different": 1}
    (change,) = report["events"][0]["changes"]
    assert change["differs"] == ["level"]
    assert (change["before"]["level"], change["after"]["level"]) == ("critical", "medium")


def test_only_the_window_is_compared(world: World, edited_rules: EditedRules) -> None:
    world.take(
        coal("a", occurred_on="2019-03-13"),
        coal("b", occurred_on="2019-03-14"),
        coal("c", occurred_on="2019-03-15"),
    )
    report = replayed(world, edited_rules(coal_is_medium), day("2019-03-14"), day("2019-03-14"))
    assert report["counts"]["events"] == 1
    assert [event["event_id"] for event in report["events"]] == ["b"]


def test_deliveries_before_the_window_count_toward_its_limits(world: World) -> None:
    world.take(
        petroleum("a", 374_999, "2019-01-10"),
        petroleum("b", 1, "2019-06-10"),
        petroleum("c", 100_000, "2018-06-10"),
    )
    report = replayed(world, first=day("2019-06-01"), last=day("2019-06-30"))
    assert figures(report) == NOTHING
    assert report["counts"]["context_events"] == 1


def test_a_report_that_came_after_its_window_counts_too(world: World) -> None:
    late = petroleum(
        "late", 374_999, "2020-02-01", period={"from": "2019-01-01", "to": "2019-01-31"}
    )
    world.take(late, petroleum("b", 1, "2019-06-10"))
    report = replayed(world, first=day("2019-06-01"), last=day("2019-06-30"))
    assert figures(report) == NOTHING
    assert report["counts"]["context_events"] == 1


def test_corrected_events_are_judged_in_their_latest_version(world: World) -> None:
    world.take(petroleum("a", 400_000), petroleum("a", 5), petroleum("b", 5, "2019-04-01"))
    report = replayed(world)
    assert figures(report) == NOTHING
    assert report["counts"]["events"] == 2


def test_a_replay_changes_nothing_that_is_stored(world: World, edited_rules: EditedRules) -> None:
    world.take(*builtin_events())
    before = [(alert, world.store.alert_entries(alert.id)) for alert in world.alerts()]
    events = list(world.store.window(FIRST, LAST))
    replayed(world, edited_rules(without_coal))
    assert [(alert, world.store.alert_entries(alert.id)) for alert in world.alerts()] == before
    assert list(world.store.window(FIRST, LAST)) == events


def test_an_event_that_breaks_a_rule_is_named_and_the_rest_go_on(world: World) -> None:
    world.take(coal("a", notes="break"), coal("b"))
    report = replayed(world, engine=Brittle(shipped().engine))
    assert report["counts"]["could_not_be_judged"] == 1
    (event,) = report["events"]
    assert event["outcome"] == {"before": "flagged", "after": "unjudged"}
    assert "a rule broke" in event["error"]


def test_what_was_unjudged_and_is_judged_now_shows(world: World) -> None:
    world.restarted(Brittle(shipped().engine)).take(coal("a", notes="break"))
    report = replayed(world)
    assert report["outcomes"] == [{"before": "unjudged", "after": "flagged", "events": 1}]


def test_a_far_future_day_is_not_tested_again(world: World) -> None:
    world.take(coffee("a", occurred_on="2027-11-20"))
    report = replayed(world, last=day("2099-01-01"))
    assert figures(report) == NOTHING


def test_a_kept_rulebook_rebuilds_to_the_bit_and_judges_alike(world: World) -> None:
    world.take(coal("a"))
    assert known_rulebooks(world.store) == {shipped().book.digest}
    files = unpack_rulebook(world.store.blob(shipped().book.digest))
    assert files == dict(shipped().book.files)
    book = load_rulebook_from_files(files)
    assert book.digest == shipped().book.digest
    assert figures(replayed(world, engine=shipped().engine_for(book))) == NOTHING


def test_the_report_is_the_same_to_the_byte(
    world: World, edited_rules: EditedRules, tmp_path: Path
) -> None:
    world.take(*builtin_events())
    wiring = edited_rules(coal_is_medium)
    pages = [
        write_report(replayed(world, wiring), tmp_path / name) for name in ("one", "two", "one")
    ]
    contents = {tuple(page.read_bytes() for page in pair) for pair in pages}
    assert len(contents) == 1
    assert sorted(file.name for file in (tmp_path / "one").iterdir()) == [
        "report.html",
        "report.json",
    ]
    assert b"2026-11-22" not in pages[0][0].read_bytes().replace(b'"as_of"', b"")


def test_a_hostile_text_is_shown_and_does_nothing(world: World, edited_rules: EditedRules) -> None:
    hostile = '<script>alert("x")</script>\u202e'
    world.take(coal(hostile, vessel={"name": hostile, "flag": "TG"}))
    page = page_of(replayed(world, edited_rules(coal_is_medium)))
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert "\\u202e" in page


def test_a_page_shows_so_many_events_and_says_how_many_more() -> None:
    event = {
        "source": "s", "event_id": "e", "version": 1, "kind": "payment", "error": None,
        "occurred_on": "2019-01-01", "outcome": {"before": "clear", "after": "flagged"},
        "appears": [], "vanishes": [], "changes": [], "undecided": {"appears": [], "vanishes": []},
    }  # fmt: skip
    head = ReplayHead(FIRST, LAST, "sha256:a", "1", "sha256:b", FIRST, "0")
    body = {**ReplayReport(head).to_json(0), "events": [event] * (PAGE_EVENTS_MAX + 3)}
    assert "3 more events stand in" in page_of(body)


def test_the_windows_of_limits_are_found_whatever_turns_they_take() -> None:
    rules = [rule for rule in shipped().book.rules if rule.id == PETROLEUM_LIMIT]
    assert limit_spans(rules, day("2017-12-01"), day("2019-02-01")) == (
        (day("2017-10-01"), day("2018-01-01")),
        (day("2018-01-01"), day("2019-01-01")),
        (day("2019-01-01"), day("2020-01-01")),
    )
    assert limit_spans(rules, day("2001-01-01"), day("2002-01-01")) == ()


def test_only_events_that_a_window_counts_are_its_context(world: World) -> None:
    world.take(petroleum("a", 5, "2019-01-10"), petroleum("b", 5, "2018-01-10"))
    spans = ((day("2019-01-01"), day("2020-01-01")),)
    keys = counted_keys(world.store, shipped().book.rules, spans)
    assert [key.event_id for key in keys] == ["a"]


def test_the_report_is_plain_json(world: World, tmp_path: Path) -> None:
    world.take(coal("a"))
    json_file, html_file = write_report(replayed(world), tmp_path / "out")
    report = json.loads(json_file.read_bytes())
    assert report["object"] == "replay_report"
    assert report["counts"]["events"] == 1
    page = html_file.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "No event of the window is judged differently." in page
    assert "http://" not in page
    assert "https://" not in page
    shutil.rmtree(tmp_path / "out")
