"""Filters and names that come in by address, checked before they reach the store."""

import re
from datetime import date
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BeforeValidator
from starlette.convertors import (  # codespell:ignore convertors
    Convertor,  # codespell:ignore convertor
    register_url_convertor,
)

from monitor.domain.alert import AlertState
from monitor.domain.finding import Level
from monitor.domain.ports import AlertFilter, EventKey
from monitor.web.paging import PAGE_DEFAULT, PAGE_MAX
from monitor.web.problems import not_found

TEXT_MAX = 200


class _Rest(Convertor[str]):  # codespell:ignore convertor
    """The rest of an address, whatever is in it: Starlette's own ``path`` stops at a line feed."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("rest", _Rest())


class _Item(Convertor[str]):  # codespell:ignore convertor
    """One item of a list, and none of the actions that stand beside the items."""

    regex = "(?!(?:bulk|take-next)$)[^/]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("item", _Item())


def _written_out(value: object) -> object:
    """Refuse numbers for days and instants: pydantic takes them for seconds since 1970."""
    is_number = isinstance(value, int | float) or (
        isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9.]+\s*", value) is not None
    )
    if is_number:
        raise ValueError("a day is written as 2026-11-22")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
"""A day as it comes from outside, in the form of ISO 8601."""
Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""An instant as it comes from outside, in the form of ISO 8601 with its offset."""

RULE = r"^[a-z0-9][a-z0-9._-]{0,119}$"
PROVISION = r"^[0-9]{4}(:[0-9A-Za-z() ]{1,20})?$"
SOURCE = r"^[a-z0-9][a-z0-9._-]{0,63}$"
# No control characters: they match nothing, and PostgreSQL refuses a NUL in a text.
PERSON = r"^[\x21-\x7e]*$"
CASE = r"^case_[0-9a-z]{1,40}$"
TEXT = r"^[^\x00-\x1f\x7f]*$"
_ALERT_ID = re.compile(r"al_[0-9A-Za-z_-]{1,60}")
_EVENT_ID_MAX = 200

Cursor = Annotated[str | None, Query(max_length=400, description="The `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="How many items a page holds.")]
State = Annotated[AlertState | None, Query(description="Where the alert stands.")]
LevelQuery = Annotated[Level | None, Query(alias="level", description="How urgent it is.")]
RuleQuery = Annotated[str | None, Query(alias="rule", pattern=RULE, description="A rule's id.")]
Provision = Annotated[str | None, Query(pattern=PROVISION, description="A paragraph, as `2371:8`.")]
Source = Annotated[str | None, Query(pattern=SOURCE, description="A feed's name.")]
Text = Annotated[
    str | None,
    Query(max_length=TEXT_MAX, pattern=TEXT, description="Words that the alert must hold."),
]
OpenOnly = Annotated[bool, Query(alias="open", description="Leave closed alerts out.")]
Assignee = Annotated[
    str | None,
    Query(pattern=PERSON, max_length=100, description="Who has it; empty for nobody."),
]
Overdue = Annotated[bool | None, Query(description="Whether its due time has passed.")]
Snoozed = Annotated[bool | None, Query(description="Whether it is out of sight for a while.")]
CaseQuery = Annotated[str | None, Query(alias="case", pattern=CASE, description="A case's id.")]
SourcePath = Annotated[str, Path(max_length=64, description="The feed's name.")]
EventIdPath = Annotated[str, Path(description="The event's id within the feed.")]


def alert_filter(  # noqa: PLR0917 - FastAPI fills each in by its name
    state: State = None,
    level: LevelQuery = None,
    rule: RuleQuery = None,
    provision: Provision = None,
    source: Source = None,
    q: Text = None,
    open_only: OpenOnly = False,  # noqa: FBT002 - likewise
    assignee: Assignee = None,
    overdue: Overdue = None,
    snoozed: Snoozed = None,
    case: CaseQuery = None,
) -> AlertFilter:
    """Collect the filters of a list of alerts."""
    text = q.strip() if q is not None else ""
    return AlertFilter(
        state=state,
        level=level,
        rule=rule,
        provision=provision,
        source=source,
        text=text or None,
        open_only=open_only,
        assignee=assignee,
        overdue=overdue,
        snoozed=snoozed,
        case=case,
    )


def checked_alert_id(alert_id: str) -> str:
    """Let an id pass that an alert could have.

    Raises:
        Problem: no alert has such an id.
    """
    if _ALERT_ID.fullmatch(alert_id) is None:
        raise not_found("alert", "alert_id")
    return alert_id


def checked_event_key(source: str, event_id: str) -> EventKey:
    """Let a key pass that an event could have.

    Raises:
        Problem: no event has such a key.
    """
    usable = re.fullmatch(SOURCE, source) and 0 < len(event_id) <= _EVENT_ID_MAX
    if not usable or "\x00" in event_id:
        raise not_found("event", "event_id")
    return EventKey(source, event_id)


PAGE_SIZE = PAGE_DEFAULT
