"""What the desk reads beside alerts: counts, documents, suppressions, cases, views."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, Text, func, select, type_coerce
from sqlmodel import col

from alerts.columns import is_storable
from alerts.db import reading
from alerts.desk import alert_of
from alerts.matters import cases_of, read_case
from alerts.queue import narrowed
from alerts.tables import (
    ALERTS,
    ATTACHMENTS,
    CASE_ENTRIES,
    CASES,
    ENTRIES,
    MEMBERS,
    SUPPRESSIONS,
    VIEWS,
    EntryRow,
    EventRow,
    FindingRow,
    LinkRow,
    RepeatRow,
    VersionRow,
)
from alerts.work import attachment_of, read_claim, read_reply, suppression_of
from monitor.domain.alert import Alert
from monitor.domain.finding import Level
from monitor.domain.ports.records import AlertFilter, EventKey
from monitor.domain.ports.work import (
    Attachment,
    Claim,
    Matter,
    MatterEntry,
    Reply,
    SavedView,
    ShownRepeat,
    Suppression,
    Tally,
)

_LEVELS = {level.rank: level for level in Level}


class SqlDeskReads:
    """Implements :class:`~monitor.domain.ports.work.WorkReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tallies(self, where: AlertFilter | None) -> Sequence[Tally]:
        """Count alerts by everything that the queue is narrowed by."""
        values = (
            ALERTS.c.closed,
            ALERTS.c.snoozed,
            ALERTS.c.level_rank,
            ALERTS.c.state,
            ALERTS.c.rule,
            type_coerce(ALERTS.c.provisions, Text).label("provisions"),
            type_coerce(ALERTS.c.sources, Text).label("sources"),
            ALERTS.c.assignee,
            ALERTS.c.overdue,
        )
        with reading(self._engine) as connection:
            tests = [] if where is None else narrowed(connection, where)
            statement = select(*values, func.count().label("alerts")).where(*tests)
            rows = connection.execute(statement.group_by(*values)).all()
        return [
            Tally(
                bool(row.closed),
                bool(row.snoozed),
                _LEVELS[row.level_rank],
                row.state,
                row.rule,
                tuple(json.loads(row.provisions)),
                tuple(json.loads(row.sources)),
                row.assignee,
                bool(row.overdue),
                row.alerts,
            )
            for row in rows
        ]

    def newest_change(self) -> int:
        """Give a number that grows with every change of an alert."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(col(EntryRow.id)))).scalar() or 0

    def reply(self, caller: str, key: str) -> Reply | None:
        """Give what was done under an idempotency key."""
        with reading(self._engine) as connection:
            return read_reply(connection, caller, key)

    def claim_of(self, alert_id: str, now: datetime) -> Claim | None:
        """Give the claim on an alert that is not run out."""
        with reading(self._engine) as connection:
            return read_claim(connection, alert_id, now)

    def alerts_of(self, key: EventKey) -> Sequence[Alert]:
        """Give the alerts that any version of an event opened or joined."""
        linked = (
            select(col(LinkRow.alert_id))
            .join(VersionRow, col(VersionRow.id) == col(LinkRow.version_id))
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .where(col(EventRow.source) == key.source, col(EventRow.event_id) == key.event_id)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(select(ALERTS).where(ALERTS.c.id.in_(linked)))
            return [alert_of(row) for row in rows.mappings()]

    def attachments(self, alert_id: str, after: str | None, limit: int) -> Sequence[Attachment]:
        """Give the documents on an alert, oldest first, after one of them."""
        statement = select(ATTACHMENTS).where(ATTACHMENTS.c.alert_id == alert_id)
        if after is not None:
            statement = statement.where(ATTACHMENTS.c.id > after)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(ATTACHMENTS.c.id).limit(limit))
            return [attachment_of(row) for row in rows.mappings()]

    def attachment(self, attachment_id: str) -> Attachment | None:
        """Give one document's description."""
        if not is_storable(attachment_id):
            return None
        with reading(self._engine) as connection:
            row = (
                connection.execute(select(ATTACHMENTS).where(ATTACHMENTS.c.id == attachment_id))
                .mappings()
                .one_or_none()
            )
        return None if row is None else attachment_of(row)

    def notes(self, alert_id: str, after: int, limit: int) -> Sequence[tuple[int, MatterEntry]]:
        """Give the notes on an alert with their numbers, oldest first, after a number."""
        statement = (
            select(ENTRIES)
            .where(ENTRIES.c.alert_id == alert_id, ENTRIES.c.action == "note", ENTRIES.c.id > after)
            .order_by(ENTRIES.c.id)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                (row.id, MatterEntry(row.alert_id, row.at, row.actor, row.action, row.note))
                for row in connection.execute(statement)
            ]

    def suppressions(
        self, *, alert_id: str | None, after: str | None, limit: int
    ) -> Sequence[Suppression]:
        """Give suppressions, newest first, below an id; of one alert where it is named."""
        repeats = (
            select(func.count())
            .select_from(RepeatRow)
            .where(col(RepeatRow.suppression_id) == SUPPRESSIONS.c.id)
            .correlate(SUPPRESSIONS)
            .scalar_subquery()
        )
        statement = select(SUPPRESSIONS, repeats.label("repeats"))
        if alert_id is not None:
            statement = statement.where(SUPPRESSIONS.c.alert_id == alert_id)
        if after is not None:
            statement = statement.where(SUPPRESSIONS.c.id < after)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(SUPPRESSIONS.c.id.desc()).limit(limit))
            return [suppression_of(row, row["repeats"]) for row in rows.mappings()]

    def active_suppressions(self, now: datetime) -> int:
        """Count suppressions that keep something away."""
        with reading(self._engine) as connection:
            return connection.execute(
                select(func.count())
                .select_from(SUPPRESSIONS)
                .where(SUPPRESSIONS.c.until_at > now, SUPPRESSIONS.c.lifted_at.is_(None))
            ).scalar_one()

    def repeats(self, suppression_id: str, before: int | None, limit: int) -> Sequence[ShownRepeat]:
        """Give what a suppression kept away, newest first, below a number."""
        if not is_storable(suppression_id):
            return []
        statement = (
            select(
                col(RepeatRow.id),
                col(RepeatRow.at),
                col(EventRow.source),
                col(EventRow.event_id),
                col(VersionRow.number),
                col(FindingRow.body),
            )
            .select_from(RepeatRow)
            .join(VersionRow, col(VersionRow.id) == col(RepeatRow.version_id))
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .outerjoin(FindingRow, col(FindingRow.id) == col(RepeatRow.finding_id))
            .where(col(RepeatRow.suppression_id) == suppression_id)
        )
        if before is not None:
            statement = statement.where(col(RepeatRow.id) < before)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(col(RepeatRow.id).desc()).limit(limit))
            return [
                ShownRepeat(
                    row.id,
                    row.at,
                    EventKey(row.source, row.event_id),
                    row.number,
                    _summary(row.body),
                )
                for row in rows
            ]

    def cases(self, *, open_only: bool, after: str | None, limit: int) -> Sequence[Matter]:
        """Give cases, newest first, below an id."""
        statement = select(CASES)
        if open_only:
            statement = statement.where(CASES.c.state == "open")
        if after is not None:
            statement = statement.where(CASES.c.id < after)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(CASES.c.id.desc()).limit(limit))
            return cases_of(connection, list(rows.mappings()))

    def case(self, case_id: str) -> Matter | None:
        """Give one case."""
        if not is_storable(case_id):
            return None
        with reading(self._engine) as connection:
            return read_case(connection, case_id)

    def cases_of(self, alert_id: str) -> Sequence[Matter]:
        """Give the cases that an alert belongs to."""
        statement = (
            select(CASES)
            .join(MEMBERS, MEMBERS.c.case_id == CASES.c.id)
            .where(MEMBERS.c.alert_id == alert_id)
            .order_by(CASES.c.id)
        )
        with reading(self._engine) as connection:
            return cases_of(connection, list(connection.execute(statement).mappings()))

    def case_entries(self, case_id: str) -> Sequence[MatterEntry]:
        """Give the time line of a case, oldest first."""
        statement = (
            select(CASE_ENTRIES)
            .where(CASE_ENTRIES.c.case_id == case_id)
            .order_by(CASE_ENTRIES.c.id)
        )
        with reading(self._engine) as connection:
            return [
                MatterEntry(row.case_id, row.at, row.actor, row.action, row.note)
                for row in connection.execute(statement)
            ]

    def views(self, person: str, after: str | None, limit: int) -> Sequence[SavedView]:
        """Give a person's own views and the shared ones, by id, after an id."""
        statement = select(VIEWS).where((VIEWS.c.owner == person) | VIEWS.c.shared.is_(True))
        if after is not None:
            statement = statement.where(VIEWS.c.id > after)
        with reading(self._engine) as connection:
            return [
                SavedView(row.id, row.owner, row.name, row.query, row.shared, row.created_at)
                for row in connection.execute(statement.order_by(VIEWS.c.id).limit(limit))
            ]


def _summary(body: Mapping[str, object] | None) -> str:
    return "" if body is None else str(body.get("summary", ""))
