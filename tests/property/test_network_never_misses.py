"""The network offers every rule that the judge finds, on random rules and events with gaps."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.builtin import builtin_events
from monitor.domain.event import check_event, read_json
from monitor.engine.facts import Sheet
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.pipeline import Engine
from monitor.rulebook.book import RuleBook
from monitor.rulebook.cases import EventCase, event_of
from monitor.rulebook.rule import Rule
from monitor.screening.index import ListIndex
from tests.property.strategies import events, rules

RULES_PER_EXAMPLE = 6


@settings(max_examples=60)
@given(data=st.data(), drawn=st.lists(events(), min_size=1, max_size=8))
def test_whatever_the_judge_finds_the_network_offered(
    book: RuleBook, lists: ListIndex, data: st.DataObject, drawn: list[Mapping[str, object]]
) -> None:
    made = tuple(data.draw(rules(number)) for number in range(RULES_PER_EXAMPLE))
    engine = Engine(replace(book, all_rules=made), lists)
    for plain in drawn:
        for rule in made:
            assert not _missed(engine, rule, plain)


@pytest.mark.parametrize("way", ["loading", "discharge"])
def test_goods_that_nobody_can_classify_are_offered_to_every_rule_on_goods(
    book: RuleBook, engine: Engine, way: str
) -> None:
    plain = {
        "source": "gaps",
        "event_id": "1",
        "kind": "shipment",
        "occurred_on": "2019-03-14",
        "goods": [{"description": "ZZQX-17"}],
        "route": {way: {"country": "KP"}},
    }
    event = check_event(plain, None).event
    assert engine.judge(event, MemoryHistory(), MemoryLedger()).undecided
    for rule in book.rules:
        assert not _missed(engine, rule, plain), rule.id


def _case_events(rule: Rule) -> Iterator[Mapping[str, object]]:
    for case in rule.tests:
        if isinstance(case, EventCase):
            yield event_of(rule, case)


def _missed(engine: Engine, rule: Rule, plain: Mapping[str, object]) -> list[str]:
    """Name the subjects that the judge has something to say of and the network left out."""
    event = check_event(plain, None).event
    prepared = engine.prepare(event, MemoryHistory())
    if not prepared.is_linked or event.kind not in rule.applies_to:
        return []
    enriched = engine.enriched(prepared)
    offered = {subject.path for subject in engine.offered(prepared, enriched).get(rule.id, ())}
    return [
        subject.path
        for subject in enriched.subjects[rule.for_each]
        if _speaks(engine, rule, Sheet(subject, enriched.shared), plain)
        and subject.path not in offered
    ]


def _speaks(engine: Engine, rule: Rule, sheet: Sheet, plain: Mapping[str, object]) -> bool:
    opinion = engine.opinion(rule, sheet, check_event(plain, None).event)
    return opinion.verdict is not None or opinion.because == "incomplete"


@settings(max_examples=300)
@given(plain=events())
def test_no_shipped_rule_is_missed_on_events_with_gaps(
    book: RuleBook, engine: Engine, plain: Mapping[str, object]
) -> None:
    for rule in book.rules:
        assert not _missed(engine, rule, plain), rule.id


@pytest.mark.parametrize("raw", list(builtin_events()))
def test_no_shipped_rule_is_missed_on_the_built_in_feed(
    book: RuleBook, engine: Engine, raw: bytes
) -> None:
    plain = read_json(raw)
    assert isinstance(plain, dict)
    for rule in book.rules:
        assert not _missed(engine, rule, plain), rule.id


def test_no_shipped_rule_is_missed_on_any_embedded_case(book: RuleBook, engine: Engine) -> None:
    for rule in book.rules:
        for plain in _case_events(rule):
            assert not _missed(engine, rule, plain), rule.id


@settings(max_examples=200)
@given(plain=events())
def test_an_event_without_link_or_candidate_is_silent_under_every_shipped_rule(
    book: RuleBook, engine: Engine, plain: Mapping[str, object]
) -> None:
    event = check_event(plain, None).event
    prepared = engine.prepare(event, MemoryHistory())
    if prepared.is_linked:
        return
    enriched = engine.enriched(prepared)
    for rule in book.rules:
        if rule.is_judged and event.kind in rule.applies_to:
            for subject in enriched.subjects[rule.for_each]:
                sheet = Sheet(subject, enriched.shared)
                assert not _speaks(engine, rule, sheet, plain), rule.id
