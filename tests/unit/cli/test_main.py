from __future__ import annotations

import pytest

import monitor
from tests.unit.cli.conftest import Command


def test_help_names_every_command(command: Command) -> None:
    found = command("--help")
    assert found.code == 0
    for name in (
        "alerts", "evaluate", "events", "ingest", "keys", "limits", "replay", "rules",
        "scheduler", "serve",
    ):  # fmt: skip
        assert f"\n  {name} " in found.out.decode()


def test_the_version_is_told(command: Command) -> None:
    assert monitor.__version__ in command("--version").out.decode()


@pytest.mark.parametrize(
    "arguments", [(), ("frobnicate",), ("--frobnicate",), ("rules",), ("rules", "frobnicate")]
)
def test_no_command_or_an_unknown_one_is_wrong_usage(
    command: Command, arguments: tuple[str, ...]
) -> None:
    found = command(*arguments)
    assert found.code == 2


def test_a_key_is_printed_once(command: Command) -> None:
    made = command("keys", "create", "--name", "feed", "--scope", "events:write")
    assert made.code == 0
    assert made.lines[0]["key"].startswith("smk_")
    assert "not shown again" in made.err


@pytest.mark.parametrize(
    "options",
    [
        ("--name", "feed"),
        ("--scope", "events:write"),
        ("--name", "feed", "--scope", "everything"),
        ("--name", " ", "--scope", "events:write"),
    ],
)
def test_a_key_without_name_or_known_scope_is_refused(
    command: Command, options: tuple[str, ...]
) -> None:
    found = command("keys", "create", *options)
    assert (found.code, found.out) == (2, b"")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org", "::", ""])
def test_the_desk_is_not_served_to_others_before_people_are_set_up(
    command: Command, host: str
) -> None:
    found = command("serve", "--host", host)
    assert (found.code, found.out) == (2, b"")
    assert "no administrator can sign in yet" in found.err


def test_a_wrong_log_level_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANCTIONS_MONITOR_LOG_LEVEL", "loud")
    found = command("rules", "list")
    assert found.code == 2
    assert "'LOUD' is no log level" in found.err


def test_a_database_that_cannot_be_reached_is_told_without_its_password(
    command: Command,
) -> None:
    url = "postgresql://user:secret@127.0.0.1:9/none"
    found = command("limits", "--database-url", url)
    assert found.code == 2
    assert "secret" not in found.err
    assert "Traceback" not in found.err


def test_an_address_of_another_kind_is_told(command: Command) -> None:
    found = command("limits", "--database-url", "mysql://somewhere/x")
    assert found.code == 2
    assert "postgresql://" in found.err
