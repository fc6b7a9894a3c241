"""The plain reading of conditions, for the tests that hold the compiled one to it.

It walks the condition anew for each sheet and keeps nothing: what a rule file means, step by step
(docs/decisions/0006-every-condition-is-read-twice.md).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple, assert_never

from monitor.domain.truth import Truth, all_of, any_of, at_least
from monitor.engine.answers import compare_days, compare_numbers, within_days
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
    Equals,
    FieldRef,
    Known,
    Member,
    Not,
    NotTest,
    NumberCompare,
    OneOf,
    Scalar,
    StartsWith,
    Test,
    WithinDaysAfter,
)


class Plain(NamedTuple):
    """An answer, strict and leaning; it equals the reading of the same two values."""

    strict: Truth
    leaning: Truth

    def negated(self) -> "Plain":
        """Give the opposite."""
        return Plain(self.strict.negated(), self.leaning.negated())


YES, NO = Plain(Truth.TRUE, Truth.TRUE), Plain(Truth.FALSE, Truth.FALSE)
OPEN, LIKELY = Plain(Truth.UNKNOWN, Truth.UNKNOWN), Plain(Truth.UNKNOWN, Truth.TRUE)


def both(join: Callable[[Iterable[Truth]], Truth], answers: Iterable[Plain]) -> Plain:
    """Join the strict answers and, apart from them, the leaning ones."""
    listed = list(answers)
    return Plain(join(a.strict for a in listed), join(a.leaning for a in listed))


def plainly(answer: bool) -> Plain:
    """Read a plain yes or no."""
    return YES if answer else NO


class PlainReader:
    """Reads with the meaning that the vocabulary gives to absence and to its entries."""

    def __init__(
        self,
        absent_is_none: Callable[[str], bool],
        members: Callable[[str, str], frozenset[str]],
        place_holds: Callable[[str, Port], Truth],
    ) -> None:
        self._absent_is_none = absent_is_none
        self._members = members
        self._place_holds = place_holds

    def condition(self, condition: Condition, clauses: Mapping[str, Clause], sheet: Sheet) -> Plain:
        """Read a condition over clauses."""
        match condition:
            case ClauseRef(name):
                return self.clause(clauses[name], sheet)
            case FieldRef(name):
                return self.field(name, Equals(value=True), sheet)
            case AllOf(items):
                return both(all_of, [self.condition(item, clauses, sheet) for item in items])
            case AnyOf(items):
                return both(any_of, [self.condition(item, clauses, sheet) for item in items])
            case AtLeast(count, items):
                parts = [self.condition(item, clauses, sheet) for item in items]
                return both(lambda truths: at_least(count, truths), parts)
            case Not(item):
                return self.condition(item, clauses, sheet).negated()
            case _ as never:
                assert_never(never)

    def clause(self, clause: Clause, sheet: Sheet) -> Plain:
        """Read all tests of a clause together."""
        return both(all_of, [self.field(line.field, line.test, sheet) for line in clause.tests])

    def field(self, name: str, test: Test, sheet: Sheet) -> Plain:
        """Read one test of one field."""
        fact = sheet.get(name)
        if isinstance(test, Known):
            return plainly((fact is not None) is test.expected)
        if isinstance(test, NotTest):
            return self.field(name, test.test, sheet).negated()
        if fact is None:
            if not self._absent_is_none(name):
                return OPEN
            return plainly(isinstance(test, Equals) and test.value is False)
        answer = self._value(test, fact, sheet)
        if fact.certain or isinstance(fact.value, Tags):
            return answer
        return Plain(Truth.UNKNOWN, answer.leaning)

    def _value(self, test: Test, fact: Fact, sheet: Sheet) -> Plain:
        value = fact.value
        match test:
            case Equals(wanted):
                return self._equals(wanted, value)
            case Member():
                return self._member(test, fact)
            case OneOf(items):
                return both(
                    any_of,
                    [
                        self._member(item, fact)
                        if isinstance(item, Member)
                        else self._equals(item, value)
                        for item in items
                    ],
                )
            case DayCompare(op, other):
                return Plain(*compare_days(op, value, self._day(other, sheet)))
            case WithinDaysAfter(start, days):
                return Plain(*within_days(value, self._day(start, sheet), days))
            case NumberCompare(how, bound):
                return Plain(*compare_numbers(how, value, bound))
            case StartsWith(prefixes):
                return plainly(isinstance(value, str) and value.startswith(prefixes))
            case Contains(words):
                text = value.casefold() if isinstance(value, str) else ""
                return plainly(any(word.casefold() in text for word in words))
            case Known() | NotTest():
                msg = "read where the field is looked at"
                raise TypeError(msg)
            case _ as never:
                assert_never(never)

    def _equals(self, wanted: Scalar, value: object) -> Plain:
        if isinstance(value, Tags):
            return _tag(value, str(wanted))
        if isinstance(value, Truth):
            truth = value if wanted is True else value.negated()
            return Plain(truth, truth)
        if isinstance(value, Port):
            return plainly(wanted in value)
        return plainly(value == wanted)

    def _member(self, test: Member, fact: Fact) -> Plain:
        value = fact.value
        if isinstance(value, Port):
            truth = self._place_holds(test.entry, value)
            return Plain(truth, truth)
        if test.vocab == "commodity" and isinstance(value, Tags):
            return _tag(value, test.entry)
        members = self._members(test.vocab, test.entry)
        if isinstance(value, Tags):
            return both(any_of, [_tag(value, member) for member in members])
        return plainly(value in members)

    def _day(self, other: date | str, sheet: Sheet) -> date | None:
        if isinstance(other, date):
            return other
        fact = sheet.get(other)
        if fact is None or not fact.certain or not isinstance(fact.value, date):
            return None
        return fact.value


def _tag(tags: Tags, wanted: str) -> Plain:
    tag = tags.known.get(wanted)
    if tag is None:
        return NO if tags.complete else OPEN
    if tag.truth is Truth.TRUE:
        return YES if tag.certain else LIKELY
    return OPEN if tag.truth is Truth.UNKNOWN else NO
