"""Values that change on given days, and the window in which a limit counts."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar, assert_never

from monitor.domain.period import Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Values by the first day on which each is in force, in ascending order.

    A value holds until the next day named; ``None`` ends the series until the next value.
    """

    entries: tuple[tuple[date, T | None], ...]

    def on(self, day: date) -> T | None:
        """Give the value in force on the day: the latest entry not after it."""
        position = bisect_right(self.entries, day, key=lambda entry: entry[0])
        return self.entries[position - 1][1] if position else None

    def since(self, day: date) -> date | None:
        """Give the first day of the entry in force on the day."""
        position = bisect_right(self.entries, day, key=lambda entry: entry[0])
        return self.entries[position - 1][0] if position else None

    def periods(self) -> Iterator[tuple[Period, T | None]]:
        """Give each entry with the days on which it is in force; together they leave no gap."""
        for position, (start, value) in enumerate(self.entries):
            following = self.entries[position + 1 : position + 2]
            yield Period(start, following[0][0] if following else None), value


class TurnKind(StrEnum):
    """How the days of a limit are grouped into sums."""

    UNTIL = "until"
    """One sum from the first day of the value to a fixed day, not counted."""
    CALENDAR_YEAR = "calendar_year"
    """A sum for each calendar year."""
    TWELVE_MONTHS = "twelve_months"
    """A sum for each twelve months, counted from the first day of the value."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When a limit's sum starts again; the ``window`` of a rule file."""

    kind: TurnKind
    until: date | None = None

    def around(self, day: date, first: date) -> Period | None:
        """Give the sum's period that holds the day; ``first`` is the value's first day.

        None where the day lies before the value, or after a window that does not start again.
        """
        if day < first:
            return None
        period = self._period(day, first)
        return period if day in period else None

    def _period(self, day: date, first: date) -> Period:
        match self.kind:
            case TurnKind.UNTIL:
                return Period(first, self.until)
            case TurnKind.CALENDAR_YEAR:
                return Period(max(first, date(day.year, 1, 1)), date(day.year + 1, 1, 1))
            case TurnKind.TWELVE_MONTHS:
                return _twelve_months(day, first)
            case _:
                assert_never(self.kind)


@dataclass(frozen=True, slots=True)
class Window:
    """One sum of a limit: its days (``until`` is not counted), its value, unit and provision.

    ``field`` is what is summed. ``ledger`` names the sum apart from the other measure of a limit
    that is drawn in two, such as tonnes and dollars; it is empty for the first.
    """

    start: date
    until: date
    value: Decimal
    unit: str
    cite: str
    field: str = ""
    ledger: str = ""

    @property
    def is_value(self) -> bool:
        """Tell whether money is summed and not a quantity."""
        return self.field == VALUE_FIELD


VALUE_FIELD = "goods.value_amount"


def _twelve_months(day: date, first: date) -> Period:
    turned = _same_day(first, day.year)
    start = turned if turned <= day else _same_day(first, day.year - 1)
    return Period(start, _same_day(first, start.year + 1))


def _same_day(day: date, year: int) -> date:
    """Give the day's anniversary; that of 29 February is 1 March in other years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
