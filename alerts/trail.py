"""Reads the trail of a limit's window: every delivery that was kept, and what ended it."""

from datetime import date

from sqlalchemy import Connection, and_, func, not_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from alerts.tables import DELIVERIES, EventRow, JudgementRow, VersionRow
from alerts.totals import delivery_of
from monitor.domain.ports import EventKey, LedgerEntry


def read_trail(connection: Connection, limit_id: str, start: date) -> list[LedgerEntry]:
    """Give every delivery of one window in order of acceptance.

    What ended a delivery is the next judgement of its event, of whatever version.
    """
    ending, ending_version = aliased(JudgementRow), aliased(VersionRow)
    later, of_event = aliased(JudgementRow), aliased(VersionRow)
    following = (
        select(func.min(col(later.id)))
        .join(of_event, col(of_event.id) == col(later.version_id))
        .where(
            col(of_event.event) == col(VersionRow.event),
            col(later.id) > DELIVERIES.c.judgement_id,
        )
        .correlate(DELIVERIES, VersionRow)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            DELIVERIES,
            col(EventRow.source),
            col(EventRow.event_id).label("event_key"),
            col(VersionRow.number).label("version"),
            col(VersionRow.received_at),
            col(JudgementRow.judged_at),
            col(ending.id).label("ended_by"),
            col(ending.judged_at).label("ended_at"),
            col(ending_version.number).label("ended_by_version"),
        )
        .join(VersionRow, col(VersionRow.id) == DELIVERIES.c.version_id)
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .join(JudgementRow, col(JudgementRow.id) == DELIVERIES.c.judgement_id)
        .outerjoin(ending, and_(not_(DELIVERIES.c.live), col(ending.id) == following))
        .outerjoin(ending_version, col(ending_version.id) == col(ending.version_id))
        .where(DELIVERIES.c.limit_id == limit_id, DELIVERIES.c.start_on == start)
        .order_by(DELIVERIES.c.id)
    ).mappings()
    return [
        LedgerEntry(
            key=EventKey(row["source"], row["event_key"]),
            version=row["version"],
            received_at=row["received_at"],
            judgement=row["judgement_id"],
            judged_at=row["judged_at"],
            delivery=delivery_of(row),
            live=row["live"],
            counts=row["counts"],
            ended_by=row["ended_by"],
            ended_at=row["ended_at"],
            ended_by_version=row["ended_by_version"],
        )
        for row in rows
    ]
