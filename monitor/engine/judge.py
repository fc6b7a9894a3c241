"""The reference evaluator: what one rule says of one subject. It is the meaning of a rule file.

The network only finds which rules are worth asking; what counts is what is said here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from monitor.domain.event.kinds import Event
from monitor.domain.event.party import ExemptionClaim
from monitor.domain.finding import Evidence, ExemptionState, ExemptionView, Verdict
from monitor.domain.truth import Truth
from monitor.engine.answers import LIKELY, NO, YES, Reading, read_all
from monitor.engine.claims import best_claim
from monitor.engine.facts import Fact, Port, Sheet
from monitor.engine.field_answers import Answer
from monitor.engine.reading import ClauseReading, Reader, ReadsClause
from monitor.rulebook.clauses import Block
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Condition,
    FieldRef,
    Not,
)
from monitor.rulebook.rule import Exemption, JudgedOn, Kind, Rule


class Opinion(NamedTuple):
    """What a rule says of one subject.

    ``verdict`` is ``None`` where it says nothing; then ``because`` is ``not_in_force``,
    ``anchor``, ``match`` or ``incomplete`` (undecided, with the missing fields).
    """

    subject: str
    verdict: Verdict | None
    because: str
    clauses: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    exemptions: tuple[ExemptionView, ...] = ()
    uncertain: bool = False
    strict: bool = False

    @property
    def says_something(self) -> bool:
        """Tell whether there is a verdict, or a question that stayed open."""
        return self.verdict is not None or self.because == "incomplete"


class _Block(NamedTuple):
    """Clauses and the condition over them, compiled."""

    holds: Answer
    clauses: Mapping[str, ReadsClause]


class _Compiled(NamedTuple):
    """A rule's conditions, compiled; ``exemptions`` in the rule's order, claimed and granted."""

    anchor: Answer
    match: _Block
    exemptions: tuple[tuple[_Block, _Block], ...]


class Judge:
    """Judges subjects by rules; it remembers how their conditions are read, and nothing else."""

    def __init__(
        self,
        absent_is_none: Callable[[str], bool],
        members: Callable[[str, str], frozenset[str]],
        place_holds: Callable[[str, Port], Truth],
        is_of_event: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        self._reader = Reader(absent_is_none, members, place_holds, is_of_event)
        # By identity, because rules of one id may differ; the rule is held, so it stays its own.
        self._learned: dict[int, tuple[Rule, _Compiled]] = {}

    def learn(self, rules: Iterable[Rule]) -> None:
        """Compile rules that will be asked often."""
        for rule in rules:
            self._learned[id(rule)] = rule, self._compile(rule)

    def opine(
        self,
        rule: Rule,
        sheet: Sheet,
        event: Event,
        claims: Sequence[tuple[str, ExemptionClaim]],
    ) -> Opinion:
        """Say what a rule that is in force says of one subject."""
        learned = self._learned.get(id(rule))
        compiled = self._compile(rule) if learned is None else learned[1]
        path = sheet.subject.path
        anchor = compiled.anchor(sheet)
        if anchor is NO:
            return Opinion(path, None, "anchor")
        matched = compiled.match.holds(sheet)
        if matched is NO:
            return Opinion(path, None, "match")
        reading = read_all((anchor, matched))
        parts = {name: read(sheet) for name, read in compiled.match.clauses.items()}
        clauses, evidence = _speaking(parts.values())
        missing: tuple[str, ...] = ()
        uncertain = reading is not YES
        if uncertain:
            missing = _missing(rule, parts, sheet, anchor)
            if reading is not LIKELY:
                return Opinion(path, None, "incomplete", clauses, evidence, missing)
        views = tuple(
            _exemption(exemption, blocks, sheet, event, claims)
            for exemption, blocks in zip(rule.exemptions, compiled.exemptions, strict=True)
        )
        return Opinion(
            path,
            _verdict(rule, views, uncertain=uncertain),
            "uncertain" if uncertain else "match",
            clauses,
            evidence,
            tuple(dict.fromkeys((*missing, *(m for view in views for m in view.missing)))),
            views,
            uncertain,
            not uncertain,
        )

    def _compile(self, rule: Rule) -> _Compiled:
        return _Compiled(
            self._reader.condition(rule.anchor, rule.clauses),
            self._compile_block(rule.match),
            tuple(
                (self._compile_block(each.claimed_when), self._compile_block(each.granted_when))
                for each in rule.exemptions
            ),
        )

    def _compile_block(self, block: Block) -> _Block:
        return _Block(
            self._reader.condition(block.condition, block.clauses),
            {name: self._reader.clause(clause) for name, clause in block.clauses.items()},
        )


def _missing(
    rule: Rule, parts: Mapping[str, ClauseReading], sheet: Sheet, anchor: Reading
) -> tuple[str, ...]:
    lacking: dict[str, None] = {}
    for name in _open_clauses(rule.condition, parts):
        lacking.update(dict.fromkeys(parts[name].missing))
    if anchor is not YES:
        lacking.update(dict.fromkeys(_open_fields(rule.anchor, sheet)))
    return tuple(lacking)


def _exemption(
    exemption: Exemption,
    blocks: tuple[_Block, _Block],
    sheet: Sheet,
    event: Event,
    claims: Sequence[tuple[str, ExemptionClaim]],
) -> ExemptionView:
    seen = sheet
    if claims:
        claim = best_claim(claims, exemption.provisions, exemption.basis, sheet, event)
        seen = sheet.with_claim(claim)
    claimed_when, granted_when = blocks
    claimed = claimed_when.holds(seen)
    state = ExemptionState.NOT_CLAIMED
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    if claimed is not NO:
        state = _state(claimed, granted_when.holds(seen))
        if state is ExemptionState.REFUSED:
            refused = tuple(
                name for name, read in granted_when.clauses.items() if read(seen).reading is NO
            )
        if state is ExemptionState.UNPROVED:
            missing = _unproved(blocks, seen)
        if state is ExemptionState.GRANTED:
            missing = exemption.record_missing
    return ExemptionView(exemption.id, exemption.title, exemption.citation, state, missing, refused)


def _unproved(blocks: tuple[_Block, _Block], sheet: Sheet) -> tuple[str, ...]:
    lacking: list[str] = []
    for block in blocks:
        for read in block.clauses.values():
            part = read(sheet)
            if part.reading.strict is Truth.UNKNOWN:
                lacking.extend(part.missing)
    return tuple(dict.fromkeys(lacking))


def _state(claimed: Reading, granted: Reading) -> ExemptionState:
    if granted is NO:
        return ExemptionState.REFUSED
    if granted is YES and claimed is YES:
        return ExemptionState.GRANTED
    return ExemptionState.UNPROVED


def _verdict(rule: Rule, views: Sequence[ExemptionView], *, uncertain: bool) -> Verdict:
    states = {view.state for view in views}
    if ExemptionState.GRANTED in states:
        return Verdict.EXEMPTED
    if rule.kind is Kind.DUTY:
        return Verdict.INSPECT
    if uncertain or ExemptionState.UNPROVED in states:
        return Verdict.UNSETTLED
    return Verdict.PROHIBITED


def _speaking(
    readings: Iterable[ClauseReading],
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    holding = [item for item in readings if item.reading.leaning is Truth.TRUE]
    pieces: dict[Evidence, None] = {}
    for item in holding:
        pieces.update(dict.fromkeys(item.evidence))
    return tuple(item.name for item in holding), tuple(pieces)


def _open_clauses(condition: Condition, parts: Mapping[str, ClauseReading]) -> tuple[str, ...]:
    match condition:
        case ClauseRef(name):
            return (name,) if parts[name].reading.strict is Truth.UNKNOWN else ()
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            return tuple(name for item in items for name in _open_clauses(item, parts))
        case Not(item):
            return _open_clauses(item, parts)
        case FieldRef():
            return ()


def _open_fields(condition: Condition, sheet: Sheet) -> tuple[str, ...]:
    match condition:
        case FieldRef(name):
            fact = sheet.get(name)
            settled = fact is not None and fact.certain and fact.value is not Truth.UNKNOWN
            return () if settled else (name,)
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            return tuple(name for item in items for name in _open_fields(item, sheet))
        case Not(item):
            return _open_fields(item, sheet)
        case ClauseRef():
            return ()


Span = tuple[date, date]


def deciding_days(
    event: Event, shared: Mapping[str, Fact], span_from: date
) -> Mapping[JudgedOn, Span]:
    """Give the first and last day that decides, by what a rule is judged on (``judged_on``)."""
    last = event.occurred_on
    days = {JudgedOn.SPAN: (span_from, last)}
    for judged_on in _SINGLE_DAYS:
        fact = shared.get(f"event.{judged_on}")
        day = fact.value if fact is not None and isinstance(fact.value, date) else last
        days[judged_on] = (day, day)
    return days


_SINGLE_DAYS = tuple(judged_on for judged_on in JudgedOn if judged_on is not JudgedOn.SPAN)


def is_in_force(rule: Rule, days: Mapping[JudgedOn, Span]) -> bool:
    """Tell whether a rule is in force on the day that decides, or on any day of the span."""
    return rule.in_force.touches(*days[rule.in_force.judged_on])
