"""``/desk``: exchanges the one-time link for a session of the owner."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from monitor.web.auth import desk_of, services_of, session_of, visitor_of
from monitor.web.csrf import SESSION
from monitor.web.problems import Problem

router = APIRouter(include_in_schema=False)


@router.get("/desk")
def open_the_desk(
    request: Request, token: Annotated[str, Query(max_length=200)] = ""
) -> RedirectResponse:
    """Open the desk in this browser; the link works once, and only before people are set up."""
    answer = RedirectResponse("/", status_code=303)
    if session_of(request) is not None:
        return answer
    secret = None
    if desk_of(request).use(token):
        secret = services_of(request).access.sessions.begin_as_owner(visitor_of(request))
    if secret is None:
        raise Problem(
            401,
            "This link was used already, or it is not whole, or people sign in here by name now. "
            "Each start of the server prints a new one in its terminal until then.",
            code="link_used",
            param="token",
        )
    begin_in(request, secret)
    return answer


def begin_in(request: Request, secret: str) -> None:
    """Give a browser a session; what its cookie held before is left behind."""
    request.session.clear()
    request.session[SESSION] = secret
