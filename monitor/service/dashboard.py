"""What the desk looks like from above: counts, times, rates and freshness, for a page and the API."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from threading import Lock
from typing import Final, Protocol

from monitor.domain.alert import AlertState, Disposition
from monitor.domain.clock import Clock
from monitor.domain.finding import Basis, Level
from monitor.domain.ports.figures import AlertTally, DayFlow, DecisionTime, Figures, SourceTally
from monitor.domain.ports.lists import ListStore
from monitor.rulebook.book import RuleBook
from monitor.rulebook.rule import ALTERNATIVE
from monitor.service.coverage import covered, summary
from monitor.service.limits import LimitStatus
from monitor.service.rhythm import RHYTHM_SPAN, Rhythm, rhythm_of

PERIODS: Final = (30, 90, 365)
"""Over how many days a look back may go."""
AGE_BOUNDS: Final = (
    ("under 4 hours", timedelta(hours=4)),
    ("4 to 24 hours", timedelta(days=1)),
    ("1 to 2 days", timedelta(days=2)),
    ("2 to 7 days", timedelta(days=7)),
    ("7 to 30 days", timedelta(days=30)),
)
AGE_OLDER: Final = "over 30 days"
HELD: Final = timedelta(seconds=30)
"""How long a count is given again; counting 100,000 alerts takes about a second."""
SMALL: Final = 10
"""With fewer decisions a rate says little, and is marked."""
_Z: Final = 1.959964
"""The normal quantile of a 95 per cent interval."""


@dataclass(frozen=True, slots=True)
class Split:
    """One value of a facet with its open alerts by level, and all that ever had it."""

    name: str
    open: Mapping[Level, int]
    alerts: int

    @property
    def waiting(self) -> int:
        """How many wait, of all levels."""
        return sum(self.open.values())


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """How a rule's closed alerts were decided.

    ``low`` and ``high`` bound the rate of false positives with 95 per cent confidence (Wilson's
    score interval); all three are shares of one.
    """

    rule: str
    title: str
    decided: int
    false_positives: int
    rate: float
    low: float
    high: float

    @property
    def is_small(self) -> bool:
        """Tell whether the rate rests on too few decisions to act on."""
        return self.decided < SMALL


@dataclass(frozen=True, slots=True)
class LimitCourse:
    """How the totals of a limit grew through its window, in per cent of the limit."""

    id: str
    title: str
    measure: str
    start: date
    until: date
    of: Decimal
    unit: str
    steps: tuple[int, ...]
    courses: Mapping[Basis, Sequence[tuple[date, Decimal]]]


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """When a feed last sent, what is expected of it, and its recent days."""

    source: str
    events: int
    rhythm: Rhythm
    is_silent: bool
    days: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class ListRecord:
    """Which file of a list is in use, and what came of the last attempt to fetch one."""

    list_id: str
    published_on: date
    entries: int
    checked_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the dashboard shows, as of one instant."""

    as_of: datetime
    days: int
    levels: tuple[Split, ...]
    states: Mapping[AlertState, int]
    overdue: int
    paragraphs: tuple[Split, ...]
    sources: tuple[SourceTally, ...]
    ages: tuple[Split, ...]
    decisions: tuple[DecisionTime, ...]
    rules: tuple[RuleRecord, ...]
    backlog: tuple[tuple[date, int], ...]
    flow: tuple[DayFlow, ...]
    limits: tuple[LimitCourse, ...]
    coverage: Mapping[str, int]
    feeds: tuple[FeedRecord, ...]
    lists: tuple[ListRecord, ...]

    @property
    def waiting(self) -> int:
        """How many alerts wait for a person."""
        return sum(count for state, count in self.states.items() if state is not AlertState.CLOSED)


class Counted(Protocol):
    """The parts of the store that are counted."""

    @property
    def figures(self) -> Figures:
        """Counts."""
        ...

    @property
    def lists(self) -> ListStore:
        """Lists and what came of fetching them."""
        ...


class LimitsOnADay(Protocol):
    """The state of every limit."""

    def on(self, day: date) -> Sequence[LimitStatus]:
        """Give every limit whose window holds a day."""
        ...


class Dashboard:
    """Puts the overview together."""

    def __init__(
        self,
        store: Counted,
        limits: LimitsOnADay,
        clock: Clock,
        expected: Mapping[str, timedelta],
    ) -> None:
        """Put together what is asked; ``expected`` is the set rhythm of feeds."""
        self._store = store
        self._limits = limits
        self._clock = clock
        self._expected = expected
        self._held: dict[tuple[str, int], Overview] = {}
        self._turn = Lock()

    def overview(self, book: RuleBook, days: int) -> Overview:
        """Give the counts, at most half a minute old, looking back so many days.

        Of many who ask at once, one counts and the others are given the same.
        """
        place = book.digest, days
        with self._turn:
            held = self._held.get(place)
            if held is None or self._clock.now() - held.as_of > HELD:
                # Those of another rulebook or an older look are of no use any more.
                self._held = {key: one for key, one in self._held.items() if key[0] == place[0]}
                held = self._held[place] = self._count(book, days)
            return held

    def _count(self, book: RuleBook, days: int) -> Overview:
        now = self._clock.now()
        figures = self._store.figures
        since = (now - timedelta(days=days - 1)).date()
        tallies = figures.alerts()
        flow = figures.flow(since)
        waiting = sum(one.alerts for one in tallies if one.state is not AlertState.CLOSED)
        return Overview(
            as_of=now,
            days=days,
            levels=_by_level(tallies),
            states=_by_state(tallies),
            overdue=sum(one.alerts for one in tallies if one.overdue and _is_open(one)),
            paragraphs=_by_paragraph(tallies),
            sources=tuple(figures.sources()),
            ages=_by_age(figures, now),
            decisions=tuple(figures.decision_times(now - timedelta(days=days))),
            rules=_records(tallies, book),
            backlog=tuple(_backlog(waiting, flow, since, now.date())),
            flow=tuple(flow),
            limits=tuple(self._courses(now.date())),
            coverage=summary(covered(book)).counts,
            feeds=tuple(sorted(self._feeds(now), key=_feed_place)),
            lists=tuple(self._lists()),
        )

    def _courses(self, day: date) -> Iterable[LimitCourse]:
        seen: set[str] = set()
        for status in self._limits.on(day):
            # The second measure of a limit is summed apart.
            ledger = f"{status.id}{ALTERNATIVE}" if status.id in seen else status.id
            seen.add(status.id)
            totals: dict[Basis, list[tuple[date, Decimal]]] = {basis: [] for basis in Basis}
            running = dict.fromkeys(Basis, Decimal(0))
            for one in self._store.figures.limit_days(ledger, status.start):
                running[one.basis] += one.amount
                totals[one.basis].append((one.day, running[one.basis] * 100 / status.of))
            yield LimitCourse(
                id=status.id,
                title=status.title,
                measure=status.measure,
                start=status.start,
                until=status.until,
                of=status.of,
                unit=status.unit,
                steps=tuple(step.at for step in status.steps),
                courses=totals,
            )

    def _feeds(self, now: datetime) -> Iterable[FeedRecord]:
        for pulse in self._store.figures.feeds((now - RHYTHM_SPAN).date()):
            rhythm = rhythm_of(pulse, self._expected.get(pulse.source))
            yield FeedRecord(pulse.source, pulse.events, rhythm, rhythm.is_silent(now), pulse.days)

    def _lists(self) -> Iterable[ListRecord]:
        checks = self._store.lists.checks()
        for list_id, kept in sorted(self._store.lists.current().items()):
            check = checks.get(list_id)
            yield ListRecord(
                list_id=list_id,
                published_on=kept.given.published_on,
                entries=kept.given.counts.get("total", 0),
                checked_at=None if check is None else check.checked_at,
                error="" if check is None else check.error,
            )


def _feed_place(feed: FeedRecord) -> tuple[bool, int, str]:
    """Who is silent stands first, then who sent on most days."""
    return not feed.is_silent, -len(feed.days), feed.source


def _is_open(one: AlertTally) -> bool:
    return one.state is not AlertState.CLOSED


def _by_level(tallies: Sequence[AlertTally]) -> tuple[Split, ...]:
    return tuple(
        _split(level.value, [one for one in tallies if one.level is level]) for level in Level
    )


def _by_state(tallies: Sequence[AlertTally]) -> Mapping[AlertState, int]:
    counts = Counter[AlertState]()
    for one in tallies:
        counts[one.state] += one.alerts
    return {state: counts[state] for state in AlertState}


def _by_paragraph(tallies: Sequence[AlertTally]) -> tuple[Split, ...]:
    """An alert counts for each paragraph that it cites."""
    found: dict[str, list[AlertTally]] = {}
    for one in tallies:
        for short in dict.fromkeys(one.provisions):
            found.setdefault(short, []).append(one)
    splits = [_split(short, members) for short, members in found.items()]
    return tuple(sorted(splits, key=lambda split: (-split.waiting, -split.alerts, split.name)))


def _split(name: str, members: Sequence[AlertTally]) -> Split:
    waiting = Counter[Level]()
    for one in members:
        if _is_open(one):
            waiting[one.level] += one.alerts
    return Split(
        name, {level: waiting[level] for level in Level}, sum(one.alerts for one in members)
    )


def _by_age(figures: Figures, now: datetime) -> tuple[Split, ...]:
    counts = figures.ages([now - bound for _, bound in AGE_BOUNDS])
    names = [*(name for name, _ in AGE_BOUNDS), AGE_OLDER]
    splits = []
    for place, name in enumerate(names):
        waiting = {level: counts[level][place] for level in Level}
        splits.append(Split(name, waiting, sum(waiting.values())))
    return tuple(splits)


def _records(tallies: Sequence[AlertTally], book: RuleBook) -> tuple[RuleRecord, ...]:
    titles = {rule.id: rule.title for rule in book.all_rules}
    decided, wrong = Counter[str](), Counter[str]()
    for one in tallies:
        if one.disposition is not None and not _is_open(one):
            decided[one.rule] += one.alerts
            if one.disposition is Disposition.FALSE_POSITIVE:
                wrong[one.rule] += one.alerts
    records = [
        _record(rule, titles.get(rule, rule), count, wrong[rule]) for rule, count in decided.items()
    ]
    # What would save the most work if it were tuned stands first.
    return tuple(sorted(records, key=lambda one: (-one.false_positives, -one.rate, one.rule)))


def _record(rule: str, title: str, decided: int, wrong: int) -> RuleRecord:
    low, high = interval(wrong, decided)
    return RuleRecord(rule, title, decided, wrong, wrong / decided, low, high)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Bound a rate with 95 per cent confidence: Wilson's score interval.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    share, square = hits / of, _Z * _Z
    middle = share + square / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def _backlog(
    waiting: int, flow: Sequence[DayFlow], since: date, today: date
) -> Sequence[tuple[date, int]]:
    """Walk back from what waits now, day by day: how many waited at the end of each."""
    by_day = {one.day: one for one in flow}
    course: list[tuple[date, int]] = []
    day, count = today, waiting
    while day >= since:
        course.append((day, count))
        moved = by_day.get(day)
        if moved is not None:
            count += moved.closed - moved.opened - moved.reopened
        day -= timedelta(days=1)
    return course[::-1]
