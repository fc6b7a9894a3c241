"""Counts over alerts, decisions, feeds and limits, worked out by the database."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Float,
    Text,
    case,
    cast,
    distinct,
    extract,
    func,
    insert,
    literal,
    select,
    text,
    type_coerce,
    update,
)
from sqlmodel import col

from alerts import exact
from alerts.columns import Utc
from alerts.db import reading
from alerts.outbox import move_mark, read_mark
from alerts.tables import (
    ALERTS,
    ENTRIES,
    FEED_DAYS,
    VERSIONS,
    DeliveryRow,
    EventRow,
    FeedDayRow,
    LinkRow,
    VersionRow,
)
from monitor.domain.alert import AlertState, Disposition
from monitor.domain.finding import Basis, Level
from monitor.domain.ports.figures import (
    AlertTally,
    DayFlow,
    DecisionTime,
    FeedPulse,
    LimitDay,
    SourceTally,
)
from monitor.domain.ports.outbox import Mark

FEED_MARK: Final = "feed-days"
_CHUNK: Final = 50_000
# In the words of the index that holds only decisions, or it would not be used.
_DECIDING: Final = text("alert_entries.action IN ('close', 'reopen')")
_Writing = Callable[[], AbstractContextManager[Connection]]


class SqlFigures:
    """Implements :class:`~monitor.domain.ports.figures.Figures`."""

    def __init__(self, engine: Engine, writing: _Writing) -> None:
        self._engine = engine
        self._writing = writing

    def alerts(self) -> Sequence[AlertTally]:
        """Count all alerts by what the queue can be narrowed to."""
        shared = (
            ALERTS.c.rule,
            ALERTS.c.provisions,
            ALERTS.c.level,
            ALERTS.c.state,
            ALERTS.c.disposition,
            ALERTS.c.overdue,
        )
        with reading(self._engine) as connection:
            rows = connection.execute(select(*shared, func.count()).group_by(*shared)).all()
        return [
            AlertTally(
                rule=rule,
                provisions=tuple(provisions),
                level=Level(level),
                state=AlertState(state),
                disposition=None if disposition is None else Disposition(disposition),
                overdue=bool(overdue),
                alerts=count,
            )
            for rule, provisions, level, state, disposition, overdue, count in rows
        ]

    def ages(self, bounds: Sequence[datetime]) -> Mapping[Level, Sequence[int]]:
        """Count open alerts by level and age."""
        older = len(bounds)
        age = case(
            *((ALERTS.c.opened_at > bound, place) for place, bound in enumerate(bounds)),
            else_=older,
        )
        statement = (
            select(ALERTS.c.level, age.label("age"), func.count())
            .where(ALERTS.c.closed == 0)
            .group_by(ALERTS.c.level, text("age"))
        )
        counts = {level: [0] * (older + 1) for level in Level}
        with reading(self._engine) as connection:
            for level, place, count in connection.execute(statement):
                counts[Level(level)][place] = count
        return counts

    def sources(self) -> Sequence[SourceTally]:
        """Count alerts by the source of their events, the most first."""
        alert = col(LinkRow.alert_id)
        statement = (
            select(
                col(EventRow.source),
                func.count(distinct(case((ALERTS.c.closed == 0, alert)))),
                func.count(distinct(alert)),
            )
            .select_from(LinkRow)
            .join(ALERTS, ALERTS.c.id == alert)
            .join(VersionRow, col(VersionRow.id) == col(LinkRow.version_id))
            .join(EventRow, col(EventRow.id) == col(VersionRow.event))
            .group_by(col(EventRow.source))
        )
        with reading(self._engine) as connection:
            found = [SourceTally(*row) for row in connection.execute(statement)]
        return sorted(found, key=lambda one: (-one.open, -one.alerts, one.source))

    def decision_times(self, since: datetime) -> Sequence[DecisionTime]:
        """Measure the closed alerts whose last closing is not before an instant, by level."""
        closings = (
            select(ENTRIES.c.alert_id, func.max(ENTRIES.c.at, type_=Utc).label("at"))
            .where(_DECIDING, ENTRIES.c.action == "close", ENTRIES.c.at >= since)
            .group_by(ENTRIES.c.alert_id)
            .subquery()
        )
        with reading(self._engine) as connection:
            took = _seconds(connection, closings.c.at, ALERTS.c.opened_at)
            timed = (
                select(ALERTS.c.level, took.label("took"))
                .join(closings, closings.c.alert_id == ALERTS.c.id)
                .where(ALERTS.c.closed == 1)
                .subquery()
            )
            ranked = select(
                timed.c.level,
                timed.c.took,
                func.row_number()
                .over(partition_by=timed.c.level, order_by=timed.c.took)
                .label("rank"),
                func.count().over(partition_by=timed.c.level).label("alerts"),
            ).subquery()
            half, most = (ranked.c.alerts + 1) // 2, (ranked.c.alerts * 9 + 9) // 10
            statement = select(
                ranked.c.level,
                func.max(ranked.c.alerts),
                func.max(case((ranked.c.rank == half, ranked.c.took))),
                func.max(case((ranked.c.rank == most, ranked.c.took))),
            ).group_by(ranked.c.level)
            found = [
                DecisionTime(Level(level), count, round(median), round(p90))
                for level, count, median, p90 in connection.execute(statement)
            ]
        return sorted(found, key=lambda one: one.level.rank)

    def flow(self, since: date) -> Sequence[DayFlow]:
        """Count what was opened, closed and reopened on each day from one on that has any."""
        start = datetime(since.year, since.month, since.day, tzinfo=UTC)
        counts: dict[str, dict[str, int]] = {}
        with reading(self._engine) as connection:
            opened_on = _day(connection, ALERTS.c.opened_at)
            opened = (
                select(opened_on.label("day"), func.count())
                .where(ALERTS.c.opened_at >= start)
                .group_by(text("day"))
            )
            for day, count in connection.execute(opened):
                counts.setdefault(day, {})["open"] = count
            decided_on = _day(connection, ENTRIES.c.at)
            decided = (
                select(decided_on.label("day"), ENTRIES.c.action, func.count())
                .where(_DECIDING, ENTRIES.c.at >= start)
                .group_by(text("day"), ENTRIES.c.action)
            )
            for day, action, count in connection.execute(decided):
                counts.setdefault(day, {})[action] = count
        return [
            DayFlow(
                day=date.fromisoformat(day),
                opened=found.get("open", 0),
                closed=found.get("close", 0),
                reopened=found.get("reopen", 0),
            )
            for day, found in sorted(counts.items())
        ]

    def feeds(self, since: date) -> Sequence[FeedPulse]:
        """Tell when each source last sent something, with its days from one on."""
        with reading(self._engine) as connection:
            counted = [
                _Counted(*row)
                for row in connection.execute(
                    select(
                        col(FeedDayRow.source),
                        col(FeedDayRow.day),
                        col(FeedDayRow.events),
                        col(FeedDayRow.first_at),
                        col(FeedDayRow.last_at),
                    )
                )
            ]
            _, fresh = _uncounted(connection)
        by_source: dict[str, list[_Counted]] = {}
        for one in (*counted, *fresh):
            by_source.setdefault(one.source, []).append(one)
        pulses = [_pulse(source, days, since) for source, days in by_source.items()]
        return sorted(pulses, key=lambda pulse: pulse.source)

    def count_feeds(self) -> int:
        """Count what was journalled since the last call; give how many versions were read."""
        read = 0
        while True:
            with self._writing() as connection:
                before = read_mark(connection, FEED_MARK) or 0
                upto, fresh = _uncounted(connection)
                for one in fresh:
                    _add(connection, one)
                if upto > before:
                    move_mark(connection, Mark(FEED_MARK, upto))
            read += upto - before
            if upto - before < _CHUNK:
                return read

    def limit_days(self, limit_id: str, start: date) -> Sequence[LimitDay]:
        """Sum what counts in one window by basis and day of delivery, in order of the days."""
        on_day = (col(DeliveryRow.basis), col(DeliveryRow.delivered_on))
        counting = (
            col(DeliveryRow.limit_id) == limit_id,
            col(DeliveryRow.start_on) == start,
            col(DeliveryRow.counts).is_(True),
            col(DeliveryRow.amount).is_not(None),
        )
        sums = (
            select(*on_day, func.sum(col(DeliveryRow.hi)), func.sum(col(DeliveryRow.lo)))
            .where(*counting)
            .group_by(*on_day)
            .order_by(col(DeliveryRow.delivered_on), col(DeliveryRow.basis))
        )
        fine = select(*on_day, col(DeliveryRow.rest)).where(
            *counting, col(DeliveryRow.rest).is_not(None)
        )
        rests: dict[tuple[str, date], list[Decimal]] = {}
        with reading(self._engine) as connection:
            for basis, day, rest in connection.execute(fine):
                rests.setdefault((basis, day), []).append(Decimal(str(rest)))
            return [
                LimitDay(
                    Basis(basis),
                    day,
                    exact.join(int(hi or 0), int(lo or 0), rests.get((basis, day), ())),
                )
                for basis, day, hi, lo in connection.execute(sums)
            ]


class _Counted:
    """The events of one source on one day."""

    __slots__ = ("day", "events", "first_at", "last_at", "source")

    def __init__(
        self, source: str, day: str, events: int, first_at: datetime, last_at: datetime
    ) -> None:
        self.source = source
        self.day = day
        self.events = events
        self.first_at = first_at
        self.last_at = last_at


def _uncounted(connection: Connection) -> tuple[int, list[_Counted]]:
    """Count a stretch of the journal behind the mark, and tell where it ends."""
    before = read_mark(connection, FEED_MARK) or 0
    newest = connection.execute(select(func.max(VERSIONS.c.id))).scalar() or 0
    upto = min(newest, before + _CHUNK)
    if upto <= before:
        return before, []
    day = _day(connection, VERSIONS.c.received_at)
    statement = (
        select(
            col(EventRow.source),
            day.label("day"),
            func.count(),
            func.min(col(VersionRow.received_at), type_=Utc),
            func.max(col(VersionRow.received_at), type_=Utc),
        )
        .join(EventRow, col(EventRow.id) == col(VersionRow.event))
        .where(col(VersionRow.id) > before, col(VersionRow.id) <= upto)
        .group_by(col(EventRow.source), text("day"))
    )
    return upto, [_Counted(*row) for row in connection.execute(statement)]


def _add(connection: Connection, one: _Counted) -> None:
    place = (FEED_DAYS.c.source == one.source, FEED_DAYS.c.day == one.day)
    held = connection.execute(select(FEED_DAYS).where(*place)).mappings().one_or_none()
    if held is None:
        connection.execute(
            insert(FEED_DAYS),
            {
                "source": one.source,
                "day": one.day,
                "events": one.events,
                "first_at": one.first_at,
                "last_at": one.last_at,
            },
        )
        return
    connection.execute(
        update(FEED_DAYS)
        .where(*place)
        .values(
            events=held["events"] + one.events,
            first_at=min(held["first_at"], one.first_at),
            last_at=max(held["last_at"], one.last_at),
        )
    )


def _pulse(source: str, counted: Sequence[_Counted], since: date) -> FeedPulse:
    days: dict[date, int] = {}
    for one in sorted(counted, key=lambda one: one.day):
        day = date.fromisoformat(one.day)
        if day >= since:
            days[day] = days.get(day, 0) + one.events
    return FeedPulse(
        source=source,
        events=sum(one.events for one in counted),
        first_at=min(one.first_at for one in counted),
        last_at=max(one.last_at for one in counted),
        days=days,
    )


def _day(connection: Connection, instant: ColumnElement[datetime]) -> ColumnElement[str]:
    """Give the UTC day of an instant as text; each engine has its own function for it."""
    if connection.dialect.name == "sqlite":
        return func.date(instant, type_=Text)
    return func.to_char(func.timezone("UTC", instant), literal("YYYY-MM-DD"), type_=Text)


def _seconds(
    connection: Connection, later: ColumnElement[datetime], earlier: ColumnElement[datetime]
) -> ColumnElement[float]:
    """Give the seconds between two instants."""
    if connection.dialect.name == "sqlite":
        days = func.julianday(type_coerce(later, Text)) - func.julianday(type_coerce(earlier, Text))
        return cast(days * 86_400.0, Float)
    return cast(extract("epoch", later - earlier), Float)
