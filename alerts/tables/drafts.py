"""Drafts of reports to authorities; the documents themselves are kept as blobs."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from alerts.columns import JsonText
from alerts.tables.base import Row, instant, row_id, table_of


class DraftRow(Row, table=True):
    """One version of a draft about an alert or a case, with the digests of its documents."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("uq_drafts_about_kind_number", "about", "kind", "number", unique=True),
        CheckConstraint("number >= 1", name="number"),
    )

    id: int = row_id()
    about: str
    kind: str
    number: int
    alerts: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    made_at: datetime = instant()
    made_by: str
    files: list[object] = Field(sa_column=Column(JsonText, nullable=False))


DRAFTS: Final = table_of(DraftRow)
