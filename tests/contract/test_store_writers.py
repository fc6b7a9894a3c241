"""Several writers at once: one after the other, nothing lost, nothing twice; readers never wait."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from alerts.store import SqlStore
from monitor.domain.audit import Deed
from monitor.domain.finding import Basis, Level, Verdict
from monitor.domain.ports import AlertEntry, AlertFilter, AlertLink, ApiKey, Receipt, Rejection
from monitor.errors import StoreError
from tests.contract.records import (
    LIMIT,
    LISTS,
    NOW,
    RULEBOOK,
    YEAR,
    accept,
    alert,
    delivery,
    firing,
    full_judgement,
    keep_blobs,
    key,
    record,
    refused,
    total,
    version,
)

ROOT = Path(__file__).resolve().parents[2]


def _together(*calls: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(calls)) as pool:
        for future in [pool.submit(call) for call in calls]:
            future.result()


@pytest.mark.parametrize("shared", [True, False])
def test_threads_that_read_and_write_lose_no_update(
    store: SqlStore, store_url: str, shared: bool
) -> None:
    accept(store, record(key("first")))
    with store.unit() as unit:
        unit.save_alerts([alert(1, group_key="g")], (), ())

    def writer(name: str) -> Callable[[], None]:
        def run() -> None:
            mine = store if shared else SqlStore.open(store_url)
            for number in range(8):
                of = key(f"{name}-{number}")
                with mine.unit() as unit:
                    held = unit.alerts_by_group(["g"])["g"]
                    unit.add_versions([version(of)])
                    unit.add_judgements([record(of, deliveries=(delivery("1", f"{of}"),))])
                    unit.save_alerts([held.joined(Level.HIGH, Verdict.PROHIBITED, NOW)], (), ())
            if not shared:
                mine.close()

        return run

    _together(*(writer(name) for name in "abc"))
    joined = store.alert("al_0001")
    assert joined is not None
    assert joined.occurrences == 25
    assert total(store) == 24


def test_processes_that_bring_the_same_events_store_each_once(
    store: SqlStore, store_url: str
) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.contract.racer", store_url, name],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in ("a", "b")
    ]
    accepted = [int(racer.communicate(timeout=120)[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert sum(accepted) == 200
    assert total(store) == 200
    assert all(len(store.event_versions(key(number))) == 1 for number in range(200))


def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_its_work(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version()])
        unit.add_judgements([record()])
        unit.slots_of(key())
        seen: list[int] = []
        _together(lambda: seen.append(len(store.event_versions(key()))))
        assert seen == [0]
    assert len(store.event_versions(key())) == 1


def test_a_thread_cannot_open_a_unit_within_a_unit(store: SqlStore) -> None:
    with store.unit(), pytest.raises(StoreError, match="has a unit open already"):
        store.resum()
    with store.unit() as unit:
        keep_blobs(unit)


def test_a_writer_that_waits_too_long_is_told_so(
    store: SqlStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.db.LOCK_SECONDS", 0.2)
    monkeypatch.setattr("alerts.store.LOCK_SECONDS", 0.2)
    told: list[str] = []
    with closing(SqlStore.open(store_url)) as other, other.unit():
        for waiting in (other, SqlStore.open(store_url)):

            def wait(waiting: SqlStore = waiting) -> None:
                with pytest.raises(StoreError, match="another writer held the store") as caught:
                    waiting.resum()
                told.append(str(caught.value))

            started = time.monotonic()
            _together(wait)
            assert time.monotonic() - started < 10
            if waiting is not other:
                waiting.close()
    assert len(told) == 2


def test_after_a_failed_unit_others_go_on(store: SqlStore) -> None:
    with refused(store, "is not stored") as unit:
        unit.add_judgements([record()])
    accept(store, record())
    assert len(store.event_versions(key())) == 1


# --- what must not change ----------------------------------------------------------------------


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    """A store with a row in every table."""
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version()])
        judged = full_judgement()
        unit.add_judgements([record(judgement=judged)])
        unit.add_versions([version(key(2))])
        unit.add_judgements([record(key(2), deliveries=(delivery("1"),), firings=(firing(75),))])
        unit.save_alerts(
            [alert()],
            [AlertLink("al_0001", key(), 1, 0)],
            [AlertEntry("al_0001", NOW, "m", "o", "")],
        )
        unit.add_rejections([Rejection("rc_1", 1, b"{", (), None, None, NOW)])
        unit.save_receipt(Receipt("rc_1", "f", NOW, 1, 0, 0, 1, 1, RULEBOOK, LISTS))
    made = Deed(NOW, "terminal", "key.create", "ak_1")
    store.keys.add(ApiKey("ak_1", "customs", "hash-1", (), NOW, NOW), made)
    return store


@pytest.fixture
def change(filled: SqlStore) -> Iterator[Callable[[str], int]]:
    """Runs a statement past the store, as a person at the database would."""
    engine = create_engine(filled._engine.url)

    def run(statement: str) -> int:
        with engine.begin() as connection:
            return connection.execute(text(statement)).rowcount

    yield run
    engine.dispose()


CHANGES = (
    "UPDATE events SET event_id = 'x'",
    "UPDATE events SET latest = 0",
    "UPDATE event_versions SET raw = '{}'",
    "UPDATE event_versions SET content_hash = 'x'",
    "UPDATE event_versions SET occurred_on = '2020-01-01'",
    "UPDATE event_versions SET number = 7",
    "UPDATE judgements SET outcome = 'clear'",
    "UPDATE judgements SET rulebook = 'sha256:other'",
    "UPDATE findings SET body = '{}'",
    "UPDATE findings SET level = 'low'",
    "UPDATE deliveries SET amount = '0'",
    "UPDATE deliveries SET lo = 5",
    "UPDATE deliveries SET rank = '9'",
    "UPDATE firings SET step = 90",
    "UPDATE rejections SET raw = ''",
    "UPDATE alert_entries SET note = 'x'",
    "UPDATE alert_links SET alert_id = 'x'",
    "UPDATE alerts SET rule = 'x'",
    "UPDATE alerts SET opened_at = '2020-01-01 00:00:00'",
    "UPDATE blobs SET content = ''",
    "UPDATE receipts SET origin = 'x'",
    "UPDATE api_keys SET scopes = '[]'",
    "UPDATE api_keys SET revoked_at = NULL",
    "DELETE FROM findings",
    "DELETE FROM rejections",
    "DELETE FROM alert_entries",
    "DELETE FROM alert_links",
    "DELETE FROM alerts",
    "DELETE FROM deliveries",
    "DELETE FROM firings",
    "DELETE FROM judgements",
    "DELETE FROM event_versions",
    "DELETE FROM events",
    "DELETE FROM blobs",
    "DELETE FROM receipts",
    "DELETE FROM api_keys",
)


def test_what_is_on_record_cannot_be_changed(change: Callable[[str], int]) -> None:
    answers = {}
    for statement in CHANGES:
        try:
            answers[statement] = f"{change(statement)} rows changed"
        except IntegrityError as error:
            answers[statement] = str(error.orig)
    assert [
        f"{statement}: {answer}"
        for statement, answer in answers.items()
        if "is append-only" not in answer
    ] == []


def test_a_version_that_was_superseded_stays_so(change: Callable[[str], int]) -> None:
    assert change("UPDATE event_versions SET superseded = true") == 2
    with pytest.raises(IntegrityError, match="event_versions is append-only"):
        change("UPDATE event_versions SET superseded = false")


def test_the_engines_own_ways_around_a_delete_are_closed(
    filled: SqlStore, engine_name: str
) -> None:
    statement = {
        "sqlite": "INSERT OR REPLACE INTO rejections SELECT * FROM rejections",
        "postgresql": "TRUNCATE rejections",
    }[engine_name]
    with (
        pytest.raises(IntegrityError, match="rejections is append-only"),
        filled._engine.begin() as connection,
    ):
        connection.execute(text(statement))


def test_the_database_itself_holds_one_counting_delivery_and_one_firing(
    change: Callable[[str], int], filled: SqlStore
) -> None:
    for table in ("deliveries", "firings"):
        with pytest.raises(IntegrityError, match="(?i)unique"):
            _copy_row(change, table)
    with filled.unit() as unit:
        assert unit.total(LIMIT, Basis.REPORTED, YEAR) == 1


def _copy_row(change: Callable[[str], int], table: str) -> None:
    columns = {
        "deliveries": "version_id, judgement_id, limit_id, basis, start_on, until_on, delivered_on,"
        " slot, rank, path, amount, hi, lo, rest, unit, given, factor, live, counts",
        "firings": "version_id, judgement_id, limit_id, basis, start_on, step, live",
    }[table]
    change(f"INSERT INTO {table} (id, {columns}) SELECT 99, {columns} FROM {table}")


def test_content_that_was_changed_is_not_given_out(
    change: Callable[[str], int], filled: SqlStore, engine_name: str
) -> None:
    if engine_name == "sqlite":
        change("DROP TRIGGER blobs_no_update")
        change("UPDATE blobs SET content = x'00' WHERE digest = 'sha256:lists'")
    else:
        change("ALTER TABLE blobs DISABLE TRIGGER ALL")
        change("UPDATE blobs SET content = '\\x00' WHERE digest = 'sha256:lists'")
        change("ALTER TABLE blobs ENABLE TRIGGER ALL")
    assert filled.blob(RULEBOOK) == b"rules"
    with pytest.raises(StoreError, match="was changed: restore it"):
        filled.blob(LISTS)


def test_the_rest_of_an_alert_may_change(change: Callable[[str], int], filled: SqlStore) -> None:
    assert change("UPDATE alerts SET assignee = 'ann', overdue = true") == 1
    ((held),) = filled.alerts(AlertFilter(), None, 9)
    assert (held.assignee, held.overdue) == ("ann", True)
