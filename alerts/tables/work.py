"""What officers do with alerts beside deciding them: holds, suppressions, papers, views, reminders."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field

from alerts.columns import JsonText, RowId, Utc
from alerts.tables.base import Row, instant, reference, row_id, table_of


class ClaimRow(Row, table=True):
    """Who holds an alert that "take next" gave, and until when."""

    __tablename__ = "alert_claims"
    __table_args__ = (Index("ix_alert_claims_holder", "holder"),)

    alert_id: str = Field(primary_key=True, foreign_key="alerts.id")
    holder: str
    until_at: datetime = instant()


class SuppressionRow(Row, table=True):
    """What keeps repeats of a rule about one group or subject from opening alerts for a while."""

    __tablename__ = "suppressions"
    __table_args__ = (
        Index("ix_suppressions_rule", "rule", "until_at"),
        Index("ix_suppressions_alert_id", "alert_id"),
        CheckConstraint("scope IN ('group', 'subject')", name="scope"),
    )

    id: str = Field(primary_key=True)
    alert_id: str = Field(foreign_key="alerts.id")
    rule: str
    scope: str
    subject: str
    level: str
    owner: str
    reason: str
    created_at: datetime = instant()
    until_at: datetime = instant()
    lifted_at: datetime | None = Field(sa_column=Column(Utc, nullable=True))
    lifted_by: str | None
    lift_reason: str | None


class RepeatRow(Row, table=True):
    """A finding that a suppression kept from opening an alert; it is on record all the same."""

    __tablename__ = "suppressed_findings"
    __table_args__ = (Index("ix_suppressed_findings_suppression_id", "suppression_id", "id"),)

    id: int = row_id()
    suppression_id: str = Field(foreign_key="suppressions.id")
    version_id: int = reference("event_versions.id")
    finding_id: int | None = Field(sa_column=Column(RowId, ForeignKey("findings.id")))
    at: datetime = instant()


class AttachmentRow(Row, table=True):
    """A document on an alert; its content is a blob, named by the SHA-256 of its bytes."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_alert_id", "alert_id", "id"),)

    id: str = Field(primary_key=True)
    alert_id: str = Field(foreign_key="alerts.id")
    digest: str = Field(foreign_key="blobs.digest")
    name: str
    media_type: str
    size: int
    note: str
    added_at: datetime = instant()
    added_by: str


class ViewRow(Row, table=True):
    """Filters of the queue that a person keeps under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("uq_saved_views_owner_name", "owner", "name", unique=True),)

    id: str = Field(primary_key=True)
    owner: str
    name: str
    query: str
    shared: bool
    created_at: datetime = instant()


class ReminderRow(Row, table=True):
    """That a reminder for one due time was given, so that it is given once."""

    __tablename__ = "alert_reminders"

    alert_id: str = Field(primary_key=True, foreign_key="alerts.id")
    kind: str = Field(primary_key=True)
    due_at: datetime = Field(sa_column=Column(Utc, primary_key=True))
    at: datetime = instant()


class ReplyRow(Row, table=True):
    """What a request with an idempotency key did, to be told again when it is sent again."""

    __tablename__ = "replies"
    __table_args__ = (Index("ix_replies_at", "at"),)

    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digest: str
    outcome: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))
    at: datetime = instant()


CLAIMS: Final = table_of(ClaimRow)
SUPPRESSIONS: Final = table_of(SuppressionRow)
REPEATS: Final = table_of(RepeatRow)
ATTACHMENTS: Final = table_of(AttachmentRow)
VIEWS: Final = table_of(ViewRow)
REMINDERS: Final = table_of(ReminderRow)
REPLIES: Final = table_of(ReplyRow)
