from __future__ import annotations

from typing import Any

from monitor.service.compare import compare


def finding(rule: str = "a", verdict: str = "prohibited", **more: Any) -> dict[str, Any]:
    return {"rule": rule, "verdict": verdict, "level": "high", "version": 1, "summary": "s", **more}


def judgement(*findings: dict[str, Any], undecided: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "outcome": "flagged" if findings else "clear",
        "findings": list(findings),
        "undecided": [{"rule": rule} for rule in undecided],
    }


def step(at: str) -> dict[str, Any]:
    return finding("limit", "limit", limit={"id": "l", "basis": "b", "from": "f", "step": at})


def test_the_same_says_nothing() -> None:
    both = judgement(finding(), step("75"), undecided=("u",))
    assert compare(both, both).is_none


def test_a_new_version_of_a_rule_alone_is_no_difference() -> None:
    assert compare(judgement(finding()), judgement(finding(version=2))).is_none


def test_findings_appear_and_vanish() -> None:
    found = compare(judgement(finding("a")), judgement(finding("b")))
    assert [each["rule"] for each in found.appears] == ["b"]
    assert [each["rule"] for each in found.vanishes] == ["a"]
    assert not found.changes


def test_another_verdict_of_one_rule_is_a_change() -> None:
    found = compare(judgement(finding()), judgement(finding(verdict="exempted", level="info")))
    (change,) = found.changes
    assert change.differs == ("level", "verdict")
    assert found.appears == found.vanishes == ()


def test_a_verdict_that_joins_another_one_appears() -> None:
    found = compare(judgement(finding()), judgement(finding(), finding(verdict="unsettled")))
    assert [each["verdict"] for each in found.appears] == ["unsettled"]
    assert not found.changes


def test_another_text_alone_is_a_matter_of_wording() -> None:
    (change,) = compare(judgement(finding()), judgement(finding(summary="other"))).changes
    assert change.is_wording
    (change,) = compare(judgement(finding()), judgement(finding(summary="o", level="low"))).changes
    assert not change.is_wording


def test_steps_of_a_limit_are_told_apart() -> None:
    found = compare(judgement(step("75")), judgement(step("75"), step("90")))
    assert [each["limit"]["step"] for each in found.appears] == ["90"]  # type: ignore[index]


def test_an_outcome_and_open_rules_may_differ_alone() -> None:
    found = compare(judgement(undecided=("a", "b")), judgement(undecided=("b", "c")))
    assert (found.undecided_appears, found.undecided_vanishes) == (("c",), ("a",))
    assert not found.is_none


def test_a_judgement_that_failed_is_unjudged() -> None:
    found = compare(None, judgement(finding()))
    assert (found.before, found.after) == ("unjudged", "flagged")
    assert len(found.appears) == 1
