"""Reads the delivery ledger: windows, slots, exact totals, and the recount of all of them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    and_,
    bindparam,
    func,
    not_,
    select,
    update,
)
from sqlmodel import col

from alerts import exact
from alerts.sending import Fields
from alerts.tables import DELIVERIES, DeliveryRow, EventRow, JudgementRow, VersionRow
from monitor.domain.canonical import plain_decimal
from monitor.domain.finding import Basis, Delivery
from monitor.domain.ports import EventKey


class Window(NamedTuple):
    """The deliveries that one total adds."""

    limit_id: str
    basis: str
    start: date

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Give the window of a delivery."""
        return cls(delivery.limit_id, delivery.basis.value, delivery.start)

    def __str__(self) -> str:
        return f"{self.limit_id} {self.basis} {self.start.isoformat()}"


class Slot(NamedTuple):
    """One cargo or reported figure of a window, of which one delivery counts."""

    window: Window
    name: str


def in_window() -> ColumnElement[bool]:
    """Narrow to a window, given as ``limit_id``, ``basis`` and ``start``."""
    return and_(
        col(DeliveryRow.limit_id) == bindparam("limit_id"),
        col(DeliveryRow.basis) == bindparam("basis"),
        col(DeliveryRow.start_on) == bindparam("start"),
    )


def in_slot() -> ColumnElement[bool]:
    """Narrow to a slot: a window, and the ``slot`` by its name."""
    return and_(in_window(), col(DeliveryRow.slot) == bindparam("slot"))


def total_of(connection: Connection, window: Window) -> Decimal:
    """Sum what counts in a window as the database holds it."""
    asked = window._asdict()
    hi, lo, rests = connection.execute(_sums(), asked).one()
    fine = connection.execute(_rests(), asked) if rests else ()
    return exact.join(int(hi or 0), int(lo or 0), [Decimal(rest) for (rest,) in fine])


# Statements are built once: putting one together takes longer than running it.


@cache
def _sums() -> Executable:
    return select(
        func.sum(col(DeliveryRow.hi)),
        func.sum(col(DeliveryRow.lo)),
        func.count(col(DeliveryRow.rest)),
    ).where(in_window(), col(DeliveryRow.counts))


@cache
def _rests() -> Executable:
    return select(col(DeliveryRow.rest)).where(
        in_window(), col(DeliveryRow.counts), col(DeliveryRow.rest).is_not(None)
    )


def delivery_row(
    delivery: Delivery, number: int, version_id: int, judgement_id: int
) -> dict[str, object]:
    """Give the row of a live delivery that does not count yet."""
    amount = delivery.amount
    parts = None if amount is None else exact.split(amount)
    return {
        "id": number,
        "version_id": version_id,
        "judgement_id": judgement_id,
        "limit_id": delivery.limit_id,
        "basis": delivery.basis.value,
        "start_on": delivery.start,
        "until_on": delivery.until,
        "delivered_on": delivery.day,
        "slot": delivery.slot,
        "rank": delivery.rank,
        "path": delivery.path,
        "amount": None if amount is None else plain_decimal(amount),
        "hi": None if parts is None else parts.hi,
        "lo": None if parts is None else parts.lo,
        "rest": None if parts is None or parts.rest is None else plain_decimal(parts.rest),
        "unit": delivery.unit,
        "given": delivery.given,
        "factor": delivery.factor,
        "live": True,
        "counts": False,
    }


def delivery_of(row: Fields) -> Delivery:
    """Read a delivery from its row."""
    amount = row["amount"]
    return Delivery(
        limit_id=str(row["limit_id"]),
        basis=Basis(str(row["basis"])),
        start=_day(row["start_on"]),
        until=_day(row["until_on"]),
        day=_day(row["delivered_on"]),
        slot=str(row["slot"]),
        rank=str(row["rank"]),
        path=str(row["path"]),
        amount=None if amount is None else Decimal(str(amount)),
        unit=str(row["unit"]),
        given=str(row["given"]),
        factor=str(row["factor"]),
    )


def window_of(row: Fields) -> Window:
    """Read the window from the row of a delivery or a firing."""
    return Window(str(row["limit_id"]), str(row["basis"]), _day(row["start_on"]))


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def live_deliveries(connection: Connection, limit_id: str) -> list[tuple[EventKey, Delivery, bool]]:
    """Give the live deliveries of a limit in the order of acceptance, and whether each counts."""
    rows = connection.execute(
        select(DELIVERIES, col(EventRow.source), col(EventRow.event_id))
        .join(VersionRow, col(VersionRow.id) == DELIVERIES.c.version_id)
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .where(DELIVERIES.c.limit_id == limit_id, DELIVERIES.c.live)
        .order_by(DELIVERIES.c.id)
    ).mappings()
    return [
        (
            EventKey(row["source"], row["event_id"]),
            delivery_of(row),
            row["counts"],
        )
        for row in rows
    ]


class _Claim(NamedTuple):
    """What decides which delivery of a slot counts; the highest does."""

    rank: str
    number: int
    amount: Decimal


def resum(connection: Connection) -> list[str]:
    """Recount which deliveries count, from versions, judgements and exact amounts alone.

    Gives the windows whose total, as the database held it, was another.
    """
    rows = connection.execute(_with_standing()).mappings().all()
    best: dict[Slot, _Claim] = {}
    for row in rows:
        slot = Slot(window_of(row), row["slot"])
        claim = _Claim(row["rank"], row["id"], Decimal(row["amount"] or 0))
        if row["stands"] and (slot not in best or claim > best[slot]):
            best[slot] = claim
    totals = {window_of(row): Decimal(0) for row in rows}
    for slot, claim in best.items():
        totals[slot.window] = exact.add(totals[slot.window], claim.amount)
    differing = [window for window in totals if total_of(connection, window) != totals[window]]
    _repair(connection, rows, {claim.number for claim in best.values()})
    return [str(window) for window in sorted(differing)]


def _with_standing() -> Select[Any]:
    latest = (
        select(func.max(col(JudgementRow.id)))
        .where(col(JudgementRow.version_id) == DELIVERIES.c.version_id)
        .correlate(DELIVERIES)
        .scalar_subquery()
    )
    stands = and_(not_(col(VersionRow.superseded)), DELIVERIES.c.judgement_id == latest)
    names = ("id", "limit_id", "basis", "start_on", "slot", "rank", "amount", "live", "counts")
    return (
        select(*(DELIVERIES.c[name] for name in names), stands.label("stands"))
        .join(VersionRow, col(VersionRow.id) == DELIVERIES.c.version_id)
        .order_by(DELIVERIES.c.id)
    )


def _repair(connection: Connection, rows: Sequence[Fields], counting: set[int]) -> None:
    wrong = [
        {"number": row["id"], "stands": bool(row["stands"]), "counting": row["id"] in counting}
        for row in rows
        if (bool(row["stands"]), row["id"] in counting) != (row["live"], row["counts"])
    ]
    change = (
        update(DELIVERIES)
        .where(DELIVERIES.c.id == bindparam("number"))
        .values(live=bindparam("stands"), counts=bindparam("counting"))
    )
    # Two deliveries of a slot never count at once, not even between two statements.
    for counts in (False, True):
        if chosen := [row for row in wrong if row["counting"] is counts]:
            connection.execute(change, chosen)
