"""Cases: alerts that belong to one matter, worked and closed together."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from alerts.columns import Utc
from alerts.tables.base import Row, instant, row_id, table_of


class CaseRow(Row, table=True):
    """One matter."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state", "state", "opened_at", "id"),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
    )

    id: str = Field(primary_key=True)
    title: str
    state: str
    owner: str
    opened_at: datetime = instant()
    opened_by: str
    closed_at: datetime | None = Field(sa_column=Column(Utc, nullable=True))
    revision: int


class MemberRow(Row, table=True):
    """An alert of a case."""

    __tablename__ = "case_alerts"
    __table_args__ = (Index("ix_case_alerts_alert_id", "alert_id"),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id")
    alert_id: str = Field(primary_key=True, foreign_key="alerts.id")
    added_at: datetime = instant()
    added_by: str


class CaseEntryRow(Row, table=True):
    """One line of a case's time line."""

    __tablename__ = "case_entries"
    __table_args__ = (Index("ix_case_entries_case_id", "case_id", "id"),)

    id: int = row_id()
    case_id: str = Field(foreign_key="cases.id")
    at: datetime = instant()
    actor: str
    action: str
    note: str


CASES: Final = table_of(CaseRow)
MEMBERS: Final = table_of(MemberRow)
CASE_ENTRIES: Final = table_of(CaseEntryRow)
