"""Templates and what every page shows: navigation, footer, error pages."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from monitor.domain.people import Person
from monitor.domain.ports import EventKey
from monitor.errors import StoreError
from monitor.web import wording
from monitor.web.auth import session_of
from monitor.web.csrf import FIELD, tokens_of
from monitor.web.deps import AppServices
from monitor.web.pages.inert import brief, oddities, plain, visible
from monitor.web.pages.prose import blocks, cells

_ROOT = Path(__file__).parent.parent
_STATIC = _ROOT / "static"
_STYLE = _ROOT / "static" / "desk.css"
_DIGEST_SHOWN = 12


class Renderer:
    """Renders pages; one for the life of the app."""

    def __init__(self, services: AppServices) -> None:
        self._services = services
        self._env = Environment(
            loader=FileSystemLoader(_ROOT / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters.update(
            visible=visible,
            brief=brief,
            plain=plain,
            blocks=blocks,
            cells=cells,
            oddities=oddities,
            words=wording.words,
            grouped=wording.grouped,
            about=wording.about,
            unit=wording.unit_words,
            minute=_minute,
            span=_span,
            digest=_short_digest,
        )
        style = hashlib.sha256(_STYLE.read_bytes()).hexdigest()[:_DIGEST_SHOWN]
        self._env.globals.update(
            style_address=f"/static/desk.css?v={style}",
            static=static_address,
            event_address=event_address,
            address=address,
            **{name: getattr(wording, name) for name in _TABLES},
        )

    def page(self, request: Request, template: str, **context: Any) -> HTMLResponse:
        """Render a page."""
        return self._render(request, template, context, 200)

    def error(self, request: Request, problem: Mapping[str, Any]) -> HTMLResponse:
        """Render an error as a page."""
        return self._render(request, "error.html", {"problem": problem}, problem["status"])

    def _render(
        self, request: Request, template: str, context: Mapping[str, Any], status: int
    ) -> HTMLResponse:
        now = self._services.clock.now()
        person = _person(request)
        body = self._env.get_template(template).render(
            now=now,
            due_words=partial(wording.due_words, now=now),
            here=request.url.path,
            person=person,
            csrf_field=partial(csrf_field, request),
            # To strangers a page says nothing of what is loaded.
            loaded=None if person is None else self._loaded(),
            **context,
        )
        return HTMLResponse(body, status)

    def _loaded(self) -> dict[str, Any]:
        book = self._services.rulebooks.current
        return {
            "version": book.version,
            "digest": book.digest,
            "rules": len(book.rules),
            "lists": self._services.lists.digest,
            "as_of": self._services.lists.as_of,
        }


def _person(request: Request) -> Person | None:
    """Give who is signed in; a page that tells of a lost store is shown as to a stranger."""
    try:
        session = session_of(request)
    except StoreError:
        return None
    return None if session is None else session.person


def csrf_field(request: Request) -> Markup:
    """Give the hidden input that every form which changes something needs."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(
        FIELD, tokens_of(request).token(request)
    )


_TABLES = (
    "CHANGES", "DISPOSITION_SAYS", "EFFECTS", "EVIDENCE_SAYS", "EXEMPTION_STATES", "FATES", "FORCES", "JUDGED_ON",
    "KINDS", "LEVEL_ASKS", "ORDER_SAYS", "OUTCOME_SAYS", "RULE_KINDS", "STRENGTH_SAYS", "SUBJECTS", "VERDICT_SAYS", "WATCH_SAYS",
)  # fmt: skip


def event_address(key: EventKey) -> str:
    """Give the address of an event's page; its id may hold anything."""
    return f"/events/{quote(key.source, safe='')}/{quote(key.event_id, safe='')}"


@cache
def static_address(name: str) -> str:
    """Give the address of a file of ours; another content has another address."""
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:_DIGEST_SHOWN]
    return f"/static/{name}?v={digest}"


def address(path: str, **query: object) -> str:
    """Give an address with those parameters that have a value."""
    given = {key: str(value) for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def _span(seconds: int) -> str:
    return wording.how_long(timedelta(seconds=seconds))


def _minute(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M")


def _short_digest(digest: str) -> str:
    return digest.removeprefix("sha256:")[:_DIGEST_SHOWN]
