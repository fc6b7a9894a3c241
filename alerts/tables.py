"""The rows. They are declared here, changed by migrations, and never leave this package.

What is append-only is guarded by triggers that the migrations make; the guarded columns are
everything but the flags that the migration names.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, text
from sqlmodel import Field, SQLModel

from alerts.columns import AsciiJson, Bytes, HostileText, JsonText, RowId, Utc

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class _Row(SQLModel):
    metadata: ClassVar[MetaData] = METADATA


def _id() -> Any:
    # Numbers are given by the unit (one writer at a time), so children can name their parents
    # before anything is sent, and both engines number alike.
    return Field(sa_column=Column(RowId, primary_key=True, autoincrement=False))


def _ref(target: str) -> Any:
    return Field(sa_column=Column(RowId, ForeignKey(target), nullable=False))


def _instant() -> Any:
    return Field(sa_column=Column(Utc, nullable=False))


class EventRow(_Row, table=True):
    """An event's idempotency key and the number of its latest version."""

    __tablename__ = "events"
    __table_args__ = (Index("uq_events_source_event_id", "source", "event_id", unique=True),)

    id: int = _id()
    source: str
    event_id: str
    latest: int


class VersionRow(_Row, table=True):
    """One version as it came; ``id`` is the order of acceptance.

    The raw bytes stand last, so that a look at the other columns does not read them.
    """

    __tablename__ = "event_versions"
    __table_args__ = (
        Index("uq_event_versions_event_number", "event", "number", unique=True),
        Index("ix_event_versions_occurred_on", "occurred_on", "id"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: int = _id()
    event: int = _ref("events.id")
    number: int
    content_hash: str
    kind: str
    occurred_on: date
    received_at: datetime = _instant()
    receipt: str
    superseded: bool
    raw: bytes = Field(sa_column=Column(Bytes, nullable=False))


class RejectionRow(_Row, table=True):
    """An input that broke the contract; nothing in it was checked."""

    __tablename__ = "rejections"

    id: int = _id()
    receipt: str
    line: int | None
    source: str | None = Field(sa_column=Column(HostileText))
    event_id: str | None = Field(sa_column=Column(HostileText))
    reasons: list[object] = Field(sa_column=Column(AsciiJson, nullable=False))
    received_at: datetime = _instant()
    raw: bytes = Field(sa_column=Column(Bytes, nullable=False))


class JudgementRow(_Row, table=True):
    """What was said of a version and what it rested on; of several the highest ``id`` stands."""

    __tablename__ = "judgements"
    __table_args__ = (
        Index("ix_judgements_version_id", "version_id", "id"),
        # Almost empty: what could not be judged is found without reading what could.
        Index(
            "ix_judgements_unjudged", "version_id", sqlite_where=text("outcome = 'unjudged'"),
            postgresql_where=text("outcome = 'unjudged'"),
        ),
        CheckConstraint("(outcome = 'unjudged') = (error IS NOT NULL)", name="error"),
    )  # fmt: skip

    id: int = _id()
    version_id: int = _ref("event_versions.id")
    outcome: str
    undecided: list[object] | None = Field(sa_column=Column(JsonText))
    screening: list[object] | None = Field(sa_column=Column(JsonText))
    warnings: list[object] | None = Field(sa_column=Column(JsonText))
    rulebook: str
    lists: str
    engine: str
    judged_at: datetime = _instant()
    inputs: str | None
    error: str | None


class FindingRow(_Row, table=True):
    """One finding; ``body`` is its JSON of contract section 2."""

    __tablename__ = "findings"
    __table_args__ = (
        Index("uq_findings_judgement_id_position", "judgement_id", "position", unique=True),
        Index("ix_findings_rule", "rule"),
    )

    id: int = _id()
    judgement_id: int = _ref("judgements.id")
    position: int
    rule: str
    rule_version: int
    verdict: str
    level: str
    group_key: str | None
    body: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))


class AlertRow(_Row, table=True):
    """An alert; ``closed`` and ``level_rank`` repeat state and level for the queue's order."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("uq_alerts_seq", "seq", unique=True),
        Index("ix_alerts_queue", "closed", "level_rank", "due_at", "id"),
        Index("ix_alerts_group_key", "group_key", "seq"),
        Index("ix_alerts_rule", "rule"),
        CheckConstraint("(closed = 1) = (state = 'closed')", name="closed"),
        CheckConstraint("occurrences >= 1", name="occurrences"),
    )

    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(RowId, nullable=False))
    group_key: str
    rule: str
    provisions: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    verdict: str
    level: str
    level_rank: int
    summary: str
    opened_at: datetime = _instant()
    last_seen_at: datetime = _instant()
    due_at: datetime = _instant()
    occurrences: int
    state: str
    closed: int
    assignee: str | None
    disposition: str | None
    reason: str | None
    close_proposed_by: str | None
    superseded: bool
    overdue: bool
    search_text: str


class LinkRow(_Row, table=True):
    """A finding that opened or joined an alert; without one the alert is about the version."""

    __tablename__ = "alert_links"
    __table_args__ = (
        Index("uq_alert_links_alert_id_finding_id", "alert_id", "finding_id", unique=True),
        Index("ix_alert_links_version_id", "version_id"),
    )

    id: int = _id()
    alert_id: str = Field(foreign_key="alerts.id")
    version_id: int = _ref("event_versions.id")
    finding_id: int | None = Field(sa_column=Column(RowId, ForeignKey("findings.id")))


class EntryRow(_Row, table=True):
    """One line of an alert's time line."""

    __tablename__ = "alert_entries"
    __table_args__ = (Index("ix_alert_entries_alert_id", "alert_id", "id"),)

    id: int = _id()
    alert_id: str = Field(foreign_key="alerts.id")
    at: datetime = _instant()
    actor: str
    action: str
    note: str


class DeliveryRow(_Row, table=True):
    """A quantity that counts toward a limit: the exact text, and beside it what the database adds.

    ``amount`` = ``hi`` * 10^6 + ``lo`` * 10^-6 + ``rest``; ``lo`` is below 10^12 and ``rest``,
    which is NULL but for amounts finer than a millionth, below 10^-6. All three are NULL where
    the unit has no known conversion. A delivery is ``live`` while its judgement stands, and one
    live delivery of a slot ``counts``.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "uq_deliveries_counting", "limit_id", "basis", "start_on", "slot", unique=True,
            sqlite_where=text("counts = 1"), postgresql_where=text("counts"),
        ),
        Index("ix_deliveries_slot", "limit_id", "basis", "start_on", "slot"),
        Index("ix_deliveries_total", "limit_id", "basis", "start_on", "counts", "hi", "lo", "rest"),
        Index("ix_deliveries_version_id", "version_id"),
        CheckConstraint("lo >= 0 AND lo < 1000000000000", name="lo"),
        CheckConstraint("(amount IS NULL) = (hi IS NULL OR lo IS NULL)", name="amount"),
        CheckConstraint("live OR NOT counts", name="counts"),
    )  # fmt: skip

    id: int = _id()
    version_id: int = _ref("event_versions.id")
    judgement_id: int = _ref("judgements.id")
    limit_id: str
    basis: str
    start_on: date
    until_on: date
    delivered_on: date
    slot: str
    rank: str
    path: str
    amount: str | None
    hi: int | None = Field(sa_column=Column(RowId))
    lo: int | None = Field(sa_column=Column(RowId))
    rest: str | None
    unit: str
    given: str
    factor: str
    live: bool
    counts: bool


class FiringRow(_Row, table=True):
    """A step of a limit that was crossed; a live one bars the same step in the same window."""

    __tablename__ = "firings"
    __table_args__ = (
        Index(
            "uq_firings_live", "limit_id", "basis", "start_on", "step", unique=True,
            sqlite_where=text("live = 1"), postgresql_where=text("live"),
        ),
        Index("ix_firings_version_id", "version_id"),
    )  # fmt: skip

    id: int = _id()
    version_id: int = _ref("event_versions.id")
    judgement_id: int = _ref("judgements.id")
    limit_id: str
    basis: str
    start_on: date
    step: int
    live: bool


class SightingRow(_Row, table=True):
    """What one event version said of a hull."""

    __tablename__ = "sightings"
    __table_args__ = (
        Index("ix_sightings_imo", "imo", "day", "id"),
        Index("ix_sightings_version_id", "version_id"),
    )

    id: int = _id()
    version_id: int = _ref("event_versions.id")
    imo: str
    day: date
    name: str | None
    flag: str | None
    place_country: str | None
    live: bool


class BlobRow(_Row, table=True):
    """Content kept by the digest that results name; ``sha256`` is over the content itself."""

    __tablename__ = "blobs"

    digest: str = Field(primary_key=True)
    kind: str
    sha256: str
    size: int = Field(sa_column=Column(RowId, nullable=False))
    content: bytes = Field(sa_column=Column(Bytes, nullable=False))


class ReceiptRow(_Row, table=True):
    """What came of one intake."""

    __tablename__ = "receipts"

    id: str = Field(primary_key=True)
    origin: str
    started_at: datetime = _instant()
    accepted: int
    duplicates: int
    corrections: int
    rejected: int
    alerts: int
    rulebook: str
    lists: str


class KeyRow(_Row, table=True):
    """A program's key, by its hash."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("uq_api_keys_hash", "hash", unique=True),)

    id: str = Field(primary_key=True)
    name: str
    hash: str
    scopes: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    created_at: datetime = _instant()
    revoked_at: datetime | None = Field(sa_column=Column(Utc))


class LeaseRow(_Row, table=True):
    """Who may run a scheduled job, and until when."""

    __tablename__ = "job_leases"

    name: str = Field(primary_key=True)
    owner: str
    until_at: datetime = _instant()


def _table(row: type[_Row]) -> Table:
    return METADATA.tables[str(row.__tablename__)]


EVENTS: Final = _table(EventRow)
VERSIONS: Final = _table(VersionRow)
REJECTIONS: Final = _table(RejectionRow)
JUDGEMENTS: Final = _table(JudgementRow)
FINDINGS: Final = _table(FindingRow)
ALERTS: Final = _table(AlertRow)
LINKS: Final = _table(LinkRow)
ENTRIES: Final = _table(EntryRow)
DELIVERIES: Final = _table(DeliveryRow)
FIRINGS: Final = _table(FiringRow)
SIGHTINGS: Final = _table(SightingRow)
BLOBS: Final = _table(BlobRow)
RECEIPTS: Final = _table(ReceiptRow)
KEYS: Final = _table(KeyRow)
LEASES: Final = _table(LeaseRow)
