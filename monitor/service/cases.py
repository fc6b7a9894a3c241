"""Embedded cases through the real engine, for ``rules test`` and the tests of the rule files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import get_args

from monitor.domain.canonical import plain_decimal
from monitor.domain.event import CommitteeReport, Event, EventRejected, check_event
from monitor.domain.event.scalars import known_countries
from monitor.domain.finding import Basis, ExemptionState, Finding, Verdict
from monitor.domain.ports import EventKey
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.pipeline import Engine, RuleTrace
from monitor.rulebook.cases import (
    CASE_SOURCE,
    NONE,
    REASONS,
    UNDECIDED,
    CaseDelivery,
    CaseOutcome,
    CaseResult,
    StepOutcome,
    run_case,
)
from monitor.rulebook.rule import Rule
from monitor.rulebook.yaml12 import Plain

_BECAUSE_OF_STEP = {"95": "supply_stopped", "100": "limit_exceeded"}
_REPORTED_COMMODITIES = get_args(CommitteeReport.model_fields["commodity"].annotation)
_PRODUCTS = ("diesel", "lpg", "gasoline", "kerosene", "fuel_oil", "lubricants", "other")


def run_embedded(engine: Engine, rules: Sequence[Rule]) -> Iterator[CaseResult]:
    """Run every case of the rules, one after the other."""
    judge = CaseJudge(engine)
    for rule in rules:
        for case in rule.tests:
            yield run_case(rule, case, judge)


class CaseJudge:
    """Judges embedded cases as the engine judges events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shapes: dict[tuple[str, Basis, str | None], dict[str, Plain]] = {}

    def event(self, rule: Rule, event: Mapping[str, Plain]) -> Sequence[CaseOutcome]:
        """Say everything that one rule says of one event."""
        try:
            checked = check_event(dict(event), None).event
        except EventRejected as refused:
            return [CaseOutcome("rejected", because=str(refused))]
        reasons = self._engine.refusals(checked)
        if reasons:
            return [CaseOutcome("rejected", because=reasons[0].message)]
        trace = self._engine.trace(rule.id, checked, MemoryHistory(), MemoryLedger())
        return outcomes_of(trace)

    def deliveries(self, rule: Rule, deliveries: Sequence[CaseDelivery]) -> Sequence[StepOutcome]:
        """Take deliveries in, one after the other, and give all that was said of them."""
        ledger, history = MemoryLedger(), MemoryHistory()
        suppliers = sorted(known_countries() - {self._engine.book.target_country, "XK", "ZZ"})
        said: list[StepOutcome] = []
        for number, delivery in enumerate(deliveries):
            shape = self._shape(rule, delivery, [one.day for one in deliveries])
            supplier = suppliers[number % len(suppliers)]
            event = _delivery_event(shape, delivery, supplier, f"{rule.id}.{number + 1}")
            judgement = self._engine.judge(event, history, ledger)
            ledger.accept(EventKey(event.source, event.event_id), judgement)
            said.extend(
                _step_of(finding, delivery)
                for finding in judgement.findings
                if finding.rule == rule.id and finding.limit is not None
            )
        return said

    def _shape(self, rule: Rule, delivery: CaseDelivery, days: Sequence[date]) -> dict[str, Plain]:
        """Find an event that the rule counts; which goods those are is the rule's business."""
        key = (rule.id, delivery.basis, delivery.product)
        if key not in self._shapes:
            fitting = (
                shape
                for shape in self._candidates(delivery)
                for day in days
                if self._is_counted(rule, shape, delivery, day)
            )
            self._shapes[key] = next(fitting, next(self._candidates(delivery)))
        return self._shapes[key]

    def _candidates(self, delivery: CaseDelivery) -> Iterator[dict[str, Plain]]:
        if delivery.basis is Basis.REPORTED:
            for commodity in _REPORTED_COMMODITIES:
                yield _report_shape(commodity, delivery.product)
            return
        for commodity in self._engine.book.vocab.commodities.values():
            if commodity.hs and delivery.product in (None, commodity.product):
                yield _shipment_shape(
                    commodity.hs[0].prefix, commodity.label, self._engine.book.target_country
                )

    def _is_counted(
        self, rule: Rule, shape: dict[str, Plain], delivery: CaseDelivery, day: date
    ) -> bool:
        event = _delivery_event(shape, delivery, "RU", "probe", day)
        trace = self._engine.trace(rule.id, event, MemoryHistory(), MemoryLedger())
        return any(opinion.strict for opinion in trace.opinions)


def outcomes_of(trace: RuleTrace) -> list[CaseOutcome]:
    """Put what a rule said of an event in the words of the cases."""
    said = [_outcome_of(finding, trace) for finding in trace.findings]
    if trace.undecided is not None:
        said.append(CaseOutcome(UNDECIDED, "incomplete", missing=trace.undecided.missing))
    if not said:
        said.append(CaseOutcome(NONE, trace.because if trace.because in REASONS else None))
    return said


def _outcome_of(finding: Finding, trace: RuleTrace) -> CaseOutcome:
    holding = (ExemptionState.GRANTED, ExemptionState.UNPROVED)
    named = [view.id for state in holding for view in finding.exemptions if view.state is state]
    refused = {
        view.id: view.refused for view in finding.exemptions if view.state is ExemptionState.REFUSED
    }
    return CaseOutcome(
        verdict=finding.verdict.value,
        because=trace.because if trace.because in REASONS else None,
        level=finding.level.value,
        clauses=finding.clauses,
        missing=finding.missing,
        exemption=named[0] if named else None,
        refused=refused,
    )


def _step_of(finding: Finding, delivery: CaseDelivery) -> StepOutcome:
    limit = finding.limit
    step = limit.step if limit is not None else ""
    is_step = finding.verdict is Verdict.LIMIT
    return StepOutcome(
        day=delivery.day,
        step=int(step) if is_step else None,
        level=finding.level.value,
        verdict=finding.verdict.value,
        because=None if is_step else _BECAUSE_OF_STEP.get(step),
        basis=limit.basis if limit is not None else delivery.basis,
    )


def _report_shape(commodity: str, product: str | None) -> dict[str, Plain]:
    shape: dict[str, Plain] = {"kind": "committee_report", "commodity": commodity}
    if product is not None and product in _PRODUCTS:
        shape["product"] = product
    return shape


def _shipment_shape(code: str, label: str, target: str) -> dict[str, Plain]:
    return {
        "kind": "shipment",
        "stage": "delivered",
        "certainty": "observed",
        "goods": [{"hs_code": code, "description": label}],
        "route": {"discharge": {"country": target}},
    }


def _delivery_event(
    shape: dict[str, Plain],
    delivery: CaseDelivery,
    supplier: str,
    event_id: str,
    day: date | None = None,
) -> Event:
    on = (day or delivery.day).isoformat()
    quantity: dict[str, Plain] = {"value": plain_decimal(delivery.amount), "unit": delivery.unit}
    event: dict[str, Plain] = {
        **shape,
        "source": CASE_SOURCE,
        "event_id": event_id,
        "occurred_on": on,
    }
    worth: dict[str, Plain] = {}
    if delivery.value_usd is not None:
        amount = plain_decimal(delivery.value_usd)
        worth = {"value": {"amount": amount, "currency": "USD"}}
    goods = shape.get("goods")
    if isinstance(goods, list) and isinstance(goods[0], dict):
        route = shape["route"]
        assert isinstance(route, dict)
        event["goods"] = [{**goods[0], "quantity": quantity, **worth}]
        event["route"] = {**route, "loading": {"country": supplier}}
        event["delivered_on"] = on
    else:
        event.update(quantity=quantity, supplier_country=supplier, period={"from": on, "to": on})
        event.update(worth)
    return check_event(event, None).event
