"""``/people``: who may sign in, managed by administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from monitor.domain.people import Person, Right, Role
from monitor.errors import NotAllowed, StoreError
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm
from monitor.web.deps import AppServices
from monitor.web.pages.fields import text_of, texts_of
from monitor.web.pages.render import Renderer
from monitor.web.problems import Problem

_may_administer = needs_right(Right.ADMINISTER)
Administrator = Annotated[Person, Depends(_may_administer)]
SIGN_IN_ROLES = tuple(role for role in Role if role is not Role.FEED)

router = APIRouter(
    prefix="/people", include_in_schema=False, dependencies=[Depends(_may_administer)]
)


@router.get("")
def people_page(request: Request, services: Services) -> HTMLResponse:
    """Show everybody."""
    return _page(request, services)


def _page(
    request: Request,
    services: AppServices,
    *,
    fault: str | None = None,
    invited: str | None = None,
    invitation: str | None = None,
    given: FormData | None = None,
) -> HTMLResponse:
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(
        request,
        "people.html",
        people=services.access.people.listed(),
        roles=SIGN_IN_ROLES,
        fault=fault,
        invited=invited,
        invitation=invitation,
        given_name="" if given is None else text_of(given, "name"),
        given_user_name="" if given is None else text_of(given, "user_name"),
        given_roles=[] if given is None else texts_of(given, "role"),
    )
    page.status_code = 200 if fault is None else 422
    return page


def roles_of(form: FormData) -> frozenset[Role]:
    """Read the roles that were ticked.

    Raises:
        Problem: one is none that a person can have.
    """
    try:
        return frozenset(Role(name) for name in texts_of(form, "role"))
    except ValueError:
        raise Problem(422, "role: this is no role.", param="role") from None


@router.post("")
def add_person(
    request: Request, services: Services, by: Administrator, form: CheckedForm
) -> HTMLResponse:
    """Add a person and show the invitation, once."""
    user_name = text_of(form, "user_name").strip().casefold()
    person = Person(user_name, text_of(form, "name").strip(), roles_of(form))
    people = services.access.people
    try:
        people.add(by, person, both_duties=text_of(form, "both_duties") == "yes")
        secret = people.invite(by, person.id)
    except (NotAllowed, StoreError) as refused:
        return _page(request, services, fault=str(refused), given=form)
    return _shown_invitation(request, services, person.id, secret)


def _shown_invitation(
    request: Request, services: AppServices, person_id: str, secret: str
) -> HTMLResponse:
    address = f"{base_address(request, services)}/invitation?token={secret}"
    return _page(request, services, invited=person_id, invitation=address)


def base_address(request: Request, services: AppServices) -> str:
    """Give the address under which browsers reach the desk."""
    return services.site.public_url or f"{request.url.scheme}://{request.url.netloc}"


@router.post("/{person_id}/invite")
def invite(
    person_id: str, request: Request, services: Services, by: Administrator, _form: CheckedForm
) -> HTMLResponse:
    """Show a link by which the person sets a new password, once."""
    try:
        secret = services.access.people.invite(by, person_id)
    except NotAllowed as refused:
        return _page(request, services, fault=str(refused))
    return _shown_invitation(request, services, person_id, secret)


@router.post("/{person_id}/roles")
def set_roles(
    person_id: str, request: Request, services: Services, by: Administrator, form: CheckedForm
) -> Response:
    """Give a person other roles."""
    both = text_of(form, "both_duties") == "yes"
    try:
        services.access.people.set_roles(by, person_id, roles_of(form), both_duties=both)
    except NotAllowed as refused:
        return _page(request, services, fault=str(refused))
    return RedirectResponse("/people", 303)


@router.post("/{person_id}/{change}")
def change_person(
    person_id: str,
    change: str,
    request: Request,
    services: Services,
    by: Administrator,
    _form: CheckedForm,
) -> Response:
    """Disable, enable or unlock a person, or end all their sessions."""
    people = services.access.people
    try:
        match change:
            case "disable":
                people.disable(by, person_id)
            case "enable":
                people.enable(by, person_id)
            case "unlock":
                people.unlock(by, person_id)
            case "end-sessions":
                people.account(person_id)
                services.access.sessions.end_all(by, person_id)
            case _:
                raise Problem(404, "There is nothing at this address.")
    except NotAllowed as refused:
        return _page(request, services, fault=str(refused))
    return RedirectResponse("/people", 303)
