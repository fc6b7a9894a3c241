"""Where it is kept how far the stored events were judged again because a list changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from monitor.domain.ports.records import EventKey


class Effect(StrEnum):
    """What a change of a list did to an alert by one event."""

    OPENED = "opened"
    REOPENED = "reopened"
    JOINED = "joined"
    STAYED = "stayed"
    GONE = "gone"
    TOLD = "told"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Rescreen:
    """One change of a list, and how far it was followed.

    Attributes:
        change: Names the change, so that it is followed once.
        before: The content of the list before; ``None`` where it was not loaded.
        after: Its content since.
        lists_before: The digest of all lists by which most of the events had been judged.
        lists_after: The digest of all lists by which they were judged again.
        reached: The number of the last event version that was looked at.
        counts: How many events were ``seen``, could be touched and were ``judged``, how many
            judgements ``changed``, and the effects on alerts.
    """

    id: str
    change: str
    list: str
    before: str | None
    after: str
    asked_by: str
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    lists_before: str | None = None
    lists_after: str | None = None
    reached: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RescreenLine:
    """What the change did to one alert by one event, and why."""

    at: datetime
    effect: Effect
    alert_id: str | None
    source: str
    event_id: str
    rule: str
    because: str


class NumberedEvent(NamedTuple):
    """The latest version of a stored event, with its place in the order of acceptance."""

    number: int
    key: EventKey
    version: int
    occurred_on: date
    raw: bytes


class RescreenWriter(Protocol):
    """What a unit can write of it, in the transaction of the alerts that it is about."""

    def save_rescreen(self, rescreen: Rescreen, lines: Sequence[RescreenLine]) -> None:
        """Note how far it is, and append what it did."""
        ...


class RescreenStore(Protocol):
    """Changes of lists and what came of them, reached as ``store.rescreens``."""

    def open(self, rescreen: Rescreen) -> Rescreen:
        """Keep a new one, or give the one that is kept of the same change."""
        ...

    def get(self, rescreen_id: str) -> Rescreen | None:
        """Give one."""
        ...

    def unfinished(self) -> Sequence[Rescreen]:
        """Give those that are not done, the oldest first."""
        ...

    def newest(self, list_id: str | None = None, limit: int = 20) -> Sequence[Rescreen]:
        """Give the last ones, the newest first."""
        ...

    def lines(self, rescreen_id: str, after: int = 0, limit: int = 500) -> Sequence[RescreenLine]:
        """Give what one did, in its order."""
        ...

    def events_after(self, number: int, limit: int) -> Sequence[NumberedEvent]:
        """Give the latest versions of events above a number, in the order of acceptance."""
        ...

    def alerts_of(self, key: EventKey, version: int) -> Sequence[tuple[str, str]]:
        """Give id and rule of the alerts that findings of a version opened or joined."""
        ...
