"""Wires what fetches the lists, shows how fresh they are, and makes a past index again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from feeds.lists.fetch import HttpFetcher
from monitor.domain.clock import Clock
from monitor.errors import StoreError
from monitor.rulebook.list_catalogue import ListCatalogue
from monitor.screening.index import ListIndex
from monitor.screening.matching import Matching
from monitor.service.jobs import Job
from monitor.service.list_shelf import ListShelf
from monitor.service.list_status import ListStatuses, Refreshing, refreshing
from monitor.service.list_update import ListUpdate, update_job
from monitor.service.list_watch import ListWatch
from monitor.service.lists import ListImport
from monitor.service.provenance import unpack_lists
from monitor.settings import Settings

if TYPE_CHECKING:
    from alerts.store import SqlStore


class Wired(Protocol):
    """What it takes from the rest of the wiring."""

    clock: Clock
    settings: Settings

    @cached_property
    def store(self) -> "SqlStore":
        """The store, made where there is none yet."""
        ...

    @property
    def shelf(self) -> ListShelf:
        """The lists: what was taken in, and what was shipped of the rest."""
        ...

    @cached_property
    def catalogue(self) -> ListCatalogue:
        """The lists that can be loaded."""
        ...

    @cached_property
    def list_import(self) -> ListImport:
        """What takes list files in."""
        ...

    @cached_property
    def list_watch(self) -> ListWatch:
        """What changes over to other lists."""
        ...

    @cached_property
    def matching(self) -> Matching:
        """When names count as alike."""
        ...


@dataclass
class ListWiring:
    """The lists beside judging: fetched, shown, made again; each part when it is asked for."""

    wired: Wired
    fetcher: Callable[[], HttpFetcher] = HttpFetcher

    @cached_property
    def update(self) -> ListUpdate:
        """What fetches lists from their publishers."""
        wired = self.wired
        return ListUpdate(wired.list_import, self.fetcher(), wired.store.lists, wired.clock)

    @cached_property
    def refreshing(self) -> Refreshing:
        """Which lists are fetched by the clock: those that the settings name, else none.

        Raises:
            RuleError: the settings name a list that is not known or has no address.
        """
        settings = self.wired.settings
        return refreshing(self.wired.catalogue, settings.lists_update, settings.lists_every_hours)

    @cached_property
    def statuses(self) -> ListStatuses:
        """How fresh each list is."""
        wired = self.wired
        return ListStatuses(wired.catalogue, wired.shelf, wired.clock, self.refreshing)

    def jobs(self) -> tuple[Job, ...]:
        """Give the job that fetches lists, where the settings ask for it."""
        wired = self.wired
        job = update_job(self.update, wired.catalogue, self.refreshing, wired.list_watch)
        return () if job is None else (job,)

    def index_of(self, digest: str) -> ListIndex:
        """Make the index again that a judgement names, from what the store keeps.

        Raises:
            StoreError: it is not kept, or the program of today compares names otherwise.
        """
        kept = unpack_lists(self.wired.store.blob, digest)
        index = ListIndex(
            *kept.snapshots,
            spellings=kept.spellings,
            country_words=kept.country_words,
            matching=self.wired.matching if kept.has_matching else None,
        )
        if index.digest != digest:
            msg = f"the lists kept under {digest} give {index.digest}: names are compared otherwise"
            raise StoreError(msg)
        return index
