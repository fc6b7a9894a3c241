"""Read and write the tests of a clause: what is asked of one field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from monitor.rulebook.conditions import (
    Contains,
    DayCompare,
    DayOp,
    Equals,
    Known,
    Member,
    NotTest,
    NumberCompare,
    NumberOp,
    OneOf,
    Scalar,
    StartsWith,
    Test,
    WithinDaysAfter,
)
from monitor.rulebook.fields import FIELD_PATTERN
from monitor.rulebook.issues import did_you_mean, listed, quoted
from monitor.rulebook.records import Key, ListOf, Record, optional
from monitor.rulebook.shapes import (
    Day,
    Definitions,
    Flag,
    JsonSchema,
    Node,
    Number,
    Shape,
    Text,
    parse_day,
    seen,
)
from monitor.rulebook.yaml12 import Plain

WINDOW_DAYS_MAX = 4000

_REFERENCE = re.compile(r"@([a-z][a-z0-9_-]*)\.([a-z0-9][a-z0-9_.-]*)")
_FIELD = re.compile(FIELD_PATTERN)
_WORDS = ListOf(Text(), most=500)


@dataclass(frozen=True)
class TestShape(Shape[Test]):
    """What is asked of a field; days are recognised by the field's type."""

    __test__ = False  # pytest would collect a class of this name
    field_type: str | None = None

    def read(self, node: Node) -> Test:
        """Read a scalar, a reference, a list or one operator."""
        match node.value:
            case dict() as operators:
                return self._operator(node, operators)
            case list() as items:
                return self._one_of(node, len(items))
            case _:
                return self._single(node)

    def _single(self, node: Node) -> Test:
        value = self._scalar(node)
        return value if isinstance(value, Member) else Equals(value)

    def _scalar(self, node: Node) -> Scalar | Member:
        value = node.value
        if isinstance(value, bool):
            return value
        if isinstance(value, int | Decimal):
            return Decimal(value)
        if not isinstance(value, str) or not value.strip():
            node.refuse(
                "RB019",
                f"{node.label} is compared with {seen(value)}: a text, a number, true, false or a "
                "day is expected. To ask whether it is there write {known: true}",
            )
        return self._text(node, value.strip())

    def _text(self, node: Node, text: str) -> Scalar | Member:
        if text.startswith("@"):
            found = _REFERENCE.fullmatch(text)
            if found is None:
                node.refuse(
                    "RB019",
                    f"{quoted(text)} is no reference: write '@vocabulary.entry', as in "
                    "'@commodity.coal'",
                )
            return Member(found[1], found[2])
        day = parse_day(text) if self.field_type == "day" else None
        return day if day is not None else text

    def _one_of(self, node: Node, count: int) -> Test:
        if count == 0:
            node.refuse(
                "RB019", f"{node.label} is compared with an empty list: nothing is in it. Fill it"
            )
        values: list[Scalar | Member] = []
        for index in range(count):
            child = node.child(index)
            if isinstance(child.value, dict | list):
                child.refuse(
                    "RB019",
                    f"{child.label} is {seen(child.value)}: a list of values holds texts, numbers, "
                    "days and references only. Write an operator outside the list",
                )
            values.append(self._scalar(child))
        return OneOf(tuple(values))

    def _operator(self, node: Node, operators: Mapping[str, Plain]) -> Test:
        names = list(operators)
        if len(names) != 1:
            node.refuse(
                "RB019",
                f"{node.label} has {len(names)} operators: one is allowed. Write a clause for "
                "each and join them in the condition",
            )
        name = names[0]
        if name not in _OPERATORS:
            node.child(name).refuse(
                "RB019",
                f"unknown operator {quoted(name)}: allowed are {listed(_OPERATORS)}."
                f"{did_you_mean(name, _OPERATORS)}",
                at_key=True,
            )
        return _OPERATORS[name](self, node.child(name))

    def negated(self, node: Node) -> Test:
        """Read ``{not: TEST}``; a double negation is refused."""
        inner = self.read(node)
        if isinstance(inner, NotTest):
            node.refuse("RB019", "'not' inside 'not' says nothing: leave both out")
        return NotTest(inner)

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write the test once and refer to it."""
        if "test" not in definitions:
            definitions["test"] = {}
            definitions["test"] = _test_schema(definitions)
        return {"$ref": "#/$defs/test"}


def _days(op: DayOp) -> Callable[[TestShape, Node], Test]:
    def read(_: TestShape, node: Node) -> Test:
        text = node.value if isinstance(node.value, str) else ""
        day = parse_day(text)
        if day is None and _FIELD.fullmatch(text) is None:
            node.refuse(
                "RB019",
                f"'{op}' is compared with {seen(node.value)}: a day as YYYY-MM-DD or the name of "
                "a day field is expected. Write it as in {before: 2017-08-05} or "
                "{before: route.loading.on}",
            )
        return DayCompare(op, text if day is None else day)

    return read


def _numbers(op: NumberOp) -> Callable[[TestShape, Node], Test]:
    def read(_: TestShape, node: Node) -> Test:
        return NumberCompare(op, Number().read(node))

    return read


@dataclass(frozen=True, slots=True)
class _Window:
    field: str | None
    day: object
    days: Decimal


_WINDOW = Record(
    build=_Window,
    keys={
        "field": optional(Text(FIELD_PATTERN, "a field name"), "the day field to count from"),
        "day": optional(Day(), "the day to count from"),
        "days": Key(
            Number(Decimal(0), Decimal(WINDOW_DAYS_MAX), is_whole=True), "how many days after it"
        ),
    },
)


def _within(_: TestShape, node: Node) -> Test:
    window = _WINDOW.read(node)
    start = window.field if window.day is None else parse_day(str(window.day))
    if start is None or (window.field is not None and window.day is not None):
        node.refuse(
            "RB019",
            "'within_days_after' counts from one start: write {field: name, days: 30} or "
            "{day: 2017-08-05, days: 30}",
        )
    return WithinDaysAfter(start, int(window.days))


def _starts_with(_: TestShape, node: Node) -> Test:
    return StartsWith(_WORDS.read(node))


def _contains(_: TestShape, node: Node) -> Test:
    return Contains(tuple(word.casefold() for word in _WORDS.read(node)))


def _known(_: TestShape, node: Node) -> Test:
    return Known(Flag().read(node))


_OPERATORS: dict[str, Callable[[TestShape, Node], Test]] = {
    "not": TestShape.negated,
    **{op.value: _days(op) for op in DayOp},
    "within_days_after": _within,
    **{op.value: _numbers(op) for op in NumberOp},
    "starts_with": _starts_with,
    "contains": _contains,
    "known": _known,
}


def _test_schema(definitions: Definitions) -> JsonSchema:
    scalar = {"type": ["string", "number", "boolean"]}
    words = _WORDS.schema(definitions)
    operators: dict[str, JsonSchema] = {
        "not": {"$ref": "#/$defs/test"},
        **{op.value: {"type": "string"} for op in DayOp},
        "within_days_after": _WINDOW.schema(definitions),
        **{op.value: {"type": "number"} for op in NumberOp},
        "starts_with": words,
        "contains": words,
        "known": {"type": "boolean"},
    }
    one_operator = {
        "type": "object",
        "properties": operators,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [scalar, {"type": "array", "items": scalar, "minItems": 1}, one_operator]}


def dump_test(test: Test) -> Plain:
    """Write a test as a rule file would; reading it gives the same test."""
    match test:
        case Equals(value):
            return _plain(value)
        case Member():
            return _plain(test)
        case OneOf(values):
            return [_plain(value) for value in values]
        case _:
            return _dump_operator(test)


def _dump_operator(
    test: NotTest | DayCompare | WithinDaysAfter | NumberCompare | StartsWith | Contains | Known,
) -> Plain:
    match test:
        case NotTest(inner):
            return {"not": dump_test(inner)}
        case DayCompare(op, other):
            return {op.value: str(other)}
        case WithinDaysAfter(start, days):
            key = "field" if isinstance(start, str) else "day"
            return {"within_days_after": {key: str(start), "days": days}}
        case NumberCompare(op, bound):
            return {op.value: _plain(bound)}
        case StartsWith(prefixes):
            return {"starts_with": list(prefixes)}
        case Contains(words):
            return {"contains": list(words)}
        case Known(expected):
            return {"known": expected}
        case _:
            assert_never(test)


def _plain(value: Scalar | Member) -> Plain:
    match value:
        case Member(vocab, entry):
            return f"@{vocab}.{entry}"
        case bool():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case str():
            return value
        case _:
            return value.isoformat()
