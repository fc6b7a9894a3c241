"""The outbox, for administrators: what waits to be sent, what was given up, and another try."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.domain.people import Person, Right
from monitor.domain.ports.outbox import Delivery
from monitor.web.auth import Services, needs_right
from monitor.web.csrf import CheckedForm
from monitor.web.pages.render import Renderer
from monitor.web.problems import Problem

SHOWN = 100
may_administer = needs_right(Right.ADMINISTER)
router = APIRouter(include_in_schema=False, dependencies=[Depends(may_administer)])


@router.get("/outbox")
def outbox_page(
    request: Request,
    services: Services,
    state: Annotated[str, Query(pattern="^(pending|delivered|dead)?$")] = "",
) -> HTMLResponse:
    """Show the newest messages, of one state if one is picked."""
    notifier = services.out.notifier
    picked = Delivery(state) if state else None
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "outbox.html",
        counts=notifier.counts(),
        picked=picked,
        found=notifier.newest(picked, SHOWN),
        plan=notifier.plan,
        shown=SHOWN,
    )


@router.post("/outbox/retry")
def retry(
    services: Services,
    person: Annotated[Person, Depends(may_administer)],
    form: CheckedForm,
) -> Response:
    """Let a message that waits, or all that were given up, be sent again."""
    named = form.get("id")
    own_id = named if isinstance(named, str) and named else None
    if services.out.notifier.retry(own_id) == 0 and own_id is not None:
        raise Problem(409, "This message was taken already, or there is none of this id.")
    services.access.audit.record(person, "notification.retry", own_id or "notifications:dead")
    return RedirectResponse("/outbox", 303)
