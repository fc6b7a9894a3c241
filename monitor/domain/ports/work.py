"""What officers do with alerts: holds, suppressions, documents, cases, views, reminders, replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from monitor.domain.alert import Alert
from monitor.domain.finding import Level
from monitor.domain.ports.records import AlertFilter, EventKey
from monitor.domain.queue import QueueOrder


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds an alert that "take next" gave; worthless after ``until``."""

    alert_id: str
    holder: str
    until: datetime


class Scope(StrEnum):
    """What a suppression is about: one group of one alert, or a subject wherever it appears."""

    GROUP = "group"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Keeps repeats of a rule from opening alerts; never those more urgent than ``level``."""

    id: str
    alert_id: str
    rule: str
    scope: Scope
    subject: str
    level: Level
    owner: str
    reason: str
    created_at: datetime
    until: datetime
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lift_reason: str | None = None
    repeats: int = 0

    def is_active(self, now: datetime) -> bool:
        """Tell whether it still keeps anything away."""
        return self.lifted_at is None and now < self.until


class Repeat(NamedTuple):
    """A finding, by event version and position, that a suppression kept from opening an alert."""

    suppression_id: str
    key: EventKey
    version: int
    finding_index: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownRepeat:
    """A suppressed finding as it is read back."""

    number: int
    at: datetime
    key: EventKey
    version: int
    summary: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document on an alert; ``digest`` names its content among the blobs."""

    id: str
    alert_id: str
    digest: str
    name: str
    media_type: str
    size: int
    note: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A case: alerts that belong together, under one owner; ``alerts`` and ``open`` are counts."""

    id: str
    title: str
    owner: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    revision: int = 1
    alerts: int = 0
    open_alerts: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether it is still worked."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """One line of a case's time line."""

    case_id: str
    at: datetime
    by: str
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class SavedView:
    """Filters of the queue under a name; ``query`` is what stands in the address."""

    id: str
    owner: str
    name: str
    query: str
    shared: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request with an idempotency key did; ``digest`` tells its body from another."""

    caller: str
    key: str
    digest: str
    outcome: Mapping[str, object]
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many alerts share some values, in the order of the fields that were asked for."""

    values: tuple[object, ...]
    count: int


class Counted(NamedTuple):
    """What one alert is counted by."""

    id: str
    closed: bool
    snoozed: bool
    level: str
    state: str
    rule: str
    provisions: tuple[str, ...]
    sources: tuple[str, ...]
    assignee: str
    overdue: bool


class WorkUnit(Protocol):
    """The desk's part of one write transaction."""

    def reply(self, caller: str, key: str) -> Reply | None:
        """Give what was done under an idempotency key."""
        ...

    def keep_reply(self, reply: Reply, forget_before: datetime) -> None:
        """Keep what was done; replies older than an instant go."""
        ...

    def claim_of(self, alert_id: str, now: datetime) -> Claim | None:
        """Give the claim on an alert that is not run out."""
        ...

    def next_free(
        self, where: AlertFilter, order: QueueOrder, person: str, now: datetime
    ) -> Alert | None:
        """Give the first alert that nobody has, holds or sleeps over; first of all one's own hold."""
        ...

    def put_claim(self, claim: Claim) -> None:
        """Hold an alert, or prolong a hold."""
        ...

    def drop_claim(self, alert_id: str) -> None:
        """Let go of an alert."""
        ...

    def suppressions(self, rules: Sequence[str], now: datetime) -> Sequence[Suppression]:
        """Give the active suppressions of some rules."""
        ...

    def suppression(self, suppression_id: str) -> Suppression | None:
        """Give one suppression."""
        ...

    def add_suppression(self, suppression: Suppression) -> None:
        """Keep a new suppression."""
        ...

    def lift(self, suppression_id: str, by: str, at: datetime, reason: str) -> None:
        """End a suppression before its time; it is lifted once."""
        ...

    def add_repeats(self, repeats: Sequence[Repeat]) -> None:
        """Record findings that a suppression kept from opening an alert."""
        ...

    def add_attachment(self, attachment: Attachment) -> None:
        """Keep a document; its content is put as a blob in the same unit."""
        ...

    def has_attachment(self, alert_id: str) -> bool:
        """Tell whether an alert has a document."""
        ...

    def case(self, case_id: str) -> Matter | None:
        """Give one case."""
        ...

    def save_case(self, case: Matter, entries: Sequence[MatterEntry]) -> None:
        """Insert or update a case and append to its time line."""
        ...

    def members(self, case_id: str) -> Sequence[str]:
        """Give the ids of a case's alerts, in the order in which they were added."""
        ...

    def add_member(self, case_id: str, alert_id: str, by: str, at: datetime) -> None:
        """Put an alert into a case; once more is no error."""
        ...

    def drop_member(self, case_id: str, alert_id: str) -> bool:
        """Take an alert out of a case; tell whether it was in it."""
        ...

    def save_view(self, view: SavedView) -> None:
        """Keep a view; one of the same owner and name is replaced."""
        ...

    def drop_view(self, view_id: str, owner: str) -> bool:
        """Forget a view of an owner; tell whether there was one."""
        ...

    def due(
        self, kind: str, until: datetime, level: Level, limit: int, *, awake_only: bool
    ) -> Sequence[Alert]:
        """Give open alerts of a level due until then whose reminder of a kind was not given."""
        ...

    def sleepers(self, now: datetime, limit: int) -> Sequence[Alert]:
        """Give alerts whose snooze is over."""
        ...

    def note_reminder(self, alert_id: str, kind: str, due_at: datetime, at: datetime) -> None:
        """Record that a reminder was given."""
        ...

    def gather_words(self, most: int) -> int:
        """Gather the words by which new and changed alerts are found; give of how many."""
        ...


class WorkReader(Protocol):
    """What the desk reads."""

    def tallies(self, where: AlertFilter, fields: Sequence[str]) -> Sequence[Tally]:
        """Count alerts by fields of theirs.

        Fields are ``level``, ``state``, ``rule``, ``assignee`` (nothing for nobody), ``overdue``,
        ``snoozed``, and the lists ``provisions`` and ``sources`` as tuples.
        """
        ...

    def counted(self, after: int | None) -> tuple[int, Sequence[Counted]]:
        """Give what alerts are counted by, and up to which change.

        All open alerts where ``after`` is ``None``, else all that changed after that change.
        """
        ...

    def found(self, text: str, most: int) -> Sequence[str]:
        """Give the ids of at most so many alerts that hold all that is asked for."""
        ...

    def newest_change(self) -> int:
        """Give a number that grows with every change of an alert."""
        ...

    def claim_of(self, alert_id: str, now: datetime) -> Claim | None:
        """Give the claim on an alert that is not run out."""
        ...

    def alerts_of(self, key: EventKey) -> Sequence[Alert]:
        """Give the alerts that any version of an event opened or joined."""
        ...

    def attachments(self, alert_id: str, after: str | None, limit: int) -> Sequence[Attachment]:
        """Give the documents on an alert, oldest first, after one of them."""
        ...

    def attachment(self, attachment_id: str) -> Attachment | None:
        """Give one document's description."""
        ...

    def notes(self, alert_id: str, after: int, limit: int) -> Sequence[tuple[int, MatterEntry]]:
        """Give the notes on an alert with their numbers, oldest first, after a number."""
        ...

    def suppressions(
        self, *, alert_id: str | None, after: str | None, limit: int
    ) -> Sequence[Suppression]:
        """Give suppressions, newest first, below an id; of one alert where it is named."""
        ...

    def active_suppressions(self, now: datetime) -> int:
        """Count suppressions that keep something away."""
        ...

    def repeats(self, suppression_id: str, before: int | None, limit: int) -> Sequence[ShownRepeat]:
        """Give what a suppression kept away, newest first, below a number."""
        ...

    def cases(self, *, open_only: bool, after: str | None, limit: int) -> Sequence[Matter]:
        """Give cases, newest first, below an id."""
        ...

    def case(self, case_id: str) -> Matter | None:
        """Give one case."""
        ...

    def members(self, case_id: str) -> Sequence[str]:
        """Give the ids of a case's alerts, in the order in which they were added."""
        ...

    def cases_of(self, alert_id: str) -> Sequence[Matter]:
        """Give the cases that an alert belongs to."""
        ...

    def case_entries(self, case_id: str) -> Sequence[MatterEntry]:
        """Give the time line of a case, oldest first."""
        ...

    def views(self, person: str, after: str | None, limit: int) -> Sequence[SavedView]:
        """Give a person's own views and the shared ones, by id, after an id."""
        ...
