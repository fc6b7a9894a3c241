from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Command
from tests.worlds import COAL_RULE, shipped

COAL_FILE = "dprk/2371-08-coal-export.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(str(shipped().rules_folder), folder)
    return folder


def break_two_files(folder: Path) -> None:
    coal = folder / COAL_FILE
    coal.write_text(coal.read_text(encoding="utf-8").replace("kind: ", "kynd: "), encoding="utf-8")
    other = next(file for file in (folder / "dprk").glob("*.yaml") if file != coal)
    other.write_text("just: [broken", encoding="utf-8")


def test_every_rule_is_listed(command: Command) -> None:
    rows = command("rules", "list", "--json").lines
    assert {row["id"] for row in rows} >= {COAL_RULE}
    table = command("rules", "list").out.decode().splitlines()
    assert table[0].startswith("ID")
    assert len(table) == len(rows) + 1


def test_a_rule_is_shown_in_words_and_as_json(command: Command) -> None:
    words = command("rules", "show", COAL_RULE).out.decode()
    assert "S/RES/2371 (2017), paragraph 8: bans" in words
    assert "In force from 2017-08-05" in words
    assert "Exemption 'rajin-transit'" in words
    page = command("rules", "show", COAL_RULE, "--json").page
    assert page["exemptions"][0]["id"] == "rajin-transit"
    assert page["authority"][0]["paragraph"] == "8"


def test_a_limit_is_shown_with_its_steps(command: Command) -> None:
    words = command("rules", "show", "dprk.2397.05.refined-petroleum-limit").out.decode()
    assert "Limit from 2018-01-01: 500000 barrel (2397:5)" in words
    assert "above 100 %: critical" in words


def test_a_rule_that_is_not_there_is_told(command: Command) -> None:
    for arguments in (("rules", "show", "no.such"), ("rules", "test", "no.such")):
        found = command(*arguments)
        assert found.code == 2
        assert "no rule 'no.such'" in found.err


def test_the_cases_of_one_rule_pass(command: Command) -> None:
    found = command("rules", "test", COAL_RULE)
    assert found.code == 0, found.out.decode()
    assert "0 not" in found.err
    assert all(line["passes"] for line in command("rules", "test", COAL_RULE, "--json").lines)


def test_a_case_that_is_wrong_makes_exit_1(command: Command, copied: Path) -> None:
    file = copied / COAL_FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("expect: {verdict: prohibited}", "expect: {verdict: exempted}", 1),
        encoding="utf-8",
    )
    found = command("--rules", copied, "rules", "test", COAL_RULE)
    assert found.code == 1
    assert "WRONG" in found.out.decode()
    assert "'exempted' is expected" in found.out.decode()


def test_coverage_shows_what_watches_a_paragraph(command: Command) -> None:
    page = command("rules", "coverage", "--json").page
    assert page["counts"]["watched"] > 0
    watched = [one for one in page["provisions"] if COAL_RULE in one["rules"]]
    assert watched[0]["cites"] == ["2371:8"]


def test_coverage_exits_0_only_where_nothing_is_amiss(command: Command) -> None:
    found = command("rules", "coverage", "--json")
    assert found.code == (1 if found.page["faults"] else 0)
    assert f"of {len(found.page['provisions'])} provisions accounted for" in found.err
    assert sum(found.page["counts"].values()) == len(found.page["provisions"])


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (
            "status: watched\n  rules: [dprk.2371.09.seafood-export]",
            "status: pending",
            "2371-09: it is neither watched nor explained",
        ),
        (
            "[dprk.2371.09.seafood-export]",
            "[dprk.2371.09.seafood-export, dprk.2371.09.gone]",
            "2371-09: there is no rule 'dprk.2371.09.gone'",
        ),
    ],
)
def test_coverage_exits_1_where_a_provision_is_not_accounted_for(
    command: Command, copied: Path, before: str, after: str, fault: str
) -> None:
    file = copied / "coverage.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    found = command("rules", "coverage", "--rules", copied)
    assert found.code == 1
    assert fault in found.err
    assert "2371:9" in found.out.decode()


def test_every_check_can_be_listed(command: Command) -> None:
    table = command("rules", "lint", "--codes").out.decode()
    assert "RB404" in table
    assert "RB501" in table


def test_lint_tells_every_fault_of_every_file_and_exits_1(command: Command, copied: Path) -> None:
    break_two_files(copied)
    found = command("rules", "lint", "--rules", copied)
    assert found.code == 1
    told = found.out.decode()
    assert f"{copied}/{COAL_FILE}:" in told
    assert "unknown key 'kynd'" in told
    assert told.count("RB0") >= 2
    page = command("rules", "lint", "--rules", copied, "--json").page
    assert page["failures"] >= 2
    assert {"path", "line", "column", "code", "severity", "message"} <= set(page["issues"][0])


@pytest.mark.parametrize(
    "arguments",
    [("evaluate", "-"), ("ingest", "-"), ("rules", "list"), ("limits",), ("serve",)],
)
def test_a_broken_rulebook_refuses_to_start_and_names_every_fault(
    command: Command, copied: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    break_two_files(copied)
    found = command(*arguments, "--rules", copied)
    assert (found.code, found.out) == (2, b"")
    assert "unknown key 'kynd'" in found.err
    assert found.err.count("RB0") >= 2
    assert all(
        line.startswith((f"{copied}/", "sanctions-monitor:")) for line in found.err.splitlines()
    )


def test_a_folder_without_rulebook_is_told(command: Command, tmp_path: Path) -> None:
    found = command("rules", "list", "--rules", tmp_path)
    assert found.code == 2
    assert "holds no rulebook.yaml" in found.err


def test_the_lock_is_written_and_then_fits(command: Command, copied: Path) -> None:
    (copied / "rules.lock.json").unlink(missing_ok=True)
    assert command("rules", "lock", "--check", "--rules", copied).code == 1
    written = command("rules", "lock", "--rules", copied)
    assert written.code == 0
    assert f"{COAL_RULE}: new, version 1, live" in written.out.decode()
    assert command("rules", "lock", "--check", "--rules", copied).code == 0


def test_the_working_directory_is_never_looked_at(
    command: Command, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_two_files(copied)
    monkeypatch.chdir(copied.parent)
    assert command("rules", "list").code == 0
