"""Deliveries and firings of one unit: what counts toward a limit, and which steps fired.

Totals and fired steps are read once a window and kept true while the unit adds to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from sqlalchemy import Connection, Executable, bindparam, select, update
from sqlmodel import col

from alerts import exact
from alerts.numbers import Numbers
from alerts.sending import Rows, send
from alerts.tables import (
    DELIVERIES,
    FIRINGS,
    DeliveryRow,
    EventRow,
    FiringRow,
    VersionRow,
)
from alerts.totals import Slot, Window, delivery_of, delivery_row, in_slot, total_of, window_of
from monitor.domain.finding import Delivery, Firing
from monitor.domain.ports import EventKey


@dataclass(frozen=True, slots=True)
class Counted:
    """The delivery that counts for a slot, and its row; ``row`` where it is not sent yet."""

    number: int
    delivery: Delivery
    row: dict[str, object] | None = None


class Ledger:
    """Writes and reads the deliveries of one unit."""

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._deliveries: Rows = []
        self._firings: Rows = []
        self._no_longer: list[Counted] = []
        self._totals: dict[Window, Decimal] = {}
        self._fired: dict[Window, set[int]] = {}
        self._counted: dict[Slot, Counted | None] = {}

    def total(self, window: Window) -> Decimal:
        """Sum what counts in a window, exactly."""
        if window not in self._totals:
            self._totals[window] = self._read_total(window)
        return self._totals[window]

    def _read_total(self, window: Window) -> Decimal:
        total = total_of(self._connection, window)
        for held in self._no_longer:
            if Window.of(held.delivery) == window:
                total = exact.subtract(total, held.delivery.amount or Decimal(0))
        for slot, counted in self._counted.items():
            if slot.window == window and counted is not None and counted.row is not None:
                total = exact.add(total, counted.delivery.amount or Decimal(0))
        return total

    def fired(self, window: Window) -> frozenset[int]:
        """Give the steps that fired and still stand."""
        if window not in self._fired:
            rows = self._connection.execute(_live_steps(), window._asdict())
            pending = {int(str(row["step"])) for row in self._firings if window_of(row) == window}
            self._fired[window] = {step for (step,) in rows} | pending
        return frozenset(self._fired[window])

    def counted(self, slot: Slot) -> Counted | None:
        """Give the delivery that counts for a slot now."""
        if slot not in self._counted:
            self._counted[slot] = self._read_counted(slot)
        return self._counted[slot]

    def _read_counted(self, slot: Slot) -> Counted | None:
        row = self._connection.execute(
            _counting(), {**slot.window._asdict(), "slot": slot.name}
        ).one_or_none()
        return None if row is None else Counted(row.id, delivery_of(row._mapping))  # noqa: SLF001

    def slots_of(self, key: EventKey) -> Mapping[str, str]:
        """Give path to slot of an event's live deliveries, all of which were sent."""
        rows = self._connection.execute(
            select(col(DeliveryRow.path), col(DeliveryRow.slot))
            .join(VersionRow, col(VersionRow.id) == col(DeliveryRow.version_id))
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .where(
                col(EventRow.source) == key.source,
                col(EventRow.event_id) == key.event_id,
                col(DeliveryRow.live),
            )
            .order_by(col(DeliveryRow.id))
        )
        return dict(rows.all())

    def add_delivery(self, delivery: Delivery, version_id: int, judgement_id: int) -> None:
        """Keep a delivery; it counts if no other of its slot has a higher rank.

        Of equal ranks the later arrival counts.
        """
        window = Window.of(delivery)
        slot = Slot(window, delivery.slot)
        number = self._numbers.take(DELIVERIES)
        row = delivery_row(delivery, number, version_id, judgement_id)
        self._deliveries.append(row)
        before = self.counted(slot)
        if before is not None and delivery.rank < before.delivery.rank:
            return
        row["counts"] = True
        self._counted[slot] = Counted(number, delivery, row)
        if before is not None:
            self._stop_counting(before)
        if window in self._totals:
            self._move_total(window, before, delivery)

    def _stop_counting(self, before: Counted) -> None:
        if before.row is not None:
            before.row["counts"] = False
        else:
            self._no_longer.append(before)

    def _move_total(self, window: Window, before: Counted | None, delivery: Delivery) -> None:
        total = exact.add(self._totals[window], delivery.amount or Decimal(0))
        if before is not None:
            total = exact.subtract(total, before.delivery.amount or Decimal(0))
        self._totals[window] = total

    def add_firing(self, firing: Firing, version_id: int, judgement_id: int) -> None:
        """Keep that a step fired; the database refuses a second live one."""
        window = Window(firing.limit_id, firing.basis.value, firing.start)
        self._firings.append(
            {
                "id": self._numbers.take(FIRINGS),
                "version_id": version_id,
                "judgement_id": judgement_id,
                "limit_id": firing.limit_id,
                "basis": firing.basis.value,
                "start_on": firing.start,
                "step": firing.step,
                "live": True,
            }
        )
        if window in self._fired:
            self._fired[window].add(firing.step)

    def flush(self) -> None:
        """Send what was gathered: first what no longer counts, because one of a slot may."""
        if self._no_longer:
            self._connection.execute(
                update(DELIVERIES)
                .where(DELIVERIES.c.id.in_([held.number for held in self._no_longer]))
                .values(counts=False)
            )
            self._no_longer.clear()
        if self._deliveries:
            send(self._connection, DELIVERIES, self._deliveries)
            self._counted = {
                slot: None if counted is None else replace(counted, row=None)
                for slot, counted in self._counted.items()
            }
        send(self._connection, FIRINGS, self._firings)

    def retire(self, version_id: int) -> None:
        """Let a version's deliveries and firings, all sent, count no more; recount their slots."""
        rows = self._connection.execute(
            select(DELIVERIES).where(
                col(DeliveryRow.version_id) == version_id, col(DeliveryRow.live)
            )
        ).all()
        self._connection.execute(
            update(DELIVERIES)
            .where(DELIVERIES.c.version_id == version_id, DELIVERIES.c.live)
            .values(live=False, counts=False)
        )
        self._connection.execute(
            update(FIRINGS)
            .where(FIRINGS.c.version_id == version_id, FIRINGS.c.live)
            .values(live=False)
        )
        self._fired.clear()
        for row in rows:
            if row.counts:
                self._recount(Slot(Window(row.limit_id, row.basis, row.start_on), row.slot))

    def _recount(self, slot: Slot) -> None:
        self._totals.pop(slot.window, None)
        self._counted.pop(slot, None)
        rows = self._connection.execute(
            select(col(DeliveryRow.rank), col(DeliveryRow.id)).where(
                in_slot(), col(DeliveryRow.live)
            ),
            {**slot.window._asdict(), "slot": slot.name},
        ).all()
        if rows:
            # Compared here: a server's collation may order text in another way.
            best = max((rank, number) for rank, number in rows)
            self._connection.execute(
                update(DELIVERIES).where(DELIVERIES.c.id == best[1]).values(counts=True)
            )


# Statements are built once: putting one together takes longer than running it.


@cache
def _live_steps() -> Executable:
    return select(col(FiringRow.step)).where(
        col(FiringRow.limit_id) == bindparam("limit_id"),
        col(FiringRow.basis) == bindparam("basis"),
        col(FiringRow.start_on) == bindparam("start"),
        col(FiringRow.live),
    )


@cache
def _counting() -> Executable:
    return select(DELIVERIES).where(in_slot(), col(DeliveryRow.counts))
