"""The built-in feed keeps the contract and says of each event what it teaches."""

from collections import Counter
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from feeds.builtin import EXPECTED, builtin_events
from monitor.domain.event import Event, parse_event

OUTCOMES = {"flagged", "clear", "incomplete"}
VERDICTS = {"prohibited", "unsettled", "exempted", "limit", "inspect"}
KEYS = {"event", "outcome", "paragraphs", "verdicts", "steps", "exempted", "forbid", "why"}


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return [parse_event(raw, date(2026, 11, 22)).event for raw in builtin_events()]


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    text = (files("feeds.builtin") / EXPECTED).read_text(encoding="utf-8")
    content: list[dict[str, Any]] = yaml.safe_load(text)
    return content


def test_every_kind_is_there_and_the_feed_is_no_toy(events: list[Event]) -> None:
    kinds = Counter(event.kind for event in events)
    assert set(kinds) == {
        "shipment", "payment", "vessel_activity", "engagement", "committee_report",
    }  # fmt: skip
    assert 48 <= len(events) <= 60


def test_every_event_has_one_id_and_says_what_it_is_based_on(events: list[Event]) -> None:
    assert len({(event.source, event.event_id) for event in events}) == len(events)
    assert all(event.extensions and event.extensions.get("basis") for event in events)


def test_events_stand_in_the_order_of_their_days(events: list[Event]) -> None:
    days = [event.occurred_on for event in events]
    assert days == sorted(days)


def test_each_event_has_one_expectation_in_the_same_order(
    events: list[Event], expected: list[dict[str, Any]]
) -> None:
    named = [each["event"] for each in expected]
    assert named == [f"{event.source}/{event.event_id}" for event in events]


def test_expectations_use_known_words(expected: list[dict[str, Any]]) -> None:
    for each in expected:
        assert set(each) <= KEYS, each["event"]
        assert each["why"].endswith("."), each["event"]
        outcomes = each["outcome"] if isinstance(each["outcome"], list) else [each["outcome"]]
        assert set(outcomes) <= OUTCOMES, each["event"]
        assert set(each.get("verdicts", ())) <= VERDICTS, each["event"]
        assert outcomes != ["flagged"] or each.get("paragraphs"), each["event"]


def test_lawful_events_are_a_good_part(expected: list[dict[str, Any]]) -> None:
    clear = [each for each in expected if each["outcome"] == "clear"]
    assert len(clear) >= len(expected) // 4
