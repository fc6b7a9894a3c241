"""The record of what people did: appended in the order of the writer lock, chained by digest."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, insert, select

from alerts.columns import is_storable
from alerts.db import reading
from alerts.tables import AUDIT
from monitor.domain.audit import FIRST_PREVIOUS, AuditEntry, Deed, chained
from monitor.domain.ports.audit import AuditFilter

_CHAIN_PAGE = 2_000


class Chain:
    """Appends to the record inside one transaction that holds the writer lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[Deed] = []

    def add(self, deed: Deed) -> None:
        """Gather a deed; it is sent with the next flush, in the order given."""
        self._waiting.append(deed)

    def flush(self) -> None:
        """Send what was gathered."""
        if not self._waiting:
            return
        number, previous = _head(self._connection)
        rows = []
        for deed in self._waiting:
            number += 1
            entry = chained(deed, number, previous)
            rows.append(_row_of(entry))
            previous = entry.digest
        self._connection.execute(insert(AUDIT), rows)
        self._waiting.clear()


def append(connection: Connection, deeds: Sequence[Deed]) -> None:
    """Append deeds inside a transaction that holds the writer lock."""
    chain = Chain(connection)
    for deed in deeds:
        chain.add(deed)
    chain.flush()


class SqlAudit:
    """Implements :class:`~monitor.domain.ports.audit.AuditStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    def append(self, deeds: Sequence[Deed]) -> None:
        """Append deeds in one transaction of their own; they are durable on return."""
        with self._writing() as connection:
            append(connection, deeds)

    def entries(self, where: AuditFilter, before: int | None, limit: int) -> Sequence[AuditEntry]:
        """Give entries, newest first, below a number."""
        asked = (where.person, where.action, where.subject)
        if not all(is_storable(text) for text in asked if text is not None):
            return []
        statement = select(AUDIT).where(*_narrowed(where)).order_by(AUDIT.c.id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(AUDIT.c.id < before)
        with reading(self._engine) as connection:
            return [_entry_of(row) for row in connection.execute(statement).mappings()]

    def chain(self, first: int) -> Iterator[AuditEntry]:
        """Stream entries from a number on, oldest first, in short transactions."""
        while True:
            page = select(AUDIT).where(AUDIT.c.id >= first).order_by(AUDIT.c.id).limit(_CHAIN_PAGE)
            with reading(self._engine) as connection:
                found = [_entry_of(row) for row in connection.execute(page).mappings()]
            yield from found
            if len(found) < _CHAIN_PAGE:
                return
            first = found[-1].number + 1

    def first_since(self, day: date) -> int | None:
        """Give the number of the first entry of a day or later; ``None`` if there is none."""
        start = datetime.combine(day, time(), UTC)
        with reading(self._engine) as connection:
            found = connection.execute(
                select(AUDIT.c.id).where(AUDIT.c.at >= start).order_by(AUDIT.c.id).limit(1)
            ).scalar()
        return None if found is None else int(found)

    def newest(self) -> AuditEntry | None:
        """Give the last entry, whose digest stands for the whole record."""
        with reading(self._engine) as connection:
            row = (
                connection.execute(select(AUDIT).order_by(AUDIT.c.id.desc()).limit(1))
                .mappings()
                .one_or_none()
            )
        return None if row is None else _entry_of(row)


def _head(connection: Connection) -> tuple[int, str]:
    row = connection.execute(
        select(AUDIT.c.id, AUDIT.c.digest).order_by(AUDIT.c.id.desc()).limit(1)
    ).one_or_none()
    return (0, FIRST_PREVIOUS) if row is None else (int(row[0]), str(row[1]))


def _narrowed(where: AuditFilter) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if where.person is not None:
        tests.append(AUDIT.c.person == where.person)
    if where.action is not None:
        tests.append(AUDIT.c.action == where.action)
    if where.subject is not None:
        tests.append(AUDIT.c.subject == where.subject)
    if where.since is not None:
        tests.append(AUDIT.c.at >= where.since)
    if where.until is not None:
        tests.append(AUDIT.c.at < where.until)
    return tests


def _row_of(entry: AuditEntry) -> dict[str, object]:
    deed = entry.deed
    return {
        "id": entry.number,
        "at": deed.at,
        "person": deed.person,
        "action": deed.action,
        "subject": deed.subject,
        "before": deed.before,
        "after": deed.after,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def _entry_of(row: RowMapping) -> AuditEntry:
    deed = Deed(
        row["at"], row["person"], row["action"], row["subject"], row["before"], row["after"]
    )
    return AuditEntry(row["id"], deed, row["previous"], row["digest"])
