from collections.abc import Callable

import pytest
from fastapi import FastAPI

from monitor.domain.people import Role
from monitor.web.app import create_app
from monitor.web.body_limit import BYTES_MAX
from monitor.web.deps import AppServices
from tests.web.conftest import Client, coal, csrf_token, make_key

READS = {
    "/v1/alerts": "alerts:read",
    "/v1/alerts/al_x": "alerts:read",
    "/v1/events/web-test/x": "alerts:read",
    "/v1/limits": "limits:read",
    "/v1/rules": "rules:read",
    "/v1/rules/x": "rules:read",
    "/v1/coverage": "rules:read",
}
PAGES = ["/", "/alerts/al_x", "/limits", "/limits/x", "/rules", "/rules/x", "/coverage",
         "/events/a/b", "/rejected"]  # fmt: skip


@pytest.mark.parametrize("path", READS)
def test_reading_needs_a_key(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (401, "missing_key")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("given", ["Bearer smk_wrong", "Bearer x", "Basic Zm9vOmJhcg==", "Bearer"])
def test_a_key_that_is_none_is_refused(client: Client, given: str) -> None:
    response = client.post("/v1/events", json=coal(), headers={"Authorization": given})
    assert response.status_code == 401


def test_writing_is_refused_before_the_body_is_read(client: Client, services: AppServices) -> None:
    response = client.post("/v1/events", content=b"x" * 5_000_000)
    assert response.status_code == 401
    assert services.store.rejections(1) == []


@pytest.mark.parametrize(("path", "scope"), READS.items())
def test_a_key_reads_what_its_scope_says_and_no_more(
    app: FastAPI, services: AppServices, path: str, scope: str
) -> None:
    others = {"events:write", "alerts:read", "limits:read", "rules:read"} - {scope}
    client = Client(app)
    lacking = client.get(path, headers={"Authorization": f"Bearer {make_key(services, *others)}"})
    assert (lacking.status_code, lacking.json()["code"]) == (403, "missing_scope")
    assert scope in lacking.json()["detail"]
    having = client.get(path, headers={"Authorization": f"Bearer {make_key(services, scope)}"})
    assert having.status_code in {200, 404}


def test_a_reading_key_cannot_write(app: FastAPI, services: AppServices) -> None:
    key = make_key(services, "alerts:read", "limits:read", "rules:read")
    response = Client(app).post(
        "/v1/events", json=coal(), headers={"Authorization": f"Bearer {key}"}
    )
    assert response.status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_nothing_to_strangers(client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert (response.status_code, response.content) == (303, b"")
    assert response.headers["location"].startswith("/sign-in?next=%2F")
    page = client.get(response.headers["location"], headers={"Accept": "text/html"})
    assert "one-time link that the terminal printed" in page.text
    assert "Rulebook" not in page.text


def test_the_link_opens_the_desk_once(app: FastAPI) -> None:
    first, second = Client(app), Client(app)
    opened = first.get("/desk?token=one-time-token")
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert first.get("/").status_code == 200
    late = second.get("/desk?token=one-time-token", headers={"Accept": "text/html"})
    assert late.status_code == 401
    assert "used already" in late.text
    assert second.get("/").status_code == 401


def test_the_link_may_be_opened_again_in_the_same_browser(officer: Client) -> None:
    assert officer.get("/desk?token=one-time-token").status_code == 303


@pytest.mark.parametrize("token", ["", "wrong", "one-time-toke", "%00", "ÿ" * 200])
def test_a_wrong_token_opens_nothing(client: Client, token: str) -> None:
    response = client.get(f"/desk?token={token}")
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    assert client.get("/desk?token=one-time-token").status_code == 303


def test_without_a_token_there_is_no_desk(services: AppServices) -> None:
    client = Client(create_app(services, desk_token=None))
    assert client.get("/desk?token=").status_code == 401
    assert client.get("/").status_code == 401


def test_an_open_desk_reads_the_api_and_never_writes(officer: Client) -> None:
    assert officer.get("/v1/alerts").status_code == 200
    assert officer.get("/v1/rules").status_code == 200
    assert officer.post("/v1/events", json=coal()).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost.evil.example",
                                  "127.0.0.1.evil.example", "", "[::2]", "localhost@evil.example"])  # fmt: skip
def test_a_foreign_host_name_is_refused(client: Client, host: str) -> None:
    response = client.get("/healthz", headers={"Host": host})
    assert (response.status_code, response.json()["code"]) == (421, "wrong_host")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "127.0.0.2", "[::1]:8000"]
)
def test_loopback_names_are_answered(client: Client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_health_needs_no_key(client: Client, services: AppServices) -> None:
    assert client.get("/healthz").json() == {"object": "health", "status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["rulebook"] == services.rulebooks.current.digest
    assert ready.json()["lists_as_of"] == "2026-02-27"
    assert ready.json()["stale_lists"] == ["un-sc"], "the shipped snapshot is old by then"


def test_a_look_at_the_head_of_the_link_does_not_use_it_up(client: Client) -> None:
    assert client.request("HEAD", "/desk?token=one-time-token").status_code == 405
    assert client.get("/desk?token=one-time-token").status_code == 303


def test_head_is_answered_like_get(client: Client) -> None:
    assert client.request("HEAD", "/healthz").status_code == 200
    assert client.request("HEAD", "/").status_code == 401


def test_a_stranger_cannot_fill_the_memory_with_a_body(client: Client) -> None:
    """FastAPI reads a JSON body before it asks who sends it."""
    long = b'{"x": "' + b"y" * BYTES_MAX + b'"}'
    for headers in (
        {"Content-Type": "application/json"},
        {"Content-Type": "application/x+json"},
        {},
    ):
        answer = client.post("/v1/cases", content=long, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    short = client.post("/v1/cases", content=b"{}", headers={"Content-Type": "application/json"})
    assert short.status_code == 401


def test_a_session_changes_by_the_api_only_with_the_token_of_a_form(
    browser_of: Callable[..., Client],
) -> None:
    browser = browser_of("first.officer", Role.OFFICER)
    browser.headers = {}
    body = {"title": "x", "alerts": []}
    bare = browser.post("/v1/cases", json=body)
    assert (bare.status_code, bare.json()["code"]) == (403, "form_not_ours")
    foreign = {"X-CSRF-Token": csrf_token(browser), "Origin": "https://evil.example"}
    assert browser.post("/v1/cases", json=body, headers=foreign).status_code == 403
    ours = {"X-CSRF-Token": csrf_token(browser)}
    assert browser.post("/v1/cases", json=body, headers=ours).status_code not in {401, 403}
    auditor = browser_of("first.auditor", Role.AUDITOR)
    refused = auditor.post("/v1/cases", json=body, headers={"X-CSRF-Token": csrf_token(auditor)})
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_right")
