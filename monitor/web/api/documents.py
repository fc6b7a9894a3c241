"""Notes and documents on alerts."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from monitor.domain.people import Right
from monitor.domain.ports.work import Attachment
from monitor.service.work.documents import ALLOWED, BYTES_MAX, Given, attach
from monitor.web.api.schemas import ListOut
from monitor.web.api.work_shapes import AttachmentOut, NoteOut, attachment_out, note_out
from monitor.web.auth import Caller, Needs, Services
from monitor.web.deps import ALERTS_READ, ALERTS_WRITE, AppServices
from monitor.web.paging import page_of
from monitor.web.problems import Problem, not_found
from monitor.web.queries import PAGE_SIZE, Cursor, Limit, checked_alert_id
from monitor.web.work import Asking, Work, asking

_reader = Needs(ALERTS_READ, Right.READ)
_BINARY = {"schema": {"type": "string", "format": "binary"}}

router = APIRouter(prefix="/v1/alerts", tags=["work"])


@router.get(
    "/{alert_id}/notes", summary="List the notes on an alert", dependencies=[Depends(_reader)]
)
def notes(
    alert_id: str, services: Services, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> ListOut[NoteOut]:
    """Give the notes, oldest first."""
    found = _existing(services, alert_id)

    def fetch(after: str | None, most: int) -> list[NoteOut]:
        lines = services.store.work.notes(found, 0 if after is None else int(after), most)
        return [note_out(number, line) for number, line in lines]

    page = page_of(fetch, cursor, limit, lambda note: str(note.number))
    return ListOut[NoteOut](data=list(page.items), has_more=page.has_more, next=page.next)


def _existing(services: AppServices, alert_id: str) -> str:
    found = services.store.alert(checked_alert_id(alert_id))
    if found is None:
        raise not_found("alert", "alert_id")
    return found.id


@router.get(
    "/{alert_id}/attachments",
    summary="List the documents on an alert",
    dependencies=[Depends(_reader)],
)
def attachments(
    alert_id: str, services: Services, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> ListOut[AttachmentOut]:
    """Give the documents' descriptions, oldest first."""
    fetch = partial(services.store.work.attachments, _existing(services, alert_id))
    page = page_of(fetch, cursor, limit, lambda item: item.id)
    data = [attachment_out(item) for item in page.items]
    return ListOut[AttachmentOut](data=data, has_more=page.has_more, next=page.next)


def _described(
    name: Annotated[str, Query(min_length=1, max_length=300)],
    note: Annotated[str, Query(max_length=500)] = "",
) -> Given:
    return Given(name, b"", note)


@router.post(
    "/{alert_id}/attachments",
    summary="Attach a document to an alert",
    status_code=201,
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}
    },
)
async def attach_document(
    alert_id: str,
    request: Request,
    writer: Annotated[Asking, Depends(asking(ALERTS_WRITE))],
    work: Work,
    described: Annotated[Given, Depends(_described)],
) -> AttachmentOut:
    """Send the document itself as the body; its type is told from its first bytes."""
    found = checked_alert_id(alert_id)
    content = await body_up_to(request, BYTES_MAX)
    given = Given(described.name, content, described.note)
    asked = writer.with_bytes(content)
    made = await run_in_threadpool(attach, work.desk, asked, found, given)
    return attachment_out(made)


async def body_up_to(request: Request, most: int) -> bytes:
    """Read a body that is not too large, whatever length it says it has.

    Raises:
        Problem: it is larger.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Problem(413, f"A document has at most {most:,} bytes. {ALLOWED} are taken.")
        parts.append(part)
    return b"".join(parts)


@router.get(
    "/{alert_id}/attachments/{attachment_id}/content",
    summary="Download a document",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": _BINARY}}},
)
def download(
    alert_id: str,
    attachment_id: str,
    services: Services,
    caller: Annotated[Caller, Depends(_reader)],
) -> Response:
    """Give the document as it was attached, to be saved and never shown in place."""
    item = services.store.work.attachment(attachment_id) if attachment_id.isascii() else None
    if item is None or item.alert_id != checked_alert_id(alert_id):
        raise not_found("attachment", "attachment_id")
    services.access.audit.record(caller.person, "attachment.read", item.id)
    return download_of(item, services)


def download_of(item: Attachment, services: AppServices) -> Response:
    """Answer with a document's bytes; no browser opens what it cannot take for a page."""
    return Response(
        services.store.blob(item.digest),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(item.name, safe='')}",
            "Cache-Control": "no-store",
        },
    )
