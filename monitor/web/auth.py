"""Who asks: a program by its key, or a person by the session of a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from monitor.domain.people import Person, Right
from monitor.service.sessions import Session, Visitor
from monitor.web.csrf import HEADER, SESSION, require_token
from monitor.web.deps import AppServices
from monitor.web.desk import Desk
from monitor.web.problems import Problem

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="sanctions-monitor"'}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FOUND = "desk_session"
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="API key",
    description="A key from `sanctions-monitor keys create`.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request.

    Attributes:
        id: The key's id, or the user name.
        name: What people call it.
        person: Who stands in the record; a key is a person without roles.
        is_program: Whether a key was used. A program is nobody's second pair of eyes.
    """

    id: str
    name: str
    person: Person
    is_program: bool


def services_of(request: Request) -> AppServices:
    """Give the services that the app was built with."""
    services: AppServices = request.app.state.services
    return services


def desk_of(request: Request) -> Desk:
    """Give the desk that the app was built with."""
    desk: Desk = request.app.state.desk
    return desk


def visitor_of(request: Request) -> Visitor:
    """Say where a request comes from; behind a declared proxy that is the proxy's client."""
    address = "" if request.client is None else request.client.host
    return Visitor(address, request.headers.get("user-agent", ""))


Services = Annotated[AppServices, Depends(services_of)]


def session_of(request: Request) -> Session | None:
    """Give the session of a request, looked up once."""
    if not hasattr(request.state, _FOUND):
        sessions = services_of(request).access.sessions
        setattr(request.state, _FOUND, sessions.find(request.session.get(SESSION)))
    found: Session | None = getattr(request.state, _FOUND)
    return found


def signed_in(request: Request) -> Person:
    """Name the person who asks.

    Raises:
        Problem: nobody is signed in; a browser is shown the way.
    """
    session = session_of(request)
    if session is None:
        raise Problem(401, "Sign in first.", code="not_signed_in")
    return session.person


def needs_right(right: Right) -> Callable[[Request], Person]:
    """Make a dependency for pages that names the person who asks, who must have a right."""

    def person_with_right(request: Request) -> Person:
        person = signed_in(request)
        if not person.may(right):
            raise lacks(right)
        return person

    person_with_right.__dict__["demands"] = right
    return person_with_right


def lacks(right: Right) -> Problem:
    """Say which right is missing."""
    return Problem(
        403,
        f"Your roles do not carry the right '{right.value}'. An administrator can change that.",
        code="missing_right",
    )


class Needs:
    """A dependency for the API: a key with a scope, or a session of a person with a right.

    A session that changes something must send the token of a form in ``X-CSRF-Token``, because a
    browser sends its cookie with requests that nobody meant. Without a right no session passes.
    """

    def __init__(self, scope: str, right: Right | None = None) -> None:
        self.scope = scope
        self.right = right

    def __call__(
        self,
        request: Request,
        services: Services,
        given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> Caller:
        """Name the caller or refuse."""
        if given is not None:
            return self._program(services, given.credentials)
        session = None if self.right is None else session_of(request)
        if session is None or self.right is None:
            raise Problem(
                401,
                "An API key is needed: send 'Authorization: Bearer <key>'. "
                "Make one with 'sanctions-monitor keys create'.",
                code="missing_key",
                param="Authorization",
                headers=_CHALLENGE,
            )
        if not session.person.may(self.right):
            raise lacks(self.right)
        if request.method not in _SAFE:
            require_token(request, request.headers.get(HEADER))
        return Caller(session.person.id, session.person.name, session.person, is_program=False)

    def _program(self, services: AppServices, secret: str) -> Caller:
        key = services.access.keys.find(secret)
        if key is None:
            raise Problem(
                401,
                "This API key is not known, or it was revoked, or it is over.",
                code="unknown_key",
                param="Authorization",
                headers=_CHALLENGE,
            )
        if self.scope not in key.scopes:
            raise Problem(
                403,
                f"The key '{key.name}' lacks the scope '{self.scope}'.",
                code="missing_scope",
                param="Authorization",
            )
        return Caller(key.id, key.name, Person(key.id, key.name, frozenset()), is_program=True)
