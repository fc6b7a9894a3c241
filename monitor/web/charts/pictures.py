"""The charts of the dashboard, each from one part of the overview, with what it shows in words."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from monitor.domain.finding import Basis, Level
from monitor.domain.ports.figures import DayFlow, DecisionTime, SourceTally
from monitor.service.dashboard import FeedRecord, LimitCourse, RuleRecord, Split
from monitor.web.charts.paint import drawing, nothing, painted, tone
from monitor.web.wording import how_long

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN_MAX: Final = 12
_ROW: Final = 0.3
_FRAME: Final = 0.75
_FEED_DAYS: Final = 30
_HOUR: Final = 3_600
_LABEL_ROOM: Final = 10
_EPOCH: Final = date(1970, 1, 1).toordinal()


def split_bars(name: str, title: str, splits: Sequence[Split], what: str) -> Markup:
    """Draw open alerts as bars, one a value, parted by level."""
    shown = [split for split in splits if split.waiting][:SHOWN_MAX]
    if not shown:
        return nothing(name, "No alert waits.")
    levels = [level for level in Level if any(split.open[level] for split in shown)]
    with drawing(_FRAME + _ROW * len(shown)) as (figure, (axes,)):
        places = range(len(shown))
        lefts = [0] * len(shown)
        for level in levels:
            widths = [split.open[level] for split in shown]
            axes.barh(
                places, widths, left=lefts, height=0.62, color=tone(level.value), label=level.value
            )
            lefts = [left + width for left, width in zip(lefts, widths, strict=True)]
        _name_rows(axes, [split.name for split in shown])
        for place, total in zip(places, lefts, strict=True):
            _count(axes, total, place, max(lefts))
        axes.set_xlim(0, max(lefts) * 1.12)
        _legend(figure, axes)
        most = shown[0]
        says = f"{what}: {len(shown)} shown; {most.name} has {most.waiting:,}."
        return painted(figure, name, title, says)


def source_bars(name: str, sources: Sequence[SourceTally]) -> Markup:
    """Draw the alerts of each source, open ones before those that are closed."""
    shown = sources[:SHOWN_MAX]
    if not shown:
        return nothing(name, "No alert rests on an event.")
    with drawing(_FRAME + _ROW * len(shown)) as (figure, (axes,)):
        places = range(len(shown))
        waiting = [one.open for one in shown]
        axes.barh(places, waiting, height=0.62, color=tone("accent"), label="open")
        axes.barh(
            places,
            [one.alerts - one.open for one in shown],
            left=waiting,
            height=0.62,
            color=tone("line"),
            label="closed",
        )
        most = max(one.alerts for one in shown)
        for place, one in zip(places, shown, strict=True):
            _count(axes, one.alerts, place, most)
        axes.set_xlim(0, most * 1.12)
        _name_rows(axes, [one.source for one in shown])
        _legend(figure, axes)
        says = f"Alerts by source; {shown[0].source} has {shown[0].open:,} open ones, the most."
        return painted(figure, name, "Alerts by source", says)


def backlog_course(
    name: str, backlog: Sequence[tuple[date, int]], flow: Sequence[DayFlow]
) -> Markup:
    """Draw how many alerts waited at the end of each day, above what came and went."""
    days = [day for day, _ in backlog]
    counts = [count for _, count in backlog]
    with drawing(2.9, rows=2, wide=True) as (figure, (upper, lower)):
        at = [_x(day) for day in days]
        upper.fill_between(at, counts, step="mid", color=tone("accent"), alpha=0.22, linewidth=0)
        upper.step(at, counts, where="mid", color=tone("accent"), linewidth=1.6)
        upper.set_ylim(0, max([*counts, 1]) * 1.15)
        upper.set_ylabel("waiting")
        upper.tick_params(labelbottom=False)
        came = [one.opened + one.reopened for one in flow]
        went = [-one.closed for one in flow]
        moved = [_x(one.day) for one in flow]
        if flow:
            lower.bar(moved, came, width=0.9, color=tone("high"), label="opened")
            lower.bar(moved, went, width=0.9, color=tone("good"), label="closed")
        lower.axhline(0, color=tone("quiet"), linewidth=0.8)
        lower.set_ylabel("a day")
        for axes in (upper, lower):
            axes.set_xlim(at[0] - 0.5, at[-1] + 0.5)
        for axes in (upper, lower):
            axes.grid(visible=False, axis="x")
            axes.yaxis.set_major_formatter(lambda value, _place: f"{abs(value):,.0f}")
            axes.locator_params(axis="y", nbins=4, integer=True)
        _days(lower)
        _legend(figure, lower)
        says = (
            f"{counts[0]:,} alerts waited at the end of {days[0]}, {counts[-1]:,} on {days[-1]}; "
            f"{sum(came):,} were opened and {-sum(went):,} closed since."
        )
        return painted(figure, name, "Backlog over time", says)


def decision_times(name: str, times: Sequence[DecisionTime]) -> Markup:
    """Draw median and ninth tenth of the time to decide, by level, on a scale of ratios."""
    if not times:
        return nothing(name, "No alert was closed in this time.")
    with drawing(_FRAME + 0.36 * len(times)) as (figure, (axes,)):
        for place, one in enumerate(times):
            shade = tone(one.level.value)
            low, high = max(one.median, 60), max(one.p90, 60)
            axes.plot([low, high], [place, place], color=shade, linewidth=2.4)
            axes.plot([low], [place], "o", color=shade, markersize=7)
            axes.plot(
                [high], [place], "o", markersize=7, markeredgewidth=1.6,
                markerfacecolor=tone("paper"), markeredgecolor=shade,
            )  # fmt: skip
        axes.set_xscale("log")
        ends = [60, *(max(one.p90, 60) for one in times)]
        axes.set_xlim(60, max(ends) * 2)
        marks = [60, 600, _HOUR, 4 * _HOUR, 24 * _HOUR, 7 * 24 * _HOUR, 60 * 24 * _HOUR]
        axes.set_xticks(
            marks, ["1 min", "10 min", "1 h", "4 h", "1 day", "1 week", "60 days"], minor=False
        )
        axes.minorticks_off()
        axes.set_xlim(60, max(ends) * 2)
        _name_rows(axes, [f"{one.level.value} ({one.alerts:,})" for one in times])
        slow = max(times, key=lambda one: one.p90)
        says = (
            f"Filled: half of the alerts were closed by then; open: nine in ten. Slowest: "
            f"{slow.level.value}, {how_long(timedelta(seconds=slow.p90))}."
        )
        return painted(figure, name, "Time to decide by level", says)


def false_positive_rates(name: str, records: Sequence[RuleRecord]) -> Markup:
    """Draw the share of false positives of each rule with its interval; few decisions are faint."""
    shown = [one for one in records if one.false_positives][:SHOWN_MAX]
    if not shown:
        return nothing(name, "No closed alert was a false positive.")
    with drawing(_FRAME + _ROW * len(shown), wide=True) as (figure, (axes,)):
        for place, one in enumerate(shown):
            faint = 0.35 if one.is_small else 1.0
            axes.barh(place, one.rate * 100, height=0.62, color=tone("medium"), alpha=faint)
            axes.plot(
                [one.low * 100, one.high * 100], [place, place], color=tone("ink"), linewidth=1.1
            )
            axes.text(
                max(one.high, one.rate) * 100 + 1.5, place,
                f"{one.false_positives:,} of {one.decided:,}{' — few' if one.is_small else ''}",
                va="center", fontsize=8, color=tone("quiet"),
            )  # fmt: skip
        axes.set_xlim(0, 112)
        axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
        _name_rows(axes, [_short(one) for one in shown])
        first = shown[0]
        says = (
            f"{first.title}: {first.false_positives:,} of {first.decided:,} decided were false "
            "positives. Thin lines are 95 per cent intervals; faint bars rest on few decisions."
        )
        return painted(figure, name, "False positives by rule", says)


def limit_course(name: str, course: LimitCourse, today: date) -> Markup:
    """Draw how the totals of a limit grew through its window, against its steps."""
    with drawing(1.9) as (figure, (axes,)):
        top = 105.0
        for basis, shade in ((Basis.REPORTED, "accent"), (Basis.OBSERVED, "high")):
            points = course.courses.get(basis, ())
            days = [course.start, *(day for day, _ in points)]
            shares = [0.0, *(float(share) for _, share in points)]
            days, shares = [*days, max(today, days[-1])], [*shares, shares[-1]]
            at = [_x(day) for day in days]
            axes.step(at, shares, where="post", color=tone(shade), linewidth=1.8, label=basis.value)
            top = max(top, shares[-1] * 1.08)
        for step in sorted({*course.steps, 100}):
            over = step == 100
            axes.axhline(
                step, color=tone("critical" if over else "quiet"), linewidth=1.2 if over else 0.9,
                linestyle="-" if over else (0, (2, 2)),
            )  # fmt: skip
        for step in _labelled(course.steps):
            axes.text(
                _x(course.until), step, f"  {step} %", va="center", fontsize=8, color=tone("quiet")
            )
        axes.axvline(_x(today), color=tone("accent"), linewidth=0.9, linestyle=(0, (1, 2)))
        axes.set_xlim(_x(course.start), _x(course.until))
        axes.set_ylim(0, top)
        axes.grid(visible=False)
        axes.set_yticks([])
        _days(axes)
        _legend(figure, axes)
        ends = {basis: points[-1][1] for basis, points in course.courses.items() if points}
        said = ", ".join(f"{basis.value} {share:.1f} %" for basis, share in ends.items())
        says = f"Share of the limit used by {today}: {said or 'nothing counts yet'}."
        return painted(figure, name, course.title, says)


def _labelled(steps: Sequence[int]) -> list[int]:
    """Give the steps that have room for their label, the limit itself always."""
    labelled = [100]
    for step in sorted(set(steps) - {100}, reverse=True):
        if labelled[-1] - step >= _LABEL_ROOM:
            labelled.append(step)
    return labelled


def feed_days(name: str, feeds: Sequence[FeedRecord], today: date) -> Markup:
    """Draw the last thirty days of each feed: a square where it sent, hollow where it did not."""
    shown = feeds[:SHOWN_MAX]
    if not shown:
        return nothing(name, "No feed has sent anything.")
    first = today - timedelta(days=_FEED_DAYS - 1)
    with drawing(_FRAME + 0.26 * len(shown), wide=True) as (figure, (axes,)):
        for place, feed in enumerate(shown):
            shade = tone("critical" if feed.is_silent else "good")
            sent = [_x(day) for day in feed.days if day >= first]
            quiet = [
                _x(first) + n
                for n in range(_FEED_DAYS)
                if first + timedelta(days=n) not in feed.days
            ]
            axes.plot(quiet, [place] * len(quiet), "s", markersize=2.5, color=tone("line"))
            axes.plot(sent, [place] * len(sent), "s", markersize=8, color=shade)
        axes.set_xlim(_x(first) - 1, _x(today) + 1)
        axes.grid(visible=False)
        _days(axes)
        _name_rows(axes, [feed.source for feed in shown])
        silent = [feed.source for feed in feeds if feed.is_silent]
        says = f"Days with events since {first}. Silent: {', '.join(silent) or 'no feed'}."
        return painted(figure, name, "Feeds, day by day", says)


_WATCH_TONES: Final = {
    "watched": "good", "partly": "low", "not_watchable": "line", "pending": "critical",
}  # fmt: skip


def coverage_bar(name: str, counts: dict[str, int], names: dict[str, str]) -> Markup:
    """Draw how many provisions are watched, and how, as one bar."""
    total = sum(counts.values())
    if not total:
        return nothing(name, "The rulebook has no register of provisions.")
    with drawing(0.95) as (figure, (axes,)):
        left = 0
        for status, count in counts.items():
            if count:
                axes.barh(
                    0, count, left=left, height=0.6, color=tone(_WATCH_TONES[status]),
                    label=f"{names[status]} ({count})",
                )  # fmt: skip
            left += count
        axes.set_xlim(0, total)
        axes.grid(visible=False)
        axes.set_yticks([])
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        _legend(figure, axes)
        said = ", ".join(f"{count} {names[status]}" for status, count in counts.items() if count)
        return painted(
            figure, name, "Coverage of the provisions", f"Of {total} provisions: {said}."
        )


def _x(day: date) -> float:
    """Place a day as matplotlib counts them: days since 1970."""
    return float(day.toordinal() - _EPOCH)


def _name_rows(axes: "Axes", names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")


def _count(axes: "Axes", count: int, place: int, most: int) -> None:
    axes.text(
        count + most * 0.012, place, f"{count:,}", va="center", fontsize=8.5, color=tone("quiet")
    )


def _legend(figure: object, axes: "Axes") -> None:
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1:
        figure.legend(  # type: ignore[attr-defined]
            handles, labels, loc="outside upper left", ncols=len(labels), labelcolor=tone("quiet"),
            handlelength=1.1, handleheight=0.9, columnspacing=1.4, borderaxespad=0.1,
        )  # fmt: skip


def _days(axes: "Axes") -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    form = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(form)


def _short(record: RuleRecord) -> str:
    """Name a rule by paragraph and matter, as its id has them."""
    parts = record.rule.split(".")
    if len(parts) < 4:
        return record.rule
    return f"{parts[1]}:{parts[2].lstrip('0')} {parts[3].replace('-', ' ')}"[:38]
