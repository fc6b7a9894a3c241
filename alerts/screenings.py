"""The trail of look-ups: what was asked of which lists, by whom, and what was answered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, insert, select

from alerts.db import reading
from alerts.numbers import Numbers
from alerts.tables import SCREENINGS
from monitor.domain.ports.screenings import ScreeningRecord

_FIELDS = tuple(ScreeningRecord.__slots__)
_CHUNK: Final = 500


class SqlScreenings:
    """Implements :class:`~monitor.domain.ports.screenings.ScreeningStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    def add(self, records: Sequence[ScreeningRecord]) -> None:
        """Append look-ups in one transaction."""
        if not records:
            return
        with self._writing() as connection:
            first = Numbers(connection).take(SCREENINGS, count=len(records))
            connection.execute(
                insert(SCREENINGS),
                [_values(record, first + place) for place, record in enumerate(records)],
            )

    def newest(self, limit: int = 50) -> Sequence[ScreeningRecord]:
        """Give the last look-ups, the newest first."""
        return [each for _, each in self._read(_all().order_by(SCREENINGS.c.id.desc()), limit)]

    def stream(self, since: datetime | None = None) -> Iterator[ScreeningRecord]:
        """Give all look-ups from an instant on, the oldest first, in short transactions."""
        reached = 0
        while True:
            query = _all().where(SCREENINGS.c.id > reached).order_by(SCREENINGS.c.id)
            if since is not None:
                query = query.where(SCREENINGS.c.at >= since)
            found = self._read(query, _CHUNK)
            yield from (record for _, record in found)
            if len(found) < _CHUNK:
                return
            reached = found[-1][0]

    def _read(self, query: Select[Any], limit: int) -> list[tuple[int, ScreeningRecord]]:
        with reading(self._engine) as connection:
            rows = connection.execute(query.limit(limit)).mappings()
            return [(row["id"], _record(row)) for row in rows]


def _all() -> Select[Any]:
    return select(SCREENINGS)


def _values(record: ScreeningRecord, number: int) -> dict[str, object]:
    return {
        **{name: getattr(record, name) for name in _FIELDS},
        "id": number,
        "asked": dict(record.asked),
        "versions": dict(record.versions),
        "found": [dict(each) for each in record.found],
    }


def _record(row: Mapping[Any, Any]) -> ScreeningRecord:
    return ScreeningRecord(**{name: row[name] for name in _FIELDS})
