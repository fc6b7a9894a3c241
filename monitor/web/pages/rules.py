"""The rules pages: which paragraphs are watched, since when, and how each is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Right
from monitor.rulebook.book import RuleBook
from monitor.rulebook.clauses import Block
from monitor.rulebook.condition_line import condition_text
from monitor.rulebook.rule import LimitValue, Rule
from monitor.web.auth import Services, needs_right
from monitor.web.pages.alert import ClauseView, asks_of
from monitor.web.pages.render import Renderer
from monitor.web.problems import not_found
from monitor.web.rulebooks import rule_in
from monitor.web.wording import words

_NUMBER = re.compile(r"\d+")
_LAST = 1_000

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])


@dataclass(frozen=True, slots=True)
class ExemptionText:
    """An exemption: when it is claimed and what must be proved."""

    title: str
    cites: str
    note: str | None
    claimed: Sequence[ClauseView]
    claimed_line: str
    granted: Sequence[ClauseView]
    granted_line: str


@router.get("/rules")
def rules_page(request: Request, services: Services) -> HTMLResponse:
    """Show every rule, by resolution."""
    rules = sorted(services.rulebooks.current.rules, key=_place)
    groups = [(name, list(members)) for name, members in groupby(rules, key=_instrument)]
    renderer: Renderer = request.app.state.renderer
    return renderer.page(request, "rules.html", groups=groups, count=len(rules))


@router.get("/rules/{rule_id}")
def rule_page(rule_id: str, request: Request, services: Services) -> HTMLResponse:
    """Show one rule: its law and dates, how it is matched, what exempts, what it does not see."""
    book = services.rulebooks.current
    rule = rule_in(book, rule_id)
    if rule is None:
        raise not_found("rule", "rule_id")
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "rule.html",
        rule=rule,
        clauses=_clauses(rule.match, book),
        condition=condition_text(rule.condition),
        anchor=condition_text(rule.anchor),
        exemptions=[_exemption(rule, index, book) for index in range(len(rule.exemptions))],
        limits=_limits(rule),
        titles={other.id: other.title for other in book.rules},
    )


def _place(rule: Rule) -> tuple[str, int, str, str]:
    """Sort as the resolutions do: 8(a)(iii) before 8(b) before 10; annexes last."""
    paragraph = rule.authority[0].paragraph
    number = _NUMBER.match(paragraph)
    return (_instrument(rule), int(number[0]) if number else _LAST, paragraph, rule.id)


def _instrument(rule: Rule) -> str:
    return rule.authority[0].instrument


def _clauses(block: Block, book: RuleBook) -> list[ClauseView]:
    return [
        ClauseView(words(name), asks_of(block, name, book), holds=True) for name in block.clauses
    ]


def _exemption(rule: Rule, index: int, book: RuleBook) -> ExemptionText:
    exemption = rule.exemptions[index]
    return ExemptionText(
        title=exemption.title,
        cites=f"{exemption.authority.instrument}, paragraph {exemption.authority.paragraph}",
        note=exemption.note,
        claimed=_clauses(exemption.claimed_when, book),
        claimed_line=condition_text(exemption.claimed_when.condition),
        granted=_clauses(exemption.granted_when, book),
        granted_line=condition_text(exemption.granted_when.condition),
    )


def _limits(rule: Rule) -> list[tuple[str, LimitValue | None]]:
    if rule.limit is None:
        return []
    return [(period.start.isoformat(), value) for period, value in rule.limit.values.periods()]
