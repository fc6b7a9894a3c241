"""Who can reach the desk, and by which way: nothing passes in the open to others."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import NotAllowed
from monitor.settings import (
    OIDC_CLIENT_ID,
    OIDC_ISSUER,
    OIDC_ROLES,
    PUBLIC_URL,
    TRUSTED_PROXIES,
    Settings,
    read_settings,
)
from monitor.web.app import create_app
from monitor.web.deps import AppServices
from monitor.web.reach import Reach, require_safe, server_options, site_of
from tests.web.conftest import Client

PLAIN = Settings(Path("/data"))
URL = replace(PLAIN, public_url="https://desk.example.org")
PROXIED = replace(URL, trusted_proxies=("10.0.0.5",))
TLS = Reach("0.0.0.0", Path("/c.pem"), Path("/k.pem"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_is_served_without_more(host: str) -> None:
    require_safe(Reach(host), PLAIN, is_set_up=False)


@pytest.mark.parametrize(
    ("reach", "settings", "is_set_up", "said"),
    [
        (TLS, URL, False, "no administrator can sign in yet"),
        (TLS, PLAIN, True, "say under which https address"),
        (Reach("0.0.0.0"), URL, True, "passwords would pass in the open"),
        (Reach("::"), PLAIN, True, "say under which"),
        (Reach("desk.example.org"), URL, True, "in the open"),
        (Reach("0.0.0.0", Path("/c.pem")), PROXIED, True, "needs its key"),
        (Reach("127.0.0.1", None, Path("/k.pem")), PLAIN, True, "needs its key"),
        (Reach("127.0.0.1"), replace(URL, public_url="http://desk.example.org"), True, "https"),
        (
            Reach("127.0.0.1"),
            replace(URL, public_url="https://d.example/x"),
            True,
            "without a path",
        ),
        (Reach("127.0.0.1"), replace(URL, trusted_proxies=("proxy",)), True, "is no address"),
    ],
)
def test_a_desk_that_others_could_listen_in_on_does_not_start(
    reach: Reach, settings: Settings, is_set_up: bool, said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        require_safe(reach, settings, is_set_up=is_set_up)


@pytest.mark.parametrize(("reach", "settings"), [(TLS, URL), (Reach("0.0.0.0"), PROXIED)])
def test_tls_of_its_own_or_of_a_named_proxy_is_enough(reach: Reach, settings: Settings) -> None:
    require_safe(reach, settings, is_set_up=True)
    assert site_of(settings, "k" * 40, reach).secure


def test_nobodys_word_on_addresses_is_taken_without_a_named_proxy() -> None:
    assert server_options(PLAIN, Reach("127.0.0.1")) == {"proxy_headers": False}
    assert server_options(PROXIED, Reach("0.0.0.0")) == {
        "proxy_headers": True,
        "forwarded_allow_ips": ["10.0.0.5"],
    }
    assert server_options(URL, TLS)["ssl_certfile"] == "/c.pem"


def test_the_public_name_is_answered_and_told_to_stay_with_tls(services: AppServices) -> None:
    site = replace(services.site, public_url="https://desk.example.org", secure=True)
    client = Client(create_app(replace(services, site=site), desk_token="t"))
    answer = client.get("/healthz", headers={"Host": "desk.example.org"})
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/healthz", headers={"Host": "other.example.org"}).status_code == 421
    plain = Client(create_app(services, desk_token="t")).get("/healthz")
    assert "strict-transport-security" not in plain.headers


def test_the_environment_names_the_way() -> None:
    found = read_settings(
        {
            PUBLIC_URL: "https://desk.example.org/",
            TRUSTED_PROXIES: "10.0.0.5, 10.1.0.0/16,",
            OIDC_ISSUER: "https://id.example.org",
            OIDC_CLIENT_ID: "desk",
            OIDC_ROLES: "a=officer",
        }
    )
    assert found.public_url == "https://desk.example.org"
    assert found.trusted_proxies == ("10.0.0.5", "10.1.0.0/16")
    assert found.oidc is not None
    assert (found.oidc.issuer, found.oidc.roles) == ("https://id.example.org", "a=officer")
    assert read_settings({OIDC_ISSUER: "https://id.example.org"}).oidc is None
