"""Who did what on the desk, each entry chained to the one before."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index
from sqlmodel import Field

from alerts.columns import JsonText
from alerts.tables.base import Row, instant, row_id, table_of


class AuditRow(Row, table=True):
    """One entry; ``id`` is its number, without gaps, and ``digest`` covers all of it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_subject", "subject", "id"),
        Index("ix_audit_entries_person", "person", "id"),
    )

    id: int = row_id()
    at: datetime = instant()
    person: str
    action: str
    subject: str
    before: object | None = Field(sa_column=Column(JsonText))
    after: object | None = Field(sa_column=Column(JsonText))
    previous: str
    digest: str


AUDIT: Final = table_of(AuditRow)
