"""Reads the queue of alerts: narrowed, sorted, by cursor, and counted."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    exists,
    false,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
)
from sqlmodel import col

from alerts import searching
from alerts.columns import Utc, is_storable
from alerts.desk import alert_of, read_alert
from alerts.tables import ALERTS, AlertRow, MemberRow
from monitor.domain.alert import Alert, AlertState
from monitor.domain.finding import Level
from monitor.domain.ports.records import AlertFilter
from monitor.domain.queue import QueueOrder, QueuePlace

FEW = 1_000
"""Up to so many hits of a search are taken by their ids."""


def read_queue(
    connection: Connection,
    where: AlertFilter,
    after: str | None,
    limit: int,
    order: QueueOrder = QueueOrder.LEVEL,
) -> list[Alert]:
    """List alerts in an order after a cursor, or after the alert of an id.

    Raises:
        ValueError: the cursor is none, or no alert has that id.
    """
    columns = tuple(ALERTS.c[name] for name in order.columns)
    # The page is picked on the index alone; only its own rows are read.
    picked = select(ALERTS.c.id).where(*narrowed(connection, where))
    if after is not None:
        place = _place(connection, after, order)
        if not is_storable(place.id):
            return []
        picked = picked.where(tuple_(*columns) > tuple_(*_mark(place)))
    chosen = picked.order_by(*columns).limit(limit).subquery()
    statement = select(ALERTS).join(chosen, chosen.c.id == ALERTS.c.id).order_by(*columns)
    return [alert_of(row) for row in connection.execute(statement).mappings()]


def _mark(place: QueuePlace) -> list[ColumnElement[object]]:
    return [
        literal(value, Utc) if isinstance(value, datetime) else literal(value)
        for value in place.values
    ]


def _place(connection: Connection, after: str, order: QueueOrder) -> QueuePlace:
    if "~" in after:
        return QueuePlace.read(after, order)
    alert = read_alert(connection, after) if is_storable(after) else None
    if alert is None:
        msg = "the cursor is no alert of this store: start without one"
        raise ValueError(msg)
    return QueuePlace.of(alert, order)


def narrowed(connection: Connection, where: AlertFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter on the table of alerts."""
    texts = (where.rule, where.provision, where.source, where.text, where.assignee, where.case)
    if not all(is_storable(text) for text in texts if text is not None):
        return [false()]
    tests: list[ColumnElement[bool]] = []
    closed: ColumnElement[int] = ALERTS.c.closed
    if where.text is not None and where.text.strip():
        ids = searching.found(connection, where.text, FEW + 1)
        if len(ids) <= FEW:
            tests.append(ALERTS.c.id.in_(ids))
            # Few alerts are read by their ids: without this the whole queue would be walked.
            closed = ALERTS.c.closed + 0
        else:
            tests.append(searching.finds(connection, where.text))
    if where.open_only:
        tests.append(closed == 0)
    if where.state is not None:
        tests.append(closed == int(where.state is AlertState.CLOSED))
        tests.append(ALERTS.c.state == where.state.value)
    if where.level is not None:
        tests.append(ALERTS.c.level_rank == where.level.rank)
    if where.rule is not None:
        tests.append(ALERTS.c.rule == where.rule)
    if where.provision is not None:
        tests.append(_holds(ALERTS.c.provisions, where.provision))
    if where.source is not None:
        tests.append(_holds(ALERTS.c.sources, where.source))
    return tests + _of_the_desk(where)


def _of_the_desk(where: AlertFilter) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if where.assignee is not None:
        nobody = where.assignee == ""
        tests.append(ALERTS.c.assignee.is_(None) if nobody else ALERTS.c.assignee == where.assignee)
    if where.overdue is not None:
        tests.append(ALERTS.c.overdue.is_(where.overdue))
    if where.snoozed is not None:
        tests.append(ALERTS.c.snoozed == int(where.snoozed))
    if where.case is not None:
        tests.append(_in_case(where.case))
    return tests


def _holds(column: ColumnElement[object], value: str) -> ColumnElement[bool]:
    """Tell whether a list, kept as JSON text, holds a value."""
    return type_coerce(column, Text).contains(f'"{value}"', autoescape=True)


def _in_case(case_id: str) -> ColumnElement[bool]:
    return exists(
        select(col(MemberRow.alert_id))
        .where(col(MemberRow.case_id) == case_id, col(MemberRow.alert_id) == ALERTS.c.id)
        .correlate(ALERTS)
    )


def count_alerts(connection: Connection) -> Mapping[str, int]:
    """Count open alerts by level, and all by state; a name without alerts is 0."""
    counts = {name.value: 0 for name in (*Level, *AlertState)}
    by_level = select(col(AlertRow.level), func.count()).where(col(AlertRow.closed) == 0)
    by_state = select(col(AlertRow.state), func.count())
    counts.update(connection.execute(by_level.group_by(col(AlertRow.level))).all())
    counts.update(connection.execute(by_state.group_by(col(AlertRow.state))).all())
    return counts
