"""The catalogue of checks, in one list, and how they are run."""

from collections.abc import Iterable, Iterator
from datetime import date

from monitor.rulebook.cases import CaseResult
from monitor.rulebook.issues import Issue, Severity
from monitor.rulebook.lint import anchor, citations, dates, fields, logic, metadata, pack, tests
from monitor.rulebook.lint.base import (
    AnyLinter,
    LintContext,
    Linter,
    LintReport,
    PackLinter,
    ReadText,
    ShapeCheck,
)
from monitor.rulebook.loader import Exclusion, Loaded

HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW

SHAPE_CHECKS: tuple[ShapeCheck, ...] = (
    ShapeCheck("RB001", "the file is UTF-8"),
    ShapeCheck("RB002", "the YAML parses"),
    ShapeCheck("RB003", "a key stands once"),
    ShapeCheck("RB004", "a plain scalar is read alike by every YAML reader"),
    ShapeCheck("RB005", "a key is text and no truth value"),
    ShapeCheck("RB006", "there are no tags"),
    ShapeCheck("RB007", "anchors, aliases and merge keys stand only below 'tests'"),
    ShapeCheck("RB008", "a file holds one document"),
    ShapeCheck("RB009", "size, depth and repetition stay within limits"),
    ShapeCheck("RB011", "every key is known"),
    ShapeCheck("RB012", "every needed key is there"),
    ShapeCheck("RB013", "keys stand in their order"),
    ShapeCheck("RB014", "a value is of its type"),
    ShapeCheck("RB015", "a word is of its list"),
    ShapeCheck("RB016", "a value has its form"),
    ShapeCheck("RB017", "a key belongs to the kind and status of the rule"),
    ShapeCheck("RB018", "a condition line parses"),
    ShapeCheck("RB019", "a field test has one of the known forms"),
    ShapeCheck("RB021", "vocabulary files agree with one another"),
    ShapeCheck("RB022", "every file is read, and none is missing"),
    ShapeCheck("RB023", "the engine is new enough"),
    ShapeCheck("RB203", "an exemption cites its own authority"),
)
"""Checks that are made while files are read."""

LINTERS: tuple[AnyLinter, ...] = (
    Linter("RB101", "file name, id and folder agree", HIGH, metadata.file_and_id),
    PackLinter("RB102", "an id is unique", HIGH, metadata.unique_ids, at_load=True),
    Linter("RB103", "a title is a short noun phrase", LOW, metadata.title),
    Linter("RB104", "a summary says what is flagged and what is not", MEDIUM, metadata.summary),
    Linter("RB105", "tags are known, with regime and measure", MEDIUM, metadata.tags),
    Linter("RB106", "the runbook exists and has its headings", MEDIUM, metadata.runbook),
    Linter(
        "RB107", "false positives and blind spots are given", MEDIUM, metadata.limits_of_the_rule
    ),
    Linter("RB201", "authorities are known instruments with their day", HIGH, citations.instrument),
    Linter("RB202", "cited paragraphs are in the register", MEDIUM, citations.in_register),
    Linter("RB204", "links point both ways", MEDIUM, citations.links),
    Linter("RB301", "no rule is in force before adoption", HIGH, dates.not_before_adoption),
    Linter("RB302", "dated values are sorted without gaps", HIGH, dates.dated_values, at_load=True),
    Linter("RB303", "the review is recent", LOW, dates.review_age),
    PackLinter("RB304", "rules of one scope do not overlap in time", MEDIUM, dates.overlaps),
    Linter("RB401", "clauses are used and names exist", HIGH, logic.names, at_load=True),
    Linter("RB402", "fields exist and tests fit them", HIGH, fields.fitting, at_load=True),
    Linter("RB403", "no exemption hides in 'match'", HIGH, logic.hidden_exemptions, at_load=True),
    Linter("RB404", "every exemption can be refused", HIGH, logic.refusable, at_load=True),
    Linter("RB405", "codes are quoted and known", HIGH, fields.codes, at_load=True),
    Linter("RB406", "steps ascend to 100", HIGH, logic.steps, at_load=True),
    Linter(
        "RB407", "the anchor is positive, linked and complete", HIGH, anchor.shape, at_load=True
    ),
    Linter("RB408", "vocabulary references are defined", HIGH, fields.defined, at_load=True),
    Linter("RB501", "a case fires and a case stays silent", MEDIUM, tests.both_outcomes),
    Linter("RB502", "the days around each start and end are shown", MEDIUM, tests.boundary_days),
    Linter(
        "RB503", "each exemption is granted, refused and left open", MEDIUM, tests.exemption_cases
    ),
    Linter("RB504", "each step is shown on both sides", MEDIUM, tests.step_cases),
    Linter("RB505", "a known gap really fails", HIGH, tests.closed_gaps),
    Linter("RB506", "the events of cases keep to the contract", HIGH, tests.contract_events),
    Linter("RB507", "cases have names of their own and name what exists", MEDIUM, tests.case_names),
    PackLinter("RB601", "the lock matches the files", HIGH, pack.lock_matches),
    PackLinter("RB602", "retired files are unchanged", HIGH, pack.retired_unchanged),
    PackLinter("RB603", "every provision is watched or says why not", MEDIUM, pack.coverage_agrees),
    PackLinter("RB604", "no two rules have the same logic", MEDIUM, pack.duplicates),
    PackLinter("RB606", "the changelog names every version", MEDIUM, pack.changelog),
)
"""Every check of content, in the order of its code. RB605 is made here, over the others."""

EXCLUSIONS_CODE = "RB605"


def catalogue() -> list[tuple[str, str, Severity]]:
    """Give code, what it holds, and severity of every check, sorted by code."""
    exclusions = (EXCLUSIONS_CODE, "exclusions are in use and in time", MEDIUM)
    every = [(one.code, one.checks, one.severity) for one in (*SHAPE_CHECKS, *LINTERS)]
    return sorted([*every, exclusions])


def issues_at_load(loaded: Loaded) -> list[Issue]:
    """Make the checks without which no rule may run; no exclusion lifts them."""
    if loaded.vocab is None:
        return []
    context = LintContext(loaded, loaded.vocab)
    return [issue for one in LINTERS if one.at_load for issue in one.issues(context)]


def lint(
    loaded: Loaded,
    *,
    today: date | None = None,
    read_text: ReadText | None = None,
    results: Iterable[CaseResult] | None = None,
) -> LintReport:
    """Make every check.

    Args:
        loaded: What was read; its own faults are part of the report.
        today: The day on which the checks run, for ages and expiry.
        read_text: Gives files of the project by path, for runbooks.
        results: How the embedded cases came out, for known gaps.
    """
    statuses = {one.rule.id: one.rule.status.value for one in loaded.rules}
    found = list(loaded.issues)
    if loaded.vocab is not None:
        given = None if results is None else tuple(results)
        context = LintContext(loaded, loaded.vocab, today, read_text, given)
        found += [issue for one in LINTERS for issue in one.issues(context)]
    kept, excluded, used = _split(found, loaded.exclusions, today)
    kept += _exclusion_issues(loaded, used, today)
    return LintReport(sorted(set(kept)), excluded, statuses)


def _split(
    issues: Iterable[Issue], exclusions: tuple[Exclusion, ...], today: date | None
) -> tuple[list[Issue], list[Issue], set[Exclusion]]:
    kept: list[Issue] = []
    excluded: list[Issue] = []
    used: set[Exclusion] = set()
    for issue in issues:
        fitting = [one for one in exclusions if (one.rule, one.code) == (issue.rule, issue.code)]
        used.update(fitting)
        holds = any(today is None or today < one.expires for one in fitting)
        is_liftable = issue.code not in _NEVER_EXCLUDED
        (excluded if holds and is_liftable else kept).append(issue)
    return kept, excluded, used


_NEVER_EXCLUDED = frozenset(
    {one.code for one in LINTERS if one.at_load} | {one.code for one in SHAPE_CHECKS}
)


def _exclusion_issues(loaded: Loaded, used: set[Exclusion], today: date | None) -> Iterator[Issue]:
    """RB605: an exclusion names a check that can be excepted, is needed, and has not expired."""
    known = {one.code for one in LINTERS}
    for one in loaded.exclusions:
        message = ""
        if one.code in _NEVER_EXCLUDED or one.code not in known:
            message = f"{one.code} is no check that can be excepted. Remove the exclusion"
        elif one not in used:
            message = f"{one.code} finds nothing in '{one.rule}' any more. Remove the exclusion"
        elif today is not None and one.expires <= today:
            message = (
                f"the exclusion of {one.code} for '{one.rule}' expired on {one.expires}: it no "
                "longer holds. Repair the rule, or decide again and set a new day"
            )
        if message:
            yield Issue(one.place, EXCLUSIONS_CODE, message, MEDIUM, one.rule)
