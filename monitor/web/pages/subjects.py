"""On which day and about whom an alert's newest finding is, remembered between pages."""

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from monitor.domain.alert import Alert
from monitor.domain.ports import Store

SHOWN_MAX = 3
REMEMBERED_MAX = 20_000
# Paths whose value names a party, a ship or an aircraft.
_NAMING = re.compile(
    r"(parties/\d+|vessel|other_vessel|aircraft)(/(owners/\d+|acting_for))?(/(name|imo|registration))?"
)


class About(NamedTuple):
    """What the queue adds to an alert; the day is empty where no event stands behind it."""

    day: str
    subjects: tuple[str, ...]


class Subjects:
    """Reads the newest finding of an alert once, until another joins it.

    Without this every page of the queue would read a finding for each of its rows.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int], About] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, alert: Alert, store: Store) -> About:
        """Say on which day and about whom an alert is."""
        key = (alert.id, alert.occurrences)
        with self._lock:
            known = self._known.get(key)
        if known is not None:
            return known
        found = _read(alert, store)
        with self._lock:
            self._known[key] = found
            while len(self._known) > REMEMBERED_MAX:
                self._known.popitem(last=False)
        return found


def _read(alert: Alert, store: Store) -> About:
    newest = next(iter(store.alert_findings(alert.id, 1)), None)
    if newest is None:
        return About("", ())
    return About(newest.occurred_on.isoformat(), subjects_of(newest.finding))


def subjects_of(finding: Mapping[str, object]) -> tuple[str, ...]:
    """Give the names and numbers that stand in a finding's evidence, each once."""
    evidence = finding.get("evidence")
    found: dict[str, None] = {}
    for piece in evidence if isinstance(evidence, list) else []:
        path, value = str(piece.get("path", "")), str(piece.get("value", ""))
        if value and _NAMING.fullmatch(path):
            found[f"IMO {value}" if path.endswith("/imo") else value] = None
    return tuple(found)[:SHOWN_MAX]
