"""``/audit``: the record of what people did, for auditors and administrators."""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from monitor.domain.audit import AuditEntry
from monitor.domain.people import Right
from monitor.web.audit_query import AuditQuery, audit_page, audit_query
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer, address
from monitor.web.queries import Cursor

ROWS = 50

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.AUDIT))])


@router.get("/audit")
def record_page(
    request: Request,
    services: Services,
    query: Annotated[AuditQuery, Depends(audit_query)],
    cursor: Cursor = None,
) -> HTMLResponse:
    """Show one page of the record."""
    page = audit_page(services.access.audit.store, query.where, cursor, ROWS)
    renderer: Renderer = request.app.state.renderer
    asked = {
        "person": query.where.person,
        "action": query.where.action,
        "subject": query.where.subject,
        "from": query.first_day,
        "to": query.last_day,
    }
    return renderer.page(
        request,
        "audit.html",
        entries=[(entry, changes_of(entry)) for entry in page.items],
        asked=asked,
        next_address=None if page.next is None else address("/audit", **asked, cursor=page.next),
    )


def changes_of(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """Give what differs between before and after, by name; what was the same is left out."""
    before, after = _named(entry.deed.before), _named(entry.deed.after)
    pairs = [
        (name, _shown(before.get(name)), _shown(after.get(name)))
        for name in dict.fromkeys((*before, *after))
    ]
    return [(name, was, now) for name, was, now in pairs if was != now]


def _named(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _shown(value: object) -> str:
    """Write a value for people; nothing for what is not there."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_shown(item) for item in value) or "none"
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
