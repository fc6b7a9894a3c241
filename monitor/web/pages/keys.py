"""``/keys``: the API keys of programs, managed by administrators."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.domain.people import Person, Right
from monitor.domain.scopes import SCOPES
from monitor.errors import NotAllowed
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm
from monitor.web.deps import AppServices
from monitor.web.pages.fields import text_of, texts_of
from monitor.web.pages.render import Renderer

_may_administer = needs_right(Right.ADMINISTER)
Administrator = Annotated[Person, Depends(_may_administer)]

router = APIRouter(prefix="/keys", include_in_schema=False, dependencies=[Depends(_may_administer)])


@router.get("")
def keys_page(request: Request, services: Services) -> HTMLResponse:
    """Show every key and when it was last used."""
    return _page(request, services)


def _page(
    request: Request,
    services: AppServices,
    *,
    fault: str | None = None,
    made: str | None = None,
    secret: str | None = None,
) -> HTMLResponse:
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(
        request,
        "keys.html",
        keys=services.access.keys.everything(),
        scopes=SCOPES,
        fault=fault,
        made=made,
        secret=secret,
    )
    page.status_code = 200 if fault is None else 422
    return page


@router.post("")
def make_key(
    request: Request, services: Services, by: Administrator, form: CheckedForm
) -> HTMLResponse:
    """Make a key and show it, once."""
    try:
        last_day = _day_of(text_of(form, "last_day"))
        key, secret = services.access.keys.create(
            by, text_of(form, "name"), texts_of(form, "scope"), last_day
        )
    except NotAllowed as refused:
        return _page(request, services, fault=str(refused))
    return _page(request, services, made=key.name, secret=secret)


def _day_of(text: str) -> datetime | None:
    """Read the last day of a key and give the instant at which it is over."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        msg = f"'{text[:20]}' is no day: write it as 2027-01-31"
        raise NotAllowed(msg) from None


@router.post("/{key_id}/revoke")
def revoke_key(
    key_id: str, request: Request, services: Services, by: Administrator, _form: CheckedForm
) -> Response:
    """Revoke a key for good."""
    try:
        services.access.keys.revoke(by, key_id)
    except NotAllowed as refused:
        return _page(request, services, fault=str(refused))
    return RedirectResponse("/keys", 303)
