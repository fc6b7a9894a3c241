"""People, their sessions and invitations, and how often a sign-in failed."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index, text
from sqlmodel import Field

from alerts.columns import JsonText, Utc
from alerts.tables.base import Row, instant, table_of


class PersonRow(Row, table=True):
    """Somebody who may sign in; ``id`` is the user name and is never given to another."""

    __tablename__ = "people"
    __table_args__ = (
        Index(
            "uq_people_issuer_subject",
            "issuer",
            "subject",
            unique=True,
            sqlite_where=text("subject IS NOT NULL"),
            postgresql_where=text("subject IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    name: str
    roles: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    password: str | None
    password_at: datetime | None = Field(sa_column=Column(Utc))
    issuer: str | None
    subject: str | None
    created_at: datetime = instant()
    disabled_at: datetime | None = Field(sa_column=Column(Utc))


class SessionRow(Row, table=True):
    """One browser that is signed in, by the digest of its cookie's secret."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("uq_sessions_digest", "digest", unique=True),
        Index("ix_sessions_person", "person", "ends_at"),
    )

    id: str = Field(primary_key=True)
    digest: str
    person: str
    method: str
    created_at: datetime = instant()
    seen_at: datetime = instant()
    ends_at: datetime = instant()
    ended_at: datetime | None = Field(sa_column=Column(Utc))
    address: str
    agent: str


class InvitationRow(Row, table=True):
    """A link that lets its holder set a password once, by its digest."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_person", "person"),)

    digest: str = Field(primary_key=True)
    person: str
    made_by: str
    created_at: datetime = instant()
    ends_at: datetime = instant()
    used_at: datetime | None = Field(sa_column=Column(Utc))


class FailureRow(Row, table=True):
    """How often sign-in failed for one account or from one address, and until when it waits."""

    __tablename__ = "sign_in_failures"

    name: str = Field(primary_key=True)
    failures: int
    since: datetime = instant()
    locked_until: datetime | None = Field(sa_column=Column(Utc))


PEOPLE: Final = table_of(PersonRow)
SESSIONS: Final = table_of(SessionRow)
INVITATIONS: Final = table_of(InvitationRow)
FAILURES: Final = table_of(FailureRow)
