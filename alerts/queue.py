"""Reads the queue of alerts, and what stands behind an alert."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from alerts.columns import Utc, is_storable
from alerts.desk import alert_of, read_alert
from alerts.tables import (
    ALERTS,
    AlertRow,
    EntryRow,
    EventRow,
    FindingRow,
    JudgementRow,
    LinkRow,
    VersionRow,
)
from monitor.domain.alert import Alert, AlertState
from monitor.domain.finding import Level
from monitor.domain.ports import AlertEntry, AlertFilter, EventKey, LinkedFinding
from monitor.domain.queue import QueuePlace

_ORDER = (ALERTS.c.closed, ALERTS.c.level_rank, ALERTS.c.due_at, ALERTS.c.id)


def read_queue(
    connection: Connection, where: AlertFilter, after: str | None, limit: int
) -> list[Alert]:
    """List alerts in the queue's order after a cursor, or after the alert of an id.

    Raises:
        ValueError: the cursor is none, or no alert has that id.
    """
    statement = select(ALERTS).where(*_narrowed(where)).order_by(*_ORDER).limit(limit)
    if after is not None:
        place = _place(connection, after)
        if not is_storable(place.id):
            return []
        mark = tuple_(
            literal(int(place.closed)),
            literal(place.level_rank),
            literal(place.due_at, Utc),
            literal(place.id),
        )
        statement = statement.where(tuple_(*_ORDER) > mark)
    return [alert_of(row) for row in connection.execute(statement).mappings()]


def _place(connection: Connection, after: str) -> QueuePlace:
    if "~" in after:
        return QueuePlace.read(after)
    alert = read_alert(connection, after) if is_storable(after) else None
    if alert is None:
        msg = "the cursor is no alert of this store: start without one"
        raise ValueError(msg)
    return QueuePlace.of(alert)


def _narrowed(where: AlertFilter) -> list[ColumnElement[bool]]:
    texts = (where.rule, where.provision, where.source, where.text)
    if not all(is_storable(text) for text in texts if text is not None):
        return [false()]
    tests: list[ColumnElement[bool]] = []
    if where.open_only:
        tests.append(ALERTS.c.closed == 0)
    if where.state is not None:
        tests.append(ALERTS.c.state == where.state.value)
    if where.level is not None:
        tests.append(ALERTS.c.level_rank == where.level.rank)
    if where.rule is not None:
        tests.append(ALERTS.c.rule == where.rule)
    if where.provision is not None:
        listed = type_coerce(ALERTS.c.provisions, Text)
        tests.append(listed.contains(f'"{where.provision}"', autoescape=True))
    if where.source is not None:
        tests.append(_about(col(EventRow.source) == where.source))
    if where.text is not None and where.text.strip():
        tests.append(_says(where.text.strip()))
    return tests


def _says(text: str) -> ColumnElement[bool]:
    found = ALERTS.c.search_text.contains(text.casefold(), autoescape=True)
    return or_(found, _about(col(EventRow.event_id) == text))


def _about(test: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(col(LinkRow.id))
        .join(VersionRow, col(VersionRow.id) == col(LinkRow.version_id))
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .where(col(LinkRow.alert_id) == ALERTS.c.id, test)
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


def read_findings(connection: Connection, alert_id: str, limit: int) -> list[LinkedFinding]:
    """Give the findings of an alert, newest first.

    One is superseded where its version is, or where the version was judged again. A link to an
    event without a finding gives an empty one.
    """
    later = aliased(JudgementRow)
    judged_again = exists(
        select(col(later.id)).where(
            col(later.version_id) == col(VersionRow.id), col(later.id) > col(JudgementRow.id)
        )
    )
    latest = (
        select(func.max(col(later.id)))
        .where(col(later.version_id) == col(VersionRow.id))
        .correlate(VersionRow)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            col(EventRow.source),
            col(EventRow.event_id),
            col(VersionRow.number),
            or_(col(VersionRow.superseded), judged_again),
            col(VersionRow.occurred_on),
            col(FindingRow.body),
            col(JudgementRow.rulebook),
            col(JudgementRow.lists),
            col(JudgementRow.judged_at),
        )
        .select_from(LinkRow)
        .join(VersionRow, col(VersionRow.id) == col(LinkRow.version_id))
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .outerjoin(FindingRow, col(FindingRow.id) == col(LinkRow.finding_id))
        .join(
            JudgementRow,
            col(JudgementRow.id) == func.coalesce(col(FindingRow.judgement_id), latest),
        )
        .where(col(LinkRow.alert_id) == alert_id)
        .order_by(col(LinkRow.id).desc())
        .limit(limit)
    )
    return [
        LinkedFinding(
            key=EventKey(source, event_id),
            version=number,
            superseded=bool(superseded),
            occurred_on=occurred_on,
            finding=body or {},
            rulebook=rulebook,
            lists=lists,
            judged_at=judged_at,
        )
        for (
            source,
            event_id,
            number,
            superseded,
            occurred_on,
            body,
            rulebook,
            lists,
            judged_at,
        ) in rows
    ]


def read_entries(connection: Connection, alert_id: str) -> Sequence[AlertEntry]:
    """Give the time line of an alert, oldest first."""
    rows = connection.execute(
        select(
            col(EntryRow.alert_id),
            col(EntryRow.at),
            col(EntryRow.actor),
            col(EntryRow.action),
            col(EntryRow.note),
        )
        .where(col(EntryRow.alert_id) == alert_id)
        .order_by(col(EntryRow.id))
    )
    return [AlertEntry(*row) for row in rows]


def mark_overdue(connection: Connection, now: datetime) -> int:
    """Mark open alerts whose due time has passed; give how many are newly marked."""
    late = and_(ALERTS.c.closed == 0, not_(ALERTS.c.overdue), ALERTS.c.due_at < now)
    return connection.execute(update(ALERTS).where(late).values(overdue=True)).rowcount
