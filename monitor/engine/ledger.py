"""A ledger and a history in memory: for single runs, embedded cases and replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from monitor.domain.finding import Basis, Delivery, Judgement
from monitor.domain.ports import EventKey, Sighting

Window = tuple[str, Basis, date]


@dataclass(slots=True)
class _Entry:
    key: EventKey
    delivery: Delivery


@dataclass(slots=True)
class _WindowBook:
    slots: dict[str, list[_Entry]] = field(default_factory=dict)
    fired: dict[int, EventKey] = field(default_factory=dict)
    total: Decimal = Decimal(0)

    def counted(self, slot: str) -> Delivery | None:
        entries = self.slots.get(slot)
        if not entries:
            return None
        # Of equal ranks the later arrival counts, so the search begins at the end.
        return max(reversed(entries), key=lambda entry: entry.delivery.rank).delivery

    def change(self, slot: str, entries: list[_Entry]) -> None:
        before = self.counted(slot)
        self.slots[slot] = entries
        after = self.counted(slot)
        self.total += _amount(after) - _amount(before)


def _amount(delivery: Delivery | None) -> Decimal:
    return Decimal(0) if delivery is None or delivery.amount is None else delivery.amount


class MemoryLedger:
    """Running totals of limits, kept in memory; the same meaning as the stored ledger."""

    def __init__(self) -> None:
        """Start with nothing delivered."""
        self._windows: dict[Window, _WindowBook] = {}
        self._of_event: dict[EventKey, list[tuple[Window, str, str]]] = {}

    def total(self, limit_id: str, basis: Basis, start: date) -> Decimal:
        """Sum the counted deliveries of one window in the limit's unit."""
        book = self._windows.get((limit_id, basis, start))
        return Decimal(0) if book is None else book.total

    def counted(self, limit_id: str, basis: Basis, start: date, slot: str) -> Delivery | None:
        """Give the delivery that counts for a slot now."""
        book = self._windows.get((limit_id, basis, start))
        return None if book is None else book.counted(slot)

    def fired(self, limit_id: str, basis: Basis, start: date) -> frozenset[int]:
        """Give the steps that fired in one window."""
        book = self._windows.get((limit_id, basis, start))
        return frozenset() if book is None else frozenset(book.fired)

    def slots_of(self, key: EventKey) -> Mapping[str, str]:
        """Give path to slot of the deliveries that an accepted event made."""
        return {path: slot for _, path, slot in self._of_event.get(key, ())}

    def accept(self, key: EventKey, judgement: Judgement) -> None:
        """Take in the deliveries and fired steps of a judged event."""
        for delivery in judgement.deliveries:
            window = (delivery.limit_id, delivery.basis, delivery.start)
            book = self._windows.setdefault(window, _WindowBook())
            book.change(delivery.slot, [*book.slots.get(delivery.slot, ()), _Entry(key, delivery)])
            self._of_event.setdefault(key, []).append((window, delivery.path, delivery.slot))
        for firing in judgement.firings:
            window = (firing.limit_id, firing.basis, firing.start)
            self._windows.setdefault(window, _WindowBook()).fired[firing.step] = key

    def retire(self, key: EventKey) -> None:
        """Take an event's deliveries and fired steps out again, before its correction."""
        for window, _, slot in self._of_event.pop(key, ()):
            book = self._windows[window]
            book.change(slot, [entry for entry in book.slots[slot] if entry.key != key])
        for book in self._windows.values():
            book.fired = {step: by for step, by in book.fired.items() if by != key}


class MemoryHistory:
    """What earlier events said of hulls, kept in memory."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._by_imo: dict[str, list[tuple[EventKey, Sighting]]] = {}

    def sightings(self, imo: str, before: date) -> Sequence[Sighting]:
        """Give what was said of a hull on days before ``before``, oldest first."""
        found = [seen for _, seen in self._by_imo.get(imo, ()) if seen.day < before]
        return sorted(found, key=lambda seen: seen.day)

    def remember(self, key: EventKey, sightings: Sequence[Sighting]) -> None:
        """Keep what an event said of hulls."""
        for seen in sightings:
            self._by_imo.setdefault(seen.imo, []).append((key, seen))

    def retire(self, key: EventKey) -> None:
        """Forget what an event said, before its correction."""
        for imo, rows in self._by_imo.items():
            self._by_imo[imo] = [row for row in rows if row[0] != key]
