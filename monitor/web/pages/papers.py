"""Papers for people: an alert as PDF, and the drafts of reports about an alert or a case."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.domain.people import Person, Right
from monitor.domain.ports.drafts import DraftKind
from monitor.service.papers.drafting import NothingToReportError
from monitor.web.api.drafts import ABOUT, FILE_NAME, as_file, file_of
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm
from monitor.web.pages.render import Renderer
from monitor.web.problems import Problem, not_found
from monitor.web.queries import checked_alert_id

may_read = needs_right(Right.READ)
may_work = needs_right(Right.WORK)
router = APIRouter(include_in_schema=False, dependencies=[Depends(may_read)])
_About = Annotated[str, Path(pattern=ABOUT)]


@router.get("/alerts/{alert_id}.pdf")
def alert_pdf(
    alert_id: str, services: Services, person: Annotated[Person, Depends(may_read)]
) -> Response:
    """Give an alert on paper; who took it is recorded."""
    checked = checked_alert_id(alert_id)
    try:
        content = services.out.drafting.paper(checked, person)
    except NothingToReportError:
        raise not_found("alert", "alert_id") from None
    return as_file(content, "application/pdf", f"{checked}.pdf")


@router.get("/drafts/{about}")
def drafts_page(request: Request, services: Services, about: _About) -> HTMLResponse:
    """Show the drafts about an alert or a case, and offer another."""
    is_alert = about.startswith("al_")
    known = services.store.alert(about) if is_alert else services.store.work.case(about)
    if known is None:
        raise not_found("alert or case", "about")
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "drafts.html",
        about=about,
        back=f"/alerts/{about}" if is_alert else f"/cases/{about}",
        drafts=services.out.drafting.of(about),
        kinds=list(DraftKind),
    )


@router.post("/drafts/{about}")
def make_draft(
    services: Services,
    about: _About,
    person: Annotated[Person, Depends(may_work)],
    form: CheckedForm,
) -> Response:
    """Draft a report and show it in the list."""
    try:
        kind = DraftKind(str(form.get("kind")))
        services.out.drafting.draft(about, kind, person)
    except ValueError:
        raise Problem(422, "kind: this is no kind of report.", param="kind") from None
    except NothingToReportError as error:
        raise Problem(409, f"{error}.", param="about") from None
    return RedirectResponse(f"/drafts/{about}", 303)


@router.get("/drafts/{about}/{kind}/{number}/{name}")
def document(
    services: Services,
    about: _About,
    kind: DraftKind,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    name: Annotated[str, Path(pattern=FILE_NAME)],
) -> Response:
    """Give a document of a draft."""
    return file_of(services, about, kind, number, name)
