"""Snapshots of sanctions lists, what indexes are made of, and the last attempts to fetch."""

import sqlalchemy as sa
from alembic import op

from alerts.migrations import guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)

_FROZEN = {
    "list_snapshots": "id list_id digest raw_digest source published_on fetched_at counts status "
    "imported_by reason notes etag last_modified replaces",
    "list_states": "id snapshot_id digest made_at",
}


def upgrade() -> None:
    _create_snapshots()
    _create_states()
    _create_checks()
    for table, frozen in _FROZEN.items():
        guards.append_only(table, frozen.split())


def downgrade() -> None:
    # Judgements name what was loaded; a step back would forget when it came and from where.
    raise NotImplementedError("the history of the lists is not undone")


def _create_snapshots() -> None:
    op.create_table(
        "list_snapshots",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("raw_digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("fetched_at", _AT, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("replaces", _ROW, nullable=True),
        sa.CheckConstraint(
            "status IN ('accepted', 'refused')", name=op.f("ck_list_snapshots_status")
        ),
        sa.CheckConstraint(
            "status = 'accepted' OR reason <> ''", name=op.f("ck_list_snapshots_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_snapshots")),
    )
    op.create_index(
        "ix_list_snapshots_list_id", "list_snapshots", ["list_id", "status", "published_on", "id"]
    )
    op.create_index("ix_list_snapshots_raw_digest", "list_snapshots", ["raw_digest"])


def _create_states() -> None:
    op.create_table(
        "list_states",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("snapshot_id", _ROW, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["list_snapshots.id"], name=op.f("fk_list_states_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_states")),
    )
    op.create_index("ix_list_states_snapshot_id", "list_states", ["snapshot_id", "id"])


def _create_checks() -> None:
    op.create_table(
        "list_checks",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("checked_at", _AT, nullable=False),
        sa.Column("succeeded_at", _AT, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_list_checks")),
    )
