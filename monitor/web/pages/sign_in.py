"""``/desk``: exchanges the one-time link for a session."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from monitor.web.auth import desk_of
from monitor.web.desk import COOKIE, SESSION_LASTS
from monitor.web.problems import Problem

router = APIRouter(include_in_schema=False)


@router.get("/desk")
def open_the_desk(
    request: Request, token: Annotated[str, Query(max_length=200)] = ""
) -> RedirectResponse:
    """Open the desk in this browser; the link works once."""
    desk = desk_of(request)
    answer = RedirectResponse("/", status_code=303)
    if desk.is_open(request.cookies.get(COOKIE)):
        return answer
    session = desk.exchange(token)
    if session is None:
        raise Problem(
            401,
            "This link was used already, or it is not whole. Each start of the server prints a new "
            "one in its terminal.",
            code="link_used",
            param="token",
        )
    answer.set_cookie(
        COOKIE,
        session,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        path="/",
    )
    return answer
