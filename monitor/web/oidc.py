"""Sign-in at an OpenID provider: code flow with PKCE, state and nonce, by Authlib."""

import logging
import warnings
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from monitor.domain.people import Role
from monitor.errors import NotAllowed
from monitor.service.sign_in import Vouched, mapped_roles
from monitor.settings import OidcSettings

_log = logging.getLogger(__name__)
_SECONDS_MAX = 10
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class OidcError(NotAllowed):
    """Says that the provider could not be used; the log has more."""


class Provider:
    """One OpenID provider; its description is fetched when the first person comes."""

    def __init__(self, settings: OidcSettings) -> None:
        """Check what can be checked without the network.

        Raises:
            NotAllowed: the address is not safe, or a role is none.
        """
        address = urlsplit(settings.issuer)
        host = address.netloc.rpartition("@")[2]
        is_loopback = (host.rpartition(":")[0] or host) in _LOOPBACK or host in _LOOPBACK
        if address.scheme != "https" and not (address.scheme == "http" and is_loopback):
            msg = f"the OpenID issuer '{settings.issuer}' must be reached by https"
            raise NotAllowed(msg)
        self._settings = settings
        self._roles = read_roles(settings.roles)
        if bool(self._roles) != (settings.roles_claim is not None):
            msg = "name both the claim that holds groups and what each group stands for, or neither"
            raise NotAllowed(msg)

    @property
    def name(self) -> str:
        """What people call the provider."""
        return self._settings.name

    @cached_property
    def _client(self) -> Any:
        # Loaded here, since most desks have no provider; what it says of its HTTP library is for
        # those who choose the library, not for those who run the desk.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from authlib.integrations.starlette_client import OAuth

            return OAuth().register(
                "provider",
                client_id=self._settings.client_id,
                client_secret=self._settings.client_secret,
                server_metadata_url=(
                    f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                ),
                client_kwargs={
                    "scope": "openid profile email",
                    "code_challenge_method": "S256",
                    "timeout": _SECONDS_MAX,
                },
            )

    async def redirect(self, request: Request, return_to: str) -> RedirectResponse:
        """Send a browser to the provider; what must come back is kept in its signed cookie.

        Raises:
            OidcError: the provider does not answer, or is not who it should be.
        """
        try:
            metadata = await self._client.load_server_metadata()
            if metadata.get("issuer") != self._settings.issuer:
                msg = f"the provider calls itself {metadata.get('issuer')!r}"
                raise ValueError(msg)
            answer: RedirectResponse = await self._client.authorize_redirect(request, return_to)
        except Exception as error:
            raise _unusable(error) from error
        return answer

    async def vouch(self, request: Request) -> Vouched:
        """Read what the provider says of who comes back.

        Raises:
            OidcError: the answer is not to our question, not for us, or not from the provider.
        """
        wanted = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
            "nonce": {"essential": True},
        }
        try:
            token = await self._client.authorize_access_token(request, claims_options=wanted)
            return self._vouched(token["userinfo"])
        except Exception as error:
            raise _unusable(error) from error

    def _vouched(self, claims: Mapping[str, Any]) -> Vouched:
        audience = claims["aud"]
        if self._settings.client_id not in ([audience] if isinstance(audience, str) else audience):
            msg = "the token is for somebody else"
            raise ValueError(msg)
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            msg = "the token names nobody"
            raise ValueError(msg)
        user_name = claims.get("preferred_username") or claims.get("email") or subject
        return Vouched(
            issuer=self._settings.issuer,
            subject=subject,
            user_name=str(user_name),
            name=str(claims.get("name") or user_name),
            roles=self._roles_in(claims),
        )

    def _roles_in(self, claims: Mapping[str, Any]) -> frozenset[Role] | None:
        if self._settings.roles_claim is None:
            return None
        groups = claims.get(self._settings.roles_claim, ())
        names = [groups] if isinstance(groups, str) else groups
        if not isinstance(names, list | tuple):
            return frozenset()
        return mapped_roles([name for name in names if isinstance(name, str)], self._roles)


def read_roles(text: str) -> dict[str, Role]:
    """Read ``group=role`` parted by commas.

    Raises:
        NotAllowed: a part is not of that form, or a role is none that signs in.
    """
    roles: dict[str, Role] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        group, sign, role = part.rpartition("=")
        if not sign or not group.strip() or role.strip() not in set(Role) - {Role.FEED}:
            msg = f"'{part}' maps no group to a role: write it as 'group=officer'"
            raise NotAllowed(msg)
        roles[group.strip()] = Role(role.strip())
    return roles


def _unusable(error: Exception) -> OidcError:
    _log.warning("sign-in at the OpenID provider failed: %s: %s", type(error).__name__, error)
    return OidcError("the provider could not be reached, or its answer could not be used")
