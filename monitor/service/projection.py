"""What a running total comes to if its rate goes on, and the day on which it reaches each step.

All of it is exact: fractions inside, decimals cut to a millionth outside.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction

from monitor.domain.canonical import plain_decimal
from monitor.rulebook.rule import FULL

DAYS_MIN = 30
"""A rate over fewer days says more of one cargo than of the trade."""

_MILLION = 1_000_000
_WIDE = Context(prec=200)
_ONE_DAY = timedelta(days=1)


def cut(value: Fraction) -> Decimal:
    """Write a fraction as a decimal, cut to a millionth and never rounded up."""
    return _WIDE.scaleb(Decimal(value.numerator * _MILLION // value.denominator), -6)


def summed(amounts: list[Decimal]) -> Decimal:
    """Add amounts without loss, however large they are."""
    total = Decimal(0)
    for amount in amounts:
        total = _WIDE.add(total, amount)
    return total


@dataclass(frozen=True, slots=True)
class Projection:
    """A running total carried on at its present rate.

    The rate is ``amount``, what counted in the window up to ``through``, over ``days``, the days
    from the window's first to ``through``, both counted. ``through`` is the asked day for the
    observed basis. For the reported basis it is the last day that a counted report covers, of the
    reports whose period begins no later than the asked day: reports come late, and the days since
    are silent, not empty.

    Attributes:
        start: The window's first day.
        until: The first day on which the limit counts no longer.
        through: The last day that the rate rests on.
        amount: What counted up to that day.
        of: The limit.
    """

    start: date
    until: date
    through: date
    amount: Decimal
    of: Decimal

    @property
    def days(self) -> int:
        """How many days the rate rests on."""
        return (self.through - self.start).days + 1

    @property
    def days_in_all(self) -> int:
        """How many days the window has in which the limit counts."""
        return (self.until - self.start).days

    @property
    def per_day(self) -> Decimal:
        """The rate, cut to a millionth."""
        return cut(Fraction(self.amount) / self.days)

    @property
    def total(self) -> Decimal:
        """The total at the end of the window, cut to a millionth."""
        return cut(self._total)

    @property
    def share(self) -> Decimal:
        """The projected total in per cent of the limit, cut to a millionth."""
        return cut(self._total * 100 / Fraction(self.of))

    @property
    def _total(self) -> Fraction:
        return Fraction(self.amount) * self.days_in_all / self.days

    def day_of(self, at: int) -> date | None:
        """Give the day at whose end a step is reached; None where the window ends before.

        The limit itself is passed when the total goes above it, every other step at its share.
        """
        if self.amount == 0:
            return None
        share = Fraction(self.of) * at / 100
        needed = share * self.days / Fraction(self.amount)
        whole = needed.numerator // needed.denominator
        count = whole + 1 if at == FULL or needed.denominator > 1 else whole
        return self.start + (count - 1) * _ONE_DAY if count <= self.days_in_all else None

    def to_json(self) -> dict[str, object]:
        """Give the public shape."""
        return {
            "from": self.start.isoformat(),
            "through": self.through.isoformat(),
            "days": self.days,
            "amount": plain_decimal(self.amount),
            "per_day": plain_decimal(self.per_day),
            "until": self.until.isoformat(),
            "total": plain_decimal(self.total),
            "share_percent": plain_decimal(self.share),
        }
