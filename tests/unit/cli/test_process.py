"""What only a real process shows: signals, closed pipes, and a server that starts and stops."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.worlds import coal, coffee

ROOT = Path(__file__).parents[3]
WAIT = 60


@contextmanager
def started(
    data: Path, *arguments: object, stdin: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """The program as a process of its own, ended when the block is left."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={
            **os.environ,
            "SANCTIONS_MONITOR_DATA": str(data),
            "SANCTIONS_MONITOR_DATABASE_URL": "",
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def line_of(process: subprocess.Popen[bytes]) -> bytes:
    """The next line of output, waited for."""
    out = pipe(process.stdout)
    ready, _, _ = select.select([out], [], [], WAIT)
    assert ready, pipe(process.stderr).read().decode()
    return out.readline()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, str]:
    out, err = process.communicate(timeout=WAIT)
    return process.returncode, out, err.decode()


def many(count: int) -> bytes:
    rows = (json.dumps(coal(f"c{n}", notes="x" * 500)).encode() for n in range(count))
    return b"\n".join(rows) + b"\n"


def test_results_come_as_events_come(tmp_path: Path) -> None:
    with started(tmp_path, "evaluate", "-", stdin=True) as process:
        feed = pipe(process.stdin)
        for name in ("a", "b"):
            feed.write(json.dumps(coffee(name)).encode() + b"\n")
            feed.flush()
            assert json.loads(line_of(process))["event_id"] == name
        assert ended(process)[0] == 0


def test_a_reader_that_leaves_ends_the_run_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "feed.ndjson"
    file.write_bytes(many(300))
    with started(tmp_path, "evaluate", file) as process:
        line_of(process)
        pipe(process.stdout).close()
        process.wait(timeout=WAIT)
        assert process.returncode == 128 + signal.SIGPIPE
        assert pipe(process.stderr).read() == b""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_intake_keeps_what_it_took_and_goes_on_later(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    data = tmp_path / "data"
    with started(data, "ingest", "-", stdin=True) as process:
        feed = pipe(process.stdin)
        feed.write(many(501))
        feed.flush()
        _wait_for_store(data)
        process.send_signal(number)
        found, out, err = ended(process)
    assert (found, out) == (code, b"")
    assert "Traceback" not in err
    file = tmp_path / "feed.ndjson"
    file.write_bytes(many(501))
    with started(data, "ingest", file) as process:
        found, out, _ = ended(process)
    summary = json.loads(out)
    assert found == 0
    assert summary["accepted"] + summary["duplicates"] == 501
    assert summary["duplicates"] in (0, 500)


def _wait_for_store(data: Path) -> None:
    """Wait until the first batch is being written, or was."""
    for _ in range(WAIT * 20):
        if any(data.glob("*.sqlite3*")):
            return
        select.select([], [], [], 0.05)
    pytest.fail("the intake never began")


def test_the_desk_opens_once_by_its_link_and_closes_in_peace(tmp_path: Path) -> None:
    with started(tmp_path / "data", "serve", "--port", 0, "--builtin-feed") as process:
        link = line_of(process).decode().strip()
        base = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/desk\?token=[\w-]{40,}", link)
        assert base is not None, link
        with urllib.request.urlopen(f"{base[1]}/readyz", timeout=WAIT) as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{base[1]}/v1/alerts", timeout=WAIT)
        assert refused.value.code == 401
        refused.value.close()
        process.send_signal(signal.SIGTERM)
        code, out, err = ended(process)
    assert (code, out) == (0, b"")
    assert "60 events taken in" in err
    assert "the desk is closed" in err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with started(tmp_path, "serve", "--port", port) as process:
            code, out, err = ended(process)
    assert (code, out) == (2, b"")
    assert f"port {port} cannot be used" in err


def test_the_scheduler_runs_alone_and_stops(tmp_path: Path) -> None:
    with started(tmp_path / "data", "scheduler") as process:
        err = pipe(process.stderr)
        ready, _, _ = select.select([err], [], [], WAIT)
        assert ready
        assert b"limit-resum every 1:00:00" in err.readline()
        process.send_signal(signal.SIGTERM)
        code, out, _ = ended(process)
    assert (code, out) == (0, b"")
