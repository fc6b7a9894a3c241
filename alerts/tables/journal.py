"""What came in: events, their versions, what was refused, receipts."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from alerts.columns import AsciiJson, Bytes, HostileText
from alerts.tables.base import Row, instant, reference, row_id, table_of


class EventRow(Row, table=True):
    """An event's idempotency key and the number of its latest version."""

    __tablename__ = "events"
    __table_args__ = (Index("uq_events_source_event_id", "source", "event_id", unique=True),)

    id: int = row_id()
    source: str
    event_id: str
    latest: int


class VersionRow(Row, table=True):
    """One version as it came; ``id`` is the order of acceptance.

    The raw bytes stand last, so that a look at the other columns does not read them.
    """

    __tablename__ = "event_versions"
    __table_args__ = (
        Index("uq_event_versions_event_number", "event", "number", unique=True),
        Index("ix_event_versions_occurred_on", "occurred_on", "id"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: int = row_id()
    event: int = reference("events.id")
    number: int
    content_hash: str
    kind: str
    occurred_on: date
    received_at: datetime = instant()
    receipt: str
    superseded: bool
    raw: bytes = Field(sa_column=Column(Bytes, nullable=False))


class RejectionRow(Row, table=True):
    """An input that broke the contract; nothing in it was checked."""

    __tablename__ = "rejections"

    id: int = row_id()
    receipt: str
    line: int | None
    source: str | None = Field(sa_column=Column(HostileText))
    event_id: str | None = Field(sa_column=Column(HostileText))
    reasons: list[object] = Field(sa_column=Column(AsciiJson, nullable=False))
    received_at: datetime = instant()
    raw: bytes = Field(sa_column=Column(Bytes, nullable=False))


class ReceiptRow(Row, table=True):
    """What came of one intake."""

    __tablename__ = "receipts"

    id: str = Field(primary_key=True)
    origin: str
    started_at: datetime = instant()
    accepted: int
    duplicates: int
    corrections: int
    rejected: int
    alerts: int
    rulebook: str
    lists: str


EVENTS: Final = table_of(EventRow)
VERSIONS: Final = table_of(VersionRow)
REJECTIONS: Final = table_of(RejectionRow)
RECEIPTS: Final = table_of(ReceiptRow)
