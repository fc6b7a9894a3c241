"""The desk's part of one write transaction: holds, suppressions, documents, views, reminders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlmodel import col

from alerts import searching
from alerts.columns import is_storable
from alerts.desk import alert_of, read_alert
from alerts.journal import Journal
from alerts.matters import Matters
from alerts.numbers import Numbers
from alerts.queue import narrowed
from alerts.sending import Fields
from alerts.tables import (
    ALERTS,
    ATTACHMENTS,
    CLAIMS,
    REMINDERS,
    REPEATS,
    REPLIES,
    SUPPRESSIONS,
    VIEWS,
    AttachmentRow,
    ClaimRow,
    ReminderRow,
)
from alerts.verdicts import Verdicts
from monitor.domain.alert import Alert
from monitor.domain.finding import Level
from monitor.domain.ports.records import AlertFilter
from monitor.domain.ports.work import (
    Attachment,
    Claim,
    Repeat,
    Reply,
    SavedView,
    Scope,
    Suppression,
)
from monitor.domain.queue import QueueOrder


class SqlWork(Matters):
    """Implements :class:`~monitor.domain.ports.work.WorkUnit`.

    What the unit gathered of alerts is not sent yet when these methods read, so a use case reads
    what it needs before it saves.
    """

    def __init__(
        self, connection: Connection, numbers: Numbers, journal: Journal, verdicts: Verdicts
    ) -> None:
        super().__init__(connection, numbers)
        self._journal = journal
        self._verdicts = verdicts
        self._repeats: list[Repeat] = []
        self._attachments: list[Attachment] = []

    # --- replies -------------------------------------------------------------------------------

    def reply(self, caller: str, key: str) -> Reply | None:
        """Give what was done under an idempotency key."""
        return read_reply(self._connection, caller, key)

    def keep_reply(self, reply: Reply, forget_before: datetime) -> None:
        """Keep what was done; replies older than an instant go."""
        self._connection.execute(delete(REPLIES).where(REPLIES.c.at < forget_before))
        self._connection.execute(
            insert(REPLIES),
            {
                "caller": reply.caller,
                "key": reply.key,
                "digest": reply.digest,
                "outcome": dict(reply.outcome),
                "at": reply.at,
            },
        )

    # --- holds ---------------------------------------------------------------------------------

    def claim_of(self, alert_id: str, now: datetime) -> Claim | None:
        """Give the claim on an alert that is not run out."""
        return read_claim(self._connection, alert_id, now)

    def next_free(
        self, where: AlertFilter, order: QueueOrder, person: str, now: datetime
    ) -> Alert | None:
        """Give the first alert that nobody has, holds or sleeps over; first of all one's own hold."""
        held = self._connection.execute(
            select(col(ClaimRow.alert_id)).where(
                col(ClaimRow.holder) == person, col(ClaimRow.until_at) > now
            )
        ).first()
        if held is not None:
            return read_alert(self._connection, held[0])
        is_held = exists(
            select(col(ClaimRow.alert_id))
            .where(col(ClaimRow.alert_id) == ALERTS.c.id, col(ClaimRow.until_at) > now)
            .correlate(ALERTS)
        )
        picked = (
            select(ALERTS.c.id)
            .where(
                *narrowed(self._connection, where),
                ALERTS.c.closed == 0,
                ALERTS.c.assignee.is_(None),
                ALERTS.c.snoozed == 0,
                ~is_held,
            )
            .order_by(*(ALERTS.c[name] for name in order.columns))
            .limit(1)
        )
        found = self._connection.execute(picked).scalar()
        return None if found is None else read_alert(self._connection, found)

    def put_claim(self, claim: Claim) -> None:
        """Hold an alert, or prolong a hold."""
        self.drop_claim(claim.alert_id)
        self._connection.execute(
            insert(CLAIMS),
            {"alert_id": claim.alert_id, "holder": claim.holder, "until_at": claim.until},
        )

    def drop_claim(self, alert_id: str) -> None:
        """Let go of an alert."""
        self._connection.execute(delete(CLAIMS).where(CLAIMS.c.alert_id == alert_id))

    # --- suppressions --------------------------------------------------------------------------

    def suppressions(self, rules: Sequence[str], now: datetime) -> Sequence[Suppression]:
        """Give the active suppressions of some rules."""
        rows = self._connection.execute(
            select(SUPPRESSIONS).where(
                SUPPRESSIONS.c.rule.in_(rules),
                SUPPRESSIONS.c.until_at > now,
                SUPPRESSIONS.c.lifted_at.is_(None),
            )
        )
        return [suppression_of(row) for row in rows.mappings()]

    def suppression(self, suppression_id: str) -> Suppression | None:
        """Give one suppression."""
        if not is_storable(suppression_id):
            return None
        row = (
            self._connection.execute(
                select(SUPPRESSIONS).where(SUPPRESSIONS.c.id == suppression_id)
            )
            .mappings()
            .one_or_none()
        )
        return None if row is None else suppression_of(row)

    def add_suppression(self, suppression: Suppression) -> None:
        """Keep a new suppression."""
        self._connection.execute(
            insert(SUPPRESSIONS),
            {
                "id": suppression.id,
                "alert_id": suppression.alert_id,
                "rule": suppression.rule,
                "scope": suppression.scope.value,
                "subject": suppression.subject,
                "level": suppression.level.value,
                "owner": suppression.owner,
                "reason": suppression.reason,
                "created_at": suppression.created_at,
                "until_at": suppression.until,
            },
        )

    def lift(self, suppression_id: str, by: str, at: datetime, reason: str) -> None:
        """End a suppression before its time; it is lifted once."""
        self._connection.execute(
            update(SUPPRESSIONS)
            .where(SUPPRESSIONS.c.id == suppression_id)
            .values(lifted_at=at, lifted_by=by, lift_reason=reason)
        )

    def add_repeats(self, repeats: Sequence[Repeat]) -> None:
        """Record findings that a suppression kept from opening an alert."""
        self._repeats.extend(repeats)

    # --- documents and views -------------------------------------------------------------------

    def add_attachment(self, attachment: Attachment) -> None:
        """Keep a document; its content is put as a blob in the same unit."""
        self._attachments.append(attachment)

    def has_attachment(self, alert_id: str) -> bool:
        """Tell whether an alert has a document."""
        found = self._connection.execute(
            select(col(AttachmentRow.id)).where(col(AttachmentRow.alert_id) == alert_id).limit(1)
        ).first()
        return found is not None or any(item.alert_id == alert_id for item in self._attachments)

    def save_view(self, view: SavedView) -> None:
        """Keep a view; one of the same owner and name is replaced."""
        self._connection.execute(
            delete(VIEWS).where(VIEWS.c.owner == view.owner, VIEWS.c.name == view.name)
        )
        self._connection.execute(
            insert(VIEWS),
            {
                "id": view.id,
                "owner": view.owner,
                "name": view.name,
                "query": view.query,
                "shared": view.shared,
                "created_at": view.created_at,
            },
        )

    def drop_view(self, view_id: str, owner: str) -> bool:
        """Forget a view of an owner; tell whether there was one."""
        if not is_storable(view_id):
            return False
        gone = self._connection.execute(
            delete(VIEWS).where(VIEWS.c.id == view_id, VIEWS.c.owner == owner)
        )
        return gone.rowcount > 0

    # --- reminders -----------------------------------------------------------------------------

    def due(
        self, kind: str, until: datetime, level: Level, limit: int, *, awake_only: bool
    ) -> Sequence[Alert]:
        """Give open alerts of a level due until then whose reminder of a kind was not given."""
        given = exists(
            select(col(ReminderRow.alert_id))
            .where(
                col(ReminderRow.alert_id) == ALERTS.c.id,
                col(ReminderRow.kind) == kind,
                col(ReminderRow.due_at) == ALERTS.c.due_at,
            )
            .correlate(ALERTS)
        )
        statement = (
            select(ALERTS)
            .where(
                ALERTS.c.closed == 0,
                ALERTS.c.level_rank == level.rank,
                ALERTS.c.due_at <= until,
                ~given,
            )
            .order_by(ALERTS.c.due_at)
            .limit(limit)
        )
        if awake_only:
            statement = statement.where(ALERTS.c.snoozed == 0)
        return [alert_of(row) for row in self._connection.execute(statement).mappings()]

    def sleepers(self, now: datetime, limit: int) -> Sequence[Alert]:
        """Give alerts whose snooze is over."""
        statement = (
            select(ALERTS)
            .where(ALERTS.c.closed == 0, ALERTS.c.snoozed == 1, ALERTS.c.snoozed_until <= now)
            .limit(limit)
        )
        return [alert_of(row) for row in self._connection.execute(statement).mappings()]

    def note_reminder(self, alert_id: str, kind: str, due_at: datetime, at: datetime) -> None:
        """Record that a reminder was given."""
        self._connection.execute(
            insert(REMINDERS), {"alert_id": alert_id, "kind": kind, "due_at": due_at, "at": at}
        )

    def gather_words(self, most: int) -> int:
        """Gather the words by which new and changed alerts are found; give of how many."""
        return searching.gather(self._connection, most)

    # --- sending -------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what refers to rows that the unit sent before."""
        super().flush()
        if self._repeats:
            self._connection.execute(
                insert(REPEATS), [self._repeat(item) for item in self._repeats]
            )
            self._repeats.clear()
        if self._attachments:
            self._connection.execute(
                insert(ATTACHMENTS), [_attachment(item) for item in self._attachments]
            )
            self._attachments.clear()

    def _repeat(self, repeat: Repeat) -> dict[str, object]:
        version_id = self._journal.version_id(repeat.key, repeat.version)
        about_event = repeat.finding_index < 0
        return {
            "id": self._numbers.take(REPEATS),
            "suppression_id": repeat.suppression_id,
            "version_id": version_id,
            "finding_id": None
            if about_event
            else self._verdicts.finding_id(version_id, repeat.finding_index),
            "at": repeat.at,
        }


def read_reply(connection: Connection, caller: str, key: str) -> Reply | None:
    """Give what was done under an idempotency key."""
    row = connection.execute(
        select(REPLIES).where(REPLIES.c.caller == caller, REPLIES.c.key == key)
    ).one_or_none()
    return None if row is None else Reply(row.caller, row.key, row.digest, row.outcome, row.at)


def read_claim(connection: Connection, alert_id: str, now: datetime) -> Claim | None:
    """Give the claim on an alert that is not run out."""
    row = connection.execute(
        select(CLAIMS).where(CLAIMS.c.alert_id == alert_id, CLAIMS.c.until_at > now)
    ).one_or_none()
    return None if row is None else Claim(row.alert_id, row.holder, row.until_at)


def suppression_of(row: Fields, repeats: int = 0) -> Suppression:
    """Read a suppression from its row."""
    return Suppression(
        id=row["id"],
        alert_id=row["alert_id"],
        rule=row["rule"],
        scope=Scope(row["scope"]),
        subject=row["subject"],
        level=Level(row["level"]),
        owner=row["owner"],
        reason=row["reason"],
        created_at=row["created_at"],
        until=row["until_at"],
        lifted_at=row["lifted_at"],
        lifted_by=row["lifted_by"],
        lift_reason=row["lift_reason"],
        repeats=repeats,
    )


def attachment_of(row: Fields) -> Attachment:
    """Read a document's description from its row."""
    return Attachment(
        id=row["id"],
        alert_id=row["alert_id"],
        digest=row["digest"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        note=row["note"],
        added_at=row["added_at"],
        added_by=row["added_by"],
    )


def _attachment(item: Attachment) -> dict[str, object]:
    return {
        "id": item.id,
        "alert_id": item.alert_id,
        "digest": item.digest,
        "name": item.name,
        "media_type": item.media_type,
        "size": item.size,
        "note": item.note,
        "added_at": item.added_at,
        "added_by": item.added_by,
    }
