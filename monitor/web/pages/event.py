"""The event page: what was received, every version, and what was said of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Right
from monitor.domain.ports import StoredEvent
from monitor.rulebook.book import RuleBook
from monitor.web.api.shaping import event_body
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer
from monitor.web.pages.tree import Deciding, Node, tree_of
from monitor.web.problems import not_found
from monitor.web.queries import EventIdPath, SourcePath, checked_event_key
from monitor.web.wording import missing_words

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])


@dataclass(frozen=True, slots=True)
class VersionPanel:
    """One version with its latest judgement."""

    stored: StoredEvent
    outcome: str
    findings: Sequence[Mapping[str, Any]]
    undecided: Sequence[tuple[str, str, tuple[str, ...]]]
    screening: Sequence[Mapping[str, Any]]
    tree: Sequence[Node]


@router.get("/events/{source}/{event_id:rest}")
def event_page(
    source: SourcePath, event_id: EventIdPath, request: Request, services: Services
) -> HTMLResponse:
    """Show an event, its newest version first."""
    key = checked_event_key(source, event_id)
    versions = services.store.event_versions(key)
    if not versions:
        raise not_found("event", "event_id")
    book = services.rulebooks.current
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "event.html",
        key=key,
        panels=[_panel(stored, book) for stored in reversed(versions)],
    )


def _panel(stored: StoredEvent, book: RuleBook) -> VersionPanel:
    judgement: Mapping[str, Any] = stored.judgement or {}
    findings = judgement.get("findings", ())
    return VersionPanel(
        stored=stored,
        outcome=judgement.get("outcome", "unjudged"),
        findings=findings,
        undecided=[_undecided(item, book) for item in judgement.get("undecided", ())],
        screening=judgement.get("screening", ()),
        tree=tree_of(event_body(stored.version.raw), Deciding.of(findings)),
    )


def _undecided(item: Mapping[str, Any], book: RuleBook) -> tuple[str, str, tuple[str, ...]]:
    cited = ", ".join(f"{p['instrument']}, paragraph {p['paragraph']}" for p in item["provisions"])
    return (
        item["rule"],
        cited,
        tuple(missing_words(name, book) for name in item["missing"]),
    )
