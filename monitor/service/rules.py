"""The rulebook shown to people: a list, one rule in words."""

from collections.abc import Iterator
from datetime import date

from monitor.domain.canonical import plain_decimal
from monitor.rulebook.rule import Authority, Exemption, Rule


def rule_row(rule: Rule) -> dict[str, object]:
    """Give one line of the list of rules."""
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "status": rule.status.value,
        "version": rule.version,
        "level": rule.level.value,
        "title": rule.title,
        "provisions": [citation.short for citation in rule.citations],
        "from": rule.in_force.from_.isoformat(),
        "until": _day(rule.in_force.until),
        "cases": len(rule.tests),
    }


def rule_to_json(rule: Rule) -> dict[str, object]:
    """Give a rule as JSON for programs; the file itself holds the rest."""
    body = rule_row(rule)
    body.update(
        {
            "object": "rule",
            "summary": rule.summary.strip(),
            "authority": [_authority(item) for item in rule.authority],
            "also_cites": [_authority(item) for item in rule.also_cites],
            "judged_on": rule.in_force.judged_on.value,
            "applies_to": sorted(rule.applies_to),
            "for_each": rule.for_each,
            "clauses": list(rule.clauses),
            "exemptions": [_exemption(item) for item in rule.exemptions],
            "steps": _steps(rule),
            "values": _values(rule),
            "group_by": list(rule.group_by),
            "tags": list(rule.tags),
            "false_positives": list(rule.false_positives),
            "blind_spots": list(rule.blind_spots),
            "what_clears": list(rule.what_clears),
            "runbook": rule.runbook,
            "reviewed": {
                "date": rule.reviewed.day.isoformat(),
                "by": rule.reviewed.by,
                "evidence": rule.reviewed.evidence,
            },
            "file": rule.file,
            "logic": rule.logic,
        }
    )
    return body


def rule_in_words(rule: Rule) -> Iterator[str]:
    """Say a rule to a person, line by line."""
    yield rule.title
    yield f"{rule.id}, version {rule.version}, {rule.kind.value}, {rule.status.value}, {rule.level.value}"
    yield ""
    yield from rule.summary.strip().splitlines()
    yield ""
    yield "Authority"
    for authority in (*rule.authority, *rule.also_cites):
        adopted = f", adopted {authority.adopted}" if authority.adopted is not None else ""
        yield (
            f"  {authority.instrument}, paragraph {authority.paragraph}: "
            f"{authority.effect.value}{adopted}"
        )
        if authority.note:
            yield f"    {authority.note}"
    yield f"In force {_span(rule.in_force.from_, rule.in_force.until)}"
    yield f"  decided by {rule.in_force.judged_on.value}; asked for each {rule.for_each} of"
    yield f"  {', '.join(sorted(rule.applies_to))}"
    yield f"Clauses: {', '.join(rule.clauses)}"
    yield from _limit_in_words(rule)
    for exemption in rule.exemptions:
        yield f"Exemption '{exemption.id}': {exemption.title} ({exemption.citation.short})"
        yield f"  claimed when: {', '.join(exemption.claimed_when.clauses)}"
        yield f"  granted when: {', '.join(exemption.granted_when.clauses)}"
    for head, lines in (
        ("What clears it", rule.what_clears),
        ("False positives", rule.false_positives),
        ("Blind spots", rule.blind_spots),
    ):
        if lines:
            yield head
            yield from (f"  - {line.strip()}" for line in lines)
    yield f"Reviewed {rule.reviewed.day} by {rule.reviewed.by}, {rule.reviewed.evidence}"
    yield f"Runbook: {rule.runbook or 'none'}"
    yield f"File: {rule.file}, {len(rule.tests)} cases"


def _authority(authority: Authority) -> dict[str, object]:
    return {
        "instrument": authority.instrument,
        "paragraph": authority.paragraph,
        "effect": authority.effect.value,
        "adopted": _day(authority.adopted),
        "note": authority.note,
    }


def _exemption(exemption: Exemption) -> dict[str, object]:
    return {
        "id": exemption.id,
        "title": exemption.title,
        "provision": exemption.citation.short,
        "basis": exemption.basis,
        "claimed_when": list(exemption.claimed_when.clauses),
        "granted_when": list(exemption.granted_when.clauses),
    }


def _steps(rule: Rule) -> list[dict[str, object]]:
    steps = rule.limit.steps if rule.limit is not None else ()
    return [
        {
            "at": step.at,
            "level": step.level.value,
            "duty": step.duty,
            "stops_supply": step.stops_supply,
        }
        for step in steps
    ]


def _values(rule: Rule) -> list[dict[str, object]]:
    if rule.limit is None:
        return []
    return [
        {
            "from": first.isoformat(),
            "value": None if value is None else plain_decimal(value.value),
            "unit": rule.limit.unit,
            "cite": None if value is None else value.cite,
        }
        for first, value in rule.limit.values.entries
    ]


def _limit_in_words(rule: Rule) -> Iterator[str]:
    for value in _values(rule):
        yield f"Limit from {value['from']}: {value['value']} {value['unit']} ({value['cite']})"
    for step in _steps(rule):
        sign = "above" if step["at"] == 100 else "at"
        yield f"  {sign} {step['at']} %: {step['level']}. {step['duty']}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _span(first: date, until: date | None) -> str:
    return f"from {first}" + (f" until {until}, not counted" if until is not None else "")
