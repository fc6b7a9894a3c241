"""How fresh each list is, what it holds, and what came of the last attempt to fetch it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.domain.clock import Clock
from monitor.domain.listing import KnownList, ListSnapshot
from monitor.domain.ports.lists import KeptSnapshot, ListCheck
from monitor.errors import RuleError
from monitor.rulebook.list_catalogue import ListCatalogue
from monitor.service.list_shelf import ListShelf
from monitor.service.list_states import counts_of


@dataclass(frozen=True, slots=True)
class ListStatus:
    """The state of one list.

    Attributes:
        known: What the catalogue says of it.
        published_on: The day of the file in use; None where there is none.
        age_days: How old that file is.
        is_shipped: Whether it came with the program and nothing was ever taken in.
        counts: Entries of the file by type.
        snapshot: The file in use, where one was taken in.
        check: The last attempt to fetch it.
        next_at: When it is fetched next; None where it is not fetched by the clock.
    """

    known: KnownList
    published_on: date | None = None
    age_days: int | None = None
    is_shipped: bool = False
    counts: Mapping[str, int] | None = None
    snapshot: KeptSnapshot | None = None
    check: ListCheck | None = None
    next_at: datetime | None = None

    @property
    def is_loaded(self) -> bool:
        """Tell whether anything of it is in use."""
        return self.published_on is not None

    @property
    def is_stale(self) -> bool:
        """Tell whether its publisher must have a newer one by now."""
        return self.age_days is not None and self.age_days > self.known.stale_after_days

    @property
    def error(self) -> str:
        """Why the last attempt to fetch it failed."""
        return self.check.error if self.check is not None else ""

    def to_json(self) -> dict[str, object]:
        """Give it for programs."""
        given = self.snapshot.given if self.snapshot is not None else None
        return {
            "list": self.known.id,
            "title": self.known.title,
            "drives_findings": bool(self.known.drives),
            "loaded": self.is_loaded,
            "shipped": self.is_shipped,
            "snapshot": self.snapshot.number if self.snapshot is not None else None,
            "digest": given.digest if given is not None else None,
            "source": given.source if given is not None else None,
            "published": _iso(self.published_on),
            "fetched": _iso(given.fetched_at if given is not None else None),
            "age_days": self.age_days,
            "stale": self.is_stale,
            "entries": dict(self.counts or {}),
            "checked": _iso(self.check.checked_at if self.check is not None else None),
            "error": self.error or None,
            "next_refresh": _iso(self.next_at),
        }


@dataclass(frozen=True, slots=True)
class Refreshing:
    """Which lists are fetched by the clock, and how often."""

    list_ids: tuple[str, ...] = ()
    every: timedelta = timedelta(hours=6)


def refreshing(catalogue: ListCatalogue, named: Sequence[str], every_hours: int) -> Refreshing:
    """Give which lists are fetched by the clock; ``all`` names every list that has an address.

    Raises:
        RuleError: a list is not known, or has no address.
    """
    if "all" in named:
        list_ids = tuple(known.id for known in catalogue if known.url is not None)
        return Refreshing(list_ids, timedelta(hours=every_hours))
    for list_id in named:
        try:
            known = catalogue.find(list_id)
        except KeyError as error:
            raise RuleError(str(error.args[0])) from None
        if known.url is None:
            raise RuleError(f"'{list_id}' cannot be fetched: the catalogue gives no address for it")
    return Refreshing(tuple(named), timedelta(hours=every_hours))


@dataclass(frozen=True, slots=True)
class ListStatuses:
    """Gives the state of every list that is known or loaded."""

    catalogue: ListCatalogue
    shelf: ListShelf
    clock: Clock
    refreshing: Refreshing = Refreshing()

    def all(self) -> tuple[ListStatus, ...]:
        """Give the lists in the order of the catalogue, members of a family behind it."""
        store = self.shelf.store
        current = {} if store is None else store.current()
        checks = {} if store is None else store.checks()
        return tuple(
            self._status(known, current.get(known.id), checks.get(known.id))
            for known in self._known(current)
        )

    def history(self, list_id: str | None = None, limit: int = 100) -> Sequence[KeptSnapshot]:
        """Give the files that came in, refused ones too, the last first."""
        store = self.shelf.store
        return () if store is None else store.history(list_id, limit)

    def stale(self) -> tuple[str, ...]:
        """Give the ids of the lists in use whose file is too old."""
        return tuple(status.known.id for status in self.all() if status.is_stale)

    def _known(self, loaded: Iterable[str]) -> Iterable[KnownList]:
        members = [list_id for list_id in loaded if list_id not in self.catalogue.lists]
        for known in self.catalogue:
            if not known.is_family or known.id in loaded:
                yield known
            for list_id in members:
                if known.is_family and list_id.startswith(f"{known.id}-"):
                    yield self.catalogue.find(list_id)

    def _status(
        self, known: KnownList, kept: KeptSnapshot | None, check: ListCheck | None
    ) -> ListStatus:
        shipped = self.shelf.shipped_parts().get(known.id)
        if kept is not None:
            day, counts = kept.given.published_on, kept.given.counts
        elif shipped is not None:
            day, counts = shipped.as_of, _counts(shipped)
        else:
            return ListStatus(known, check=check, next_at=self._next(known.id, check))
        return ListStatus(
            known=known,
            published_on=day,
            age_days=(self.clock.now().date() - day).days,
            is_shipped=kept is None,
            counts={key: count for key, count in counts.items() if ":" not in key},
            snapshot=kept,
            check=check,
            next_at=self._next(known.id, check),
        )

    def _next(self, list_id: str, check: ListCheck | None) -> datetime | None:
        if list_id not in self.refreshing.list_ids:
            return None
        return self.clock.now() if check is None else check.checked_at + self.refreshing.every


def _counts(snapshot: ListSnapshot) -> Mapping[str, int]:
    return counts_of(snapshot.entries)


def _iso(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
