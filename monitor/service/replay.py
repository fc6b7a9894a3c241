"""Judge a past window again, under another rulebook or the same, and say what differs.

Nothing stored is changed: no judgement, no alert. Events outside the window are taken in first or
in between, as they were accepted, where they matter for a limit or for what is known of a hull.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from monitor.domain.event import Event, EventRejected, parse_event
from monitor.domain.finding import Judgement, Outcome
from monitor.domain.ports import EventKey, Store, StoredEvent
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.rulebook.rule import Limit, Rule
from monitor.service.clearances import PastClearances
from monitor.service.compare import Difference, compare
from monitor.service.judging import Judges, appraise

_ALL_FROM, _ALL_TO = date(1, 1, 1), date(9999, 12, 31)
_HULL_MARK = b"imo"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event of the window, judged again."""

    stored: StoredEvent
    difference: Difference
    error: str | None = None


@dataclass(slots=True)
class Replay:
    """One run: the window, what judges, and the running totals of the run.

    ``clearances`` are those that the engine consults; they are moved to the instant at which each
    event was judged, so that a replay knows what was cleared then.
    """

    store: Store
    engine: Judges
    rules: tuple[Rule, ...]
    first: date
    last: date
    clearances: PastClearances | None = None
    context: int = 0
    _ledger: MemoryLedger = field(default_factory=MemoryLedger)
    _history: MemoryHistory = field(default_factory=MemoryHistory)

    def run(self) -> Iterator[Replayed]:
        """Judge the events of the window again, in the order in which they were accepted."""
        spans = limit_spans(self.rules, self.first, self.last)
        counted = counted_keys(self.store, self.rules, spans)
        for stored in self.store.window(_ALL_FROM, _ALL_TO):
            version = stored.version
            if self.first <= version.occurred_on <= self.last:
                yield self._judge(stored)
            elif version.key in counted or any(
                start <= version.occurred_on < until for start, until in spans
            ):
                self.context += 1
                self._take_in(stored)
            elif _HULL_MARK in version.raw:
                self._remember(stored)

    def _judge(self, stored: StoredEvent) -> Replayed:
        event, error = _read(stored)
        judgement: Judgement | None = None
        self._move_to(stored)
        if event is not None:
            judgement, error = self._accept(stored.version.key, event)
        after = None if judgement is None else judgement.to_json()
        return Replayed(stored, compare(stored.judgement, after), error)

    def _take_in(self, stored: StoredEvent) -> None:
        event, _ = _read(stored)
        self._move_to(stored)
        if event is not None:
            self._accept(stored.version.key, event)

    def _move_to(self, stored: StoredEvent) -> None:
        if self.clearances is not None:
            self.clearances.at = stored.judged_at or stored.version.received_at

    def _accept(self, key: EventKey, event: Event) -> tuple[Judgement | None, str | None]:
        found = appraise(self.engine, event, self._history, self._ledger)
        if found.judgement is not None:
            self._ledger.accept(key, found.judgement)
            self._history.remember(key, found.sightings)
        return found.judgement, found.error

    def _remember(self, stored: StoredEvent) -> None:
        event, _ = _read(stored)
        if event is not None:
            self._history.remember(stored.version.key, self.engine.sightings(event))


def _read(stored: StoredEvent) -> tuple[Event | None, str | None]:
    try:
        return parse_event(stored.version.raw, None).event, None
    except EventRejected as refused:
        return None, f"the contract of today refuses the event: {refused}"


def limit_spans(rules: Iterable[Rule], first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Give the windows of limits that any day of the replayed window lies in."""
    spans: set[tuple[date, date]] = set()
    for limit in (rule.limit for rule in rules):
        if limit is not None:
            spans.update(_windows(limit, first, last))
    return tuple(sorted(spans))


def _windows(limit: Limit, first: date, last: date) -> Iterator[tuple[date, date]]:
    day = max(first, limit.values.entries[0][0])
    while day <= last:
        window = limit.window_on(day)
        if window is None:
            following = [start for start, _ in limit.values.entries if start > day]
            if not following:
                return
            day = min(following)
            continue
        yield window.start, window.until
        day = window.until


def counted_keys(
    store: Store, rules: Iterable[Rule], spans: Iterable[tuple[date, date]]
) -> frozenset[EventKey]:
    """Give the events whose stored deliveries count in these windows, whenever they occurred."""
    starts = {start for start, _ in spans}
    return frozenset(
        key
        for rule in rules
        if rule.limit is not None
        for key, delivery, _ in store.deliveries(rule.id)
        if delivery.start in starts
    )


def known_rulebooks(store: Store) -> frozenset[str]:
    """Give the digests of the rulebooks by which the stored events were judged."""
    return frozenset(
        str(stored.judgement["rulebook"])
        for stored in store.window(_ALL_FROM, _ALL_TO)
        if stored.judgement is not None and stored.judgement["outcome"] != Outcome.UNJUDGED.value
    )
