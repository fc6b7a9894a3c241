"""``/account``: one's own sessions and password, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.domain.people import Person
from monitor.errors import NotAllowed
from monitor.service.sessions import OWNER
from monitor.web.auth import Services, session_of, signed_in
from monitor.web.csrf import CheckedForm
from monitor.web.deps import AppServices
from monitor.web.pages.fields import text_of
from monitor.web.pages.render import Renderer

router = APIRouter(include_in_schema=False, dependencies=[Depends(signed_in)])
Me = Annotated[Person, Depends(signed_in)]


@router.get("/account")
def account_page(request: Request, services: Services, me: Me) -> HTMLResponse:
    """Show one's sessions and the form for a new password."""
    return _page(request, services, me)


def _page(
    request: Request,
    services: AppServices,
    me: Person,
    *,
    fault: str | None = None,
    done: str | None = None,
) -> HTMLResponse:
    renderer: Renderer = request.app.state.renderer
    session = session_of(request)
    has_password = me.id != OWNER.id and services.access.people.account(me.id).password is not None
    page = renderer.page(
        request,
        "account.html",
        sessions=services.access.sessions.of(me),
        current=None if session is None else session.id,
        has_password=has_password,
        fault=fault,
        done=done,
    )
    page.status_code = 422 if fault is not None else 200
    return page


@router.post("/account/password")
def change_password(
    request: Request, services: Services, me: Me, form: CheckedForm
) -> HTMLResponse:
    """Change one's password; all other sessions end."""
    session = session_of(request)
    new = text_of(form, "new")
    try:
        if new != text_of(form, "again"):
            raise NotAllowed("the new password was not typed the same way twice")
        services.access.people.change_password(
            me,
            text_of(form, "old"),
            new,
            keep_session=None if session is None else session.id,
        )
    except NotAllowed as refused:
        return _page(request, services, me, fault=str(refused))
    return _page(request, services, me, done="The password was changed; all other sessions ended.")


@router.post("/account/sessions/{session_id}/end")
def end_session(
    session_id: str, services: Services, me: Me, _form: CheckedForm
) -> RedirectResponse:
    """End one of one's own sessions."""
    services.access.sessions.end(me, me.id, session_id)
    return RedirectResponse("/account", 303)


@router.post("/account/sessions/end-all")
def end_all_sessions(
    request: Request, services: Services, me: Me, _form: CheckedForm
) -> RedirectResponse:
    """Sign out everywhere, here too."""
    services.access.sessions.end_all(me, me.id)
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


@router.post("/sign-out")
def sign_out(request: Request, services: Services, me: Me, _form: CheckedForm) -> Response:
    """End this session."""
    session = session_of(request)
    if session is not None:
        services.access.sessions.end(me, me.id, session.id)
    request.session.clear()
    return RedirectResponse("/sign-in", 303)
