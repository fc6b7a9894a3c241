from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile_inputs import HOSTILE
from tests.unit.cli.conftest import Command
from tests.worlds import coal, coffee, petroleum

Feed = Callable[..., Path]
NONE = {"accepted": 0, "duplicates": 0, "corrections": 0, "rejected": 0, "alerts": 0}


def test_evaluate_gives_a_line_an_event_and_makes_no_store(
    command: Command, feed: Feed, tmp_path: Path
) -> None:
    found = command("evaluate", feed(coffee("a"), coal("b")))
    assert found.code == 0
    assert [line["outcome"] for line in found.lines] == ["clear", "flagged"]
    assert found.err == ""
    assert not (tmp_path / "data").exists()


def test_evaluate_reads_standard_input(command: Command) -> None:
    found = command("evaluate", "-", stdin=json.dumps(coal()).encode())
    assert [line["outcome"] for line in found.lines] == ["flagged"]


def test_a_rejected_event_makes_exit_1_and_findings_do_not(command: Command, feed: Feed) -> None:
    assert command("evaluate", feed(coal())).code == 0
    found = command("evaluate", feed(coal("a"), b"{", coal("b")))
    assert found.code == 1
    assert [line["outcome"] for line in found.lines] == ["flagged", "rejected", "flagged"]


def test_ingest_counts_and_a_second_run_adds_nothing(command: Command, feed: Feed) -> None:
    file = feed(coffee("a"), coal("b"), coal("c"))
    first, second = command("ingest", file), command("ingest", file)
    assert (first.code, second.code) == (0, 0)
    assert first.lines == [{**NONE, "accepted": 3, "alerts": 2}]
    assert second.lines == [{**NONE, "duplicates": 3}]


def test_every_hostile_input_is_told_with_file_line_path_and_message(
    command: Command, feed: Feed
) -> None:
    mixed: list[Any] = []
    for number, bad in enumerate(HOSTILE):
        mixed += [bad.raw, coffee(f"good-{number}")]
    file = feed(*mixed)
    found = command("ingest", file)
    assert found.code == 1
    assert found.lines == [{**NONE, "accepted": len(HOSTILE), "rejected": len(HOSTILE)}]
    told = [line for line in found.err.splitlines() if "rejected" in line]
    assert len(told) == len(HOSTILE)
    assert all(line.startswith(f"{file}:") for line in told)
    again = command("ingest", file)
    assert again.lines == [{**NONE, "duplicates": len(HOSTILE), "rejected": len(HOSTILE)}]
    kept = command("events", "rejected", "--json", "--limit", 1_000)
    assert len(kept.lines) == 2 * len(HOSTILE)


def test_a_hostile_text_steers_no_terminal(command: Command, feed: Feed) -> None:
    found = command("ingest", feed(coffee("a", **{"\x1b[31mred\u202e": 1})))
    assert "\x1b" not in found.err
    assert "\u202e" not in found.err
    assert "\\u001b[31mred\\u202e" in found.err


def test_a_byte_order_mark_line_ends_of_windows_and_blank_lines_are_no_fault(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "windows.ndjson"
    rows = [json.dumps(coffee(name)).encode() for name in "abc"]
    file.write_bytes(b"\xef\xbb\xbf" + b"\r\n\r\n".join(rows) + b"\r\n  \r\n")
    assert command("ingest", file).lines == [{**NONE, "accepted": 3}]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\r\n"])
def test_an_empty_file_is_no_fault(command: Command, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "empty.ndjson"
    file.write_bytes(content)
    assert command("ingest", file).lines == [NONE]
    found = command("evaluate", file)
    assert (found.code, found.out) == (0, b"")


def test_a_file_of_another_kind_is_answered_line_by_line(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "feed.gz"
    file.write_bytes(gzip.compress(json.dumps(coal()).encode(), mtime=0))
    found = command("ingest", file)
    assert found.code == 1
    assert found.lines[-1]["accepted"] == 0
    assert found.lines[-1]["rejected"] >= 1


def test_several_files_share_one_summary(command: Command, feed: Feed) -> None:
    files = [feed(coffee(name), name=f"{name}.ndjson") for name in "ab"]
    assert command("ingest", *files, "--format", "ndjson").lines == [{**NONE, "accepted": 2}]


def test_a_source_is_written_into_events_without_one(command: Command, feed: Feed) -> None:
    bare = {key: value for key, value in coffee().items() if key != "source"}
    assert command("ingest", feed(bare), "--source", "customs-xx").lines[0]["accepted"] == 1
    shown = command("events", "show", "customs-xx", "coffee-1").page
    assert [version["event"]["source"] for version in shown] == ["customs-xx"]


def test_every_version_of_an_event_is_shown(command: Command, feed: Feed) -> None:
    command("ingest", feed(petroleum("r", 5), petroleum("r", 7)))
    shown = command("events", "show", "committee", "r").page
    assert [(version["version"], version["superseded"]) for version in shown] == [
        (1, True),
        (2, False),
    ]


def test_refused_inputs_are_listed_and_taken_in_again(command: Command, feed: Feed) -> None:
    bare = {key: value for key, value in coffee().items() if key != "source"}
    command("ingest", feed(bare, b"?"))
    table = command("events", "rejected").out.decode()
    assert table.splitlines()[0].split() == ["RECEIVED", "LINE", "SOURCE", "EVENT", "PATH", "WHY"]
    assert "the key is required" in table
    again = command("events", "redrive", "--source", "customs-xx")
    assert (again.code, again.lines) == (1, [{**NONE, "accepted": 1, "rejected": 1}])


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate",),
        ("evaluate", "no-such-file"),
        ("ingest",),
        ("ingest", "no-such-file"),
        ("ingest", "-", "--format", "telex"),
        ("evaluate", "-", "--colour"),
        ("events", "show", "only-a-source"),
    ],
)
def test_wrong_usage_is_exit_2_and_says_why(command: Command, arguments: tuple[str, ...]) -> None:
    found = command(*arguments)
    assert (found.code, found.out) == (2, b"")
    assert found.err


def test_reading_without_a_store_says_what_to_do_and_makes_none(
    command: Command, tmp_path: Path
) -> None:
    for arguments in (("alerts", "list"), ("events", "rejected"), ("alerts", "export")):
        found = command(*arguments)
        assert found.code == 2
        assert "there is no store" in found.err
        assert "run ingest" in found.err
    assert not (tmp_path / "data").exists()


def test_an_event_that_is_not_stored_is_told(command: Command, feed: Feed) -> None:
    command("ingest", feed(coffee()))
    found = command("events", "show", "nobody", "nothing")
    assert found.code == 2
    assert "no event 'nothing' of source 'nobody' is stored" in found.err


def test_where_the_store_lives_may_be_said_before_or_after(
    command: Command, feed: Feed, tmp_path: Path
) -> None:
    file = feed(coal())
    other = tmp_path / "other"
    assert command("--data", other, "ingest", file).lines[0]["accepted"] == 1
    assert command("ingest", file, "--data", other).lines[0]["duplicates"] == 1
    assert command("ingest", file).lines[0]["accepted"] == 1
    assert len(command("alerts", "--data", other, "list", "--json").lines) == 1
