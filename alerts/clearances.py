"""Clearances: added, confirmed and revoked, each with its record; read as a whole or by page."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select, update

from alerts.audit import append
from alerts.columns import is_storable
from alerts.db import reading
from alerts.numbers import Numbers
from alerts.tables import CLEARANCES
from monitor.domain.audit import Deed
from monitor.domain.clearance import Clearance
from monitor.domain.finding import Level

_FIELDS = tuple(Clearance.__slots__)
_CONFIRMED = ("confirmed_by", "confirmed_at")
_REVOKED = ("revoked_by", "revoked_at", "revoked_because")


class SqlClearances:
    """Implements :class:`~monitor.domain.ports.clearances.ClearanceStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    def add(self, clearance: Clearance, deed: Deed) -> None:
        """Keep a new clearance and the record of who gave it, in one transaction."""
        values = {name: getattr(clearance, name) for name in _FIELDS}
        values.update(
            party=dict(clearance.party), entry=dict(clearance.entry), level=clearance.level.value
        )
        with self._writing() as connection:
            number = Numbers(connection).take(CLEARANCES, "seq")
            connection.execute(insert(CLEARANCES), {**values, "seq": number})
            append(connection, [deed])

    def confirm(self, clearance: Clearance, deed: Deed) -> bool:
        """Keep a second person's agreement; False where somebody was faster."""
        return self._end(clearance, _CONFIRMED, deed)

    def revoke(self, clearance: Clearance, deed: Deed) -> bool:
        """Keep that it ended; False where somebody was faster."""
        return self._end(clearance, _REVOKED, deed)

    def _end(self, clearance: Clearance, fields: tuple[str, ...], deed: Deed) -> bool:
        values = {name: getattr(clearance, name) for name in fields}
        open_ = (CLEARANCES.c.id == clearance.id, CLEARANCES.c[fields[1]].is_(None))
        not_revoked = CLEARANCES.c.revoked_at.is_(None)
        with self._writing() as connection:
            changed = connection.execute(
                update(CLEARANCES).where(*open_, not_revoked).values(values)
            )
            if changed.rowcount != 1:
                return False
            append(connection, [deed])
        return True

    def get(self, clearance_id: str) -> Clearance | None:
        """Give one clearance."""
        if not is_storable(clearance_id):
            return None
        found = self._read(select(CLEARANCES).where(CLEARANCES.c.id == clearance_id))
        return found[0][1] if found else None

    def all(self) -> Sequence[Clearance]:
        """Give every clearance that was not revoked, in the order in which they were given."""
        query = select(CLEARANCES).where(CLEARANCES.c.revoked_at.is_(None))
        return [each for _, each in self._read(query.order_by(CLEARANCES.c.seq))]

    def ever(self) -> Sequence[Clearance]:
        """Give every clearance that was ever given, revoked ones too, in their order."""
        return [each for _, each in self._read(select(CLEARANCES).order_by(CLEARANCES.c.seq))]

    def page(
        self, list_id: str | None, ref: str | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Clearance]]:
        """Give clearances with their numbers, the newest first, below a number."""
        query = select(CLEARANCES).order_by(CLEARANCES.c.seq.desc()).limit(limit)
        for column, wanted in ((CLEARANCES.c.list, list_id), (CLEARANCES.c.ref, ref)):
            if wanted is not None:
                if not is_storable(wanted):
                    return []
                query = query.where(column == wanted)
        if before is not None:
            query = query.where(CLEARANCES.c.seq < before)
        return self._read(query)

    def revision(self) -> tuple[int, int, int]:
        """Give what differs after every change: how many there are, are confirmed, are revoked."""
        columns = (CLEARANCES.c.seq, CLEARANCES.c.confirmed_at, CLEARANCES.c.revoked_at)
        with reading(self._engine) as connection:
            row = connection.execute(select(*map(func.count, columns))).one()
        return (row[0], row[1], row[2])

    def _read(self, query: Select[Any]) -> list[tuple[int, Clearance]]:
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings()
            return [(row["seq"], _clearance(row)) for row in rows]


def _clearance(row: Mapping[Any, Any]) -> Clearance:
    values = {name: row[name] for name in _FIELDS}
    values["level"] = Level(values["level"])
    return Clearance(**values)
