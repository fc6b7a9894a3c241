"""The rule in rules/README.md is a whole rule: it passes every check and its own cases."""

import re
from pathlib import Path

import pytest

from monitor.bootstrap import Wiring
from monitor.engine.pipeline import Engine
from monitor.rulebook.book import RuleBook, load_rulebook_from_files
from monitor.rulebook.cases import run_cases
from monitor.rulebook.lint.run import lint
from monitor.rulebook.loader import load, read_folder
from monitor.service.cases import CaseJudge
from monitor.settings import Settings

RULES = Path(__file__).parents[2] / "rules"
EXAMPLE_ID = "dprk.2321.22.ship-insurance"
EXAMPLE_FILE = "dprk/2321-22-ship-insurance.yaml"
ABOUT_THE_WHOLE = {"RB601", "RB603", "RB606"}
"""The example stands in no lock, register or changelog."""


def files_with_the_example() -> dict[str, bytes]:
    text = (RULES / "README.md").read_text(encoding="utf-8")
    example = re.search(r"^```yaml\n(.+?)^```$", text, re.MULTILINE | re.DOTALL)
    assert example is not None
    live = example[1].replace("status: draft ", "status: live ")
    return {**read_folder(RULES), EXAMPLE_FILE: live.encode()}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook_from_files(files_with_the_example())


def test_the_example_passes_every_check() -> None:
    issues = lint(load(files_with_the_example())).issues
    told = [one for one in issues if one.rule == EXAMPLE_ID or EXAMPLE_FILE in one.place.path]
    assert [str(one) for one in told if one.code not in ABOUT_THE_WHOLE] == []


def test_the_examples_cases_come_out_as_written(book: RuleBook) -> None:
    wiring = Wiring(Settings(data=Path("unused")))
    judge = CaseJudge(Engine(book, wiring.lists_for(book)))
    results = run_cases([book.rule(EXAMPLE_ID)], judge)
    assert [one.message for one in results if not one.is_as_written] == []
    assert len(results) == 7


def test_the_guide_stays_short() -> None:
    lines = (RULES / "README.md").read_text(encoding="utf-8").splitlines()
    in_blocks = sum(1 for _ in re.finditer("^```", "\n".join(lines), re.MULTILINE))
    assert in_blocks % 2 == 0
    assert len(lines) < 190
