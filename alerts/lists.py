"""Snapshots of sanctions lists: kept by digest, never changed, looked up by list and day."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select, update
from sqlmodel import col

from alerts import blobs
from alerts.blobs import Blobs
from alerts.columns import is_storable
from alerts.db import reading
from alerts.numbers import Numbers
from alerts.tables import (
    LIST_CHECKS,
    LIST_SNAPSHOTS,
    LIST_STATES,
    ListCheckRow,
    ListSnapshotRow,
    ListStateRow,
)
from monitor.domain.ports.lists import (
    KeptSnapshot,
    ListCheck,
    ListState,
    NewSnapshot,
    SnapshotStatus,
)

_KIND = "lists"
_ROW = ListSnapshotRow


class SqlLists:
    """Implements :class:`~monitor.domain.ports.lists.ListStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    def current(self) -> Mapping[str, KeptSnapshot]:
        """Give the snapshot in use of each list: accepted, newest by day, then by arrival."""
        return self.known_on(date.max)

    def known_on(self, day: date) -> Mapping[str, KeptSnapshot]:
        """Give the same as it was on a day: only of snapshots published on it or before."""
        order = (col(_ROW.published_on).desc(), col(_ROW.id).desc())
        place = func.row_number().over(partition_by=col(_ROW.list_id), order_by=order)
        ranked = (
            select(col(_ROW.id), place.label("place"))
            .where(col(_ROW.status) == SnapshotStatus.ACCEPTED.value)
            .where(col(_ROW.published_on) <= day)
            .subquery()
        )
        newest = select(ranked.c.id).where(ranked.c.place == 1)
        found = self._read(_snapshots().where(col(_ROW.id).in_(newest)).order_by(col(_ROW.list_id)))
        return {kept.given.list_id: kept for kept in found}

    def history(self, list_id: str | None = None, limit: int = 100) -> Sequence[KeptSnapshot]:
        """Give snapshots, refused ones too, the last to come in first."""
        query = _snapshots().order_by(col(_ROW.id).desc()).limit(limit)
        if list_id is not None:
            if not is_storable(list_id):
                return []
            query = query.where(col(_ROW.list_id) == list_id)
        return self._read(query)

    def accepted(self, list_id: str) -> Sequence[KeptSnapshot]:
        """Give the accepted snapshots of a list in the order of their days."""
        return self._read(
            _snapshots()
            .where(col(_ROW.list_id) == list_id)
            .where(col(_ROW.status) == SnapshotStatus.ACCEPTED.value)
            .order_by(col(_ROW.published_on), col(_ROW.id))
        )

    def with_raw(self, list_id: str, raw_digest: str) -> KeptSnapshot | None:
        """Give the newest accepted snapshot of a list that was made from this very file."""
        found = self._read(
            _snapshots()
            .where(col(_ROW.list_id) == list_id)
            .where(col(_ROW.raw_digest) == raw_digest)
            .where(col(_ROW.status) == SnapshotStatus.ACCEPTED.value)
            .order_by(col(_ROW.id).desc())
            .limit(1)
        )
        return found[0] if found else None

    def add(
        self, snapshot: NewSnapshot, states: Sequence[ListState], contents: Mapping[str, bytes]
    ) -> KeptSnapshot:
        """Keep a snapshot with its contents, and the states that it changes, in one transaction.

        A state with number 0 is that of the new snapshot.
        """
        with self._writing() as connection:
            kept = Blobs(connection, set())
            for digest, content in contents.items():
                kept.put(digest, _KIND, content)
            kept.flush()
            kept.require({snapshot.digest, snapshot.raw_digest, *(each.digest for each in states)})
            numbers = Numbers(connection)
            number = numbers.take(LIST_SNAPSHOTS)
            connection.execute(insert(LIST_SNAPSHOTS), _values(snapshot, number))
            for state in states:
                connection.execute(
                    insert(LIST_STATES),
                    {
                        "id": numbers.take(LIST_STATES),
                        "snapshot_id": state.number or number,
                        "digest": state.digest,
                        "made_at": state.made_at,
                    },
                )
            return _kept(_one(connection, number))

    def checks(self) -> Mapping[str, ListCheck]:
        """Give the last attempt to fetch of each list that was ever fetched."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(LIST_CHECKS).order_by(col(ListCheckRow.list_id)))
            return {row["list_id"]: ListCheck(**row) for row in rows.mappings()}

    def note_check(self, check: ListCheck) -> None:
        """Keep what came of an attempt in place of the one before."""
        values = {name: getattr(check, name) for name in ListCheck.__slots__}
        with self._writing() as connection:
            held = LIST_CHECKS.c.list_id == check.list_id
            changed = connection.execute(update(LIST_CHECKS).where(held).values(values))
            if changed.rowcount == 0:
                connection.execute(insert(LIST_CHECKS), values)

    def blob(self, digest: str) -> bytes:
        """Give kept content; ``KeyError`` if there is none."""
        with reading(self._engine) as connection:
            return blobs.read(connection, digest)

    def _read(self, query: Select[Any]) -> list[KeptSnapshot]:
        with reading(self._engine) as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]


def _snapshots() -> Select[Any]:
    newest = (
        select(func.max(col(ListStateRow.id)))
        .where(col(ListStateRow.snapshot_id) == col(_ROW.id))
        .correlate(LIST_SNAPSHOTS)
        .scalar_subquery()
    )
    state = select(col(ListStateRow.digest)).where(col(ListStateRow.id) == newest)
    return select(LIST_SNAPSHOTS, state.correlate(LIST_SNAPSHOTS).scalar_subquery().label("state"))


def _one(connection: Connection, number: int) -> Mapping[Any, Any]:
    return connection.execute(_snapshots().where(col(_ROW.id) == number)).mappings().one()


def _values(snapshot: NewSnapshot, number: int) -> dict[str, object]:
    values = {name: getattr(snapshot, name) for name in NewSnapshot.__slots__}
    return {
        **values,
        "id": number,
        "counts": dict(snapshot.counts),
        "notes": list(snapshot.notes),
        "status": snapshot.status.value,
    }


def _kept(row: Mapping[Any, Any]) -> KeptSnapshot:
    given = {name: row[name] for name in NewSnapshot.__slots__}
    given["status"] = SnapshotStatus(given["status"])
    given["notes"] = tuple(given["notes"])
    return KeptSnapshot(number=row["id"], state=row["state"], given=NewSnapshot(**given))
