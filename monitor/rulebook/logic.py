"""What a rule means to the machine, in one canonical form, and the digest of it.

Titles, notes, cases and review dates are no logic; the vocabulary that a rule uses is. Two rules
with the same digest say the same of every event.
"""

from collections.abc import Iterator, Mapping
from typing import assert_never

from monitor.domain.canonical import digest_of
from monitor.rulebook.clauses import Block
from monitor.rulebook.condition_line import condition_text
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Condition,
    Contains,
    Equals,
    FieldRef,
    FieldTest,
    Member,
    Not,
    NotTest,
    OneOf,
    StartsWith,
    Test,
)
from monitor.rulebook.dated import Turn
from monitor.rulebook.field_tests import dump_test
from monitor.rulebook.rule import Exemption, Limit, Rule
from monitor.rulebook.vocab import Vocab
from monitor.rulebook.yaml12 import Plain

Reference = tuple[str, str]
"""A vocabulary and an entry of it."""


def logic_digest(rule: Rule, vocab: Vocab) -> str:
    """Digest a rule's logic with the vocabulary entries that it uses."""
    return digest_of(rule_logic(rule, vocab))


def rule_logic(rule: Rule, vocab: Vocab) -> dict[str, object]:
    """Give a rule's logic as plain values, the same for every way of writing it."""
    return {
        "kind": rule.kind,
        "status": rule.status,
        "level": rule.level,
        "in_force": {
            "from": rule.in_force.from_,
            "until": rule.in_force.until,
            "judged_on": rule.in_force.judged_on,
        },
        "applies_to": sorted(rule.applies_to),
        "for_each": rule.for_each,
        "anchor": condition_text(_ordered(rule.anchor)),
        "match": _block(rule.match),
        "exemptions": sorted((_exemption(item) for item in rule.exemptions), key=_id_of),
        "limit": None if rule.limit is None else _limit(rule.limit),
        "on_finding": {
            verdict.value: {"action": handling.action, "level": handling.level}
            for verdict, handling in rule.on_finding.items()
        },
        "group_by": list(rule.group_by),
        "when_incomplete": rule.when_incomplete,
        "vocab": {
            f"{name}.{entry}": vocab.logic_of(name, entry)
            for name, entry in sorted(set(references(rule, vocab)))
        },
        "units": None if rule.limit is None else _units(vocab),
    }


def references(rule: Rule, vocab: Vocab) -> Iterator[Reference]:
    """Give every vocabulary entry that a rule's tests name, by reference or as a bare tag."""
    for _, line in field_tests(rule):
        spec = vocab.fields.get(line.field)
        yield from test_references(line.test, "" if spec is None else spec.vocab)


def test_references(test: Test, tags_of: str) -> Iterator[Reference]:
    """Give the entries that one test names; ``tags_of`` is the vocabulary of the field's tags."""
    match test:
        case Member(name, entry):
            yield name, entry
        case Equals(str() as tag) if tags_of:
            yield tags_of, tag
        case OneOf(values):
            for value in values:
                yield from test_references(
                    value if isinstance(value, Member) else Equals(value), tags_of
                )
        case NotTest(inner):
            yield from test_references(inner, tags_of)
        case _:
            return


def field_tests(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], FieldTest]]:
    """Give every field test of a rule with the path of its line in the file."""
    yield from _block_tests(("match",), rule.match)
    for index, exemption in enumerate(rule.exemptions):
        for key, block in blocks_of(exemption):
            yield from _block_tests(("exemptions", index, key), block)


def blocks_of(exemption: Exemption) -> tuple[tuple[str, Block], tuple[str, Block]]:
    """Give an exemption's two blocks with their keys."""
    return ("claimed_when", exemption.claimed_when), ("granted_when", exemption.granted_when)


def _block_tests(
    path: tuple[str | int, ...], block: Block
) -> Iterator[tuple[tuple[str | int, ...], FieldTest]]:
    for clause in block.clauses.values():
        for line in clause.tests:
            yield (*path, clause.name, line.field), line


def _id_of(exemption: Mapping[str, object]) -> str:
    return str(exemption["id"])


def _block(block: Block) -> dict[str, object]:
    clauses = {
        name: {line.field: canonical_test(line.test) for line in clause.tests}
        for name, clause in block.clauses.items()
    }
    return {"clauses": clauses, "condition": condition_text(_ordered(block.condition))}


def _exemption(exemption: Exemption) -> dict[str, object]:
    return {
        "id": exemption.id,
        "basis": exemption.basis,
        "provisions": sorted(exemption.provisions),
        "claimed_when": _block(exemption.claimed_when),
        "granted_when": _block(exemption.granted_when),
        "record_missing": list(exemption.record_missing),
    }


def _limit(limit: Limit) -> dict[str, object]:
    return {
        "sum": limit.sum,
        "unit": limit.unit,
        "product": limit.product,
        "bases": sorted(limit.bases),
        "values": {
            first.isoformat(): None
            if value is None
            else {
                "value": value.value,
                "window": _turn(value.turn),
                "cite": value.cite,
                "alternative": value.alternative,
            }
            for first, value in limit.values.entries
        },
        "alternative": None
        if limit.alternative is None
        else {"sum": limit.alternative.sum, "unit": limit.alternative.unit},
        "steps": [
            {"at": step.at, "level": step.level, "stops_supply": step.stops_supply}
            for step in limit.steps
        ],
    }


def _turn(turn: Turn) -> dict[str, object]:
    return {"kind": turn.kind, "until": turn.until}


def canonical_test(test: Test) -> Plain:
    """Write a test with its lists sorted: their order means nothing."""
    match test:
        case OneOf() | StartsWith() | Contains():
            written = dump_test(test)
            if isinstance(written, dict):
                return {key: _sorted(value) for key, value in written.items()}
            return _sorted(written)
        case NotTest(inner):
            return {"not": canonical_test(inner)}
        case _:
            return dump_test(test)


def _sorted(values: Plain) -> Plain:
    return sorted(values, key=str) if isinstance(values, list) else values


def _ordered(condition: Condition) -> Condition:
    """Sort what a condition joins: its order means nothing."""
    match condition:
        case ClauseRef() | FieldRef():
            return condition
        case Not(item):
            return Not(_ordered(item))
        case AllOf(items):
            return AllOf(_sorted_items(items))
        case AnyOf(items):
            return AnyOf(_sorted_items(items))
        case AtLeast(n, items):
            return AtLeast(n, _sorted_items(items))
        case _:
            assert_never(condition)


def _sorted_items(items: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(sorted((_ordered(item) for item in items), key=condition_text))


def _units(vocab: Vocab) -> dict[str, Plain]:
    return {"units": vocab.raw("units"), "conversions": vocab.raw("conversions")}
