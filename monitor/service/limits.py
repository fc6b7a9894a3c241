"""Where every limit stands on a day: value, window, totals, share, what comes next, projection."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from monitor.domain.canonical import plain_decimal
from monitor.domain.finding import Basis, Delivery, Level
from monitor.domain.ports import Store
from monitor.domain.provision import Citation
from monitor.engine.tally import last_day_of
from monitor.rulebook.book import RuleBook
from monitor.rulebook.dated import Window
from monitor.rulebook.rule import Limit, Rule, Step
from monitor.service.projection import DAYS_MIN, Projection, summed
from monitor.service.trail import Trail, trail_of

_HUNDREDTH = Decimal("0.01")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One step of a limit on one basis.

    Attributes:
        quantity: The total at which the step is reached; the last one is passed above it.
        left: What may still be supplied before the step; zero where it is reached.
        projected_on: The day on which the present rate reaches it, where that is in the window.
    """

    at: int
    level: Level
    duty: str
    stops_supply: bool
    quantity: Decimal
    left: Decimal
    is_reached: bool
    projected_on: date | None

    def to_json(self) -> dict[str, object]:
        """Give the public shape."""
        return {
            "at": self.at,
            "quantity": plain_decimal(self.quantity),
            "left": plain_decimal(self.left),
            "reached": self.is_reached,
            "projected_on": None if self.projected_on is None else self.projected_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class BasisStatus:
    """One running total of a limit.

    Attributes:
        deliveries: How many count; ``incomplete_deliveries`` of them have no known conversion.
        not_counting: How many do not: a later report, or another sighting of the cargo, does.
        projection: What comes if the rate goes on, or None for the reason in ``no_projection``.
    """

    total: Decimal
    share: Decimal
    remaining: Decimal
    steps: tuple[StepStatus, ...]
    incomplete_deliveries: int
    deliveries: int
    not_counting: int
    projection: Projection | None
    no_projection: str | None

    @property
    def incomplete(self) -> bool:
        """Whether the total is only a floor."""
        return self.incomplete_deliveries > 0

    @property
    def next(self) -> StepStatus | None:
        """The next step that was not reached, or None above the last."""
        return next((step for step in self.steps if not step.is_reached), None)

    @property
    def next_step(self) -> int | None:
        """The share of the next step, or None above the last."""
        following = self.next
        return None if following is None else following.at

    def to_json(self) -> dict[str, object]:
        """Give the public shape; the share is cut, so that a step never shows too early."""
        following = self.next
        return {
            "total": plain_decimal(self.total),
            "share_percent": plain_decimal(shown_share(self.share)),
            "remaining": plain_decimal(self.remaining),
            "next_step": None if following is None else following.at,
            "left_to_next_step": None if following is None else plain_decimal(following.left),
            "incomplete": self.incomplete,
            "incomplete_deliveries": self.incomplete_deliveries,
            "deliveries": self.deliveries,
            "not_counting": self.not_counting,
            "steps": [step.to_json() for step in self.steps],
            "projection": None if self.projection is None else self.projection.to_json(),
            "no_projection": self.no_projection,
        }


def shown_share(share: Decimal) -> Decimal:
    """Cut a share to two places."""
    return share.quantize(_HUNDREDTH, rounding=ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """One measure of one limit in one window; the two bases are never added.

    Attributes:
        measure: What is summed, ``quantity`` or ``value``; a limit may have both, and the one
            that is used up first binds.
        until: The first day after the window.
        counts_until: The first day on which nothing counts any more: the window's end, or the
            day on which the rule leaves force.
    """

    id: str
    title: str
    provisions: tuple[Citation, ...]
    measure: Literal["quantity", "value"]
    start: date
    until: date
    counts_until: date
    of: Decimal
    unit: str
    cite: str
    steps: tuple[Step, ...]
    reported: BasisStatus
    observed: BasisStatus

    @property
    def bases(self) -> tuple[tuple[Basis, BasisStatus], ...]:
        """Both totals by the name of their basis."""
        return (Basis.REPORTED, self.reported), (Basis.OBSERVED, self.observed)

    def to_json(self) -> dict[str, object]:
        """Give the public shape; ``to`` is not counted."""
        return {
            "object": "limit",
            "id": self.id,
            "measure": self.measure,
            "title": self.title,
            "provisions": [citation.to_json() for citation in self.provisions],
            "cite": self.cite,
            "from": self.start.isoformat(),
            "to": self.until.isoformat(),
            "counts_until": self.counts_until.isoformat(),
            "of": plain_decimal(self.of),
            "unit": self.unit,
            "steps": [
                {
                    "at": step.at,
                    "level": step.level.value,
                    "duty": step.duty,
                    "stops_supply": step.stops_supply,
                }
                for step in self.steps
            ],
            "reported": self.reported.to_json(),
            "observed": self.observed.to_json(),
        }


class Limits:
    """Reads the state of every limit from the stored deliveries."""

    def __init__(self, store: Store, book: RuleBook) -> None:
        self._store = store
        self._book = book

    def on(self, day: date) -> tuple[LimitStatus, ...]:
        """Give every limit that is in force on a day, in the order of the rulebook.

        The totals are those of the whole window that holds the day; a limit with two measures is
        there twice.
        """
        found: list[LimitStatus] = []
        for rule in self._book.rules:
            if rule.limit is not None:
                found.extend(self._of(rule, rule.limit, day))
        return tuple(found)

    def of(self, limit_id: str, day: date) -> tuple[LimitStatus, ...]:
        """Give the measures of one limit in the window that holds a day, or nothing."""
        for rule in self._book.rules:
            if rule.id == limit_id and rule.limit is not None:
                return self._of(rule, rule.limit, day)
        return ()

    def trail(self, limit_id: str, day: date) -> tuple[Trail, ...]:
        """Give what was kept for each measure of a limit in the window that holds a day."""
        for rule in self._book.rules:
            if rule.id == limit_id and rule.limit is not None:
                return tuple(
                    trail_of(window, self._store.ledger(f"{rule.id}{window.ledger}", window.start))
                    for window in _windows(rule, rule.limit, day)
                )
        return ()

    def _of(self, rule: Rule, limit: Limit, day: date) -> tuple[LimitStatus, ...]:
        windows = _windows(rule, limit, day)
        return tuple(self._status(rule, limit, window, day) for window in windows)

    def _status(self, rule: Rule, limit: Limit, window: Window, day: date) -> LimitStatus:
        kept = [
            (delivery, counts)
            for _, delivery, counts in self._store.deliveries(f"{rule.id}{window.ledger}")
            if delivery.start == window.start
        ]
        ends = min(window.until, rule.in_force.until or window.until)
        reported, observed = (
            _standing([one for one in kept if one[0].basis is basis], window, limit, ends, day)
            for basis in (Basis.REPORTED, Basis.OBSERVED)
        )
        return LimitStatus(
            id=rule.id,
            title=rule.title,
            provisions=rule.citations,
            measure="value" if window.is_value else "quantity",
            start=window.start,
            until=window.until,
            counts_until=ends,
            of=window.value,
            unit=window.unit,
            cite=window.cite,
            steps=limit.steps,
            reported=reported,
            observed=observed,
        )


def _windows(rule: Rule, limit: Limit, day: date) -> Sequence[Window]:
    # A window of the calendar's last year would end on a day that cannot be written.
    if day.year == date.max.year or not (rule.is_judged and rule.in_force.covers(day)):
        return ()
    return limit.windows_on(day)


def _standing(
    kept: Iterable[tuple[Delivery, bool]], window: Window, limit: Limit, ends: date, day: date
) -> BasisStatus:
    live = list(kept)
    counted = [delivery for delivery, counts in live if counts]
    amounts = [delivery.amount for delivery in counted if delivery.amount is not None]
    total = summed(amounts)
    found = _projection(counted, window, ends, day)
    projection = found if isinstance(found, Projection) else None
    return BasisStatus(
        total=total,
        share=total * 100 / window.value,
        remaining=max(window.value - total, Decimal(0)),
        steps=tuple(_step(step, total, window.value, projection) for step in limit.steps),
        incomplete_deliveries=len(counted) - len(amounts),
        deliveries=len(counted),
        not_counting=len(live) - len(counted),
        projection=projection,
        no_projection=None if isinstance(found, Projection) else found,
    )


def _projection(
    counted: Sequence[Delivery], window: Window, ends: date, day: date
) -> Projection | str:
    """Carry the rate on as :class:`Projection` says, or say in words why there is none."""
    so_far = [one for one in counted if one.day <= day]
    amounts = [one.amount for one in so_far if one.amount is not None]
    if not so_far:
        return "no delivery counts up to this day"
    if not amounts:
        return "no delivery has a quantity with a known conversion"
    through = day
    if so_far[0].basis is Basis.REPORTED:
        through = max(last_day_of(one) for one in so_far if one.amount is not None)
    projection = Projection(
        start=window.start,
        until=ends,
        through=min(through, ends - _ONE_DAY),
        amount=summed(amounts),
        of=window.value,
    )
    if projection.days < DAYS_MIN:
        days = "1 day" if projection.days == 1 else f"{projection.days} days"
        return f"a rate needs {DAYS_MIN} days, and {days} {'is' if projection.days == 1 else 'are'} known"
    return projection


def _step(step: Step, total: Decimal, of: Decimal, projection: Projection | None) -> StepStatus:
    quantity = of * step.at / 100
    is_reached = step.is_reached(total, of)
    return StepStatus(
        at=step.at,
        level=step.level,
        duty=step.duty,
        stops_supply=step.stops_supply,
        quantity=quantity,
        left=max(quantity - total, Decimal(0)),
        is_reached=is_reached,
        projected_on=None if is_reached or projection is None else projection.day_of(step.at),
    )
