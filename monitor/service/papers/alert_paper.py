"""One alert on paper: what happened, the law of that day, the evidence, and what was done."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from monitor.domain.finding import EVIDENCE_MAX
from monitor.service.papers.dossier import Dossier, flat
from monitor.service.papers.paper import Paper

_FIELDS_MAX: Final = 300
STATES: Mapping[str, str] = {
    "granted": "proved",
    "refused": "refused",
    "unproved": "not proved",
    "not_claimed": "not claimed",
}


def alert_paper(dossier: Dossier, made_at: datetime, made_by: str) -> bytes:
    """Write an alert as PDF; the same alert at the same time gives the same bytes."""
    alert = dossier.alert
    paper = Paper(f"Alert {alert.id}", made_at, made_by)
    paper.title(dossier.summary)
    _state(paper, dossier)
    _law(paper, dossier)
    write_evidence(paper, dossier)
    _limit(paper, dossier)
    _exemptions(paper, dossier)
    write_screening(paper, dossier)
    write_event(paper, dossier)
    _story(paper, dossier)
    _proof(paper, dossier)
    return paper.bytes()


def _state(paper: Paper, dossier: Dossier) -> None:
    alert = dossier.alert
    rows = [
        ("Alert", alert.id),
        ("Level and verdict", f"{alert.level.value}, {alert.verdict.value}"),
        ("State", alert.state.value.replace("_", " ") + (", overdue" if alert.overdue else "")),
        ("Opened", _at(alert.opened_at)),
        ("Due", _at(alert.due_at)),
        ("Seen", f"{alert.occurrences} times, last {_at(alert.last_seen_at)}"),
        ("Assigned to", alert.assignee or "nobody"),
    ]
    if alert.disposition is not None:
        rows.append(("Disposition", alert.disposition.value.replace("_", " ")))
        rows.append(("Reason", alert.reason or ""))
    if alert.superseded:
        rows.append(("Note", "The event was corrected after this alert was opened."))
    paper.facts(rows)


def _law(paper: Paper, dossier: Dossier) -> None:
    paper.heading("The paragraph in force that day")
    rule = dossier.rule
    if rule is None:
        paper.paragraph("; ".join(dossier.cites) or "This alert is about the machine, not the law.")
        return
    paper.paragraph(dossier.cites[0], strong=True)
    paper.paragraph(f"{rule.title}. {rule.summary}")
    until = rule.in_force.until
    rows = [
        ("In force", f"from {rule.in_force.from_}" + (f" until {until}" if until else "")),
        ("Judged for", "" if dossier.occurred_on is None else dossier.occurred_on.isoformat()),
        ("Rule", f"{rule.id}, version {dossier.finding.get('version', rule.version)}"),
    ]
    if len(dossier.cites) > 1:
        rows.append(("Also", "; ".join(dossier.cites[1:])))
    paper.facts(rows)
    for authority in rule.authority:
        adopted = f", adopted {authority.adopted}" if authority.adopted else ""
        note = f". {authority.note}" if authority.note else ""
        paper.paragraph(
            f"{authority.instrument}, paragraph {authority.paragraph}{adopted}: "
            f"{authority.effect.value}{note}",
            quiet=True,
        )


def write_evidence(paper: Paper, dossier: Dossier) -> None:
    """Write what decided, field by field."""
    pieces = dossier.finding.get("evidence") or []
    if not pieces and not dossier.missing:
        return
    paper.heading("What decided")
    if pieces:
        rows = [(one["path"], one["value"], one["says"]) for one in pieces[:EVIDENCE_MAX]]
        paper.table(("Field", "Value", "What it says"), rows, (28, 28, 44))
    more = dossier.finding.get("evidence_more", 0)
    if more:
        paper.paragraph(
            f"{more} more pieces of evidence are not kept with the finding.", quiet=True
        )
    if dossier.missing:
        paper.paragraph("Not known:")
        paper.items(dossier.missing)


def _limit(paper: Paper, dossier: Dossier) -> None:
    limit: Mapping[str, Any] | None = dossier.finding.get("limit")
    if limit is None:
        return
    total, of = Decimal(limit["total"]), Decimal(limit["of"])
    paper.heading("The limit when this was accepted")
    paper.facts([
        ("Limit", f"{limit['id']}: {of:,f} {limit['unit']}"),
        ("Window", f"{limit['from']} until {limit['to']} (not counted)"),
        (f"Total {limit['basis']}", f"{total:,f} {limit['unit']} ({total * 100 / of:.1f} %)"),
        ("Remaining", f"{max(of - total, Decimal(0)):,f} {limit['unit']}"),
        ("Step", f"{limit['step']} %"),
    ])  # fmt: skip


def _exemptions(paper: Paper, dossier: Dossier) -> None:
    if not dossier.exemptions:
        return
    paper.heading("Exemptions that could apply, and what would prove them")
    for one in dossier.exemptions:
        paper.paragraph(
            f"{one.title} ({one.cite}): {STATES.get(one.state, one.state)}", strong=True
        )
        for label, lines in (
            ("Refused, because this does not hold:", one.refused),
            ("Still to be shown:", one.missing),
            ("Would prove it:", one.proof if one.state != "granted" else ()),
        ):
            if lines:
                paper.paragraph(label, quiet=True)
                paper.items(lines)


def write_screening(paper: Paper, dossier: Dossier) -> None:
    """Write which list entries the event's names and numbers may be, and why."""
    if not dossier.screening:
        return
    paper.heading("Names and numbers on the lists")
    rows = [
        (
            one["path"],
            f"{one['name']} ({one['list']} {one['ref']})",
            f"{one['score']} {'certain' if one.get('certain') else 'possible'}",
            "; ".join(str(why) for why in one["why"]),
        )
        for one in dossier.screening
    ]
    paper.table(("In the event", "List entry", "Score", "Why"), rows, (18, 34, 14, 34))


def write_event(paper: Paper, dossier: Dossier) -> None:
    """Write the event as it was reported, one field a line."""
    if not dossier.event or dossier.linked is None:
        return
    key, version = dossier.linked.key, dossier.linked.version
    paper.heading("The event as it was reported")
    paper.paragraph(f"{key.source} / {key.event_id}, version {version}", quiet=True)
    rows = flat(dossier.event)
    paper.table(("Field", "Value"), rows[:_FIELDS_MAX], (35, 65))
    if len(rows) > _FIELDS_MAX:
        left = len(rows) - _FIELDS_MAX
        paper.paragraph(f"{left} more fields stand in the export of the event.", quiet=True)


def _story(paper: Paper, dossier: Dossier) -> None:
    paper.heading("Time line")
    rows = [
        (_at(one.at), one.by, one.action.replace("_", " "), one.note) for one in dossier.entries
    ]
    paper.table(("When", "Who", "What", "Note"), rows, (22, 20, 14, 44))


def _proof(paper: Paper, dossier: Dossier) -> None:
    linked = dossier.linked
    if linked is None:
        return
    paper.heading("Judged with")
    paper.facts([
        ("Rulebook", linked.rulebook),
        ("Lists", linked.lists),
        ("Judged", _at(linked.judged_at)),
    ])  # fmt: skip


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
