from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from monitor.domain.event import Reason
from monitor.domain.finding import (
    Basis,
    Evidence,
    Finding,
    Judgement,
    Level,
    LimitView,
    Outcome,
    Refusal,
    Undecided,
    Verdict,
    outcome_of,
)
from monitor.domain.provision import Citation

COAL = Citation("S/RES/2371 (2017)", "8")
UNDECIDED = Undecided("dprk.2371.08.coal-export", (COAL,), ("goods/0/hs_code",))


def a_finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "rule": "dprk.2371.08.coal-export",
        "version": 1,
        "verdict": Verdict.PROHIBITED,
        "level": Level.CRITICAL,
        "provisions": (COAL,),
        "clauses": ("is_coal", "leaves_dprk"),
        "evidence": (Evidence("goods/0/hs_code", "270112", "HS 2701 is coal"),),
        "missing": (),
        "summary": "Coal loaded at Nampo on 2019-03-14.",
        "action": "stop",
    }
    return Finding(**{**values, **changes})


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("level", list(Level))
def test_an_alert_opens_from_medium_and_never_for_what_is_exempted(
    verdict: Verdict, level: Level
) -> None:
    urgent = level in (Level.CRITICAL, Level.HIGH, Level.MEDIUM)
    finding = a_finding(verdict=verdict, level=level)
    assert finding.opens_alert is (urgent and verdict is not Verdict.EXEMPTED)


def test_a_shadow_rule_opens_no_alert() -> None:
    assert not a_finding(shadow=True).opens_alert
    assert a_finding(shadow=True).to_json()["shadow"] is True


@pytest.mark.parametrize(
    ("findings", "undecided", "outcome"),
    [
        ((), (), Outcome.CLEAR),
        ((), (UNDECIDED,), Outcome.INCOMPLETE),
        ((a_finding(),), (UNDECIDED,), Outcome.FLAGGED),
        ((a_finding(verdict=Verdict.EXEMPTED),), (), Outcome.CLEAR),
        ((a_finding(level=Level.LOW),), (), Outcome.CLEAR),
        ((a_finding(level=Level.LOW),), (UNDECIDED,), Outcome.INCOMPLETE),
    ],
)
def test_the_outcome_follows_from_the_findings(
    findings: tuple[Finding, ...], undecided: tuple[Undecided, ...], outcome: Outcome
) -> None:
    assert outcome_of(findings, undecided) is outcome


def test_a_result_line_has_the_shape_of_the_contract() -> None:
    judgement = Judgement(
        "customs", "b-17", Outcome.FLAGGED, (a_finding(),), (UNDECIDED,), (), "sha256:a", "sha256:b"
    )
    line = judgement.to_json()
    assert list(line) == [
        "source", "event_id", "outcome", "findings", "undecided", "screening", "errors",
        "rulebook", "lists",
    ]  # fmt: skip
    assert line["undecided"] == [
        {
            "rule": "dprk.2371.08.coal-export",
            "provisions": [{"instrument": "S/RES/2371 (2017)", "paragraph": "8"}],
            "missing": ["goods/0/hs_code"],
        }
    ]


def test_at_most_fifty_pieces_of_evidence_are_shown_and_the_rest_counted() -> None:
    pieces = tuple(Evidence(f"goods/{n}/hs_code", "2701", "coal") for n in range(73))
    shown = a_finding(evidence=pieces, subjects=tuple(piece.path for piece in pieces)).to_json()
    assert isinstance(shown["evidence"], list)
    assert len(shown["evidence"]) == 50
    assert shown["evidence_more"] == 23
    assert isinstance(shown["subjects"], list)
    assert len(shown["subjects"]) == 50


def test_a_limit_is_shown_with_plain_decimals() -> None:
    view = LimitView(
        id="dprk.2397.05.refined-petroleum-limit",
        step="75",
        basis=Basis.REPORTED,
        start=date(2019, 1, 1),
        until=date(2020, 1, 1),
        total=Decimal("375000.00"),
        of=Decimal("5E+5"),
        unit="barrel",
    )
    assert a_finding(limit=view).to_json()["limit"] == {
        "id": "dprk.2397.05.refined-petroleum-limit",
        "step": "75",
        "basis": "reported",
        "from": "2019-01-01",
        "to": "2020-01-01",
        "total": "375000",
        "of": "500000",
        "unit": "barrel",
    }


def test_a_refusal_names_its_line_and_reasons() -> None:
    refusal = Refusal((Reason("goods/0", "why"),), "customs", None, 7)
    line = refusal.to_json()
    assert line["outcome"] == "rejected"
    assert line["line"] == 7
    assert line["errors"] == [{"path": "goods/0", "message": "why"}]
    assert "line" not in Refusal((Reason("", "why"),)).to_json()
