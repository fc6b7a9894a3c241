"""Write a rule as a rule file: what is read back is the same rule."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml

from monitor.rulebook.cases import (
    BARREL,
    Case,
    CaseDelivery,
    EventCase,
    Expectation,
    StepExpectation,
)
from monitor.rulebook.clauses import dump_block
from monitor.rulebook.condition_line import condition_text
from monitor.rulebook.dated import Turn, TurnKind
from monitor.rulebook.rule import Authority, Exemption, Handling, Limit, Rule
from monitor.rulebook.yaml12 import Plain

PlainMap = dict[str, Plain]


class _Dumper(yaml.SafeDumper):
    """Writes decimals as plain digits, and repeats values in place of aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library's signature
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")


_Dumper.add_representer(Decimal, _decimal)


def rule_yaml(rule: Rule) -> str:
    """Write a rule as the text of a rule file."""
    text: str = yaml.dump(
        rule_document(rule), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return text


def rule_document(rule: Rule) -> PlainMap:
    """Write a rule as the plain values of a rule file, in the order of its keys."""
    document: PlainMap = {
        "id": rule.id,
        "kind": rule.kind.value,
        "title": rule.title,
        "status": rule.status.value,
        "level": rule.level.value,
        "summary": rule.summary,
        "authority": [_authority(part) for part in rule.authority],
        "also_cites": [_authority(part) for part in rule.also_cites],
        "in_force": {
            "from": str(rule.in_force.from_),
            "until": _text(rule.in_force.until),
            "judged_on": rule.in_force.judged_on.value,
        },
        "reviewed": _without_none(
            date=str(rule.reviewed.day),
            by=rule.reviewed.by,
            evidence=rule.reviewed.evidence,
            note=rule.reviewed.note,
        ),
        "applies_to": [rule.default_kind, *sorted(rule.applies_to - {rule.default_kind})],
        "for_each": rule.for_each,
        "anchor": condition_text(rule.anchor),
        "match": dump_block(rule.match),
        "exemptions": [_exemption(item) for item in rule.exemptions],
        **(_limit(rule.limit) if rule.limit is not None else {}),
        "on_finding": _on_finding(rule),
        "when_incomplete": rule.when_incomplete,
        **_prose(rule),
        "tests": [_case(case) for case in rule.tests],
    }
    return {key: value for key, value in document.items() if value not in ([], None)}


def _prose(rule: Rule) -> PlainMap:
    retired = rule.retired
    return {
        "tags": [*rule.tags],
        "false_positives": [*rule.false_positives],
        "blind_spots": [*rule.blind_spots],
        "runbook": rule.runbook,
        "what_clears": [*rule.what_clears],
        "related": [{"id": one.id, "type": one.type} for one in rule.related],
        "history": [*rule.history],
        "retired": None
        if retired is None
        else {
            "date": str(retired.day),
            "reason": retired.reason,
            "successor": retired.successor,
        },
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _without_none(**values: Plain) -> PlainMap:
    return {key: value for key, value in values.items() if value is not None}


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _authority(part: Authority) -> PlainMap:
    return _without_none(
        instrument=part.instrument,
        paragraph=part.paragraph,
        effect=part.effect.value,
        adopted=_text(part.adopted),
        note=part.note,
    )


def _exemption(item: Exemption) -> PlainMap:
    written = _without_none(
        id=item.id,
        title=item.title,
        authority=_authority(item.authority),
        basis=item.basis,
        provisions=[*sorted(item.provisions)],
        note=item.note,
        claimed_when=dump_block(item.claimed_when),
        granted_when=dump_block(item.granted_when),
        record_missing=[*item.record_missing],
    )
    return {key: value for key, value in written.items() if value != []}


def _limit(limit: Limit) -> PlainMap:
    values: PlainMap = {
        str(first): None
        if value is None
        else _without_none(
            value=_number(value.value),
            window=_turn(value.turn),
            cite=value.cite,
            alternative=None if value.alternative is None else _number(value.alternative),
        )
        for first, value in limit.values.entries
    }
    steps: list[Plain] = [
        {
            "at": step.at,
            "level": step.level.value,
            "stops_supply": step.stops_supply,
            "duty": step.duty,
        }
        for step in limit.steps
    ]
    tally = _without_none(
        sum=limit.sum,
        unit=limit.unit,
        product=limit.product,
        bases=[basis.value for basis in limit.bases],
        alternative=None
        if limit.alternative is None
        else {"sum": limit.alternative.sum, "unit": limit.alternative.unit},
    )
    return {"tally": tally, "limit": values, "steps": steps}


def _turn(turn: Turn) -> PlainMap:
    if turn.kind is TurnKind.UNTIL:
        return {"until": str(turn.until)}
    return {"every": turn.kind.value}


def _on_finding(rule: Rule) -> PlainMap:
    handling: PlainMap = {verdict.value: _handling(one) for verdict, one in rule.on_finding.items()}
    return {**handling, "group_by": [*rule.group_by]}


def _handling(handling: Handling) -> PlainMap:
    return {"action": handling.action, "level": handling.level.value}


def _case(case: Case) -> PlainMap:
    if isinstance(case, EventCase):
        return _without_none(
            name=case.name,
            known_gap=case.known_gap,
            given={**case.given},
            expect=_expectation(case.expect),
        )
    return _without_none(
        name=case.name,
        known_gap=case.known_gap,
        deliveries=[_delivery(one) for one in case.deliveries],
        expect=[_step(one) for one in case.expect],
    )


def _expectation(expect: Expectation) -> PlainMap:
    return _without_none(
        verdict=expect.verdict,
        because=expect.because,
        level=expect.level,
        clauses=_listed(expect.clauses),
        missing=_listed(expect.missing),
        exemption=expect.exemption,
        refused=_refused(expect.refused),
    )


def _listed(names: Iterable[str] | None) -> Plain:
    return None if names is None else [*names]


def _refused(refused: Mapping[str, tuple[str, ...]] | None) -> Plain:
    return None if refused is None else {key: [*names] for key, names in refused.items()}


def _delivery(one: CaseDelivery) -> PlainMap:
    amount: dict[str, Any] = {"quantity": _number(one.amount), "unit": one.unit}
    if one.unit == BARREL:
        amount = {"barrels": _number(one.amount)}
    value_usd = None if one.value_usd is None else _number(one.value_usd)
    rest = _without_none(product=one.product, basis=one.basis.value, value_usd=value_usd)
    return {"date": str(one.day), **amount, **rest}


def _step(one: StepExpectation) -> PlainMap:
    return _without_none(
        date=str(one.day),
        step=one.step,
        level=one.level,
        verdict=one.verdict,
        because=one.because,
        basis=None if one.basis is None else one.basis.value,
    )
