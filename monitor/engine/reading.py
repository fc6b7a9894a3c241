"""Read conditions against facts: each answer twice, strictly and leaning.

Strictly, a possible fact is unknown; leaning, it is taken as true. The difference separates what
is prohibited from what is unsettled because the evidence is positive but does not decide.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, assert_never

from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth, all_of, any_of, at_least
from monitor.engine.facts import Fact, Port, Sheet, Tags
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    ClauseRef,
    Condition,
    Contains,
    DayCompare,
    DayOp,
    Equals,
    FieldRef,
    Known,
    Member,
    Not,
    NotTest,
    NumberCompare,
    NumberOp,
    OneOf,
    Scalar,
    StartsWith,
    Test,
    WithinDaysAfter,
)


class Reading(NamedTuple):
    """An answer, strict and leaning."""

    strict: Truth
    leaning: Truth

    def negated(self) -> "Reading":
        """Give the opposite."""
        return Reading(self.strict.negated(), self.leaning.negated())


YES = Reading(Truth.TRUE, Truth.TRUE)
NO = Reading(Truth.FALSE, Truth.FALSE)
OPEN = Reading(Truth.UNKNOWN, Truth.UNKNOWN)
LIKELY = Reading(Truth.UNKNOWN, Truth.TRUE)


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """What one clause came to: the answer, the fields that speak for it, those that lack."""

    name: str
    reading: Reading
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]


def read_all(readings: Iterable[Reading]) -> Reading:
    """Conjunction of readings."""
    listed = list(readings)
    return Reading(all_of(r.strict for r in listed), all_of(r.leaning for r in listed))


def read_any(readings: Iterable[Reading]) -> Reading:
    """Disjunction of readings."""
    listed = list(readings)
    return Reading(any_of(r.strict for r in listed), any_of(r.leaning for r in listed))


class Reader:
    """Reads clauses and conditions with the meaning that the vocabulary gives to absence.

    Args:
        absent_is_none: tells of a field whether its absence means that there is no such thing.
        members: the values of a vocabulary entry, by ``(vocab, entry)``.
        place_holds: tells whether a port lies in a place of the vocabulary.
    """

    def __init__(
        self,
        absent_is_none: Callable[[str], bool],
        members: Callable[[str, str], frozenset[str]],
        place_holds: Callable[[str, Port], Truth],
    ) -> None:
        self._absent_is_none = absent_is_none
        self._members = members
        self._place_holds = place_holds

    def clause(self, clause: Clause, sheet: Sheet) -> ClauseReading:
        """Read all tests of a clause together."""
        readings: list[Reading] = []
        evidence: list[Evidence] = []
        missing: list[str] = []
        for line in clause.tests:
            fact = sheet.get(line.field)
            reading = self._field(line.field, line.test, fact, sheet)
            readings.append(reading)
            if reading.leaning is Truth.TRUE and fact is not None:
                evidence.extend(_speaking(line.test, fact))
            if reading.strict is Truth.UNKNOWN:
                missing.extend(self._lacking(line.field, line.test, sheet))
        return ClauseReading(clause.name, read_all(readings), tuple(evidence), tuple(missing))

    def condition(
        self, condition: Condition, clauses: Mapping[str, ClauseReading], sheet: Sheet
    ) -> Reading:
        """Read a condition from the readings of its clauses."""
        match condition:
            case ClauseRef(name):
                return clauses[name].reading
            case FieldRef(name):
                return self._field(name, Equals(value=True), sheet.get(name), sheet)
            case AllOf(items):
                return read_all(self.condition(item, clauses, sheet) for item in items)
            case AnyOf(items):
                return read_any(self.condition(item, clauses, sheet) for item in items)
            case AtLeast(count, items):
                readings = [self.condition(item, clauses, sheet) for item in items]
                return Reading(
                    at_least(count, (r.strict for r in readings)),
                    at_least(count, (r.leaning for r in readings)),
                )
            case Not(item):
                return self.condition(item, clauses, sheet).negated()
            case _ as never:
                assert_never(never)

    def _field(self, name: str, test: Test, fact: Fact | None, sheet: Sheet) -> Reading:
        if isinstance(test, Known):
            return YES if (fact is not None) is test.expected else NO
        if isinstance(test, NotTest):
            return self._field(name, test.test, fact, sheet).negated()
        if fact is None:
            return self._absent(name, test)
        answer = self._value(test, fact, sheet)
        if fact.certain or isinstance(fact.value, Tags):
            return answer
        return Reading(Truth.UNKNOWN, answer.leaning)

    def _absent(self, name: str, test: Test) -> Reading:
        if not self._absent_is_none(name):
            return OPEN
        return YES if isinstance(test, Equals) and test.value is False else NO

    def _value(self, test: Test, fact: Fact, sheet: Sheet) -> Reading:
        value = fact.value
        match test:
            case Equals(wanted):
                return self._equals(wanted, value)
            case Member():
                return self._member(test, fact)
            case OneOf(values):
                return read_any(
                    self._member(item, fact)
                    if isinstance(item, Member)
                    else self._equals(item, value)
                    for item in values
                )
            case DayCompare(op, other):
                return self._days(op, value, self._day(other, sheet))
            case WithinDaysAfter(start, days):
                return _within(value, self._day(start, sheet), days)
            case NumberCompare(op, bound):
                return _numbers(op, value, bound)
            case StartsWith(prefixes):
                return _both(isinstance(value, str) and value.startswith(prefixes))
            case Contains(words):
                text = value.casefold() if isinstance(value, str) else ""
                return _both(any(word.casefold() in text for word in words))
            case Known() | NotTest():
                return self._field("", test, fact, sheet)
            case _ as never:
                assert_never(never)

    def _equals(self, wanted: Scalar, value: object) -> Reading:
        if isinstance(value, Tags):
            return _tag(value, str(wanted))
        if isinstance(value, Truth):
            same = Reading(value, value)
            return same if wanted is True else same.negated()
        if isinstance(value, Port):
            return _both(wanted in value)
        return _both(value == wanted)

    def _member(self, test: Member, fact: Fact) -> Reading:
        if isinstance(fact.value, Port):
            truth = self._place_holds(test.entry, fact.value)
            return Reading(truth, truth)
        if test.vocab == "commodity" and isinstance(fact.value, Tags):
            return _tag(fact.value, test.entry)
        members = self._members(test.vocab, test.entry)
        if isinstance(fact.value, Tags):
            return read_any(_tag(fact.value, member) for member in members)
        return _both(fact.value in members)

    def _day(self, other: date | str, sheet: Sheet) -> date | None:
        if isinstance(other, date):
            return other
        fact = sheet.get(other)
        if fact is None or not fact.certain or not isinstance(fact.value, date):
            return None
        return fact.value

    @staticmethod
    def _days(op: DayOp, value: object, other: date | None) -> Reading:
        if other is None or not isinstance(value, date):
            return OPEN
        match op:
            case DayOp.BEFORE:
                return _both(value < other)
            case DayOp.ON_OR_BEFORE:
                return _both(value <= other)
            case DayOp.AFTER:
                return _both(value > other)
            case DayOp.ON_OR_AFTER:
                return _both(value >= other)
            case _ as never:
                assert_never(never)

    def _lacking(self, name: str, test: Test, sheet: Sheet) -> list[str]:
        inner = test.test if isinstance(test, NotTest) else test
        other: date | str | None = None
        if isinstance(inner, DayCompare):
            other = inner.other
        elif isinstance(inner, WithinDaysAfter):
            other = inner.start
        lacking = [name] if _is_open(sheet.get(name), inner) else []
        if isinstance(other, str) and sheet.get(other) is None:
            lacking.append(other)
        return lacking or [name]


def _is_open(fact: Fact | None, test: Test) -> bool:
    if fact is None or not fact.certain:
        return True
    if isinstance(fact.value, Truth):
        return fact.value is Truth.UNKNOWN
    return isinstance(fact.value, Tags) and not isinstance(test, DayCompare | WithinDaysAfter)


def _both(answer: bool) -> Reading:  # noqa: FBT001 - an answer becomes a reading here
    return YES if answer else NO


def _tag(tags: Tags, wanted: str) -> Reading:
    tag = tags.known.get(wanted)
    if tag is None:
        return NO if tags.complete else OPEN
    if tag.truth is Truth.TRUE:
        return YES if tag.certain else LIKELY
    return OPEN if tag.truth is Truth.UNKNOWN else NO


def _within(value: object, start: date | None, days: int) -> Reading:
    if start is None or not isinstance(value, date):
        return OPEN
    return _both(start <= value <= start + timedelta(days=days))


def _numbers(op: NumberOp, value: object, bound: Decimal) -> Reading:
    if not isinstance(value, Decimal):
        return OPEN
    match op:
        case NumberOp.ABOVE:
            return _both(value > bound)
        case NumberOp.AT_LEAST:
            return _both(value >= bound)
        case NumberOp.BELOW:
            return _both(value < bound)
        case NumberOp.AT_MOST:
            return _both(value <= bound)
        case _ as never:
            assert_never(never)


def _speaking(test: Test, fact: Fact) -> tuple[Evidence, ...]:
    if not isinstance(fact.value, Tags):
        return fact.evidence
    wanted: list[str] = []
    if isinstance(test, Equals):
        wanted = [str(test.value)]
    elif isinstance(test, Member):
        wanted = [test.entry]
    elif isinstance(test, OneOf):
        wanted = [item.entry if isinstance(item, Member) else str(item) for item in test.values]
    pieces: list[Evidence] = []
    for name in wanted:
        tag = fact.value.known.get(name)
        if tag is not None and tag.truth is not Truth.FALSE:
            pieces.extend(tag.evidence)
    return tuple(pieces) or fact.evidence
