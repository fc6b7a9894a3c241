"""Every route demands what stands in one table: a new route without an entry fails here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI

from monitor.domain.people import RIGHTS, Right, Role
from monitor.web.deps import AppServices
from tests.web.conftest import Client, add_person, make_key, signed_in_as
from tests.web.test_problems import routes_of

STAFF = (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.RULE_EDITOR, Role.ADMINISTRATOR)
OPEN = "open to all"
SELF = "whoever is signed in"
KEYS_ONLY = "a key alone"
WORDS = {"-": OPEN, "self": SELF, "key": KEYS_ONLY}


@dataclass(frozen=True)
class Demand:
    """What a route asks for: a right of a session, and the scope of a key where it takes one."""

    right: Right | str
    scope: str | None = None


def demands() -> Mapping[str, Demand]:
    """Read what every route demands; the walk fills names in addresses as ``test_problems``."""
    table = (Path(__file__).parent / "demands.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in table if not line.startswith(("#", "method")))
    return {
        f"{method} {path}": Demand(
            WORDS[right] if right in WORDS else Right(right), None if scope == "-" else scope
        )
        for method, path, right, scope in rows
    }


DEMANDS = demands()


def walk(app: FastAPI) -> Iterator[tuple[str, str]]:
    for path, methods in routes_of(app):
        for method in sorted(methods - {"HEAD"}):
            yield method, path


def test_every_route_has_an_entry_and_every_entry_a_route(app: FastAPI) -> None:
    assert {f"{method} {path}" for method, path in walk(app)} == set(DEMANDS)


@pytest.mark.parametrize("role", STAFF)
def test_a_role_opens_what_its_rights_say_and_no_more(
    app: FastAPI, services: AppServices, role: Role
) -> None:
    """A form without its token comes after the right: whoever has it is told of the token."""
    add_person(services, "somebody", role)
    add_person(services, "an.administrator", Role.ADMINISTRATOR)
    browser = signed_in_as(app, "somebody")
    browser.headers = {}
    for method, path in walk(app):
        demand = DEMANDS[f"{method} {path}"].right
        answer = browser.request(method, path, data={"x": "1"} if method == "POST" else None)
        code = answer.json().get("code") if answer.status_code in {401, 403} else None
        if demand == KEYS_ONLY:
            assert code == "missing_key", path
        elif isinstance(demand, Right) and demand not in RIGHTS[role]:
            assert code == "missing_right", path
        else:
            assert code in {None, "form_not_ours", "link_used", "provider_refused"}, path


def test_a_stranger_opens_nothing_that_is_not_open_to_all(app: FastAPI, client: Client) -> None:
    for method, path in walk(app):
        if DEMANDS[f"{method} {path}"].right != OPEN:
            assert client.request(method, path).status_code == 401, path


def test_a_key_opens_what_its_scope_says_and_no_page(
    app: FastAPI, services: AppServices, secret: str
) -> None:
    every = Client(app)
    every.headers = {"Authorization": f"Bearer {secret}"}
    scopes = {demand.scope for demand in DEMANDS.values() if demand.scope is not None}
    for method, path in walk(app):
        demand = DEMANDS[f"{method} {path}"]
        if demand.scope is None:
            if demand.right != OPEN:
                assert every.request(method, path).status_code == 401, path
            continue
        assert every.request(method, path).status_code not in {401, 403}, path
        others = make_key(services, *(scopes - {demand.scope}))
        lacking = every.request(method, path, headers={"Authorization": f"Bearer {others}"})
        assert (lacking.status_code, lacking.json()["code"]) == (403, "missing_scope"), path


def test_nobody_manages_people_and_decides_alerts_by_one_role() -> None:
    for role, rights in RIGHTS.items():
        assert not {Right.ADMINISTER, Right.WORK} <= rights, role
    assert RIGHTS[Role.AUDITOR] == {Right.READ, Right.AUDIT}
    assert RIGHTS[Role.FEED] == {Right.POST_EVENTS}
