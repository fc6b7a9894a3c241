"""The built-in feed gets the outcome that it is shipped with, event by event, from the real engine."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from feeds.base import RawRecord
from feeds.builtin import EXPECTED, builtin_events
from monitor.bootstrap import Wiring
from monitor.service.evaluate import evaluate
from monitor.settings import Settings

INTAKE = date(2026, 11, 22)
CLAIMING = frozenset({"prohibited", "unsettled", "limit"})
_NUMBER = re.compile(r"S/RES/(\d+) \(\d+\)")


@dataclass(frozen=True)
class Row:
    event: str
    expected: dict[str, Any]
    result: dict[str, Any]
    faults: tuple[str, ...]

    def __str__(self) -> str:
        wanted = self.expected["outcome"]
        mark = "  " if not self.faults else "! "
        found = ", ".join(
            f"{'/'.join(paragraphs(each)[:1])} {each['verdict']}"
            for each in self.result["findings"]
        )
        line = f"{mark}{self.event:45} {wanted!s:12} {self.result['outcome']:10} {found}"
        return "\n".join([line, *(f"      {fault}" for fault in self.faults)])


def paragraphs(finding: dict[str, Any]) -> list[str]:
    return [
        _NUMBER.sub(r"\1", each["instrument"]) + f":{each['paragraph']}"
        for each in finding["provisions"]
    ]


def cites(finding: dict[str, Any], wanted: str) -> bool:
    return any(
        found == wanted or found.startswith(f"{wanted}(") or wanted.startswith(f"{found}(")
        for found in paragraphs(finding)
    )


def faults(expected: dict[str, Any], result: dict[str, Any]) -> Iterator[str]:
    findings = result["findings"]
    outcomes = expected["outcome"]
    if result["outcome"] not in (outcomes if isinstance(outcomes, list) else [outcomes]):
        undecided = [(each["rule"], each["missing"]) for each in result.get("undecided", ())]
        yield f"the outcome is {result['outcome']}; undecided: {undecided}"
    active = [each for each in findings if each["verdict"] != "exempted"]
    wanted = expected.get("paragraphs", [])
    on_point = [each for each in active if any(cites(each, one) for one in wanted)]
    if wanted and not on_point:
        yield f"none of {', '.join(wanted)} is found"
    if "verdicts" in expected:
        allowed = set(expected["verdicts"])
        judged = {each["verdict"] for each in (on_point if wanted else active)}
        if (wanted and not judged & allowed) or (not wanted and judged - allowed):
            yield f"the verdicts are {sorted(judged)} and should be of {sorted(allowed)}"
    if "steps" in expected:
        steps = sorted(each["limit"]["step"] for each in findings if each["verdict"] == "limit")
        if steps != expected["steps"]:
            yield f"the limit steps are {steps}"
    exempted = [each for each in findings if each["verdict"] == "exempted"]
    granted = expected.get("exempted", [])
    if granted and not any(cites(each, one) for each in exempted for one in granted):
        yield f"none of {', '.join(granted)} is found exempted"
    for one in expected.get("forbid", ()):
        if any(cites(each, one) and each["verdict"] in CLAIMING for each in findings):
            yield f"{one} must not be found"


def judged() -> Iterator[dict[str, Any]]:
    records = (RawRecord(line, raw, 0, len(raw)) for line, raw in enumerate(builtin_events(), 1))
    # Judging opens no store, so the folder is never made.
    wiring = Wiring(Settings(data=Path("no-store")))
    for line in evaluate(records, wiring.engine, INTAKE):
        yield json.loads(line)


@pytest.fixture(scope="module")
def table() -> list[Row]:
    expected = yaml.safe_load((files("feeds.builtin") / EXPECTED).read_text(encoding="utf-8"))
    return [
        Row(each["event"], each, result, tuple(faults(each, result)))
        for each, result in zip(expected, judged(), strict=True)
    ]


def test_every_event_is_judged_as_expected(table: list[Row]) -> None:
    wrong = [row for row in table if row.faults]
    print("\n".join(map(str, table)))
    assert not wrong, f"{len(wrong)} of {len(table)} events:\n" + "\n".join(map(str, wrong))


def test_results_name_the_events_in_order(table: list[Row]) -> None:
    named = [f"{row.result['source']}/{row.result['event_id']}" for row in table]
    assert named == [row.event for row in table]


def test_the_feed_shows_every_outcome_and_verdict(table: list[Row]) -> None:
    verdicts = {each["verdict"] for row in table for each in row.result["findings"]}
    assert verdicts >= {"prohibited", "unsettled", "exempted", "limit"}
    assert {row.result["outcome"] for row in table} >= {"flagged", "clear"}
