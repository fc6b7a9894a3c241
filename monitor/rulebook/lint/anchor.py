"""RB4, third part: the anchor, which must be positive, linked, and true whenever the rule applies.

The matching network looks at anchors alone. An anchor that can be false while the rule applies
would lose findings without a trace, so the shape is checked, and where it can be, also the logic.
"""

from collections.abc import Callable, Iterator
from itertools import product

from monitor.rulebook.conditions import (
    Clause,
    ClauseRef,
    Condition,
    Equals,
    FieldRef,
    Member,
    OneOf,
    atoms,
    holds,
    negations,
)
from monitor.rulebook.issues import listed
from monitor.rulebook.lint.base import Flaw, LintContext
from monitor.rulebook.loader import LoadedRule
from monitor.rulebook.rule import Rule
from monitor.rulebook.vocab import Vocab

CLAUSES_MAX = 14
"""Above this many clauses not every combination is tried."""

_PATH = ("anchor",)


def shape(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB407: an anchor is positive, holds a link that it needs, and misses nothing of ``match``."""
    rule = one.rule
    known = all(
        isinstance(atom, FieldRef) or atom.name in rule.clauses
        for part in (rule.anchor, rule.condition)
        for atom in atoms(part)
    )
    if not known:
        return  # RB401 tells the unknown name
    yield from _no_negation(rule)
    yield from _plain_clauses(rule)
    yield from _linked(rule, context.vocab)
    yield from _complete(rule, context.vocab)


def _no_negation(rule: Rule) -> Iterator[Flaw]:
    for _ in negations(rule.anchor):
        yield Flaw(
            _PATH,
            "the anchor holds a 'not': it must be positively true whenever the rule can apply, and "
            "the absence of a fact is nothing positive. Leave that part out",
        )


def _plain_clauses(rule: Rule) -> Iterator[Flaw]:
    for atom in atoms(rule.anchor):
        if isinstance(atom, ClauseRef) and not _is_plain(rule.clauses[atom.name]):
            yield Flaw(
                _PATH,
                f"the clause '{atom.name}' cannot stand in the anchor: an anchor's clause tests "
                "one field for a value, a list of values or a reference. Leave it out, or split it",
                atom.offset,
            )


def _is_plain(clause: Clause) -> bool:
    if len(clause.tests) != 1:
        return False
    test = clause.tests[0].test
    is_false = isinstance(test, Equals) and test.value is False
    return isinstance(test, Equals | OneOf | Member) and not is_false


def _linked(rule: Rule, vocab: Vocab) -> Iterator[Flaw]:
    def without_links(atom: ClauseRef | FieldRef) -> bool:
        return not _is_link(atom, rule, vocab)

    if holds(rule.anchor, without_links):
        links = sorted(
            (name for name, spec in vocab.fields.items() if spec.is_link),
            key=lambda name: (not name.startswith(("nexus.dprk", "listed.any")), name),
        )
        yield Flaw(
            _PATH,
            "the anchor can be true without a link to the target or to a listed party: ordinary "
            f"trade would reach the rule. Join one of {listed(links, 5)} with 'and'",
        )


def _is_link(atom: ClauseRef | FieldRef, rule: Rule, vocab: Vocab) -> bool:
    names = [atom.field] if isinstance(atom, FieldRef) else _fields_of(rule.clauses[atom.name])
    return any(name in vocab.fields and vocab.fields[name].is_link for name in names)


def _fields_of(clause: Clause) -> list[str]:
    return [line.field for line in clause.tests]


def _complete(rule: Rule, vocab: Vocab) -> Iterator[Flaw]:
    """Try every way in which ``match`` can be true: the anchor, its links taken as given, must be."""
    names = list(rule.clauses)
    if len(names) > CLAUSES_MAX or any(negations(rule.anchor)):
        return
    for values in product((True, False), repeat=len(names)):
        true_names = {name for name, value in zip(names, values, strict=True) if value}
        if not holds(rule.condition, _by_name(true_names)):
            continue
        if not holds(rule.anchor, _by_name_or_link(true_names, rule, vocab)):
            needed = _needed(rule.anchor, true_names)
            yield Flaw(
                _PATH,
                f"the anchor misses findings: 'match' is true with {listed(sorted(true_names))}, "
                f"and the anchor also wants {listed(needed)}. Leave that out of the anchor, or "
                "require it in the condition",
            )
            return


def _by_name(true_names: set[str]) -> Callable[[ClauseRef | FieldRef], bool]:
    return lambda atom: isinstance(atom, ClauseRef) and atom.name in true_names


def _by_name_or_link(
    true_names: set[str], rule: Rule, vocab: Vocab
) -> Callable[[ClauseRef | FieldRef], bool]:
    def is_true(atom: ClauseRef | FieldRef) -> bool:
        if isinstance(atom, FieldRef):
            return True
        return atom.name in true_names or _is_link(atom, rule, vocab)

    return is_true


def _needed(anchor: Condition, true_names: set[str]) -> list[str]:
    named = (atom.name for atom in atoms(anchor) if isinstance(atom, ClauseRef))
    return sorted({name for name in named if name not in true_names})
