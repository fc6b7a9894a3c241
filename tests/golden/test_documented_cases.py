"""The documented cases beside the project: for each one the expected paragraph is found.

The cases are real ones written as the feeds of the day would have reported them; they are not part
of this project and are looked for beside its checkout.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.event import parse_event
from monitor.domain.finding import Finding, Judgement, Verdict
from monitor.domain.ports import EventKey
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.pipeline import Engine

CASES = Path(__file__).parents[3] / "shared" / "cases" / "scenarios.ndjson"
ALARMING = frozenset({Verdict.PROHIBITED, Verdict.UNSETTLED, Verdict.LIMIT, Verdict.INSPECT})


def scenarios() -> Iterator[Any]:
    if not CASES.is_file():
        yield pytest.param({}, marks=pytest.mark.skip(reason=f"no documented cases at {CASES}"))
        return
    for line in CASES.read_text(encoding="utf-8").splitlines():
        plain = json.loads(line)
        yield pytest.param(plain, id=f"{plain['scenario']} {plain['title']}")


@dataclass
class Judged:
    """What was said of the events of one scenario, by event id."""

    judgements: dict[str, Judgement] = field(default_factory=dict)

    def findings(self, event_id: str | None = None) -> list[Finding]:
        chosen = [self.judgements[event_id]] if event_id else list(self.judgements.values())
        return [finding for judgement in chosen for finding in judgement.findings]

    def cited(self, event_id: str | None = None) -> set[str]:
        return {
            citation.short
            for finding in self.findings(event_id)
            if finding.verdict in ALARMING
            for citation in finding.provisions
        }

    def exempted(self) -> set[str]:
        return {
            citation.short
            for finding in self.findings()
            if finding.verdict is Verdict.EXEMPTED
            for citation in finding.provisions
        }

    def outcomes(self, event_id: str | None = None) -> set[str]:
        chosen = [self.judgements[event_id]] if event_id else list(self.judgements.values())
        return {judgement.outcome.value for judgement in chosen}


def judge(engine: Engine, events: list[dict[str, Any]]) -> Judged:
    ledger, history, judged = MemoryLedger(), MemoryHistory(), Judged()
    for plain in events:
        event = parse_event(json.dumps(plain).encode(), None).event
        key = EventKey(event.source, event.event_id)
        judgement = engine.judge(event, history, ledger)
        ledger.accept(key, judgement)
        history.remember(key, engine.sightings(event))
        judged.judgements[event.event_id] = judgement
    return judged


def finds(cited: set[str], wanted: list[str]) -> bool:
    """A paragraph is found as itself, as its parent or as one of its letters."""
    return any(
        found == name or found.startswith(f"{name}(") or name.startswith(f"{found}(")
        for found in cited
        for name in wanted
    )


@pytest.mark.parametrize("case", list(scenarios()))
def test_the_expected_paragraph_is_found_and_no_other_is_cited(
    engine: Engine, case: dict[str, Any]
) -> None:
    judged = judge(engine, case["events"])
    faults = [*_faults(judged, case), *_faults_by_event(judged, case)]
    said = [f"{f.verdict} {f.level} {f.rule}: {f.summary}" for f in judged.findings()]
    assert not faults, "\n".join([*faults, "said:", *said])


def _faults(judged: Judged, case: dict[str, Any]) -> Iterator[str]:
    cited = judged.cited()
    if case["expect_any"] and not finds(cited, case["expect_any"]):
        yield f"none of {case['expect_any']} among {sorted(cited)}"
    for name in case["forbid"]:
        if name in cited:
            yield f"{name} must not be cited: {case.get('forbid_why', {}).get(name, '')}"
    if case["expect_outcome"] == "clear":
        wrong = [f.rule for f in judged.findings() if f.opens_alert and f.verdict in ALARMING]
        if wrong and "flagged" not in case.get("also_ok_outcome", []):
            yield f"lawful, and flagged by {wrong}"
    for verdict in case.get("verdict_not", []):
        if any(finding.verdict.value == verdict for finding in judged.findings()):
            yield f"the verdict '{verdict}' claims too much"


def _faults_by_event(judged: Judged, case: dict[str, Any]) -> Iterator[str]:
    for event_id, wanted in case.get("per_event", {}).items():
        if wanted.get("strength") == "should":
            continue
        cited = judged.cited(event_id)
        if wanted.get("expect_any") and not finds(cited, wanted["expect_any"]):
            yield f"{event_id}: none of {wanted['expect_any']} among {sorted(cited)}"
        for name in wanted.get("forbid", []):
            if name in cited:
                yield f"{event_id}: {name} must not be cited"
        allowed = wanted.get("expect_outcome_in")
        if allowed and not judged.outcomes(event_id) <= set(allowed):
            yield f"{event_id}: {judged.outcomes(event_id)} is none of {allowed}"
        steps = {int(f.limit.step) for f in judged.findings(event_id) if f.limit is not None}
        if not set(wanted.get("steps", [])) <= steps:
            yield f"{event_id}: steps {sorted(steps)} lack {wanted['steps']}"
        if steps & set(wanted.get("steps_not", [])):
            yield f"{event_id}: steps {sorted(steps)} hold one of {wanted['steps_not']}"


@pytest.mark.skipif(not CASES.is_file(), reason=f"no documented cases at {CASES}")
def test_exemptions_that_hold_are_recorded(engine: Engine) -> None:
    missing = {}
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        judged = judge(engine, case["events"])
        wanted = case.get("expect_exempted", [])
        if wanted and not finds(judged.exempted(), wanted):
            missing[case["scenario"]] = (wanted, sorted(judged.exempted()))
    assert not missing
