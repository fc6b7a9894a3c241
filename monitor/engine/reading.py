"""Read conditions against facts: each answer twice, strictly and leaning.

Strictly, a possible fact is unknown; leaning, it is taken as true. The difference separates what
is prohibited from what is unsettled because the evidence is positive but does not decide.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, assert_never

from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth, at_least
from monitor.engine.answers import (
    NO,
    OPEN,
    STRONGER,
    SURE,
    WEAKER,
    YES,
    Reading,
    as_reading,
    compare_days,
    compare_numbers,
    read_all,
    read_any,
    tag_answer,
    within_days,
)
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
    FieldTest,
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

CLAIM = "claim."
HOLDS = Equals(value=True)


class ClauseReading(NamedTuple):
    """What one clause came to: the answer, the fields that speak for it, those that lack."""

    name: str
    reading: Reading
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]


class Reader:
    """Reads clauses and conditions with the meaning that the vocabulary gives to absence.

    Args:
        absent_is_none: tells of a field whether its absence means that there is no such thing.
        members: the values of a vocabulary entry, by ``(vocab, entry)``.
        place_holds: tells whether a port lies in a place of the vocabulary.
        is_of_event: tells of a field whether it is the same for all subjects of an event.
    """

    def __init__(
        self,
        absent_is_none: Callable[[str], bool],
        members: Callable[[str, str], frozenset[str]],
        place_holds: Callable[[str, Port], Truth],
        is_of_event: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        self._absent_is_none = absent_is_none
        self._members = members
        self._place_holds = place_holds
        self._is_of_event = is_of_event
        self._first: dict[Clause, Clause] = {}
        self._shared: dict[int, int] = {}
        self._own: dict[int, int] = {}
        self._claiming: set[int] = set()
        self._tags: dict[int, frozenset[str]] = {}

    def learn(self, clauses: Iterable[Clause]) -> None:
        """Remember clauses that will be read often; equal ones are then read once a sheet."""
        for clause in clauses:
            first = self._first.setdefault(clause, clause)
            asked = {name for line in clause.tests for name in _asked(line)}
            claimed = {name for name in asked if name.startswith(CLAIM)}
            if claimed:
                self._claiming.add(id(clause))
            of_event = all(self._is_of_event(name) for name in asked - claimed)
            (self._shared if of_event else self._own)[id(clause)] = id(first)
            for line in clause.tests:
                if isinstance(line.test, OneOf) and (names := _tag_names(line.test)) is not None:
                    self._tags[id(line.test)] = names

    def reading(self, clause: Clause, sheet: Sheet) -> Reading:
        """Read a clause as far as its answer needs, without what speaks for it."""
        key = self._shared.get(id(clause))
        memo = sheet.shared_memo
        if key is None:
            memo, key = sheet.own_memo, self._own.get(id(clause))
        if key is None or (sheet.claim and id(clause) in self._claiming):
            return self._reading(clause, sheet)
        # What speaks for a clause is kept under its number, and the answer alone beside it.
        found = memo.get(~key)
        if found is None:
            found = memo[~key] = self._reading(clause, sheet)
        assert isinstance(found, Reading)
        return found

    def _reading(self, clause: Clause, sheet: Sheet) -> Reading:
        tests = clause.tests
        if len(tests) == 1:
            line = tests[0]
            return self._field(line.field, line.test, sheet.get(line.field), sheet)
        return read_all(
            self._field(line.field, line.test, sheet.get(line.field), sheet) for line in tests
        )

    def clause(self, clause: Clause, sheet: Sheet) -> ClauseReading:
        """Read all tests of a clause together."""
        memo, key = sheet.shared_memo, self._shared.get(id(clause))
        if key is None:
            memo, key = sheet.own_memo, self._own.get(id(clause))
            if key is None:
                return self._clause(clause, sheet)
        if sheet.claim and id(clause) in self._claiming:
            # A claim is another one for each exemption, and the memos are for all.
            return self._clause(clause, sheet)
        found = memo.get(key)
        if found is None:
            found = memo[key] = self._clause(clause, sheet)
        assert isinstance(found, ClauseReading)
        return found

    def _clause(self, clause: Clause, sheet: Sheet) -> ClauseReading:
        tests = clause.tests
        if len(tests) == 1:
            return ClauseReading(clause.name, *self._line(clause, tests[0], sheet))
        read = [self._line(clause, line, sheet) for line in tests]
        return ClauseReading(
            clause.name,
            read_all(reading for reading, _, _ in read),
            tuple(piece for _, evidence, _ in read for piece in evidence),
            tuple(name for _, _, missing in read for name in missing),
        )

    def _line(
        self, clause: Clause, line: FieldTest, sheet: Sheet
    ) -> tuple[Reading, tuple[Evidence, ...], tuple[str, ...]]:
        name, test = line.field, line.test
        fact = sheet.get(name)
        reading = self._field(name, test, fact, sheet)
        evidence: tuple[Evidence, ...] = ()
        if reading.leaning is Truth.TRUE and fact is not None:
            evidence = tuple(_said(clause, _speaking(test, fact)))
        open_ = reading.strict is Truth.UNKNOWN
        return reading, evidence, tuple(self._lacking(name, test, sheet)) if open_ else ()

    def condition(
        self, condition: Condition, clauses: Mapping[str, Reading], sheet: Sheet
    ) -> Reading:
        """Read a condition from the readings of its clauses."""
        # Asked for every rule and subject, so the kinds are told apart by the cheapest means.
        if isinstance(condition, ClauseRef):
            return clauses[condition.name]
        if isinstance(condition, AllOf):
            return self._all(condition.items, clauses, sheet)
        if isinstance(condition, AnyOf):
            return self._any(condition.items, clauses, sheet)
        if isinstance(condition, FieldRef):
            name = condition.field
            return self._field(name, HOLDS, sheet.get(name), sheet)
        if isinstance(condition, AtLeast):
            readings = [self.condition(item, clauses, sheet) for item in condition.items]
            return Reading(
                at_least(condition.n, (r.strict for r in readings)),
                at_least(condition.n, (r.leaning for r in readings)),
            )
        if isinstance(condition, Not):
            return self.condition(condition.item, clauses, sheet).negated()
        assert_never(condition)

    def _all(
        self, items: tuple[Condition, ...], clauses: Mapping[str, Reading], sheet: Sheet
    ) -> Reading:
        """Read a conjunction; whoever is sure strictly is sure leaning too."""
        result = YES
        for item in items:
            reading = self.condition(item, clauses, sheet)
            if reading.strict is Truth.FALSE:
                return NO
            if reading.strict is Truth.UNKNOWN:
                result = reading if result is YES else WEAKER[result.leaning, reading.leaning]
        return result

    def _any(
        self, items: tuple[Condition, ...], clauses: Mapping[str, Reading], sheet: Sheet
    ) -> Reading:
        """Read a disjunction; the first item that is true ends it."""
        result = NO
        for item in items:
            reading = self.condition(item, clauses, sheet)
            if reading.strict is Truth.TRUE:
                return YES
            if reading.strict is Truth.UNKNOWN:
                result = reading if result is NO else STRONGER[result.leaning, reading.leaning]
        return result

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
        if isinstance(test, Equals):
            return self._equals(test.value, value)
        if isinstance(test, Member):
            return self._member(test, fact)
        match test:
            case OneOf():
                return self._one_of(test, fact)
            case DayCompare(op, other):
                return compare_days(op, value, self._day(other, sheet))
            case WithinDaysAfter(start, days):
                return within_days(value, self._day(start, sheet), days)
            case NumberCompare(op, bound):
                return compare_numbers(op, value, bound)
            case StartsWith(prefixes):
                return as_reading(isinstance(value, str) and value.startswith(prefixes))
            case Contains(words):
                text = value.casefold() if isinstance(value, str) else ""
                return as_reading(any(word.casefold() in text for word in words))
            case Known() | NotTest():
                return self._field("", test, fact, sheet)
            case _ as never:
                assert_never(never)

    def _one_of(self, test: OneOf, fact: Fact) -> Reading:
        value = fact.value
        if isinstance(value, Tags) and value.complete:
            names = self._tags.get(id(test))
            if names is not None and names.isdisjoint(value.known):
                return NO
        return read_any(
            self._member(item, fact) if isinstance(item, Member) else self._equals(item, value)
            for item in test.values
        )

    def _equals(self, wanted: Scalar, value: object) -> Reading:
        if isinstance(value, Tags):
            return tag_answer(value, str(wanted))
        if isinstance(value, Truth):
            return SURE[value if wanted is True else value.negated()]
        if isinstance(value, Port):
            return as_reading(wanted in value)
        return as_reading(value == wanted)

    def _member(self, test: Member, fact: Fact) -> Reading:
        if isinstance(fact.value, Port):
            return SURE[self._place_holds(test.entry, fact.value)]
        if test.vocab == "commodity" and isinstance(fact.value, Tags):
            return tag_answer(fact.value, test.entry)
        members = self._members(test.vocab, test.entry)
        if isinstance(fact.value, Tags):
            return read_any(tag_answer(fact.value, member) for member in members)
        return as_reading(fact.value in members)

    def _day(self, other: date | str, sheet: Sheet) -> date | None:
        if isinstance(other, date):
            return other
        fact = sheet.get(other)
        if fact is None or not fact.certain or not isinstance(fact.value, date):
            return None
        return fact.value

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


def _asked(line: FieldTest) -> tuple[str, ...]:
    """Give the fields that a test looks at."""
    inner = line.test.test if isinstance(line.test, NotTest) else line.test
    other: date | str | None = None
    if isinstance(inner, DayCompare):
        other = inner.other
    elif isinstance(inner, WithinDaysAfter):
        other = inner.start
    return (line.field, other) if isinstance(other, str) else (line.field,)


def _is_open(fact: Fact | None, test: Test) -> bool:
    if fact is None or not fact.certain:
        return True
    if isinstance(fact.value, Truth):
        return fact.value is Truth.UNKNOWN
    return isinstance(fact.value, Tags) and not isinstance(test, DayCompare | WithinDaysAfter)


def _tag_names(test: OneOf) -> frozenset[str] | None:
    """Give the tags that a test asks for, where each of its values is one tag."""
    names = set()
    for item in test.values:
        if isinstance(item, Member) and item.vocab != "commodity":
            return None
        names.add(item.entry if isinstance(item, Member) else str(item))
    return frozenset(names)


def _said(clause: Clause, pieces: Iterable[Evidence]) -> Iterator[Evidence]:
    """Let what says nothing itself say what the clause is called."""
    for piece in pieces:
        if piece.says:
            yield piece
        else:
            yield Evidence(piece.path, piece.value, clause.name.replace("_", " "))


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
