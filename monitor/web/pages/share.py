"""How much of a limit is used, as numbers and as a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)
# A bar ends a little beyond the limit, so that going over it can be seen.
BAR_ENDS_AT = Decimal(110)


@dataclass(frozen=True, slots=True)
class Share:
    """A total against its limit; widths are per cent of the bar."""

    total: Decimal
    of: Decimal
    unit: str
    percent: Decimal
    remaining: Decimal
    width: Decimal
    marks: tuple[tuple[int, Decimal], ...]

    @property
    def is_over(self) -> bool:
        """Tell whether the limit is exceeded; reaching it is not exceeding it."""
        return self.total > self.of

    @property
    def tone(self) -> str:
        """The colour class: calm, then warmer with each step."""
        if self.is_over:
            return "over"
        reached = [at for at, _ in self.marks if self.percent >= at]
        if not reached:
            return "calm"
        return "near" if reached[-1] >= 90 else "warm"


def share_of(total: Decimal | str, of: Decimal | str, unit: str, marks: Sequence[int]) -> Share:
    """Work out the share."""
    used, limit = Decimal(total), Decimal(of)
    percent = used / limit * _HUNDRED if limit else _HUNDRED
    return Share(
        total=used,
        of=limit,
        unit=unit,
        percent=percent,
        remaining=max(limit - used, Decimal(0)),
        width=_on_bar(percent),
        marks=tuple((at, _on_bar(Decimal(at))) for at in marks),
    )


def _on_bar(percent: Decimal) -> Decimal:
    place = min(percent, BAR_ENDS_AT) / BAR_ENDS_AT * _HUNDRED
    return place.quantize(_TENTH, ROUND_HALF_UP)
