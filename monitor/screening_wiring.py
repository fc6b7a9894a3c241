"""Wires what screens by hand, remembers what people cleared, and follows changes of the lists."""

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from monitor.domain.clock import Clock
from monitor.domain.listing import ListEntry
from monitor.rulebook.book import RuleBook
from monitor.screening.index import ListIndex
from monitor.screening.matching import Matching
from monitor.screening.snapshot import Spellings
from monitor.service.clearances import Clearings, LiveClearances
from monitor.service.ids import new_id
from monitor.service.ingest import Ingest
from monitor.service.jobs import Job
from monitor.service.list_shelf import ListShelf, ListsInUse, NotKnownThen
from monitor.service.list_states import snapshot_of
from monitor.service.list_watch import ListWatch
from monitor.service.rescreen import Following
from monitor.service.rescreen_probe import DeltaProbe
from monitor.service.rescreening import Rescreening, reader_of
from monitor.service.screening import ListsKnown, Screening

if TYPE_CHECKING:
    from alerts.store import SqlStore
    from monitor.domain.ports.rescreens import RescreenStore

_INDEXES_MAX = 4
_RESCREEN_EVERY = timedelta(minutes=1)
_TARGET_WORDS = "dprk_place_names"


class Wired(Protocol):
    """What it takes from the rest of the wiring."""

    clock: Clock

    @property
    def store(self) -> "SqlStore":
        """The store, made where there is none yet."""
        ...

    @property
    def book(self) -> RuleBook:
        """The rulebook in use."""
        ...

    @property
    def lists(self) -> ListIndex:
        """The index of the lists in use."""
        ...

    @property
    def lists_in_use(self) -> ListsInUse:
        """The lists in use."""
        ...

    @property
    def shelf(self) -> ListShelf:
        """The lists that are kept."""
        ...

    @property
    def spellings(self) -> Spellings:
        """The spellings that the project adds."""
        ...

    @property
    def matching(self) -> Matching:
        """When names count as alike."""
        ...

    @property
    def has_store(self) -> bool:
        """Whether there is a store, without making one."""
        ...

    @property
    def list_watch(self) -> ListWatch:
        """What changes over to other lists."""
        ...

    @property
    def ingest(self) -> Ingest:
        """The main job."""
        ...

    def lists_for(self, book: RuleBook, in_use: ListsInUse | None = None) -> ListIndex:
        """Index lists."""
        ...


class ScreeningWiring:
    """Everything of screening that a door calls, made on demand."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired
        self._past: dict[tuple[str, ...], ListIndex] = {}

    @cached_property
    def live_clearances(self) -> LiveClearances:
        """The cleared matches as they stand now; none as long as there is no store."""
        wired = self._wired
        return LiveClearances(
            lambda: wired.store.clearances if wired.has_store else None, wired.clock
        )

    @cached_property
    def clearings(self) -> Clearings:
        """What people do with clearances."""
        wired = self._wired
        store = wired.store
        entries = lambda: wired.lists.entries  # noqa: E731 - the lists change while it runs
        return Clearings(store.clearances, store, entries, wired.clock, self.live_clearances)

    @cached_property
    def rescreening(self) -> Rescreening:
        """What brings stored events up to the lists in use."""
        wired = self._wired
        following = Following(
            ingest=wired.ingest,
            rescreens=wired.store.rescreens,
            read=reader_of(wired.store.blob),
            probe=lambda delta: DeltaProbe(delta, self._index_of),
            limit_rules=frozenset(rule.id for rule in wired.book.rules if rule.limit is not None),
            owner=new_id(f"{socket.gethostname()}.{os.getpid()}", wired.clock.now()),
        )
        return Rescreening(following, lambda: wired.lists_in_use.parts, wired.shelf.shipped_parts)

    @cached_property
    def search(self) -> Screening:
        """What searches the lists for names and keeps what was asked."""
        return self.searching()

    @property
    def rescreens(self) -> "RescreenStore":
        """What each change of a list did."""
        return self._wired.store.rescreens

    def jobs(self) -> tuple[Job, ...]:
        """Give the job that brings stored events up to the lists in use."""
        return (Job("rescreen", _RESCREEN_EVERY, self.catch_up),)

    def catch_up(self) -> str:
        """Change over to the lists of the store and follow what changed; for the log."""
        self._wired.list_watch.look()
        done = self.rescreening.catch_up("the scheduler")
        return f"{len(done)} changes of lists followed"

    def searching(self, *, with_trail: bool = True) -> Screening:
        """What searches the lists for names.

        Args:
            with_trail: Whether it keeps what was asked; without, no store is made.
        """
        wired = self._wired
        return Screening(
            lists=self.lists_on,
            clock=wired.clock,
            trail=wired.store.screenings if with_trail else None,
        )

    def lists_on(self, day: date | None) -> ListsKnown:
        """Give the lists as they are, or as they were known on a day where that is kept."""
        wired = self._wired
        if day is not None:
            try:
                return self._known(wired.shelf.known_on(day))
            except NotKnownThen:
                pass
        return ListsKnown(wired.lists, wired.lists_in_use.digests, are_of_then=False)

    def _known(self, then: ListsInUse) -> ListsKnown:
        key = tuple(then.digests.values())
        if key not in self._past:
            if len(self._past) >= _INDEXES_MAX:
                self._past.pop(next(iter(self._past)))
            self._past[key] = self._wired.lists_for(self._wired.book, then)
        return ListsKnown(self._past[key], then.digests, are_of_then=True)

    def _index_of(self, entries: Sequence[ListEntry]) -> ListIndex:
        """Index some entries as all lists are indexed."""
        wired = self._wired
        named = entries[0].list if entries else ""
        return ListIndex(
            snapshot_of(named, "what differs", wired.clock.now().date(), entries),
            spellings=wired.spellings,
            country_words=country_words(wired.book),
            matching=wired.matching,
        )


def country_words(book: RuleBook) -> Mapping[str, list[str]]:
    """Give the words that sources hang on a name for the target country."""
    places = book.vocab.raw("places")
    words = places.get(_TARGET_WORDS) if isinstance(places, dict) else None
    return {book.target_country: [str(word) for word in words]} if isinstance(words, list) else {}
