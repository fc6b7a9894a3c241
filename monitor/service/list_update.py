"""Fetch the lists of the catalogue from their publishers, conditionally, and take them in."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.domain.clock import Clock
from monitor.domain.listing import KnownList
from monitor.domain.ports.list_sources import ListFetcher
from monitor.domain.ports.lists import ListCheck, ListStore
from monitor.errors import FeedAborted
from monitor.rulebook.list_catalogue import ListCatalogue
from monitor.service.jobs import Job
from monitor.service.list_status import Refreshing
from monitor.service.list_watch import ListWatch
from monitor.service.lists import Arrival, ListImport, Outcome

_log = logging.getLogger(__name__)
UNCHANGED = "unchanged"
FAILED = "failed"
JOB = "lists-update"
"""Who brings a list that was fetched by the clock."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What came of one list; ``outcome`` is that of the import, ``unchanged`` or ``failed``."""

    list_id: str
    outcome: str
    detail: str = ""

    @property
    def is_fault(self) -> bool:
        """Tell whether a person must look."""
        return self.outcome in (FAILED, Outcome.REFUSED.value)

    def to_json(self) -> dict[str, str]:
        """Give it for programs."""
        return {"list": self.list_id, "outcome": self.outcome, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class ListUpdate:
    """Fetches lists one after the other; what goes wrong with one does not stop the others."""

    importer: ListImport
    fetcher: ListFetcher
    lists: ListStore
    clock: Clock

    def update(self, wanted: Iterable[KnownList], by: str) -> tuple[Updated, ...]:
        """Fetch each list that has an address, and take in what is new."""
        checks = self.lists.checks()
        return tuple(
            self._update(known, known.url, by, checks.get(known.id))
            for known in wanted
            if known.url is not None
        )

    def _update(self, known: KnownList, url: str, by: str, last: ListCheck | None) -> Updated:
        now = self.clock.now()
        # Without a snapshot, "not modified" would leave nothing to use.
        is_known = last is not None and last.url == url and known.id in self.lists.current()
        before = last if last is not None and is_known else ListCheck(known.id, now)
        failed = replace(before, checked_at=now, url=url)
        try:
            found = self.fetcher.fetch(known, url, before.etag, before.last_modified)
            if found.raw is None:
                done = replace(failed, succeeded_at=now, error="")
                self.lists.note_check(done)
                return Updated(known.id, UNCHANGED)
            taken = self.importer.take(
                known,
                {_name(url): found.raw},
                Arrival(
                    source=_name(url),
                    by=by,
                    modified_on=found.modified_on,
                    etag=found.etag,
                    last_modified=found.last_modified,
                ),
            )
        except FeedAborted as fault:
            _log.warning("the list %s was not updated: %s", known.id, fault)
            self.lists.note_check(replace(failed, error=str(fault)))
            return Updated(known.id, FAILED, str(fault))
        if taken.outcome is Outcome.REFUSED:
            reason = taken.snapshot.given.reason
            # The marks of the refused file are not kept, so that it is looked at again next time.
            self.lists.note_check(replace(failed, error=f"refused: {reason}"))
            return Updated(known.id, taken.outcome.value, reason)
        self.lists.note_check(
            ListCheck(known.id, now, now, "", found.etag, found.last_modified, url)
        )
        return Updated(
            known.id, taken.outcome.value, f"file of {taken.snapshot.given.published_on}"
        )


def _name(url: str) -> str:
    """Give an address without its query, which may hold a token."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def update_job(
    update: ListUpdate, catalogue: ListCatalogue, refreshing: Refreshing, watch: ListWatch
) -> Job | None:
    """Give the job that fetches lists by the clock; None where none is to be fetched."""
    if not refreshing.list_ids:
        return None

    def work() -> str:
        done = update.update([catalogue.find(each) for each in refreshing.list_ids], JOB)
        watch.look()
        return "; ".join(f"{each.list_id} {each.outcome}" for each in done)

    return Job(JOB, refreshing.every, work)
