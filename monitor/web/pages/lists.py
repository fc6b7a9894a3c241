"""The page of the sanctions lists: how fresh each is, what it holds, and every file that came in."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Right
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer

SHOWN = 50

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])


@router.get("/lists")
def lists_page(request: Request, services: Services) -> HTMLResponse:
    """Show the lists in the order of the catalogue, then the newest files."""
    statuses = services.lists.statuses
    found = statuses.history(limit=SHOWN + 1)
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "lists.html",
        lists=statuses.all(),
        files=found[:SHOWN],
        shown=SHOWN,
        has_more=len(found) > SHOWN,
    )
