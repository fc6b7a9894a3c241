"""Ways in: a password, an invitation, and the one-time link before people are set up."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.errors import NotAllowed
from monitor.service.sign_in import Locked, WrongPassword
from monitor.web.auth import Services, desk_of, session_of, visitor_of
from monitor.web.csrf import SESSION, CheckedForm
from monitor.web.deps import AppServices
from monitor.web.pages.fields import text_of
from monitor.web.pages.render import Renderer
from monitor.web.problems import Problem

_NEXT_MAX = 1_000
_INVITED = "invited"
Onward = Annotated[str, Query(alias="next", max_length=_NEXT_MAX)]

router = APIRouter(include_in_schema=False)


def own_address(address: str) -> str:
    """Let an address pass that stays on this site; anything else becomes the first page."""
    stays = address.startswith("/") and not address.startswith(("//", "/\\"))
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if stays and plain and len(address) <= _NEXT_MAX else "/"


def begin_in(request: Request, secret: str) -> None:
    """Give a browser a session; what its cookie held before is left behind."""
    request.session.clear()
    request.session[SESSION] = secret


@router.get("/sign-in")
def sign_in_page(request: Request, services: Services, onward: Onward = "/") -> Response:
    """Show the form; who is signed in already goes on."""
    if session_of(request) is not None:
        return RedirectResponse(own_address(onward), 303)
    return _form(request, services, own_address(onward))


def _form(
    request: Request,
    services: AppServices,
    onward: str,
    fault: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(
        request,
        "sign_in.html",
        is_set_up=services.access.people.are_set_up,
        has_link=desk_of(request).has_door,
        provider=services.site.provider_name,
        onward=onward,
        fault=fault,
    )
    page.status_code = status
    return page


@router.post("/sign-in")
def sign_in(request: Request, services: Services, form: CheckedForm) -> Response:
    """Sign in by user name and password."""
    onward = own_address(text_of(form, "next"))
    try:
        secret = services.access.sign_in.by_password(
            text_of(form, "user_name"), text_of(form, "password"), visitor_of(request)
        )
    except Locked as locked:
        answer = _form(request, services, onward, _sentence(locked), 429)
        left = locked.until - services.clock.now()
        answer.headers["Retry-After"] = str(max(1, int(left.total_seconds())))
        return answer
    except WrongPassword:
        wrong = "The user name or the password is wrong."
        return _form(request, services, onward, wrong, 401)
    begin_in(request, secret)
    return RedirectResponse(onward, 303)


def _sentence(refused: NotAllowed) -> str:
    said = str(refused)
    return f"{said[:1].upper()}{said[1:]}."


@router.get("/desk")
def open_the_desk(
    request: Request, services: Services, token: Annotated[str, Query(max_length=200)] = ""
) -> RedirectResponse:
    """Open the desk in this browser; the link works once, and only before people are set up."""
    answer = RedirectResponse("/", status_code=303)
    if session_of(request) is not None:
        return answer
    secret = None
    if desk_of(request).use(token):
        secret = services.access.sessions.begin_as_owner(visitor_of(request))
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


@router.get("/invitation")
def invitation_page(
    request: Request, services: Services, token: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the form for a first or a new password; looking does not use the link up."""
    if token:
        # Out of the address, which stays in the browser's history.
        request.session[_INVITED] = token
        return RedirectResponse("/invitation", 303)
    return _password_form(request, services)


def _password_form(
    request: Request, services: AppServices, fault: str | None = None
) -> HTMLResponse:
    account = services.access.people.invited(str(request.session.get(_INVITED, "")))
    if account is None:
        raise Problem(
            404,
            "This invitation was used already, or it is over. Ask an administrator for another.",
            code="invitation_used",
        )
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(request, "invitation.html", invited=account.person, fault=fault)
    page.status_code = 200 if fault is None else 422
    return page


@router.post("/invitation")
def accept_invitation(request: Request, services: Services, form: CheckedForm) -> Response:
    """Set the password and lead to sign-in, where it is typed once more."""
    password = text_of(form, "password")
    try:
        if password != text_of(form, "again"):
            raise NotAllowed("the password was not typed the same way twice")
        services.access.people.accept(str(request.session.get(_INVITED, "")), password)
    except NotAllowed as refused:
        return _password_form(request, services, _sentence(refused))
    request.session.clear()
    return RedirectResponse("/sign-in", 303)
