"""A killed re-screening goes on where it was, and in the end nothing is there twice."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alerts.store import SqlStore
from monitor.domain.ports import AlertFilter
from monitor.domain.ports.rescreens import Effect

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 700
SHIPPED = ROOT / "rules" / "lists" / "un-sc-1718.ndjson"
RULE = "dprk.1718.08.asset-freeze"


def command(*arguments: str, folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", *arguments, "--data", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "SANCTIONS_MONITOR_LOG_LEVEL": "warning"},
    )


def run(*arguments: str, folder: Path) -> str:
    process = command(*arguments, folder=folder)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err.decode()
    return out.decode()


def grown_list(folder: Path) -> Path:
    """The shipped list with one more entry, in this project's own form and of a later day."""
    head, *entries = SHIPPED.read_text().splitlines()
    header = {**json.loads(head), "entries": 0, "as_of": "2026-03-01"}
    added = {
        "ref": "KPe.900",
        "type": "organization",
        "name": "SYNTHETIC ORE COMBINE",
        "countries": ["KP"],
        "measures": [{"name": "asset_freeze", "listed_on": "2018-03-30"}],
        "programmes": ["DPRK"],
    }
    kept = [line for line in entries if '"type":"vessel"' not in line]
    lines = sorted([*kept, json.dumps(added)], key=lambda line: json.loads(line)["ref"])
    header["entries"] = len(lines)
    file = folder / "grown.ndjson"
    file.write_text("\n".join([json.dumps(header), *lines]) + "\n")
    return file


def events(folder: Path) -> Path:
    file = folder / "events.ndjson"
    with file.open("w") as out:
        for number in range(EVENTS):
            name = "SYNTHETIC ORE COMBINE" if number % 3 == 0 else f"EXAMPLE {number}"
            event = {
                "source": "bank",
                "event_id": f"p-{number}",
                "kind": "payment",
                "occurred_on": "2019-03-14",
                "amount": {"amount": "1", "currency": "USD"},
                "parties": [
                    {"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"},
                    {"role": "creditor", "name": name, "country": "KP"},
                ],
            }
            out.write(json.dumps(event) + "\n")
    return file


def test_killed_while_it_follows_a_list_it_ends_as_if_nothing_happened(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    run("ingest", str(events(tmp_path)), folder=folder)
    grown = str(grown_list(tmp_path))
    process = command(
        "lists", "import", grown, "--list", "un-sc", "--force", "--reason", "a test", folder=folder
    )
    assert process.stderr is not None
    for line in process.stderr:
        if b"judged again" in line:
            process.send_signal(signal.SIGKILL)
            break
    else:
        pytest.fail("the import ended before it could be killed")
    process.communicate(timeout=30)
    store = SqlStore.open(f"sqlite:///{next(folder.glob('*.sqlite3'))}")
    (half,) = store.rescreens.unfinished()
    assert 0 < half.counts["seen"] < EVENTS
    deadline = time.monotonic() + 90
    while store.rescreens.unfinished():
        assert time.monotonic() < deadline, "the lease of the dead process never ended"
        run("lists", "rescreen", folder=folder)
        time.sleep(1)
    (done,) = store.rescreens.newest()
    named = [
        line.event_id
        for line in store.rescreens.lines(done.id, limit=EVENTS)
        if line.rule == RULE and line.effect in {Effect.OPENED, Effect.JOINED}
    ]
    wanted = [f"p-{number}" for number in range(0, EVENTS, 3)]
    assert sorted(named) == sorted(wanted)
    (alert,) = store.alerts(AlertFilter(rule=RULE), None, 10)
    assert alert.occurrences == len(wanted)
    assert done.counts["seen"] == EVENTS
    store.close()
