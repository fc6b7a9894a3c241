"""Where every limit stands on a day: value, window, totals, share, what remains, what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from monitor.domain.canonical import plain_decimal
from monitor.domain.finding import Basis, Delivery
from monitor.domain.ports import Store
from monitor.domain.provision import Citation
from monitor.rulebook.book import RuleBook
from monitor.rulebook.dated import Window
from monitor.rulebook.rule import Limit, Rule, Step

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class BasisStatus:
    """One running total of a limit; ``incomplete_deliveries`` have no known conversion."""

    total: Decimal
    share: Decimal
    remaining: Decimal
    next_step: int | None
    incomplete_deliveries: int
    deliveries: int

    @property
    def incomplete(self) -> bool:
        """Whether the total is only a floor."""
        return self.incomplete_deliveries > 0

    def to_json(self) -> dict[str, object]:
        """Give the public shape; the share is cut, so that a step never shows too early."""
        share = self.share.quantize(_HUNDREDTH, rounding=ROUND_DOWN)
        return {
            "total": plain_decimal(self.total),
            "share_percent": plain_decimal(share),
            "remaining": plain_decimal(self.remaining),
            "next_step": self.next_step,
            "incomplete": self.incomplete,
            "incomplete_deliveries": self.incomplete_deliveries,
            "deliveries": self.deliveries,
        }


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """One limit in one window; the two bases are never added."""

    id: str
    title: str
    provisions: tuple[Citation, ...]
    start: date
    until: date
    of: Decimal
    unit: str
    cite: str
    steps: tuple[Step, ...]
    reported: BasisStatus
    observed: BasisStatus

    def to_json(self) -> dict[str, object]:
        """Give the public shape; ``to`` is not counted."""
        return {
            "object": "limit",
            "id": self.id,
            "title": self.title,
            "provisions": [citation.to_json() for citation in self.provisions],
            "cite": self.cite,
            "from": self.start.isoformat(),
            "to": self.until.isoformat(),
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
        """Give every limit that is in force on a day, in the order of the rulebook."""
        found: list[LimitStatus] = []
        for rule in self._book.rules:
            if rule.limit is not None and rule.is_judged and rule.in_force.covers(day):
                windows = rule.limit.windows_on(day)
                found.extend(self._status(rule, rule.limit, window) for window in windows)
        return tuple(found)

    def _status(self, rule: Rule, limit: Limit, window: Window) -> LimitStatus:
        counted = [
            delivery
            for _, delivery, counts in self._store.deliveries(f"{rule.id}{window.ledger}")
            if counts and delivery.start == window.start
        ]
        return LimitStatus(
            id=rule.id,
            title=rule.title,
            provisions=rule.citations,
            start=window.start,
            until=window.until,
            of=window.value,
            unit=window.unit,
            cite=window.cite,
            steps=limit.steps,
            reported=_summed(counted, Basis.REPORTED, window.value, limit.steps),
            observed=_summed(counted, Basis.OBSERVED, window.value, limit.steps),
        )


def _summed(
    deliveries: Iterable[Delivery], basis: Basis, of: Decimal, steps: tuple[Step, ...]
) -> BasisStatus:
    mine = [delivery for delivery in deliveries if delivery.basis is basis]
    amounts = [delivery.amount for delivery in mine if delivery.amount is not None]
    total = sum(amounts, Decimal(0))
    return BasisStatus(
        total=total,
        share=total * 100 / of,
        remaining=max(of - total, Decimal(0)),
        next_step=next((step.at for step in steps if not step.is_reached(total, of)), None),
        incomplete_deliveries=len(mine) - len(amounts),
        deliveries=len(mine),
    )
