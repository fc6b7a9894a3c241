"""What goes out: messages that wait, drafts of reports; and what the figures count."""

import sqlalchemy as sa
from alembic import op

from alerts.migrations import guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)

_FROZEN = {
    "notifications": "id seq key channel trigger subject body created_at",
    "drafts": "id about kind number alerts made_at made_by files",
}
_DECIDING = "action IN ('close', 'reopen')"


def upgrade() -> None:
    _create_outbox()
    _create_drafts()
    # Only what a person decides is in it, so that opening and joining alerts costs nothing more.
    op.create_index(
        "ix_alert_entries_decisions",
        "alert_entries",
        ["action", "at", "alert_id"],
        sqlite_where=sa.text(_DECIDING),
        postgresql_where=sa.text(_DECIDING),
    )
    for table, frozen in _FROZEN.items():
        guards.append_only(table, frozen.split())
    guards.one_way("notifications", "delivered_at", "OLD.delivered_at IS NOT NULL")
    guards.one_way("read_marks", "position", "NEW.position < OLD.position")


def downgrade() -> None:
    # A message that was sent would be sent again.
    raise NotImplementedError("what was sent is not undone")


def _create_outbox() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", _ROW, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _AT, nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("delivered_at", _AT, nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'delivered', 'dead')", name=op.f("ck_notifications_state")
        ),
        sa.CheckConstraint(
            "(state = 'delivered') = (delivered_at IS NOT NULL)",
            name=op.f("ck_notifications_delivered"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index("uq_notifications_seq", "notifications", ["seq"], unique=True)
    op.create_index(
        "uq_notifications_key_channel", "notifications", ["key", "channel"], unique=True
    )
    op.create_index("ix_notifications_state", "notifications", ["state", "next_at"])
    op.create_table(
        "read_marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", _ROW, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_read_marks")),
    )
    op.create_table(
        "feed_days",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("events", _ROW, nullable=False),
        sa.Column("first_at", _AT, nullable=False),
        sa.Column("last_at", _AT, nullable=False),
        sa.CheckConstraint("events >= 1", name=op.f("ck_feed_days_events")),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_feed_days")),
    )


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", _ROW, autoincrement=False, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Text(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_drafts_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(
        "uq_drafts_about_kind_number", "drafts", ["about", "kind", "number"], unique=True
    )
