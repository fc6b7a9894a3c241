"""What administrators and auditors see and do in the browser: people, keys, the record."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from monitor.domain.people import Person, Right, Role
from monitor.service.people import TERMINAL
from monitor.web.deps import AppServices
from tests.web.conftest import (
    Client,
    MovingClock,
    add_person,
    coal,
    make_key,
    signed_in_as,
    submit,
)

Browser = Callable[..., Client]
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


@pytest.fixture
def administrator(browser_of: Browser) -> Client:
    """A browser in which an administrator signed in."""
    return browser_of("first.admin", Role.ADMINISTRATOR)


# --- people --------------------------------------------------------------------------------------


def test_an_administrator_adds_disables_and_enables(
    app: FastAPI, services: AppServices, administrator: Client
) -> None:
    added = submit(
        administrator, "/people", name="Second Officer", user_name="Second.Officer", role="officer"
    )
    assert re.search(r"Give this link to <strong>.*second\.officer.*</strong>", added.text)
    assert "invited, no password yet" in administrator.get("/people").text
    assert services.access.people.account("second.officer").person.name == "Second Officer"
    assert submit(administrator, "/people/second.officer/disable").status_code == 303
    assert "disabled since" in administrator.get("/people").text
    assert submit(administrator, "/people/second.officer/enable").status_code == 303
    assert "disabled since" not in administrator.get("/people").text


def test_the_page_says_why_something_was_refused_and_keeps_what_was_typed(
    services: AppServices, administrator: Client
) -> None:
    fields = {"name": "Somebody", "user_name": "x", "role": "officer"}
    refused = submit(administrator, "/people", **fields)
    assert refused.status_code == 422
    assert "cannot be a user name" in refused.text
    assert 'value="Somebody"' in refused.text
    both = submit(
        administrator, "/people", name="S", user_name="some.body", role=["officer", "administrator"]
    )
    assert "decide alerts and manage people" in both.text
    assert len(services.access.people.listed()) == 1
    last = submit(administrator, "/people/first.admin/disable")
    assert (last.status_code, "last administrator" in last.text) == (422, True)
    own = submit(administrator, "/people/first.admin/roles", role="auditor")
    assert (own.status_code, "their own roles" in own.text) == (422, True)


@pytest.mark.parametrize("role", ["feed", "emperor", HOSTILE])
def test_a_role_that_no_person_can_have_is_refused(administrator: Client, role: str) -> None:
    answer = submit(administrator, "/people", name="S", user_name="some.body", role=role)
    assert answer.status_code == 422
    assert "<script>" not in answer.text


def test_an_administrator_gives_roles_and_ends_sessions(
    app: FastAPI, services: AppServices, administrator: Client
) -> None:
    add_person(services, "second.officer", Role.OFFICER)
    other = signed_in_as(app, "second.officer")
    assert other.get("/audit").status_code == 403
    submit(administrator, "/people/second.officer/roles", role=["officer", "auditor"])
    assert other.get("/audit").status_code == 200
    submit(administrator, "/people/second.officer/end-sessions")
    assert other.get("/").status_code == 303


@pytest.mark.parametrize("change", ["disable", "enable", "unlock", "end-sessions", "invite"])
def test_a_person_who_is_not_there_is_told(administrator: Client, change: str) -> None:
    answer = submit(administrator, f"/people/nobody.here/{change}")
    assert (answer.status_code, "no person of the user name" in answer.text) == (422, True)
    assert submit(administrator, "/people/first.admin/promote").status_code == 404


def test_an_administrator_reads_alerts_and_decides_none(
    administrator: Client, services: AppServices
) -> None:
    assert administrator.get("/").status_code == 200
    assert "First.Admin" in administrator.get("/").text
    person = services.access.people.account("first.admin").person
    assert not person.may(Right.WORK)


def test_navigation_shows_what_a_person_may_open(browser_of: Browser) -> None:
    officer = browser_of("first.officer", Role.OFFICER).get("/").text
    auditor = browser_of("first.auditor", Role.AUDITOR).get("/").text
    assert 'href="/people"' not in officer
    assert 'href="/audit"' not in officer
    assert 'href="/audit"' in auditor
    assert 'href="/people"' not in auditor


def test_hostile_names_are_shown_inert(services: AppServices, administrator: Client) -> None:
    person = Person("some.body", HOSTILE, frozenset({Role.OFFICER}))
    services.access.people.add(TERMINAL, person)
    services.access.keys.create(TERMINAL, HOSTILE, ("events:write",))
    services.access.audit.record(person, "alert.note", f"al_{HOSTILE}", after={HOSTILE: HOSTILE})
    for path in ("/people", "/keys", "/audit"):
        page = administrator.get(path).text
        assert "<script>" not in page
        assert "alert(1)" in page
        assert "49" not in re.sub(r"[0-9a-f]{12,}|\d\d:\d\d|\d{4}-\d\d-\d\d|=\"[^\"]*\"", "", page)


# --- keys ----------------------------------------------------------------------------------------


def test_an_administrator_makes_and_revokes_a_key(app: FastAPI, administrator: Client) -> None:
    made = submit(administrator, "/keys", name="feed", scope="events:write", last_day="2026-12-31")
    secret = re.search(r'value="(smk_[\w-]{43})"', made.text)
    assert secret is not None
    program = Client(app)
    program.headers = {"Authorization": f"Bearer {secret[1]}"}
    assert program.post("/v1/events", json=coal()).status_code == 202
    page = administrator.get("/keys").text
    assert secret[1] not in page
    assert "until 2027-01-01 00:00" in page
    assert "by first.admin" in page
    key_id = re.search(r"key_[0-9a-z]{26}", page)
    assert key_id is not None
    assert submit(administrator, f"/keys/{key_id[0]}/revoke").status_code == 303
    assert program.post("/v1/events", json=coal()).status_code == 401
    assert "revoked" in submit(administrator, f"/keys/{key_id[0]}/revoke").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "", "scope": "events:write"}, "needs a name"),
        ({"name": "x"}, "needs a scope"),
        ({"name": "x", "scope": "everything"}, "is no scope"),
        ({"name": "x", "scope": "events:write", "last_day": "soon"}, "is no day"),
        ({"name": "x", "scope": "events:write", "last_day": "9999-12-31"}, "is no day"),
        ({"name": "x", "scope": "events:write", "last_day": "2020-01-01"}, "over already"),
    ],
)
def test_a_key_that_cannot_be_made_is_told(
    administrator: Client, fields: dict[str, str], said: str
) -> None:
    answer = submit(administrator, "/keys", **fields)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_a_key_ends_on_its_day(app: FastAPI, services: AppServices, clock: MovingClock) -> None:
    ends = clock.now() + timedelta(days=1)
    _, secret = services.access.keys.create(TERMINAL, "x", ("alerts:read",), ends)
    program = Client(app)
    program.headers = {"Authorization": f"Bearer {secret}"}
    assert program.get("/v1/alerts").status_code == 200
    clock.move(timedelta(days=1))
    assert program.get("/v1/alerts").json()["code"] == "unknown_key"


# --- the record ----------------------------------------------------------------------------------


def test_every_look_at_an_alert_is_on_record(
    app: FastAPI, services: AppServices, program: Client, browser_of: Browser
) -> None:
    program.post("/v1/events", json=coal())
    alert_id = program.get("/v1/alerts").json()["data"][0]["id"]
    officer = browser_of("first.officer", Role.OFFICER)
    assert officer.get(f"/alerts/{alert_id}").status_code == 200
    assert program.get(f"/v1/alerts/{alert_id}").status_code == 200
    assert officer.get("/alerts/al_nothing").status_code == 404
    auditor = browser_of("first.auditor", Role.AUDITOR)
    auditor.headers = {}
    looks = auditor.get(f"/v1/audit?subject={alert_id}&action=alert.view").json()["data"]
    assert [look["person"] for look in looks][1:] == ["first.officer"]
    assert looks[0]["person"].startswith("key_")
    page = auditor.get(f"/audit?subject={alert_id}", headers={"Accept": "text/html"})
    assert page.text.count("alert.view") >= 2


def test_the_record_is_read_by_cursor_to_its_beginning(app: FastAPI, services: AppServices) -> None:
    for number in range(7):
        services.access.audit.record(TERMINAL, "alert.note", f"al_{number}")
    program = Client(app)
    program.headers = {"Authorization": f"Bearer {make_key(services, 'audit:read')}"}
    seen: list[int] = []
    cursor = ""
    while True:
        page = program.get(f"/v1/audit?limit=3{cursor}").json()
        seen += [entry["number"] for entry in page["data"]]
        if not page["has_more"]:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == list(range(8, 0, -1))
    first = program.get("/v1/audit?limit=1").json()["data"][0]
    assert first["digest"].startswith("sha256:")
    assert first["after"]["scopes"] == ["audit:read"]


@pytest.mark.parametrize(
    "query", ["cursor=eA", "from=soon", "limit=0", "person=%00", "cursor=MTIz8"]
)
def test_an_unusable_question_of_the_record_is_told(program: Client, query: str) -> None:
    assert program.get(f"/v1/audit?{query}").status_code == 422


def test_the_record_is_narrowed_by_day(services: AppServices, program: Client) -> None:
    services.access.audit.record(TERMINAL, "alert.note", "al_1")
    assert program.get("/v1/audit?from=2026-11-22&to=2026-11-22").json()["data"]
    assert program.get("/v1/audit?to=2026-11-21").json()["data"] == []
    assert program.get("/v1/audit?from=2026-11-23").json()["data"] == []
    assert program.get("/v1/audit?to=9999-12-31").json()["data"]


def test_the_record_shows_what_changed_and_leaves_out_what_did_not(
    services: AppServices, browser_of: Browser
) -> None:
    before = {"state": "new", "level": "high"}
    services.access.audit.record(
        TERMINAL, "alert.assign", "al_1", before=before, after={**before, "state": "assigned"}
    )
    page = browser_of("first.auditor", Role.AUDITOR).get("/audit?subject=al_1").text
    assert re.search(r"<del>(<[^>]*>)*new(<[^>]*>)*</del> <ins>(<[^>]*>)*assigned", page)
    assert "high" not in page
