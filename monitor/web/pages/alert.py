"""The alert page: what happened, what the paragraph says, on what evidence, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from monitor.domain.alert import Alert
from monitor.domain.people import Person, Right
from monitor.domain.ports import (
    AlertEntry,
    LinkedFinding,
    Store,
    StoredEvent,
)
from monitor.rulebook.book import RuleBook
from monitor.rulebook.clauses import Block
from monitor.rulebook.condition_line import condition_text
from monitor.rulebook.rule import Rule
from monitor.web.api.shaping import event_body
from monitor.web.auth import Services, needs_right
from monitor.web.deps import AppServices
from monitor.web.map import Chart
from monitor.web.pages.alert_work import WorkPanel, panel_of
from monitor.web.pages.render import Renderer
from monitor.web.pages.share import Share, share_of
from monitor.web.pages.track import chart_for
from monitor.web.pages.tree import Deciding, Node, tree_of
from monitor.web.problems import not_found
from monitor.web.queries import checked_alert_id
from monitor.web.rulebooks import book_of, rule_in
from monitor.web.wording import DONE_SAYS, missing_words, test_words, words

FINDINGS_SHOWN = 50
RELATED_MAX = 20

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause by name, what it asks for, and whether it decided this finding."""

    name: str
    asks: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class ExemptionPanel:
    """One exemption: how it stands and what would prove it."""

    title: str
    cites: str
    state: str
    missing: tuple[str, ...]
    refused: tuple[str, ...]
    needs: tuple[str, ...]
    needs_line: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Everything that the page of one alert shows; most of it may be absent."""

    alert: Alert
    rule: Rule | None
    book: RuleBook
    is_current_book: bool
    shown: LinkedFinding | None
    shown_index: int
    findings: Sequence[LinkedFinding]
    versions: Sequence[StoredEvent]
    clauses: Sequence[ClauseView]
    evidence: Sequence[Mapping[str, Any]]
    evidence_more: int
    exemptions: Sequence[ExemptionPanel]
    missing: Sequence[str]
    screening: Sequence[Mapping[str, Any]]
    other_findings: Sequence[Mapping[str, Any]]
    related: Sequence[Alert]
    tree: Sequence[Node]
    share: Share | None
    entries: Sequence[AlertEntry]
    runbook: str | None
    work: WorkPanel
    chart: Chart | None

    @property
    def finding(self) -> Mapping[str, Any]:
        """The finding that is shown, or nothing for an operational alert."""
        return {} if self.shown is None else self.shown.finding


@router.get("/alerts/{alert_id}")
def alert_page(  # noqa: PLR0917 - FastAPI fills each in by its name
    alert_id: str,
    request: Request,
    services: Services,
    person: Annotated[Person, Depends(needs_right(Right.READ))],
    finding: Annotated[int, Query(ge=0, lt=FINDINGS_SHOWN)] = 0,
    done: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Show one alert by one of its findings, the newest if none is picked."""
    alert = services.store.alert(checked_alert_id(alert_id))
    if alert is None:
        raise not_found("alert", "alert_id")
    services.access.audit.record(person, "alert.view", alert.id)
    renderer: Renderer = request.app.state.renderer
    view = view_of(alert, services, finding, person)
    return renderer.page(
        request, "alert.html", view=view, alert=alert, done=DONE_SAYS.get(done, "")
    )


def view_of(alert: Alert, services: AppServices, picked: int, person: Person) -> AlertPage:
    """Collect what the page shows."""
    store = services.store
    findings = store.alert_findings(alert.id, FINDINGS_SHOWN)
    if findings and picked >= len(findings):
        raise not_found("finding", "finding")
    shown = findings[picked] if findings else None
    book = book_of(services.rulebooks, None if shown is None else shown.rulebook)
    rule = rule_in(book, alert.rule)
    body: Mapping[str, Any] = {} if shown is None else shown.finding
    versions = () if shown is None else store.event_versions(shown.key)
    version = None if shown is None else _version(versions, shown.version)
    judgement: Mapping[str, Any] = {} if version is None else version.judgement or {}
    event = {} if version is None else event_body(version.version.raw)
    return AlertPage(
        alert=alert,
        rule=rule,
        book=book,
        is_current_book=book.digest == services.rulebooks.current.digest,
        shown=shown,
        shown_index=picked,
        findings=findings,
        versions=versions,
        clauses=() if rule is None else _clauses(rule, body.get("clauses", ()), book),
        evidence=body.get("evidence", ()),
        evidence_more=body.get("evidence_more", 0),
        exemptions=[_exemption(item, rule, book) for item in body.get("exemptions", ())],
        missing=[missing_words(name, book) for name in _not_known(body)],
        screening=judgement.get("screening", ()),
        other_findings=[
            other for other in judgement.get("findings", ()) if other.get("rule") != alert.rule
        ],
        related=related_alerts(alert, shown, store),
        tree=tree_of(event, Deciding.of([body])),
        share=_limit_share(body, rule),
        entries=store.alert_entries(alert.id),
        runbook=_runbook(rule, services),
        work=panel_of(alert, shown, event, services, person),
        chart=chart_for(event, shown, findings, book, store),
    )


def _not_known(finding: Mapping[str, Any]) -> list[str]:
    """Give the missing facts that no exemption lists; those stand beside their exemption."""
    listed = {name for item in finding.get("exemptions", ()) for name in item["missing"]}
    return [name for name in finding.get("missing", ()) if name not in listed]


def _version(versions: Sequence[StoredEvent], number: int) -> StoredEvent | None:
    return next((item for item in versions if item.version.version == number), None)


def _clauses(rule: Rule, decided: Sequence[str], book: RuleBook) -> list[ClauseView]:
    return [
        ClauseView(words(name), asks_of(rule.match, name, book), name in decided)
        for name in sorted(rule.clauses, key=lambda name: name not in decided)
    ]


def asks_of(block: Block, name: str, book: RuleBook) -> tuple[str, ...]:
    """Say what a clause asks of each of its fields."""
    clause = block.clauses.get(name)
    if clause is None:
        return ()
    return tuple(
        f"{missing_words(line.field, book)}: {test_words(line.test, book)}" for line in clause.tests
    )


def _exemption(view: Mapping[str, Any], rule: Rule | None, book: RuleBook) -> ExemptionPanel:
    known = {} if rule is None else {item.id: item for item in rule.exemptions}
    exemption = known.get(view["id"])
    granted = None if exemption is None else exemption.granted_when
    provision = view["provision"]
    return ExemptionPanel(
        title=view["title"],
        cites=f"{provision['instrument']}, paragraph {provision['paragraph']}",
        state=view["state"],
        missing=tuple(missing_words(name, book) for name in view["missing"]),
        refused=tuple(_refused(name, granted, book) for name in view["refused"]),
        needs_line="" if granted is None else condition_text(granted.condition),
        needs=()
        if granted is None
        else tuple(ask for name in granted.clauses for ask in asks_of(granted, name, book)),
    )


def _refused(name: str, granted: Block | None, book: RuleBook) -> str:
    asks = () if granted is None else asks_of(granted, name, book)
    return f"{words(name)} ({'; '.join(asks)})" if asks else words(name)


def _limit_share(finding: Mapping[str, Any], rule: Rule | None) -> Share | None:
    limit = finding.get("limit")
    if limit is None:
        return None
    marks = () if rule is None or rule.limit is None else [step.at for step in rule.limit.steps]
    return share_of(limit["total"], limit["of"], limit["unit"], marks)


def _runbook(rule: Rule | None, services: AppServices) -> str | None:
    if rule is None or rule.runbook is None:
        return None
    return services.runbooks.text(rule.runbook)


def related_alerts(alert: Alert, shown: LinkedFinding | None, store: Store) -> list[Alert]:
    """Give the other alerts that the same event opened or joined."""
    if shown is None:
        return []
    found = [other for other in store.work.alerts_of(shown.key) if other.id != alert.id]
    return sorted(found, key=lambda other: other.level.rank)[:RELATED_MAX]
