"""On what terms a key was given, and when it was last used."""

import sqlalchemy as sa
from alembic import op

from alerts.migrations import guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "key_terms",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("expires_at", _AT, nullable=True),
        sa.Column("used_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_key_terms_key_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_terms")),
    )
    guards.append_only("key_terms", ["key_id", "made_by", "expires_at"])


def downgrade() -> None:
    op.drop_table("key_terms")
