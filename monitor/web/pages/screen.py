"""``/screen``: type a name in any script and see which entries it may be, and why."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Person, Right
from monitor.domain.ports import AlertFilter
from monitor.errors import NotAllowed
from monitor.service.screening import SCHEMAS, Found, Question
from monitor.web.auth import Services, needs_right
from monitor.web.deps import AppServices
from monitor.web.pages.render import Renderer

_may_read = needs_right(Right.READ)
Reader = Annotated[Person, Depends(_may_read)]
_ALERTS_SHOWN = 5
router = APIRouter(include_in_schema=False, dependencies=[Depends(_may_read)])
Field = Annotated[str, Query(max_length=1_000)]
Short = Annotated[str, Query(max_length=60)]


class Typed:
    """What was typed into the form."""

    def __init__(  # noqa: PLR0917 - the parameters of an address
        self,
        name: Field = "",
        schema: Short = "",
        birth_date: Short = "",
        country: Short = "",
        scheme: Short = "",
        number: Short = "",
        as_of: Short = "",
    ) -> None:
        self.given = {
            "name": name, "schema": schema, "birth_date": birth_date, "country": country,
            "scheme": scheme, "number": number, "as_of": as_of,
        }  # fmt: skip


@router.get("/screen")
def screen_page(
    request: Request, services: Services, person: Reader, typed: Annotated[Typed, Depends()]
) -> HTMLResponse:
    """Show the form, and the answer where a name was given."""
    given = typed.given
    fault, found = None, None
    if given["name"].strip():
        try:
            found = _ask(services, given, person)
        except NotAllowed as refused:
            fault = str(refused)
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(
        request,
        "screen.html",
        given=given,
        schemas=SCHEMAS,
        found=found,
        fault=fault,
        alerts=_alerts(services, found),
    )
    page.status_code = 200 if fault is None else 422
    return page


def _ask(services: AppServices, given: dict[str, str], person: Person) -> Found:
    numbers = ((given["scheme"].strip().lower(), given["number"].strip()),)
    question = Question(
        name=given["name"],
        schema=given["schema"] or None,
        birth_date=_day(given["birth_date"]),
        country=given["country"].strip().upper() or None,
        identifiers=numbers if all(numbers[0]) else (),
        as_of=_day(given["as_of"]),
    )
    (found,) = services.screening.search.ask([question], person.id, "page")
    return found


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        msg = f"'{text[:20]}' is no day: write it as 1970-01-31"
        raise NotAllowed(msg) from None


def _alerts(services: AppServices, found: Found | None) -> dict[str, list[tuple[str, str]]]:
    """Give the alerts that name each entry's reference, the most urgent first."""
    if found is None:
        return {}
    named: dict[str, list[tuple[str, str]]] = {}
    for match in found.matches:
        ref = match.entry.ref
        if ref not in named:
            alerts = services.store.alerts(AlertFilter(text=ref), None, _ALERTS_SHOWN)
            named[ref] = [(alert.id, alert.summary) for alert in alerts]
    return named
