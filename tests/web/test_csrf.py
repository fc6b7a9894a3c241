"""Forms that change something are taken from pages of this desk alone."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from monitor.domain.people import Role
from monitor.web.app import COOKIE
from tests.web.conftest import Client, csrf_token, signed_in_as

Browser = Callable[..., Client]


@pytest.mark.parametrize("token", [None, "", "x", "ImEi.x.y"])
def test_a_form_without_a_good_token_changes_nothing(
    browser_of: Browser, token: str | None
) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    fields = {} if token is None else {"csrf_token": token}
    answer = browser.post("/sign-out", data={"x": "1", **fields})
    assert answer.status_code == 403
    assert "Nothing was" in answer.text
    assert browser.get("/").status_code == 200


def test_the_token_of_another_session_is_refused(app: FastAPI, browser_of: Browser) -> None:
    first = browser_of("first.officer", Role.OFFICER)
    second = browser_of("second.officer", Role.OFFICER)
    answer = first.post("/sign-out", data={"csrf_token": csrf_token(second)})
    assert answer.status_code == 403
    again = signed_in_as(app, "first.officer")
    assert again.post("/sign-out", data={"csrf_token": csrf_token(first)}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://localhost:9999"}],
)  # fmt: skip
def test_a_form_from_another_site_is_refused_also_with_a_token(
    browser_of: Browser, headers: dict[str, str]
) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    token = csrf_token(browser)
    answer = browser.post("/sign-out", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 403


def test_the_forms_own_origin_passes(browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    headers = {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}
    token = csrf_token(browser)
    assert browser.post("/sign-out", data={"csrf_token": token}, headers=headers).status_code == 303


def test_nobody_can_sign_a_browser_in_from_elsewhere(client: Client) -> None:
    fields = {"user_name": "a.person", "password": "a quiet harbour at dawn", "next": "/"}
    assert client.post("/sign-in", data=fields).status_code == 403


def test_a_token_does_not_hold_the_session(browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    stranger = Client(browser.app)
    stranger.cookies.set(COOKIE, csrf_token(browser))
    assert stranger.get("/").status_code == 401


def test_a_form_that_is_too_long_or_hides_its_length_is_refused(browser_of: Browser) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    token = csrf_token(browser)
    long = {"csrf_token": token, "x": "y" * 300_000}
    assert browser.post("/sign-out", data=long).status_code == 413

    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.post("/sign-out", content=iter_async(b"csrf_token=x"), headers=typed)
    assert answer.status_code == 411
    assert browser.post("/sign-out", json={"csrf_token": token}).status_code == 415


async def iter_async(content: bytes):  # type: ignore[no-untyped-def]
    yield content
