"""Reads what stands behind an alert: its findings with their events, and its time line."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from alerts.tables import EntryRow, EventRow, FindingRow, JudgementRow, LinkRow, VersionRow
from monitor.domain.ports.records import AlertEntry, EventKey, LinkedFinding


def read_findings(connection: Connection, alert_id: str, limit: int) -> list[LinkedFinding]:
    """Give the findings of an alert, newest first.

    One is superseded where its version is, or where the version was judged again. A link to an
    event without a finding gives an empty one.
    """
    statement = _linked().where(col(LinkRow.alert_id) == alert_id)
    rows = connection.execute(statement.order_by(col(LinkRow.id).desc()).limit(limit))
    return [_finding_of(row) for row in rows]


def read_newest_findings(
    connection: Connection, alert_ids: Sequence[str]
) -> Mapping[str, LinkedFinding]:
    """Give the newest finding of each of some alerts, in one statement."""
    if not alert_ids:
        return {}
    # Not one grouped statement: it would read every link of an alert that thousands have joined.
    newest = [
        select(func.max(col(LinkRow.id))).where(col(LinkRow.alert_id) == alert_id).scalar_subquery()
        for alert_id in dict.fromkeys(alert_ids)
    ]
    rows = connection.execute(_linked().where(col(LinkRow.id).in_(newest)))
    return {row.alert_id: _finding_of(row) for row in rows}


def _linked() -> "Select[*tuple[Any, ...]]":
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
    return (
        select(
            col(LinkRow.alert_id),
            col(EventRow.source),
            col(EventRow.event_id),
            col(VersionRow.number),
            or_(col(VersionRow.superseded), judged_again).label("superseded"),
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
    )


def _finding_of(row: "Row[*tuple[Any, ...]]") -> LinkedFinding:
    return LinkedFinding(
        key=EventKey(row.source, row.event_id),
        version=row.number,
        superseded=bool(row.superseded),
        occurred_on=row.occurred_on,
        finding=row.body or {},
        rulebook=row.rulebook,
        lists=row.lists,
        judged_at=row.judged_at,
    )


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
