"""Runs migrations inside the transaction that :mod:`alerts.schema` opened, with its lock."""

from alembic import context
from sqlalchemy import Connection

from alerts.tables import METADATA


def run() -> None:
    """Run on the given connection; there is no other way in, so that none goes without the lock."""
    connection = context.config.attributes["connection"]
    assert isinstance(connection, Connection)
    context.configure(
        connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


run()
