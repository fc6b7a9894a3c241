"""Signing in and out by browser: what lets in, what keeps out, and that neither tells too much."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI

from alerts.store import SqlStore
from monitor.domain.people import Role
from monitor.domain.ports.audit import AuditFilter
from monitor.service.people import TERMINAL
from monitor.service.sessions import IDLE, LASTS
from monitor.service.throttle import PER_ACCOUNT, PER_ADDRESS, WINDOW
from monitor.web.app import COOKIE, create_app
from monitor.web.deps import AppServices
from tests.web.conftest import (
    PASSWORD,
    Client,
    MovingClock,
    add_person,
    csrf_token,
    signed_in_as,
    submit,
)

Browser = Callable[..., Client]


def attempt(client: Client, user_name: str, password: str, onward: str = "/") -> tuple[int, str]:
    fields = {"user_name": user_name, "password": password, "next": onward}
    token = csrf_token(client, "/sign-in")
    answer = client.post(
        "/sign-in", data={"csrf_token": token, **fields}, headers={"Accept": "text/html"}
    )
    return answer.status_code, answer.headers.get("location", answer.text)


def test_the_right_password_opens_the_desk_and_leads_on(
    app: FastAPI, services: AppServices
) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    client = Client(app)
    assert attempt(client, " First.Officer ", PASSWORD, "/rules?q=coal") == (303, "/rules?q=coal")
    assert client.get("/").status_code == 200


def test_a_stranger_is_led_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/rules?x=1&y=2", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Frules%3Fx%3D1%26y%3D2"


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "evil",
     "/a\r\nSet-Cookie: x=1", "javascript:alert(1)", "", "/" + "x" * 2_000, "/\t/evil.example"],
)  # fmt: skip
def test_nobody_is_led_off_the_site(app: FastAPI, services: AppServices, onward: str) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    assert attempt(Client(app), "first.officer", PASSWORD, onward) == (303, "/")


def test_unknown_wrong_and_disabled_are_told_the_same(app: FastAPI, services: AppServices) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    add_person(services, "second.officer", Role.OFFICER)
    services.access.people.disable(TERMINAL, "second.officer")
    answers = {
        (status, re.sub(r'value="[^"]*"|[0-9a-f]{24}', "", page))
        for status, page in (
            attempt(Client(app), "first.officer", "a wrong password"),
            attempt(Client(app), "nobody.at.all", PASSWORD),
            attempt(Client(app), "second.officer", PASSWORD),
        )
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_the_session_is_new_at_each_sign_in(app: FastAPI, services: AppServices) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    client = Client(app)
    attempt(client, "first.officer", "a wrong password")
    before = client.cookies[COOKIE]
    attempt(client, "first.officer", PASSWORD)
    fixed = Client(app)
    fixed.cookies.set(COOKIE, before)
    assert fixed.get("/").status_code == 401


def test_a_forged_cookie_opens_nothing(app: FastAPI, browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    forged = Client(app)
    forged.cookies.set(COOKIE, browser.cookies[COOKIE][:-3] + "abc")
    assert forged.get("/").status_code == 401
    forged.cookies.set(COOKIE, "eyJzaWQiOiAieCJ9.x.y")
    assert forged.get("/").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_over_tls_from_other_hosts(
    services: AppServices,
) -> None:
    secure = replace(services, site=replace(services.site, secure=True))
    client = Client(create_app(secure, desk_token="t"), base_url="https://localhost")
    cookie = client.get("/desk?token=t").headers["set-cookie"].lower()
    assert cookie.startswith("__host-sanctions_monitor=")
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= {
        part.strip() for part in cookie.split(";")
    }
    assert "domain" not in cookie


def test_signing_out_ends_the_session_for_good(app: FastAPI, browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    copied = Client(app)
    copied.cookies.set(COOKIE, browser.cookies[COOKIE])
    assert copied.get("/").status_code == 200
    assert submit(browser, "/sign-out").headers["location"] == "/sign-in"
    assert browser.get("/", headers={"Accept": "*/*"}).status_code == 401
    assert copied.get("/").status_code == 401


def test_signing_out_everywhere_ends_all_sessions(app: FastAPI, browser_of: Browser) -> None:
    first = browser_of("first.officer", Role.OFFICER)
    second = signed_in_as(app, "first.officer")
    assert first.get("/account").text.count("End<span") == 2
    submit(first, "/account/sessions/end-all")
    assert second.get("/").status_code == 303


def test_nobody_ends_the_session_of_somebody_else(
    services: AppServices, browser_of: Browser
) -> None:
    first = browser_of("first.officer", Role.OFFICER)
    second = browser_of("second.officer", Role.OFFICER)
    account = services.access.people.account("first.officer")
    session = services.access.sessions.of(account.person)[0].id
    submit(second, f"/account/sessions/{session}/end")
    assert first.get("/").status_code == 200


def test_a_session_ends_when_nobody_uses_it(browser_of: Browser, clock: MovingClock) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    clock.move(IDLE - timedelta(seconds=1))
    assert browser.get("/").status_code == 200
    clock.move(IDLE - timedelta(seconds=1))
    assert browser.get("/").status_code == 200
    clock.move(IDLE)
    assert browser.get("/").status_code == 303


def test_a_session_ends_after_a_working_day_however_busy(
    browser_of: Browser, clock: MovingClock
) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    step = timedelta(minutes=30)
    for _ in range(int(LASTS / step) - 1):
        clock.move(step)
        assert browser.get("/account").status_code == 200
    clock.move(step)
    assert browser.get("/account").status_code == 303


def test_roles_that_are_taken_away_are_gone_at_once(
    services: AppServices, browser_of: Browser
) -> None:
    browser = browser_of("first.admin", Role.ADMINISTRATOR)
    add_person(services, "second.admin", Role.ADMINISTRATOR)
    assert browser.get("/people").status_code == 200
    services.access.people.set_roles(TERMINAL, "first.admin", {Role.AUDITOR})
    assert browser.get("/people").status_code == 403


def test_a_disabled_person_is_out_at_once(services: AppServices, browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    services.access.people.disable(TERMINAL, "first.officer")
    assert browser.get("/").status_code == 303
    services.access.people.enable(TERMINAL, "first.officer")
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("user_name", ["first.officer", "nobody.at.all"])
def test_guessing_at_one_account_is_stopped_for_a_time(
    app: FastAPI, services: AppServices, clock: MovingClock, user_name: str
) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    for _ in range(PER_ACCOUNT):
        assert attempt(Client(app), user_name, "a wrong password")[0] == 401
    status, page = attempt(Client(app), user_name, PASSWORD)
    assert status == 429
    assert "Too many attempts failed: wait until 09:15 UTC" in page
    clock.move(WINDOW)
    right = attempt(Client(app), user_name, PASSWORD)[0]
    assert right == (303 if user_name == "first.officer" else 401)


def test_a_lock_outlives_the_process_and_an_administrator_lifts_it(
    app: FastAPI, services: AppServices, browser_of: Browser
) -> None:
    administrator = browser_of("first.admin", Role.ADMINISTRATOR)
    add_person(services, "first.officer", Role.OFFICER)
    for _ in range(PER_ACCOUNT):
        attempt(Client(app), "first.officer", "a wrong password")
    restarted = create_app(services, desk_token=None)
    assert attempt(Client(restarted), "first.officer", PASSWORD)[0] == 429
    assert "locked after failed sign-ins" in administrator.get("/people").text
    submit(administrator, "/people/first.officer/unlock")
    assert attempt(Client(restarted), "first.officer", PASSWORD)[0] == 303


def test_spraying_many_accounts_from_one_address_is_stopped(
    app: FastAPI, services: AppServices
) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    for number in range(PER_ADDRESS):
        assert attempt(Client(app), f"guess{number}", "a wrong password")[0] == 401
    assert attempt(Client(app), "first.officer", PASSWORD)[0] == 429


def test_people_who_sign_in_rightly_do_not_lock_their_address(
    app: FastAPI, services: AppServices
) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    for _ in range(PER_ADDRESS + 2):
        assert attempt(Client(app), "first.officer", PASSWORD)[0] == 303


def test_what_was_typed_wrongly_into_the_name_field_is_kept_nowhere(
    app: FastAPI, services: AppServices
) -> None:
    for name in ("my secret password", "a\0b", "\ud800", "x" * 3_000):
        assert attempt(Client(app), name.encode("utf-8", "replace").decode(), "x")[0] == 401
    entries = services.access.audit.store.entries(AuditFilter(), None, 50)
    assert [entry.deed.subject for entry in entries] == ["person:unknown"] * 4
    for _ in range(PER_ACCOUNT - 1):
        attempt(Client(app), "my secret password", "x")
    assert attempt(Client(app), "my secret password", "x")[0] == 429
    assert isinstance(services.store, SqlStore)
    locked = services.store.people.locked(services.clock.now())
    assert len(locked) == 1
    assert "secret" not in str(locked)


def test_sign_ins_and_refusals_are_on_record(app: FastAPI, services: AppServices) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    attempt(Client(app), "first.officer", "a wrong password")
    attempt(Client(app), "first.officer", PASSWORD)
    entries = services.access.audit.store.entries(
        AuditFilter(subject="person:first.officer"), None, 50
    )
    said = [(entry.deed.person, entry.deed.action) for entry in entries]
    assert said[:2] == [("first.officer", "session.begin"), ("nobody", "session.refuse")]
    assert PASSWORD not in str(entries)


def test_an_invitation_sets_a_password_once(app: FastAPI, browser_of: Browser) -> None:
    administrator = browser_of("first.admin", Role.ADMINISTRATOR)
    page = submit(
        administrator, "/people", name="New Officer", user_name="new.officer", role="officer"
    ).text
    link = re.search(r"http://localhost:8000(/invitation\?token=[\w-]{43})", page)
    assert link is not None
    invited, late = Client(app), Client(app)
    assert invited.get(link[1]).headers["location"] == "/invitation"
    late.get(link[1])
    token = csrf_token(invited, "/invitation")
    fields = {"csrf_token": token, "password": PASSWORD, "again": PASSWORD}
    assert invited.post("/invitation", data={**fields, "again": "other"}).status_code == 422
    assert (
        invited.post(
            "/invitation", data={**fields, "password": "short", "again": "short"}
        ).status_code
        == 422
    )
    token = csrf_token(invited, "/invitation")
    late_token = csrf_token(late, "/invitation")
    assert invited.post("/invitation", data={**fields, "csrf_token": token}).status_code == 303
    assert late.post("/invitation", data={**fields, "csrf_token": late_token}).status_code == 404
    assert signed_in_as(app, "new.officer").get("/").status_code == 200


def test_an_invitation_ends_by_itself(
    app: FastAPI, services: AppServices, clock: MovingClock
) -> None:
    add_person(services, "first.officer", Role.OFFICER)
    secret = services.access.people.invite(TERMINAL, "first.officer")
    clock.move(timedelta(hours=48))
    client = Client(app)
    client.get(f"/invitation?token={secret}")
    assert client.get("/invitation").status_code == 404


def test_changing_the_password_ends_the_other_sessions(app: FastAPI, browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    other = signed_in_as(app, "first.officer")
    new = "another harbour in the evening"
    wrong = submit(browser, "/account/password", old="not it at all", new=new, again=new)
    assert wrong.status_code == 422
    done = submit(browser, "/account/password", old=PASSWORD, new=new, again=new)
    assert "all other sessions ended" in done.text
    assert browser.get("/").status_code == 200
    assert other.get("/").status_code == 303
    assert signed_in_as(app, "first.officer", new).get("/").status_code == 200


def test_guessing_the_present_password_in_an_open_browser_is_stopped(
    browser_of: Browser, clock: MovingClock
) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    new = "another harbour in the evening"
    for _ in range(PER_ACCOUNT):
        wrong = submit(browser, "/account/password", old="not it at all", new=new, again=new)
        assert "not the one that was given" in wrong.text
    late = submit(browser, "/account/password", old=PASSWORD, new=new, again=new)
    assert "too many attempts failed" in late.text
    clock.move(WINDOW)
    done = submit(browser, "/account/password", old=PASSWORD, new=new, again=new)
    assert done.status_code == 200


def test_the_owner_stands_in_until_an_administrator_can_sign_in(
    app: FastAPI, services: AppServices, officer: Client
) -> None:
    assert "One person is not four eyes" in officer.get("/").text
    add_person(services, "first.officer", Role.OFFICER)
    assert officer.get("/").status_code == 200
    add_person(services, "first.admin", Role.ADMINISTRATOR)
    assert officer.get("/").status_code == 303
    assert "One person is not four eyes" not in signed_in_as(app, "first.officer").get("/").text


def test_the_link_opens_nothing_once_people_are_set_up(app: FastAPI, services: AppServices) -> None:
    add_person(services, "first.admin", Role.ADMINISTRATOR)
    assert Client(app).get("/desk?token=one-time-token").status_code == 401
