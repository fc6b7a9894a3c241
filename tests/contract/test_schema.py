"""Migrations: up from nothing, by any number of processes at once, to what the tables declare."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

import alerts.migrations
from alerts.db import make_engine
from alerts.schema import HEAD, migrate
from alerts.store import SqlStore
from alerts.tables import METADATA
from monitor.errors import StoreError
from tests.contract.records import accept, key, record

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, ordinal_position
    FROM information_schema.columns
    WHERE table_schema = :schema AND table_name <> 'alembic_version'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = CAST(:schema AS regnamespace) AND conname NOT LIKE 'alembic%'
"""
INDEXES = """
    SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = :schema AND tablename <> 'alembic_version'
"""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    made = make_engine(empty_url)
    yield made
    made.dispose()


def test_an_empty_database_is_brought_up_to_date_and_then_left_alone(
    empty_url: str, engine: Engine
) -> None:
    migrate(empty_url)
    with closing(SqlStore.open(empty_url)) as store:
        accept(store, record())
    migrate(empty_url)
    with closing(SqlStore.open(empty_url)) as store:
        assert len(store.event_versions(key())) == 1
    assert {*METADATA.tables} < {*inspect(engine).get_table_names()}


def test_openers_of_a_new_database_do_not_get_in_each_others_way(empty_url: str) -> None:
    def open_and_write(number: int) -> None:
        with closing(SqlStore.open(empty_url)) as store:
            accept(store, record(key(number)))

    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(open_and_write, number) for number in range(6)]:
            future.result()
    with closing(SqlStore.open(empty_url)) as store:
        assert all(store.event_versions(key(number)) for number in range(6))


def test_a_new_file_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    letting_go = threading.Timer(0.3, holder.rollback)
    letting_go.start()
    with closing(SqlStore.open(f"sqlite:///{path}")) as store:
        accept(store, record())
    letting_go.join()
    holder.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    path.write_bytes(b"a spreadsheet, say" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        SqlStore.open(f"sqlite:///{path}")


def test_a_server_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the database does not answer"):
        SqlStore.open(f"postgresql://desk@/monitor?host={tmp_path}")


def test_a_schema_of_a_newer_program_is_refused(empty_url: str, engine: Engine) -> None:
    migrate(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(StoreError, match=f"newer sanctions-monitor .*'0999'.*'{HEAD}'.*install"):
        SqlStore.open(empty_url)


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("alerts.migrations.guards.one_way", fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        migrate(empty_url)
    assert inspect(engine).get_table_names() == []
    monkeypatch.undo()
    migrate(empty_url)


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(alerts.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_nothing_is_left_to_migrate(empty_url: str, engine: Engine) -> None:
    migrate(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": _is_declared_as_a_table}
        )
        assert compare_metadata(context, METADATA) == []


def _is_declared_as_a_table(name: str | None, _kind: str, _parents: object) -> bool:
    # The index over the words of alerts is made by statements of each engine's own.
    return name is None or not name.startswith(("alert_words_index", "ix_alert_words_words"))


def test_the_migrated_schema_is_the_declared_one(
    empty_url: str, engine: Engine, engine_name: str, tmp_path: Path
) -> None:
    migrate(empty_url)
    if engine_name == "sqlite":
        declared = make_engine(f"sqlite:///{tmp_path / 'declared.sqlite3'}")
        METADATA.create_all(declared)
        with engine.connect() as first, declared.connect() as second:
            assert _of_sqlite(first) == _of_sqlite(second)
        declared.dispose()
    else:
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA declared"))
            connection.execute(text("SET LOCAL search_path TO declared"))
            METADATA.create_all(connection)
            assert _of_postgresql(connection, "public") == _of_postgresql(connection, "declared")


def _of_sqlite(connection: Connection) -> dict[str, list[str]]:
    rows = connection.execute(
        text(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
            " AND name <> 'alembic_version' AND sql IS NOT NULL"
        )
    )
    # The columns and constraints of a table come in no particular order.
    return {name: sorted(_parts(re.sub(r"\s+", " ", sql))) for name, sql in rows}


def _parts(sql: str) -> list[str]:
    """Cut a statement at the commas between its columns and constraints."""
    head, _, inside = sql.partition("(")
    parts, depth, part = [head.strip()], 0, ""
    for char in inside.strip().removesuffix(")"):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += char
    return [*parts, part.strip()]


def _of_postgresql(connection: Connection, schema: str) -> set[tuple[object, ...]]:
    found: set[tuple[object, ...]] = set()
    for statement in (COLUMNS, CONSTRAINTS, INDEXES):
        rows = connection.execute(text(statement), {"schema": schema})
        found |= {
            tuple(re.sub(r"\b(public|declared)\.", "", str(value)) for value in row) for row in rows
        }
    return found


def test_a_folder_with_odd_characters_holds_a_store(tmp_path: Path) -> None:
    path = tmp_path / "a b%20c é ?x#y" / "deeper" / "store.sqlite3"
    with closing(SqlStore.open(f"sqlite:///{quote(str(path))}")) as store:
        accept(store, record())
    assert path.exists()


def test_the_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "store.sqlite3"
    with closing(SqlStore.open(f"sqlite:///{path}")) as store:
        accept(store, record())
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(
        ["store.sqlite3", "store.sqlite3-wal", "store.sqlite3-shm"], 0o600
    )
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made .*: name another folder"):
        SqlStore.open(f"sqlite:///{tmp_path / 'file' / 'store.sqlite3'}")


def test_the_embedded_store_is_durable_and_checked(empty_url: str, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "recursive_triggers": 1,
            "busy_timeout": 60_000,
        }
        ask = "PRAGMA {}"
    else:
        wanted = {
            "transaction_isolation": "read committed",
            "application_name": "sanctions-monitor",
            "lock_timeout": "1min",
            "statement_timeout": "2min",
            "idle_in_transaction_session_timeout": "5min",
        }
        ask = "SHOW {}"
    with engine.connect() as connection:
        found = {name: connection.execute(text(ask.format(name))).scalar() for name in wanted}
    assert found == wanted
