"""The typed condition tree and the tests inside clauses.

A rule names its clauses and joins them in one line, such as ``is_coal and any of (leaves_dprk,
of_dprk_origin)``. The line is parsed once; everything behind it works on this tree.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

Scalar = str | bool | Decimal | date
"""A value that a test compares with: text or code, truth, number, day."""


class DayOp(StrEnum):
    """How one day is compared with another."""

    BEFORE = "before"
    ON_OR_BEFORE = "on_or_before"
    AFTER = "after"
    ON_OR_AFTER = "on_or_after"


class NumberOp(StrEnum):
    """How a number is compared with a bound."""

    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Equals:
    """The field has this value; of tags, this one is among them."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Member:
    """The field lies in a vocabulary entry, written ``@commodity.coal``."""

    vocab: str
    entry: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field has any one of these values or lies in any one of these entries."""

    values: tuple[Scalar | Member, ...]


@dataclass(frozen=True, slots=True)
class NotTest:
    """The inner test fails; where the field is unknown, so is this."""

    test: "Test"


@dataclass(frozen=True, slots=True)
class DayCompare:
    """The day stands so to another: a fixed day, or the day in the field of that name."""

    op: DayOp
    other: date | str


@dataclass(frozen=True, slots=True)
class WithinDaysAfter:
    """The day is the start day or at most ``days`` days after it."""

    start: date | str
    days: int


@dataclass(frozen=True, slots=True)
class NumberCompare:
    """The number stands so to a bound."""

    op: NumberOp
    value: Decimal


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The text or code begins with one of these."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """The text holds one of these words, upper and lower case alike."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The field is there (or is not); this is never unknown."""

    expected: bool


Test = (
    Equals
    | Member
    | OneOf
    | NotTest
    | DayCompare
    | WithinDaysAfter
    | NumberCompare
    | StartsWith
    | Contains
    | Known
)


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One line of a clause: a field and what is asked of it."""

    field: str
    test: Test


@dataclass(frozen=True, slots=True)
class Clause:
    """A named fact: all of its tests hold together."""

    name: str
    tests: tuple[FieldTest, ...]


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause's name in a condition; ``offset`` is where it stands in the line."""

    name: str
    offset: int = dataclass_field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A truth field's own name in an anchor, such as ``nexus.dprk``."""

    field: str
    offset: int = dataclass_field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every item holds."""

    items: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one item holds."""

    items: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``n`` of the items hold."""

    n: int
    items: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The item does not hold."""

    item: "Condition"


Condition = ClauseRef | FieldRef | AllOf | AnyOf | AtLeast | Not


def conjunction(items: Iterable[Condition]) -> Condition:
    """Join with *and*; nested conjunctions are flattened and a single item stays itself."""
    flat = tuple(
        part for item in items for part in (item.items if isinstance(item, AllOf) else (item,))
    )
    return flat[0] if len(flat) == 1 else AllOf(flat)


def disjunction(items: Iterable[Condition]) -> Condition:
    """Join with *or*; nested disjunctions are flattened and a single item stays itself."""
    flat = tuple(
        part for item in items for part in (item.items if isinstance(item, AnyOf) else (item,))
    )
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def atoms(condition: Condition) -> Iterator[ClauseRef | FieldRef]:
    """Give every name in the condition, from left to right, repeated ones too."""
    match condition:
        case ClauseRef() | FieldRef():
            yield condition
        case Not(item):
            yield from atoms(item)
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            for item in items:
                yield from atoms(item)
        case _:
            assert_never(condition)


def negations(condition: Condition) -> Iterator[Not]:
    """Give every *not* in the condition."""
    match condition:
        case ClauseRef() | FieldRef():
            return
        case Not(item):
            yield condition
            yield from negations(item)
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            for item in items:
                yield from negations(item)
        case _:
            assert_never(condition)


def holds(condition: Condition, is_true: Callable[[ClauseRef | FieldRef], bool]) -> bool:
    """Evaluate with plain truth values; the checks of rule files use it, the judge does not."""
    match condition:
        case ClauseRef() | FieldRef():
            return is_true(condition)
        case Not(item):
            return not holds(item, is_true)
        case AllOf(items):
            return all(holds(item, is_true) for item in items)
        case AnyOf(items):
            return any(holds(item, is_true) for item in items)
        case AtLeast(n, items):
            return sum(holds(item, is_true) for item in items) >= n
        case _:
            assert_never(condition)
