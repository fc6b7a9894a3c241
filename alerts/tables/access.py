"""Keys of programs, and who may run a job."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, ForeignKey, Index, String
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


class KeyTermsRow(Row, table=True):
    """On what terms a key was given; keys from before this table have no row."""

    __tablename__ = "key_terms"

    key_id: str = Field(sa_column=Column(String, ForeignKey("api_keys.id"), primary_key=True))
    made_by: str
    expires_at: datetime | None = Field(sa_column=Column(Utc))
    used_at: datetime | None = Field(sa_column=Column(Utc))


class LeaseRow(Row, table=True):
    """Who may run a scheduled job, and until when."""

    __tablename__ = "job_leases"

    name: str = Field(primary_key=True)
    owner: str
    until_at: datetime = instant()


KEYS: Final = table_of(KeyRow)
KEY_TERMS: Final = table_of(KeyTermsRow)
LEASES: Final = table_of(LeaseRow)
