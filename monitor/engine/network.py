"""Compile anchors to patterns of the matching network, and ask it about the subjects of an event.

The network may offer a rule that the judge then drops; it must never miss one. So a fact that is
open counts as holding (:mod:`monitor.engine.flat_facts`), and any test that the network cannot
express is left out.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

from monitor.engine.facts import Sheet
from monitor.engine.flat_facts import HOLDS, OPEN, GroupView, tag_key, truth_key, value_key
from monitor.engine.rete import Pattern, Rete
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Condition,
    Equals,
    FieldRef,
    FieldTest,
    Member,
    Not,
    OneOf,
    Scalar,
)
from monitor.rulebook.rule import Rule

PATTERNS_PER_RULE_MAX = 32

Conjunction = frozenset[tuple[str, str]]
Alternatives = tuple[Conjunction, ...]
ANYTHING: Alternatives = (frozenset(),)


class AnchorCompiler:
    """Turns an anchor into alternatives of positive equalities.

    Args:
        field_type: the type of a field, as in ``rules/vocab/fields.yaml``.
        is_open_when_absent: tells whether the absence of a field leaves it open.
        members: the values of a vocabulary list.
    """

    def __init__(
        self,
        field_type: Callable[[str], str],
        is_open_when_absent: Callable[[str], bool],
        members: Callable[[str, str], frozenset[str]],
    ) -> None:
        self._type = field_type
        self.is_open_when_absent = is_open_when_absent
        self._members = members

    def patterns(self, rule: Rule) -> tuple[Pattern, ...]:
        """Give the patterns of a rule, one set for each kind of event it applies to."""
        alternatives = self._condition(rule.anchor, rule)
        return tuple(
            Pattern(rule.id, f"{kind}.{rule.for_each}", dict(sorted(conjunction)))
            for kind in sorted(rule.applies_to)
            for conjunction in alternatives
        )

    def _condition(self, condition: Condition, rule: Rule) -> Alternatives:
        match condition:
            case ClauseRef(name):
                tests = rule.clauses[name].tests
                return _conjoin([self._test(line) for line in tests])
            case FieldRef(name):
                return (frozenset({(truth_key(name), HOLDS)}),)
            case AllOf(items):
                return _conjoin([self._condition(item, rule) for item in items])
            case AnyOf(items) | AtLeast(_, items):
                return _bounded([c for item in items for c in self._condition(item, rule)])
            case Not():
                return ANYTHING

    def _test(self, line: FieldTest) -> Alternatives:
        test = line.test
        values: Iterable[Scalar | Member]
        if isinstance(test, Equals | Member):
            values = [test.value if isinstance(test, Equals) else test]
        elif isinstance(test, OneOf):
            values = test.values
        else:
            return ANYTHING
        atoms: set[tuple[str, str]] = set()
        for value in values:
            found = self._atoms(line.field, value)
            if found is None:
                return ANYTHING
            atoms |= found
        return _bounded([frozenset({atom}) for atom in sorted(atoms)])

    def _atoms(self, name: str, value: Scalar | Member) -> set[tuple[str, str]] | None:
        kind = self._type(name)
        if kind == "tags":
            return {(tag_key(name, tag), HOLDS) for tag in self._values(value)}
        if kind == "truth":
            return {(truth_key(name), HOLDS)} if value is True else None
        if kind not in ("choice", "country", "text") or isinstance(value, bool):
            return None
        if isinstance(value, Member) and value.vocab in ("place", "commodity"):
            return None
        atoms = {(value_key(name), text) for text in self._values(value)}
        if self.is_open_when_absent(name) or kind != "choice":
            # A value that is there but not certain is flattened to the wildcard as well.
            atoms.add((value_key(name), OPEN))
        return atoms

    def _values(self, value: Scalar | Member) -> frozenset[str]:
        if not isinstance(value, Member):
            return frozenset({str(value)})
        if value.vocab == "commodity":
            return frozenset({value.entry})
        return self._members(value.vocab, value.entry)


def _conjoin(parts: Sequence[Alternatives]) -> Alternatives:
    size = 1
    kept: list[Alternatives] = []
    for part in sorted(parts, key=len):
        if size * len(part) <= PATTERNS_PER_RULE_MAX:
            size *= len(part)
            kept.append(part)
    return tuple(frozenset().union(*combination) for combination in product(*kept))


def _bounded(alternatives: Sequence[Conjunction]) -> Alternatives:
    distinct = tuple(dict.fromkeys(alternatives))
    return distinct if len(distinct) <= PATTERNS_PER_RULE_MAX else ANYTHING


class Network:
    """The compiled anchors of all rules, asked once for each subject."""

    def __init__(
        self,
        rules: Sequence[Rule],
        compiler: AnchorCompiler,
        is_of_event: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        patterns = [pattern for rule in rules for pattern in compiler.patterns(rule)]
        self._rete = Rete(patterns)
        self._views = {
            group: GroupView(group, keys, compiler.is_open_when_absent, is_of_event)
            for group, keys in _keys_by_group(patterns).items()
        }
        self._turn = threading.Lock()

    def offered(self, group: str, sheets: Sequence[Sheet]) -> list[frozenset[str]]:
        """Give the ids of the rules that may apply to each subject of ``<kind>.<subject>``.

        The subjects are those of one event.
        """
        view = self._views.get(group)
        if view is None or not sheets:
            return [frozenset()] * len(sheets)
        facts = view.flat(sheets)
        with self._turn:
            # A service judges in whichever thread holds the turn; the network follows it.
            self._rete.hand_over()
            return [self._rete.offered(fact) for fact in facts]


def _keys_by_group(patterns: Sequence[Pattern]) -> Mapping[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for pattern in patterns:
        keys.setdefault(pattern.ruleset, set()).update(pattern.equals)
    return keys
