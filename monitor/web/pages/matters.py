"""The pages of cases and of suppressions."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.domain.alert import Disposition
from monitor.domain.people import Person, Right
from monitor.domain.ports import AlertFilter, Store
from monitor.domain.ports.work import Matter, Suppression
from monitor.service.work.asking import Asked
from monitor.service.work.matters import MEMBERS_MAX
from monitor.web.api.bodies import CloseIn
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm
from monitor.web.pages.fields import text_of
from monitor.web.pages.queue import row_of
from monitor.web.pages.render import Renderer, address
from monitor.web.pages.subjects import about
from monitor.web.pages.work_forms import read_form
from monitor.web.paging import page_of
from monitor.web.problems import not_found
from monitor.web.queries import checked_alert_id
from monitor.web.rulebooks import rule_in
from monitor.web.work import Work, leading_back

ROWS = 50
_may_read = needs_right(Right.READ)
_may_work = needs_right(Right.WORK)
Reader = Annotated[Person, Depends(_may_read)]
Worker = Annotated[Person, Depends(_may_work)]
Cursor = Annotated[str | None, Query(max_length=400)]
OpenOnly = Annotated[bool, Query(alias="open")]

router = APIRouter(include_in_schema=False)


@router.get("/cases")
def cases_page(
    request: Request,
    services: Services,
    person: Reader,
    open_only: OpenOnly = True,  # noqa: FBT002 - FastAPI fills it in by its name
    cursor: Cursor = None,
) -> HTMLResponse:
    """Show one page of cases, the newest first."""

    def fetch(after: str | None, most: int) -> Sequence[Matter]:
        return services.store.work.cases(open_only=open_only, after=after, limit=most)

    page = page_of(fetch, cursor, ROWS, lambda case: case.id)
    is_open = str(open_only).lower()
    following = None if page.next is None else address("/cases", open=is_open, cursor=page.next)
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "cases.html",
        cases=page.items,
        open_only=open_only,
        next_address=following,
        may_work=person.may(Right.WORK),
    )


@router.post("/cases")
def open_case(person: Worker, form: CheckedForm, work: Work) -> Response:
    """Open an empty case."""
    with leading_back("/cases"):
        case = work.matters.open(Asked(person), text_of(form, "title"), [])
    return RedirectResponse(f"/cases/{case.id}", status_code=303)


@router.get("/cases/{case_id}")
def case_page(case_id: str, request: Request, services: Services, person: Reader) -> HTMLResponse:
    """Show one case with its alerts and everything done."""
    case = services.store.work.case(case_id)
    if case is None:
        raise not_found("case", "case_id")
    services.access.audit.record(person, "case.view", case.id)
    book = services.rulebooks.current
    alerts = services.store.alerts(AlertFilter(case=case.id), None, MEMBERS_MAX)
    newest = services.store.newest_findings([alert.id for alert in alerts])
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "case.html",
        case=case,
        rows=[
            row_of(alert, rule_in(book, alert.rule), about(newest.get(alert.id)))
            for alert in alerts
        ],
        entries=services.store.work.case_entries(case.id),
        dispositions=list(Disposition),
        may_work=person.may(Right.WORK),
    )


@router.post("/cases/{case_id}/{action}")
def change_case(
    case_id: str, action: str, person: Worker, form: CheckedForm, work: Work
) -> Response:
    """Do one thing to a case."""
    back = f"/cases/{case_id}"
    if not case_id.isalnum() and not case_id.replace("_", "").isalnum():
        raise not_found("case", "case_id")
    asked = Asked(person)
    with leading_back(back):
        match action:
            case "link":
                work.matters.link(asked, case_id, checked_alert_id(text_of(form, "alert").strip()))
            case "unlink":
                work.matters.unlink(asked, case_id, checked_alert_id(text_of(form, "alert")))
            case "note":
                work.matters.note(asked, case_id, text_of(form, "text", 10_000))
            case "assign":
                work.matters.hand_over(asked, case_id, text_of(form, "owner"))
            case "close":
                given = read_form(CloseIn, form)
                work.matters.close(asked, case_id, given.version, given.decision())
            case _:
                raise not_found("action", "action")
    return RedirectResponse(back, status_code=303)


@router.get("/suppressions")
def suppressions_page(
    request: Request, services: Services, person: Reader, cursor: Cursor = None
) -> HTMLResponse:
    """Show what is kept quiet, by whom, why and until when."""
    fetch = partial(_suppressions, services.store)
    page = page_of(fetch, cursor, ROWS, lambda item: item.id)
    following = None if page.next is None else address("/suppressions", cursor=page.next)
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "suppressions.html",
        items=page.items,
        next_address=following,
        may_work=person.may(Right.WORK),
    )


def _suppressions(store: Store, after: str | None, most: int) -> Sequence[Suppression]:
    return store.work.suppressions(alert_id=None, after=after, limit=most)
