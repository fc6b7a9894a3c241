"""Read the cases of a rule file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.domain.finding import Basis, Level
from monitor.rulebook.cases import (
    BARREL,
    CASE_VERDICTS,
    DELIVERY_REASONS,
    REASONS,
    Case,
    CaseDelivery,
    EventCase,
    Expectation,
    LimitCase,
    StepExpectation,
)
from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.shapes import (
    Choice,
    Day,
    Definitions,
    JsonSchema,
    Node,
    Number,
    Shape,
    Text,
    seen,
)
from monitor.rulebook.yaml12 import Plain

LEVELS = tuple(level.value for level in Level)
BASES = tuple(basis.value for basis in Basis)

_NAMES = ListOf(Text(), least=0)


@dataclass(frozen=True)
class GivenShape(Shape[Mapping[str, Plain]]):
    """The part of an event that a case gives."""

    def read(self, node: Node) -> Mapping[str, Plain]:
        """Read a mapping that says on which day the event occurred."""
        value = node.value
        if not isinstance(value, dict):
            node.refuse("RB014", f"{node.label} must be a part of an event, not {seen(value)}")
        if "occurred_on" not in value:
            node.refuse(
                "RB012",
                "the key 'occurred_on' is missing in 'given': the law of that day applies. Add it",
            )
        Day().read(node.child("occurred_on"))
        return value

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write an object with a day."""
        day = Day().schema(definitions)
        return {"type": "object", "properties": {"occurred_on": day}, "required": ["occurred_on"]}


_EXPECTATION = Record(
    build=Expectation,
    name="expectation",
    keys={
        "verdict": Key(Choice(CASE_VERDICTS), "what must be said"),
        "because": optional(Choice(REASONS), "why nothing is said"),
        "level": optional(Choice(LEVELS)),
        "clauses": optional(_NAMES, "the clauses that hold, all of them"),
        "missing": optional(_NAMES, "the facts that are missing, all of them"),
        "exemption": optional(Text(), "the exemption that is granted, or left open"),
        "refused": optional(MapOf(_NAMES), "exemptions that are refused, and by which clauses"),
    },
)


def _delivery(**keys: Any) -> CaseDelivery:
    amount = keys["barrels"] if keys["barrels"] is not None else keys["quantity"]
    unit = BARREL if keys["unit"] is None else keys["unit"]
    basis = Basis(keys["basis"])
    return CaseDelivery(keys["date"], amount, unit, keys["product"], basis, keys["value_usd"])


def _check_delivery(node: Node, value: Mapping[str, Plain]) -> None:
    has_barrels, has_quantity = "barrels" in value, "quantity" in value
    if has_barrels is has_quantity or (has_barrels and "unit" in value):
        node.note(
            "RB016",
            f"{node.label} must say how much in one way: barrels, or quantity with its unit. "
            "Correct it",
        )


_DELIVERY = Record(
    build=_delivery,
    name="delivery",
    check=_check_delivery,
    keys={
        "date": Key(Day(), "the day of delivery"),
        "barrels": optional(Number(), "how many barrels"),
        "quantity": optional(Number(), "how much, in the unit beside it"),
        "unit": optional(Text(), "the unit of the quantity; barrels where it is left out"),
        "product": optional(Text(), "the petroleum product"),
        "basis": optional(Choice(BASES), "who says so", default=Basis.REPORTED.value),
        "value_usd": optional(Number(), "its value in US dollars"),
    },
)


def _step(**keys: Any) -> StepExpectation:
    return StepExpectation(
        day=keys["date"],
        step=None if keys["step"] is None else int(keys["step"]),
        level=keys["level"],
        verdict=keys["verdict"],
        because=keys["because"],
        basis=None if keys["basis"] is None else Basis(keys["basis"]),
    )


_STEP = Record(
    build=_step,
    name="step_expectation",
    keys={
        "date": Key(Day(), "the day of the delivery that it is said of"),
        "step": optional(Number(is_whole=True), "the step that is reached, in percent"),
        "level": optional(Choice(LEVELS)),
        "verdict": optional(Choice(("limit", "prohibited", "unsettled"))),
        "because": optional(Choice(DELIVERY_REASONS)),
        "basis": optional(Choice(BASES)),
    },
)

_EVENT_CASE = Record(
    build=EventCase,
    name="event_case",
    keys={
        "name": Key(Text(length_max=200), "a sentence that is true when the case passes"),
        "known_gap": optional(Text(), "why the rule misses this; the case must fail"),
        "given": Key(GivenShape(), "the part of an event that matters"),
        "expect": Key(_EXPECTATION),
    },
)
_LIMIT_CASE = Record(
    build=LimitCase,
    name="limit_case",
    keys={
        "name": Key(Text(length_max=200), "a sentence that is true when the case passes"),
        "known_gap": optional(Text(), "why the rule misses this; the case must fail"),
        "deliveries": Key(ListOf(_DELIVERY), "deliveries in the order of their arrival"),
        "expect": Key(ListOf(_STEP, least=0), "all that must be said of them"),
    },
)


@dataclass(frozen=True)
class CaseShape(Shape[Case]):
    """A case of one event, or of deliveries toward a limit."""

    def read(self, node: Node) -> Case:
        """Read whichever of the two it is."""
        if isinstance(node.value, dict) and "deliveries" in node.value:
            return _LIMIT_CASE.read(node)
        return _EVENT_CASE.read(node)

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write either."""
        return {"anyOf": [_EVENT_CASE.schema(definitions), _LIMIT_CASE.schema(definitions)]}
