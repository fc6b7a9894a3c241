"""What made up a limit's total: each delivery with its fate, and each change in its order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from monitor.domain.finding import Basis, Delivery
from monitor.domain.ports import EventKey, LedgerEntry
from monitor.engine.tally import UNKNOWN_UNIT, last_day_of
from monitor.rulebook.dated import Window
from monitor.service.projection import cut, summed


class Fate(StrEnum):
    """Whether a delivery counts, and why not."""

    COUNTS = "counts"
    UNKNOWN = "unknown"
    """It counts, and nobody knows how much: its unit has no known conversion."""
    REPLACED = "replaced"
    """A later report of the same supplier, product and period counts in its place."""
    SAME_CARGO = "same_cargo"
    """Another sighting of the same cargo counts in its place."""
    CORRECTED = "corrected"
    """The event was corrected; this is what an earlier version said."""
    JUDGED_AGAIN = "judged_again"
    """The same version was judged again, and the later judgement stands."""


class What(StrEnum):
    """What an acceptance did to a total."""

    ADDED = "added"
    REPLACES = "replaces"
    """It takes the place of an earlier report, or of a smaller sighting of the cargo."""
    NOT_COUNTED = "not_counted"
    """A later report, or a larger sighting, was there already."""
    CORRECTED = "corrected"
    JUDGED_AGAIN = "judged_again"


@dataclass(frozen=True, slots=True)
class Item:
    """One delivery as it was kept.

    Attributes:
        first: The first day that it covers; ``last`` is the last.
        per_unit: How much of the limit's unit one given unit makes, from the recorded figures.
        instead: The event that counts in its place, where another event does.
        is_late: Whether it arrived after the window had ended.
    """

    entry: LedgerEntry
    fate: Fate
    first: date
    last: date
    per_unit: Decimal | None
    instead: EventKey | None
    is_late: bool

    @property
    def delivery(self) -> Delivery:
        """What was kept."""
        return self.entry.delivery


@dataclass(frozen=True, slots=True)
class Change:
    """One acceptance that touched a total, with the total before and after it."""

    at: datetime
    basis: Basis
    key: EventKey
    version: int
    what: What
    other: EventKey | None
    before: Decimal
    after: Decimal
    is_late: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything that was kept for one measure of a limit in one window, in order of acceptance."""

    window: Window
    items: tuple[Item, ...]
    changes: tuple[Change, ...]

    def of(self, basis: Basis) -> tuple[Item, ...]:
        """Give the deliveries on one basis."""
        return tuple(item for item in self.items if item.delivery.basis is basis)

    def changed(self, basis: Basis) -> tuple[Change, ...]:
        """Give the changes of one total."""
        return tuple(change for change in self.changes if change.basis is basis)


def trail_of(window: Window, entries: Sequence[LedgerEntry]) -> Trail:
    """Tell the fate of each delivery and replay how the totals came about."""
    counting = {_slot(entry): entry for entry in entries if entry.counts}
    items = tuple(_item(entry, counting, window) for entry in entries)
    return Trail(window, items, tuple(_changes(entries, window)))


_Slot = tuple[Basis, str]


def _slot(entry: LedgerEntry) -> _Slot:
    return entry.delivery.basis, entry.delivery.slot


def _item(entry: LedgerEntry, counting: Mapping[_Slot, LedgerEntry], window: Window) -> Item:
    delivery = entry.delivery
    other = counting.get(_slot(entry)) if entry.live and not entry.counts else None
    return Item(
        entry=entry,
        fate=_fate(entry),
        first=delivery.day,
        last=last_day_of(delivery),
        per_unit=_per_unit(delivery),
        instead=None if other is None else other.key,
        is_late=_is_late(entry, window),
    )


def _fate(entry: LedgerEntry) -> Fate:
    if not entry.live:
        again = entry.ended_by_version == entry.version
        return Fate.JUDGED_AGAIN if again else Fate.CORRECTED
    if entry.counts:
        return Fate.UNKNOWN if entry.delivery.amount is None else Fate.COUNTS
    return Fate.REPLACED if entry.delivery.basis is Basis.REPORTED else Fate.SAME_CARGO


def _per_unit(delivery: Delivery) -> Decimal | None:
    """Work the factor out of what was recorded: the amount over the quantity as given."""
    number, _, _ = delivery.given.partition(" ")
    try:
        given = Fraction(number)
    except (ValueError, ZeroDivisionError):
        return None
    if delivery.amount is None or delivery.factor == UNKNOWN_UNIT or given <= 0:
        return None
    return cut(Fraction(delivery.amount) / given)


def _is_late(entry: LedgerEntry, window: Window) -> bool:
    return entry.received_at.date() >= window.until


def _changes(entries: Sequence[LedgerEntry], window: Window) -> Iterator[Change]:
    """Replay the acceptances: each takes out what it ends and puts in what it makes."""
    replay = _Replay(window)
    for made, ended in _acceptances(entries):
        for basis in Basis:
            out = [entry for entry in ended if entry.delivery.basis is basis]
            new = [entry for entry in made if entry.delivery.basis is basis]
            if out or new:
                yield replay.accept(basis, out, new)


def _acceptances(
    entries: Sequence[LedgerEntry],
) -> Iterator[tuple[Sequence[LedgerEntry], Sequence[LedgerEntry]]]:
    """Give what each judgement made and what it ended, in their order."""
    made: dict[int, list[LedgerEntry]] = {}
    ended: dict[int, list[LedgerEntry]] = {}
    for entry in entries:
        made.setdefault(entry.judgement, []).append(entry)
        if entry.ended_by is not None:
            ended.setdefault(entry.ended_by, []).append(entry)
    for number in sorted({*made, *ended}):
        yield made.get(number, ()), ended.get(number, ())


class _Replay:
    """The totals of a window as they were after each acceptance."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._live: dict[_Slot, list[LedgerEntry]] = {}
        self._totals = dict.fromkeys(Basis, Decimal(0))

    def accept(
        self, basis: Basis, out: Sequence[LedgerEntry], new: Sequence[LedgerEntry]
    ) -> Change:
        """Take one acceptance in and say what it changed."""
        touched = dict.fromkeys(_slot(entry) for entry in (*out, *new))
        before = [self._counting(slot) for slot in touched]
        for entry in out:
            self._live[_slot(entry)].remove(entry)
        for entry in new:
            self._live.setdefault(_slot(entry), []).append(entry)
        after = [self._counting(slot) for slot in touched]
        total = self._totals[basis]
        self._totals[basis] = summed([total, *_amounts(after), *(-one for one in _amounts(before))])
        what, other = _what(out, new, before, after)
        one = (*new, *out)[0]
        return Change(
            at=one.judged_at if new else one.ended_at or one.judged_at,
            basis=basis,
            key=one.key,
            version=one.version if new else one.ended_by_version or one.version,
            what=what,
            other=other,
            before=total,
            after=self._totals[basis],
            is_late=bool(new) and _is_late(one, self._window),
        )

    def _counting(self, slot: _Slot) -> LedgerEntry | None:
        """Of one slot the highest rank counts, the later arrival on a tie."""
        best: LedgerEntry | None = None
        for entry in self._live.get(slot, ()):
            if best is None or entry.delivery.rank >= best.delivery.rank:
                best = entry
        return best


def _amounts(entries: Iterable[LedgerEntry | None]) -> list[Decimal]:
    found = (entry.delivery.amount for entry in entries if entry is not None)
    return [amount for amount in found if amount is not None]


def _what(
    out: Sequence[LedgerEntry],
    new: Sequence[LedgerEntry],
    before: Sequence[LedgerEntry | None],
    after: Sequence[LedgerEntry | None],
) -> tuple[What, EventKey | None]:
    """Name a change, and the other event of a slot that both report."""
    if out:
        again = out[0].ended_by_version == out[0].version
        return (What.JUDGED_AGAIN if again else What.CORRECTED), None
    own = new[0].key
    for held, holds in zip(before, after, strict=True):
        if held is not None and held.key != own and holds is not None:
            return (What.REPLACES if holds.key == own else What.NOT_COUNTED), held.key
    return What.ADDED, None
