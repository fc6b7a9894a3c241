"""Compile anchors to patterns of the matching network, and facts to what it matches.

The network may offer a rule that the judge then drops; it must never miss one. So a fact that is
open counts as holding here: a possible or unknown tag is offered as if it were there, an absent
value as the wildcard ``?``, and any test that the network cannot express is left out.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from monitor.domain.truth import Truth
from monitor.engine.facts import Fact, Sheet, Tags
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
OPEN = "?"
HOLDS = "1"

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
                return (frozenset({(_truth_key(name), HOLDS)}),)
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
            return {(_tag_key(name, tag), HOLDS) for tag in self._values(value)}
        if kind == "truth":
            return {(_truth_key(name), HOLDS)} if value is True else None
        if kind not in ("choice", "country", "text") or isinstance(value, bool):
            return None
        if isinstance(value, Member) and value.vocab in ("place", "commodity"):
            return None
        atoms = {(_value_key(name), text) for text in self._values(value)}
        if self.is_open_when_absent(name) or kind != "choice":
            # A value that is there but not certain is flattened to the wildcard as well.
            atoms.add((_value_key(name), OPEN))
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


def _tag_key(name: str, tag: str) -> str:
    return f"t:{name}:{tag}"


def _truth_key(name: str) -> str:
    return f"b:{name}"


def _value_key(name: str) -> str:
    return f"v:{name}"


class _Key(NamedTuple):
    """One property of the flat fact, and how it is read off a sheet."""

    key: str
    kind: str
    field: str
    tag: str
    when_absent: str | None


class Network:
    """The compiled anchors of all rules, asked once for each subject."""

    def __init__(self, rules: Sequence[Rule], compiler: AnchorCompiler) -> None:
        patterns = [pattern for rule in rules for pattern in compiler.patterns(rule)]
        self._rete = Rete(patterns)
        self._keys = _keys_by_group(patterns, compiler.is_open_when_absent)
        self._turn = threading.Lock()

    def offered(self, group: str, sheet: Sheet) -> frozenset[str]:
        """Give the ids of the rules that may apply to a subject of ``<kind>.<subject>``."""
        keys = self._keys.get(group)
        if keys is None:
            return frozenset()
        fact = {"subject": group}
        for key in keys:
            value = _flat(key, sheet)
            if value is not None:
                fact[key.key] = value
        with self._turn:
            # A service judges in whichever thread holds the turn; the network follows it.
            self._rete.hand_over()
            return self._rete.offered(fact)


def _flat(key: _Key, sheet: Sheet) -> str | None:
    fact = sheet.get(key.field)
    if fact is None:
        return key.when_absent
    if key.kind == "t":
        return HOLDS if _may_have(fact, key.tag) else None
    if key.kind == "b":
        return HOLDS if fact.value is not Truth.FALSE else None
    return str(fact.value) if fact.certain else OPEN


def _keys_by_group(
    patterns: Sequence[Pattern], is_open_when_absent: Callable[[str], bool]
) -> Mapping[str, tuple[_Key, ...]]:
    keys: dict[str, set[str]] = {}
    for pattern in patterns:
        keys.setdefault(pattern.ruleset, set()).update(pattern.equals)
    return {
        group: tuple(_read_key(key, is_open_when_absent) for key in sorted(found))
        for group, found in keys.items()
    }


def _read_key(key: str, is_open_when_absent: Callable[[str], bool]) -> _Key:
    kind, (field, _, tag) = key[0], key[2:].partition(":")
    wildcard = OPEN if kind == "v" else HOLDS
    return _Key(key, kind, field, tag, wildcard if is_open_when_absent(field) else None)


def _may_have(fact: Fact, tag: str) -> bool:
    if not isinstance(fact.value, Tags):
        return False
    found = fact.value.known.get(tag)
    if found is None:
        return not fact.value.complete
    return found.truth is not Truth.FALSE
