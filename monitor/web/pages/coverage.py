"""The coverage page, for auditors: every provision with its watch, and the law on a time line."""

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from monitor.domain.people import Right
from monitor.rulebook.coverage import Watch
from monitor.service.coverage import covered, lanes, short_name, summary
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer
from monitor.web.pages.timeline import LEFT, TOP, WIDTH, drawn

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])
_STATUSES = "|".join(status.value for status in Watch)


@router.get("/coverage")
def coverage_page(
    request: Request,
    services: Services,
    status: Annotated[str, Query(pattern=rf"^({_STATUSES})?$")] = "",
) -> HTMLResponse:
    """Show the register by resolution, all of it or what has one status."""
    book = services.rulebooks.current
    found = covered(book)
    asked = [one for one in found if status in {"", one.provision.status.value}]
    groups = [(name, list(members)) for name, members in groupby(asked, lambda o: o.instrument)]
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "coverage.html",
        status=status,
        whole=summary(found),
        shown=len(asked),
        groups=groups,
        short_name=short_name,
        line=drawn(lanes(book), book.vocab.instruments.values(), services.clock.now().date()),
        left=LEFT,
        top=TOP,
        width=WIDTH,
    )
