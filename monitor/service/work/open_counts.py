"""All open alerts by what they are counted by, kept in memory and brought up to date by change.

Each alert is one row of small numbers, so that any combination of filters is counted in a few
thousandths of a second at a hundred thousand alerts, and a change costs one row and not a recount.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from monitor.domain.ports import Store
from monitor.domain.ports.work import Counted

SINGLE: Final = ("level", "state", "rule", "assignee", "overdue", "snoozed")
LISTS: Final = ("provisions", "sources")
_FIELDS: Final = SINGLE + LISTS
_GROWTH: Final = 4_096
Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


class OpenCounts:
    """A table of numbers, one row an open alert; any thread may ask."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._newest: int | None = None
        self._places: dict[str, int] = {}
        self._free: list[int] = []
        self._rows: Numbers = np.zeros((0, len(_FIELDS)), dtype=np.int32)
        self._live: Mask = np.zeros(0, dtype=np.bool_)
        self._codes: tuple[dict[Any, int], ...] = tuple({} for _ in _FIELDS)

    def count(
        self, asked: Mapping[str, str], within: Collection[str] | None
    ) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        """Count what filters leave, and for each field what each value would leave instead.

        Args:
            asked: Values by field; of a list one of its members.
            within: Only these alerts, where they are named.
        """
        with self._lock:
            self._refresh()
            base = self._live if within is None else self._live & self._mask_of(within)
            fits = {name: self._fits(name, value) for name, value in asked.items()}
            by = {}
            for field in _FIELDS:
                mask = base
                for name, fit in fits.items():
                    if name != field:
                        mask = mask & fit
                by[field] = self._by_value(field, mask)
            whole = base
            for fit in fits.values():
                whole = whole & fit
            return int(np.count_nonzero(whole)), by

    def _refresh(self) -> None:
        if self._newest is not None and self._store.work.newest_change() == self._newest:
            return
        newest, changed = self._store.work.counted(self._newest)
        if self._newest is None:
            self._make_room(len(changed))
        for alert in changed:
            self._take(alert)
        self._newest = newest

    def _take(self, alert: Counted) -> None:
        place = self._places.get(alert.id)
        if alert.closed:
            if place is not None:
                self._live[place] = False
                self._free.append(self._places.pop(alert.id))
            return
        if place is None:
            if not self._free:
                self._make_room(_GROWTH)
            place = self._places[alert.id] = self._free.pop()
        self._rows[place] = [
            codes.setdefault(getattr(alert, field), len(codes))
            for field, codes in zip(_FIELDS, self._codes, strict=True)
        ]
        self._live[place] = True

    def _make_room(self, more: int) -> None:
        start = len(self._live)
        self._rows = np.concatenate([self._rows, np.zeros((more, len(_FIELDS)), dtype=np.int32)])
        self._live = np.concatenate([self._live, np.zeros(more, dtype=np.bool_)])
        self._free.extend(range(start + more - 1, start - 1, -1))

    def _mask_of(self, ids: Collection[str]) -> Mask:
        mask = np.zeros(len(self._live), dtype=np.bool_)
        mask[[self._places[each] for each in ids if each in self._places]] = True
        return mask

    def _fits(self, field: str, value: str) -> Mask:
        column = _FIELDS.index(field)
        codes = [code for held, code in self._codes[column].items() if value in _texts(held)]
        fits: Mask = np.isin(self._rows[:, column], codes)
        return fits

    def _by_value(self, field: str, mask: Mask) -> Mapping[str, int]:
        column = _FIELDS.index(field)
        codes = self._codes[column]
        counts = np.bincount(self._rows[mask, column], minlength=len(codes))
        found: dict[str, int] = {}
        for held, code in codes.items():
            count = int(counts[code]) if len(counts) else 0
            for value in _texts(held) if count else ():
                found[value] = found.get(value, 0) + count
        return found


def _texts(held: Any) -> Sequence[str]:
    if isinstance(held, tuple):
        return held
    return (str(held).lower() if isinstance(held, bool) else str(held),)
