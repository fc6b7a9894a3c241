"""RB1: ids, titles, wording, tags and runbooks."""

import re
from collections import defaultdict
from collections.abc import Iterator

from monitor.rulebook.issues import did_you_mean, listed, quoted
from monitor.rulebook.lint.base import Flaw, LintContext, PackFlaw
from monitor.rulebook.loader import RETIRED, LoadedRule
from monitor.rulebook.rule import Rule, Status

TITLE_LENGTH_MAX = 72
RUNBOOK_HEADINGS = ("Meaning", "Impact", "Diagnosis", "Mitigation")
"""The headings of every runbook: what it says, what is at stake, what to look at, what to do."""

_VERB_STARTS = frozenset(
    {"alerts", "bans", "catches", "checks", "detects", "finds", "flags", "prohibits", "warns"}
)
_BOUNDS = re.compile(
    r"\b(not|no|nor|never|only|except|exempt|exempted|unless|without|silent|lawful|free|outside)\b",
    re.IGNORECASE,
)
_NOTHING = frozenset({"none", "unknown", "n/a", "-", "no", "nil", "tbd", "todo"})
_TAG_FAMILIES = ("regime", "measure")


def file_and_id(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB101: file name, id and folder agree."""
    rule = one.rule
    wanted = wanted_file(rule)
    if rule.file != wanted:
        yield Flaw(
            ("id",),
            f"the id is '{rule.id}' and the file is {context.loaded.shown(rule.file)}: from one "
            f"the other must be told. Move the file to {context.loaded.shown(wanted)}, or correct "
            "the id",
        )


def wanted_file(rule: Rule) -> str:
    """Give the file in which a rule of this id and status stands."""
    regime, resolution, paragraph, slug = rule.id.split(".", 3)
    folder = RETIRED if rule.status is Status.RETIRED else regime
    return f"{folder}/{resolution}-{paragraph}-{slug}.yaml"


def unique_ids(context: LintContext) -> Iterator[PackFlaw]:
    """RB102: an id is unique across live and retired rules."""
    by_id: dict[str, list[LoadedRule]] = defaultdict(list)
    for one in context.loaded.rules:
        by_id[one.rule.id].append(one)
    for rule_id, same in by_id.items():
        for one in same[1:]:
            yield PackFlaw(
                one.document.place(("id",)),
                f"the id '{rule_id}' is already that of {same[0].document.name}: an id is never "
                "used twice, also not that of a retired rule. Choose another",
                rule_id,
            )


def title(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB103: a title is a noun phrase under 72 characters without a final stop."""
    text = one.rule.title
    if len(text) >= TITLE_LENGTH_MAX:
        yield Flaw(
            ("title",),
            f"the title has {len(text)} characters: it must stay under {TITLE_LENGTH_MAX}. "
            "Shorten it; details belong into 'summary'",
        )
    if text.endswith((".", "!", "?", ":", ";")):
        yield Flaw(
            ("title",), f"the title ends in '{text[-1]}': it is no sentence. Remove that character"
        )
    first = text.split()[0].lower()
    if first in _VERB_STARTS:
        yield Flaw(
            ("title",),
            f"the title starts with the verb {quoted(text.split()[0])}: a noun phrase is expected, "
            "as in 'Coal supplied from the DPRK'. Name what happened",
        )


def summary(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB104: a summary says what is flagged and what is not."""
    if _BOUNDS.search(one.rule.summary) is None:
        yield Flaw(
            ("summary",),
            "the summary says what is flagged and nothing of what is not: a reader must know where "
            "the rule ends. Add a sentence such as 'It does not judge ...'",
        )


def tags(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB105: tags come from the list, and a regime and a measure are among them."""
    known = context.vocab.tags
    for index, tag in enumerate(one.rule.tags):
        if tag not in known:
            hint = did_you_mean(tag, known) or " Use a tag of rules/vocab/tags.yaml or add it there"
            yield Flaw(("tags", index), f"the tag {quoted(tag)} is not in tags.yaml.{hint}")
    families = {tag.split(".")[0] for tag in one.rule.tags}
    for family in _TAG_FAMILIES:
        if family not in families:
            choices = listed(tag for tag in known if tag.startswith(f"{family}."))
            yield Flaw(
                ("tags",), f"no tag '{family}.*' is given: one is needed. Add one of {choices}"
            )


def runbook(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:
    """RB106: the runbook exists and has its fixed headings."""
    path = one.rule.runbook
    if path is None:
        if one.rule.status is Status.LIVE:
            yield Flaw(
                (),
                "no runbook is named: an analyst must know what to do with the alert. Add "
                "'runbook: docs/runbooks/<name>.md'",
            )
        return
    if context.read_text is None:
        return
    text = context.read_text(path)
    if text is None:
        yield Flaw(
            ("runbook",),
            f"the runbook {quoted(path)} does not exist: the path counts from the top of the "
            "project. Write it, or correct the path",
        )
        return
    headings = {match[1].strip() for match in re.finditer(r"^#+ (.+)$", text, re.MULTILINE)}
    lacking = [heading for heading in RUNBOOK_HEADINGS if heading not in headings]
    if lacking:
        yield Flaw(
            ("runbook",),
            f"the runbook {quoted(path)} lacks the headings {listed(lacking)}: each has "
            f"{listed(RUNBOOK_HEADINGS)}. Add them",
        )


def limits_of_the_rule(one: LoadedRule, context: LintContext) -> Iterator[Flaw]:  # noqa: ARG001 - one signature
    """RB107: false positives and blind spots are given."""
    given = {
        "false_positives": one.rule.false_positives,
        "blind_spots": one.rule.blind_spots,
    }
    for key, sentences in given.items():
        if not sentences:
            yield Flaw((), f"the key '{key}' is missing: write what is known, or 'None known'")
        for index, sentence in enumerate(sentences):
            if sentence.strip(" .").lower() in _NOTHING:
                yield Flaw(
                    (key, index),
                    f"{quoted(sentence)} claims too much: nobody knows that there are none. Write "
                    "'None known', or what is known",
                )
