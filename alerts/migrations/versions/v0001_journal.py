"""The journal, what was said of it, the alerts and the totals."""

import sqlalchemy as sa
from alembic import op

from alerts.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A number of the row itself on SQLite, 64 bits wide on PostgreSQL.
_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_FROZEN = {
    "events": "id source event_id",
    "event_versions": "id event number content_hash kind occurred_on received_at receipt raw",
    "rejections": "id receipt line source event_id reasons received_at raw",
    "judgements": "id version_id outcome undecided screening warnings rulebook lists engine "
    "judged_at inputs error",
    "findings": "id judgement_id position rule rule_version verdict level group_key body",
    "alerts": "id seq group_key rule opened_at",
    "alert_links": "id alert_id version_id finding_id",
    "alert_entries": "id alert_id at actor action note",
    "deliveries": "id version_id judgement_id limit_id basis start_on until_on delivered_on slot "
    "rank path amount hi lo rest unit given factor",
    "firings": "id version_id judgement_id limit_id basis start_on step",
    "sightings": "id version_id imo day name flag place_country",
    "blobs": "digest kind sha256 size content",
    "receipts": "id origin started_at",
    "api_keys": "id name hash scopes created_at",
}


def upgrade() -> None:
    _create_tables()
    guards.prepare()
    for table, frozen in _FROZEN.items():
        guards.append_only(table, frozen.split())
    guards.one_way("events", "latest", "NEW.latest <= OLD.latest")
    guards.one_way("event_versions", "superseded", "OLD.superseded AND NOT NEW.superseded")
    guards.one_way("api_keys", "revoked_at", "OLD.revoked_at IS NOT NULL")


def downgrade() -> None:
    # Dropping the journal is not a step back that anyone may take by a command.
    raise NotImplementedError("the first migration is not undone: remove the database instead")


def _create_tables() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", _ROW, nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("provisions", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("level_rank", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("close_proposed_by", sa.String(), nullable=True),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.CheckConstraint("(closed = 1) = (state = 'closed')", name=op.f("ck_alerts_closed")),
        sa.CheckConstraint("occurrences >= 1", name=op.f("ck_alerts_occurrences")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("ix_alerts_group_key", "alerts", ["group_key", "seq"])
    op.create_index("ix_alerts_queue", "alerts", ["closed", "level_rank", "due_at", "id"])
    op.create_index("ix_alerts_rule", "alerts", ["rule"])
    op.create_index("uq_alerts_seq", "alerts", ["seq"], unique=True)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_index("uq_api_keys_hash", "api_keys", ["hash"], unique=True)
    op.create_table(
        "blobs",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", _ROW, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blobs")),
    )
    op.create_table(
        "events",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("uq_events_source_event_id", "events", ["source", "event_id"], unique=True)
    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_leases")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("lists", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    op.create_table(
        "rejections",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejections")),
    )
    op.create_table(
        "alert_entries",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_entries_alert_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_entries")),
    )
    op.create_index("ix_alert_entries_alert_id", "alert_entries", ["alert_id", "id"])
    op.create_table(
        "event_versions",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("event", _ROW, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_event_versions_number")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_event_versions_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_versions")),
    )
    op.create_index("ix_event_versions_occurred_on", "event_versions", ["occurred_on", "id"])
    op.create_index(
        "uq_event_versions_event_number", "event_versions", ["event", "number"], unique=True
    )
    op.create_table(
        "judgements",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("version_id", _ROW, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("undecided", sa.Text(), nullable=True),
        sa.Column("screening", sa.Text(), nullable=True),
        sa.Column("warnings", sa.Text(), nullable=True),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("lists", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'unjudged') = (error IS NOT NULL)", name=op.f("ck_judgements_error")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["event_versions.id"], name=op.f("fk_judgements_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
    )
    op.create_index(
        "ix_judgements_unjudged",
        "judgements",
        ["version_id"],
        sqlite_where=sa.text("outcome = 'unjudged'"),
        postgresql_where=sa.text("outcome = 'unjudged'"),
    )
    op.create_index("ix_judgements_version_id", "judgements", ["version_id", "id"])
    op.create_table(
        "sightings",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("version_id", _ROW, nullable=False),
        sa.Column("imo", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("flag", sa.String(), nullable=True),
        sa.Column("place_country", sa.String(), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["event_versions.id"], name=op.f("fk_sightings_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_imo", "sightings", ["imo", "day", "id"])
    op.create_index("ix_sightings_version_id", "sightings", ["version_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("version_id", _ROW, nullable=False),
        sa.Column("judgement_id", _ROW, nullable=False),
        sa.Column("limit_id", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("hi", _ROW, nullable=True),
        sa.Column("lo", _ROW, nullable=True),
        sa.Column("rest", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("factor", sa.String(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(amount IS NULL) = (hi IS NULL OR lo IS NULL)", name=op.f("ck_deliveries_amount")
        ),
        sa.CheckConstraint("live OR NOT counts", name=op.f("ck_deliveries_counts")),
        sa.CheckConstraint("lo >= 0 AND lo < 1000000000000", name=op.f("ck_deliveries_lo")),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgements.id"], name=op.f("fk_deliveries_judgement_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["event_versions.id"], name=op.f("fk_deliveries_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_slot", "deliveries", ["limit_id", "basis", "start_on", "slot"])
    op.create_index(
        "ix_deliveries_total", "deliveries", ["limit_id", "basis", "start_on", "counts", "hi", "lo", "rest"]
    )
    op.create_index("ix_deliveries_version_id", "deliveries", ["version_id"])
    op.create_index(
        "uq_deliveries_counting",
        "deliveries",
        ["limit_id", "basis", "start_on", "slot"],
        unique=True,
        sqlite_where=sa.text("counts = 1"),
        postgresql_where=sa.text("counts"),
    )
    op.create_table(
        "findings",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("judgement_id", _ROW, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgements.id"], name=op.f("fk_findings_judgement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_rule", "findings", ["rule"])
    op.create_index(
        "uq_findings_judgement_id_position", "findings", ["judgement_id", "position"], unique=True
    )
    op.create_table(
        "firings",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("version_id", _ROW, nullable=False),
        sa.Column("judgement_id", _ROW, nullable=False),
        sa.Column("limit_id", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgements.id"], name=op.f("fk_firings_judgement_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["event_versions.id"], name=op.f("fk_firings_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firings")),
    )
    op.create_index("ix_firings_version_id", "firings", ["version_id"])
    op.create_index(
        "uq_firings_live",
        "firings",
        ["limit_id", "basis", "start_on", "step"],
        unique=True,
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    op.create_table(
        "alert_links",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("version_id", _ROW, nullable=False),
        sa.Column("finding_id", _ROW, nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_links_alert_id")),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_alert_links_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["event_versions.id"], name=op.f("fk_alert_links_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_links")),
    )
    op.create_index("ix_alert_links_version_id", "alert_links", ["version_id"])
    op.create_index(
        "uq_alert_links_alert_id_finding_id", "alert_links", ["alert_id", "finding_id"], unique=True
    )
