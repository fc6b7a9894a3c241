"""Sends gathered rows in one call a table.

This is the hot path: SQLAlchemy prepares every parameter of every row anew, which costs more than
SQLite needs to store it. Statement and conversions are taken from the table once instead.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table

Rows = list[dict[str, object]]
"""Rows to send, by column name."""
Fields = Mapping[Any, Any]
"""A row that was read or will be sent, by column name."""


class _Insert(NamedTuple):
    sql: str
    values: Callable[[Mapping[str, object]], Sequence[object]]
    conversions: tuple[tuple[str, Callable[[Any], object]], ...]


def send(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert the rows, each with all columns, with one ``executemany``, and forget them."""
    if not rows:
        return
    insert = _insert(connection.dialect, table)
    for name, convert in insert.conversions:
        _convert(rows, name, convert)
    connection.exec_driver_sql(insert.sql, [tuple(insert.values(row)) for row in rows])
    rows.clear()


def _convert(rows: Rows, name: str, convert: Callable[[Any], object]) -> None:
    # A batch has one instant of intake and few days: what was converted last is mostly next.
    last: object = None
    done: object = None
    for row in rows:
        value = row[name]
        if value is None:
            continue
        if value is not last:
            last, done = value, convert(value)
        row[name] = done


def mark_of(dialect: Dialect) -> str:
    """Give the mark that stands for a parameter in a statement written as text."""
    return "?" if dialect.paramstyle == "qmark" else "%s"


@lru_cache(maxsize=100)
def _insert(dialect: Dialect, table: Table) -> _Insert:
    quote = dialect.identifier_preparer.quote
    names = [column.name for column in table.columns]
    columns = ", ".join(map(quote, names))
    marks = ", ".join([mark_of(dialect)] * len(names))
    conversions = (
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in table.columns
    )
    return _Insert(
        f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})",  # noqa: S608  # our names
        itemgetter(*names),
        tuple((name, convert) for name, convert in conversions if convert is not None),
    )
