"""Reads all alerts in an order that stays while people work."""

from collections.abc import Sequence

from sqlalchemy import Engine, select

from alerts.db import reading
from alerts.desk import alert_of
from alerts.queue import narrowed
from alerts.tables import ALERTS
from monitor.domain.alert import Alert
from monitor.domain.ports import AlertFilter


class SqlExports:
    """Implements :class:`~monitor.domain.ports.exports.Exports`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def alerts(self, where: AlertFilter, after: str, limit: int) -> Sequence[Alert]:
        """Give alerts in the order of their ids, which is that of their opening, after an id."""
        with reading(self._engine) as connection:
            statement = (
                select(ALERTS)
                .where(*narrowed(connection, where), ALERTS.c.id > after)
                .order_by(ALERTS.c.id)
                .limit(limit)
            )
            return [alert_of(row) for row in connection.execute(statement).mappings()]
