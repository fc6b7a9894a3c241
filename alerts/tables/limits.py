"""Deliveries that count toward a limit, and the steps that fired."""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlmodel import Field

from alerts.columns import RowId
from alerts.tables.base import Row, reference, row_id, table_of


class DeliveryRow(Row, table=True):
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

    id: int = row_id()
    version_id: int = reference("event_versions.id")
    judgement_id: int = reference("judgements.id")
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


class FiringRow(Row, table=True):
    """A step of a limit that was crossed; a live one bars the same step in the same window."""

    __tablename__ = "firings"
    __table_args__ = (
        Index(
            "uq_firings_live", "limit_id", "basis", "start_on", "step", unique=True,
            sqlite_where=text("live = 1"), postgresql_where=text("live"),
        ),
        Index("ix_firings_version_id", "version_id"),
    )  # fmt: skip

    id: int = row_id()
    version_id: int = reference("event_versions.id")
    judgement_id: int = reference("judgements.id")
    limit_id: str
    basis: str
    start_on: date
    step: int
    live: bool


DELIVERIES: Final = table_of(DeliveryRow)
FIRINGS: Final = table_of(FiringRow)
