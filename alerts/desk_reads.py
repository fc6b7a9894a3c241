"""What the desk reads beside alerts: counts, documents, suppressions, cases, views."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Engine, Text, func, select, type_coerce
from sqlmodel import col

from alerts import searching
from alerts.columns import is_storable
from alerts.db import reading
from alerts.desk import alert_of
from alerts.matters import cases_of, read_case, read_members
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
    Counted,
    Matter,
    MatterEntry,
    Reply,
    SavedView,
    ShownRepeat,
    Suppression,
    Tally,
)

_LEVELS = {level.rank: level.value for level in Level}
# Columns of the queue's index alone, so that counting reads no row.
_COUNTED: Mapping[str, ColumnElement[Any]] = {
    "level": ALERTS.c.level_rank,
    "state": ALERTS.c.state,
    "rule": ALERTS.c.rule,
    "assignee": ALERTS.c.assignee,
    "overdue": ALERTS.c.overdue,
    "snoozed": ALERTS.c.snoozed,
    "provisions": type_coerce(ALERTS.c.provisions, Text),
    "sources": type_coerce(ALERTS.c.sources, Text),
}


@lru_cache(maxsize=4_096)
def _texts(packed: str) -> tuple[str, ...]:
    """Read a list that is kept as JSON; there are few different ones."""
    return tuple(json.loads(packed))


_READ: Mapping[str, Callable[[Any], object]] = {
    "level": _LEVELS.__getitem__,
    "assignee": lambda value: value or "",
    "overdue": bool,
    "snoozed": bool,
    "provisions": _texts,
    "sources": _texts,
}


_OF_COUNTED = (
    "snoozed", "level", "state", "rule", "provisions", "sources", "assignee", "overdue",
)  # fmt: skip


def _counted(row: Any) -> Counted:
    number, closed, snoozed, level, state, rule, provisions, sources, assignee, overdue = row
    return Counted(
        number, bool(closed), bool(snoozed), _LEVELS[level], state, rule, _texts(provisions),
        _texts(sources), assignee or "", bool(overdue),
    )  # fmt: skip


class SqlDeskReads:
    """Implements :class:`~monitor.domain.ports.work.WorkReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tallies(self, where: AlertFilter, fields: Sequence[str]) -> Sequence[Tally]:
        """Count alerts by fields of theirs."""
        columns = [_COUNTED[field] for field in fields]
        with reading(self._engine) as connection:
            statement = select(*columns, func.count()).where(*narrowed(connection, where))
            rows = connection.execute(statement.group_by(*columns)).all()
        reads = [_READ.get(field) for field in fields]
        return [
            Tally(
                tuple(
                    value if read is None else read(value)
                    for read, value in zip(reads, row, strict=False)
                ),
                row[-1],
            )
            for row in rows
        ]

    def counted(self, after: int | None) -> tuple[int, Sequence[Counted]]:
        """Give what alerts are counted by, and up to which change."""
        columns = (
            ALERTS.c.id,
            ALERTS.c.closed,
            *(_COUNTED[field].label(field) for field in _OF_COUNTED),
        )
        with reading(self._engine) as connection:
            newest = connection.execute(select(func.max(col(EntryRow.id)))).scalar() or 0
            if after is None:
                which = ALERTS.c.closed == 0
            else:
                changed = select(col(EntryRow.alert_id)).where(col(EntryRow.id) > after)
                which = ALERTS.c.id.in_(changed)
            rows = connection.execute(select(*columns).where(which)).all()
        return newest, [_counted(row) for row in rows]

    def found(self, text: str, most: int) -> Sequence[str]:
        """Give the ids of at most so many alerts that hold all that is asked for."""
        if not is_storable(text):
            return []
        with reading(self._engine) as connection:
            return searching.found(connection, text, most)

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

    def members(self, case_id: str) -> Sequence[str]:
        """Give the ids of a case's alerts, in the order in which they were added."""
        if not is_storable(case_id):
            return []
        with reading(self._engine) as connection:
            return read_members(connection, case_id)

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
