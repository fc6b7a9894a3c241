"""A killed intake loses nothing that it counted, and the next one adds nothing twice.

The real command is started again and again on the same file and killed at random moments: while
it loads, while it makes the store, between batches, inside a transaction, while it commits. SIGKILL
leaves the machine's caches alone, so this says nothing of a power cut; `synchronous=FULL` does.
"""

import itertools
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from alerts.db import make_engine
from tests.bench.mix import Mix
from tests.postgres_server import Server

ROOT = Path(__file__).resolve().parents[2]
EVENTS, BATCH = 3_000, 500
LOAD_SECONDS = 3.0
BATCH_SECONDS = 0.5


NOTHING_NEW = f'{{"accepted":0,"duplicates":{EVENTS},"corrections":0,"rejected":0,"alerts":0}}'
Content = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Intake:
    """The real command on one file and one store."""

    feed: Path
    folder: Path
    url: str

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "monitor", "ingest", str(self.feed), *self._options()],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _options(self) -> list[str]:
        rules = self.feed.with_name("rules")
        return [
            *("--data", str(self.folder)),
            *("--database-url", self.url),
            *("--rules", str(rules)),
        ]

    def run(self) -> str:
        """Let it finish; give its summary."""
        process = self.start()
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err.decode()
        return out.decode().strip()

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Read from the store; nothing stays open, so that the next start has to recover."""
        engine = make_engine(self.url)
        try:
            with engine.connect() as connection:
                return _rows(connection, statement)
        except DBAPIError:
            return []
        finally:
            engine.dispose()

    def stored(self) -> int:
        if self.url.startswith("sqlite") and not (self.folder / "store.sqlite3").exists():
            return 0
        found = self.ask("SELECT count(*) FROM event_versions")
        return int(found[0][0]) if found else 0


def _rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(statement))]


@dataclass(slots=True)
class Kills:
    """What the killed processes were doing."""

    with_nothing_new: int = 0
    between_first_and_last: int = 0
    after_the_last: int = 0

    @property
    def all(self) -> int:
        return self.with_nothing_new + self.between_first_and_last + self.after_the_last

    def note(self, before: int, after: int) -> None:
        if after == EVENTS:
            self.after_the_last += 1
        elif after > before:
            self.between_first_and_last += 1
        else:
            self.with_nothing_new += 1


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed, and beside it a copy of the rules, so that all runs have the same."""
    folder = tmp_path_factory.mktemp("feed")
    shutil.copytree(ROOT / "rules", folder / "rules")
    Mix().write(folder / "feed.ndjson", EVENTS)
    return folder / "feed.ndjson"


@pytest.fixture(scope="module")
def untouched(feed: Path, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What the store holds after one run that nobody kills."""
    folder = tmp_path_factory.mktemp("untouched")
    intake = Intake(feed, folder, f"sqlite:///{folder / 'store.sqlite3'}")
    intake.run()
    return _content(intake)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fresh(
    engine_name: str, request: pytest.FixtureRequest, feed: Path, tmp_path: Path
) -> Iterator[Intake]:
    """One empty store after another."""
    server = request.getfixturevalue("postgres_server") if engine_name == "postgresql" else None
    return _fresh(server, feed, tmp_path)


def _fresh(server: Server | None, feed: Path, tmp_path: Path) -> Iterator[Intake]:
    for number in range(10_000):
        folder = tmp_path / str(number)
        folder.mkdir()
        url = f"sqlite:///{folder / 'store.sqlite3'}"
        if server is not None:
            name = f"kill_{uuid.uuid4().hex[:12]}"
            server.execute(f'CREATE DATABASE "{name}"')
            url = server.url(name)
        yield Intake(feed, folder, url)


@pytest.mark.timeout(900)
def test_a_killed_intake_loses_nothing_and_a_retry_adds_nothing(
    fresh: Iterator[Intake], untouched: Content, engine_name: str
) -> None:
    # A start takes longer than anything else here; PostgreSQL has the long form too.
    kills = _kill_and_resume(fresh, untouched, wanted=12 if engine_name == "sqlite" else 4)
    assert kills.between_first_and_last >= kills.all // 4


@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_hundreds_of_kills_lose_nothing_either(fresh: Iterator[Intake], untouched: Content) -> None:
    _kill_and_resume(fresh, untouched, wanted=300)


def _kill_and_resume(fresh: Iterator[Intake], untouched: Content, wanted: int) -> Kills:
    chance = random.Random(wanted)
    kills = Kills()
    for stores in itertools.count(1):
        intake = next(fresh)
        for _ in range(min(chance.randint(4, 8), wanted - kills.all)):
            if _kill_once(intake, chance, kills):
                break
        intake.run()
        _assert_equal(_content(intake), untouched)
        if kills.all == wanted:
            assert intake.run() == NOTHING_NEW
            _assert_equal(_content(intake), untouched)
            print(f"\n{kills.all} kills of intakes into {stores} stores: {kills}")
            return kills
    raise AssertionError


def _assert_equal(found: Content, wanted: Content) -> None:
    for name, rows in wanted.items():
        assert found[name] == rows, name


def _kill_once(intake: Intake, chance: random.Random, kills: Kills) -> bool:
    """Start, kill, and tell whether the whole feed was stored by then."""
    before = intake.stored()
    process = intake.start()
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0, LOAD_SECONDS))
    else:
        _wait_for_batches(intake, process, before + BATCH * chance.randint(1, 2))
        time.sleep(chance.uniform(0, BATCH_SECONDS))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    # Half of the time the next start is the first to see what the killed process left.
    if chance.random() < 0.5:
        _check_whole_batches(intake)
    after = intake.stored()
    kills.note(before, after)
    return after == EVENTS


def _wait_for_batches(intake: Intake, process: "subprocess.Popen[bytes]", wanted: int) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        stored = intake.stored()
        if stored >= min(wanted, EVENTS):
            return
        time.sleep(0.05)


def _check_whole_batches(intake: Intake) -> None:
    assert intake.stored() % BATCH == 0
    torn = """
        SELECT r.id FROM receipts r LEFT JOIN event_versions v ON v.receipt = r.id
        GROUP BY r.id, r.accepted HAVING count(v.id) <> r.accepted
    """
    unjudged = """
        SELECT v.id FROM event_versions v LEFT JOIN judgements j ON j.version_id = v.id
        GROUP BY v.id HAVING count(j.id) <> 1
    """
    assert intake.ask(torn) == []
    assert intake.ask(unjudged) == []


def _content(intake: Intake) -> Content:
    """All that a store holds but instants and ids of its own making."""
    if intake.url.startswith("sqlite"):
        assert intake.ask("PRAGMA integrity_check") == [("ok",)]
        assert intake.ask("PRAGMA foreign_key_check") == []
    return {name: intake.ask(statement) for name, statement in CONTENT.items()}


EVENT = "JOIN event_versions v ON v.id = x.version_id JOIN events e ON e.id = v.event"
CONTENT = {
    "versions": """
        SELECT e.source, e.event_id, e.latest, v.number, v.content_hash, v.kind, j.outcome,
               j.undecided, j.screening, j.rulebook, j.lists, j.inputs, j.error
        FROM event_versions v JOIN events e ON e.id = v.event
        LEFT JOIN judgements j ON j.version_id = v.id ORDER BY v.id, j.id
    """,
    "findings": f"""
        SELECT e.event_id, f.position, f.rule, f.verdict, f.level, f.group_key, f.body
        FROM findings f JOIN judgements x ON x.id = f.judgement_id {EVENT} ORDER BY f.id
    """,
    "deliveries": f"""
        SELECT e.event_id, x.limit_id, x.basis, x.slot, x.rank, x.amount, x.live, x.counts
        FROM deliveries x {EVENT} ORDER BY x.id
    """,
    "firings": f"SELECT e.event_id, x.limit_id, x.basis, x.step FROM firings x {EVENT} ORDER BY x.id",
    "sightings": f"SELECT e.event_id, x.imo, x.name, x.flag FROM sightings x {EVENT} ORDER BY x.id",
    "alerts": """
        SELECT group_key, rule, provisions, verdict, level, summary, occurrences, state, superseded
        FROM alerts ORDER BY seq
    """,
    "links": f"""
        SELECT a.group_key, e.event_id, f.position FROM alert_links x
        JOIN alerts a ON a.id = x.alert_id LEFT JOIN findings f ON f.id = x.finding_id {EVENT}
        ORDER BY x.id
    """,
    "entries": """
        SELECT a.group_key, n.action, n.note FROM alert_entries n
        JOIN alerts a ON a.id = n.alert_id ORDER BY n.id
    """,
    "blobs": "SELECT digest, kind, sha256 FROM blobs ORDER BY digest",
}
