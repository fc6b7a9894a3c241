"""RB4, first part: clauses, conditions, exemptions and steps."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from monitor.rulebook.clauses import CONDITION_KEY, Block
from monitor.rulebook.condition_line import condition_text
from monitor.rulebook.conditions import (
    Clause,
    ClauseRef,
    FieldRef,
    Known,
    OneOf,
    Test,
    atoms,
    negations,
)
from monitor.rulebook.fields import FieldSpec
from monitor.rulebook.issues import did_you_mean, listed
from monitor.rulebook.lint.base import Flaw, LintContext
from monitor.rulebook.loader import LoadedRule
from monitor.rulebook.logic import blocks_of
from monitor.rulebook.rule import FULL, Exemption, Rule
from monitor.rulebook.yaml12 import Path


def names(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB401: every clause is used, and every name in a condition exists."""
    rule = one.rule
    yield from _unknown_names(("match", CONDITION_KEY), rule.match, "the condition of 'match'")
    yield from _anchor_names(rule, context)
    used = {atom.name for atom in atoms(rule.anchor) if isinstance(atom, ClauseRef)}
    yield from _unused(("match",), rule.match, used)
    for index, exemption in enumerate(rule.exemptions):
        for key, block in blocks_of(exemption):
            path = ("exemptions", index, key)
            yield from _unknown_names((*path, CONDITION_KEY), block, f"the condition of '{key}'")
            yield from _unused(path, block, set())


def _unknown_names(path: Path, block: Block, where: str) -> Iterator[Flaw]:
    for atom in atoms(block.condition):
        if isinstance(atom, FieldRef):
            yield Flaw(
                path,
                f"the field '{atom.field}' stands in {where}: fields stand alone only in 'anchor'. "
                "Make it a clause and use the clause's name",
                atom.offset,
            )
        elif atom.name not in block.clauses:
            hint = did_you_mean(atom.name, block.clauses) or " Add the clause, or correct the name"
            yield Flaw(
                path,
                f"{where} names '{atom.name}', and there is no such clause: there are "
                f"{listed(block.clauses)}.{hint}",
                atom.offset,
            )


def _anchor_names(rule: Rule, context: LintContext) -> Iterator[Flaw]:
    truths = [name for name, spec in context.vocab.fields.items() if spec.type == "truth"]
    for atom in atoms(rule.anchor):
        if isinstance(atom, FieldRef) and atom.field not in truths:
            hint = did_you_mean(atom.field, truths) or " Make it a clause of 'match'"
            yield Flaw(
                ("anchor",),
                f"'{atom.field}' in the anchor is no truth field of rules/vocab/fields.yaml.{hint}",
                atom.offset,
            )
        elif isinstance(atom, ClauseRef) and atom.name not in rule.clauses:
            hint = (
                did_you_mean(atom.name, rule.clauses) or " Add it to 'match', or correct the name"
            )
            yield Flaw(
                ("anchor",),
                f"the anchor names '{atom.name}', and 'match' has no such clause: there are "
                f"{listed(rule.clauses)}.{hint}",
                atom.offset,
            )


def _unused(path: Path, block: Block, used_elsewhere: set[str]) -> Iterator[Flaw]:
    used = {atom.name for atom in atoms(block.condition) if isinstance(atom, ClauseRef)}
    for name in block.clauses:
        if name not in used and name not in used_elsewhere:
            yield Flaw(
                (*path, name),
                f"the clause '{name}' is not used in the condition: it decides nothing. Use it or "
                "remove it",
                at_key=True,
            )


def hidden_exemptions(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB403: no exemption is hidden in ``match`` behind a *not*."""
    for negation in negations(one.rule.condition):
        yield Flaw(
            ("match", CONDITION_KEY),
            f"'not {condition_text(negation.item)}' in 'match' hides an exemption: it erases a "
            "finding and leaves no trace. Make it a block of 'exemptions', with its paragraph",
        )


def refusable(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB404: every exemption can be refused: at least one line can be disproved."""
    for index, exemption in enumerate(one.rule.exemptions):
        if not _can_be_refused(exemption, context.vocab.fields):
            yield Flaw(
                ("exemptions", index, "granted_when"),
                f"the exemption '{exemption.id}' cannot be refused: granted_when has no line that "
                "can be false. Add a line that a document can disprove, or remove the exemption",
            )


def _can_be_refused(exemption: Exemption, fields: Mapping[str, FieldSpec]) -> bool:
    used = {
        atom.name for atom in atoms(exemption.granted_when.condition) if isinstance(atom, ClauseRef)
    }
    clauses = [clause for name, clause in exemption.granted_when.clauses.items() if name in used]
    return any(_can_be_false(clause, fields) for clause in clauses)


def _can_be_false(clause: Clause, fields: Mapping[str, FieldSpec]) -> bool:
    return any(_test_can_be_false(line.test, fields.get(line.field)) for line in clause.tests)


def _test_can_be_false(test: Test, spec: FieldSpec | None) -> bool:
    """Tell whether a document can disprove the test; that something is written proves nothing."""
    match test:
        case Known():
            return False
        case OneOf(values):
            every = set(spec.values) if spec is not None and spec.values else {True, False}
            return not every <= set(values)
        case _:
            return True


def steps(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB406: steps ascend, their levels do not fall, and the last is 100."""
    limit = one.rule.limit
    if limit is None or not limit.steps:
        return
    for index, (before, step) in enumerate(pairwise(limit.steps), start=1):
        if step.at <= before.at:
            yield Flaw(
                ("steps", index, "at"),
                f"the step at {step.at} stands after that at {before.at}: steps ascend. Move it up",
            )
        if step.level.rank > before.level.rank:
            yield Flaw(
                ("steps", index, "level"),
                f"the step at {step.at} is '{step.level}' and that at {before.at} is "
                f"'{before.level}': a later step is never less urgent. Raise its level",
            )
    last = limit.steps[-1]
    if last.at != FULL:
        yield Flaw(
            ("steps", len(limit.steps) - 1, "at"),
            f"the last step is {last.at}: the limit itself, 100, is the last and fires above it. "
            "Add it",
        )
