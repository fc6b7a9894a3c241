"""screen, clearances and lists rescreen as commands."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Command

NAMESAKE = "NAMCHONGANG TRADING CORPORATION"
EVENT = {
    "source": "bank",
    "event_id": "p-1",
    "kind": "payment",
    "occurred_on": "2019-03-14",
    "amount": {"amount": "12000", "currency": "USD"},
    "parties": [
        {"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"},
        {"role": "creditor", "name": NAMESAKE, "country": "MY"},
    ],
}
SAID = (
    "--source", "bank", "--event", "p-1", "--path", "parties/1", "--list", "un-sc",
    "--ref", "KPe.004", "--reason", "registered elsewhere",
)  # fmt: skip


@pytest.fixture
def stored(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text(json.dumps(EVENT))
    assert command("ingest", file).code == 0


def test_screening_a_name_says_why_and_makes_no_store(command: Command, tmp_path: Path) -> None:
    found = command("screen", NAMESAKE, "--country", "kp")
    assert found.code == 0
    shown = found.out.decode()
    assert "KPe.004" in shown
    assert "country KP agrees" in shown
    assert "asset_freeze since 2009-07-16" in shown
    assert not (tmp_path / "data").exists()


def test_screening_as_json_gives_the_lists_that_were_searched(command: Command) -> None:
    body = command("screen", "9361407", "--schema", "Vessel", "--json").page
    assert body["matches"][0]["ref"] == "vessel-9361407"
    assert body["matches"][0]["certain"] is True
    assert set(body["versions"]) == {"un-sc"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--id", "passport"), "SCHEME=VALUE"),
        (("--schema", "Spaceship"), "Spaceship"),
        (("--country", "XYZ"), "country"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    command: Command, options: tuple[str, ...], says: str
) -> None:
    refused = command("screen", "A", *options)
    assert refused.code == 2
    assert says in refused.err


@pytest.mark.usefixtures("stored")
def test_where_there_is_a_store_the_trail_is_kept(command: Command) -> None:
    command("screen", NAMESAKE)
    (line,) = command("screenings").out.splitlines()
    kept = json.loads(line)
    assert (kept["door"], kept["asked"]) == ("cli", {"name": NAMESAKE})
    assert kept["versions"]


@pytest.mark.usefixtures("stored")
def test_a_clearance_is_given_listed_and_revoked(command: Command) -> None:
    given = command("clearances", "add", *SAID).page
    assert given["state"] == "in_force"
    assert "registered elsewhere" in command("clearances", "list").out.decode()
    assert command("clearances", "revoke", given["id"], "--reason", "a mistake").code == 0
    assert command("clearances", "list", "--json").page["state"] == "revoked"


@pytest.mark.usefixtures("stored")
def test_an_entry_that_is_not_listed_cannot_be_cleared(command: Command) -> None:
    refused = command("clearances", "add", *SAID[:-4], "--ref", "KPe.999", "--reason", "x")
    assert refused.code == 2
    assert "no entry 'KPe.999'" in refused.err


@pytest.mark.usefixtures("stored")
def test_without_a_change_there_is_nothing_to_follow(command: Command) -> None:
    done = command("lists", "rescreen")
    assert done.code == 0
    assert "nothing changed" in done.err
    assert command("lists", "rescreen", "--status").out == b""
    assert "no effects" in command("lists", "rescreen", "--show", "rs_none").out.decode()


def test_without_a_store_it_says_so(command: Command) -> None:
    for arguments in (("clearances", "list"), ("lists", "rescreen"), ("screenings",)):
        assert command(*arguments).code == 2
