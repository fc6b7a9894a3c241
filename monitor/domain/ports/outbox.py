"""Messages to people and programs: kept first, sent after, and never twice under another id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from monitor.domain.alert import Alert
from monitor.domain.ports.records import AlertEntry


class Delivery(StrEnum):
    """How a message stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be told to one channel; the same ``key`` is told to a channel once.

    Attributes:
        id: What a receiver knows a repeated message by.
        subject: What it is about: an alert's id, a source, a list, a digest's name.
        body: ``title`` and ``text`` for people, ``type`` and ``data`` for programs.
    """

    id: str
    key: str
    channel: str
    trigger: str
    subject: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Notification:
    """A message as it is kept, and what came of sending it."""

    message: Message
    created_at: datetime
    state: Delivery
    attempts: int
    next_at: datetime
    last_error: str | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class NumberedEntry:
    """A line of a time line by its number, with the alert as it stands now."""

    number: int
    entry: AlertEntry
    alert: Alert


class Mark(NamedTuple):
    """Up to where a reader has read; it only goes forward."""

    name: str
    position: int


class Outbox(Protocol):
    """What waits to be sent, and what readers of the store have seen."""

    def position(self, mark: str) -> int | None:
        """Give how far a reader has read, or ``None`` if it never did."""
        ...

    def newest_entry(self) -> int:
        """Give the number of the newest line of all time lines, 0 where there is none."""
        ...

    def entries_after(
        self, number: int, actions: Sequence[str], limit: int
    ) -> Sequence[NumberedEntry]:
        """Give the lines with those actions after a number, oldest first."""
        ...

    def put(self, messages: Sequence[Message], now: datetime, marks: Sequence[Mark] = ()) -> int:
        """Keep messages and move marks in one transaction; give how many were not kept before."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[Notification]:
        """Give what is to be sent now, the oldest first."""
        ...

    def delivered(self, notification_id: str, at: datetime) -> None:
        """Record that the receiver took it."""
        ...

    def failed(self, notification_id: str, error: str, next_at: datetime | None) -> None:
        """Record a failed attempt; without a next time the message is dead."""
        ...

    def retry(self, notification_id: str | None, now: datetime) -> int:
        """Let a dead or waiting message, or all dead ones, be sent now; give how many.

        A dead one begins anew with its attempts; a delivered one is left alone.
        """
        ...

    def counts(self) -> Mapping[Delivery, int]:
        """Count the messages by state."""
        ...

    def newest(self, state: Delivery | None, limit: int) -> Sequence[Notification]:
        """Give messages, the newest first."""
        ...


class DeliveryFailed(Exception):
    """Says why a receiver did not take a message; the message is tried again."""


class Carrier(Protocol):
    """Carries a message to where a channel leads."""

    def carry(self, notification: Notification) -> None:
        """Hand a message over; on return the receiver has taken it.

        Raises:
            DeliveryFailed: it has not, or nobody knows.
        """
        ...
