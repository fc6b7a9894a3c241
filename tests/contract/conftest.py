"""The store on both engines: each test begins with an empty, migrated database."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from alerts.schema import migrate
from alerts.store import SqlStore
from alerts.tables import METADATA
from tests.postgres_server import Server

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "store.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres_server: Server) -> Iterator[str]:
    for url in _database(postgres_server):
        migrate(url)
        yield url


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        yield from _database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def store_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database."""
    if engine_name == "sqlite":
        path = tmp_path / "store.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("migrated_database")
        _empty(url)
        yield url


def _database(server: Server) -> Iterator[str]:
    name = f"store_{uuid.uuid4().hex[:12]}"
    server.execute(f'CREATE DATABASE "{name}"')
    yield server.url(name)
    server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _empty(url: str) -> None:
    """Empty all tables, past the triggers that forbid it; a new database takes ten times as long."""
    address = make_url(url)
    with psycopg.connect(
        host=str(address.query["host"]), user=address.username, dbname=address.database
    ) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET lock_timeout = '10s'")
        connection.execute(f"TRUNCATE {', '.join(METADATA.tables)}".encode())


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    opened = SqlStore.open(store_url)
    yield opened
    opened.close()
