"""What people cleared, what was judged again because a list changed, and what was looked up."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field

from alerts.columns import JsonText, RowId, Utc
from alerts.tables.base import Row, instant, row_id, table_of


class ClearanceRow(Row, table=True):
    """That a party, as it was, is not a list entry, as it was; by whom, why and until when."""

    __tablename__ = "clearances"
    __table_args__ = (
        Index("uq_clearances_seq", "seq", unique=True),
        Index("ix_clearances_list_ref", "list", "ref"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
    )

    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(RowId, nullable=False))
    list: str
    ref: str
    party: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))
    entry: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))
    reason: str
    by: str
    at: datetime = instant()
    expires_on: date
    level: str
    needs_two: bool
    source: str | None
    event_id: str | None
    path: str | None
    alert_id: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None = Field(sa_column=Column(Utc))
    revoked_by: str | None
    revoked_at: datetime | None = Field(sa_column=Column(Utc))
    revoked_because: str | None


class RescreenRow(Row, table=True):
    """One change of a list, and how far the stored events were judged again because of it."""

    __tablename__ = "rescreens"
    __table_args__ = (
        Index("uq_rescreens_change", "change", unique=True),
        Index("uq_rescreens_seq", "seq", unique=True),
    )

    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(RowId, nullable=False))
    change: str
    list: str
    before: str | None
    after: str
    asked_by: str
    started_at: datetime = instant()
    updated_at: datetime = instant()
    finished_at: datetime | None = Field(sa_column=Column(Utc))
    lists_before: str | None
    lists_after: str | None
    reached: int = Field(sa_column=Column(RowId, nullable=False))
    counts: dict[str, int] = Field(sa_column=Column(JsonText, nullable=False))
    error: str | None


class RescreenLineRow(Row, table=True):
    """What a change of a list did to one alert by one event."""

    __tablename__ = "rescreen_lines"
    __table_args__ = (Index("ix_rescreen_lines_rescreen_id", "rescreen_id", "id"),)

    id: int = row_id()
    rescreen_id: str = Field(sa_column=Column(ForeignKey("rescreens.id"), nullable=False))
    at: datetime = instant()
    effect: str
    alert_id: str | None
    source: str
    event_id: str
    rule: str
    because: str


class ScreeningRow(Row, table=True):
    """One name or number that somebody looked up: what was asked, of which lists, and the answer."""

    __tablename__ = "screenings"
    __table_args__ = (Index("ix_screenings_at", "at", "id"),)

    id: int = row_id()
    at: datetime = instant()
    by: str
    door: str
    asked: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))
    as_of: date
    lists: str
    versions: dict[str, str] = Field(sa_column=Column(JsonText, nullable=False))
    found: list[object] = Field(sa_column=Column(JsonText, nullable=False))


CLEARANCES: Final = table_of(ClearanceRow)
RESCREENS: Final = table_of(RescreenRow)
RESCREEN_LINES: Final = table_of(RescreenLineRow)
SCREENINGS: Final = table_of(ScreeningRow)
