"""The limits page: every quota as a bar with its steps, reported and observed apart."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from monitor.web.auth import Services, open_desk
from monitor.web.deps import LimitBasisStatus, LimitStatus
from monitor.web.pages.render import Renderer
from monitor.web.pages.share import Share, share_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_desk)])


@dataclass(frozen=True, slots=True)
class Bar:
    """One running total of a limit."""

    name: str
    says: str
    status: LimitBasisStatus
    share: Share


@dataclass(frozen=True, slots=True)
class Panel:
    """One limit with its totals."""

    limit: LimitStatus
    bars: tuple[Bar, ...]


@router.get("/limits")
def limits_page(
    request: Request,
    services: Services,
    on: Annotated[str, Query(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
) -> HTMLResponse:
    """Show every limit whose window holds a day; today if none is picked."""
    today = services.clock.now().date()
    day = _day(on) or today
    panels = [_panel(status) for status in services.limits.on(day)]
    renderer: Renderer = request.app.state.renderer
    return renderer.page(request, "limits.html", day=day, today=today, panels=panels)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _panel(status: LimitStatus) -> Panel:
    marks = [step.at for step in status.steps]
    reported = share_of(status.reported.total, status.of, status.unit, marks)
    observed = share_of(status.observed.total, status.of, status.unit, marks)
    return Panel(
        status,
        (
            Bar("Reported", "by States to the Committee", status.reported, reported),
            Bar("Observed", "in shipments and transfers", status.observed, observed),
        ),
    )
