"""A small rulebook without faults, for tests that break one thing in it."""

from datetime import date
from pathlib import Path

from monitor.rulebook.issues import Issue
from monitor.rulebook.lint.base import LintReport
from monitor.rulebook.lint.run import lint
from monitor.rulebook.loader import CHANGELOG, LOCK, Loaded, load, read_folder
from monitor.rulebook.lock import updated_lock

BOOK = Path(__file__).parent.parent / "bad_rules" / "book"
TODAY = date(2026, 11, 22)
COAL = "dprk/2371-08-coal-export.yaml"
LIMIT = "dprk/2397-05-diesel-limit.yaml"
PROJECT_FILES = {
    "docs/runbooks/coal.md": "# Coal\n\n## Meaning\n\n## Impact\n\n## Diagnosis\n\n## Mitigation\n",
    "docs/runbooks/thin.md": "# Thin\n\n## Meaning\n",
}


def small_files(**changed: bytes | str | None) -> dict[str, bytes]:
    """The files of the small book; a change replaces, adds or (None) removes a file."""
    files = read_folder(BOOK)
    for path, content in changed.items():
        if content is None:
            del files[path]
        else:
            files[path] = content.encode() if isinstance(content, str) else content
    return files


def locked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with a lock and a changelog that fit them."""
    update = updated_lock(load(files), TODAY)
    lines = [
        f"- `{rule_id}` {entry.version}: first version. Impacted: from the first day in force."
        for rule_id, entry in update.lock.rules.items()
    ]
    changelog = "\n".join(["# Changes", "", "## 2026.11.1", "", "### widens", "", *lines, ""])
    return {**files, LOCK: update.content, CHANGELOG: changelog.encode()}


def report_of(loaded: Loaded) -> LintReport:
    """Everything that the checks find, with the day and the project's files given."""
    return lint(loaded, today=TODAY, read_text=PROJECT_FILES.get)


def issues_of(files: dict[str, bytes]) -> list[Issue]:
    """The issues that stand after exclusions."""
    return report_of(load(files)).issues
