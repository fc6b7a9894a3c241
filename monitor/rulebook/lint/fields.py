"""RB4, second part: fields and the tests that fit them, codes, and vocabulary references."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from monitor.domain.event.scalars import known_countries
from monitor.rulebook.conditions import (
    Contains,
    DayCompare,
    Equals,
    FieldTest,
    Known,
    Member,
    NotTest,
    NumberCompare,
    OneOf,
    Scalar,
    StartsWith,
    Test,
    WithinDaysAfter,
)
from monitor.rulebook.fields import FieldSpec
from monitor.rulebook.issues import did_you_mean, listed, quoted
from monitor.rulebook.lint.base import Flaw, LintContext
from monitor.rulebook.loader import LoadedRule
from monitor.rulebook.logic import field_tests, test_references
from monitor.rulebook.rule import Rule
from monitor.rulebook.vocab import PLACE, Vocab
from monitor.rulebook.yaml12 import Path

CLAIM = "claim"
SUBJECTS_OF_THEIR_RULES = frozenset({"goods", "party"})
"""Subjects of which an event has many: only a rule that judges each of them sees their fields."""

LIMIT_FIELDS = frozenset({"limit.basis", "limit.from", "limit.step"})
HS_CODE = "hs_code"

_VALUE_TYPES: Mapping[str, type] = {
    "text": str,
    "code": str,
    "country": str,
    "choice": str,
    "tags": str,
    "day": date,
    "number": Decimal,
    "truth": bool,
}
_VALUE_WORDS = {
    "text": "text",
    "code": "quoted text",
    "country": "a quoted country code",
    "choice": "one of its values",
    "tags": "a tag",
    "day": "a day as YYYY-MM-DD",
    "number": "a number",
    "truth": "true or false",
}
_OPERATORS: Mapping[str, tuple[type, ...]] = {
    "text": (StartsWith, Contains),
    "code": (StartsWith, Contains),
    "country": (),
    "choice": (),
    "tags": (),
    "day": (DayCompare, WithinDaysAfter),
    "number": (NumberCompare,),
    "truth": (),
}
_OPERATOR_WORDS: Mapping[type, str] = {
    StartsWith: "starts_with",
    Contains: "contains",
    DayCompare: "before, on_or_before, after and on_or_after",
    WithinDaysAfter: "within_days_after",
    NumberCompare: "above, at_least, below and at_most",
}


def fitting(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB402: every field exists, the rule can see it, and the test fits its type."""
    fields = context.vocab.fields
    for path, line in field_tests(one.rule):
        spec = fields.get(line.field)
        if spec is None:
            yield Flaw(path, _unknown_field(line.field, fields), at_key=True)
            continue
        unseen = _unseen(spec, one.rule, in_exemption=path[0] == "exemptions")
        if unseen:
            yield Flaw(path, unseen, at_key=True)
        yield from _fit(path, line, spec, fields)
    yield from _grouping(one.rule, fields)
    yield from _sum(one.rule, context.vocab)


def _unknown_field(name: str, fields: Mapping[str, FieldSpec]) -> str:
    hint = (
        did_you_mean(name, fields) or " Use a field of that list, or add it there with its meaning"
    )
    return f"the field {quoted(name)} is not in rules/vocab/fields.yaml.{hint}"


def _unseen(spec: FieldSpec, rule: Rule, *, in_exemption: bool) -> str:
    if spec.subject == CLAIM and not in_exemption:
        return (
            f"the field '{spec.name}' is about a claimed exemption: it is seen only inside "
            "'exemptions'. Move the clause there"
        )
    if spec.subject in SUBJECTS_OF_THEIR_RULES and spec.subject != rule.for_each:
        return (
            f"the field '{spec.name}' belongs to one {spec.subject}, and this rule judges for "
            f"each {rule.for_each}: an event has many. Set 'for_each: {spec.subject}', or use a "
            "field of the event"
        )
    return ""


def _fit(
    path: Path, line: FieldTest, spec: FieldSpec, fields: Mapping[str, FieldSpec]
) -> Iterator[Flaw]:
    test: Test = line.test.test if isinstance(line.test, NotTest) else line.test
    match test:
        case Known():
            return
        case Member():
            if spec.type in {"day", "number", "truth"}:
                yield Flaw(
                    path,
                    f"'{spec.name}' is {_typed(spec)} and is compared with a list of words: "
                    f"{_VALUE_WORDS[spec.type]} is expected. Correct the test",
                )
        case Equals() | OneOf():
            for value in _plain_values(test):
                yield from _value_fits(path, value, spec)
        case _:
            yield from _operator_fits(path, test, spec, fields)


def _typed(spec: FieldSpec) -> str:
    return f"of type {spec.type}"


def _value_fits(path: Path, value: Scalar, spec: FieldSpec) -> Iterator[Flaw]:
    wanted = _VALUE_TYPES[spec.type]
    if isinstance(value, Decimal) and wanted is str:
        return  # an unquoted code, which RB405 tells
    if not isinstance(value, wanted):
        yield Flaw(
            path,
            f"'{spec.name}' is {_typed(spec)} and is compared with {_shown(value)}: "
            f"{_VALUE_WORDS[spec.type]} is expected. Correct the value",
        )
    elif spec.values and value not in spec.values:
        hint = did_you_mean(str(value), spec.values) or " Choose one"
        yield Flaw(
            path,
            f"{_shown(value)} is no value of '{spec.name}': there are {listed(spec.values, 60)}."
            f"{hint}",
        )


def _shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, Decimal | date) else quoted(value)


def _operator_fits(
    path: Path, test: Test, spec: FieldSpec, fields: Mapping[str, FieldSpec]
) -> Iterator[Flaw]:
    if not isinstance(test, _OPERATORS[spec.type]):
        allowed = [_OPERATOR_WORDS[operator] for operator in _OPERATORS[spec.type]]
        also = f", {', '.join(allowed)}" if allowed else ""
        yield Flaw(
            path,
            f"the operator does not fit '{spec.name}', which is {_typed(spec)}: allowed are a "
            f"value, a list, not, known{also}. Use one of them",
        )
        return
    other = test.other if isinstance(test, DayCompare) else None
    start = test.start if isinstance(test, WithinDaysAfter) else other
    if isinstance(start, str):
        known = fields.get(start)
        if known is None:
            yield Flaw(path, _unknown_field(start, fields))
        elif known.type != "day":
            yield Flaw(
                path,
                f"'{spec.name}' is compared with '{start}', which is {_typed(known)}: a day field "
                "is expected. Name one",
            )


def _grouping(rule: Rule, fields: Mapping[str, FieldSpec]) -> Iterator[Flaw]:
    for index, name in enumerate(rule.group_by):
        is_limit_field = name in LIMIT_FIELDS and rule.limit is not None
        if name not in fields and not is_limit_field:
            yield Flaw(("on_finding", "group_by", index), _unknown_field(name, fields))


def _sum(rule: Rule, vocab: Vocab) -> Iterator[Flaw]:
    if rule.limit is None:
        return
    summed: list[tuple[Path, str]] = [(("tally", "sum"), rule.limit.sum)]
    if rule.limit.alternative is not None:
        summed.append((("tally", "alternative", "sum"), rule.limit.alternative.sum))
    for path, name in summed:
        spec = vocab.fields.get(name)
        if spec is None or spec.type != "number":
            yield Flaw(
                path,
                f"'{name}' is no number field: a limit sums a number, such as goods.quantity. "
                "Correct it",
            )
    if vocab.units.find(rule.limit.unit) is None:
        yield Flaw(
            ("tally", "unit"),
            f"the unit {quoted(rule.limit.unit)} is not in rules/vocab/units.yaml. Use one that is",
        )


def codes(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB405: codes are quoted, HS prefixes have an even length, countries are known."""
    for path, line in field_tests(one.rule):
        spec = context.vocab.fields.get(line.field)
        if spec is None:
            continue
        test = line.test.test if isinstance(line.test, NotTest) else line.test
        checks = (_hs_code,) if isinstance(test, StartsWith) else _CODE_CHECKS
        for value in _plain_values(test):
            for check in checks:
                message = check(value, spec)
                if message:
                    yield Flaw(path, message)


def _plain_values(test: Test) -> Iterator[Scalar]:
    match test:
        case Equals(value):
            yield value
        case OneOf(values):
            yield from (value for value in values if not isinstance(value, Member))
        case StartsWith(prefixes):
            yield from prefixes
        case _:
            return


def _quoted_code(value: Scalar, spec: FieldSpec) -> str:
    if not isinstance(value, Decimal) or spec.type in {"number", "day", "truth"}:
        return ""
    return (
        f"the code {value} of '{spec.name}' is read as a number: codes are text, as a leading zero "
        f'would be lost. Quote it, "{value}"'
    )


def _hs_code(value: Scalar, spec: FieldSpec) -> str:
    if spec.name.rpartition(".")[2] != HS_CODE or not isinstance(value, str):
        return ""
    if value.isdigit() and len(value) % 2 == 0:
        return ""
    return (
        f"the HS code {quoted(value)} is none: 2, 4, 6, 8 or 10 digits are expected. Correct it; "
        "long lists belong into rules/vocab/commodities.yaml"
    )


def _country(value: Scalar, spec: FieldSpec) -> str:
    if spec.type != "country" or not isinstance(value, str) or value in known_countries():
        return ""
    return (
        f"{quoted(value)} is no country of ISO 3166-1 alpha-2: two capital letters are expected, "
        "such as KP. Correct it"
    )


_CODE_CHECKS: tuple[Callable[[Scalar, FieldSpec], str], ...] = (_quoted_code, _hs_code, _country)


def defined(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB408: every commodity, place and list that a test names is in the vocabulary."""
    vocab = context.vocab
    for path, line in field_tests(one.rule):
        spec = vocab.fields.get(line.field)
        tags_of = "" if spec is None else spec.vocab
        for name, entry in test_references(line.test, tags_of):
            message = _undefined(name, entry, vocab) or _misplaced(name, tags_of, line.field)
            if message:
                yield Flaw(path, message)


def _undefined(name: str, entry: str, vocab: Vocab) -> str:
    names = vocab.vocabularies()
    if name not in names:
        hint = did_you_mean(name, names) or f" There are {listed(names)}"
        return f"'@{name}.{entry}' names the vocabulary {quoted(name)}, which does not exist.{hint}"
    if not vocab.defines(name, entry):
        hint = did_you_mean(entry, vocab.entries(name)) or " Add it to rules/vocab, or correct it"
        return f"'@{name}.{entry}' is not defined in rules/vocab.{hint}"
    return ""


def _misplaced(name: str, tags_of: str, field: str) -> str:
    if tags_of and name != tags_of:
        return (
            f"'{field}' holds entries of the vocabulary '{tags_of}', and '@{name}' is another. "
            "Name an entry of its own vocabulary"
        )
    is_port = field.rpartition(".")[2] in {"port", "ports"}
    if name == PLACE and not is_port and not tags_of:
        return (
            f"'{field}' is no port: a place of the vocabulary is compared with ports only. Name the "
            "country, or test the port"
        )
    return ""
