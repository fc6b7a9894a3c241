"""``GET /v1/figures``: what the dashboard shows, for programs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from monitor.domain.canonical import plain_decimal
from monitor.domain.finding import Level
from monitor.domain.people import Right
from monitor.service.dashboard import FeedRecord, LimitCourse, Overview, RuleRecord, Split
from monitor.web.api.schemas import Shape
from monitor.web.api.shaping import instant
from monitor.web.auth import Needs, Services

router = APIRouter(
    prefix="/v1/figures",
    tags=["figures"],
    dependencies=[Depends(Needs("figures:read", Right.READ))],
)
_Days = Annotated[
    Literal["30", "90", "365"],
    Query(description="How many days the times, the flow and the backlog look back."),
]


class SplitOut(Shape):
    """Open alerts of one value by level, and all that ever had it."""

    name: str
    open: int
    open_by_level: dict[str, int]
    alerts: int


class SourceOut(Shape):
    """Alerts that rest on events of a source."""

    source: str
    open: int
    alerts: int


class DecisionOut(Shape):
    """Seconds from opening to the last closing, by nearest rank."""

    level: str
    alerts: int
    median_seconds: int
    p90_seconds: int


class RuleRecordOut(Shape):
    """False positives among a rule's closed alerts; shares of one, with Wilson's 95 % interval."""

    rule: str
    title: str
    decided: int
    false_positives: int
    rate: float
    low: float
    high: float
    small: bool


class DayOut(Shape):
    """One day (UTC): what came and went, and how many waited at its end."""

    day: str
    waiting: int
    opened: int
    closed: int
    reopened: int


class PointOut(Shape):
    """The share of a limit that was used by the end of a day."""

    day: str
    share_percent: str


class LimitCourseOut(Shape):
    """How the totals of a limit grew through its window."""

    limit: str
    measure: str
    from_day: str
    until: str
    of: str
    unit: str
    steps: list[int]
    reported: list[PointOut]
    observed: list[PointOut]


class FeedOut(Shape):
    """When a feed last sent, and what is expected of it."""

    source: str
    events: int
    last_at: str
    expected_seconds: int | None
    expected_is_set: bool
    silent: bool
    days: dict[str, int]


class ListFreshOut(Shape):
    """Which file of a list is in use."""

    list: str
    published_on: str
    entries: int
    checked_at: str | None
    error: str


class FiguresOut(Shape):
    """Everything that the dashboard shows, as of one instant."""

    object: Literal["figures"] = "figures"
    as_of: str
    days: int
    waiting: int
    overdue: int
    states: dict[str, int]
    levels: list[SplitOut]
    ages: list[SplitOut]
    paragraphs: list[SplitOut]
    sources: list[SourceOut]
    decisions: list[DecisionOut]
    rules: list[RuleRecordOut]
    course: list[DayOut]
    limits: list[LimitCourseOut]
    coverage: dict[str, int]
    feeds: list[FeedOut]
    lists: list[ListFreshOut]


@router.get("", summary="Read the figures of the dashboard")
def read_figures(services: Services, days: _Days = "90") -> FiguresOut:
    """Give the counts; they are at most half a minute old, as ``as_of`` says."""
    view = services.out.dashboard.overview(services.rulebooks.current, int(days))
    return FiguresOut(
        as_of=instant(view.as_of),
        days=view.days,
        waiting=view.waiting,
        overdue=view.overdue,
        states={state.value: count for state, count in view.states.items()},
        levels=[_split(one) for one in view.levels],
        ages=[_split(one) for one in view.ages],
        paragraphs=[_split(one) for one in view.paragraphs],
        sources=[
            SourceOut(source=one.source, open=one.open, alerts=one.alerts) for one in view.sources
        ],
        decisions=[
            DecisionOut(
                level=one.level.value,
                alerts=one.alerts,
                median_seconds=one.median,
                p90_seconds=one.p90,
            )
            for one in view.decisions
        ],
        rules=[_rule(one) for one in view.rules],
        course=_course(view),
        limits=[_limit(one) for one in view.limits],
        coverage=dict(view.coverage),
        feeds=[_feed(one) for one in view.feeds],
        lists=[
            ListFreshOut(
                list=one.list_id,
                published_on=one.published_on.isoformat(),
                entries=one.entries,
                checked_at=None if one.checked_at is None else instant(one.checked_at),
                error=one.error,
            )
            for one in view.lists
        ],
    )


def _split(one: Split) -> SplitOut:
    by_level: Mapping[Level, int] = one.open
    return SplitOut(
        name=one.name,
        open=one.waiting,
        open_by_level={level.value: count for level, count in by_level.items()},
        alerts=one.alerts,
    )


def _rule(one: RuleRecord) -> RuleRecordOut:
    return RuleRecordOut(
        rule=one.rule,
        title=one.title,
        decided=one.decided,
        false_positives=one.false_positives,
        rate=round(one.rate, 4),
        low=round(one.low, 4),
        high=round(one.high, 4),
        small=one.is_small,
    )


def _course(view: Overview) -> list[DayOut]:
    moved = {one.day: one for one in view.flow}
    days = []
    for day, waiting in view.backlog:
        flow = moved.get(day)
        days.append(
            DayOut(
                day=day.isoformat(),
                waiting=waiting,
                opened=0 if flow is None else flow.opened,
                closed=0 if flow is None else flow.closed,
                reopened=0 if flow is None else flow.reopened,
            )
        )
    return days


def _limit(one: LimitCourse) -> LimitCourseOut:
    courses = {
        basis.value: [
            PointOut(day=day.isoformat(), share_percent=plain_decimal(round(share, 4)))
            for day, share in points
        ]
        for basis, points in one.courses.items()
    }
    return LimitCourseOut(
        limit=one.id,
        measure=one.measure,
        from_day=one.start.isoformat(),
        until=one.until.isoformat(),
        of=plain_decimal(one.of),
        unit=one.unit,
        steps=list(one.steps),
        reported=courses["reported"],
        observed=courses["observed"],
    )


def _feed(one: FeedRecord) -> FeedOut:
    expected = one.rhythm.expected
    return FeedOut(
        source=one.source,
        events=one.events,
        last_at=instant(one.rhythm.last_at),
        expected_seconds=None if expected is None else int(expected.total_seconds()),
        expected_is_set=one.rhythm.is_set,
        silent=one.is_silent,
        days={day.isoformat(): count for day, count in one.days.items()},
    )
