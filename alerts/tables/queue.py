"""Alerts, what opened or joined them, and their time lines."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, text
from sqlmodel import Field

from alerts.columns import JsonText, RowId, Utc
from alerts.tables.base import Row, instant, reference, row_id, table_of


class AlertRow(Row, table=True):
    """An alert; ``closed``, ``level_rank`` and ``snoozed`` repeat other columns for the queue."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("uq_alerts_seq", "seq", unique=True),
        # Holds all that the queue sorts, narrows and counts by, so that it never reads the rows
        # of alerts that it does not show.
        Index(
            "ix_alerts_queue",
            "closed",
            "level_rank",
            "due_at",
            "id",
            "snoozed",
            "opened_at",
            "strength",
            "state",
            "rule",
            "provisions",
            "sources",
            "assignee",
            "overdue",
        ),
        Index("ix_alerts_group_key", "group_key", "seq"),
        CheckConstraint("(closed = 1) = (state = 'closed')", name="closed"),
        CheckConstraint("occurrences >= 1", name="occurrences"),
    )

    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(RowId, nullable=False))
    group_key: str
    rule: str
    provisions: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    verdict: str
    level: str
    level_rank: int
    summary: str
    opened_at: datetime = instant()
    last_seen_at: datetime = instant()
    due_at: datetime = instant()
    occurrences: int
    state: str
    closed: int
    assignee: str | None
    disposition: str | None
    reason: str | None
    close_proposed_by: str | None
    superseded: bool
    overdue: bool
    search_text: str
    revision: int = Field(sa_column=Column(Integer, nullable=False, server_default="1"))
    sources: list[str] = Field(sa_column=Column(JsonText, nullable=False, server_default="[]"))
    strength: int = Field(sa_column=Column(Integer, nullable=False, server_default="0"))
    snoozed: int = Field(sa_column=Column(Integer, nullable=False, server_default="0"))
    snoozed_until: datetime | None = Field(sa_column=Column(Utc, nullable=True))
    reference: str | None


class LinkRow(Row, table=True):
    """A finding that opened or joined an alert; without one the alert is about the version."""

    __tablename__ = "alert_links"
    __table_args__ = (
        Index("uq_alert_links_alert_id_finding_id", "alert_id", "finding_id", unique=True),
        Index("ix_alert_links_version_id", "version_id"),
    )

    id: int = row_id()
    alert_id: str = Field(foreign_key="alerts.id")
    version_id: int = reference("event_versions.id")
    finding_id: int | None = Field(sa_column=Column(RowId, ForeignKey("findings.id")))


class EntryRow(Row, table=True):
    """One line of an alert's time line."""

    __tablename__ = "alert_entries"
    __table_args__ = (
        Index("ix_alert_entries_alert_id", "alert_id", "id"),
        Index(
            "ix_alert_entries_decisions", "action", "at", "alert_id",
            sqlite_where=text("action IN ('close', 'reopen')"),
            postgresql_where=text("action IN ('close', 'reopen')"),
        ),
    )  # fmt: skip

    id: int = row_id()
    alert_id: str = Field(foreign_key="alerts.id")
    at: datetime = instant()
    actor: str
    action: str
    note: str


ALERTS: Final = table_of(AlertRow)
LINKS: Final = table_of(LinkRow)
ENTRIES: Final = table_of(EntryRow)
