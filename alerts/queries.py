"""Reads the journal back: the versions of an event, windows of time, rejected inputs."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from alerts.columns import is_storable
from alerts.db import reading
from alerts.sending import Fields
from alerts.tables import (
    JUDGEMENTS,
    REJECTIONS,
    VERSIONS,
    EventRow,
    FindingRow,
    JudgementRow,
    RejectionRow,
    VersionRow,
)
from monitor.domain.event.rejected import Reason
from monitor.domain.ports import EventKey, EventVersion, Rejection, StoredEvent

_CHUNK: Final = 500


def read_versions(connection: Connection, key: EventKey) -> list[StoredEvent]:
    """Give every version of one event with its latest judgement, oldest first."""
    if not (is_storable(key.source) and is_storable(key.event_id)):
        return []
    here = and_(col(EventRow.source) == key.source, col(EventRow.event_id) == key.event_id)
    return _stored(connection, here, None)


def read_window(engine: Engine, first: date, last: date) -> Iterator[StoredEvent]:
    """Stream the latest versions of events that occurred in a window, in acceptance order.

    What is given is the state at the start: no transaction stays open while the caller works,
    and later versions and judgements do not show.
    """
    inside = col(VersionRow.occurred_on).between(first, last)
    yield from _stream(engine, select(col(VersionRow.id)).where(inside))


def read_unjudged(engine: Engine) -> Iterator[StoredEvent]:
    """Stream the latest versions that could not be judged, as they are at the start."""
    later = aliased(JudgementRow)
    judged_since = exists(
        select(col(later.id)).where(
            col(later.version_id) == col(VersionRow.id), col(later.id) > col(JudgementRow.id)
        )
    )
    yield from _stream(
        engine,
        select(col(VersionRow.id))
        .join(JudgementRow, col(JudgementRow.version_id) == col(VersionRow.id))
        # Written out: a parameter would hide from the planner that the small index will do.
        .where(col(JudgementRow.outcome) == literal_column("'unjudged'"), ~judged_since),
    )


def _stream(engine: Engine, numbers: Select[int]) -> Iterator[StoredEvent]:
    newer = aliased(VersionRow)
    replaced = exists(
        select(col(newer.id)).where(
            col(newer.event) == col(VersionRow.event), col(newer.number) > col(VersionRow.number)
        )
    )
    with reading(engine) as connection:
        bound = connection.execute(select(func.max(col(JudgementRow.id)))).scalar() or 0
        found = connection.execute(numbers.where(~replaced).order_by(col(VersionRow.id)))
        chosen = array("q", found.scalars())
    for start in range(0, len(chosen), _CHUNK):
        chunk = chosen[start : start + _CHUNK].tolist()
        with reading(engine) as connection:
            events = _stored(connection, col(VersionRow.id).in_(chunk), bound)
        yield from events


def _stored(
    connection: Connection, where: ColumnElement[bool], bound: int | None
) -> list[StoredEvent]:
    judged = aliased(JudgementRow)
    latest = select(func.max(col(judged.id))).where(col(judged.version_id) == col(VersionRow.id))
    if bound is not None:
        latest = latest.where(col(judged.id) <= bound)
    rows = (
        connection.execute(
            select(
                col(EventRow.source),
                col(EventRow.event_id).label("event_key"),
                *VERSIONS.c,
                *(column.label(f"judgement_{column.name}") for column in JUDGEMENTS.c),
            )
            .select_from(VersionRow)
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .outerjoin(
                JudgementRow, col(JudgementRow.id) == latest.correlate(VersionRow).scalar_subquery()
            )
            .where(where)
            .order_by(col(VersionRow.id))
        )
        .mappings()
        .all()
    )
    findings = _findings(connection, [row["judgement_id"] for row in rows if row["judgement_id"]])
    return [_stored_event(row, findings.get(row["judgement_id"], []), as_of=bound) for row in rows]


def _findings(connection: Connection, judgements: Sequence[int]) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {}
    if judgements:
        rows = connection.execute(
            select(col(FindingRow.judgement_id), col(FindingRow.body))
            .where(col(FindingRow.judgement_id).in_(judgements))
            .order_by(col(FindingRow.judgement_id), col(FindingRow.position))
        )
        for judgement_id, body in rows:
            found.setdefault(judgement_id, []).append(body)
    return found


def _stored_event(row: Fields, findings: list[object], as_of: int | None) -> StoredEvent:
    key = EventKey(row["source"], row["event_key"])
    version = EventVersion(
        key=key,
        version=row["number"],
        content_hash=row["content_hash"],
        raw=row["raw"],
        kind=row["kind"],
        occurred_on=row["occurred_on"],
        received_at=row["received_at"],
        receipt=row["receipt"],
    )
    unjudged = row["judgement_id"] is None or row["judgement_error"] is not None
    return StoredEvent(
        version=version,
        superseded=row["superseded"] and as_of is None,
        judgement=None if unjudged else _judgement_json(key, row, findings),
        judged_at=row["judgement_judged_at"],
        error=row["judgement_error"],
    )


def _judgement_json(key: EventKey, row: Fields, findings: list[object]) -> dict[str, object]:
    # The very shape of Judgement.to_json(); a test holds the two together.
    body: dict[str, object] = {
        "source": key.source,
        "event_id": key.event_id,
        "outcome": row["judgement_outcome"],
        "findings": findings,
        "undecided": row["judgement_undecided"] or [],
        "screening": row["judgement_screening"] or [],
        "errors": [],
        "rulebook": row["judgement_rulebook"],
        "lists": row["judgement_lists"],
    }
    if row["judgement_warnings"]:
        body["warnings"] = row["judgement_warnings"]
    return body


def read_rejections(connection: Connection, limit: int) -> list[Rejection]:
    """Give kept rejected inputs, newest first."""
    rows = connection.execute(
        select(REJECTIONS).order_by(col(RejectionRow.id).desc()).limit(limit)
    ).mappings()
    return [
        Rejection(
            receipt=row["receipt"],
            line=row["line"],
            raw=row["raw"],
            reasons=tuple(Reason(item["path"], item["message"]) for item in row["reasons"]),
            source=row["source"],
            event_id=row["event_id"],
            received_at=row["received_at"],
        )
        for row in rows
    ]
