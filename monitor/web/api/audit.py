"""``GET /v1/audit``: the record of what people did, for auditors."""

from typing import Annotated

from fastapi import APIRouter, Depends

from monitor.domain.people import Right
from monitor.web.api.schemas import AuditEntryOut, ListOut
from monitor.web.audit_query import AuditQuery, audit_page, audit_query
from monitor.web.auth import Needs, Services
from monitor.web.deps import AUDIT_READ
from monitor.web.queries import PAGE_SIZE, Cursor, Limit

router = APIRouter(
    prefix="/v1/audit", tags=["audit"], dependencies=[Depends(Needs(AUDIT_READ, Right.AUDIT))]
)


@router.get("", summary="Read who did what, newest first")
def read_record(
    services: Services,
    query: Annotated[AuditQuery, Depends(audit_query)],
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> ListOut[AuditEntryOut]:
    """Give one page of the record; each entry carries its digest and that of the one before."""
    page = audit_page(services.access.audit.store, query.where, cursor, limit)
    data = [
        AuditEntryOut(
            number=entry.number,
            at=entry.deed.at.isoformat(),
            person=entry.deed.person,
            action=entry.deed.action,
            subject=entry.deed.subject,
            before=entry.deed.before,
            after=entry.deed.after,
            previous=entry.previous,
            digest=entry.digest,
        )
        for entry in page.items
    ]
    return ListOut[AuditEntryOut](data=data, has_more=page.has_more, next=page.next)
