"""Where an alert stands in the queue, as a cursor that holds although alerts come and move."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from monitor.domain.alert import Alert

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class QueuePlace(NamedTuple):
    """The queue's order: open before closed, the urgent level first, then by due time."""

    closed: bool
    level_rank: int
    due_at: datetime
    id: str

    @classmethod
    def of(cls, alert: Alert) -> Self:
        """Give the place of an alert as it is now."""
        return cls(not alert.is_open, alert.level.rank, alert.due_at, alert.id)

    @classmethod
    def read(cls, cursor: str) -> Self:
        """Read a cursor.

        Raises:
            ValueError: it is none that :meth:`cursor` gave.
        """
        parts = cursor.split("~", 3)
        try:
            closed, rank, ticks, alert_id = parts
            due_at = _EPOCH + int(ticks) * _TICK
            return cls(bool(("0", "1").index(closed)), int(rank), due_at, alert_id)
        except (ValueError, OverflowError):
            msg = "the cursor is none that a list of alerts gave: start without one"
            raise ValueError(msg) from None

    def cursor(self) -> str:
        """Write the place for the next request; the list goes on after it."""
        return f"{int(self.closed)}~{self.level_rank}~{(self.due_at - _EPOCH) // _TICK}~{self.id}"
