"""RB2: authority, the register of provisions, and links between rules."""

from collections.abc import Iterator

from monitor.domain.period import Period
from monitor.rulebook.coverage import Coverage, span_of
from monitor.rulebook.issues import did_you_mean, listed, quoted
from monitor.rulebook.lint.base import Flaw, LintContext
from monitor.rulebook.loader import LoadedRule
from monitor.rulebook.rule import Authority, Effect, Rule
from monitor.rulebook.rule_parts import RELATIONS
from monitor.rulebook.yaml12 import Path

_CHANGES = frozenset({Effect.AMENDS, Effect.EXTENDS, Effect.ENDS})


def authorities(rule: Rule) -> Iterator[tuple[Path, Authority]]:
    """Give every authority that a rule names, with its path."""
    for index, authority in enumerate(rule.authority):
        yield ("authority", index), authority
    for index, authority in enumerate(rule.also_cites):
        yield ("also_cites", index), authority
    for index, exemption in enumerate(rule.exemptions):
        yield ("exemptions", index, "authority"), exemption.authority


def instrument(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB201: each authority names a known instrument and its day, and the id names one of them."""
    known = {entry.instrument: entry for entry in context.vocab.instruments.values()}
    for path, authority in authorities(one.rule):
        entry = known.get(authority.instrument)
        if entry is None:
            hint = did_you_mean(authority.instrument, known) or " Add it there, or correct it"
            yield Flaw(
                (*path, "instrument"),
                f"the instrument {quoted(authority.instrument)} is not in "
                f"rules/vocab/instruments.yaml.{hint}",
            )
        elif authority.adopted is not None and authority.adopted != entry.adopted:
            yield Flaw(
                (*path, "adopted"),
                f"{authority.instrument} was adopted on {entry.adopted}, and {authority.adopted} "
                "stands here. Correct it",
            )
    yield from _id_names_an_authority(one.rule)


def _id_names_an_authority(rule: Rule) -> Iterator[Flaw]:
    _, number, paragraph, _ = rule.id.split(".", 3)
    cited = {authority.citation.short for _, authority in authorities(rule)}
    wanted = f"{number}:{int(paragraph)}"
    if not any(short == wanted or short.startswith(f"{wanted}(") for short in cited):
        yield Flaw(
            ("id",),
            f"the id names {wanted}, and the rule cites {listed(sorted(cited))}: the id names a "
            "paragraph that the rule rests on. Correct the id or the authority",
        )


def in_register(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB202: each cited paragraph is in the register, and the rule lies within its days."""
    coverage = context.loaded.coverage
    if coverage is None:
        return
    for path, authority in authorities(one.rule):
        if not coverage.of(authority.citation.short):
            yield Flaw(path, _not_in_register(authority.citation.short))
    for index, exemption in enumerate(one.rule.exemptions):
        for provision in sorted(exemption.provisions):
            if not coverage.of(provision):
                path = ("exemptions", index, "provisions")
                yield Flaw(path, _not_in_register(provision))
    yield from _within_days(one.rule, coverage)


def _not_in_register(short: str) -> str:
    return (
        f"the paragraph {short} is not in rules/coverage.yaml: the register holds every operative "
        "paragraph. Add it there with its days, or correct the citation"
    )


def _within_days(rule: Rule, coverage: Coverage) -> Iterator[Flaw]:
    cited = [one for part in rule.authority for one in coverage.of(part.citation.short)]
    span = span_of(cited)
    if span is None:
        return
    if rule.in_force.from_ < span.start:
        yield Flaw(
            ("in_force", "from"),
            f"the rule is in force from {rule.in_force.from_}, and its paragraphs only from "
            f"{span.start}. Correct one of them",
        )
    if span.until is not None and (rule.in_force.until is None or rule.in_force.until > span.until):
        yield Flaw(
            ("in_force", "until"),
            f"the rule is in force until {rule.in_force.until or 'further notice'}, and its "
            f"paragraphs end: {_shown(span)}. Correct one of them",
        )


def _shown(span: Period) -> str:
    return f"from {span.start}" + (f" until {span.until}" if span.until is not None else "")


def links(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB204: links between rules and between paragraphs point both ways."""
    for index, related in enumerate(one.rule.related):
        path = ("related", index)
        other = context.rule(related.id)
        back = RELATIONS[related.type]
        if other is None and context.is_unread(related.id):
            continue
        if other is None:
            hint = did_you_mean(related.id, (rule.id for rule in context.rules))
            todo = hint or " Remove the link until that rule is written"
            yield Flaw((*path, "id"), f"there is no rule '{related.id}'.{todo}")
        elif not any(
            one_back.id == one.rule.id and one_back.type == back for one_back in other.related
        ):
            yield Flaw(
                path,
                f"'{related.id}' does not link back: a link points both ways. Add there "
                f"{{id: {one.rule.id}, type: {back}}}",
            )
    yield from _changed_paragraphs(one.rule)


def _changed_paragraphs(rule: Rule) -> Iterator[Flaw]:
    cited = (*rule.authority, *rule.also_cites)
    changing = [part for part in rule.authority if part.effect in _CHANGES]
    if changing and all(part.effect in _CHANGES for part in cited):
        yield Flaw(
            ("authority", rule.authority.index(changing[0]), "effect"),
            f"the effect is '{changing[0].effect}', and the paragraph that it changes is not "
            "cited. Add that paragraph to 'authority' or 'also_cites'",
        )
