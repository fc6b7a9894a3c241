"""Where it is kept what people and programs looked up in the lists, and what they were told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ScreeningRecord:
    """One look-up.

    Attributes:
        by: Who asked: a person, or a key.
        door: By which way: ``cli``, ``api`` or ``page``.
        asked: The name with what was said of its bearer.
        as_of: The day on which measures were asked for.
        lists: The digest of all that was searched.
        versions: The digest of each list, by its name.
        found: The entries that were given, with their scores.
    """

    at: datetime
    by: str
    door: str
    asked: Mapping[str, object]
    as_of: date
    lists: str
    versions: Mapping[str, str]
    found: Sequence[Mapping[str, object]]


class ScreeningStore(Protocol):
    """The trail of look-ups, reached as ``store.screenings``."""

    def add(self, records: Sequence[ScreeningRecord]) -> None:
        """Append look-ups in one transaction."""
        ...

    def newest(self, limit: int = 50) -> Sequence[ScreeningRecord]:
        """Give the last look-ups, the newest first."""
        ...

    def stream(self, since: datetime | None = None) -> Iterator[ScreeningRecord]:
        """Give all look-ups from an instant on, the oldest first, in short transactions."""
        ...
