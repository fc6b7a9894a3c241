"""Commands on people, keys and the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from alerts.db import make_engine
from monitor.service import passwords
from tests.unit.cli.conftest import Command

PASSWORD = b"a quiet harbour at dawn\n"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "standard_hasher", lambda: quick)


def test_a_person_is_added_with_a_link_that_is_printed_once(command: Command) -> None:
    made = command("users", "add", "First.Officer", "--name", "F. Officer", "--role", "officer")
    assert made.code == 0
    link = rb"http://127\.0\.0\.1:8000/invitation\?token=[\w-]{43}\n"
    assert re.fullmatch(link, made.out)
    listed = command("users", "list", "--json").lines
    assert [(one["user_name"], one["state"], one["roles"]) for one in listed] == [
        ("first.officer", "invited", ["officer"])
    ]


def test_a_password_is_read_from_standard_input_and_never_from_arguments(
    command: Command,
) -> None:
    made = command("users", "add", "an.admin", "--role", "administrator", "--password",
                   stdin=PASSWORD)  # fmt: skip
    assert (made.code, made.out) == (0, b"")
    assert command("users", "list", "--json").lines[0]["state"] == "active"
    refused = command("users", "add", "x.y", "--role", "officer", "--password", "secret words")
    assert refused.code == 2


def test_a_person_whose_password_is_refused_is_not_added(command: Command) -> None:
    refused = command("users", "add", "an.admin", "--role", "administrator", "--password",
                      stdin=b"short\n")  # fmt: skip
    assert refused.code == 2
    assert "12 to 256 characters" in refused.err
    assert command("users", "list", "--json").lines == []


def test_people_are_changed_from_the_command_line(command: Command) -> None:
    for name, role in (("an.admin", "administrator"), ("an.officer", "officer")):
        command("users", "add", name, "--role", role, "--password", stdin=PASSWORD)
    assert command("users", "roles", "an.officer", "--role", "auditor").code == 0
    assert command("users", "disable", "an.officer").code == 0
    assert command("users", "unlock", "an.officer").code == 0
    states = {one["user_name"]: (one["state"], one["roles"])
              for one in command("users", "list", "--json").lines}  # fmt: skip
    assert states["an.officer"] == ("disabled", ["auditor"])
    assert command("users", "enable", "an.officer").code == 0
    last = command("users", "disable", "an.admin")
    assert last.code == 2
    assert "last administrator" in last.err
    assert b"an.officer" in command("users", "list").out


def test_who_is_locked_out_gets_a_new_password_or_a_link(command: Command) -> None:
    command("users", "add", "an.admin", "--role", "administrator")
    assert command("users", "password", "an.admin", "--password", stdin=PASSWORD).code == 0
    assert b"/invitation?token=" in command("users", "password", "an.admin").out
    assert command("users", "password", "an.admin", "--password", stdin=b"").code == 2
    assert command("users", "password", "nobody.here").code == 2


def test_a_person_without_role_or_with_two_duties_is_refused(command: Command) -> None:
    assert command("users", "add", "x.y").code == 2
    assert command("users", "add", "x.y", "--role", "feed").code == 2
    both = ("users", "add", "x.y", "--role", "officer", "--role", "administrator")
    assert "decide alerts and manage people" in command(*both).err
    assert command(*both, "--both-duties").code == 0
    assert command("users", "add", "p.q", "--role", "officer", "--subject", "s").code == 2


def test_keys_are_listed_and_revoked(command: Command) -> None:
    made = command("keys", "create", "--name", "feed", "--scope", "events:write",
                   "--last-day", "2999-12-31")  # fmt: skip
    key = made.page
    listed = command("keys", "list", "--json").lines[0]
    assert listed["expires_at"] == "3000-01-01T00:00:00+00:00"
    assert (listed["used_at"], listed["made_by"]) == (None, "terminal")
    assert command("keys", "revoke", key["id"]).code == 0
    assert b"revoked" in command("keys", "list").out
    assert command("keys", "revoke", key["id"]).code == 2
    past = command("keys", "create", "--name", "f", "--scope", "events:write",
                   "--last-day", "2001-01-01")  # fmt: skip
    assert "over already" in past.err


def test_the_record_is_verified_and_the_first_broken_entry_named(
    command: Command, tmp_path: Path
) -> None:
    for name in ("a.one", "b.two", "c.three"):
        command("users", "add", name, "--role", "officer")
    whole = command("audit", "verify", "--json")
    assert (whole.code, whole.page["whole"], whole.page["checked"]) == (0, True, 6)
    noted = whole.page["last"]
    assert command("audit", "verify", "--noted", noted).code == 0
    assert command("audit", "verify", "--from", "2001-01-01").code == 0
    assert command("audit", "verify", "--noted", "x").code == 2
    engine = make_engine(f"sqlite:///{tmp_path / 'data' / 'monitor.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        connection.execute(text("UPDATE audit_entries SET person = 'x' WHERE id = 4"))
    engine.dispose()
    broken = command("audit", "verify")
    assert broken.code == 1
    assert broken.out.startswith(b"entry 4 is broken: it is not what its digest says")
