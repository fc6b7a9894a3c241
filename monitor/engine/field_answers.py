"""Compile the test of one field to a function from a sheet of facts to its answer.

A rule asks the same of every event, so what a test is made of is looked at once, here, and what
is left for the event is the look at its fact. The plain reading that this must equal stands in
``tests/plain_reading.py``.
"""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from monitor.domain.truth import Truth
from monitor.engine.answers import (
    DOUBTED,
    NEGATED,
    NO,
    OPEN,
    SURE,
    YES,
    Reading,
    as_reading,
    compare_days,
    compare_numbers,
    read_any,
    tag_answer,
    within_days,
)
from monitor.engine.facts import Fact, Port, Sheet, Tags
from monitor.rulebook.conditions import (
    Contains,
    DayCompare,
    Equals,
    FieldTest,
    Known,
    Member,
    NotTest,
    NumberCompare,
    OneOf,
    Scalar,
    StartsWith,
    Test,
    WithinDaysAfter,
)

Answer = Callable[[Sheet], Reading]
"""Reads one thing off a sheet of facts."""
COMMODITY = "commodity"
_OfFact = Callable[[Fact, Sheet], Reading]


class FieldAnswers:
    """Compiles tests with the meaning that the vocabulary gives to absence and to its entries.

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

    def of(self, line: FieldTest) -> Answer:
        """Compile one line of a clause."""
        name, test = line.field, line.test
        if isinstance(test, Known):
            expected = test.expected
            return lambda sheet: YES if (sheet.get(name) is not None) is expected else NO
        if isinstance(test, NotTest):
            inner = self.of(FieldTest(name, test.test))
            return lambda sheet: NEGATED[inner(sheet)]
        return self._of_present(name, self._of_fact(test), self._absent(name, test))

    @staticmethod
    def _of_present(name: str, of_fact: _OfFact, absent: Reading) -> Answer:
        def answer(sheet: Sheet) -> Reading:
            fact = sheet.get(name)
            if fact is None:
                return absent
            found = of_fact(fact, sheet)
            # Each tag has a grade of its own.
            return found if fact.certain or type(fact.value) is Tags else DOUBTED[found]

        return answer

    def _absent(self, name: str, test: Test) -> Reading:
        if not self._absent_is_none(name):
            return OPEN
        return YES if isinstance(test, Equals) and test.value is False else NO

    def _of_fact(self, test: Test) -> _OfFact:
        match test:
            case Equals(wanted):
                return _equals(wanted)
            case Member():
                return self._member(test)
            case OneOf():
                return self._one_of(test)
            case DayCompare(op, other):
                day = _day(other)
                return lambda fact, sheet: compare_days(op, fact.value, day(sheet))
            case WithinDaysAfter(start, days):
                day = _day(start)
                return lambda fact, sheet: within_days(fact.value, day(sheet), days)
            case NumberCompare(how, bound):
                return lambda fact, _sheet: compare_numbers(how, fact.value, bound)
            case StartsWith(prefixes):
                return lambda fact, _sheet: as_reading(
                    isinstance(fact.value, str) and fact.value.startswith(prefixes)
                )
            case Contains(words):
                return _contains(words)
            case Known() | NotTest():
                msg = "a test of presence or a denied one stands alone"
                raise TypeError(msg)
            case _ as never:
                assert_never(never)

    def _member(self, test: Member) -> _OfFact:
        entry, place_holds, members = test.entry, self._place_holds, self._values(test)

        def answer(fact: Fact, _sheet: Sheet) -> Reading:
            value = fact.value
            if type(value) is Tags:
                if len(members) == 1:
                    return tag_answer(value, *members)
                return read_any(tag_answer(value, member) for member in members)
            if type(value) is Port:
                return SURE[place_holds(entry, value)]
            return as_reading(value in members)

        return answer

    def _one_of(self, test: OneOf) -> _OfFact:
        items = tuple(
            self._member(item) if isinstance(item, Member) else _equals(item)
            for item in test.values
        )
        tags = self._tags(test)

        def answer(fact: Fact, sheet: Sheet) -> Reading:
            value = fact.value
            if type(value) is Tags and value.complete and tags.isdisjoint(value.known):
                return NO
            return read_any(item(fact, sheet) for item in items)

        return answer

    def _tags(self, test: OneOf) -> frozenset[str]:
        """Give every tag that could answer a test."""
        found: set[str] = set()
        for item in test.values:
            found |= self._values(item) if isinstance(item, Member) else {str(item)}
        return frozenset(found)

    def _values(self, test: Member) -> frozenset[str]:
        if test.vocab == COMMODITY:
            return frozenset({test.entry})
        return self._members(test.vocab, test.entry)


def _equals(wanted: Scalar) -> _OfFact:
    text, is_true = str(wanted), wanted is True

    def answer(fact: Fact, _sheet: Sheet) -> Reading:
        value = fact.value
        if type(value) is Tags:
            return tag_answer(value, text)
        if type(value) is Truth:
            found = SURE[value]
            return found if is_true else NEGATED[found]
        if type(value) is Port:
            return as_reading(wanted in value)
        return as_reading(value == wanted)

    return answer


def _contains(words: tuple[str, ...]) -> _OfFact:
    folded = tuple(word.casefold() for word in words)

    def answer(fact: Fact, _sheet: Sheet) -> Reading:
        text = fact.value.casefold() if isinstance(fact.value, str) else ""
        return as_reading(any(word in text for word in folded))

    return answer


def _day(other: date | str) -> Callable[[Sheet], date | None]:
    """Give a fixed day, or read the day of a field where that is certain."""
    if isinstance(other, date):
        return lambda _sheet: other

    def read(sheet: Sheet) -> date | None:
        fact = sheet.get(other)
        if fact is None or not fact.certain or not isinstance(fact.value, date):
            return None
        return fact.value

    return read
