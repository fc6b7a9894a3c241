"""Lawful trade passes without an alert, family by family; plain violations do not."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.event import parse_event
from monitor.domain.finding import Judgement, Outcome
from monitor.domain.ports import EventKey
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.pipeline import Engine
from tests.golden.benign.corpus import FAMILIES, corpus
from tests.golden.benign.kit import Family
from tests.golden.benign.violations import violations

KNOWN = Path(__file__).parent / "benign" / "known_false_positives.csv"
FLAGGED_MAX, INCOMPLETE_MAX = 0.01, 0.02


@dataclass
class Row:
    """What was said of the events of one family."""

    family: Family
    events: int = 0
    flagged: list[tuple[str, str]] = field(default_factory=list)
    incomplete: list[tuple[str, str]] = field(default_factory=list)
    alarms: Counter[str] = field(default_factory=Counter)

    def add(self, judgement: Judgement) -> None:
        """Note the outcome of one event."""
        self.events += 1
        if judgement.outcome is Outcome.FLAGGED:
            rules = [finding.rule for finding in judgement.findings if finding.opens_alert]
            self.alarms.update(rules)
            self.flagged.extend((judgement.event_id, rule) for rule in rules)
        elif judgement.outcome is Outcome.INCOMPLETE:
            self.alarms.update(f"({each.rule})" for each in judgement.undecided)
            self.incomplete.append((judgement.event_id, judgement.undecided[0].rule))

    def __str__(self) -> str:
        flagged = len({event for event, _ in self.flagged})
        worst = ", ".join(f"{rule} {count}" for rule, count in self.alarms.most_common(3))
        return (
            f"{self.family.name:52} {self.events:5} {flagged:5} {len(self.incomplete):5}  {worst}"
        )


def judged(engine: Engine, events: list[dict[str, Any]]) -> Iterator[Judgement]:
    """Judge events as one installation would: with one history and one ledger."""
    ledger, history = MemoryLedger(), MemoryHistory()
    for plain in events:
        event = parse_event(json.dumps(plain).encode(), None).event
        key = EventKey(event.source, event.event_id)
        judgement = engine.judge(event, history, ledger)
        ledger.accept(key, judgement)
        history.remember(key, engine.sightings(event))
        yield judgement


def known() -> set[tuple[str, str]]:
    """Give the family and rule of every false positive that is accepted for a while."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return {(row["family"], row["rule"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def table(engine: Engine) -> dict[str, Row]:
    rows = {family.name: Row(family) for family in FAMILIES}
    families, events = zip(*corpus(), strict=True)
    for family, judgement in zip(families, judged(engine, list(events)), strict=True):
        rows[family.name].add(judgement)
    return rows


def _share(rows: dict[str, Row], count: int) -> float:
    return count / sum(row.events for row in rows.values())


def test_the_corpus_is_large_and_the_same_every_time() -> None:
    first = [json.dumps(event, ensure_ascii=False) for _, event in corpus()]
    assert len(first) >= 1_500
    assert first == [json.dumps(event, ensure_ascii=False) for _, event in corpus()]
    assert len({json.loads(line)["event_id"] for line in first}) == len(first)


def test_no_family_that_must_be_silent_is_flagged(table: dict[str, Row]) -> None:
    print(f"{'family':52} count  flag  open  rules\n" + "\n".join(map(str, table.values())))
    accepted = known()
    loud = [
        f"{row.family.name}: {event} by {rule}"
        for row in table.values()
        if row.family.silent
        for event, rule in row.flagged
        if (row.family.name, rule) not in accepted
    ]
    assert not loud, "\n".join(loud)


def test_at_most_one_lawful_event_in_a_hundred_is_flagged(table: dict[str, Row]) -> None:
    flagged = sum(len({event for event, _ in row.flagged}) for row in table.values())
    assert _share(table, flagged) <= FLAGGED_MAX


def test_at_most_two_lawful_events_in_a_hundred_are_incomplete(table: dict[str, Row]) -> None:
    open_ = [pair for row in table.values() for pair in row.incomplete]
    assert _share(table, len(open_)) <= INCOMPLETE_MAX, open_


def test_only_papers_that_leave_something_open_are_incomplete(table: dict[str, Row]) -> None:
    open_ = {
        row.family.name: row.incomplete
        for row in table.values()
        if row.incomplete and not row.family.may_be_incomplete
    }
    assert not open_


def test_every_known_false_positive_still_happens(table: dict[str, Row]) -> None:
    happening = {(row.family.name, rule) for row in table.values() for _, rule in row.flagged}
    assert known() <= happening, f"take out {sorted(known() - happening)}"


def test_plain_violations_are_all_flagged(engine: Engine) -> None:
    outcomes = {each.event_id: each.outcome for each in judged(engine, violations(60))}
    silent = [event for event, outcome in outcomes.items() if outcome is not Outcome.FLAGGED]
    assert not silent
