"""Every way to get rule content wrong, and the exact words in which it is told.

Each file in tests/bad_rules is one mistake: its first line names the file of the small book that it
stands for, its second says what is wrong. The words stand beside it in a .txt file. Error text is
an interface; `--golden-rewrite` writes it anew, and the difference is read before it is kept.
"""

import re
from pathlib import Path

import pytest

from monitor.rulebook.cases import CaseResult
from monitor.rulebook.issues import Issue
from monitor.rulebook.lint.run import catalogue, lint
from monitor.rulebook.loader import load
from tests.rules.small_book import PROJECT_FILES, TODAY, issues_of, locked, small_files

FOLDER = Path(__file__).parent.parent / "bad_rules"
BAD_FILES = sorted(FOLDER.glob("*.yaml"))
ABOUT_THE_LOCK = {"RB601", "RB606"}
"""A changed rule always leaves its lock behind; the tests of the lock look at that."""


def issues_with(bad: Path) -> list[Issue]:
    content = bad.read_bytes()
    head = content.split(b"\n", 3)
    path = head[0].removeprefix(b"# file: ").decode()
    files = {**locked(small_files()), path: content}
    loaded = load(files)
    results = None
    if head[2] == b"# results: closed":
        results = [
            CaseResult(one.rule.id, case, ()) for one in loaded.rules for case in one.rule.tests
        ]
    report = lint(loaded, today=TODAY, read_text=PROJECT_FILES.get, results=results)
    return [issue for issue in report.issues if issue.code not in ABOUT_THE_LOCK]


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda path: path.stem)
def test_each_mistake_is_told_in_these_words(bad: Path, golden_rewrite: bool) -> None:
    issues = issues_with(bad)
    told = "".join(f"{issue}\n" for issue in issues)
    expected = bad.with_suffix(".txt")
    if golden_rewrite:
        expected.write_text(told)
    assert told == expected.read_text()
    assert issues, "nothing is told of this mistake"


def test_the_small_book_has_no_faults() -> None:
    assert issues_of(locked(small_files())) == []


def test_every_file_has_its_words_and_every_text_its_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in BAD_FILES}


def test_every_check_that_one_file_can_show_is_shown() -> None:
    shown = {
        code
        for path in FOLDER.glob("*.txt")
        for code in re.findall(r"  (RB\d{3})  ", path.read_text())
    }
    elsewhere = {"RB601", "RB602", "RB606"}  # the lock and retired rules: test_lock.py
    assert {code for code, _, _ in catalogue()} - elsewhere <= shown


def test_messages_start_small_and_do_not_shout() -> None:
    for path in FOLDER.glob("*.txt"):
        for line in path.read_text().splitlines():
            message = line.split("  ", 2)[2]
            assert not message[0].isupper() or message.startswith("RB") or message[0] == "S", line
            assert "!" not in message or "!!" in message, line
            assert "invalid" not in message, line
