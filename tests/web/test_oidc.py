"""Sign-in at a real OpenID provider, which a web server in this process plays."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from oidc_provider_mock import User, run_server_in_thread

from monitor.domain.people import Role
from monitor.domain.ports.audit import AuditFilter
from monitor.errors import NotAllowed
from monitor.service.people import TERMINAL
from monitor.settings import OidcSettings
from monitor.web.app import create_app
from monitor.web.deps import AppServices
from monitor.web.oidc import Provider, read_roles
from tests.web.conftest import Client, add_person

# The provider stands on the same library as the desk and uses what is going out there.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")
MAPPED = {"roles_claim": "groups", "roles": "desk-officers=officer, desk-admins=administrator"}
PEOPLE = (
    User(
        sub="sub-officer",
        claims={"preferred_username": "Jo Officer", "name": "Jo", "groups": ["desk-officers"]},
    ),
    User(sub="sub-other", claims={"preferred_username": "other", "groups": ["accounts"]}),
    User(sub="sub-taken", claims={"preferred_username": "taken", "groups": ["desk-admins"]}),
    User(sub="sub-plain", claims={"preferred_username": "plain", "groups": "desk-officers"}),
)
AppWith = Callable[..., FastAPI]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that knows ``PEOPLE``."""
    with run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def app_with(services: AppServices, issuer: str) -> AppWith:
    """Builds an app whose people may sign in at the provider."""

    def build(**settings: str) -> FastAPI:
        given = {"issuer": issuer, "client_id": "desk", "client_secret": "s3cret", **settings}
        site = replace(services.site, provider=Provider(OidcSettings(**given)))
        return create_app(replace(services, site=site), desk_token=None)

    return build


def at_the_provider(address: str, subject: str) -> str:
    """Sign in at the provider and give the address that it sends the browser back to."""
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def sign_in(client: Client, subject: str, onward: str = "/rules") -> httpx.Response:
    client.headers = {"Accept": "text/html"}
    away = client.get(f"/sign-in/provider?next={onward}")
    assert away.status_code == 302, away.text
    return client.get(at_the_provider(away.headers["location"], subject))


def test_the_way_to_the_provider_carries_state_nonce_and_challenge(
    app_with: AppWith, issuer: str
) -> None:
    client = Client(app_with())
    assert "Sign in with your organisation" in client.get("/sign-in").text
    away = urlsplit(client.get("/sign-in/provider").headers["location"])
    asked = {name: values[0] for name, values in parse_qs(away.query).items()}
    assert f"{away.scheme}://{away.netloc}" == issuer
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://localhost:8000/sign-in/provider/return"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20


def test_a_mapped_group_gives_its_role_and_leads_on(
    app_with: AppWith, services: AppServices
) -> None:
    client = Client(app_with(**MAPPED))
    back = sign_in(client, "sub-officer")
    assert (back.status_code, back.headers["location"]) == (303, "/rules")
    assert client.get("/").status_code == 200
    assert client.get("/people").status_code == 403
    account = services.access.people.account("jo-officer")
    assert account.person.roles == {Role.OFFICER}
    assert account.subject == "sub-officer"
    entries = services.access.audit.store.entries(AuditFilter(person="jo-officer"), None, 9)
    assert [entry.deed.action for entry in entries] == ["session.begin", "person.add"]


def test_who_comes_again_is_the_same_person_with_the_roles_of_today(
    app_with: AppWith, services: AppServices
) -> None:
    sign_in(Client(app_with(**MAPPED)), "sub-officer")
    changed = {**MAPPED, "roles": "desk-officers=auditor"}
    assert sign_in(Client(app_with(**changed)), "sub-officer").status_code == 303
    assert services.access.people.account("jo-officer").person.roles == {Role.AUDITOR}
    assert len(services.access.people.listed()) == 1


def test_a_group_may_be_named_alone(app_with: AppWith) -> None:
    assert sign_in(Client(app_with(**MAPPED)), "sub-plain").status_code == 303


def test_whose_groups_stand_for_nothing_gets_no_account(
    app_with: AppWith, services: AppServices
) -> None:
    client = Client(app_with(**MAPPED))
    back = sign_in(client, "sub-other")
    assert back.status_code == 403
    assert "nobody gave you a role here" in back.text
    assert client.get("/", headers={"Accept": "*/*"}).status_code == 401
    assert services.access.people.listed() == []


def test_without_a_mapping_only_who_was_added_gets_in(
    app_with: AppWith, services: AppServices, issuer: str
) -> None:
    assert sign_in(Client(app_with()), "sub-officer").status_code == 403
    person = replace(TERMINAL, id="jo", name="Jo", roles=frozenset({Role.SUPERVISOR}))
    services.access.people.add(TERMINAL, person, issuer=issuer, subject="sub-officer")
    assert sign_in(Client(app_with()), "sub-officer").status_code == 303


def test_an_account_of_the_same_name_is_not_taken_over(
    app_with: AppWith, services: AppServices
) -> None:
    add_person(services, "taken", Role.OFFICER)
    back = sign_in(Client(app_with(**MAPPED)), "sub-taken")
    assert back.status_code == 403
    assert "taken here by another account" in back.text


def test_who_is_disabled_here_stays_out(app_with: AppWith, services: AppServices) -> None:
    sign_in(Client(app_with(**MAPPED)), "sub-officer")
    services.access.people.disable(TERMINAL, "jo-officer")
    assert sign_in(Client(app_with(**MAPPED)), "sub-officer").status_code == 403


def test_an_answer_to_another_browsers_question_is_refused(app_with: AppWith) -> None:
    app = app_with(**MAPPED)
    asked = Client(app).get("/sign-in/provider").headers["location"]
    back = at_the_provider(asked, "sub-officer")
    assert Client(app).get(back).status_code == 403
    victim = Client(app)
    victim.get("/sign-in/provider")
    assert victim.get(back).status_code == 403


def test_an_answer_is_good_once(app_with: AppWith) -> None:
    client = Client(app_with(**MAPPED))
    back = at_the_provider(client.get("/sign-in/provider").headers["location"], "sub-officer")
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 403


def test_a_token_for_somebody_else_or_of_another_nonce_is_refused(app_with: AppWith) -> None:
    """The provider signs what the first desk asked for; the second one must not take it."""
    client = Client(app_with(**MAPPED))
    asked = client.get("/sign-in/provider").headers["location"]
    for wrong in (
        asked.replace("client_id=desk", "client_id=another"),
        asked.replace("nonce=", "nonce=x"),
    ):
        assert client.get(at_the_provider(wrong, "sub-officer")).status_code == 403
        asked = client.get("/sign-in/provider").headers["location"]


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?state=&code="])
def test_nonsense_brings_nobody_in(app_with: AppWith, query: str) -> None:
    client = Client(app_with(**MAPPED))
    client.get("/sign-in/provider")
    assert client.get(f"/sign-in/provider/return{query}").status_code == 403


def test_a_provider_of_another_name_or_none_is_told(app_with: AppWith, issuer: str) -> None:
    other = issuer.replace("localhost", "127.0.0.1")
    renamed = Client(app_with(issuer=f"{other}/")).get("/sign-in/provider")
    assert (renamed.status_code, renamed.json()["code"]) == (502, "provider_refused")
    gone = Client(app_with(issuer="http://localhost:9")).get("/sign-in/provider")
    assert gone.status_code == 502
    assert "localhost:9" not in gone.text


def test_nobody_is_led_off_the_site_after_the_provider(app_with: AppWith) -> None:
    back = sign_in(Client(app_with(**MAPPED)), "sub-officer", "//evil.example")
    assert back.headers["location"] == "/"


def test_without_a_provider_there_is_no_such_way(client: Client) -> None:
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/return").status_code == 404


@pytest.mark.parametrize(
    "settings",
    [{"issuer": "http://provider.example"}, {"issuer": "ftp://localhost"}, {"roles": "a=officer"},
     {"roles_claim": "groups"}, {"roles_claim": "groups", "roles": "a=feed"},
     {"issuer": "http://localhost@provider.example"}],
)  # fmt: skip
def test_settings_that_are_not_safe_stop_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        Provider(OidcSettings(**{"issuer": "https://p.example", "client_id": "x", **settings}))


def test_groups_may_hold_signs_of_their_own() -> None:
    assert read_roles(" cn=desk=officer ,b=auditor,") == {
        "cn=desk": Role.OFFICER,
        "b": Role.AUDITOR,
    }
