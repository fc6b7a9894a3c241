"""The outbox: messages are kept with what they tell of, and sent from here."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlmodel import col

from alerts.db import reading
from alerts.desk import alert_of
from alerts.numbers import Numbers
from alerts.sending import Fields
from alerts.tables import (
    ALERTS,
    ENTRIES,
    MARKS,
    NOTIFICATIONS,
    EntryRow,
    MarkRow,
    NotificationRow,
)
from monitor.domain.ports import AlertEntry
from monitor.domain.ports.outbox import Delivery, Mark, Message, Notification, NumberedEntry

_ERROR_MAX = 500
Writing = Callable[[], AbstractContextManager[Connection]]


class SqlOutbox:
    """Implements :class:`~monitor.domain.ports.outbox.Outbox`."""

    def __init__(self, engine: Engine, writing: Writing) -> None:
        self._engine = engine
        self._writing = writing

    def position(self, mark: str) -> int | None:
        """Give how far a reader has read, or ``None`` if it never did."""
        with reading(self._engine) as connection:
            return read_mark(connection, mark)

    def newest_entry(self) -> int:
        """Give the number of the newest line of all time lines, 0 where there is none."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(col(EntryRow.id)))).scalar() or 0

    def entries_after(
        self, number: int, actions: Sequence[str], limit: int
    ) -> Sequence[NumberedEntry]:
        """Give the lines with those actions after a number, oldest first."""
        statement = (
            select(
                col(EntryRow.id).label("number"),
                col(EntryRow.at),
                col(EntryRow.actor),
                col(EntryRow.action),
                col(EntryRow.note),
                ALERTS,
            )
            .select_from(ENTRIES)
            .join(ALERTS, ALERTS.c.id == ENTRIES.c.alert_id)
            .where(ENTRIES.c.id > number, ENTRIES.c.action.in_(actions))
            .order_by(ENTRIES.c.id)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [_entry(row) for row in connection.execute(statement).mappings()]

    def put(self, messages: Sequence[Message], now: datetime, marks: Sequence[Mark] = ()) -> int:
        """Keep messages and move marks in one transaction; give how many were not kept before."""
        with self._writing() as connection:
            kept = _put(connection, messages, now)
            for mark in marks:
                move_mark(connection, mark)
            return kept

    def due(self, now: datetime, limit: int) -> Sequence[Notification]:
        """Give what is to be sent now, the oldest first."""
        waiting = (
            select(NOTIFICATIONS)
            .where(
                col(NotificationRow.state) == Delivery.PENDING.value,
                col(NotificationRow.next_at) <= now,
            )
            .order_by(col(NotificationRow.next_at), col(NotificationRow.seq))
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [_notification(row) for row in connection.execute(waiting).mappings()]

    def delivered(self, notification_id: str, at: datetime) -> None:
        """Record that the receiver took it."""
        with self._writing() as connection:
            connection.execute(
                update(NOTIFICATIONS)
                .where(
                    NOTIFICATIONS.c.id == notification_id,
                    NOTIFICATIONS.c.state != Delivery.DELIVERED.value,
                )
                .values(
                    state=Delivery.DELIVERED.value,
                    delivered_at=at,
                    attempts=NOTIFICATIONS.c.attempts + 1,
                    last_error=None,
                )
            )

    def failed(self, notification_id: str, error: str, next_at: datetime | None) -> None:
        """Record a failed attempt; without a next time the message is dead."""
        change: dict[str, object] = {
            "attempts": NOTIFICATIONS.c.attempts + 1,
            "last_error": error[:_ERROR_MAX],
        }
        change |= {"state": Delivery.DEAD.value} if next_at is None else {"next_at": next_at}
        with self._writing() as connection:
            connection.execute(
                update(NOTIFICATIONS)
                .where(
                    NOTIFICATIONS.c.id == notification_id,
                    NOTIFICATIONS.c.state == Delivery.PENDING.value,
                )
                .values(change)
            )

    def retry(self, notification_id: str | None, now: datetime) -> int:
        """Let a dead or waiting message, or all dead ones, be sent now; give how many."""
        if notification_id is None:
            chosen = [NOTIFICATIONS.c.state == Delivery.DEAD.value]
        else:
            chosen = [
                NOTIFICATIONS.c.id == notification_id,
                NOTIFICATIONS.c.state != Delivery.DELIVERED.value,
            ]
        with self._writing() as connection:
            return connection.execute(
                update(NOTIFICATIONS)
                .where(*chosen)
                .values(state=Delivery.PENDING.value, next_at=now, attempts=0)
            ).rowcount

    def counts(self) -> Mapping[Delivery, int]:
        """Count the messages by state."""
        by_state = select(col(NotificationRow.state), func.count()).group_by(
            col(NotificationRow.state)
        )
        with reading(self._engine) as connection:
            found = {Delivery(state): count for state, count in connection.execute(by_state)}
        return {state: found.get(state, 0) for state in Delivery}

    def newest(self, state: Delivery | None, limit: int) -> Sequence[Notification]:
        """Give messages, the newest first."""
        statement = select(NOTIFICATIONS).order_by(col(NotificationRow.seq).desc()).limit(limit)
        if state is not None:
            statement = statement.where(col(NotificationRow.state) == state.value)
        with reading(self._engine) as connection:
            return [_notification(row) for row in connection.execute(statement).mappings()]


def read_mark(connection: Connection, name: str) -> int | None:
    """Give how far a reader has read, or ``None`` if it never did."""
    statement = select(col(MarkRow.position)).where(col(MarkRow.name) == name)
    return connection.execute(statement).scalar()


def move_mark(connection: Connection, mark: Mark) -> None:
    """Move a mark forward; it is never moved back."""
    held = read_mark(connection, mark.name)
    if held is None:
        connection.execute(insert(MARKS), {"name": mark.name, "position": mark.position})
    elif held < mark.position:
        connection.execute(
            update(MARKS).where(MARKS.c.name == mark.name).values(position=mark.position)
        )


def _put(connection: Connection, messages: Sequence[Message], now: datetime) -> int:
    unique = {(message.key, message.channel): message for message in messages}
    held = {
        tuple(row)
        for row in connection.execute(
            select(col(NotificationRow.key), col(NotificationRow.channel)).where(
                col(NotificationRow.key).in_({key for key, _ in unique})
            )
        )
    }
    new = [message for place, message in unique.items() if place not in held]
    if new:
        first = Numbers(connection).take(NOTIFICATIONS, "seq", len(new))
        connection.execute(
            insert(NOTIFICATIONS),
            [_row(message, first + place, now) for place, message in enumerate(new)],
        )
    return len(new)


def _row(message: Message, seq: int, now: datetime) -> dict[str, object]:
    return {
        "id": message.id,
        "seq": seq,
        "key": message.key,
        "channel": message.channel,
        "trigger": message.trigger,
        "subject": message.subject,
        "body": dict(message.body),
        "created_at": now,
        "state": Delivery.PENDING.value,
        "attempts": 0,
        "next_at": now,
        "last_error": None,
        "delivered_at": None,
    }


def _entry(row: Fields) -> NumberedEntry:
    entry = AlertEntry(row["id"], row["at"], row["actor"], row["action"], row["note"])
    return NumberedEntry(row["number"], entry, alert_of(row))


def _notification(row: Fields) -> Notification:
    return Notification(
        message=Message(
            row["id"], row["key"], row["channel"], row["trigger"], row["subject"], row["body"]
        ),
        created_at=row["created_at"],
        state=Delivery(row["state"]),
        attempts=row["attempts"],
        next_at=row["next_at"],
        last_error=row["last_error"],
        delivered_at=row["delivered_at"],
    )
