"""What must hold of every judgement, on random rules and events."""

from collections.abc import Iterator, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.event import check_event
from monitor.domain.event.kinds import Event
from monitor.domain.finding import Verdict
from monitor.engine.facts import Fact, Sheet, Subject
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.pipeline import Engine
from monitor.rulebook.rule import Rule
from tests.property.strategies import events, rules

ALARMING = frozenset({Verdict.PROHIBITED, Verdict.UNSETTLED, Verdict.INSPECT})


def sheets(engine: Engine, rule: Rule, event: Event) -> Iterator[Sheet]:
    enriched = engine.enriched(engine.prepare(event, MemoryHistory()))
    for subject in enriched.subjects[rule.for_each]:
        yield Sheet(subject, enriched.shared)


def without(sheet: Sheet, name: str) -> Sheet:
    own = {key: fact for key, fact in sheet.subject.facts.items() if key != name}
    shared = {key: fact for key, fact in sheet.shared.items() if key != name}
    return Sheet(Subject(sheet.subject.kind, sheet.subject.path, own), shared)


def weakened(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: fact._replace(certain=False) for name, fact in facts.items()}


@settings(max_examples=150)
@given(rule=rules(1), plain=events())
def test_taking_a_fact_away_never_turns_an_alarm_into_an_exemption(
    engine: Engine, rule: Rule, plain: Mapping[str, object]
) -> None:
    event = check_event(plain, None).event
    for sheet in sheets(engine, rule, event):
        if engine.opinion(rule, sheet, event).verdict not in ALARMING:
            continue
        for name in {**sheet.shared, **sheet.subject.facts}:
            if engine.book.vocab.fields[name].absent == "unknown":
                poorer = engine.opinion(rule, without(sheet, name), event)
                assert poorer.verdict is not Verdict.EXEMPTED, name


@settings(max_examples=150)
@given(rule=rules(1), plain=events())
def test_facts_that_are_only_possible_never_prohibit_and_never_exempt(
    engine: Engine, rule: Rule, plain: Mapping[str, object]
) -> None:
    event = check_event(plain, None).event
    for sheet in sheets(engine, rule, event):
        doubtful = Sheet(
            Subject(sheet.subject.kind, sheet.subject.path, weakened(sheet.subject.facts)),
            weakened(sheet.shared),
        )
        verdict = engine.opinion(rule, doubtful, event).verdict
        if _rests_on_values(rule):
            assert verdict in {None, Verdict.UNSETTLED, Verdict.INSPECT}


def _rests_on_values(rule: Rule) -> bool:
    """Tags carry their own grade and presence is never uncertain: leave such rules out."""
    blocks = [rule.clauses, *(e.claimed_when.clauses for e in rule.exemptions)]
    blocks.extend(e.granted_when.clauses for e in rule.exemptions)
    text = repr(blocks)
    return not any(word in text for word in ("Known(", "commodity", "text_tags"))


@settings(max_examples=100)
@given(plain=events(), data=st.data())
def test_judging_is_deterministic_and_blind_to_the_order_of_keys(
    engine: Engine, plain: Mapping[str, object], data: st.DataObject
) -> None:
    keys = data.draw(st.permutations(sorted(plain)))
    shuffled = {key: plain[key] for key in keys}
    first = engine.judge(check_event(plain, None).event, MemoryHistory(), MemoryLedger())
    again = engine.judge(check_event(shuffled, None).event, MemoryHistory(), MemoryLedger())
    assert first.to_json() == again.to_json()
