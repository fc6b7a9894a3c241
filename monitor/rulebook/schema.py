"""The rule file: its keys in their order, their shapes, and how they become a rule.

This is the source of ``rules/schema/rule.schema.json``; a test fails where the two differ.
"""

import json
from collections.abc import Mapping
from typing import Any, assert_never

from monitor.domain.event.kinds import KINDS
from monitor.domain.finding import Level, Verdict
from monitor.rulebook.case_shapes import LEVELS, CaseShape
from monitor.rulebook.clauses import BlockShape, ConditionLine, Fields
from monitor.rulebook.issues import listed, quoted
from monitor.rulebook.records import Key, ListOf, Record, optional
from monitor.rulebook.rule import Handling, Kind, Limit, Rule, Status
from monitor.rulebook.rule_parts import (
    AUTHORITY,
    ID_FORM,
    ID_PATTERN,
    IN_FORCE,
    ON_FINDING,
    PROSE,
    RELATED,
    RETIRED,
    REVIEW,
    SENTENCES,
    STEP,
    TALLY,
    LimitShape,
    exemption_shape,
)
from monitor.rulebook.shapes import Choice, Definitions, JsonSchema, Node, Text
from monitor.rulebook.yaml12 import Plain

EVENT_KINDS = tuple(KINDS)
FOR_EACH = ("event", "goods", "party", "vessel", "aircraft", "place")
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
LIMIT_KEYS = ("tally", "limit", "steps")

_VERDICTS_OF_KIND = {
    Kind.PROHIBITION: (Verdict.PROHIBITED, Verdict.UNSETTLED, Verdict.EXEMPTED),
    Kind.DUTY: (Verdict.INSPECT,),
    Kind.LIMIT: (Verdict.LIMIT, Verdict.PROHIBITED, Verdict.UNSETTLED),
}


def rule_shape(fields: Fields) -> Record[Rule]:
    """Give the shape of a rule file; the fields tell which values are days."""
    return Record(build=_rule, name="", is_ordered=True, check=_check_kind, keys=_keys(fields))


def _keys(fields: Fields) -> dict[str, Key]:
    return {
        "id": Key(Text(ID_PATTERN, ID_FORM), "the rule's id, which never changes"),
        "kind": Key(Choice(tuple(Kind)), "what the rule watches over"),
        "title": Key(Text(length_max=200), "a noun phrase"),
        "status": Key(Choice(tuple(Status)), "what the machine does with it"),
        "level": Key(Choice(LEVELS), "how soon a person must look"),
        "summary": Key(PROSE, "what is flagged and what is not"),
        "authority": Key(ListOf(AUTHORITY), "the paragraphs it rests on; findings cite the first"),
        "also_cites": optional(ListOf(AUTHORITY), "further paragraphs that a finding shows", ()),
        "in_force": Key(IN_FORCE, "the days on which it is in force"),
        "reviewed": Key(REVIEW, "when a person last checked the paragraph"),
        "applies_to": Key(ListOf(Choice(EVENT_KINDS)), "the kinds of event it judges"),
        "for_each": Key(Choice(FOR_EACH), "the subject of one judgement"),
        "anchor": Key(ConditionLine(), "what is positively true whenever the rule can apply"),
        "match": Key(BlockShape(fields, needs_condition=True), "when the rule applies"),
        "exemptions": optional(ListOf(exemption_shape(fields), least=0), "ways out", ()),
        "tally": optional(TALLY, "what a limit sums"),
        "limit": optional(LimitShape(), "the limit's values by day"),
        "steps": optional(ListOf(STEP), "the shares at which something falls due"),
        "on_finding": Key(ON_FINDING, "what each verdict asks of a person"),
        "when_incomplete": optional(Choice(("review",)), "have undecided events reviewed"),
        "tags": Key(ListOf(Text()), "tags of rules/vocab/tags.yaml"),
        "false_positives": optional(SENTENCES, "lawful things that it flags", ()),
        "blind_spots": optional(SENTENCES, "unlawful things that it misses", ()),
        "runbook": optional(Text(r"[\w./-]+\.md", "a path to a Markdown file"), "what to do"),
        "what_clears": optional(SENTENCES, "what documents would clear a finding", ()),
        "related": optional(ListOf(RELATED), "other rules", ()),
        "history": optional(SENTENCES, "how the measure came about", ()),
        "retired": optional(RETIRED, "when and why it was retired"),
        "tests": optional(ListOf(CaseShape()), "cases that hold the rule to its word", ()),
    }


def _rule(**keys: Any) -> Rule:
    kind, level, match = Kind(keys["kind"]), Level(keys["level"]), keys.pop("match")
    tally, values, steps = (keys.pop(name) for name in LIMIT_KEYS)
    on_finding = keys.pop("on_finding")
    limit = None
    if tally is not None and values is not None:
        limit = Limit(
            sum=tally.sum,
            unit=tally.unit,
            product=tally.product,
            bases=tally.bases,
            values=values,
            steps=steps or (),
            alternative=tally.alternative,
        )
    return Rule(
        **{
            **keys,
            "kind": kind,
            "status": Status(keys["status"]),
            "level": level,
            "applies_to": frozenset(keys["applies_to"]),
            "default_kind": keys["applies_to"][0],
            "clauses": match.clauses,
            "condition": match.condition,
            "limit": limit,
            "on_finding": {**_default_handling(kind, level), **on_finding.handling},
            "group_by": on_finding.group_by,
        }
    )


def _default_handling(kind: Kind, level: Level) -> dict[Verdict, Handling]:
    """Give what a limit's verdicts ask for; its steps say their own levels."""
    if kind is not Kind.LIMIT:
        return {}
    return {
        Verdict.LIMIT: Handling("review", level),
        Verdict.PROHIBITED: Handling("hold", level),
        Verdict.UNSETTLED: Handling("review", Level.HIGH),
    }


def _check_kind(node: Node, value: Mapping[str, Plain]) -> None:
    if value.get("kind") not in tuple(Kind):
        return
    kind = Kind(str(value["kind"]))
    _check_limit_keys(node, value, kind)
    on_finding = value.get("on_finding")
    if isinstance(on_finding, dict):
        _check_verdicts(
            node.child("on_finding"), on_finding, kind, has_exemptions=bool(value.get("exemptions"))
        )
    _check_retirement(node, value)


def _check_limit_keys(node: Node, value: Mapping[str, Plain], kind: Kind) -> None:
    for name in LIMIT_KEYS:
        if kind is Kind.LIMIT and name not in value:
            node.note(
                "RB012", f"the key '{name}' is missing: a rule of kind limit needs it. Add it"
            )
        if kind is not Kind.LIMIT and name in value:
            node.child(name).note(
                "RB017",
                f"the key '{name}' belongs to rules of kind limit, and this is a {kind}. Remove "
                "it, or change the kind",
                at_key=True,
            )


def _check_verdicts(
    node: Node, written: Mapping[str, Plain], kind: Kind, *, has_exemptions: bool
) -> None:
    allowed = _VERDICTS_OF_KIND[kind]
    for name in written:
        if name in tuple(Verdict) and name not in allowed:
            node.child(name).note(
                "RB017",
                f"a {kind} never says {quoted(name)}: allowed are {listed(allowed)}. Remove it",
                at_key=True,
            )
    for name in _needed_verdicts(kind, has_exemptions=has_exemptions):
        if name not in written:
            node.note(
                "RB012",
                f"the key '{name}' is missing in 'on_finding': a {kind} says it. Add its action "
                "and level",
            )


def _needed_verdicts(kind: Kind, *, has_exemptions: bool) -> tuple[Verdict, ...]:
    match kind:
        case Kind.LIMIT:
            return ()
        case Kind.DUTY:
            return (Verdict.INSPECT,)
        case Kind.PROHIBITION:
            exempted = (Verdict.EXEMPTED,) if has_exemptions else ()
            return (Verdict.PROHIBITED, Verdict.UNSETTLED, *exempted)
        case _:
            assert_never(kind)


def _check_retirement(node: Node, value: Mapping[str, Plain]) -> None:
    is_retired, has_reason = value.get("status") == Status.RETIRED, "retired" in value
    if is_retired is not has_reason:
        what = "is missing: a retired rule says when and why" if is_retired else "stands here"
        todo = "Add it" if is_retired else "Remove it, or set status to retired"
        status = value.get("status")
        node.note("RB017", f"the key 'retired' {what}, and the status is {status}. {todo}")


def rule_schema() -> JsonSchema:
    """Give the JSON Schema of a rule file."""
    definitions: Definitions = {}
    body = rule_shape({}).schema(definitions)
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "Rule file",
        "description": "One rule of the sanctions monitor. Generated from monitor.rulebook.schema.",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Give the schema as it stands in ``rules/schema/rule.schema.json``."""
    return json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"
