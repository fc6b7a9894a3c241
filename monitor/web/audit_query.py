"""How the record of what people did is asked for, by page and by API."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from monitor.domain.audit import AuditEntry
from monitor.domain.ports.audit import AuditFilter, AuditStore
from monitor.web.paging import Page, page_of
from monitor.web.queries import TEXT, Day

_PersonQuery = Annotated[
    str | None, Query(max_length=100, pattern=TEXT, description="A user name or a key's id.")
]
_Action = Annotated[str | None, Query(max_length=100, pattern=TEXT, description="As `alert.view`.")]
_Subject = Annotated[
    str | None, Query(max_length=300, pattern=TEXT, description="An id, as `al_01…`.")
]
_Since = Annotated[Day | None, Query(alias="from", description="The first day.")]
_Until = Annotated[Day | None, Query(alias="to", description="The last day.")]


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What was asked for."""

    where: AuditFilter
    first_day: date | None
    last_day: date | None


def audit_query(
    person: _PersonQuery = None,
    action: _Action = None,
    subject: _Subject = None,
    since: _Since = None,
    until: _Until = None,
) -> AuditQuery:
    """Collect the filters."""
    where = AuditFilter(
        person=person or None,
        action=action or None,
        subject=subject or None,
        since=None if since is None else _start_of(since),
        until=None if until is None or until == date.max else _start_of(until + timedelta(days=1)),
    )
    return AuditQuery(where, since, until)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def audit_page(
    store: AuditStore, where: AuditFilter, cursor: str | None, limit: int
) -> Page[AuditEntry]:
    """Read one page of the record, newest first."""

    def fetch(after: str | None, most: int) -> list[AuditEntry]:
        return list(store.entries(where, None if after is None else int(after), most))

    return page_of(fetch, cursor, limit, lambda entry: str(entry.number))
