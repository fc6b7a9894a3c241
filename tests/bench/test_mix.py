import json
from datetime import date
from pathlib import Path

import pytest

from monitor.bootstrap import Wiring
from monitor.domain.event import parse_event
from monitor.rulebook.book import load_rulebook
from monitor.settings import Settings
from tests.bench.mix import Mix
from tests.bench.rulebooks import make_rulebook

EVENTS = 600
INTAKE_ON = date(2026, 11, 22)


def test_equal_mixes_give_equal_streams() -> None:
    assert list(Mix().events(50)) == list(Mix().events(50))
    assert list(Mix(seed=1).events(50)) != list(Mix(seed=2).events(50))


def test_every_event_keeps_to_the_contract() -> None:
    for event in Mix().events(EVENTS):
        parse_event(json.dumps(event).encode(), INTAKE_ON)


def test_ordinary_events_have_four_parties_and_two_goods_lines() -> None:
    for event in Mix(linked_every=0).events(EVENTS):
        assert len(event["parties"]) == 4
        assert len(event.get("goods", "ab")) == 2


def test_no_name_and_no_hull_comes_twice_in_ordinary_trade() -> None:
    events = list(Mix(linked_every=0).events(EVENTS))
    names = [party["name"] for event in events for party in event["parties"]]
    hulls = [event["vessel"]["imo"] for event in events if "vessel" in event]
    assert len(set(names)) == len(names)
    assert len(set(hulls)) == len(hulls)


def test_a_tenth_has_a_link_and_the_rest_has_none(tmp_path: Path) -> None:
    wiring = Wiring(Settings(data=tmp_path))
    engine, history = wiring.engine, _NoHistory()
    linked = [
        engine.prepare(parse_event(json.dumps(event).encode(), INTAKE_ON).event, history).is_linked
        for event in Mix().events(EVENTS)
    ]
    assert all(linked[9::10])
    assert sum(linked) == EVENTS // 10


@pytest.mark.parametrize("size", [3, 60])
def test_a_rulebook_has_exactly_as_many_rules_as_were_asked_for(tmp_path: Path, size: int) -> None:
    book = load_rulebook(make_rulebook(tmp_path / "rules", size))
    assert len(book.rules) == size
    assert len({rule.logic for rule in book.rules}) == size


class _NoHistory:
    def sightings(self, imo: str, before: date) -> tuple[()]:
        return ()
