"""Keys of programs, and who may run a job."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index
from sqlmodel import Field

from alerts.columns import JsonText, Utc
from alerts.tables.base import Row, instant, table_of


class KeyRow(Row, table=True):
    """A program's key, by its hash."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("uq_api_keys_hash", "hash", unique=True),)

    id: str = Field(primary_key=True)
    name: str
    hash: str
    scopes: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    created_at: datetime = instant()
    revoked_at: datetime | None = Field(sa_column=Column(Utc))


class LeaseRow(Row, table=True):
    """Who may run a scheduled job, and until when."""

    __tablename__ = "job_leases"

    name: str = Field(primary_key=True)
    owner: str
    until_at: datetime = instant()


KEYS: Final = table_of(KeyRow)
LEASES: Final = table_of(LeaseRow)
