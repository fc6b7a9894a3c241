"""The compiled reading of conditions gives what the plain one gives, on every fact and rule."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings

from feeds.builtin import builtin_events
from monitor.domain.event import check_event, parse_event
from monitor.domain.event.kinds import Event
from monitor.engine.facts import Fact, Sheet, Subject
from monitor.engine.ledger import MemoryHistory
from monitor.engine.pipeline import Engine
from monitor.engine.reading import Reader
from monitor.rulebook.book import RuleBook
from monitor.rulebook.cases import EventCase, event_of
from monitor.rulebook.clauses import Block
from monitor.rulebook.rule import Rule
from tests.plain_reading import PlainReader
from tests.property.strategies import events, rules


@pytest.fixture(scope="module")
def compiled(engine: Engine) -> Reader:
    return Reader(
        engine._absent_is_none, engine.book.vocab.members, engine._place_holds, engine._is_of_event
    )


@pytest.fixture(scope="module")
def plain(engine: Engine) -> PlainReader:
    return PlainReader(engine._absent_is_none, engine.book.vocab.members, engine._place_holds)


def blocks(rule: Rule) -> Iterator[Block]:
    yield rule.match
    yield Block(rule.clauses, rule.anchor)
    for exemption in rule.exemptions:
        yield exemption.claimed_when
        yield exemption.granted_when


def sheets(engine: Engine, event: Event, kind: str) -> Iterator[Sheet]:
    """Give the sheets of one kind of subject, as they are and with every value only possible."""
    enriched = engine.enriched(engine.prepare(event, MemoryHistory()))
    for subject in enriched.subjects[kind]:
        yield enriched.sheet(subject)
        yield Sheet(
            Subject(subject.kind, subject.path, doubted(subject.facts)), doubted(enriched.shared)
        )


def doubted(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: fact._replace(certain=False) for name, fact in facts.items()}


def differing(
    engine: Engine, compiled: Reader, plain: PlainReader, rule: Rule, event: Event
) -> list[str]:
    """Name what the two read differently of one rule; each sheet is read twice, for the memos."""
    found = []
    for sheet in sheets(engine, event, rule.for_each):
        for block in blocks(rule):
            answer = compiled.condition(block.condition, block.clauses)
            expected = plain.condition(block.condition, block.clauses, sheet)
            if [tuple(answer(sheet)) for _again in range(2)] != [tuple(expected)] * 2:
                found.append(f"{rule.id} {sheet.subject.path} {block.condition}")
            for name, clause in block.clauses.items():
                if tuple(compiled.clause(clause)(sheet).reading) != tuple(
                    plain.clause(clause, sheet)
                ):
                    found.append(f"{rule.id} {sheet.subject.path} clause {name}")
    return found


@settings(max_examples=300)
@given(rule=rules(1), given_event=events())
def test_random_rules_are_read_alike(
    engine: Engine,
    compiled: Reader,
    plain: PlainReader,
    rule: Rule,
    given_event: Mapping[str, object],
) -> None:
    event = check_event(given_event, None).event
    assert not differing(engine, compiled, plain, rule, event)


def test_shipped_rules_are_read_alike_on_their_own_cases(
    book: RuleBook, engine: Engine, compiled: Reader, plain: PlainReader
) -> None:
    for rule in book.rules:
        for case in rule.tests:
            if isinstance(case, EventCase):
                event = check_event(event_of(rule, case), None).event
                assert not differing(engine, compiled, plain, rule, event)


@pytest.mark.parametrize("raw", list(builtin_events()))
def test_shipped_rules_are_read_alike_on_the_built_in_feed(
    book: RuleBook, engine: Engine, compiled: Reader, plain: PlainReader, raw: bytes
) -> None:
    event = parse_event(raw, None).event
    for rule in book.rules:
        if event.kind in rule.applies_to:
            assert not differing(engine, compiled, plain, rule, event)
