"""The desk's work: what officers do with alerts, cases, and the words by which alerts are found."""

import json

import sqlalchemy as sa
from alembic import op

from alerts.migrations import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)

_FROZEN = {
    "suppressions": "id alert_id rule scope subject level owner reason created_at until_at",
    "suppressed_findings": "id suppression_id version_id finding_id at",
    "attachments": "id alert_id digest name media_type size note added_at added_by",
    "alert_reminders": "alert_id kind due_at at",
    "cases": "id opened_at opened_by",
    "case_entries": "id case_id at actor action note",
}
_INDEX_SQLITE = (
    "CREATE VIRTUAL TABLE alert_words_index USING fts5("
    "words, content='alert_words', content_rowid='seq', detail='none', columnsize=0, "
    "tokenize='unicode61 remove_diacritics 0')"
)
_INDEX_POSTGRESQL = (
    "CREATE INDEX ix_alert_words_words ON alert_words "
    "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
)


def upgrade() -> None:
    _widen_alerts()
    _create_work()
    _create_cases()
    _create_words()
    for table, frozen in _FROZEN.items():
        guards.append_only(table, frozen.split())
    guards.one_way("suppressions", "lifted_at", "OLD.lifted_at IS NOT NULL")


def downgrade() -> None:
    # What officers said and did stays on record; a step back would forget it.
    raise NotImplementedError("the record of the desk's work is not undone")


def _widen_alerts() -> None:
    op.drop_index("ix_alerts_rule", "alerts")
    op.drop_index("ix_alerts_queue", "alerts")
    for column in (
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("sources", sa.Text(), server_default="[]", nullable=False),
        sa.Column("strength", sa.Integer(), server_default="0", nullable=False),
        sa.Column("snoozed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("snoozed_until", _AT, nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
    ):
        op.add_column("alerts", column)
    _fill_alerts()
    op.create_index(
        "ix_alerts_queue",
        "alerts",
        [
            "closed", "level_rank", "due_at", "id", "snoozed", "opened_at", "strength", "state",
            "rule", "provisions", "sources", "assignee", "overdue",
        ],
    )


def _fill_alerts() -> None:
    """Say of the alerts that are there which feeds they came from and how far they carry."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE alerts SET strength = CASE verdict WHEN 'inspect' THEN 3 WHEN 'unsettled' "
            "THEN 1 ELSE 0 END"
        )
    )
    connection.execute(
        sa.text(
            "UPDATE alerts SET strength = 2 WHERE verdict <> 'inspect' AND id IN (SELECT "
            "alert_id FROM alert_links JOIN findings ON findings.id = alert_links.finding_id "
            "WHERE body LIKE '%\"uncertain\"\\:true%') AND id NOT IN (SELECT alert_id FROM "
            "alert_links JOIN findings ON findings.id = alert_links.finding_id "
            "WHERE body NOT LIKE '%\"uncertain\"\\:true%')"
        )
    )
    found = connection.execute(
        sa.text(
            "SELECT alert_id, source FROM alert_links "
            "JOIN event_versions ON event_versions.id = alert_links.version_id "
            "JOIN events ON events.id = event_versions.event "
            "GROUP BY alert_id, source ORDER BY alert_id, MIN(alert_links.id)"
        )
    )
    sources: dict[str, list[str]] = {}
    for alert_id, source in found:
        sources.setdefault(alert_id, []).append(source)
    if sources:
        connection.execute(
            sa.text("UPDATE alerts SET sources = :sources WHERE id = :id"),
            [
                {"id": alert_id, "sources": json.dumps(named[:16], separators=(",", ":"))}
                for alert_id, named in sources.items()
            ],
        )


def _create_work() -> None:
    op.create_table(
        "alert_claims",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_claims_alert_id")
        ),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert_claims")),
    )
    op.create_index("ix_alert_claims_holder", "alert_claims", ["holder"])
    op.create_table(
        "suppressions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("until_at", _AT, nullable=False),
        sa.Column("lifted_at", _AT, nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lift_reason", sa.String(), nullable=True),
        sa.CheckConstraint("scope IN ('group', 'subject')", name=op.f("ck_suppressions_scope")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_suppressions_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
    )
    op.create_index("ix_suppressions_rule", "suppressions", ["rule", "until_at"])
    op.create_index("ix_suppressions_alert_id", "suppressions", ["alert_id"])
    op.create_table(
        "suppressed_findings",
        sa.Column("id", _ROW, autoincrement=False, nullable=False),
        sa.Column("suppression_id", sa.String(), nullable=False),
        sa.Column("version_id", _ROW, nullable=False),
        sa.Column("finding_id", _ROW, nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["suppression_id"], ["suppressions.id"],
            name=op.f("fk_suppressed_findings_suppression_id"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["event_versions.id"], name=op.f("fk_suppressed_findings_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_suppressed_findings_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressed_findings")),
    )
    op.create_index(
        "ix_suppressed_findings_suppression_id", "suppressed_findings", ["suppression_id", "id"]
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("added_at", _AT, nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_attachments_alert_id")),
        sa.ForeignKeyConstraint(["digest"], ["blobs.digest"], name=op.f("fk_attachments_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_alert_id", "attachments", ["alert_id", "id"])
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("uq_saved_views_owner_name", "saved_views", ["owner", "name"], unique=True)
    op.create_table(
        "alert_reminders",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_reminders_alert_id")
        ),
        sa.PrimaryKeyConstraint("alert_id", "kind", "due_at", name=op.f("pk_alert_reminders")),
    )
    op.create_table(
        "replies",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_at", "replies", ["at"])


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("opened_at", _AT, nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", _AT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_cases_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_state", "cases", ["state", "opened_at", "id"])
    op.create_table(
        "case_alerts",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("added_at", _AT, nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_alerts_case_id")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_case_alerts_alert_id")),
        sa.PrimaryKeyConstraint("case_id", "alert_id", name=op.f("pk_case_alerts")),
    )
    op.create_index("ix_case_alerts_alert_id", "case_alerts", ["alert_id"])
    op.create_table(
        "case_entries",
        sa.Column("id", _ROW, autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
    )
    op.create_index("ix_case_entries_case_id", "case_entries", ["case_id", "id"])


def _create_words() -> None:
    op.create_table(
        "alert_words",
        sa.Column("seq", _ROW, autoincrement=False, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_alert_words")),
    )
    op.create_table(
        "alert_words_gathered",
        sa.Column("id", _ROW, autoincrement=False, nullable=False),
        sa.Column("alert_seq", _ROW, nullable=False),
        sa.Column("entry_id", _ROW, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_words_gathered")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_INDEX_POSTGRESQL)
    else:
        op.execute(_INDEX_SQLITE)
