"""Read and write clauses: named groups of field tests with one condition line over them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.rulebook.condition_line import (
    RESERVED_WORDS,
    ConditionFault,
    condition_text,
    parse_condition,
)
from monitor.rulebook.conditions import Clause, ClauseRef, Condition, FieldTest, conjunction
from monitor.rulebook.field_tests import TestShape, dump_test
from monitor.rulebook.fields import FIELD_PATTERN, FieldSpec
from monitor.rulebook.issues import listed, quoted
from monitor.rulebook.shapes import Definitions, JsonSchema, Node, Refused, Shape, seen
from monitor.rulebook.yaml12 import Plain

CONDITION_KEY = "condition"
CLAUSE_PATTERN = r"[a-z][a-z0-9_]{0,59}"

Fields = Mapping[str, FieldSpec]


@dataclass(frozen=True, slots=True)
class Block:
    """Clauses by name, in the order of the file, and the condition over them."""

    clauses: Mapping[str, Clause]
    condition: Condition


def default_condition(names: Mapping[str, Clause]) -> Condition:
    """All clauses together: what a block means that writes no condition."""
    return conjunction(ClauseRef(name) for name in names)


@dataclass(frozen=True)
class ConditionLine(Shape[Condition]):
    """A condition line, parsed."""

    def read(self, node: Node) -> Condition:
        """Parse the line; a fault points at the character where it stands."""
        if not isinstance(node.value, str):
            node.refuse(
                "RB018",
                f"{node.label} must be one line of clause names, not {seen(node.value)}. "
                "Write it as in 'is_coal and any of (leaves_dprk, on_dprk_craft)'",
            )
        try:
            condition = parse_condition(node.value)
        except ConditionFault as fault:
            node.refuse("RB018", f"{node.label} does not parse: {fault}", offset=fault.offset)
        return condition

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write a string schema."""
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class ClauseShape(Shape[Clause]):
    """One named clause: fields and what is asked of them."""

    fields: Fields

    def read(self, node: Node) -> Clause:
        """Read every line of the clause; all of them must hold together."""
        value = node.value
        if not isinstance(value, dict) or not value:
            node.refuse(
                "RB014",
                f"the clause {node.label} must be a mapping of fields to tests, not {seen(value)}. "
                "Write it as in {goods.origin_country: KP}",
            )
        tests: list[FieldTest] = []
        for name in value:
            try:
                tests.append(self._line(node.child(name), name))
            except Refused:
                continue
        if len(tests) != len(value):
            raise Refused
        return Clause(str(node.path[-1]), tuple(tests))

    def _line(self, node: Node, name: str) -> FieldTest:
        if re.fullmatch(FIELD_PATTERN, name) is None:
            node.refuse(
                "RB019",
                f"{quoted(name)} is no field name: write subject.name as in "
                "rules/vocab/fields.yaml, such as goods.origin_country",
                at_key=True,
            )
        spec = self.fields.get(name)
        return FieldTest(name, TestShape(spec.type if spec is not None else None).read(node))

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write fields to tests."""
        return {
            "type": "object",
            "patternProperties": {f"^(?:{FIELD_PATTERN})$": TestShape().schema(definitions)},
            "additionalProperties": False,
            "minProperties": 1,
        }


@dataclass(frozen=True)
class BlockShape(Shape[Block]):
    """Clauses and their condition line, which may be required."""

    fields: Fields
    needs_condition: bool = False

    def read(self, node: Node) -> Block:
        """Read every clause and the condition; without one, all clauses together."""
        value = node.value
        if not isinstance(value, dict):
            node.refuse("RB014", f"{node.label} must be a mapping of clauses, not {seen(value)}")
        faults_before = len(node.document.issues)
        condition = self._condition(node, value)
        clauses = self._clauses(node, [name for name in value if name != CONDITION_KEY])
        if len(node.document.issues) > faults_before:
            raise Refused
        return Block(clauses, condition or default_condition(clauses))

    def _condition(self, node: Node, value: Mapping[str, Plain]) -> Condition | None:
        if CONDITION_KEY in value:
            try:
                return ConditionLine().read(node.child(CONDITION_KEY))
            except Refused:
                return None
        if self.needs_condition:
            node.note(
                "RB012",
                f"the key 'condition' is missing in {node.label}: one line joins the clauses. "
                "Add it",
            )
        return None

    def _clauses(self, node: Node, names: list[str]) -> dict[str, Clause]:
        if not names:
            node.note("RB012", f"{node.label} names no clause: at least one is needed. Add it")
        clauses: dict[str, Clause] = {}
        for name in names:
            child = node.child(name)
            if re.fullmatch(CLAUSE_PATTERN, name) is None or name in RESERVED_WORDS:
                child.note(
                    "RB016",
                    f"{quoted(name)} cannot name a clause: small letters, digits and '_' are "
                    f"allowed, and the words {listed(sorted(RESERVED_WORDS))} are not. Rename it",
                    at_key=True,
                )
            try:
                clauses[name] = ClauseShape(self.fields).read(child)
            except Refused:
                continue
        return clauses

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write clauses by name, and the condition."""
        return {
            "type": "object",
            "properties": {CONDITION_KEY: ConditionLine().schema(definitions)},
            "patternProperties": {
                f"^(?!condition$)(?:{CLAUSE_PATTERN})$": ClauseShape({}).schema(definitions)
            },
            "additionalProperties": False,
            "required": [CONDITION_KEY] if self.needs_condition else [],
        }


def dump_block(block: Block) -> dict[str, Plain]:
    """Write clauses and condition as a rule file would."""
    clauses: dict[str, Plain] = {
        name: {line.field: dump_test(line.test) for line in clause.tests}
        for name, clause in block.clauses.items()
    }
    return {**clauses, CONDITION_KEY: condition_text(block.condition)}
