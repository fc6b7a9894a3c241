"""RB5: the cases that each rule must have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from monitor.domain.event import EventRejected, check_event
from monitor.domain.finding import Basis
from monitor.rulebook.cases import (
    BARREL,
    NONE,
    CaseDelivery,
    EventCase,
    Expectation,
    LimitCase,
    event_of,
)
from monitor.rulebook.dated import Window
from monitor.rulebook.lint.base import Flaw, LintContext
from monitor.rulebook.loader import LoadedRule
from monitor.rulebook.logic import blocks_of
from monitor.rulebook.rule import FULL, Exemption, JudgedOn, Kind, Limit, Rule, Status, Step
from monitor.rulebook.shapes import parse_day
from monitor.rulebook.vocab import Vocab
from monitor.rulebook.yaml12 import Plain

FIRING = frozenset({"prohibited", "unsettled", "exempted", "inspect", "limit"})
CLOSE_SHARE = Decimal("0.01")
"""Just below a step is at most one percent of the limit below it."""

_PATH = ("tests",)
_DAY_KEYS: Mapping[JudgedOn, tuple[str, ...]] = {
    JudgedOn.OCCURRED_ON: ("occurred_on",),
    JudgedOn.DELIVERED_ON: ("delivered_on", "occurred_on"),
    JudgedOn.PERMIT_FROM: ("permit_from", "occurred_on"),
    JudgedOn.OPENED_ON: ("opened_on", "occurred_on"),
    JudgedOn.SPAN: ("started_at", "permit_from", "occurred_on"),
}


def _is_checked(rule: Rule) -> bool:
    return rule.status in {Status.LIVE, Status.SHADOW}


def _path(one: LoadedRule) -> tuple[str, ...]:
    return _PATH if one.rule.tests else ()


def both_outcomes(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB501: at least one case fires, and at least one stays silent."""
    if not _is_checked(one.rule):
        return
    kept = [case for case in one.rule.tests if case.known_gap is None]
    if not any(_fires(case) for case in kept):
        yield Flaw(
            _path(one), "no case fires: a rule must show what it flags. Add one that is found"
        )
    if not any(_is_silent(case) for case in kept):
        yield Flaw(
            _path(one),
            "no case stays silent: a rule must show what it leaves alone, on a day when it is in "
            "force. Add a lawful event with 'expect: {verdict: none}'",
        )


def _fires(case: EventCase | LimitCase) -> bool:
    return bool(case.expect) if isinstance(case, LimitCase) else case.expect.verdict in FIRING


def _is_silent(case: EventCase | LimitCase) -> bool:
    if isinstance(case, LimitCase):
        return not case.expect
    return case.expect.verdict == NONE and case.expect.because not in {"not_in_force", "incomplete"}


def boundary_days(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB502: the day before and the day of each start and end are covered by cases."""
    rule = one.rule
    if not _is_checked(rule):
        return
    covered = {day for case in rule.tests for day in _days_of(case, rule.in_force.judged_on)}
    for label, day in _boundaries(rule):
        before = day - timedelta(days=1)
        lacking = [one_day for one_day in (before, day) if one_day not in covered]
        if lacking:
            yield Flaw(
                _path(one),
                f"no case is on {' or '.join(str(one_day) for one_day in lacking)}, and {label} is "
                f"{day}: the day before and the day itself are both shown. Add what is missing",
            )


def _boundaries(rule: Rule) -> Iterator[tuple[str, date]]:
    yield "the first day in force", rule.in_force.from_
    if rule.in_force.until is not None:
        yield "the first day no longer in force", rule.in_force.until
    if rule.limit is not None:
        for first, _ in rule.limit.values.entries[1:]:
            yield "the first day of another limit", first


def _days_of(case: EventCase | LimitCase, judged_on: JudgedOn) -> Iterator[date]:
    if isinstance(case, LimitCase):
        yield from (delivery.day for delivery in case.deliveries)
        return
    days = (_day_in(case.given, key) for key in _DAY_KEYS[judged_on])
    known = [day for day in days if day is not None]
    yield from known if judged_on is JudgedOn.SPAN else known[:1]


def _day_in(given: Mapping[str, Plain], key: str) -> date | None:
    value = given.get(key)
    return parse_day(value[:10]) if isinstance(value, str) else None


def exemption_cases(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB503: each exemption has a granted, a refused and a missing-facts case."""
    rule = one.rule
    if not _is_checked(rule):
        return
    cases = [case for case in rule.tests if isinstance(case, EventCase)]
    for index, exemption in enumerate(rule.exemptions):
        lacking = _lacking_cases(rule, exemption, cases)
        if lacking:
            yield Flaw(
                ("exemptions", index),
                f"the exemption '{exemption.id}' has no case {', '.join(lacking)}: each way it can "
                "come out is shown. Add it",
            )


def _lacking_cases(rule: Rule, exemption: Exemption, cases: list[EventCase]) -> list[str]:
    expected = [case.expect for case in cases if case.known_gap is None]
    is_only_one = len(rule.exemptions) == 1

    def is_about_it(expect: Expectation) -> bool:
        if expect.exemption is not None:
            return expect.exemption == exemption.id
        return is_only_one or bool(_fields_of(exemption) & {*(expect.missing or ())})

    lacking: list[str] = []
    if not any(one.verdict == "exempted" and is_about_it(one) for one in expected):
        lacking.append(f"that grants it ({{verdict: exempted, exemption: {exemption.id}}})")
    if not any(exemption.id in (one.refused or {}) for one in expected):
        lacking.append(f"that refuses it (refused: {{{exemption.id}: [...]}})")
    is_open = any(one.verdict == "unsettled" and is_about_it(one) for one in expected)
    if rule.kind is not Kind.DUTY and not is_open:
        lacking.append(f"with facts missing ({{verdict: unsettled, exemption: {exemption.id}}})")
    return lacking


def _fields_of(exemption: Exemption) -> set[str]:
    return {
        line.field
        for _, block in blocks_of(exemption)
        for clause in block.clauses.values()
        for line in clause.tests
    }


def step_cases(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB504: each step has a case just below it and one exactly at it."""
    limit = one.rule.limit
    if limit is None or not _is_checked(one.rule):
        return
    if context.vocab.units.find(limit.unit) is None:
        return  # RB402 tells it
    totals = _totals(one.rule, limit, context.vocab)
    for index, step in enumerate(limit.steps):
        if any(_shows_step(step, window, reached) for window, reached in totals.items()):
            continue
        example = max(totals or {_example(limit): []}, key=lambda window: window.start)
        yield Flaw(("steps", index), _step_message(step, example))


def _example(limit: Limit) -> Window:
    first, value = limit.values.entries[-1]
    return Window(first, first, value.value if value else Decimal(0), limit.unit, "")


def _step_message(step: Step, window: Window) -> str:
    at = window.value * step.at / 100
    if step.at == FULL:
        need = f"a total of exactly {at:f}, which is silent, and one just above"
    else:
        need = f"a total just below {at:f}, such as {at - 1:f}, and one of exactly {at:f}"
    return (
        f"no case shows the step at {step.at} on both sides: with the limit of {window.value:f} "
        f"{window.unit} that needs {need}. Add deliveries that reach them"
    )


def _totals(rule: Rule, limit: Limit, vocab: Vocab) -> dict[Window, list[Decimal]]:
    """Give every running total that the cases reach, by the window it belongs to."""
    reached: dict[Window, list[Decimal]] = defaultdict(list)
    for case in rule.tests:
        if not isinstance(case, LimitCase) or case.known_gap is not None:
            continue
        running: dict[tuple[Window, Basis], Decimal] = defaultdict(Decimal)
        for delivery in case.deliveries:
            for window in limit.windows_on(delivery.day):
                amount = _amount(delivery, window, limit, vocab)
                if amount is not None:
                    running[window, delivery.basis] += amount
                    reached[window].append(running[window, delivery.basis])
    return reached


def _amount(delivery: CaseDelivery, window: Window, limit: Limit, vocab: Vocab) -> Decimal | None:
    if window.is_value:
        return delivery.value_usd
    if limit.unit == BARREL:
        product = limit.product or delivery.product
        barrels = vocab.to_barrels(delivery.amount, delivery.unit, product)
        return None if barrels is None else barrels.value
    return vocab.convert(delivery.amount, delivery.unit, limit.unit)


def _shows_step(step: Step, window: Window, reached: list[Decimal]) -> bool:
    at, near = window.value * step.at / 100, window.value * CLOSE_SHARE
    if step.at == FULL:
        return at in reached and any(at < total <= at + near for total in reached)
    return at in reached and any(at - near <= total < at for total in reached)


def closed_gaps(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB505: a known gap really fails; one that closes is an error."""
    for result in context.results or ():
        if result.rule == one.rule.id and result.is_gap_closed:
            index = next(i for i, case in enumerate(one.rule.tests) if case == result.case)
            yield Flaw(
                ("tests", index, "known_gap"),
                f"the case {result.case.name!r} is marked as a known gap, and it passes: the gap "
                "is closed. Remove 'known_gap' and keep the case",
                at_key=True,
            )


def contract_events(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB506: the event of a case keeps to the contract, and the rule applies to its kind."""
    for index, case in enumerate(one.rule.tests):
        if not isinstance(case, EventCase):
            continue
        event = event_of(one.rule, case)
        path = ("tests", index, "given")
        kind = event["kind"]
        if kind not in one.rule.applies_to:
            yield Flaw(
                (*path, "kind"),
                f"the event is of kind '{kind}', and the rule applies to "
                f"{', '.join(sorted(one.rule.applies_to))}: it would never be judged. Correct one",
            )
        try:
            check_event(event, None)
        except EventRejected as rejection:
            for reason in rejection.reasons:
                where = f" at '{reason.path}'" if reason.path else ""
                yield Flaw(
                    (*path, *_steps_of(reason.path)),
                    f"the event of the case breaks the contract{where}: {reason.message}. "
                    "Correct the case",
                )


def _steps_of(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in path.split("/") if step]


def case_names(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB507: cases have names of their own, and name only clauses and exemptions that exist."""
    seen: dict[str, int] = {}
    exemptions = {exemption.id for exemption in one.rule.exemptions}
    for index, case in enumerate(one.rule.tests):
        if seen.setdefault(case.name, index) != index:
            yield Flaw(
                ("tests", index, "name"),
                f"the name {case.name!r} is already that of case {seen[case.name] + 1}: a case is "
                "found by its name. Choose another",
            )
        if isinstance(case, EventCase):
            yield from _known_names(one.rule, case, index, exemptions)


def _known_names(rule: Rule, case: EventCase, index: int, exemptions: set[str]) -> Iterator[Flaw]:
    path = ("tests", index, "expect")
    for name in case.expect.clauses or ():
        if name not in rule.clauses:
            yield Flaw(
                (*path, "clauses"),
                f"the clause '{name}' is expected, and 'match' has none of that name. Correct it",
            )
    named = {*(case.expect.refused or {})}
    if case.expect.exemption is not None:
        named.add(case.expect.exemption)
    for name in sorted(named - exemptions):
        yield Flaw(
            path, f"the exemption '{name}' is expected, and the rule has none of it. Correct it"
        )
