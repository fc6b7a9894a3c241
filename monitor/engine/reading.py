"""Read conditions against facts: each answer twice, strictly and leaning.

Strictly, a possible fact is unknown; leaning, it is taken as true. The difference separates what
is prohibited from what is unsettled because the evidence is positive but does not decide.

Conditions are compiled: rules ask the same again and again, so equal tests are one function, and
its answer is kept with the facts that it was read from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar, assert_never

from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth
from monitor.engine.answers import (
    NEGATED,
    NO,
    STRONGER,
    WEAKER,
    YES,
    Reading,
    read_all,
    read_at_least,
)
from monitor.engine.facts import Fact, Port, Sheet, Tags
from monitor.engine.field_answers import Answer, FieldAnswers
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    ClauseRef,
    Condition,
    DayCompare,
    Equals,
    FieldRef,
    FieldTest,
    Member,
    Not,
    NotTest,
    OneOf,
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


ReadsClause = Callable[[Sheet], ClauseReading]
_R = TypeVar("_R")


class Reader:
    """Reads clauses and conditions with the meaning that the vocabulary gives to absence.

    It remembers every test that it was ever asked to read, so it lives as long as its rulebook.

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
        self._fields = FieldAnswers(absent_is_none, members, place_holds)
        self._is_of_event = is_of_event
        # By their text: True equals 1, and the two do not ask the same.
        self._tests: dict[str, Answer] = {}
        self._clauses: dict[str, ReadsClause] = {}

    # --- answers alone ---------------------------------------------------------------------------

    def condition(self, condition: Condition, clauses: Mapping[str, Clause]) -> Answer:
        """Compile a condition over clauses."""
        match condition:
            case ClauseRef(name):
                return self.answer(clauses[name])
            case FieldRef(name):
                return self._test(FieldTest(name, HOLDS))
            case AllOf(items):
                return _all([self.condition(item, clauses) for item in items])
            case AnyOf(items):
                return _any([self.condition(item, clauses) for item in items])
            case AtLeast(count, items):
                parts = [self.condition(item, clauses) for item in items]
                return lambda sheet: read_at_least(count, [part(sheet) for part in parts])
            case Not(item):
                inner = self.condition(item, clauses)
                return lambda sheet: NEGATED[inner(sheet)]
            case _ as never:
                assert_never(never)

    def answer(self, clause: Clause) -> Answer:
        """Compile a clause as far as its answer goes, without what speaks for it."""
        return _all([self._test(line) for line in clause.tests])

    def _test(self, line: FieldTest) -> Answer:
        key = repr(line)
        found = self._tests.get(key)
        if found is None:
            found = self._fields.of(line)
            asked = _asked(line)
            if not any(name.startswith(CLAIM) for name in asked):
                # A claim is another one for each exemption, and what is kept is for all.
                found = _kept(found, ~len(self._tests), self._are_of_event(asked))
            self._tests[key] = found
        return found

    def _are_of_event(self, names: Iterable[str]) -> bool:
        return all(self._is_of_event(name) for name in names)

    # --- answers with what speaks for them -------------------------------------------------------

    def clause(self, clause: Clause) -> ReadsClause:
        """Compile a clause: its answer, what speaks for it and what it lacks."""
        key = repr(clause)
        found = self._clauses.get(key)
        if found is None:
            lines = [(line, self._test(line)) for line in clause.tests]

            def read(sheet: Sheet) -> ClauseReading:
                parts = [_line(clause, line, answer(sheet), sheet) for line, answer in lines]
                return ClauseReading(
                    clause.name,
                    read_all(reading for reading, _, _ in parts),
                    tuple(piece for _, evidence, _ in parts for piece in evidence),
                    tuple(name for _, _, missing in parts for name in missing),
                )

            asked = {name for line in clause.tests for name in _asked(line)}
            found = read
            if not any(name.startswith(CLAIM) for name in asked):
                found = _kept(read, len(self._clauses), self._are_of_event(asked))
            self._clauses[key] = found
        return found


def _kept(read: Callable[[Sheet], _R], key: int, of_event: bool) -> Callable[[Sheet], _R]:  # noqa: FBT001
    """Read once from one sheet, or from all sheets of an event where no subject is asked."""

    def of_subject(sheet: Sheet) -> _R:
        memo = sheet.own_memo
        found: _R | None = memo.get(key)
        if found is None:
            found = memo[key] = read(sheet)
        return found

    def of_all(sheet: Sheet) -> _R:
        memo = sheet.shared_memo
        found: _R | None = memo.get(key)
        if found is None:
            found = memo[key] = read(sheet)
        return found

    return of_all if of_event else of_subject


def _all(parts: Sequence[Answer]) -> Answer:
    """Join answers with *and*; the first that is false ends it."""
    if len(parts) == 1:
        return parts[0]

    def answer(sheet: Sheet) -> Reading:
        result = YES
        for part in parts:
            reading = part(sheet)
            if reading is NO:
                return NO
            if reading is not YES:
                result = reading if result is YES else WEAKER[result, reading]
        return result

    return answer


def _any(parts: Sequence[Answer]) -> Answer:
    """Join answers with *or*; the first that is true ends it."""

    def answer(sheet: Sheet) -> Reading:
        result = NO
        for part in parts:
            reading = part(sheet)
            if reading is YES:
                return YES
            if reading is not NO:
                result = reading if result is NO else STRONGER[result, reading]
        return result

    return answer


def _line(
    clause: Clause, line: FieldTest, reading: Reading, sheet: Sheet
) -> tuple[Reading, tuple[Evidence, ...], tuple[str, ...]]:
    fact = sheet.get(line.field)
    evidence: tuple[Evidence, ...] = ()
    if reading.leaning is Truth.TRUE and fact is not None:
        evidence = tuple(_said(clause, _speaking(line.test, fact)))
    open_ = reading.strict is Truth.UNKNOWN
    return reading, evidence, tuple(_lacking(line.field, line.test, sheet)) if open_ else ()


def _lacking(name: str, test: Test, sheet: Sheet) -> list[str]:
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
