"""``/v1/drafts`` and alerts as PDF: papers for programs."""

import hashlib
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from monitor.domain.people import Right
from monitor.domain.ports.drafts import Draft, DraftKind
from monitor.domain.ports.work import Reply
from monitor.service.papers.drafting import NothingToReportError
from monitor.web.api.schemas import ListOut, Shape
from monitor.web.api.shaping import instant
from monitor.web.auth import Caller, Needs, Services
from monitor.web.deps import AppServices
from monitor.web.problems import Problem, not_found
from monitor.web.queries import checked_alert_id
from monitor.web.work import IdempotencyKey

ABOUT = r"^(al|case)_[0-9A-Za-z_-]{1,60}$"
FILE_NAME = r"^[a-z]{1,20}\.(md|pdf|xml)$"
_KEPT_FOR = timedelta(hours=48)
_reader = Needs("cases:read", Right.READ)
_writer = Needs("cases:write", Right.WORK)
_exporter = Needs("exports:read", Right.READ)

papers = APIRouter(prefix="/v1/alerts", tags=["alerts"])
router = APIRouter(prefix="/v1/drafts", tags=["drafts"])
_About = Annotated[str, Path(pattern=ABOUT, description="An alert's or a case's id.")]


class DraftIn(Shape):
    """What to draft a report about."""

    about: str = Field(pattern=ABOUT, description="An alert's or a case's id.")
    kind: DraftKind


class DraftFileOut(Shape):
    """One document of a draft."""

    name: str
    media_type: str
    digest: str
    size: int
    href: str


class DraftOut(Shape):
    """One version of a draft."""

    object: Literal["draft"] = "draft"
    about: str
    kind: DraftKind
    version: int
    alerts: list[str]
    made_at: str
    made_by: str
    files: list[DraftFileOut]


def draft_out(draft: Draft) -> DraftOut:
    """Shape a draft."""
    return DraftOut(
        about=draft.about,
        kind=draft.kind,
        version=draft.number,
        alerts=list(draft.alerts),
        made_at=instant(draft.made_at),
        made_by=draft.made_by,
        files=[
            DraftFileOut(
                name=file.name,
                media_type=file.media_type,
                digest=file.digest,
                size=file.size,
                href=f"/v1/drafts/{draft.about}/{draft.kind.value}/{draft.number}/{file.name}",
            )
            for file in draft.files
        ],
    )


@papers.get(
    "/{alert_id}.pdf",
    summary="Take one alert out as PDF",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}},
)
def alert_pdf(
    alert_id: str, services: Services, caller: Annotated[Caller, Depends(_exporter)]
) -> Response:
    """Give what the alert's page says, on paper; who took it is recorded."""
    checked = checked_alert_id(alert_id)
    try:
        content = services.out.drafting.paper(checked, caller.person)
    except NothingToReportError:
        raise not_found("alert", "alert_id") from None
    return as_file(content, "application/pdf", f"{checked}.pdf")


@router.get("/{about}", summary="List drafts of reports", dependencies=[Depends(_reader)])
def list_drafts(services: Services, about: _About) -> ListOut[DraftOut]:
    """Give the drafts about an alert or a case, the newest first; the list has one page."""
    return ListOut[DraftOut](data=[draft_out(one) for one in services.out.drafting.of(about)])


@router.post("", summary="Draft a report", status_code=201)
def make_draft(
    services: Services,
    caller: Annotated[Caller, Depends(_writer)],
    body: DraftIn,
    key: IdempotencyKey = None,
) -> DraftOut:
    """Draft a report and keep it as the next version; nothing is sent to anybody."""
    digest = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    if key is not None and (before := _answered(services, caller, key, digest)) is not None:
        return before
    try:
        made = draft_out(services.out.drafting.draft(body.about, body.kind, caller.person))
    except NothingToReportError as error:
        raise Problem(404, f"{error}.", param="about") from None
    if key is not None:
        now = services.clock.now()
        reply = Reply(f"drafts:{caller.id}", key, digest, made.model_dump(mode="json"), now)
        with services.store.unit() as unit:
            unit.work.keep_reply(reply, now - _KEPT_FOR)
    return made


def _answered(services: AppServices, caller: Caller, key: str, digest: str) -> DraftOut | None:
    with services.store.unit() as unit:
        before = unit.work.reply(f"drafts:{caller.id}", key)
    if before is None:
        return None
    if before.digest != digest:
        raise Problem(
            409, "This Idempotency-Key was sent with another body: use a new one.",
            code="idempotency_key_reused", param="Idempotency-Key",
        )  # fmt: skip
    return DraftOut.model_validate(before.outcome)


@router.get(
    "/{about}/{kind}/{version}/{name}",
    summary="Read one document of a draft",
    dependencies=[Depends(_reader)],
    response_class=Response,
    responses={
        200: {
            "content": {
                media: {"schema": {"type": "string"}}
                for media in ("application/pdf", "application/xml", "text/markdown")
            }
        }
    },
)
def read_file(
    services: Services,
    about: _About,
    kind: DraftKind,
    version: Annotated[int, Path(ge=1, le=1_000_000, description="The draft's number.")],
    name: Annotated[str, Path(pattern=FILE_NAME, description="The document's name.")],
) -> Response:
    """Give a document as it was drafted."""
    return file_of(services, about, kind, version, name)


def file_of(
    services: AppServices, about: str, kind: DraftKind, version: int, name: str
) -> Response:
    """Give a document of a draft as a file to keep.

    Raises:
        Problem: there is none.
    """
    try:
        file, content = services.out.drafting.file(about, kind, version, name)
    except NothingToReportError:
        raise not_found("document", "name") from None
    return as_file(content, file.media_type, f"{about}-{kind.value}-{version}-{name}")


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Answer with a file that a browser keeps and does not show inside the desk."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
