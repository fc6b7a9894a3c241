"""Where the record of what people did is kept and read back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from monitor.domain.audit import AuditEntry, Deed


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a reading of the record is narrowed to; ``None`` does not narrow."""

    person: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Recorder(Protocol):
    """Something that takes a deed into its own transaction."""

    def record(self, deed: Deed) -> None:
        """Append a deed; it is durable when the transaction is, and lost with it."""
        ...


class AuditStore(Protocol):
    """The record itself: it grows, and nothing in it changes."""

    def append(self, deeds: Sequence[Deed]) -> None:
        """Append deeds in one transaction of their own; they are durable on return."""
        ...

    def entries(self, where: AuditFilter, before: int | None, limit: int) -> Sequence[AuditEntry]:
        """Give entries, newest first, below a number."""
        ...

    def chain(self, first: int) -> Iterator[AuditEntry]:
        """Stream entries from a number on, oldest first, in short transactions."""
        ...

    def first_since(self, day: date) -> int | None:
        """Give the number of the first entry of a day or later; ``None`` if there is none."""
        ...

    def newest(self) -> AuditEntry | None:
        """Give the last entry, whose digest stands for the whole record."""
        ...
