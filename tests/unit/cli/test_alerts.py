from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Command
from tests.worlds import COAL_RULE, coal, coffee, petroleum

Feed = Callable[..., Path]


@pytest.fixture(autouse=True)
def _history(command: Command, feed: Feed) -> None:
    events = (coal("=1+1", vessel={"name": "\u202eSHIP", "flag": "TG"}), coal("b"), coffee())
    command("ingest", feed(*events, petroleum("r", 375_000)))


def test_the_queue_is_a_table_with_the_most_urgent_first(command: Command) -> None:
    table = command("alerts", "list").out.decode().splitlines()
    assert table[0].split()[:4] == ["ID", "LEVEL", "STATE", "VERDICT"]
    assert [row.split()[1] for row in table[1:]] == ["critical", "critical", "medium"]
    assert not any("\u202e" in row for row in table)


def test_filters_narrow_the_queue(command: Command) -> None:
    assert len(command("alerts", "list", "--json", "--rule", COAL_RULE).lines) == 2
    assert len(command("alerts", "list", "--json", "--level", "medium").lines) == 1
    assert len(command("alerts", "list", "--json", "--provision", "2371:8").lines) == 2
    assert len(command("alerts", "list", "--json", "--source", "committee").lines) == 1
    assert len(command("alerts", "list", "--json", "--limit", 1).lines) == 1
    assert len(command("alerts", "list", "--json", "--open", "--state", "new").lines) == 3
    assert command("alerts", "list", "--json", "--state", "closed").lines == []


def test_an_alert_is_shown_with_everything(command: Command) -> None:
    (alert,) = command("alerts", "list", "--json", "--level", "medium").lines
    shown = command("alerts", "show", alert["id"]).page
    assert shown["findings"][0]["finding"]["limit"]["step"] == "75"
    assert shown["timeline"][0]["action"] == "open"


def test_an_alert_that_is_not_there_is_told(command: Command) -> None:
    found = command("alerts", "show", "al_nothing")
    assert (found.code, found.out) == (2, b"")
    assert "there is no alert 'al_nothing'" in found.err


def test_export_gives_every_alert_in_each_form(command: Command) -> None:
    assert len(command("alerts", "export").lines) == 3
    assert len(command("alerts", "export", "--format", "json").page) == 3
    text = command("alerts", "export", "--format", "csv").out.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    assert {row["rule"] for row in rows} >= {COAL_RULE}
    # Alerts of one moment stand in the order of their ids, which chance decides.
    coal = [row["provisions"] for row in rows if row["rule"] == COAL_RULE]
    assert all(provisions.startswith("2371:8") for provisions in coal)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
