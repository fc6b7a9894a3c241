"""Messages that wait to be sent or were sent, and how far each reader of the store has read."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from alerts.columns import JsonText, RowId, Utc
from alerts.tables.base import Row, instant, table_of


class NotificationRow(Row, table=True):
    """One message to one channel; the same ``key`` never goes to a channel twice."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("uq_notifications_seq", "seq", unique=True),
        Index("uq_notifications_key_channel", "key", "channel", unique=True),
        Index("ix_notifications_state", "state", "next_at"),
        CheckConstraint("state IN ('pending', 'delivered', 'dead')", name="state"),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
    )

    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(RowId, nullable=False))
    key: str
    channel: str
    trigger: str
    subject: str
    body: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))
    created_at: datetime = instant()
    state: str
    attempts: int
    next_at: datetime = instant()
    last_error: str | None
    delivered_at: datetime | None = Field(sa_column=Column(Utc))


class MarkRow(Row, table=True):
    """Up to which row a reader has read."""

    __tablename__ = "read_marks"

    name: str = Field(primary_key=True)
    position: int = Field(sa_column=Column(RowId, nullable=False))


class FeedDayRow(Row, table=True):
    """What one source sent on one day of intake, counted as the journal grows."""

    __tablename__ = "feed_days"
    __table_args__ = (CheckConstraint("events >= 1", name="events"),)

    source: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    events: int = Field(sa_column=Column(RowId, nullable=False))
    first_at: datetime = instant()
    last_at: datetime = instant()


NOTIFICATIONS: Final = table_of(NotificationRow)
MARKS: Final = table_of(MarkRow)
FEED_DAYS: Final = table_of(FeedDayRow)
