"""The law's history drawn by topic: where each bar, label and line of the time line stands.

All places are numbers of the drawing; the template writes them as SVG attributes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.rulebook.vocab import Instrument
from monitor.service.coverage import Lane, Span, short_name

WIDTH = 1160
LEFT = 118
TOP = 30
ROW = 18
_BAR = 14
_LANE_GAP = 8
_GAP = 7
_BESIDE = 4
# System fonts differ; a label that is guessed a little too wide only takes more room.
_LETTER_TENTHS = 58


@dataclass(frozen=True, slots=True)
class Bar:
    """One rule; ``is_open`` where no end is set."""

    span: Span
    label: str
    x: int
    y: int
    width: int
    text_x: int
    text_y: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One topic with its bars, in as few rows as they need."""

    lane: Lane
    y: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis."""

    x: int
    name: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing."""

    height: int
    first: date
    last: date
    bands: tuple[Band, ...]
    years: tuple[Tick, ...]
    adoptions: tuple[Tick, ...]
    today: Tick

    @property
    def bottom(self) -> int:
        """Where the lanes end."""
        return self.height - TOP


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days from left to right."""

    first: date
    last: date

    def x(self, day: date) -> int:
        held = min(max(day, self.first), self.last)
        return LEFT + (held - self.first).days * (WIDTH - LEFT) // (self.last - self.first).days


def drawn(lanes: Sequence[Lane], instruments: Iterable[Instrument], today: date) -> Timeline:
    """Place everything; the axis runs from the year of the first rule to the end of this year."""
    starts = [span.period.start for lane in lanes for span in lane.spans]
    first = date(min([*starts, today]).year, 1, 1)
    axis = _Axis(first, date(today.year + 1, 1, 1) + timedelta(days=1))
    bands: list[Band] = []
    y = TOP
    for lane in lanes:
        bands.append(_band(lane, axis, y))
        y += bands[-1].height
    return Timeline(
        height=y + TOP,
        first=axis.first,
        last=axis.last,
        bands=tuple(bands),
        years=tuple(
            Tick(axis.x(date(year, 1, 1)), str(year)) for year in range(first.year, today.year + 1)
        ),
        adoptions=tuple(
            Tick(axis.x(one.adopted), f"{one.instrument}, adopted on {one.adopted}")
            for one in instruments
            if one.adopted >= first
        ),
        today=Tick(axis.x(today), today.isoformat()),
    )


def _band(lane: Lane, axis: _Axis, top: int) -> Band:
    """Put each bar into the first row where bar and label have room."""
    ends: list[int] = []
    bars: list[Bar] = []
    for span in lane.spans:
        bar = _bar(span, axis, top)
        wide = _letters(bar.label)
        row = next((n for n, end in enumerate(ends) if end + _GAP <= bar.x), len(ends))
        end = max(bar.x + bar.width, bar.text_x + wide)
        ends[row : row + 1] = [end]
        bars.append(_lowered(bar, row * ROW))
    return Band(lane, top, len(ends) * ROW + _LANE_GAP, tuple(bars))


def _bar(span: Span, axis: _Axis, top: int) -> Bar:
    x = axis.x(span.period.start)
    until = span.period.until
    width = max((WIDTH if until is None else axis.x(until)) - x, 3)
    label = short_name(span.rule)
    fits = _letters(label) + 2 * _BESIDE <= width
    y = top + _LANE_GAP // 2 + (ROW - _BAR) // 2
    return Bar(
        span=span,
        label=label,
        x=x,
        y=y,
        width=width,
        text_x=x + _BESIDE if fits else x + width + _BESIDE,
        text_y=y + 11,
        is_open=until is None,
    )


def _lowered(bar: Bar, by: int) -> Bar:
    return Bar(
        bar.span, bar.label, bar.x, bar.y + by, bar.width, bar.text_x, bar.text_y + by, bar.is_open
    )


def _letters(text: str) -> int:
    return len(text) * _LETTER_TENTHS // 10
