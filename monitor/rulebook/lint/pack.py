"""RB6: the lock, retired rules, the coverage register, exclusions, duplicates, the changelog."""

import re
from collections import defaultdict
from collections.abc import Iterator

from monitor.domain.canonical import sha256
from monitor.rulebook.coverage import Coverage, Provision
from monitor.rulebook.issues import Place, did_you_mean, listed
from monitor.rulebook.lint.base import LintContext, PackFlaw
from monitor.rulebook.loader import CHANGELOG, COVERAGE, LOCK, LoadedRule
from monitor.rulebook.logic import logic_digest
from monitor.rulebook.rule import Rule, Status

_UPDATE = "Run `sanctions-monitor rules lock` and commit what it writes"
CHANGE_CLASSES = ("widens", "narrows", "relabels", "text only")


def lock_matches(context: LintContext) -> Iterator[PackFlaw]:
    """RB601: the lock matches the files."""
    loaded = context.loaded
    place = Place(loaded.shown(LOCK))
    lock = loaded.lock
    if lock is None:
        if LOCK not in loaded.files:
            yield PackFlaw(place, f"there is no lock: it keeps the versions of rules. {_UPDATE}")
        return
    if loaded.manifest is not None and lock.rulebook != loaded.manifest.rulebook:
        yield PackFlaw(
            place,
            f"the lock is of rulebook {lock.rulebook}, and this is {loaded.manifest.rulebook}. "
            f"{_UPDATE}",
        )
    rules = {one.rule.id: one for one in loaded.rules if _is_locked(one.rule)}
    for rule_id, one in rules.items():
        entry = lock.rules.get(rule_id)
        if entry is None:
            message = f"'{rule_id}' is not in the lock. {_UPDATE}"
            yield PackFlaw(one.document.place(("id",)), message, rule_id)
        elif entry.logic != logic_digest(one.rule, context.vocab):
            message = (
                f"the logic of '{rule_id}', or of the vocabulary it uses, differs from version "
                f"{entry.version} in the lock: a change of logic is a new version. {_UPDATE}"
            )
            yield PackFlaw(one.document.place(("id",)), message, rule_id)
    for rule_id in lock.rules:
        if rule_id not in rules and not context.is_unread(rule_id):
            message = (
                f"'{rule_id}' is in the lock, and no file holds it: a rule is retired, never "
                f"removed. Restore the file, move it to retired/, then: {_UPDATE}"
            )
            yield PackFlaw(place, message, rule_id)


def _is_locked(rule: Rule) -> bool:
    return rule.status is not Status.DRAFT


def retired_unchanged(context: LintContext) -> Iterator[PackFlaw]:
    """RB602: a retired file is not edited."""
    lock = context.loaded.lock
    for one in context.loaded.rules:
        entry = lock.rules.get(one.rule.id) if lock is not None else None
        if one.rule.status is not Status.RETIRED or entry is None:
            continue
        was_retired = entry.status == Status.RETIRED
        if was_retired and entry.file != sha256(context.loaded.files[one.rule.file]):
            yield PackFlaw(
                one.document.place(()),
                f"the retired rule '{one.rule.id}' was edited: replay needs it as it was. Restore "
                "the file",
                one.rule.id,
            )


def coverage_agrees(context: LintContext) -> Iterator[PackFlaw]:
    """RB603: every provision is watched by a rule that rests on it, or says why not."""
    coverage = context.loaded.coverage
    if coverage is None:
        if COVERAGE not in context.loaded.files:
            place = Place(context.loaded.shown(COVERAGE))
            yield PackFlaw(
                place, "there is no register of provisions: gaps must be known. Add coverage.yaml"
            )
        return
    for provision in coverage.provisions.values():
        yield from _watchers(provision, context)
    for one in context.loaded.rules:
        yield from _registered(one, coverage)


def _watchers(provision: Provision, context: LintContext) -> Iterator[PackFlaw]:
    document = context.loaded.documents[COVERAGE]
    for index, rule_id in enumerate(provision.rules):
        place = document.place((provision.key, "rules", index))
        rule = context.rule(rule_id)
        if rule is None and context.is_unread(rule_id):
            continue
        if rule is None:
            hint = did_you_mean(rule_id, (known.id for known in context.rules))
            todo = hint or " Correct it, or set the provision to pending"
            yield PackFlaw(place, f"there is no rule '{rule_id}'.{todo}")
        elif not rule.is_judged:
            message = (
                f"'{rule_id}' is {rule.status} and watches nothing. Set the provision to pending, "
                "or name another rule"
            )
            yield PackFlaw(place, message)
        elif not any(provision.covers(short) for short in _cited(rule)):
            message = (
                f"'{rule_id}' does not cite {listed(provision.cites)}: a rule watches the "
                "paragraphs that it cites. Correct one of them"
            )
            yield PackFlaw(place, message)


def _cited(rule: Rule) -> set[str]:
    parts = (*rule.authority, *rule.also_cites, *(item.authority for item in rule.exemptions))
    provisions = {short for item in rule.exemptions for short in item.provisions}
    return {part.citation.short for part in parts} | provisions


def _registered(one: LoadedRule, coverage: Coverage) -> Iterator[PackFlaw]:
    rule = one.rule
    if not rule.is_judged:
        return
    for index, part in enumerate(rule.authority):
        provisions = coverage.of(part.citation.short)
        if provisions and not any(rule.id in provision.rules for provision in provisions):
            keys = listed(provision.key for provision in provisions)
            yield PackFlaw(
                one.document.place(("authority", index)),
                f"the rule rests on {part.citation.short}, and coverage.yaml does not name it "
                f"there. Add '{rule.id}' to the rules of {keys}",
                rule.id,
            )


def duplicates(context: LintContext) -> Iterator[PackFlaw]:
    """RB604: no two rules have the same logic."""
    by_logic: dict[str, list[LoadedRule]] = defaultdict(list)
    for one in context.loaded.rules:
        by_logic[logic_digest(one.rule, context.vocab)].append(one)
    for same in by_logic.values():
        for one in same[1:]:
            if one.rule.id == same[0].rule.id:
                continue  # RB102 tells it
            yield PackFlaw(
                one.document.place(("id",)),
                f"'{one.rule.id}' has the same logic as '{same[0].rule.id}': it would say "
                "everything twice. Remove one, or tell them apart",
                one.rule.id,
            )


def changelog(context: LintContext) -> Iterator[PackFlaw]:
    """RB606: the changelog names every version of a rule, with its class of change."""
    lock = context.loaded.lock
    if lock is None:
        return
    place = Place(context.loaded.shown(CHANGELOG))
    content = context.loaded.files.get(CHANGELOG)
    if content is None:
        yield PackFlaw(place, "there is no changelog: users of the rules read it. Add it")
        return
    entries = changelog_entries(content.decode("utf-8", "replace"))
    for rule_id, entry in sorted(lock.rules.items()):
        if (rule_id, entry.version) not in entries:
            yield PackFlaw(
                place,
                f"version {entry.version} of '{rule_id}' has no entry: each has one under one of "
                f"the headings {listed(CHANGE_CLASSES)}. Add a line '- `{rule_id}` "
                f"{entry.version}: what changed. Impacted: {_days_of(rule_id, context)}.'",
                rule_id,
            )


def _days_of(rule_id: str, context: LintContext) -> str:
    rule = context.rule(rule_id)
    if rule is None:
        return "from DAY until DAY"
    until = rule.in_force.until
    return f"from {rule.in_force.from_}" + (f" until {until}" if until is not None else "")


_CHANGE_LINE = re.compile(r"^- `(?P<id>[a-z0-9.-]+)` (?P<version>[0-9]+): .*Impacted: .+\.$")
_HEADING = re.compile(r"^#{2,3} (?P<text>.+)$")


def changelog_entries(text: str) -> set[tuple[str, int]]:
    """Give the rule versions that a changelog names under a class of change, with days."""
    found: set[tuple[str, int]] = set()
    heading = ""
    for line in _joined_lines(text):
        title = _HEADING.match(line)
        if title is not None:
            heading = title["text"].strip().lower()
        entry = _CHANGE_LINE.match(line)
        if entry is not None and heading in CHANGE_CLASSES:
            found.add((entry["id"], int(entry["version"])))
    return found


def _joined_lines(text: str) -> Iterator[str]:
    """Give lines with their wrapped, indented continuations joined."""
    joined: list[str] = []
    for line in text.splitlines():
        if line.startswith("  ") and joined:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line.rstrip())
    yield from joined
