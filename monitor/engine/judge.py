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
from monitor.engine.answers import YES, Reading, read_all
from monitor.engine.claims import best_claim
from monitor.engine.facts import Port, Sheet
from monitor.engine.reading import ClauseReading, Reader
from monitor.rulebook.clauses import Block
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
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


class Judge:
    """Judges subjects by rules; pure, and without memory between calls."""

    def __init__(
        self,
        absent_is_none: Callable[[str], bool],
        members: Callable[[str, str], frozenset[str]],
        place_holds: Callable[[str, Port], Truth],
        is_of_event: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        self._reader = Reader(absent_is_none, members, place_holds, is_of_event)

    def learn(self, rules: Iterable[Rule]) -> None:
        """Remember rules that will be asked often; what they have in common is then read once."""
        for rule in rules:
            self._reader.learn(rule.clauses.values())
            for exemption in rule.exemptions:
                self._reader.learn(exemption.claimed_when.clauses.values())
                self._reader.learn(exemption.granted_when.clauses.values())

    def opine(
        self,
        rule: Rule,
        sheet: Sheet,
        event: Event,
        claims: Sequence[tuple[str, ExemptionClaim]],
    ) -> Opinion:
        """Say what a rule that is in force says of one subject."""
        path = sheet.subject.path
        readings = _Readings(self._reader, rule.clauses, sheet)
        anchor = self._reader.condition(rule.anchor, readings, sheet)
        if anchor.strict is Truth.FALSE:
            return Opinion(path, None, "anchor")
        matched = self._reader.condition(rule.condition, readings, sheet)
        strict, leaning = matched if anchor is YES else read_all((anchor, matched))
        if strict is Truth.FALSE:
            return Opinion(path, None, "match")
        clauses, evidence = _speaking(
            [self._reader.clause(clause, sheet) for clause in rule.clauses.values()]
        )
        if strict is Truth.UNKNOWN and leaning is not Truth.TRUE:
            missing = self._missing(rule, readings, sheet, anchor)
            return Opinion(path, None, "incomplete", clauses, evidence, missing)
        uncertain = strict is Truth.UNKNOWN
        views = tuple(
            self._exemption(exemption, sheet, event, claims) for exemption in rule.exemptions
        )
        missing = self._missing(rule, readings, sheet, anchor) if uncertain else ()
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

    def _missing(
        self, rule: Rule, readings: "_Readings", sheet: Sheet, anchor: Reading
    ) -> tuple[str, ...]:
        lacking: dict[str, None] = {}
        for name in _open_clauses(rule.condition, readings):
            lacking.update(dict.fromkeys(self._reader.clause(rule.clauses[name], sheet).missing))
        if anchor.strict is Truth.UNKNOWN:
            lacking.update(dict.fromkeys(_open_fields(rule.anchor, sheet)))
        return tuple(lacking)

    def _exemption(
        self,
        exemption: Exemption,
        sheet: Sheet,
        event: Event,
        claims: Sequence[tuple[str, ExemptionClaim]],
    ) -> ExemptionView:
        seen = sheet
        if claims:
            claim = best_claim(claims, exemption.provisions, exemption.basis, sheet, event)
            seen = sheet.with_claim(claim)
        claimed, _ = self._block(exemption.claimed_when, seen)
        state = ExemptionState.NOT_CLAIMED
        missing: tuple[str, ...] = ()
        refused: tuple[str, ...] = ()
        if claimed.strict is not Truth.FALSE:
            granted, parts = self._block(exemption.granted_when, seen)
            state = _state(claimed, granted)
            if state is ExemptionState.REFUSED:
                refused = tuple(
                    name
                    for name in exemption.granted_when.clauses
                    if parts[name].strict is Truth.FALSE
                )
            if state is ExemptionState.UNPROVED:
                missing = self._unproved(exemption, seen)
            if state is ExemptionState.GRANTED:
                missing = exemption.record_missing
        return ExemptionView(
            exemption.id, exemption.title, exemption.citation, state, missing, refused
        )

    def _block(self, block: Block, sheet: Sheet) -> tuple[Reading, "_Readings"]:
        readings = _Readings(self._reader, block.clauses, sheet)
        return self._reader.condition(block.condition, readings, sheet), readings

    def _unproved(self, exemption: Exemption, sheet: Sheet) -> tuple[str, ...]:
        lacking: list[str] = []
        for block in (exemption.claimed_when, exemption.granted_when):
            for clause in block.clauses.values():
                reading = self._reader.clause(clause, sheet)
                if reading.reading.strict is Truth.UNKNOWN:
                    lacking.extend(reading.missing)
        return tuple(dict.fromkeys(lacking))


def _state(claimed: Reading, granted: Reading) -> ExemptionState:
    if granted.strict is Truth.FALSE:
        return ExemptionState.REFUSED
    if granted.strict is Truth.TRUE and claimed.strict is Truth.TRUE:
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


class _Readings(dict[str, Reading]):
    """The readings of a rule's clauses on one sheet, each made when it is first asked for."""

    __slots__ = ("_clauses", "_reader", "_sheet")

    def __init__(self, reader: Reader, clauses: Mapping[str, Clause], sheet: Sheet) -> None:
        super().__init__()
        self._reader = reader
        self._clauses = clauses
        self._sheet = sheet

    def __missing__(self, name: str) -> Reading:
        found = self[name] = self._reader.reading(self._clauses[name], self._sheet)
        return found


def _speaking(
    readings: Iterable[ClauseReading],
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    holding = [item for item in readings if item.reading.leaning is Truth.TRUE]
    pieces: dict[Evidence, None] = {}
    for item in holding:
        pieces.update(dict.fromkeys(item.evidence))
    return tuple(item.name for item in holding), tuple(pieces)


def _open_clauses(condition: Condition, readings: Mapping[str, Reading]) -> tuple[str, ...]:
    match condition:
        case ClauseRef(name):
            return (name,) if readings[name].strict is Truth.UNKNOWN else ()
        case AllOf(items) | AnyOf(items) | AtLeast(_, items):
            return tuple(name for item in items for name in _open_clauses(item, readings))
        case Not(item):
            return _open_clauses(item, readings)
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


def is_in_force(rule: Rule, event: Event, sheet: Sheet, span_from: date) -> bool:
    """Tell whether a rule is in force on the day that decides (``in_force.judged_on``)."""
    if rule.in_force.judged_on is JudgedOn.SPAN:
        return rule.in_force.touches(span_from, event.occurred_on)
    fact = sheet.get(f"event.{rule.in_force.judged_on}")
    day = fact.value if fact is not None and isinstance(fact.value, date) else event.occurred_on
    return rule.in_force.covers(day)
