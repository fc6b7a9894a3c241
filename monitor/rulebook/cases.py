"""The cases inside rule files as plain objects, and the comparison with what a judge says.

A case gives an event (or deliveries toward a limit) and what must be said of it. Judging needs the
engine, which stands above this package; it comes in through the `Judge` protocol.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from monitor.domain.finding import Basis
from monitor.rulebook.yaml12 import Plain

NONE = "none"
UNDECIDED = "undecided"
CASE_VERDICTS = (NONE, "prohibited", "unsettled", "exempted", "inspect", "limit", UNDECIDED)
REASONS = ("not_in_force", "incomplete", "anchor")
DELIVERY_REASONS = ("supply_stopped", "limit_exceeded")
BARREL = "barrel"
CASE_SOURCE = "embedded-case"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be said of one event; what is ``None`` is not compared."""

    verdict: str
    because: str | None = None
    level: str | None = None
    clauses: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    exemption: str | None = None
    refused: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class EventCase:
    """One event and what must be said of it.

    Attributes:
        name: A sentence that is true when the case passes.
        given: The part of an event that matters; `event_of` fills in the rest.
        expect: What must be said.
        known_gap: Why the rule misses this; such a case must fail.
    """

    name: str
    given: Mapping[str, Plain]
    expect: Expectation
    known_gap: str | None = None


@dataclass(frozen=True, slots=True)
class CaseDelivery:
    """A delivery toward a limit, on its day."""

    day: date
    amount: Decimal
    unit: str = BARREL
    product: str | None = None
    basis: Basis = Basis.REPORTED
    value_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StepExpectation:
    """Something that must be said on a day: a step reached, or a delivery after supply stopped."""

    day: date
    step: int | None = None
    level: str | None = None
    verdict: str | None = None
    because: str | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class LimitCase:
    """Deliveries in order of the file, and everything that must be said of them."""

    name: str
    deliveries: tuple[CaseDelivery, ...]
    expect: tuple[StepExpectation, ...]
    known_gap: str | None = None


Case = EventCase | LimitCase


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What a judge said of one event under one rule."""

    verdict: str
    because: str | None = None
    level: str | None = None
    clauses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    exemption: str | None = None
    refused: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What a judge said on one day of deliveries."""

    day: date
    step: int | None
    level: str
    verdict: str
    because: str | None = None
    basis: Basis = Basis.REPORTED


class CaseOwner(Protocol):
    """What a case needs to know of the rule that it stands in."""

    @property
    def id(self) -> str:
        """The rule's id."""
        ...

    @property
    def default_kind(self) -> str:
        """The kind of event that a case means where it names none."""
        ...

    @property
    def tests(self) -> tuple[Case, ...]:
        """The rule's cases."""
        ...


Owner = TypeVar("Owner", bound=CaseOwner)
Owner_contra = TypeVar("Owner_contra", bound=CaseOwner, contravariant=True)


class Judge(Protocol[Owner_contra]):
    """Judges embedded cases; the engine is behind it."""

    def event(self, rule: Owner_contra, event: Mapping[str, Plain]) -> Sequence[CaseOutcome]:
        """Say everything that one rule says of one event; nothing said is an empty sequence."""
        ...

    def deliveries(
        self, rule: Owner_contra, deliveries: Sequence[CaseDelivery]
    ) -> Sequence[StepOutcome]:
        """Take deliveries in, one after the other, and give all that was said of them."""
        ...


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out: what differs, and whether that is as the file says.

    Attributes:
        rule: The rule's id.
        case: The case.
        differences: What was said otherwise than expected; empty where nothing was.
    """

    rule: str
    case: Case
    differences: tuple[str, ...]

    @property
    def is_gap_closed(self) -> bool:
        """Tell whether a case that is marked as a known gap passes, so that the mark is wrong."""
        return self.case.known_gap is not None and not self.differences

    @property
    def is_as_written(self) -> bool:
        """Tell whether the case passes, or is a known gap that really fails."""
        return bool(self.differences) is (self.case.known_gap is not None)

    @property
    def message(self) -> str:
        """Say in one line how the case came out."""
        name = f"{self.rule} :: {self.case.name}"
        if self.is_gap_closed:
            return f"{name}: the known gap is closed. Remove 'known_gap' and keep the case"
        if self.case.known_gap is not None:
            return f"{name}: known gap, {self.case.known_gap}"
        if not self.differences:
            return f"{name}: as expected"
        return f"{name}: {'; '.join(self.differences)}"


def event_of(rule: CaseOwner, case: EventCase) -> dict[str, Plain]:
    """Give the whole event of a case: source, id and kind filled in where it leaves them open."""
    position = next(
        (index for index, known in enumerate(rule.tests) if known is case), len(rule.tests)
    )
    filled: dict[str, Plain] = {
        "source": CASE_SOURCE,
        "event_id": f"{rule.id}.{position + 1}",
        "kind": rule.default_kind,
    }
    return {**filled, **case.given}


def run_case(rule: Owner, case: Case, judge: Judge[Owner]) -> CaseResult:
    """Have a case judged and compare."""
    if isinstance(case, EventCase):
        said = judge.event(rule, event_of(rule, case))
        return CaseResult(rule.id, case, tuple(differences(case.expect, said)))
    steps = judge.deliveries(rule, case.deliveries)
    return CaseResult(rule.id, case, tuple(step_differences(case.expect, steps)))


def run_cases(rules: Iterable[Owner], judge: Judge[Owner]) -> list[CaseResult]:
    """Have every case of the rules judged."""
    return [run_case(rule, case, judge) for rule in rules for case in rule.tests]


def differences(expect: Expectation, said: Sequence[CaseOutcome]) -> list[str]:
    """Give in words how what was said of an event differs from what must be said."""
    wanted = _normal_verdict(expect.verdict, expect.because)
    outcome = _outcome_to_compare(wanted, said)
    if _normal_verdict(outcome.verdict, outcome.because) != wanted:
        return [f"the verdict is {_shown(outcome)}, and {_wanted(expect)} is expected"]
    found: list[str] = []
    because = None if wanted == UNDECIDED else expect.because  # undecided is its own reason
    compared = (
        ("because", because, outcome.because),
        ("the level", expect.level, outcome.level),
        ("the exemption", expect.exemption, outcome.exemption),
    )
    for label, wished, actual in compared:
        if wished is not None and wished != actual:
            found.append(f"{label} is {_word(actual)}, and {_word(wished)} is expected")
    found += _set_differences("clauses", expect.clauses, outcome.clauses)
    found += _set_differences("missing", expect.missing, outcome.missing)
    found += _refused_differences(expect.refused, outcome.refused or {})
    return found


def _normal_verdict(verdict: str, because: str | None) -> str:
    return UNDECIDED if verdict == NONE and because == "incomplete" else verdict


def _outcome_to_compare(wanted: str, said: Sequence[CaseOutcome]) -> CaseOutcome:
    """Give the outcome with the wanted verdict, else the first; nothing said is ``none``."""
    fitting = (one for one in said if _normal_verdict(one.verdict, one.because) == wanted)
    return next(fitting, said[0] if said else CaseOutcome(NONE))


def _shown(outcome: CaseOutcome) -> str:
    details = [f"because: {outcome.because}"] if outcome.because else []
    if outcome.clauses:
        details.append(f"clauses: {', '.join(outcome.clauses)}")
    if outcome.missing:
        details.append(f"missing: {', '.join(outcome.missing)}")
    return f"'{outcome.verdict}'" + (f" ({'; '.join(details)})" if details else "")


def _wanted(expect: Expectation) -> str:
    return f"'{expect.verdict}'" + (f" (because: {expect.because})" if expect.because else "")


def _word(value: str | None) -> str:
    return "not given" if value is None else f"'{value}'"


def _set_differences(
    label: str, wished: tuple[str, ...] | None, actual: tuple[str, ...]
) -> list[str]:
    if wished is None or set(wished) == set(actual):
        return []
    lacking = [name for name in wished if name not in actual]
    extra = [name for name in actual if name not in wished]
    parts = [f"lacks {', '.join(lacking)}"] if lacking else []
    parts += [f"has {', '.join(extra)} too"] if extra else []
    return [f"{label} {' and '.join(parts)}"]


def _refused_differences(
    wished: Mapping[str, tuple[str, ...]] | None, actual: Mapping[str, tuple[str, ...]]
) -> list[str]:
    found: list[str] = []
    for exemption, clauses in (wished or {}).items():
        if exemption not in actual:
            found.append(f"the exemption '{exemption}' is not refused")
        else:
            found += _set_differences(f"refused '{exemption}'", clauses, actual[exemption])
    return found


def step_differences(expect: Sequence[StepExpectation], said: Sequence[StepOutcome]) -> list[str]:
    """Give in words which expected steps were not said, and what was said beyond them."""
    rest = list(said)
    found: list[str] = []
    for wished in expect:
        fitting = next((one for one in rest if _fits(wished, one)), None)
        if fitting is None:
            found.append(f"nothing fits {_step_shown(wished)}")
        else:
            rest.remove(fitting)
    return found + [f"{_step_shown(one)} was not expected" for one in rest]


def _fits(wished: StepExpectation, said: StepOutcome) -> bool:
    asked = ("step", "level", "verdict", "because", "basis")
    values = ((getattr(wished, name), getattr(said, name)) for name in asked)
    return wished.day == said.day and all(wish is None or wish == actual for wish, actual in values)


def _step_shown(step: StepExpectation | StepOutcome) -> str:
    names = ("step", "level", "verdict", "because", "basis")
    parts = [f"{name} {getattr(step, name)}" for name in names if getattr(step, name) is not None]
    return f"{step.day}: {', '.join(parts) or 'anything'}"
