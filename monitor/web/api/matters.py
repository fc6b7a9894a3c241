"""Cases, suppressions and saved views."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from monitor.domain.people import Right
from monitor.service.work.asking import NotThere
from monitor.service.work.suppressing import lift
from monitor.service.work.views import drop_view, save_view
from monitor.web.api.bodies import (
    CaseAlertIn,
    CaseIn,
    CaseOwnerIn,
    CloseIn,
    LiftIn,
    NoteIn,
    ViewIn,
)
from monitor.web.api.schemas import EntryOut, ListOut
from monitor.web.api.shaping import instant
from monitor.web.api.work_shapes import (
    BulkOut,
    CaseDetailOut,
    CaseOut,
    RepeatOut,
    SuppressionOut,
    ViewOut,
    bulk_out,
    case_fields,
    case_out,
    suppression_out,
    view_out,
)
from monitor.web.auth import Caller, Needs, Services
from monitor.web.deps import ALERTS_READ, ALERTS_WRITE, CASES_READ, CASES_WRITE
from monitor.web.paging import page_of
from monitor.web.problems import not_found
from monitor.web.queries import PAGE_SIZE, Cursor, Limit
from monitor.web.work import Asking, Work, asking

CaseReader = Depends(Needs(CASES_READ, Right.READ))
CaseWriter = Annotated[Asking, Depends(asking(CASES_WRITE))]
AlertReader = Annotated[Caller, Depends(Needs(ALERTS_READ, Right.READ))]
AlertWriter = Annotated[Asking, Depends(asking(ALERTS_WRITE))]
OpenOnly = Annotated[bool, Query(alias="open", description="Leave closed cases out.")]

cases = APIRouter(prefix="/v1/cases", tags=["cases"])
suppressions = APIRouter(prefix="/v1/suppressions", tags=["suppressions"])
views = APIRouter(prefix="/v1/views", tags=["views"])


@cases.get("", summary="List cases, the newest first", dependencies=[CaseReader])
def list_cases(
    services: Services,
    open_only: OpenOnly = False,  # noqa: FBT002 - FastAPI fills it in by its name
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> ListOut[CaseOut]:
    """Give one page of cases."""

    def fetch(after: str | None, most: int) -> list[CaseOut]:
        found = services.store.work.cases(open_only=open_only, after=after, limit=most)
        return [case_out(case) for case in found]

    page = page_of(fetch, cursor, limit, lambda case: case.id)
    return ListOut[CaseOut](data=list(page.items), has_more=page.has_more, next=page.next)


@cases.post("", summary="Open a case", status_code=201)
def open_case(writer: CaseWriter, body: CaseIn, work: Work) -> CaseOut:
    """Open a case with some alerts; the caller owns it."""
    return case_out(work.matters.open(writer.with_body(body), body.title, body.alerts))


@cases.get("/{case_id}", summary="Read a case", dependencies=[CaseReader])
def read_case(case_id: str, services: Services) -> CaseDetailOut:
    """Give a case with its time line."""
    case = services.store.work.case(case_id)
    if case is None:
        raise not_found("case", "case_id")
    lines = services.store.work.case_entries(case.id)
    timeline = [
        EntryOut(at=instant(line.at), by=line.by, action=line.action, note=line.note)
        for line in lines
    ]
    return CaseDetailOut.model_validate({**case_fields(case), "timeline": timeline})


@cases.post("/{case_id}/link", summary="Put an alert into a case")
def link(case_id: str, writer: CaseWriter, body: CaseAlertIn, work: Work) -> CaseOut:
    """Put an alert into an open case; once more is no error."""
    asked = writer.with_body(body)
    return case_out(work.matters.link(asked, _case_id(case_id), body.alert))


@cases.post("/{case_id}/unlink", summary="Take an alert out of a case")
def unlink(case_id: str, writer: CaseWriter, body: CaseAlertIn, work: Work) -> CaseOut:
    """Take an alert out of an open case; one that is not in it is no error."""
    asked = writer.with_body(body)
    return case_out(work.matters.unlink(asked, _case_id(case_id), body.alert))


@cases.post("/{case_id}/note", summary="Write a note on a case")
def note(case_id: str, writer: CaseWriter, body: NoteIn, work: Work) -> CaseOut:
    """Write a note on a case, open or closed."""
    asked = writer.with_body(body)
    return case_out(work.matters.note(asked, _case_id(case_id), body.text))


@cases.post("/{case_id}/assign", summary="Give a case another owner")
def assign(case_id: str, writer: CaseWriter, body: CaseOwnerIn, work: Work) -> CaseOut:
    """Give an open case to somebody."""
    asked = writer.with_body(body)
    return case_out(work.matters.hand_over(asked, _case_id(case_id), body.owner))


@cases.post("/{case_id}/close", summary="Close a case with all its alerts")
def close(case_id: str, writer: CaseWriter, body: CloseIn, work: Work) -> BulkOut:
    """Close all alerts by one decision; the case closes once none of them is open."""
    asked = writer.with_body(body)
    found = work.matters.close(asked, _case_id(case_id), body.version, body.decision())
    return bulk_out(list(found))


def _case_id(case_id: str) -> str:
    if not case_id.isascii() or not case_id.isprintable():
        raise NotThere("case")
    return case_id


@suppressions.get("", summary="List suppressions, the newest first")
def list_suppressions(
    services: Services,
    _caller: AlertReader,
    alert: Annotated[str | None, Query(pattern=r"^al_[0-9A-Za-z_-]{1,60}$")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> ListOut[SuppressionOut]:
    """Give one page of suppressions, ended and lifted ones too."""

    def fetch(after: str | None, most: int) -> list[SuppressionOut]:
        found = services.store.work.suppressions(alert_id=alert, after=after, limit=most)
        return [suppression_out(item) for item in found]

    page = page_of(fetch, cursor, limit, lambda item: item.id)
    return ListOut[SuppressionOut](data=list(page.items), has_more=page.has_more, next=page.next)


@suppressions.get("/{suppression_id}/repeats", summary="List what a suppression kept quiet")
def list_repeats(
    suppression_id: str,
    services: Services,
    _caller: AlertReader,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> ListOut[RepeatOut]:
    """Give the findings that opened nothing, the newest first."""
    if not suppression_id.isascii() or not suppression_id.isprintable():
        raise NotThere("suppression")

    def fetch(before: str | None, most: int) -> list[RepeatOut]:
        number = None if before is None else int(before)
        return [
            RepeatOut(
                number=item.number,
                at=instant(item.at),
                source=item.key.source,
                event_id=item.key.event_id,
                version=item.version,
                summary=item.summary,
            )
            for item in services.store.work.repeats(suppression_id, number, most)
        ]

    page = page_of(fetch, cursor, limit, lambda item: str(item.number))
    return ListOut[RepeatOut](data=list(page.items), has_more=page.has_more, next=page.next)


@suppressions.post("/{suppression_id}/lift", summary="End a suppression")
def lift_suppression(
    suppression_id: str, writer: AlertWriter, body: LiftIn, work: Work
) -> SuppressionOut:
    """End a suppression before its time; lifted once, it stays lifted."""
    if not suppression_id.isascii() or not suppression_id.isprintable():
        raise NotThere("suppression")
    asked = writer.with_body(body)
    return suppression_out(lift(work.desk, asked, suppression_id, body.reason))


@views.get("", summary="List saved views")
def list_views(
    services: Services, caller: AlertReader, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> ListOut[ViewOut]:
    """Give the caller's own views and those that the desk shares."""
    fetch = partial(services.store.work.views, caller.person.id)
    page = page_of(fetch, cursor, limit, lambda view: view.id)
    data = [view_out(view) for view in page.items]
    return ListOut[ViewOut](data=data, has_more=page.has_more, next=page.next)


@views.post("", summary="Save a view", status_code=201)
def make_view(writer: AlertWriter, body: ViewIn, work: Work) -> ViewOut:
    """Keep filters of the queue under a name; one's own view of that name is replaced."""
    asked = writer.with_body(body)
    return view_out(save_view(work.desk, asked, body.name, body.query, shared=body.shared))


@views.delete("/{view_id}", summary="Forget a view", status_code=204, response_class=Response)
def forget_view(view_id: str, writer: AlertWriter, work: Work) -> Response:
    """Forget one of the caller's own views."""
    if not view_id.isascii() or not view_id.isprintable():
        raise NotThere("view")
    drop_view(work.desk, writer.with_bytes(), view_id)
    return Response(status_code=204)
