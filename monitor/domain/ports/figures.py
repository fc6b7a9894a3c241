"""Counts over everything that is kept, worked out where it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from monitor.domain.alert import AlertState, Disposition
from monitor.domain.finding import Basis, Level


@dataclass(frozen=True, slots=True)
class AlertTally:
    """How many alerts share these facts."""

    rule: str
    provisions: tuple[str, ...]
    level: Level
    state: AlertState
    disposition: Disposition | None
    overdue: bool
    alerts: int


@dataclass(frozen=True, slots=True)
class SourceTally:
    """How many alerts rest on events of a source; an alert may rest on several sources."""

    source: str
    open: int
    alerts: int


@dataclass(frozen=True, slots=True)
class DecisionTime:
    """How long closed alerts of a level took from opening to their last closing, in seconds.

    Both are by nearest rank: the time of one alert, never a mean of two.
    """

    level: Level
    alerts: int
    median: int
    p90: int


@dataclass(frozen=True, slots=True)
class DayFlow:
    """What came and went on one day (UTC)."""

    day: date
    opened: int
    closed: int
    reopened: int


@dataclass(frozen=True, slots=True)
class FeedPulse:
    """What one source sent: its first and last event by intake, and the events of each day."""

    source: str
    events: int
    first_at: datetime
    last_at: datetime
    days: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class LimitDay:
    """What counts toward a limit on one day of delivery, in the limit's unit."""

    basis: Basis
    day: date
    amount: Decimal


class Figures(Protocol):
    """Counts over everything that is kept; they agree with a count of the rows themselves."""

    def alerts(self) -> Sequence[AlertTally]:
        """Count all alerts by what the queue can be narrowed to."""
        ...

    def ages(self, bounds: Sequence[datetime]) -> Mapping[Level, Sequence[int]]:
        """Count open alerts by level and age.

        Args:
            bounds: Instants, the latest first. The first count is of what was opened after the
                first of them, the last one of what was opened up to the last of them.
        """
        ...

    def sources(self) -> Sequence[SourceTally]:
        """Count alerts by the source of their events, the most first."""
        ...

    def decision_times(self, since: datetime) -> Sequence[DecisionTime]:
        """Measure the closed alerts whose last closing is not before an instant, by level."""
        ...

    def flow(self, since: date) -> Sequence[DayFlow]:
        """Count what was opened, closed and reopened on each day from one on that has any."""
        ...

    def feeds(self, since: date) -> Sequence[FeedPulse]:
        """Tell when each source last sent something, with its days from one on."""
        ...

    def count_feeds(self) -> int:
        """Count what was journalled since the last call; give how many versions were read."""
        ...

    def limit_days(self, limit_id: str, start: date) -> Sequence[LimitDay]:
        """Sum what counts in one window by basis and day of delivery, in order of the days."""
        ...
