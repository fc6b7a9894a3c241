"""RB3: periods, dated values, the age of a review, and overlaps."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from monitor.rulebook.conditions import Equals, Member, OneOf
from monitor.rulebook.dated import TurnKind
from monitor.rulebook.lint.base import Flaw, LintContext, PackFlaw
from monitor.rulebook.loader import LoadedRule
from monitor.rulebook.logic import canonical_test
from monitor.rulebook.rule import InForce, Limit, Rule, Status

REVIEW_AGE_DAYS_MAX = 180
_SCOPE_TYPES = frozenset({"choice", "tags"})


def not_before_adoption(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB301: a rule is not in force before its paragraph was adopted, unless a note says why."""
    adopted = [part.adopted for part in one.rule.authority if part.adopted is not None]
    is_noted = any(part.note for part in one.rule.authority)
    if adopted and one.rule.in_force.from_ < min(adopted) and not is_noted:
        yield Flaw(
            ("in_force", "from"),
            f"the rule is in force from {one.rule.in_force.from_}, before the adoption of its "
            f"paragraph on {min(adopted)}. Correct the day, or say why in the authority's 'note'",
        )


def dated_values(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB302: dated values are sorted, and no day between them is left without one."""
    limit = one.rule.limit
    document = one.document.value
    if limit is None or not isinstance(document, dict):
        return
    written = document["limit"]
    keys = list(written) if isinstance(written, dict) else []
    for before, key in pairwise(keys):
        if key < before:
            yield Flaw(
                ("limit", key),
                f"{key} stands after {before}: days ascend. Move it up",
                at_key=True,
            )
    yield from _covers_the_rule(one.rule, limit)
    yield from _gaps(one.rule, limit)


def _covers_the_rule(rule: Rule, limit: Limit) -> Iterator[Flaw]:
    first = limit.values.entries[0][0]
    if first != rule.in_force.from_:
        yield Flaw(
            ("limit", first.isoformat()),
            f"the first value holds from {first}, and the rule is in force from "
            f"{rule.in_force.from_}: the two must agree. Correct one of them",
            at_key=True,
        )


def _gaps(rule: Rule, limit: Limit) -> Iterator[Flaw]:
    entries = limit.values.entries
    for position, (first, value) in enumerate(entries):
        if value is None or value.turn.kind is not TurnKind.UNTIL:
            continue
        following = entries[position + 1][0] if position + 1 < len(entries) else rule.in_force.until
        if value.turn.until != following:
            then = (
                "no value follows"
                if following is None
                else f"the next value holds from {following}"
            )
            yield Flaw(
                ("limit", first.isoformat(), "window"),
                f"the window ends on {value.turn.until}, and {then}: no day may be left without a "
                "value. Add a value from that day, or null where the limit ends",
            )


def review_age(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB303: a review over 180 days old is told."""
    if context.today is None or one.rule.status is Status.RETIRED:
        return
    age = (context.today - one.rule.reviewed.day).days
    if age > REVIEW_AGE_DAYS_MAX:
        yield Flaw(
            ("reviewed", "date"),
            f"the paragraph was last checked {age} days ago: after {REVIEW_AGE_DAYS_MAX} days it "
            "is checked again. Look whether it still stands as written, and set the date",
        )
    if age < 0:
        yield Flaw(
            ("reviewed", "date"),
            f"the review of {one.rule.reviewed.day} lies in the future. Correct the date",
        )


def overlaps(context: LintContext) -> Iterator[PackFlaw]:
    """RB304: two live rules of one paragraph, scope and effect do not overlap in time."""
    groups: dict[object, list[LoadedRule]] = defaultdict(list)
    for one in context.loaded.rules:
        if one.rule.status is Status.LIVE:
            groups[_scope(one.rule, context)].append(one)
    for same in groups.values():
        for position, one in enumerate(same):
            for other in same[:position]:
                is_another = one.rule.id != other.rule.id  # RB102 tells one id in two files
                if is_another and _overlap(one.rule.in_force, other.rule.in_force):
                    yield PackFlaw(
                        one.document.place(("in_force",)),
                        f"'{one.rule.id}' and '{other.rule.id}' rest on one paragraph, look at the "
                        "same things and are in force on the same days: a finding would come "
                        "twice. End one, or tell their scopes apart",
                        one.rule.id,
                    )


def _scope(rule: Rule, context: LintContext) -> object:
    """What a rule is about: its paragraph and effect, its subject, and the values it names."""
    named: set[str] = set()
    for clause in rule.clauses.values():
        for line in clause.tests:
            spec = context.vocab.fields.get(line.field)
            is_scope = isinstance(line.test, Member) or (
                spec is not None
                and spec.type in _SCOPE_TYPES
                and isinstance(line.test, Equals | OneOf)
            )
            if is_scope:
                named.add(f"{line.field}={canonical_test(line.test)}")
    first = rule.authority[0]
    return (
        first.citation,
        first.effect,
        rule.kind,
        rule.for_each,
        rule.applies_to,
        frozenset(named),
    )


def _overlap(left: InForce, right: InForce) -> bool:
    left_ends, right_ends = left.until or date.max, right.until or date.max
    return left.from_ < right_ends and right.from_ < left_ends
