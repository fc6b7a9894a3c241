"""``GET /v1/rules``: the law that is watched, for programs."""

from typing import Any

from fastapi import APIRouter, Depends

from monitor.domain.people import Right
from monitor.rulebook.condition_line import condition_text
from monitor.rulebook.field_tests import dump_test
from monitor.rulebook.rule import Authority, Rule
from monitor.web.api.schemas import AuthorityOut, ExemptionOut, ListOut, RuleDetailOut, RuleOut
from monitor.web.api.shaping import provision
from monitor.web.auth import Needs, Services
from monitor.web.deps import RULES_READ
from monitor.web.problems import not_found
from monitor.web.rulebooks import rule_in

router = APIRouter(
    prefix="/v1/rules",
    tags=["rules"],
    dependencies=[Depends(Needs(RULES_READ, Right.READ))],
)


@router.get("", summary="List rules")
def list_rules(services: Services) -> ListOut[RuleOut]:
    """Give every rule of the rulebook in use; the list has one page."""
    rules = services.rulebooks.current.rules
    return ListOut[RuleOut](data=[RuleOut(**_fields(rule)) for rule in rules])


@router.get("/{rule_id}", summary="Read one rule")
def read_rule(rule_id: str, services: Services) -> RuleDetailOut:
    """Give a rule with its law, its clauses as written, and its exemptions."""
    rule = rule_in(services.rulebooks.current, rule_id)
    if rule is None:
        raise not_found("rule", "rule_id")
    return RuleDetailOut(
        **_fields(rule),
        for_each=rule.for_each,
        authority=[_authority(item) for item in (*rule.authority, *rule.also_cites)],
        reviewed_on=rule.reviewed.day.isoformat(),
        evidence=rule.reviewed.evidence,
        anchor=condition_text(rule.anchor),
        condition=condition_text(rule.condition),
        clauses={
            name: {line.field: dump_test(line.test) for line in clause.tests}
            for name, clause in rule.clauses.items()
        },
        exemptions=[
            ExemptionOut(id=item.id, title=item.title, provision=provision(item.authority.citation))
            for item in rule.exemptions
        ],
        false_positives=list(rule.false_positives),
        blind_spots=list(rule.blind_spots),
        what_clears=list(rule.what_clears),
        tags=list(rule.tags),
        logic=rule.logic,
    )


def _fields(rule: Rule) -> dict[str, Any]:
    until = rule.in_force.until
    return {
        "id": rule.id,
        "version": rule.version,
        "kind": rule.kind.value,
        "status": rule.status.value,
        "level": rule.level.value,
        "title": rule.title,
        "summary": rule.summary,
        "provisions": [provision(citation) for citation in rule.citations],
        "in_force_from": rule.in_force.from_.isoformat(),
        "in_force_until": None if until is None else until.isoformat(),
        "applies_to": sorted(rule.applies_to),
        "cases": len(rule.tests),
    }


def _authority(item: Authority) -> AuthorityOut:
    return AuthorityOut(
        provision=provision(item.citation),
        effect=item.effect.value,
        adopted=None if item.adopted is None else item.adopted.isoformat(),
        note=item.note,
    )
