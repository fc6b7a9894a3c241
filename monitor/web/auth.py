"""Who asks: a program by its key, or the officer whose desk is open on this machine."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from monitor.web.deps import AppServices
from monitor.web.desk import COOKIE, Desk
from monitor.web.problems import Problem

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="sanctions-monitor"'}
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="API key",
    description="A key from `sanctions-monitor keys create`.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: a key's id, or ``desk``."""

    id: str
    name: str


def services_of(request: Request) -> AppServices:
    """Give the services that the app was built with."""
    services: AppServices = request.app.state.services
    return services


def desk_of(request: Request) -> Desk:
    """Give the desk that the app was built with."""
    desk: Desk = request.app.state.desk
    return desk


Services = Annotated[AppServices, Depends(services_of)]


class Needs:
    """A dependency that lets a request pass whose key has a scope.

    An open desk may read, so that an officer can follow a link to the JSON of what a page shows;
    it never writes: a browser sends its cookie with requests that nobody meant.
    """

    def __init__(self, scope: str, *, desk_may: bool = False) -> None:
        self._scope = scope
        self._desk_may = desk_may

    def __call__(
        self,
        request: Request,
        services: Services,
        given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> Caller:
        """Name the caller or refuse."""
        if given is None:
            if self._desk_may and desk_of(request).is_open(request.cookies.get(COOKIE)):
                return Caller("desk", "desk")
            raise Problem(
                401,
                "An API key is needed: send 'Authorization: Bearer <key>'. "
                "Make one with 'sanctions-monitor keys create'.",
                code="missing_key",
                param="Authorization",
                headers=_CHALLENGE,
            )
        key = services.keys.find(given.credentials)
        if key is None:
            raise Problem(
                401,
                "This API key is not known, or it was revoked.",
                code="unknown_key",
                param="Authorization",
                headers=_CHALLENGE,
            )
        if self._scope not in key.scopes:
            raise Problem(
                403,
                f"The key '{key.name}' lacks the scope '{self._scope}'.",
                code="missing_scope",
                param="Authorization",
            )
        return Caller(key.id, key.name)


def open_desk(request: Request) -> None:
    """Let a page pass for an open desk.

    Raises:
        Problem: it is not open; the detail says how to open it.
    """
    desk = desk_of(request)
    if desk.is_open(request.cookies.get(COOKIE)):
        return
    if desk.has_door:
        detail = "Open the one-time link that the terminal printed when the server started."
    else:
        detail = "This server runs without a desk. Start one with 'sanctions-monitor serve'."
    raise Problem(401, detail, code="desk_closed")
