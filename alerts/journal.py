"""The append-only journal of one unit: events, their versions, and rejected inputs.

Everything is gathered and sent table by table with ``executemany``; a clear event is three rows
with its judgement and no round trip of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    Connection,
    ScalarSelect,
    bindparam,
    select,
    update,
)
from sqlmodel import col

from alerts.numbers import Numbers
from alerts.sending import Rows, mark_of, send
from alerts.tables import (
    EVENTS,
    REJECTIONS,
    VERSIONS,
    EventRow,
    JudgementRow,
    VersionRow,
)
from monitor.domain.finding import Outcome
from monitor.domain.ports import EventKey, EventVersion, JudgementRecord, Rejection, VersionStamp
from monitor.errors import StoreError

# As text, because giving SQLAlchemy hundreds of ids costs more than finding them. SQLite searches a
# list of ids of one source by index, but reads the whole index for a list of pairs.
_STAMPS: Final = """\
SELECT events.event_id, events.id, versions.number, versions.content_hash,
    (SELECT judgements.outcome FROM judgements WHERE judgements.version_id = versions.id
        ORDER BY judgements.id DESC LIMIT 1)
FROM events
JOIN event_versions AS versions
    ON versions.event = events.id AND versions.number = events.latest
WHERE events.source = {source} AND events.event_id IN ({ids})
"""
# SQLite takes 32,766 parameters a statement.
_KEYS_A_LOOKUP: Final = 10_000


@dataclass(slots=True)
class _Known:
    """What this unit knows of an event: its row and the stamp of its latest version."""

    event: int
    version: int
    content_hash: str
    outcome: Outcome | None

    def stamp(self) -> VersionStamp:
        return VersionStamp(self.version, self.content_hash, self.outcome)


class Journal:
    """Writes the journal of one unit and finds rows in it."""

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._known: dict[EventKey, _Known] = {}
        self._version_ids: dict[tuple[EventKey, int], int] = {}
        self._raised: dict[int, int] = {}
        self._first_new: int | None = None
        self._rows: dict[str, Rows] = {table.name: [] for table in (EVENTS, VERSIONS, REJECTIONS)}

    def latest(self, keys: Sequence[EventKey]) -> Mapping[EventKey, VersionStamp]:
        """Give the latest version of those events that are stored, one lookup a source."""
        unknown = [key for key in keys if key not in self._known]
        by_source: dict[str, list[str]] = {}
        for source, event_id in dict.fromkeys(unknown):
            by_source.setdefault(source, []).append(event_id)
        for source, ids in by_source.items():
            for start in range(0, len(ids), _KEYS_A_LOOKUP):
                self._look_up(source, ids[start : start + _KEYS_A_LOOKUP])
        known = self._known
        return {key: known[key].stamp() for key in keys if key in known}

    def _look_up(self, source: str, ids: list[str]) -> None:
        mark = mark_of(self._connection.dialect)
        found = _STAMPS.format(source=mark, ids=", ".join([mark] * len(ids)))
        rows = self._connection.exec_driver_sql(found, (source, *ids))
        for event_id, event, number, content_hash, outcome in rows:
            known = _Known(event, number, content_hash, _outcome(outcome))
            self._known[EventKey(source, event_id)] = known

    def add_versions(self, versions: Sequence[EventVersion]) -> None:
        """Append versions; each must follow the latest one of its event."""
        first = self._numbers.take(VERSIONS, count=len(versions))
        if self._first_new is None:
            self._first_new = first
        rows = self._rows[VERSIONS.name]
        for number, version in enumerate(versions, first):
            event = self._event_of(version)
            self._version_ids[version.key, version.version] = number
            rows.append(
                {
                    "id": number,
                    "event": event,
                    "number": version.version,
                    "content_hash": version.content_hash,
                    "kind": version.kind,
                    "occurred_on": version.occurred_on,
                    "received_at": version.received_at,
                    "receipt": version.receipt,
                    "superseded": False,
                    "raw": version.raw,
                }
            )

    def _event_of(self, version: EventVersion) -> int:
        key = version.key
        if version.version > 1 and key not in self._known:
            self.latest([key])
        known = self._known.get(key)
        follows = 1 if known is None else known.version + 1
        if version.version != follows:
            msg = (
                f"version {version.version} of event '{key.event_id}' of source '{key.source}' "
                f"cannot be stored: version {follows} is the next"
            )
            raise StoreError(msg)
        if known is None:
            event = self._numbers.take(EVENTS)
            self._rows[EVENTS.name].append(
                {"id": event, "source": key.source, "event_id": key.event_id, "latest": 1}
            )
        else:
            event = known.event
            self._raised[event] = version.version
        self._known[key] = _Known(event, version.version, version.content_hash, None)
        return event

    def version_id(self, key: EventKey, version: int) -> int:
        """Give the row of a version, stored before or in this unit.

        Raises:
            StoreError: there is none.
        """
        found = self._version_ids.get((key, version))
        if found is None:
            found = self._connection.execute(
                select(col(VersionRow.id))
                .join(EventRow, col(EventRow.id) == col(VersionRow.event))
                .where(
                    col(EventRow.source) == key.source,
                    col(EventRow.event_id) == key.event_id,
                    col(VersionRow.number) == version,
                )
            ).scalar()
        if found is None:
            msg = (
                f"version {version} of event '{key.event_id}' of source '{key.source}' "
                "is not stored: add it first"
            )
            raise StoreError(msg)
        self._version_ids[key, version] = found
        return found

    def is_new(self, version_id: int) -> bool:
        """Tell whether the version was appended in this unit."""
        return self._first_new is not None and version_id >= self._first_new

    def note_outcome(self, record: JudgementRecord) -> None:
        """Remember what came of a version, for the stamps that this unit still gives."""
        known = self._known.get(record.key)
        if known is not None and known.version == record.version:
            judgement = record.judgement
            known.outcome = Outcome.UNJUDGED if judgement is None else judgement.outcome

    def add_rejections(self, rejections: Sequence[Rejection]) -> None:
        """Keep rejected inputs as they came."""
        first = self._numbers.take(REJECTIONS, count=len(rejections))
        self._rows[REJECTIONS.name] += [
            {
                "id": number,
                "receipt": rejection.receipt,
                "line": rejection.line,
                "source": rejection.source,
                "event_id": rejection.event_id,
                "reasons": [reason.to_json() for reason in rejection.reasons],
                "received_at": rejection.received_at,
                "raw": rejection.raw,
            }
            for number, rejection in enumerate(rejections, first)
        ]

    def supersede(self, version_id: int) -> None:
        """Mark a version that was sent already."""
        self._connection.execute(
            update(VERSIONS).where(VERSIONS.c.id == version_id).values(superseded=True)
        )

    def flush(self) -> None:
        """Send what was gathered, parents before children."""
        for table in (EVENTS, VERSIONS, REJECTIONS):
            send(self._connection, table, self._rows[table.name])
        if self._raised:
            self._connection.execute(
                update(EVENTS)
                .where(EVENTS.c.id == bindparam("event"))
                .values(latest=bindparam("number")),
                [{"event": event, "number": number} for event, number in self._raised.items()],
            )
            self._raised.clear()


def _outcome(text: str | None) -> Outcome | None:
    return None if text is None else Outcome(text)


def latest_outcome() -> ScalarSelect[str]:
    """Give the outcome of the judgement that stands for a version of the query around it."""
    return (
        select(col(JudgementRow.outcome))
        .where(col(JudgementRow.version_id) == col(VersionRow.id))
        .order_by(col(JudgementRow.id).desc())
        .limit(1)
        .correlate(VersionRow)
        .scalar_subquery()
    )
