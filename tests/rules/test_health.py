"""The shipped rules as a whole: no check fails, and nothing is broken."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.rulebook.book import RuleBook, load_rulebook, load_rulebook_from_files
from monitor.rulebook.dump import rule_yaml
from monitor.rulebook.lint.run import lint
from monitor.rulebook.loader import Loaded, LoadedRule, load, load_rule, read_folder
from monitor.rulebook.lock import updated_lock
from monitor.rulebook.lock_file import read_lock
from monitor.rulebook.rule import Rule

PROJECT = Path(__file__).parents[2]
RULES = PROJECT / "rules"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(read_folder(RULES))


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook(RULES)


def project_file(path: str) -> str | None:
    file = PROJECT / path
    return file.read_text(encoding="utf-8") if file.is_file() else None


def test_no_check_fails(loaded: Loaded) -> None:
    report = lint(loaded, read_text=project_file)
    assert [str(issue) for issue in report.failures] == []


def test_a_stored_copy_rebuilds_the_same_book(book: RuleBook) -> None:
    again = load_rulebook_from_files(book.files)
    assert again.digest == book.digest
    assert again.rule_versions == book.rule_versions
    assert again.rules == book.rules


def test_every_rule_written_and_read_is_the_same_rule(loaded: Loaded) -> None:
    assert loaded.vocab is not None
    for one in loaded.rules:
        read = load_rule(rule_yaml(one.rule).encode(), one.rule.file, loaded.vocab)
        assert isinstance(read, LoadedRule), [str(issue) for issue in read.issues]
        assert replace(read.rule, file=one.rule.file) == one.rule


def test_the_lock_is_what_the_tool_writes(loaded: Loaded) -> None:
    assert loaded.lock is not None
    live_since = min(period.from_ for entry in loaded.lock.rules.values() for period in entry.live)
    assert updated_lock(loaded, live_since).changes == ()
    assert updated_lock(loaded, live_since).lock == read_lock(loaded.files["rules.lock.json"])


def test_no_rule_holds_python_and_no_code_holds_law(loaded: Loaded) -> None:
    assert list(RULES.rglob("*.py")) == []
    prefixes = {
        hs.prefix
        for commodity in (loaded.vocab.commodities.values() if loaded.vocab else ())
        for hs in commodity.hs
        if len(hs.prefix) > 4
    }
    for file in (PROJECT / "monitor" / "rulebook").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [prefix for prefix in prefixes if f'"{prefix}"' in text], file


def _live(rules: tuple[Rule, ...]) -> list[Rule]:
    return [rule for rule in rules if rule.status == "live"]


def test_every_live_rule_says_what_clears_it(book: RuleBook) -> None:
    assert [rule.id for rule in _live(book.rules) if not rule.what_clears] == []
