"""What was said of a version and what it rested on."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlmodel import Field

from alerts.columns import Bytes, JsonText, RowId
from alerts.tables.base import Row, instant, reference, row_id, table_of


class JudgementRow(Row, table=True):
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

    id: int = row_id()
    version_id: int = reference("event_versions.id")
    outcome: str
    undecided: list[object] | None = Field(sa_column=Column(JsonText))
    screening: list[object] | None = Field(sa_column=Column(JsonText))
    warnings: list[object] | None = Field(sa_column=Column(JsonText))
    rulebook: str
    lists: str
    engine: str
    judged_at: datetime = instant()
    inputs: str | None
    error: str | None


class FindingRow(Row, table=True):
    """One finding; ``body`` is its JSON of contract section 2."""

    __tablename__ = "findings"
    __table_args__ = (
        Index("uq_findings_judgement_id_position", "judgement_id", "position", unique=True),
        Index("ix_findings_rule", "rule"),
    )

    id: int = row_id()
    judgement_id: int = reference("judgements.id")
    position: int
    rule: str
    rule_version: int
    verdict: str
    level: str
    group_key: str | None
    body: dict[str, object] = Field(sa_column=Column(JsonText, nullable=False))


class SightingRow(Row, table=True):
    """What one event version said of a hull."""

    __tablename__ = "sightings"
    __table_args__ = (
        Index("ix_sightings_imo", "imo", "day", "id"),
        Index("ix_sightings_version_id", "version_id"),
    )

    id: int = row_id()
    version_id: int = reference("event_versions.id")
    imo: str
    day: date
    name: str | None
    flag: str | None
    place_country: str | None
    live: bool


class BlobRow(Row, table=True):
    """Content kept by the digest that results name; ``sha256`` is over the content itself."""

    __tablename__ = "blobs"

    digest: str = Field(primary_key=True)
    kind: str
    sha256: str
    size: int = Field(sa_column=Column(RowId, nullable=False))
    content: bytes = Field(sa_column=Column(Bytes, nullable=False))


JUDGEMENTS: Final = table_of(JudgementRow)
FINDINGS: Final = table_of(FindingRow)
SIGHTINGS: Final = table_of(SightingRow)
BLOBS: Final = table_of(BlobRow)
