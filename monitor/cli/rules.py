"""Commands on the rule files: check them, run their cases, show them, lock them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import (
    FAULTS,
    CannotDo,
    as_json,
    put_json,
    put_page,
    put_table,
    put_text,
    say,
    with_wiring,
)
from monitor.shipped import Runbooks, project_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.rulebook.cases import CaseResult
    from monitor.rulebook.issues import Issue
    from monitor.rulebook.lint.base import LintReport


@click.group(cls=AnywhereGroup)
def rules() -> None:
    """Check the rule files, run their embedded cases, show what they say."""


@rules.command()
@click.option("--codes", is_flag=True, help="List every check in place of making it.")
@as_json
@with_wiring
def lint(wiring: Wiring, *, codes: bool, as_json: bool) -> int:
    """Make every check of the rule files; exit 1 where one fails."""
    from monitor.rulebook.lint.run import catalogue
    from monitor.service.linting import lint_rules

    if codes:
        rows = [(code, severity.value, checks) for code, checks, severity in catalogue()]
        put_table(("code", "severity", "holds that"), rows)
        return 0
    today = wiring.clock.now().date()
    report = lint_rules(
        wiring.rules_folder, wiring.rules_label, today, project_text, wiring.lists_alone
    )
    failing = set(report.failures)
    if as_json:
        put_page(_lint_json(report))
    else:
        for issue in report.issues:
            put_text(f"{_mark(issue, failing)}{issue}")
    say(_lint_summary(report))
    return FAULTS if failing else 0


def _mark(issue: "Issue", failing: "set[Issue]") -> str:
    return "" if issue in failing else "(warning) "


def _lint_json(report: "LintReport") -> dict[str, object]:
    failing = set(report.failures)
    return {
        "failures": len(failing),
        "excluded": len(report.excluded),
        "issues": [
            {
                "path": issue.place.path,
                "line": issue.place.line,
                "column": issue.place.column,
                "code": issue.code,
                "severity": issue.severity.value,
                "fails": issue in failing,
                "rule": issue.rule,
                "message": issue.message,
            }
            for issue in report.issues
        ],
    }


def _lint_summary(report: "LintReport") -> str:
    failures = len(report.failures)
    return (
        f"{len(report.statuses)} rules: {failures} faults, "
        f"{len(report.issues) - failures} warnings, {len(report.excluded)} excluded"
    )


@rules.command("test")
@click.argument("rule_ids", metavar="[ID]...", nargs=-1)
@as_json
@with_wiring
def run_cases(wiring: Wiring, rule_ids: tuple[str, ...], *, as_json: bool) -> int:
    """Run the embedded cases through the engine; exit 1 where one is not as written."""
    from monitor.service.cases import run_embedded

    judged = [rule for rule in wiring.book.rules if not rule_ids or rule.id in rule_ids]
    for missing in sorted(set(rule_ids) - {rule.id for rule in judged}):
        raise CannotDo(f"there is no rule '{missing}' that is judged")
    wrong = total = 0
    for result in run_embedded(wiring.engine, judged):
        total += 1
        wrong += not result.is_as_written
        if as_json:
            put_json(_case_json(result))
        else:
            put_text(f"{'ok   ' if result.is_as_written else 'WRONG'} {result.message}")
    say(f"{len(judged)} rules, {total} cases: {total - wrong} as written, {wrong} not")
    return FAULTS if wrong else 0


def _case_json(result: "CaseResult") -> dict[str, object]:
    return {
        "rule": result.rule,
        "case": result.case.name,
        "passes": result.is_as_written,
        "known_gap": result.case.known_gap,
        "differences": list(result.differences),
    }


@rules.command("list")
@as_json
@with_wiring
def list_rules(wiring: Wiring, *, as_json: bool) -> int:
    """List every rule."""
    from monitor.service.rules import rule_row

    rows = [rule_row(rule) for rule in wiring.book.all_rules]
    if as_json:
        for row in rows:
            put_json(row)
        return 0
    head = ("id", "version", "status", "level", "kind", "from", "until", "provisions", "title")
    put_table(head, [[_cell(row[name]) for name in head] for row in rows])
    return 0


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    return "-" if value is None else str(value)


@rules.command()
@click.argument("rule_id", metavar="ID")
@as_json
@with_wiring
def show(wiring: Wiring, rule_id: str, *, as_json: bool) -> int:
    """Say what one rule says, for people or as JSON."""
    from monitor.service.rules import rule_in_words, rule_to_json

    try:
        rule = wiring.book.rule(rule_id)
    except KeyError:
        raise CannotDo(f"there is no rule '{rule_id}': 'rules list' names them all") from None
    if as_json:
        put_page(rule_to_json(rule))
        return 0
    for line in rule_in_words(rule):
        put_text(line)
    runbook = Runbooks().text(rule.runbook) if rule.runbook else None
    if runbook is not None:
        put_text()
        for line in runbook.splitlines():
            put_text(line)
    return 0


@rules.command()
@as_json
@with_wiring
def coverage(wiring: Wiring, *, as_json: bool) -> int:
    """Show which paragraphs are watched, by which rules; exit 1 where one is not explained."""
    from monitor.service.coverage import covered, summary

    if wiring.book.coverage is None:
        raise CannotDo("this rulebook has no register of provisions (coverage.yaml)")
    found = covered(wiring.book)
    whole = summary(found)
    if as_json:
        rows = [one.to_json() for one in found]
        put_page({"counts": whole.counts, "faults": whole.faults, "provisions": rows})
    else:
        head = ("provision", "paragraphs", "status", "from", "until", "cases", "rules", "title")
        put_table(head, [_coverage_cells(one.to_json()) for one in found])
    for one in found:
        for fault in one.faults:
            say(f"{one.provision.key}: {fault}")
    say(str(whole))
    return 0 if whole.is_whole else FAULTS


def _coverage_cells(row: "Mapping[str, object]") -> list[str]:
    names = ("provision", "cites", "status", "from", "until", "cases", "rules", "title")
    return [_cell(row[name]) or "-" for name in names]


@rules.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where the lock would change.")
@with_wiring
def lock(wiring: Wiring, *, check: bool) -> int:
    """Write rules.lock.json anew: a version grows where a rule's logic changed."""
    from monitor.rulebook.loader import LOCK
    from monitor.service.linting import update_lock

    folder = wiring.rules_folder
    if not isinstance(folder, Path):
        raise CannotDo("rules inside a package are not locked: name a folder with --rules")
    update = update_lock(folder, wiring.rules_label, wiring.clock.now().date())
    for change in update.changes:
        put_text(change)
    file = folder / LOCK
    is_same = file.is_file() and file.read_bytes() == update.content
    if check or is_same:
        say("the lock fits the files" if is_same else "the lock does not fit the files")
        return 0 if is_same else FAULTS
    file.write_bytes(update.content)
    say(f"{file} is written")
    return 0
