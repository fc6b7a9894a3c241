"""Finds alerts by words: the words are gathered beside the intake, which pays nothing for them.

Alerts whose words are not gathered yet, or that changed since, are looked through as they are.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    text,
    union,
    update,
)
from sqlmodel import col

from alerts.columns import RowId
from alerts.tables import (
    ALERTS,
    GATHERED,
    WORDS,
    AlertRow,
    EntryRow,
    EventRow,
    GatheredRow,
    LinkRow,
    VersionRow,
    WordsRow,
)
from monitor.domain.event_texts import texts_of
from monitor.domain.finding_words import Sought, sought, words_of

GATHER_AT_ONCE = 500
_EVENTS_READ = 20
_ONLY = 1


class _Mark(NamedTuple):
    alert_seq: int
    entry_id: int


def finds(connection: Connection, asked: str) -> ColumnElement[bool]:
    """Give the condition that an alert holds all that is asked for."""
    wanted = sought(asked)
    if not wanted:
        return false()
    mark = _mark(connection)
    gathered = _gathered(connection, wanted)
    if _newest(connection) == mark:
        return ALERTS.c.id.in_(gathered)
    return ALERTS.c.id.in_(union(gathered, *_behind(mark, asked)))


def found(connection: Connection, asked: str, most: int) -> list[str]:
    """Give the ids of at most so many alerts that hold all that is asked for, in no order."""
    wanted = sought(asked)
    if not wanted:
        return []
    mark = _mark(connection)
    ids = list(connection.execute(_gathered(connection, wanted, most)).scalars())
    if _newest(connection) != mark and len(ids) < most:
        behind = union(*_behind(mark, asked)).limit(most - len(ids))
        ids += connection.execute(behind).scalars()
    return list(dict.fromkeys(ids))


def _gathered(
    connection: Connection, wanted: Sequence[Sought], most: int | None = None
) -> Select[str]:
    """Ask the engine's own index."""
    if connection.dialect.name == "sqlite":
        match = text("alert_words_index MATCH :wanted").bindparams(wanted=_for_sqlite(wanted))
        rows: Select[int] = (
            select(literal_column("rowid", RowId))
            .select_from(text("alert_words_index"))
            .where(match)
        )
    else:
        match = text(
            "array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:wanted AS tsquery)"
        ).bindparams(wanted=_for_postgresql(wanted))
        rows = select(col(WordsRow.seq)).where(match)
    if most is not None:
        rows = rows.limit(most)
    return select(col(AlertRow.id)).where(col(AlertRow.seq).in_(rows))


def _for_sqlite(wanted: Iterable[Sought]) -> str:
    """Write a query of FTS5; words are letters and digits, so quoting them is enough."""

    def way(words: Sequence[str], *, open_ended: bool) -> str:
        quoted = [f'"{word}"' for word in words]
        if open_ended:
            quoted[-1] += " *"
        return "(" + " AND ".join(quoted) + ")"

    return " AND ".join(
        "(" + " OR ".join(way(words, open_ended=item.open_ended) for words in item.ways) + ")"
        for item in wanted
    )


def _for_postgresql(wanted: Iterable[Sought]) -> str:
    def way(words: Sequence[str], *, open_ended: bool) -> str:
        quoted = [f"'{word}'" for word in words]
        if open_ended:
            quoted[-1] += ":*"
        return "(" + " & ".join(quoted) + ")"

    return " & ".join(
        "(" + " | ".join(way(words, open_ended=item.open_ended) for words in item.ways) + ")"
        for item in wanted
    )


def _behind(mark: _Mark, asked: str) -> tuple[Select[str], ...]:
    """Look through the alerts whose words are not gathered."""
    fresh = union(
        select(col(AlertRow.id)).where(col(AlertRow.seq) > mark.alert_seq),
        select(col(EntryRow.alert_id)).where(col(EntryRow.id) > mark.entry_id),
    )
    says = col(AlertRow.search_text).contains(asked.strip().casefold(), autoescape=True)
    in_words = select(col(AlertRow.id)).where(col(AlertRow.id).in_(fresh), says)
    by_event = (
        select(col(LinkRow.alert_id))
        .join(VersionRow, col(VersionRow.id) == col(LinkRow.version_id))
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .where(col(EventRow.event_id) == asked.strip(), col(LinkRow.alert_id).in_(fresh))
    )
    return in_words, by_event


def _mark(connection: Connection) -> _Mark:
    row = connection.execute(
        select(col(GatheredRow.alert_seq), col(GatheredRow.entry_id))
    ).one_or_none()
    return _Mark(0, 0) if row is None else _Mark(*row)


def _newest(connection: Connection) -> _Mark:
    row = connection.execute(
        select(
            select(func.max(col(AlertRow.seq))).scalar_subquery(),
            select(func.max(col(EntryRow.id))).scalar_subquery(),
        )
    ).one()
    return _Mark(row[0] or 0, row[1] or 0)


def gather(connection: Connection, most: int = GATHER_AT_ONCE) -> int:
    """Gather the words of alerts that are new or changed; give how many, 0 when all are.

    The connection holds the writer lock.
    """
    mark = _mark(connection)
    entries = connection.execute(
        select(col(EntryRow.id), col(EntryRow.alert_id))
        .where(col(EntryRow.id) > mark.entry_id)
        .order_by(col(EntryRow.id))
        .limit(most)
    ).all()
    fresh = connection.execute(
        select(col(AlertRow.seq), col(AlertRow.id))
        .where(col(AlertRow.seq) > mark.alert_seq)
        .order_by(col(AlertRow.seq))
        .limit(most)
    ).all()
    ids = dict.fromkeys([*(row[1] for row in fresh), *(row[1] for row in entries)])
    if not ids:
        return 0
    _gather(connection, list(ids), mark)
    _set_mark(
        connection,
        _Mark(
            fresh[-1][0] if fresh else mark.alert_seq, entries[-1][0] if entries else mark.entry_id
        ),
    )
    return len(ids)


def _set_mark(connection: Connection, mark: _Mark) -> None:
    values = {"alert_seq": mark.alert_seq, "entry_id": mark.entry_id}
    if not connection.execute(update(GATHERED).values(values)).rowcount:
        connection.execute(insert(GATHERED), {"id": _ONLY, **values})


def _gather(connection: Connection, ids: Sequence[str], mark: _Mark) -> None:
    rows = connection.execute(
        select(ALERTS.c.id, ALERTS.c.seq, ALERTS.c.search_text, ALERTS.c.reference).where(
            ALERTS.c.id.in_(ids)
        )
    ).all()
    held = dict(
        connection.execute(
            select(col(WordsRow.seq), col(WordsRow.words)).where(
                col(WordsRow.seq).in_([row.seq for row in rows])
            )
        ).all()
    )
    said = _said(connection, ids, mark)
    events = _events(connection, ids)
    changed = []
    for row in rows:
        before = held.get(row.seq, "")
        texts = [row.search_text, row.reference or "", *said.get(row.id, ())]
        words = " ".join(sorted({*before.split(), *words_of([*texts, *events.get(row.id, ())])}))
        if words != before:
            changed.append((row.seq, before if row.seq in held else None, words))
    _write(connection, changed)


def _said(connection: Connection, ids: Sequence[str], mark: _Mark) -> dict[str, list[str]]:
    """Give what people wrote on alerts since their words were gathered."""
    rows = connection.execute(
        select(col(EntryRow.alert_id), col(EntryRow.note)).where(
            col(EntryRow.id) > mark.entry_id,
            col(EntryRow.alert_id).in_(ids),
            col(EntryRow.action).not_in(("open", "join", "supersede")),
        )
    )
    said: dict[str, list[str]] = {}
    for alert_id, note in rows:
        said.setdefault(alert_id, []).append(note)
    return said


def _events(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Give the texts of the newest events of each alert, their ids first."""
    rank = func.row_number().over(
        partition_by=col(LinkRow.alert_id), order_by=col(LinkRow.id).desc()
    )
    newest = (
        select(col(LinkRow.alert_id), col(LinkRow.version_id), rank.label("rank"))
        .where(col(LinkRow.alert_id).in_(ids))
        .subquery()
    )
    rows = connection.execute(
        select(newest.c.alert_id, col(EventRow.source), col(EventRow.event_id), col(VersionRow.raw))
        .select_from(newest)
        .join(VersionRow, col(VersionRow.id) == newest.c.version_id)
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .where(newest.c.rank <= _EVENTS_READ)
        .order_by(newest.c.alert_id, newest.c.rank)
    ).all()
    named: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    for alert_id, source, event_id, raw in rows:
        named.setdefault(alert_id, []).extend((event_id, source))
        told.setdefault(alert_id, []).extend(texts_of(raw))
    return {alert_id: [*names, *told[alert_id]] for alert_id, names in named.items()}


def _write(connection: Connection, changed: Sequence[tuple[int, str | None, str]]) -> None:
    if not changed:
        return
    if connection.dialect.name == "sqlite":
        # The index keeps no copy of the words, so it is told what it held before.
        old = [{"seq": seq, "words": words} for seq, words, _ in changed if words is not None]
        if old:
            connection.execute(
                text(
                    "INSERT INTO alert_words_index (alert_words_index, rowid, words) "
                    "VALUES ('delete', :seq, :words)"
                ),
                old,
            )
        connection.execute(
            text("INSERT INTO alert_words_index (rowid, words) VALUES (:seq, :words)"),
            [{"seq": seq, "words": words} for seq, _, words in changed],
        )
    connection.execute(delete(WORDS).where(WORDS.c.seq.in_([seq for seq, _, _ in changed])))
    connection.execute(insert(WORDS), [{"seq": seq, "words": words} for seq, _, words in changed])
