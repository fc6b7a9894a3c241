"""``/lists/changes``: what each change of a list did to stored events and their alerts."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Right
from monitor.domain.ports import EventKey
from monitor.domain.ports.rescreens import Effect
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer, event_address
from monitor.web.problems import not_found

SHOWN, LINES_SHOWN = 50, 500
router = APIRouter(
    prefix="/lists/changes",
    include_in_schema=False,
    dependencies=[Depends(needs_right(Right.READ))],
)


@router.get("")
def changes_page(request: Request, services: Services) -> HTMLResponse:
    """Show the changes that were followed, the newest first."""
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "rescreens.html",
        found=services.screening.rescreens.newest(None, SHOWN),
        effects=[effect.value for effect in Effect],
        shown=SHOWN,
    )


@router.get("/{rescreen_id}")
def change_page(rescreen_id: str, request: Request, services: Services) -> HTMLResponse:
    """Show what one change did: each alert with the event and the reason."""
    rescreens = services.screening.rescreens
    found = rescreens.get(rescreen_id)
    if found is None:
        raise not_found("change of a list", "rescreen_id")
    lines = rescreens.lines(rescreen_id, limit=LINES_SHOWN + 1)
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "rescreen.html",
        rescreen=found,
        lines=[
            (line, event_address(EventKey(line.source, line.event_id)))
            for line in lines[:LINES_SHOWN]
        ],
        has_more=len(lines) > LINES_SHOWN,
        shown=LINES_SHOWN,
    )
