from __future__ import annotations

import logging

import pytest

from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.service import judging
from monitor.service.judging import ERROR_TEXT_MAX, appraise, refusals_or_error
from tests.factories import report, shipment
from tests.worlds import Brittle, shipped


def brittle() -> Brittle:
    return Brittle(shipped().engine)


def test_a_good_event_gives_a_judgement_and_what_was_seen_of_hulls() -> None:
    port = {"country": "KP", "locode": "KPNAM"}
    event = shipment(vessel={"imo": "9074729", "flag": "KP"}, route={"loading": port})
    found = appraise(shipped().engine, event, MemoryHistory(), MemoryLedger())
    assert found.judgement is not None
    assert found.error is None
    assert [seen.imo for seen in found.sightings] == ["9074729"]


def test_a_failure_is_text_that_fits_a_row() -> None:
    found = appraise(brittle(), shipment(notes="break"), MemoryHistory(), MemoryLedger())
    assert found.judgement is None
    assert found.error == "RecursionError: a rule broke"
    assert len(found.error) <= ERROR_TEXT_MAX


def test_refusals_of_the_rulebook_are_given_and_failures_told_apart() -> None:
    over_a_turn = report("5", "2018-12-31", "2019-01-01")
    reasons, error = refusals_or_error(shipped().engine, over_a_turn)
    assert [reason.path for reason in reasons] == ["period"]
    assert error is None
    reasons, error = refusals_or_error(brittle(), shipment(notes="break while checking"))
    assert (reasons, error) == ((), "ZeroDivisionError: checking broke")


def test_a_traceback_is_told_once_and_each_event_by_name(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_told", set())
    with caplog.at_level(logging.ERROR):
        for number in range(3):
            event = shipment(event_id=f"e{number}", notes="break")
            appraise(brittle(), event, MemoryHistory(), MemoryLedger())
    assert caplog.text.count("Traceback") == 1
    assert [f"test e{number}:" in caplog.text for number in range(3)] == [True] * 3
