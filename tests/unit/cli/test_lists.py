"""``lists``: a file comes in, is refused, is shown; nothing is fetched unasked."""

import json
from pathlib import Path

import pytest

from monitor.screening.snapshot import read_snapshot, write_snapshot
from tests.unit.cli.conftest import Command
from tests.unit.feeds.lists.test_ofac import ADD, ALT, SDN

SHIPPED = Path(__file__).resolve().parents[3] / "rules" / "lists" / "un-sc-1718.ndjson"
REASON = ("--force", "--reason", "A made-up list is small.")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """OFAC's tables side by side, as they are downloaded."""
    for name, raw in (("SDN.CSV", SDN), ("ALT.CSV", ALT), ("ADD.CSV", ADD)):
        (tmp_path / name).write_bytes(raw)
    return tmp_path / "SDN.CSV"


def test_a_new_installation_shows_what_was_shipped_and_makes_no_store(
    command: Command, tmp_path: Path
) -> None:
    found = command("lists", "status", "--json")
    statuses = {line["list"]: line for line in found.lines}
    assert statuses["un-sc"]["entries"] == {"organization": 75, "person": 80, "total": 155}
    assert statuses["un-sc-vessels"]["entries"]["vessel"] == 59
    assert (statuses["un-sc"]["shipped"], statuses["un-sc"]["stale"]) == (True, True)
    assert statuses["ofac-sdn"]["loaded"] is False
    assert command("lists", "history").code == 0
    assert not (tmp_path / "data").exists()


def test_the_first_import_of_all_is_followed_though_it_makes_the_store(
    command: Command, tables: Path
) -> None:
    taken = command("lists", "import", tables, "--list", "ofac-sdn", *REASON)
    assert "entries added" in taken.err
    followed = command("lists", "rescreen", "--status", "--json", "--list", "ofac-sdn").lines[0]
    assert followed["finished_at"] is not None


def test_a_small_file_is_refused_and_a_reason_lets_it_in(command: Command, tables: Path) -> None:
    refused = command("lists", "import", tables, "--list", "ofac-sdn", "--published", "2021-07-01")
    assert refused.code == 1
    assert refused.lines[-1]["outcome"] == "refused"
    assert "import it with --force --reason" in refused.err
    taken = command(
        "lists", "import", tables, "--list", "ofac-sdn", "--published", "2021-07-01", *REASON
    )
    assert taken.code == 0
    assert taken.lines[-1] | {"digest": ""} == {
        "list": "ofac-sdn", "outcome": "taken", "snapshot": 2, "digest": "",
        "published": "2021-07-01", "entries": 4, "reason": "A made-up list is small.",
    }  # fmt: skip
    assert "4 entries added" in taken.err
    assert "MISSING" not in taken.err.upper(), "ALT.CSV and ADD.CSV beside it are read too"
    history = command("lists", "history", "--list", "ofac-sdn", "--json").lines
    assert [line["status"] for line in history] == ["accepted", "refused"]
    assert command("lists", "import", tables, "--list", "ofac-sdn").lines[-1]["outcome"] == "same"
    queue = command("alerts", "list").out.decode()
    assert "operational.lists" in queue


def test_what_is_screened_is_what_was_taken_in(command: Command, tmp_path: Path) -> None:
    shipped = read_snapshot(SHIPPED.read_bytes())
    kept = [each for each in shipped.entries if each.type != "vessel" and each.ref != "KPe.013"]
    file = tmp_path / "un.ndjson"
    file.write_bytes(write_snapshot("un-sc", "synthetic", shipped.as_of, kept))
    payment = {
        "source": "bank", "event_id": "p-1", "kind": "payment", "occurred_on": "2019-05-05",
        "amount": {"amount": "10", "currency": "EUR"},
        "parties": [{"role": "debtor", "name": "Example Trading LLC", "country": "DE"},
                    {"role": "creditor", "name": "Korea Mining Development Trading Corporation", "country": "KP"}],
    }  # fmt: skip
    before = command("evaluate", "-", stdin=json.dumps(payment).encode()).lines[0]
    taken = command("lists", "import", file, "--list", "un-sc", *REASON)
    assert taken.lines[-1]["outcome"] == "taken"
    after = command("evaluate", "-", stdin=json.dumps(payment).encode()).lines[0]
    assert before["outcome"] == after["outcome"] == "flagged"
    assert before["lists"] != after["lists"]
    assert [match["ref"] for match in after["screening"]] == ["KPe.001"]
    difference = command("lists", "diff", 1, 1)
    assert (difference.code, difference.out) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", SHIPPED, "--list", "un"), "no list 'un' is known; there are un-sc"),
        (("import", SHIPPED, "--list", "un-sc", "--force"), "--force and --reason go together"),
        (
            ("import", SHIPPED, "--list", "un-sc", "--published", "soon"),
            "does not match the format",
        ),
        (("update", "--list", "un-sc-vessels"), "the catalogue gives no address for it"),
        (("diff", 1, 2), "no file 2 is kept"),
        (("diff", 1, 1), "file 1 could not be read"),
    ],
)
def test_what_cannot_be_done_is_told(
    command: Command, arguments: tuple[object, ...], said: str
) -> None:
    if arguments[0] == "diff":
        command("lists", "import", SHIPPED, "--list", "ftm-none")
        command("ingest", "-", stdin=b"")
    found = command("lists", *arguments)
    assert (found.code, found.out) == (2, b"")
    assert said in found.err


@pytest.mark.parametrize(
    ("file", "list_id", "said"),
    [
        (SHIPPED, "eu-fsf", "is of the list 'un-sc', not of 'eu-fsf'"),
        (__file__, "un-sc", "neither XML, JSON nor a table"),
    ],
)
def test_a_file_that_is_not_that_list_is_refused_and_kept(
    command: Command, file: object, list_id: str, said: str
) -> None:
    found = command("lists", "import", file, "--list", list_id)
    assert found.code == 1
    assert found.lines[0]["outcome"] == "refused"
    assert said in found.err
    assert "--force" not in found.err
    (kept,) = command("lists", "history", "--json").lines
    assert said in kept["reason"]
