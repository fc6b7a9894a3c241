"""Changes of lists and what was judged again because of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Engine, Select, exists, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from alerts.columns import is_storable
from alerts.db import reading
from alerts.numbers import Numbers
from alerts.tables import (
    ALERTS,
    RESCREEN_LINES,
    RESCREENS,
    EventRow,
    LinkRow,
    VersionRow,
)
from monitor.domain.ports.records import EventKey
from monitor.domain.ports.rescreens import Effect, NumberedEvent, Rescreen, RescreenLine
from monitor.errors import StoreError

_FIELDS = tuple(Rescreen.__slots__)
_MOVING = (
    "updated_at", "finished_at", "lists_before", "lists_after", "reached", "counts", "error",
)  # fmt: skip
_LINE = tuple(RescreenLine.__slots__)


def save(
    connection: Connection, numbers: Numbers, rescreen: Rescreen, lines: Sequence[RescreenLine]
) -> None:
    """Note how far one is and append what it did, inside a transaction.

    Raises:
        StoreError: it is done, or another process is further.
    """
    moving = {name: getattr(rescreen, name) for name in _MOVING}
    moving["counts"] = dict(rescreen.counts)
    changed = connection.execute(
        update(RESCREENS)
        .where(
            RESCREENS.c.id == rescreen.id,
            RESCREENS.c.finished_at.is_(None),
            RESCREENS.c.reached <= rescreen.reached,
        )
        .values(moving)
    )
    if changed.rowcount != 1:
        msg = f"{rescreen.id} is done already or another process is further: nothing is written"
        raise StoreError(msg)
    if lines:
        first = numbers.take(RESCREEN_LINES, count=len(lines))
        connection.execute(
            insert(RESCREEN_LINES),
            [
                {
                    **{name: getattr(line, name) for name in _LINE},
                    "effect": line.effect.value,
                    "id": first + place,
                    "rescreen_id": rescreen.id,
                }
                for place, line in enumerate(lines)
            ],
        )


class SqlRescreens:
    """Implements :class:`~monitor.domain.ports.rescreens.RescreenStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    def open(self, rescreen: Rescreen) -> Rescreen:
        """Keep a new one, or give the one that is kept of the same change."""
        values = {name: getattr(rescreen, name) for name in _FIELDS}
        values["counts"] = dict(rescreen.counts)
        with self._writing() as connection:
            held = select(RESCREENS).where(RESCREENS.c.change == rescreen.change)
            row = connection.execute(held).mappings().one_or_none()
            if row is not None:
                return _rescreen(row)
            number = Numbers(connection).take(RESCREENS, "seq")
            connection.execute(insert(RESCREENS), {**values, "seq": number})
        return rescreen

    def get(self, rescreen_id: str) -> Rescreen | None:
        """Give one."""
        if not is_storable(rescreen_id):
            return None
        found = self._read(select(RESCREENS).where(RESCREENS.c.id == rescreen_id))
        return found[0] if found else None

    def unfinished(self) -> Sequence[Rescreen]:
        """Give those that are not done, the oldest first."""
        query = select(RESCREENS).where(RESCREENS.c.finished_at.is_(None))
        return self._read(query.order_by(RESCREENS.c.seq))

    def newest(self, list_id: str | None = None, limit: int = 20) -> Sequence[Rescreen]:
        """Give the last ones, the newest first."""
        query = select(RESCREENS).order_by(RESCREENS.c.seq.desc()).limit(limit)
        if list_id is not None:
            if not is_storable(list_id):
                return []
            query = query.where(RESCREENS.c.list == list_id)
        return self._read(query)

    def lines(self, rescreen_id: str, after: int = 0, limit: int = 500) -> Sequence[RescreenLine]:
        """Give what one did, in its order."""
        if not is_storable(rescreen_id):
            return []
        query = (
            select(RESCREEN_LINES)
            .where(RESCREEN_LINES.c.rescreen_id == rescreen_id)
            .order_by(RESCREEN_LINES.c.id)
            .offset(after)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [_line(row) for row in connection.execute(query).mappings()]

    def events_after(self, number: int, limit: int) -> Sequence[NumberedEvent]:
        """Give the latest versions of events above a number, in the order of acceptance."""
        newer = aliased(VersionRow)
        replaced = exists(
            select(col(newer.id)).where(
                col(newer.event) == col(VersionRow.event),
                col(newer.number) > col(VersionRow.number),
            )
        )
        query = (
            select(
                col(VersionRow.id),
                col(EventRow.source),
                col(EventRow.event_id),
                col(VersionRow.number),
                col(VersionRow.occurred_on),
                col(VersionRow.raw),
            )
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .where(col(VersionRow.id) > number, ~replaced)
            .order_by(col(VersionRow.id))
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                NumberedEvent(row[0], EventKey(row[1], row[2]), row[3], row[4], row[5])
                for row in connection.execute(query)
            ]

    def alerts_of(self, key: EventKey, version: int) -> Sequence[tuple[str, str]]:
        """Give id and rule of the alerts that findings of a version opened or joined."""
        query = (
            select(ALERTS.c.id, ALERTS.c.rule)
            .join(LinkRow, col(LinkRow.alert_id) == ALERTS.c.id)
            .join(VersionRow, col(VersionRow.id) == col(LinkRow.version_id))
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .where(
                col(EventRow.source) == key.source,
                col(EventRow.event_id) == key.event_id,
                col(VersionRow.number) == version,
            )
            .distinct()
            .order_by(ALERTS.c.id)
        )
        with reading(self._engine) as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def _read(self, query: Select[Any]) -> list[Rescreen]:
        with reading(self._engine) as connection:
            return [_rescreen(row) for row in connection.execute(query).mappings()]


def _rescreen(row: Mapping[Any, Any]) -> Rescreen:
    return Rescreen(**{name: row[name] for name in _FIELDS})


def _line(row: Mapping[Any, Any]) -> RescreenLine:
    values = {name: row[name] for name in _LINE}
    return RescreenLine(**{**values, "effect": Effect(values["effect"])})
