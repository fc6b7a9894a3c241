"""Snapshots of sanctions lists, what indexes are made of, and the last attempts to fetch."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field

from alerts.columns import JsonText, RowId, Utc
from alerts.tables.base import Row, instant, reference, row_id, table_of


class ListSnapshotRow(Row, table=True):
    """A list file that came in; file and normalised entries are kept as blobs by their digests."""

    __tablename__ = "list_snapshots"
    __table_args__ = (
        Index("ix_list_snapshots_list_id", "list_id", "status", "published_on", "id"),
        Index("ix_list_snapshots_raw_digest", "raw_digest"),
        CheckConstraint("status IN ('accepted', 'refused')", name="status"),
        CheckConstraint("status = 'accepted' OR reason <> ''", name="reason"),
    )

    id: int = row_id()
    list_id: str
    digest: str
    raw_digest: str
    source: str
    published_on: date
    fetched_at: datetime = instant()
    counts: dict[str, int] = Field(sa_column=Column(JsonText, nullable=False))
    status: str
    imported_by: str
    reason: str
    notes: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    etag: str
    last_modified: str
    replaces: int | None = Field(sa_column=Column(RowId))


class ListStateRow(Row, table=True):
    """What an index is made of while a snapshot is the newest; of several the highest ``id`` stands."""

    __tablename__ = "list_states"
    __table_args__ = (Index("ix_list_states_snapshot_id", "snapshot_id", "id"),)

    id: int = row_id()
    snapshot_id: int = reference("list_snapshots.id")
    digest: str
    made_at: datetime = instant()


class ListCheckRow(Row, table=True):
    """The last attempt to fetch a list; the one before is overwritten."""

    __tablename__ = "list_checks"

    list_id: str = Field(primary_key=True)
    checked_at: datetime = instant()
    succeeded_at: datetime | None = Field(sa_column=Column(Utc))
    error: str
    etag: str
    last_modified: str
    url: str


LIST_SNAPSHOTS: Final = table_of(ListSnapshotRow)
LIST_STATES: Final = table_of(ListStateRow)
LIST_CHECKS: Final = table_of(ListCheckRow)
