"""Where an alert stands in the queue, as a cursor that holds although alerts come and move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from monitor.domain.alert import Alert

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
Value = int | datetime | str


class QueueOrder(StrEnum):
    """By what the queue is sorted; open alerts always stand before closed ones."""

    LEVEL = "level"
    EVIDENCE = "evidence"
    DEADLINE = "deadline"
    AGE = "age"

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields that make up a place, the first one weighing most; ``id`` ends all ties."""
        return _COLUMNS[self]


_COLUMNS: Mapping[QueueOrder, tuple[str, ...]] = {
    QueueOrder.LEVEL: ("closed", "level_rank", "due_at", "id"),
    QueueOrder.EVIDENCE: ("closed", "strength", "level_rank", "due_at", "id"),
    QueueOrder.DEADLINE: ("closed", "due_at", "id"),
    QueueOrder.AGE: ("closed", "opened_at", "id"),
}
_READ: Mapping[str, Callable[[Alert], Value]] = {
    "closed": lambda alert: int(not alert.is_open),
    "level_rank": lambda alert: alert.level.rank,
    "strength": lambda alert: int(alert.strength),
    "due_at": lambda alert: alert.due_at,
    "opened_at": lambda alert: alert.opened_at,
    "id": lambda alert: alert.id,
}
_INSTANTS = frozenset({"due_at", "opened_at"})


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """One place in one order; ``values`` stand in the order of its columns."""

    order: QueueOrder
    values: tuple[Value, ...]

    @classmethod
    def of(cls, alert: Alert, order: QueueOrder = QueueOrder.LEVEL) -> Self:
        """Give the place of an alert as it is now."""
        return cls(order, tuple(_READ[name](alert) for name in order.columns))

    @classmethod
    def read(cls, cursor: str, order: QueueOrder = QueueOrder.LEVEL) -> Self:
        """Read a cursor.

        Raises:
            ValueError: it is none that :meth:`cursor` gave in this order.
        """
        names = order.columns
        parts = cursor.split("~", len(names) - 1)
        try:
            values = tuple(_value(*pair) for pair in zip(names, parts, strict=True))
        except (ValueError, OverflowError):
            msg = "the cursor is none that a list of alerts gave: start without one"
            raise ValueError(msg) from None
        return cls(order, values)

    @property
    def id(self) -> str:
        """The id of the alert that stands there."""
        return str(self.values[-1])

    def cursor(self) -> str:
        """Write the place for the next request; the list goes on after it."""
        return "~".join(
            str((value - _EPOCH) // _TICK) if isinstance(value, datetime) else str(value)
            for value in self.values
        )


def _value(name: str, text: str) -> Value:
    if name == "id":
        return text
    if name == "closed":
        return ("0", "1").index(text)
    return _EPOCH + int(text) * _TICK if name in _INSTANTS else int(text)
