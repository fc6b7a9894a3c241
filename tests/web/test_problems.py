"""One error shape, whatever goes wrong and on whatever route."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route

from monitor.errors import StoreError
from monitor.service.access import Access
from monitor.service.out import Out
from monitor.web.app import create_app
from monitor.web.deps import AppServices
from monitor.web.shield import CONTENT_SECURITY_POLICY
from monitor.web.work import WorkDoor
from tests.web.conftest import Client, csrf_token

MEMBERS = {"type", "title", "status", "code", "detail", "param", "request_id"}
FILL = {
    "alert_id": "al_x",
    "source": "web-test",
    "event_id": "x/y",
    "rule_id": "x",
    "limit_id": "x",
    "person_id": "x",
    "change": "disable",
    "session_id": "x",
    "key_id": "x",
    "about": "al_x",
    "kind": "committee",
    "number": "1",
    "version": "1",
    "name": "report.md",
}
SAFE = {"GET", "HEAD"}
WAYS_IN = {"/sign-in", "/sign-in/provider", "/sign-in/provider/return", "/invitation"}
# Pages of what the process holds, and addresses that name no action.
TOUCHES_NOTHING = {
    "/healthz", "/desk", "/v1/openapi.json", "/static/nothing", "/lists", "/screen",
    "/cases/x/x", "/alerts/al_x/x",
}  # fmt: skip
# What stands on people and the record alone, and not on what the engine needs.
OF_ACCESS = ("/people", "/account", "/sign-", "/audit", "/v1/audit", "/keys", "/invitation")


def routes_of(app: FastAPI) -> Iterator[tuple[str, set[str]]]:
    """Every path of the app, filled in, with its methods."""
    yield from _walk(app.routes)


def _walk(routes: Any) -> Iterator[tuple[str, set[str]]]:
    for route in routes:
        if isinstance(route, Route):
            yield filled(route.path), set(route.methods or ())
        elif isinstance(route, Mount):
            yield f"{route.path}/nothing", SAFE
        else:
            yield from _walk(route.original_router.routes)


def filled(path: str) -> str:
    """Fill the names of an address in."""
    return re.sub(r"\{([\w:]+)\}", _filled, path)


def _filled(name: re.Match[str]) -> str:
    return FILL.get(name[1].partition(":")[0], "x")


def assert_problem(response: httpx.Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) >= MEMBERS
    assert body["status"] == status
    assert body["type"].endswith(body["code"])
    assert body["detail"]
    assert body["request_id"] == response.headers["x-request-id"]


def assert_guarded(response: httpx.Response) -> None:
    headers = response.headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-request-id"].startswith("rq_")
    assert "server" not in headers


def test_the_walk_finds_the_routes(app: FastAPI) -> None:
    paths = {path for path, _ in routes_of(app)}
    assert {"/v1/events", "/v1/alerts", "/v1/limits", "/v1/rules", "/healthz", "/readyz", "/",
            "/desk", "/alerts/al_x", "/limits", "/limits/x", "/rules", "/coverage", "/rejected",
            "/v1/coverage", "/v1/openapi.json",
            "/v1/events/web-test/x/y", "/static/nothing"} <= paths  # fmt: skip


def test_every_route_answers_a_wrong_method_in_the_one_shape(app: FastAPI, client: Client) -> None:
    taken: dict[str, set[str]] = {}
    for path, methods in routes_of(app):
        taken.setdefault(path, set()).update(methods)
    for path, methods in taken.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - methods:
            response = client.request(method, path)
            assert_problem(response, 405)
            assert_guarded(response)


def test_every_guarded_route_answers_a_stranger_in_the_one_shape(
    app: FastAPI, client: Client
) -> None:
    open_to_all = {"/healthz", "/readyz", "/v1/openapi.json", "/static/nothing", *WAYS_IN}
    for path, methods in routes_of(app):
        if path not in open_to_all:
            for method in methods - {"HEAD"}:
                assert_problem(client.request(method, path), 401)


def test_every_route_carries_the_guards(app: FastAPI, program: Client, officer: Client) -> None:
    for path, methods in routes_of(app):
        for method in methods - {"HEAD"}:
            assert_guarded(program.request(method, path))
            assert_guarded(officer.request(method, path))


def sent_to(method: str, path: str, form: dict[str, str]) -> dict[str, Any]:
    """Give an empty object to the API, and to a page a form that holds nothing but its token."""
    if method != "POST":
        return {}
    return {"json": {}} if path.startswith("/v1/") else {"data": form}


def wanting_more(document: Any) -> Iterator[tuple[str, str]]:
    """Name the operations of the API that need more than an empty object."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            parameters = operation.get("parameters", ())
            if "requestBody" in operation or any(
                one["required"] for one in parameters if one["in"] == "query"
            ):
                yield method.upper(), filled(path)


def test_every_failing_route_answers_in_the_one_shape(
    services: AppServices, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a route touches fails, first as a lost store, then as a fault nobody foresaw."""
    app = create_app(services, desk_token="t")
    client = Client(app)
    client.headers = {"Authorization": f"Bearer {secret}"}
    client.get("/desk?token=t")
    form = {"csrf_token": csrf_token(client)}
    wanting = set(wanting_more(client.get("/v1/openapi.json").json()))
    for error, status in ((StoreError("gone"), 503), (RuntimeError("a secret detail"), 500)):
        broken = replace(
            services,
            store=Broken(error),
            limits=Broken(error),
            intakes=Broken(error),
            rulebooks=Broken(error),
            out=cast("Out", Broken(error)),
            screening=Broken(error),
        )
        app.state.services = broken
        app.state.work = WorkDoor(broken)
        for path, methods in routes_of(app):
            if path in TOUCHES_NOTHING:
                continue
            if path.startswith(OF_ACCESS):
                continue
            for method in methods - {"HEAD"}:
                sent = sent_to(method, path, form)
                response = client.request(method, path, **sent)
                # A body or form that lacks its fields is refused before anything is touched.
                may_want_more = (method, path) in wanting or "data" in sent
                is_unusable = may_want_more and response.status_code == 422
                assert_problem(response, 422 if is_unusable else status)
                assert_guarded(response)
                assert "secret" not in response.text


def test_without_the_store_nobody_gets_in_and_is_told_so(
    app: FastAPI, services: AppServices, officer: Client
) -> None:
    officer.headers = {}
    for error, status in ((StoreError("gone"), 503), (RuntimeError("a secret detail"), 500)):
        app.state.services = replace(services, access=cast("Access", Broken(error)))
        for path, methods in routes_of(app):
            if path.startswith(OF_ACCESS) and path not in WAYS_IN:
                for method in methods - {"HEAD"}:
                    assert_problem(officer.request(method, path), status)
        page = officer.get("/people", headers={"Accept": "text/html"})
        assert page.status_code == status
        assert "secret" not in page.text


class Broken:
    """A service whose every use raises."""

    def __init__(self, error: Exception) -> None:
        self.__dict__["error"] = error

    def __getattr__(self, name: str) -> Any:
        raise self.error


@pytest.mark.parametrize("path", ["/nothing", "/v1/nothing", "/v1", "/alerts", "/static/../app.py",
                                  "/static/..%2fapp.py", "/docs", "/redoc", "/openapi.json"])  # fmt: skip
def test_what_is_not_there_is_a_problem(client: Client, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("query", "param"),
    [("level=urgent", "level"), ("state=x", "state"), ("limit=0", "limit"), ("limit=201", "limit"),
     ("limit=x", "limit"), ("cursor=x", "cursor"), ("cursor=%00", "cursor"),
     ("cursor=YWxfbm90aGluZw", "cursor"), ("q=%00", "q"), ("q=" + "x" * 201, "q"),
     ("provision=8", "provision"), ("source=UPPER", "source"), ("rule=a%20b", "rule"),
     ("open=perhaps", "open")],
)  # fmt: skip
def test_an_unusable_parameter_is_named(program: Client, query: str, param: str) -> None:
    response = program.get(f"/v1/alerts?{query}")
    assert_problem(response, 422)
    assert response.json()["param"] == param


def test_a_name_that_is_not_kept_is_not_repeated(program: Client) -> None:
    response = program.get("/v1/alerts/al_%3Cscript%3E")
    assert_problem(response, 404)
    assert "script" not in response.text


def test_a_browser_gets_a_page_and_a_program_the_shape(officer: Client) -> None:
    page = officer.get("/nothing")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert_problem(officer.get("/v1/nothing"), 404)


def test_nothing_of_the_api_or_the_desk_is_stored_on_the_way(
    officer: Client, program: Client
) -> None:
    assert program.get("/v1/alerts").headers["cache-control"] == "no-store"
    assert officer.get("/").headers["cache-control"] == "no-store"


def test_the_store_lost_makes_it_unready(services: AppServices) -> None:
    app = create_app(replace(services, store=Broken(StoreError("gone"))), desk_token=None)
    response = Client(app).get("/readyz")
    assert_problem(response, 503)
    assert response.json()["code"] == "not_ready"
    assert Client(app).get("/healthz").status_code == 200


def test_the_document_of_the_api_names_every_route_of_it(app: FastAPI, client: Client) -> None:
    document = client.get("/v1/openapi.json").json()
    described = {
        (method.upper(), filled(path))
        for path, item in document["paths"].items()
        for method in item
    }
    of_programs = {
        (method, path)
        for path, methods in routes_of(app)
        for method in methods
        if path.startswith(("/v1/", "/healthz", "/readyz")) and path != "/v1/openapi.json"
    }
    assert described == of_programs
    assert "application/problem+json" in str(document["paths"]["/v1/alerts"]["get"]["responses"])
    assert document["components"]["securitySchemes"]["API key"]["scheme"] == "bearer"
