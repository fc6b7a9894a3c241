"""``/clearances``: what people found not to be the same; given, confirmed and revoked here."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.domain.clearance import Clearance
from monitor.domain.people import Person, Right
from monitor.domain.ports import EventKey
from monitor.errors import NotAllowed
from monitor.service.clearances import NotTheSame
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm
from monitor.web.deps import AppServices
from monitor.web.pages.fields import text_of
from monitor.web.pages.render import Renderer, event_address

SHOWN = 100
_may_read, _may_work = needs_right(Right.READ), needs_right(Right.WORK)
Officer = Annotated[Person, Depends(_may_work)]
Word = Annotated[str, Query(max_length=200)]
_NAMES = ("source", "event_id", "path", "list", "ref", "alert_id")

router = APIRouter(prefix="/clearances", include_in_schema=False)


class Prefilled:
    """A match that the address names, to fill the form."""

    def __init__(  # noqa: PLR0917 - the parameters of an address
        self,
        source: Word = "",
        event_id: Word = "",
        who: Word = "",
        list_: Annotated[str, Query(alias="list", max_length=200)] = "",
        ref: Word = "",
        alert_id: Word = "",
    ) -> None:
        values = (source, event_id, who, list_, ref, alert_id)
        self.given = dict(zip(_NAMES, values, strict=True))


@router.get("", dependencies=[Depends(_may_read)])
def clearances_page(
    request: Request, services: Services, match: Annotated[Prefilled, Depends()]
) -> HTMLResponse:
    """Show clearances, the newest first; a match named in the address fills the form."""
    return _page(request, services, match.given)


@router.post("", dependencies=[Depends(_may_work)])
def add_clearance(request: Request, services: Services, by: Officer, form: CheckedForm) -> Response:
    """Remember that a party is not a list entry."""
    given = {name: text_of(form, name, 200).strip() for name in _NAMES}
    said = {"reason": text_of(form, "reason", 2_000), "expires_on": text_of(form, "expires_on", 10)}
    try:
        clearance = services.screening.clearings.remember(
            NotTheSame(
                key=EventKey(given["source"], given["event_id"]),
                path=given["path"],
                list=given["list"],
                ref=given["ref"],
                reason=said["reason"],
                expires_on=_day(said["expires_on"]),
                alert_id=given["alert_id"] or None,
            ),
            by.id,
        )
    except NotAllowed as refused:
        return _page(request, services, {**given, **said}, str(refused))
    return _back(clearance.id)


@router.post("/{clearance_id}/confirm", dependencies=[Depends(_may_work)])
def confirm_clearance(
    clearance_id: str, request: Request, services: Services, by: Officer, _form: CheckedForm
) -> Response:
    """Agree as a second person."""
    try:
        services.screening.clearings.confirm(clearance_id, by.id)
    except NotAllowed as refused:
        return _page(request, services, {}, str(refused))
    return _back(clearance_id)


@router.post("/{clearance_id}/revoke", dependencies=[Depends(_may_work)])
def revoke_clearance(
    clearance_id: str, request: Request, services: Services, by: Officer, form: CheckedForm
) -> Response:
    """End a clearance."""
    try:
        services.screening.clearings.revoke(clearance_id, by.id, text_of(form, "reason", 2_000))
    except NotAllowed as refused:
        return _page(request, services, {}, str(refused))
    return _back(clearance_id)


def _back(clearance_id: str) -> RedirectResponse:
    return RedirectResponse(f"/clearances?{urlencode({'done': clearance_id})}", 303)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"'{text}' is no day: write it as 2027-01-31"
        raise NotAllowed(msg) from None


def _event(clearance: Clearance) -> str | None:
    if clearance.source is None or clearance.event_id is None:
        return None
    return event_address(EventKey(clearance.source, clearance.event_id))


def _page(
    request: Request, services: AppServices, given: dict[str, str], fault: str | None = None
) -> HTMLResponse:
    clearings = services.screening.clearings
    now = services.clock.now()
    found = [each for _, each in clearings.page(limit=SHOWN)]
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(
        request,
        "clearances.html",
        rows=[
            (each, each.state(now).value, clearings.changes(each), _event(each)) for each in found
        ],
        given={**dict.fromkeys((*_NAMES, "reason", "expires_on"), ""), **given},
        fault=fault,
        shown=SHOWN,
    )
    page.status_code = 200 if fault is None else 422
    return page
