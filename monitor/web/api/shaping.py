"""From domain objects to the public shapes."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from monitor.domain.alert import Alert
from monitor.domain.canonical import plain_decimal
from monitor.domain.ports import AlertEntry, LinkedFinding, StoredEvent
from monitor.domain.provision import Citation
from monitor.rulebook.book import RuleBook
from monitor.service.coverage import Covered
from monitor.service.limits import BasisStatus, LimitStatus
from monitor.service.projection import Projection
from monitor.web.api.schemas import (
    AlertOut,
    AmountOut,
    CoveredOut,
    EntryOut,
    EventRefOut,
    EventVersionOut,
    LimitBasisOut,
    LimitOut,
    LimitStepOut,
    LinkedFindingOut,
    ProjectionOut,
    ProvisionOut,
    StepStandingOut,
    WhyOut,
)
from monitor.web.rulebooks import rule_in


def instant(value: datetime) -> str:
    """Write an instant in UTC, to the second."""
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


def provision(citation: Citation) -> ProvisionOut:
    """Shape a citation."""
    return ProvisionOut(
        instrument=citation.instrument, paragraph=citation.paragraph, short=citation.short
    )


def provisions_of(alert: Alert, book: RuleBook) -> list[ProvisionOut]:
    """Shape an alert's paragraphs; the rule knows their instruments."""
    rule = rule_in(book, alert.rule)
    known = {} if rule is None else {item.short: item for item in rule.citations}
    return [
        provision(known[short])
        if short in known
        else ProvisionOut(instrument=None, paragraph=short.partition(":")[2], short=short)
        for short in alert.provisions
    ]


def alert_fields(alert: Alert, book: RuleBook) -> dict[str, Any]:
    """Give what a list shows of an alert."""
    rule = rule_in(book, alert.rule)
    return {
        "id": alert.id,
        "state": alert.state.value,
        "level": alert.level.value,
        "verdict": alert.verdict.value,
        "rule": alert.rule,
        "rule_title": None if rule is None else rule.title,
        "provisions": provisions_of(alert, book),
        "summary": alert.summary,
        "opened_at": instant(alert.opened_at),
        "last_seen_at": instant(alert.last_seen_at),
        "due_at": instant(alert.due_at),
        "overdue": alert.overdue,
        "occurrences": alert.occurrences,
        "assignee": alert.assignee,
        "disposition": None if alert.disposition is None else alert.disposition.value,
        "reason": alert.reason,
        "superseded": alert.superseded,
        "version": alert.revision,
        "reference": alert.reference,
        "close_proposed_by": alert.close_proposed_by,
        "snoozed_until": None if alert.snoozed_until is None else instant(alert.snoozed_until),
        "sources": list(alert.sources),
        "evidence": alert.strength.name.lower(),
    }


def alert_out(alert: Alert, book: RuleBook) -> AlertOut:
    """Shape an alert for a list."""
    return AlertOut(**alert_fields(alert, book))


def why(alert: Alert, newest: LinkedFinding | None, book: RuleBook) -> WhyOut:
    """Say why an alert stands; an operational one stands on no finding."""
    found: Mapping[str, Any] = {} if newest is None else newest.finding
    return WhyOut(
        summary=found.get("summary", alert.summary),
        action=found.get("action"),
        rule=alert.rule,
        rule_version=found.get("version"),
        clauses=found.get("clauses", []),
        evidence=found.get("evidence", []),
        provisions=provisions_of(alert, book),
        missing=found.get("missing", []),
        rulebook=None if newest is None else newest.rulebook,
        lists=None if newest is None else newest.lists,
    )


def event_ref(linked: LinkedFinding) -> EventRefOut:
    """Name the event version of a finding."""
    return EventRefOut(
        source=linked.key.source,
        event_id=linked.key.event_id,
        version=linked.version,
        occurred_on=linked.occurred_on.isoformat(),
        superseded=linked.superseded,
    )


def events_of(findings: Sequence[LinkedFinding]) -> list[EventRefOut]:
    """Name every event version once, in the order of the findings."""
    seen: dict[tuple[str, str, int], EventRefOut] = {}
    for linked in findings:
        seen.setdefault((*linked.key, linked.version), event_ref(linked))
    return list(seen.values())


def linked_finding(linked: LinkedFinding) -> LinkedFindingOut:
    """Shape a finding with its event and what it was judged by."""
    return LinkedFindingOut(
        event=event_ref(linked),
        finding=dict(linked.finding),
        rulebook=linked.rulebook,
        lists=linked.lists,
        judged_at=instant(linked.judged_at),
    )


def entry(line: AlertEntry) -> EntryOut:
    """Shape a line of a time line."""
    return EntryOut(at=instant(line.at), by=line.by, action=line.action, note=line.note)


def event_version(stored: StoredEvent) -> EventVersionOut:
    """Shape a stored version; numbers stay exact, as text."""
    version = stored.version
    return EventVersionOut(
        version=version.version,
        superseded=stored.superseded,
        kind=version.kind,
        occurred_on=version.occurred_on.isoformat(),
        received_at=instant(version.received_at),
        receipt=version.receipt,
        content_hash=version.content_hash,
        event=event_body(version.raw),
        judgement=None if stored.judgement is None else dict(stored.judgement),
        judged_at=None if stored.judged_at is None else instant(stored.judged_at),
        error=stored.error,
    )


def event_body(raw: bytes) -> dict[str, Any]:
    """Read the kept text of an accepted event; decimals keep every digit."""
    body: dict[str, Any] = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    return body


def _basis(status: BasisStatus, unit: str) -> LimitBasisOut:
    following = status.next
    return LimitBasisOut(
        total=_amount(status.total, unit),
        share_percent=plain_decimal(status.share),
        remaining=_amount(status.remaining, unit),
        next_step=status.next_step,
        left_to_next_step=None if following is None else _amount(following.left, unit),
        incomplete=status.incomplete,
        incomplete_deliveries=status.incomplete_deliveries,
        deliveries=status.deliveries,
        not_counting=status.not_counting,
        steps=[
            StepStandingOut(
                at=step.at,
                quantity=_amount(step.quantity, unit),
                left=_amount(step.left, unit),
                reached=step.is_reached,
                projected_on=day_text(step.projected_on),
            )
            for step in status.steps
        ],
        projection=None if status.projection is None else _projection(status.projection, unit),
        no_projection=status.no_projection,
    )


def _projection(found: Projection, unit: str) -> ProjectionOut:
    return ProjectionOut(
        from_=found.start.isoformat(),
        through=found.through.isoformat(),
        days=found.days,
        amount=_amount(found.amount, unit),
        per_day=_amount(found.per_day, unit),
        until=found.until.isoformat(),
        total=_amount(found.total, unit),
        share_percent=plain_decimal(found.share),
    )


def day_text(day: date | None) -> str | None:
    """Write a day, where there is one."""
    return None if day is None else day.isoformat()


def _amount(value: Decimal, unit: str) -> AmountOut:
    return AmountOut(value=plain_decimal(value), unit=unit)


def limit_out(status: LimitStatus) -> LimitOut:
    """Shape the state of a limit."""
    return LimitOut(
        id=status.id,
        measure=status.measure,
        title=status.title,
        provisions=[provision(item) for item in status.provisions],
        cite=status.cite,
        from_=status.start.isoformat(),
        until=status.until.isoformat(),
        counts_until=status.counts_until.isoformat(),
        limit=_amount(status.of, status.unit),
        steps=[
            LimitStepOut(at=step.at, level=step.level.value, duty=step.duty)
            for step in status.steps
        ],
        reported=_basis(status.reported, status.unit),
        observed=_basis(status.observed, status.unit),
    )


def covered_out(covered: Covered) -> CoveredOut:
    """Shape a provision of the register."""
    entry = covered.provision
    return CoveredOut(
        key=entry.key,
        instrument=covered.instrument,
        cites=list(entry.cites),
        title=entry.title,
        force=entry.force,
        from_=entry.from_.isoformat(),
        until=day_text(entry.until),
        evidence=entry.evidence,
        status=entry.status.value,
        rules=list(entry.rules),
        cases=covered.cases,
        reason=entry.reason,
        faults=list(covered.faults),
    )
