"""How the desk may be reached: from this machine alone, by TLS of its own, or behind a proxy.

Who sits on the way must not read passwords, so others reach the desk by TLS only, under an
address that is known beforehand, and not before an administrator can sign in.
"""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import NotAllowed
from monitor.settings import Settings
from monitor.web.deps import Site
from monitor.web.oidc import Provider

_URL = "SANCTIONS_MONITOR_PUBLIC_URL"
_PROXIES = "SANCTIONS_MONITOR_TRUSTED_PROXIES"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the desk listens, and what is known of the way to it.

    Attributes:
        host: The address that it listens on.
        certificate: A file with the certificate, where the desk speaks TLS itself.
        key: The file with its key.
    """

    host: str
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def require_safe(reach: Reach, settings: Settings, *, is_set_up: bool) -> None:
    """Let a desk start that strangers cannot listen in on.

    Raises:
        NotAllowed: it cannot; the message says what is missing.
    """
    _require_settings(settings)
    if (reach.certificate is None) != (reach.key is None):
        msg = "a certificate needs its key: give both --tls-cert and --tls-key"
        raise NotAllowed(msg)
    if reach.is_loopback:
        return
    reached = f"'{reach.host}' can be reached by others"
    if not is_set_up:
        msg = (
            f"{reached}, and no administrator can sign in yet: run 'sanctions-monitor users add "
            "USER --role administrator --password' first, or listen on 127.0.0.1"
        )
        raise NotAllowed(msg)
    if settings.public_url is None:
        msg = f"{reached}: say under which https address in {_URL}"
        raise NotAllowed(msg)
    if reach.certificate is None and not settings.trusted_proxies:
        msg = (
            f"{reached}, and passwords would pass in the open: give --tls-cert and --tls-key, or "
            f"name the proxies that speak TLS in {_PROXIES}"
        )
        raise NotAllowed(msg)


def _require_settings(settings: Settings) -> None:
    if settings.public_url is not None:
        address = urlsplit(settings.public_url)
        if address.scheme != "https" or not address.hostname or address.path or address.query:
            msg = f"{_URL}: write it as https://desk.example.org, without a path"
            raise NotAllowed(msg)
    for proxy in settings.trusted_proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            msg = f"{_PROXIES}: '{proxy}' is no address and no network"
            raise NotAllowed(msg) from None


def site_of(settings: Settings, signing_key: str, reach: Reach) -> Site:
    """Give what pages and cookies need to know of the way to the desk.

    Raises:
        NotAllowed: the settings of the OpenID provider cannot be used.
    """
    return Site(
        secret=signing_key,
        secure=settings.public_url is not None or reach.certificate is not None,
        public_url=settings.public_url,
        provider=None if settings.oidc is None else Provider(settings.oidc),
    )


def server_options(settings: Settings, reach: Reach) -> dict[str, Any]:
    """Give what the web server needs to know of it: certificate, and whose word on clients counts.

    Without a named proxy nobody's word is taken, or anybody could choose the address that failed
    sign-ins are counted under.
    """
    options: dict[str, Any] = {"proxy_headers": bool(settings.trusted_proxies)}
    if settings.trusted_proxies:
        options["forwarded_allow_ips"] = list(settings.trusted_proxies)
    if reach.certificate is not None and reach.key is not None:
        options["ssl_certfile"] = str(reach.certificate)
        options["ssl_keyfile"] = str(reach.key)
    return options
