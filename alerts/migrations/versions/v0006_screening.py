"""What people cleared, what was judged again because a list changed, and what was looked up."""

import sqlalchemy as sa
from alembic import op

from alerts.migrations import guards

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)

_FROZEN = {
    "clearances": "id seq list ref party entry reason by at expires_on level needs_two source "
    "event_id path alert_id",
    "rescreens": "id seq change list before after asked_by started_at",
    "rescreen_lines": "id rescreen_id at effect alert_id source event_id rule because",
    "screenings": "id at by door asked as_of lists versions found",
}


def upgrade() -> None:
    _create_clearances()
    _create_rescreens()
    _create_lines()
    _create_screenings()
    for table, frozen in _FROZEN.items():
        guards.append_only(table, [f'"{column}"' for column in frozen.split()])
    guards.one_way("clearances", "confirmed_at", "OLD.confirmed_at IS NOT NULL")
    guards.one_way("clearances", "revoked_at", "OLD.revoked_at IS NOT NULL")
    guards.one_way("rescreens", "finished_at", "OLD.finished_at IS NOT NULL")


def downgrade() -> None:
    # Judgements rest on what was cleared, and alerts on what was judged again.
    raise NotImplementedError("the record of what was screened is not undone")


def _create_clearances() -> None:
    op.create_table(
        "clearances",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", _ROW, nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("alert_id", sa.String(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", _AT, nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("revoked_at", _AT, nullable=True),
        sa.Column("revoked_because", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_clearances_confirmed")
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_clearances_revoked")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
    )
    op.create_index("uq_clearances_seq", "clearances", ["seq"], unique=True)
    op.create_index("ix_clearances_list_ref", "clearances", ["list", "ref"])


def _create_rescreens() -> None:
    op.create_table(
        "rescreens",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", _ROW, nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("started_at", _AT, nullable=False),
        sa.Column("updated_at", _AT, nullable=False),
        sa.Column("finished_at", _AT, nullable=True),
        sa.Column("lists_before", sa.String(), nullable=True),
        sa.Column("lists_after", sa.String(), nullable=True),
        sa.Column("reached", _ROW, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescreens")),
    )
    op.create_index("uq_rescreens_change", "rescreens", ["change"], unique=True)
    op.create_index("uq_rescreens_seq", "rescreens", ["seq"], unique=True)


def _create_lines() -> None:
    op.create_table(
        "rescreen_lines",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("rescreen_id", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rescreen_id"], ["rescreens.id"], name=op.f("fk_rescreen_lines_rescreen_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescreen_lines")),
    )
    op.create_index("ix_rescreen_lines_rescreen_id", "rescreen_lines", ["rescreen_id", "id"])


def _create_screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("lists", sa.String(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
    )
    op.create_index("ix_screenings_at", "screenings", ["at", "id"])
