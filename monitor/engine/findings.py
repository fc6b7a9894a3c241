"""Gather the opinions of one rule on an event's subjects into findings, one a verdict or step."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.domain.event.kinds import Event
from monitor.domain.finding import (
    Basis,
    Evidence,
    ExemptionState,
    ExemptionView,
    Finding,
    Level,
    LimitView,
    Undecided,
    Verdict,
)
from monitor.domain.provision import Citation
from monitor.engine.explain import limit_summary, summary_of
from monitor.engine.facts import Fact, Sheet, Subject
from monitor.engine.judge import Opinion
from monitor.engine.tally import Crossing, Tally
from monitor.rulebook.rule import Rule, Status

UNDONE_STAGES = frozenset({"offered", "contracted", "attempted", "returned"})
DEFAULT_ACTION = "review"


class Judged(NamedTuple):
    """A subject, the facts it was judged by, and the opinion of one rule."""

    subject: Subject
    sheet: Sheet
    opinion: Opinion


def findings_of(rule: Rule, event: Event, judged: Sequence[Judged]) -> tuple[Finding, ...]:
    """Give one finding for each verdict, with its subjects together."""
    by_verdict: dict[Verdict, list[Judged]] = {}
    for item in judged:
        if item.opinion.verdict is not None:
            by_verdict.setdefault(item.opinion.verdict, []).append(item)
    if not by_verdict:
        return ()
    return tuple(
        _finding(rule, event, verdict, by_verdict[verdict])
        for verdict in Verdict
        if verdict in by_verdict
    )


def undecided_of(
    rule: Rule, judged: Sequence[Judged], extra: Sequence[str] = ()
) -> Undecided | None:
    """Give what is missing to decide the rule, if any subject stayed open."""
    missing = [name for item in judged if _is_open(item) for name in item.opinion.missing]
    missing.extend(extra)
    if not missing and not any(_is_open(item) for item in judged):
        return None
    return Undecided(rule.id, rule.citations, _distinct(missing))


def _is_open(item: Judged) -> bool:
    return item.opinion.because == "incomplete"


def _distinct(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _finding(rule: Rule, event: Event, verdict: Verdict, items: Sequence[Judged]) -> Finding:
    subjects = _distinct(item.subject.path for item in items if item.subject.path)
    exemptions = _exemptions(items)
    return Finding(
        rule=rule.id,
        version=rule.version,
        verdict=verdict,
        level=_level(rule, verdict, exemptions),
        provisions=_provisions(rule, verdict, exemptions),
        clauses=_distinct(name for item in items for name in item.opinion.clauses),
        evidence=_evidence(items),
        missing=_distinct(name for item in items for name in item.opinion.missing),
        summary=_staged(event, summary_of(rule.title, verdict, event, subjects)),
        action=_action(rule, verdict),
        subjects=subjects,
        exemptions=exemptions,
        uncertain=any(item.opinion.uncertain for item in items),
        group_key=_group_key(rule, items[0].sheet, None),
        shadow=rule.status is Status.SHADOW,
    )


def _staged(event: Event, summary: str) -> str:
    """Say it where the deal was only offered, agreed, tried or undone (contract, ``stage``)."""
    if event.stage not in UNDONE_STAGES:
        return summary
    return f"{summary.removesuffix('.')} ({event.stage}, not carried out)."


def _action(rule: Rule, verdict: Verdict) -> str:
    handling = rule.on_finding.get(verdict)
    return handling.action if handling is not None else DEFAULT_ACTION


def _level(rule: Rule, verdict: Verdict, exemptions: Sequence[ExemptionView]) -> Level:
    handling = rule.on_finding.get(verdict)
    if verdict is Verdict.EXEMPTED:
        granted = [view for view in exemptions if view.state is ExemptionState.GRANTED]
        if any(view.missing for view in granted):
            return Level.LOW
        return handling.level if handling is not None else Level.INFO
    return handling.level if handling is not None else rule.level


def _provisions(
    rule: Rule, verdict: Verdict, exemptions: Sequence[ExemptionView]
) -> tuple[Citation, ...]:
    if verdict is not Verdict.EXEMPTED:
        return rule.citations
    granted = [view.citation for view in exemptions if view.state is ExemptionState.GRANTED]
    return tuple(dict.fromkeys((*rule.citations, *granted)))


def _exemptions(items: Sequence[Judged]) -> tuple[ExemptionView, ...]:
    """Show every exemption once, as it stands for the first subject where it is most open."""
    order = list(ExemptionState)
    shown: dict[str, ExemptionView] = {}
    for item in items:
        for view in item.opinion.exemptions:
            known = shown.get(view.id)
            if known is None or order.index(view.state) < order.index(known.state):
                shown[view.id] = view
    return tuple(shown.values())


def _evidence(items: Sequence[Judged]) -> tuple[Evidence, ...]:
    pieces: dict[Evidence, None] = {}
    for item in items:
        for piece in item.opinion.evidence:
            pieces[piece] = None
    return tuple(pieces)


def _group_key(rule: Rule, sheet: Sheet, view: LimitView | None) -> str | None:
    """Join the values of ``group_by``; a missing key never groups (design decision 11)."""
    if not rule.group_by:
        return None
    parts = [rule.id]
    for name in rule.group_by:
        value = _limit_value(name, view) if name.startswith("limit.") else _text(sheet.get(name))
        if value is None:
            return None
        parts.append(f"{name}={value}")
    return "|".join(parts)


def _text(fact: Fact | None) -> str | None:
    if fact is None or not fact.certain:
        return None
    return str(fact.value)


def _limit_value(name: str, view: LimitView | None) -> str | None:
    if view is None:
        return None
    values = {
        "limit.basis": view.basis.value,
        "limit.from": view.start.isoformat(),
        "limit.step": view.step,
    }
    return values.get(name)


def limit_findings(
    rule: Rule, event: Event, judged: Sequence[Judged], tally: Tally, cite: Citation
) -> tuple[Finding, ...]:
    """Give a finding for each step crossed, and one for a delivery after supply had to stop."""
    steps = [_step_finding(rule, judged, crossing, cite) for crossing in tally.crossings]
    if tally.stopped is not None:
        steps.append(_stopped_finding(rule, event, judged, tally.stopped, cite))
    return tuple(steps)


def _step_finding(
    rule: Rule, judged: Sequence[Judged], crossing: Crossing, cite: Citation
) -> Finding:
    view = crossing.view
    return Finding(
        rule=rule.id,
        version=rule.version,
        verdict=Verdict.LIMIT,
        level=crossing.level,
        provisions=(cite,),
        clauses=_distinct(name for item in judged for name in item.opinion.clauses),
        evidence=_evidence(judged),
        missing=(),
        summary=limit_summary(rule.title, view),
        action=_action(rule, Verdict.LIMIT),
        subjects=_distinct(item.subject.path for item in judged),
        limit=view,
        group_key=_group_key(rule, judged[0].sheet, view),
        shadow=rule.status is Status.SHADOW,
    )


def _stopped_finding(
    rule: Rule, event: Event, judged: Sequence[Judged], view: LimitView, cite: Citation
) -> Finding:
    """After supply had to stop, a delivery is prohibited; on an observed total alone, unsettled."""
    verdict = Verdict.PROHIBITED if view.basis is Basis.REPORTED else Verdict.UNSETTLED
    subjects = _distinct(item.subject.path for item in judged)
    title = f"{rule.title}, supplied after the {view.step} % step on the {view.basis.value} total"
    return Finding(
        rule=rule.id,
        version=rule.version,
        verdict=verdict,
        level=_level(rule, verdict, ()),
        provisions=(cite,),
        clauses=(
            *_distinct(name for item in judged for name in item.opinion.clauses),
            "supply_stopped",
        ),
        evidence=_evidence(judged),
        missing=(),
        summary=_staged(event, summary_of(title, verdict, event, subjects)),
        action=_action(rule, verdict),
        subjects=subjects,
        limit=view,
        group_key=None,
        shadow=rule.status is Status.SHADOW,
    )
