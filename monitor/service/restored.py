"""Findings of limits as they were recorded, to be carried over when an event is judged again.

A step of a limit fires once, on the event that crossed it. Judged again, the same event finds the
step fired already; what it found the first time stands.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from monitor.domain.finding import (
    Basis,
    Evidence,
    ExemptionState,
    ExemptionView,
    Finding,
    Firing,
    Level,
    LimitView,
    Verdict,
)
from monitor.domain.provision import Citation

Json = Mapping[str, Any]


def findings_of_rules(judgement: Json | None, rules: frozenset[str]) -> tuple[Finding, ...]:
    """Give back the recorded findings of some rules."""
    recorded = () if judgement is None else judgement["findings"]
    return tuple(_finding(body) for body in recorded if body["rule"] in rules)


def firings_of(findings: Sequence[Finding]) -> tuple[Firing, ...]:
    """Give the steps that findings of limits stand for."""
    return tuple(
        Firing(view.id, view.basis, view.start, int(view.step))
        for view in (finding.limit for finding in findings)
        if view is not None
    )


def _finding(body: Json) -> Finding:
    limit = body.get("limit")
    return Finding(
        rule=body["rule"],
        version=body["version"],
        verdict=Verdict(body["verdict"]),
        level=Level(body["level"]),
        provisions=tuple(map(_citation, body["provisions"])),
        clauses=tuple(body["clauses"]),
        evidence=tuple(Evidence(e["path"], e["value"], e["says"]) for e in body["evidence"]),
        missing=tuple(body["missing"]),
        summary=body["summary"],
        action=body["action"],
        subjects=tuple(body["subjects"]),
        exemptions=tuple(map(_exemption, body["exemptions"])),
        limit=None if limit is None else _limit(limit),
        uncertain=body.get("uncertain", False),
        shadow=body.get("shadow", False),
    )


def _citation(body: Json) -> Citation:
    return Citation(body["instrument"], body["paragraph"])


def _exemption(body: Json) -> ExemptionView:
    return ExemptionView(
        id=body["id"],
        title=body["title"],
        citation=_citation(body["provision"]),
        state=ExemptionState(body["state"]),
        missing=tuple(body["missing"]),
        refused=tuple(body["refused"]),
    )


def _limit(body: Json) -> LimitView:
    return LimitView(
        id=body["id"],
        step=body["step"],
        basis=Basis(body["basis"]),
        start=date.fromisoformat(body["from"]),
        until=date.fromisoformat(body["to"]),
        total=Decimal(body["total"]),
        of=Decimal(body["of"]),
        unit=body["unit"],
    )
