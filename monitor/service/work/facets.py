"""Counts by facet: how many alerts each value of each filter would leave, the others kept."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.ports import AlertFilter, Store
from monitor.domain.ports.work import Tally

Values = Callable[[Tally], Sequence[str]]
FACETS: Mapping[str, Values] = {
    "level": lambda tally: (tally.level.value,),
    "state": lambda tally: (tally.state,),
    "rule": lambda tally: (tally.rule,),
    "provision": lambda tally: tally.provisions,
    "source": lambda tally: tally.sources,
    "assignee": lambda tally: (tally.assignee or "",),
    "overdue": lambda tally: ("true" if tally.overdue else "false",),
}


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts by facet and value; ``total`` is what all filters together leave.

    ``snoozed`` counts open alerts that sleep, whatever else is filtered.
    """

    total: int
    by: Mapping[str, Mapping[str, int]]
    waiting: int
    snoozed: int


class Facets:
    """Counts alerts; what all of them come to is counted once until any of them changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: tuple[int, Sequence[Tally]] | None = None

    def counts(self, where: AlertFilter) -> FacetCounts:
        """Count what a filter leaves, and what each value of each facet would leave instead."""
        everything = self._everything()
        if where.text is None and where.case is None:
            tallies = everything
        else:
            # What only the database can tell is asked of it; the rest is counted here.
            tallies = self._store.work.tallies(AlertFilter(text=where.text, case=where.case))
        found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        total = 0
        for tally in tallies:
            failed = _failed(tally, where)
            if failed == ():
                total += tally.count
            if len(failed) <= 1:
                _count(tally, failed, found)
        return FacetCounts(
            total=total,
            by=found,
            waiting=sum(t.count for t in everything if not t.closed),
            snoozed=sum(t.count for t in everything if t.snoozed and not t.closed),
        )

    def _everything(self) -> Sequence[Tally]:
        newest = self._store.work.newest_change()
        with self._lock:
            if self._known is not None and self._known[0] == newest:
                return self._known[1]
        counted = self._store.work.tallies(None)
        with self._lock:
            self._known = (newest, counted)
        return counted


def _count(tally: Tally, failed: Sequence[str], found: Mapping[str, Counter[str]]) -> None:
    """Count a tally for every facet, or only for the one facet whose filter it fails."""
    for name in failed or FACETS:
        if name in FACETS:
            for value in FACETS[name](tally):
                found[name][value] += tally.count


def _failed(tally: Tally, where: AlertFilter) -> tuple[str, ...]:
    """Name the filters that a tally does not pass; two are enough to leave it out."""
    failed: list[str] = []
    if where.snoozed is not None and tally.snoozed is not where.snoozed:
        failed.append("snoozed")
    if where.open_only and tally.closed:
        # Closed alerts are left out unless that state is picked, so the state is what fails.
        failed.append("state")
    for name, asked in _asked(where).items():
        if len(failed) > 1:
            break
        if asked not in FACETS[name](tally):
            failed.append(name)
    return tuple(failed)


def _asked(where: AlertFilter) -> Mapping[str, str]:
    given = {
        "level": None if where.level is None else where.level.value,
        "state": None if where.state is None else where.state.value,
        "rule": where.rule,
        "provision": where.provision,
        "source": where.source,
        "assignee": where.assignee,
        "overdue": None if where.overdue is None else ("true" if where.overdue else "false"),
    }
    return {name: value for name, value in given.items() if value is not None}
