"""``GET /v1/alerts``: the queue for programs."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from monitor.domain.alert import Alert
from monitor.domain.people import Right
from monitor.domain.ports import AlertFilter
from monitor.domain.queue import QueueOrder, QueuePlace
from monitor.web.api.schemas import AlertDetailOut, AlertOut, ListOut
from monitor.web.api.shaping import (
    alert_fields,
    alert_out,
    entry,
    events_of,
    linked_finding,
    why,
)
from monitor.web.auth import Caller, Needs, Services
from monitor.web.deps import ALERTS_READ
from monitor.web.paging import page_of
from monitor.web.problems import not_found
from monitor.web.queries import PAGE_SIZE, Cursor, Limit, alert_filter, checked_alert_id

FINDINGS_MAX = 200
Order = Annotated[QueueOrder, Query(alias="sort", description="By what to sort.")]

_reader = Needs(ALERTS_READ, Right.READ)
router = APIRouter(prefix="/v1/alerts", tags=["alerts"], dependencies=[Depends(_reader)])


def queue_place(alert: Alert, order: QueueOrder = QueueOrder.LEVEL) -> str:
    """Name where an alert stands, so that the next page goes on there although others move."""
    return QueuePlace.of(alert, order).cursor()


@router.get("", summary="List alerts, the most urgent first")
def list_alerts(
    services: Services,
    where: Annotated[AlertFilter, Depends(alert_filter)],
    order: Order = QueueOrder.LEVEL,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> ListOut[AlertOut]:
    """Give one page of alerts: open before closed, then in the order that is asked for."""
    book = services.rulebooks.current
    fetch = partial(services.store.alerts, where, order=order)
    page = page_of(fetch, cursor, limit, partial(queue_place, order=order))
    data = [alert_out(alert, book) for alert in page.items]
    return ListOut[AlertOut](data=data, has_more=page.has_more, next=page.next)


@router.get("/{alert_id:item}", summary="Read one alert and why it stands")
def read_alert(
    alert_id: str, services: Services, caller: Annotated[Caller, Depends(_reader)]
) -> AlertDetailOut:
    """Give an alert with its newest findings, evidence, exemptions, events and time line."""
    alert_id = checked_alert_id(alert_id)
    alert = services.store.alert(alert_id)
    if alert is None:
        raise not_found("alert", "alert_id")
    services.access.audit.record(caller.person, "alert.view", alert.id)
    book = services.rulebooks.current
    findings = services.store.alert_findings(alert_id, FINDINGS_MAX)
    newest = findings[0] if findings else None
    found: Mapping[str, Any] = {} if newest is None else newest.finding
    return AlertDetailOut(
        **alert_fields(alert, book),
        why=why(alert, newest, book),
        findings=[linked_finding(linked) for linked in findings],
        exemptions=found.get("exemptions", []),
        events=events_of(findings),
        timeline=[entry(line) for line in services.store.alert_entries(alert_id)],
    )
