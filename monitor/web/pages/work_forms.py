"""The forms of the desk: each posts, is checked, changes one thing, and leads back to a page."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from monitor.domain.alert import WordsMissingError
from monitor.domain.people import Person, Right
from monitor.service.work.asking import Asked
from monitor.service.work.desk import Picked
from monitor.service.work.documents import BYTES_MAX, Given, attach
from monitor.service.work.suppressing import lift, suppress
from monitor.service.work.views import drop_view, save_view
from monitor.web.api.bodies import (
    AssignIn,
    BulkIn,
    CloseIn,
    DeclineIn,
    EscalateIn,
    NoteIn,
    ReopenIn,
    ReviewIn,
    SnoozeIn,
    SuppressIn,
    Versioned,
    WakeIn,
)
from monitor.web.api.documents import download_of
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm, CheckedFormReader
from monitor.web.pages.fields import text_of, texts_of
from monitor.web.pages.queue import QueueQuery
from monitor.web.pages.render import Renderer, address
from monitor.web.problems import Problem, not_found
from monitor.web.queries import checked_alert_id
from monitor.web.work import Work, leading_back, require_worker

_FORM_OVERHEAD = 65_536
_HOURS_MAX = 24 * 365
_may_work = needs_right(Right.WORK)
Worker = Annotated[Person, Depends(_may_work)]
Document = Annotated[FormData, Depends(CheckedFormReader(bytes_max=BYTES_MAX + _FORM_OVERHEAD))]
_BODIES: Mapping[str, type[Any]] = {
    "assign": AssignIn,
    "review": ReviewIn,
    "escalate": EscalateIn,
    "close": CloseIn,
    "decline": DeclineIn,
    "reopen": ReopenIn,
    "snooze": SnoozeIn,
    "wake": WakeIn,
    "note": NoteIn,
}

router = APIRouter(include_in_schema=False, dependencies=[Depends(_may_work)])
files_router = APIRouter(include_in_schema=False)


def alert_address(alert_id: str, done: str | None = None) -> str:
    """Give the address of an alert's page, with what was just done."""
    return address(f"/alerts/{alert_id}", done=done)


def _back_to(place: str) -> RedirectResponse:
    return RedirectResponse(place, status_code=303)


@router.post("/alerts/{alert_id}/suppress")
def suppress_form(
    alert_id: str, person: Worker, form: CheckedForm, work: Work, services: Services
) -> Response:
    """Keep repeats from opening alerts."""
    back = alert_address(checked_alert_id(alert_id))
    with leading_back(back):
        fields = _fields(form, services.clock.now())
        given = _read(SuppressIn, fields).given()
        suppress(work.desk, Asked(person), alert_id, given)
    return _back_to(alert_address(alert_id, "suppress"))


@router.post("/alerts/{alert_id}/attach")
def attach_form(alert_id: str, person: Worker, form: Document, work: Work) -> Response:
    """Attach a document."""
    back = alert_address(checked_alert_id(alert_id))
    with leading_back(back):
        name, content = _uploaded(form)
        given = Given(name, content, text_of(form, "note"))
        attach(work.desk, Asked(person), alert_id, given)
    return _back_to(alert_address(alert_id, "attach"))


def _uploaded(form: FormData) -> tuple[str, bytes]:
    """Give name and content of the file of a form; whatever else was sent is let go."""
    found = None
    for field, sent in form.multi_items():
        if isinstance(sent, UploadFile):
            if field == "file" and sent.filename:
                found = (sent.filename, sent.file.read())
            sent.file.close()
    if found is None:
        raise WordsMissingError("file", "choose a document first")
    return found


@router.post("/alerts/{alert_id}/link")
def link_form(alert_id: str, person: Worker, form: CheckedForm, work: Work) -> Response:
    """Put an alert into a case that is there, or into a new one."""
    back = alert_address(checked_alert_id(alert_id))
    case_id = text_of(form, "case")
    with leading_back(back):
        if case_id:
            work.matters.link(Asked(person), case_id, alert_id)
        else:
            work.matters.open(Asked(person), text_of(form, "title"), [alert_id])
    return _back_to(alert_address(alert_id, "link"))


@router.post("/alerts/{alert_id}/{action}")
def act(  # noqa: PLR0917 - FastAPI fills each in by its name
    alert_id: str, action: str, person: Worker, form: CheckedForm, work: Work, services: Services
) -> Response:
    """Do one of the plain actions."""
    body = _BODIES.get(action)
    if body is None:
        raise not_found("action", "action")
    with leading_back(alert_address(checked_alert_id(alert_id))):
        given = _read(body, _fields(form, services.clock.now()))
        require_worker(services, getattr(given, "to", None))
        version = given.version if isinstance(given, Versioned) else None
        done = work.desk.do(Asked(person), Picked(alert_id, version), given.doing())
    return _back_to(alert_address(alert_id, done.action.value))


@router.post("/queue/take-next")
def take_next(person: Worker, form: CheckedForm, work: Work) -> Response:
    """Hold the next alert of the filters and open it."""
    query = QueueQuery.of({key: text_of(form, key) for key in form if key != "csrf_token"})
    with leading_back(query.address()):
        done = work.desk.take_next(Asked(person), query.where(person.id), query.sort)
    if done is None:
        return _back_to(query.address(none="1"))
    return _back_to(alert_address(done.alert.id, "take"))


@router.post("/queue/bulk")
def bulk(
    request: Request, person: Worker, form: CheckedForm, work: Work, services: Services
) -> HTMLResponse:
    """Do one thing to the alerts that were picked, and say of each what came of it."""
    query = QueueQuery.of(
        {key.removeprefix("f_"): text_of(form, key) for key in form if key.startswith("f_")}
    )
    with leading_back(query.address()):
        picked = [item.rpartition("~") for item in texts_of(form, "pick")]
        alerts = [{"id": alert_id, "version": _version(version)} for alert_id, _, version in picked]
        if not alerts:
            raise WordsMissingError("alerts", "pick at least one alert first")
        fields = _fields(form, services.clock.now())
        given = _read(BulkIn, {**_only(BulkIn, fields), "alerts": alerts})
        try:
            doing = given.doing()
        except ValueError as error:
            raise WordsMissingError(str(error), f"'{given.action}' needs '{error}'") from None
        found = work.desk.do_many(
            Asked(person), [Picked(item.id, item.version) for item in given.alerts], doing
        )
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request, "bulk.html", outcomes=found, action=given.action, back=query.address()
    )


@router.post("/views")
def save_view_form(person: Worker, form: CheckedForm, work: Work) -> Response:
    """Keep the filters of the queue under a name."""
    query = QueueQuery.of(
        {key.removeprefix("f_"): text_of(form, key) for key in form if key.startswith("f_")}
    )
    back = query.address()
    with leading_back(back):
        said = back.partition("?")[2]
        shared = text_of(form, "shared") == "true"
        save_view(work.desk, Asked(person), text_of(form, "name"), said, shared=shared)
    return _back_to(back)


@router.post("/views/{view_id}/forget")
def forget_view(view_id: str, person: Worker, _form: CheckedForm, work: Work) -> Response:
    """Forget one of one's own views."""
    with leading_back("/"):
        drop_view(work.desk, Asked(person), view_id)
    return _back_to("/")


@router.post("/suppressions/{suppression_id}/lift")
def lift_form(suppression_id: str, person: Worker, form: CheckedForm, work: Work) -> Response:
    """End a suppression."""
    with leading_back("/suppressions"):
        lift(work.desk, Asked(person), suppression_id, text_of(form, "reason"))
    return _back_to("/suppressions")


@files_router.get("/alerts/{alert_id}/files/{attachment_id}")
def file(
    alert_id: str,
    attachment_id: str,
    services: Services,
    person: Annotated[Person, Depends(needs_right(Right.READ))],
) -> Response:
    """Give a document to be saved; that it was read is on record."""
    item = services.store.work.attachment(attachment_id) if attachment_id.isascii() else None
    if item is None or item.alert_id != checked_alert_id(alert_id):
        raise not_found("document", "attachment_id")
    services.access.audit.record(person, "attachment.read", item.id)
    return download_of(item, services)


def _fields(form: FormData, now: datetime) -> dict[str, object]:
    """Give the fields that were filled in; hours from now become an instant."""
    fields: dict[str, object] = {
        key: text for key in form if (text := text_of(form, key, 10_000).strip())
    }
    fields.pop("csrf_token", None)
    hours = str(fields.pop("hours", ""))
    if hours:
        if not hours.isdecimal() or not 0 < int(hours) <= _HOURS_MAX:
            raise WordsMissingError("until", "choose for how long")
        fields["until"] = now + timedelta(hours=int(hours))
    subject = str(fields.get("subject", ""))
    if subject:
        fields["scope"] = "subject"
    return fields


def read_form(body: type[Any], form: FormData) -> Any:
    """Read a body from a form that names no time."""
    return _read(body, {key: text_of(form, key) for key in form if text_of(form, key).strip()})


def _only(body: type[Any], fields: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if key in body.model_fields}


def _version(text: object) -> object:
    """Read a version as a form sends it, as text; what is none is refused with the body."""
    if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 12:
        return int(text)
    return text


def _read(body: type[Any], fields: Mapping[str, object]) -> Any:
    """Read a body from the fields of a form.

    Raises:
        WordsMissingError: a field that is needed was left empty.
        Problem: a field is none that the page has.
    """
    given = _only(body, fields)
    if "version" in given:
        given["version"] = _version(given["version"])
    try:
        return body.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "form"
        if first["type"] == "missing":
            raise WordsMissingError(field, _MISSING.get(field, f"fill in '{field}'")) from None
        raise Problem(422, f"{field}: {first['msg']}.", param=field) from None


_MISSING: Mapping[str, str] = {
    "reason": "a reason is needed: say what decided it",
    "disposition": "choose how it ends",
    "text": "a note needs words",
    "until": "choose for how long",
    "version": "load the page again: the form does not say which version you saw",
}
