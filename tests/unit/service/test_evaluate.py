from __future__ import annotations

import json
from typing import Any

from feeds.builtin import builtin_events
from monitor.domain.ports import EventKey
from monitor.service.evaluate import evaluate
from monitor.service.judging import Judges
from tests.hostile_inputs import HOSTILE
from tests.worlds import TODAY, Brittle, World, coal, coffee, lines, petroleum, shipped


def results(*events: Any, engine: Judges | None = None) -> list[dict[str, Any]]:
    found = evaluate(lines(events), engine or shipped().engine, TODAY)
    return [json.loads(line) for line in found]


def steps_of(result: dict[str, Any]) -> list[str]:
    return [each["limit"]["step"] for each in result["findings"] if each["verdict"] == "limit"]


def test_each_event_gives_one_result_in_order() -> None:
    found = results(coffee("a"), b"{", coal("b"), coffee("c"))
    assert [each["event_id"] for each in found] == ["a", None, "b", "c"]
    assert [each["outcome"] for each in found] == ["clear", "rejected", "flagged", "clear"]
    assert found[1]["line"] == 2


def test_a_result_names_the_rulebook_and_the_lists() -> None:
    (found,) = results(coffee())
    assert found["rulebook"] == shipped().engine.rulebook
    assert found["lists"] == shipped().engine.lists


def test_a_duplicate_gets_the_first_answer_again_and_counts_once() -> None:
    first, again, other = results(
        petroleum("a", 374_999), petroleum("a", 374_999), petroleum("b", 1, "2019-03-02")
    )
    assert again == {**first, "duplicate": True}
    assert "duplicate" not in first
    assert steps_of(other) == ["75"]


def test_a_duplicate_of_a_flagged_event_brings_its_findings() -> None:
    first, _, again = results(coal("a"), coffee("b"), coal("a"))
    assert again["findings"] == first["findings"]
    assert again["duplicate"] is True


def test_other_content_replaces_what_counted() -> None:
    found = results(
        petroleum("a", 400_000), petroleum("a", 1), petroleum("b", 374_998, "2019-03-02"),
        petroleum("c", 1, "2019-03-03"),
    )  # fmt: skip
    assert steps_of(found[0]) == ["75"]
    assert [steps_of(each) for each in found[1:]] == [[], [], ["75"]]
    assert "duplicate" not in found[1]


def test_going_back_to_the_first_content_is_a_correction_too() -> None:
    found = results(petroleum("a", 400_000), petroleum("a", 1), petroleum("a", 400_000))
    assert [steps_of(each) for each in found] == [["75"], [], ["75"]]
    assert all("duplicate" not in each for each in found)


def test_what_the_rulebook_refuses_does_not_replace_anything() -> None:
    turn = {"from": "2018-12-31", "to": "2019-01-01"}
    found = results(
        petroleum("a", 374_999), petroleum("a", 1, period=turn), petroleum("b", 1, "2019-03-02")
    )
    assert found[1]["outcome"] == "rejected"
    assert found[1]["errors"][0]["path"] == "period"
    assert steps_of(found[2]) == ["75"]


def test_an_event_that_cannot_be_judged_says_so_and_the_rest_go_on() -> None:
    engine = Brittle(shipped().engine)
    found = results(
        coal("a", notes="break"), coal("b"), coal("a", notes="break"),
        coal("c", notes="break while checking"), engine=engine,
    )  # fmt: skip
    assert [each["outcome"] for each in found] == ["unjudged", "flagged", "unjudged", "unjudged"]
    assert "a rule broke" in found[0]["errors"][0]["message"]
    assert found[2]["duplicate"] is True


def test_every_hostile_input_is_answered_in_its_place() -> None:
    mixed: list[Any] = []
    for number, bad in enumerate(HOSTILE):
        mixed += [bad.raw, coffee(f"good-{number}")]
    found = results(*mixed)
    assert [each["outcome"] for each in found] == ["rejected", "clear"] * len(HOSTILE)
    for bad, answer in zip(HOSTILE, found[::2], strict=True):
        assert answer["errors"], bad.name
        assert {"path", "message"} == set(answer["errors"][0])


def test_nothing_in_gives_nothing_out() -> None:
    assert results() == []


def test_evaluate_and_ingest_say_the_same(world: World) -> None:
    events = list(builtin_events())
    said = results(*events)
    world.take(*events)
    for result in said:
        (stored,) = world.store.event_versions(EventKey(result["source"], result["event_id"]))
        assert stored.judgement == result
