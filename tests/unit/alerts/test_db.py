"""Addresses of databases, and errors in words for a person."""

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from alerts.db import make_engine, translated
from monitor.errors import StoreError


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////data/store.sqlite3", "sqlite:////data/store.sqlite3"),
        ("sqlite:///store.sqlite3", "sqlite:///store.sqlite3"),
        ("postgresql://desk:s3cret@db/monitor", "postgresql+psycopg://desk:***@db/monitor"),
        ("postgresql+psycopg2://db/monitor", "postgresql+psycopg://db/monitor"),
        ("postgres://db/monitor", "postgresql+psycopg://db/monitor"),
        ("postgresql://u@/d?host=/run/pg", "postgresql+psycopg://u@/d?host=%2Frun%2Fpg"),
    ],
)
def test_an_address_gives_an_engine_that_is_not_opened_yet(url: str, shown: str) -> None:
    engine = make_engine(url)
    assert engine.url.render_as_string(hide_password=True) == shown
    assert engine.pool.status()
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "cannot be read: write sqlite:///"),
        ("store.sqlite3", "cannot be read: write sqlite:///"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://desk:s3cret@db/monitor", "'mysql://desk:\\*\\*\\*@db/monitor' is no address"),
    ],
)
def test_any_other_address_is_refused(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        make_engine(url)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (IntegrityError("x", None, Exception("twice\nDETAIL: y")), "contradict .*: twice$"),
        (OperationalError("x", None, Exception("database is locked")), "another writer held"),
        (OperationalError("x", None, Exception("disk full")), "does not answer .*: disk full"),
        (ProgrammingError("x", None, Exception("no such table")), "refused a statement: no such"),
    ],
)
def test_errors_of_the_database_are_told_to_a_person(error: Exception, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught, translated():
        raise error
    assert caught.value.__cause__ is error


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("x")
