"""Counts by facet: how many alerts each value of each filter would leave, the others kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.domain.alert import AlertState
from monitor.domain.ports import AlertFilter, Store
from monitor.domain.ports.work import Tally
from monitor.service.work.open_counts import OpenCounts

LOOKED_AT = 5_000
"""Of what words find, counts are made over so many at most: a wider search is no question yet."""
FACETS: Mapping[str, str] = {
    "level": "level",
    "state": "state",
    "rule": "rule",
    "provision": "provisions",
    "source": "sources",
    "assignee": "assignee",
    "overdue": "overdue",
}


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts by facet and value; ``total`` is what all filters together leave.

    ``waiting`` counts all open alerts and ``snoozed`` those of them that sleep, whatever is
    filtered. ``cut`` tells that a search finds more than was counted.
    """

    total: int
    by: Mapping[str, Mapping[str, int]]
    waiting: int
    snoozed: int
    cut: bool = False


class Facets:
    """Counts alerts: open ones in memory, closed ones, which are rarely asked for, in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open = OpenCounts(store)

    def counts(self, where: AlertFilter) -> FacetCounts:
        """Count what a filter leaves, and what each value of each facet would leave instead."""
        waiting, all_open = self._open.count({}, None)
        within, cut = self._within(where)
        if where.open_only or where.state not in {None, AlertState.CLOSED}:
            total, by = self._open.count(_asked(where), within)
        else:
            total, by = self._of_all(where)
        return FacetCounts(
            total=total,
            by={facet: by[field] for facet, field in FACETS.items()},
            waiting=waiting,
            snoozed=all_open["snoozed"].get("true", 0),
            cut=cut,
        )

    def _within(self, where: AlertFilter) -> tuple[frozenset[str] | None, bool]:
        """Name the alerts that words or a case leave; ``None`` for all of them."""
        within: frozenset[str] | None = None
        cut = False
        if where.text is not None:
            found = self._store.work.found(where.text, LOOKED_AT + 1)
            cut = len(found) > LOOKED_AT
            within = frozenset(found)
        if where.case is not None:
            members = frozenset(self._store.work.members(where.case))
            within = members if within is None else within & members
        return within, cut

    def _of_all(self, where: AlertFilter) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        """Count closed alerts too, by one statement a facet."""
        by: dict[str, Mapping[str, int]] = {}
        for facet, field in FACETS.items():
            other = replace(where, **{facet: None})  # type: ignore[arg-type]
            by[field] = _by_value(self._store.work.tallies(other, [field]))
        total = sum(tally.count for tally in self._store.work.tallies(where, ["state"]))
        return total, by


def _by_value(tallies: Sequence[Tally]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for tally in tallies:
        (value,) = tally.values
        for each in value if isinstance(value, tuple) else (value,):
            found[str(each).lower() if isinstance(each, bool) else str(each)] += tally.count
    return found


def _asked(where: AlertFilter) -> Mapping[str, str]:
    given = {
        "level": None if where.level is None else where.level.value,
        "state": None if where.state is None else where.state.value,
        "rule": where.rule,
        "provisions": where.provision,
        "sources": where.source,
        "assignee": where.assignee,
        "overdue": None if where.overdue is None else str(where.overdue).lower(),
        "snoozed": None if where.snoozed is None else str(where.snoozed).lower(),
    }
    return {name: value for name, value in given.items() if value is not None}
