"""The dashboard: what waits, how fast it is decided, which rules to tune, what is fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from monitor.domain.finding import Level
from monitor.domain.people import Right
from monitor.service.dashboard import Overview
from monitor.web.auth import Services, needs_right
from monitor.web.charts import pictures
from monitor.web.charts.shelf import Shelf
from monitor.web.pages.render import Renderer
from monitor.web.wording import WATCH_SAYS

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])
_shelf = Shelf()

Days = Annotated[Literal["30", "90", "365"], Query()]


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of one overview, ready for the page."""

    backlog: Markup
    ages: Markup
    paragraphs: Markup
    sources: Markup
    decisions: Markup
    rules: Markup
    coverage: Markup
    feeds: Markup
    limits: Mapping[str, Markup]


@router.get("/dashboard")
def dashboard_page(request: Request, services: Services, days: Days = "90") -> HTMLResponse:
    """Show the overview with its charts and, beside each, the numbers and where they lead."""
    overview = services.out.dashboard.overview(services.rulebooks.current, int(days))
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "dashboard.html",
        view=overview,
        charts=charts_of(overview),
        periods=("30", "90", "365"),
        days=days,
        shown=pictures.SHOWN_MAX,
        levels=[level.value for level in Level],
    )


def charts_of(view: Overview) -> Charts:
    """Draw what was not drawn before."""
    today = view.as_of.date()
    return Charts(
        backlog=_shelf.chart(
            "backlog",
            (view.backlog, view.flow),
            lambda: pictures.backlog_course("backlog", view.backlog, view.flow),
        ),
        ages=_shelf.chart(
            "ages",
            view.ages,
            lambda: pictures.split_bars(
                "ages", "Open alerts by age", view.ages, "Open alerts by age and level"
            ),
        ),
        paragraphs=_shelf.chart(
            "paragraphs",
            view.paragraphs,
            lambda: pictures.split_bars(
                "paragraphs",
                "Open alerts by paragraph",
                view.paragraphs,
                "Open alerts by paragraph and level",
            ),
        ),
        sources=_shelf.chart(
            "sources", view.sources, lambda: pictures.source_bars("sources", view.sources)
        ),
        decisions=_shelf.chart(
            "decisions",
            view.decisions,
            lambda: pictures.decision_times("decisions", view.decisions),
        ),
        rules=_shelf.chart(
            "rules", view.rules, lambda: pictures.false_positive_rates("rules", view.rules)
        ),
        coverage=_shelf.chart(
            "coverage",
            view.coverage,
            lambda: pictures.coverage_bar("coverage", dict(view.coverage), WATCH_SAYS),
        ),
        feeds=_shelf.chart(
            "feeds",
            (view.feeds, today),
            lambda: pictures.feed_days("feeds", view.feeds, today),
        ),
        limits={
            f"{course.id}-{course.measure}": _shelf.chart(
                f"limit-{place}",
                (course, today),
                partial(pictures.limit_course, f"limit-{place}", course, today),
            )
            for place, course in enumerate(view.limits)
        },
    )
