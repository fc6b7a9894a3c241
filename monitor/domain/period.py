"""Half-open spans of days: ``from`` counts, ``until`` does not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` (counted) to ``until`` (not counted); ``None`` is without end."""

    start: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            msg = f"a period must end after it starts: {self.start} to {self.until}"
            raise ValueError(msg)

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def touches(self, first: date, last: date) -> bool:
        """Tell whether any day from ``first`` to ``last``, both counted, lies in the period."""
        return self.start <= last and (self.until is None or first < self.until)
