from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Command
from tests.worlds import coal, coffee, shipped

Feed = Callable[..., Path]
WINDOW = ("--from", "2019-01-01", "--to", "2019-12-31")


@pytest.fixture(autouse=True)
def _history(command: Command, feed: Feed) -> None:
    command("ingest", feed(coal(), coffee()))


def test_a_window_is_judged_again_under_the_rulebook_in_use(
    command: Command, tmp_path: Path
) -> None:
    found = command("replay", *WINDOW, "--out", tmp_path / "out")
    assert found.code == 0
    assert found.lines[0]["counts"]["same"] == 2
    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert report["rulebook"]["digest"] == shipped().book.digest
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.parametrize("length", [6, 12, 64])
def test_a_kept_rulebook_is_named_by_its_digest_or_its_beginning(
    command: Command, tmp_path: Path, length: int
) -> None:
    digits = shipped().book.digest.removeprefix("sha256:")[:length]
    for name in (digits, f"sha256:{digits}"):
        found = command("replay", *WINDOW, "--rulebook", name, "--out", tmp_path / "out")
        assert found.code == 0, found.err


def test_a_rulebook_folder_may_be_named(command: Command, tmp_path: Path) -> None:
    folder = shipped().rules_folder
    found = command("replay", *WINDOW, "--rulebook", folder, "--out", tmp_path / "out")
    assert found.lines[0]["counts"]["different"] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--rulebook", "0123456789ab"), "no kept rulebook begins with '0123456789ab'"),
        (("--rulebook", "0" * 64), "no rulebook sha256:000"),
        (("--rulebook", "no/such/folder"), "neither a rulebook folder nor the digest"),
        (("--lists-as-of", "2001-01-01"), "no lists as known on 2001-01-01 are kept"),
    ],
)
def test_what_is_not_kept_is_told(
    command: Command, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    found = command("replay", *WINDOW, *options, "--out", tmp_path / "out")
    assert (found.code, found.out) == (2, b"")
    assert said in found.err
    assert not (tmp_path / "out").exists()


def test_a_window_that_runs_back_is_wrong_usage(command: Command, tmp_path: Path) -> None:
    window = ("--from", "2019-12-31", "--to", "2019-01-01")
    assert command("replay", *window, "--out", tmp_path / "out").code == 2


def test_the_lists_of_a_later_day_are_those_that_are_kept(command: Command, tmp_path: Path) -> None:
    found = command("replay", *WINDOW, "--lists-as-of", "2026-11-22", "--out", tmp_path / "out")
    assert found.code == 0


def test_more_workers_change_no_result(command: Command, tmp_path: Path) -> None:
    for number in (1, 4):
        found = command("replay", *WINDOW, "--workers", number, "--out", tmp_path / str(number))
        assert found.code == 0
    reports = [(tmp_path / name / "report.json").read_bytes() for name in ("1", "4")]
    assert reports[0] == reports[1]


def test_a_folder_that_cannot_be_written_is_told(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    found = command("replay", *WINDOW, "--out", tmp_path / "file" / "out")
    assert found.code == 2
    assert "Traceback" not in found.err
