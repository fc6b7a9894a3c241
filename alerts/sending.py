"""Sends gathered rows in one call a table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert

Rows = list[dict[str, object]]
"""Rows to send, by column name."""
Fields = Mapping[Any, Any]
"""A row that was read or will be sent, by column name."""


def send(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert the rows with one ``executemany`` and forget them."""
    if rows:
        connection.execute(insert(table), rows)
        rows.clear()
