"""Engines and transactions: one writer at a time, durable on commit; nothing at import time."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.errors import StoreError

LOCK_SECONDS: Final = 60
"""How long a writer waits for the one before it; a batch takes well under a second."""
_CONNECT_SECONDS = 10
_STATEMENT_SECONDS = 120
_IDLE_SECONDS = 300
_CACHE_KIB = 65_536
_PAGE_BYTES = 8_192
_CHECKPOINT_PAGES = 2_000
# Any fixed number will do, as long as every writer of a database takes the same one.
WRITER_LOCK: Final = 0x5AC7_0A11_E57
_WRITES = "sanctions_monitor_writes"


def make_engine(url: str) -> Engine:
    """Give an engine for ``sqlite:///path`` or ``postgresql://…``; nothing is opened yet.

    Raises:
        StoreError: the address is none of these two.
    """
    address = _read_address(url)
    return _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)


def _read_address(url: str) -> URL:
    allowed = "write sqlite:///path/to/file or postgresql://user@host/database"
    try:
        # Some hosts still hand out the short scheme.
        address = make_url(
            f"postgresql{url.removeprefix('postgres')}" if url.startswith("postgres:") else url
        )
    except ArgumentError:
        msg = f"the address of the database cannot be read: {allowed}"
        raise StoreError(msg) from None
    shown = address.render_as_string(hide_password=True)
    backend = address.get_backend_name()
    if backend == "sqlite":
        if address.database in (None, "", ":memory:"):
            msg = f"'{shown}' names no file, and a store must outlive its process: {allowed}"
            raise StoreError(msg)
        return address
    if backend != "postgresql":
        msg = f"'{shown}' is no address of a supported database: {allowed}"
        raise StoreError(msg)
    return address.set(drivername="postgresql+psycopg")


def _sqlite(address: URL) -> Engine:
    engine = create_engine(
        address, connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver must not begin transactions by itself: a write unit begins IMMEDIATE.
    connection.isolation_level = None
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Without this, INSERT OR REPLACE deletes rows past the triggers that forbid it.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # Two processes that open a new file at once get "locked" here whatever the timeout says.
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 99:
                raise
            time.sleep(0.05)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(address: URL) -> Engine:
    settings = {
        "lock_timeout": f"{LOCK_SECONDS}s",
        "statement_timeout": f"{_STATEMENT_SECONDS}s",
        # A writer that hangs between two statements holds up all others.
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return create_engine(
        address,
        # Each statement sees what the writer before committed, also the first after the lock.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=30,
        connect_args={
            "application_name": "sanctions-monitor",
            "connect_timeout": _CONNECT_SECONDS,
            "options": options,
        },
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other writer's overlaps; commit on leaving it without error.

    Raises:
        StoreError: the database refused something, or another writer held it for too long.
    """
    with translated(), engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that reads; it neither waits for writers nor holds them up."""
    with translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into :class:`StoreError` with words for a person."""
    try:
        yield
    except IntegrityError as error:
        msg = f"the store refuses what would contradict what it holds: {_cause(error)}"
        raise StoreError(msg) from error
    except OperationalError as error:
        cause = _cause(error)
        if "locked" in cause or "lock timeout" in cause:
            msg = f"another writer held the store for more than {LOCK_SECONDS} seconds"
            raise StoreError(msg) from error
        msg = f"the database does not answer as it should: {cause}"
        raise StoreError(msg) from error
    except SQLAlchemyError as error:
        msg = f"the database refused a statement: {_cause(error)}"
        raise StoreError(msg) from error


def _cause(error: SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    return str(original or error).strip().partition("\n")[0]
