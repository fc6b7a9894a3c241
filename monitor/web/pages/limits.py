"""The limits pages: every quota as a bar with its steps, and one quota with all its deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from monitor.domain.finding import Basis
from monitor.domain.people import Right
from monitor.service.limits import BasisStatus, LimitStatus
from monitor.service.trail import Change, Item, Trail
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer
from monitor.web.pages.share import Share, share_of
from monitor.web.problems import not_found
from monitor.web.rulebooks import rule_in

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])
SHOWN = 200
"""How many deliveries and changes of one total a page shows, the newest."""

_ONE_DAY = timedelta(days=1)
_NAMES = {Basis.REPORTED: "Reported", Basis.OBSERVED: "Observed"}
_SAYS = {
    Basis.REPORTED: "by States to the Committee",
    Basis.OBSERVED: "in shipments, port calls and transfers",
}

DayQuery = Annotated[str, Query(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@dataclass(frozen=True, slots=True)
class Bar:
    """One running total of a limit; on its own page with what made it up."""

    basis: str
    name: str
    says: str
    status: BasisStatus
    share: Share
    items: Sequence[Item] = ()
    changes: Sequence[Change] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a limit with its totals."""

    limit: LimitStatus
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One limit with its measures; of two the one that is used up first binds."""

    limit: LimitStatus
    measures: tuple[Measure, ...]


@router.get("/limits")
def limits_page(request: Request, services: Services, on: DayQuery = "") -> HTMLResponse:
    """Show every limit whose window holds a day; today if none is picked."""
    today = services.clock.now().date()
    day = _day(on) or today
    renderer: Renderer = request.app.state.renderer
    panels = [
        _panel(list(statuses))
        for _, statuses in groupby(services.limits.on(day), lambda status: status.id)
    ]
    return renderer.page(request, "limits.html", day=day, today=today, panels=panels)


@router.get("/limits/{limit_id}")
def limit_page(
    limit_id: str,
    request: Request,
    services: Services,
    start: Annotated[DayQuery, Query(alias="from")] = "",
    on: DayQuery = "",
) -> HTMLResponse:
    """Show one window of a limit with everything that was ever counted in it.

    The window is the one that holds ``from``, or today; the projection is that of ``on``, else of
    today, else of the window's last day.
    """
    today = services.clock.now().date()
    rule = rule_in(services.rulebooks.current, limit_id)
    if rule is None or rule.limit is None:
        raise not_found("limit", "limit_id")
    picked = _day(start) or _day(on) or min(today, (rule.in_force.until or date.max) - _ONE_DAY)
    statuses = services.limits.of(limit_id, picked)
    if not statuses:
        raise not_found("window of this limit", "from")
    window = statuses[0]
    asked = _asked(window, _day(on) or today)
    panel = _panel(services.limits.of(limit_id, asked), services.limits.trail(limit_id, asked))
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "limit.html",
        panel=panel,
        day=asked,
        today=today,
        before=_start_of(services.limits.of(limit_id, window.start - _ONE_DAY)),
        after=_start_of(services.limits.of(limit_id, window.until)),
        shown=SHOWN,
    )


def _asked(window: LimitStatus, wanted: date) -> date:
    """Bring the day that is asked for into the window."""
    return min(max(wanted, window.start), window.counts_until - _ONE_DAY)


def _start_of(statuses: Sequence[LimitStatus]) -> date | None:
    return statuses[0].start if statuses else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _panel(statuses: Sequence[LimitStatus], trails: Sequence[Trail] = ()) -> Panel:
    measures = [
        _measure(status, trails[place] if trails else None) for place, status in enumerate(statuses)
    ]
    return Panel(statuses[0], tuple(measures))


def _measure(limit: LimitStatus, trail: Trail | None) -> Measure:
    return Measure(limit, tuple(_bar(limit, basis, status, trail) for basis, status in limit.bases))


def _bar(limit: LimitStatus, basis: Basis, status: BasisStatus, trail: Trail | None) -> Bar:
    items = () if trail is None else trail.of(basis)
    changes = () if trail is None else trail.changed(basis)
    return Bar(
        basis=basis.value,
        name=_NAMES[basis],
        says=_SAYS[basis],
        status=status,
        share=share_of(status.total, limit.of, limit.unit, [step.at for step in limit.steps]),
        items=items[::-1][:SHOWN],
        changes=changes[::-1][:SHOWN],
        left_out=max(len(items) - SHOWN, 0),
    )
