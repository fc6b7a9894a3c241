"""The page of rejected inputs: what broke the contract, where and why; kept for re-drive."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Right
from monitor.domain.ports import Rejection
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer

SHOWN = 100
_BYTES_SHOWN = 600

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])


@router.get("/rejected")
def rejected_page(request: Request, services: Services) -> HTMLResponse:
    """Show the newest rejected inputs."""
    found = services.store.rejections(SHOWN + 1)
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "rejected.html",
        rejections=[(item, _beginning(item)) for item in found[:SHOWN]],
        shown=SHOWN,
        has_more=len(found) > SHOWN,
    )


def _beginning(rejection: Rejection) -> str:
    text = rejection.raw[:_BYTES_SHOWN].decode("utf-8", "backslashreplace")
    more = len(rejection.raw) - _BYTES_SHOWN
    return f"{text} … {more:,} more bytes" if more > 0 else text
