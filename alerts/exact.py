"""Amounts as integers that a database adds without loss.

SQLite adds NUMERIC as binary floats, so a total could lie a hair below a step that was reached.
An amount is split as ``hi`` * 10^6 + ``lo`` * 10^-6 + ``rest``. Both integers are summed by the
database; what is finer than a millionth (litres turned to barrels) is rare and summed here.
"""

from collections.abc import Iterable
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from typing import Final, NamedTuple

from monitor.domain.canonical import plain_decimal
from monitor.errors import StoreError

_SCALE = 6
_LO: Final = 10**12
_LARGEST: Final = Decimal(10**22)
_EXPONENT_MIN: Final = -400
# Sums are exact or fail: the inputs of the contract need some 80 digits at most.
_EXACT = Context(
    prec=1_000,
    Emin=-999_999,
    Emax=999_999,
    traps=[Inexact, InvalidOperation, Overflow, DivisionByZero],
)


class Scaled(NamedTuple):
    """An amount in parts; ``rest`` is below a millionth and ``None`` where it is zero."""

    hi: int
    lo: int
    rest: Decimal | None


def split(amount: Decimal) -> Scaled:
    """Take an amount apart.

    Raises:
        StoreError: it is negative, no number, or so large that a sum could overflow.
    """
    if not amount.is_finite() or not 0 <= amount <= _LARGEST:
        raise _uncountable(amount)
    if amount == 0:
        return Scaled(0, 0, None)
    _, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    if exponent < _EXPONENT_MIN:
        raise _uncountable(amount)
    whole = int("".join(map(str, digits)))
    shift = exponent + _SCALE
    millionths, fine = (whole * 10**shift, 0) if shift >= 0 else divmod(whole, 10**-shift)
    hi, lo = divmod(millionths, _LO)
    return Scaled(hi, lo, _EXACT.scaleb(Decimal(fine), exponent) if fine else None)


def _uncountable(amount: Decimal) -> StoreError:
    return StoreError(f"the quantity {amount} cannot be counted: it must lie between 0 and 10^22")


def join(hi: int, lo: int, rests: Iterable[Decimal] = ()) -> Decimal:
    """Give the exact sum of summed parts, without trailing zeros."""
    total = _EXACT.scaleb(Decimal(hi * _LO + lo), -_SCALE)
    for rest in rests:
        total = _EXACT.add(total, rest)
    return Decimal(plain_decimal(total))


def add(total: Decimal, amount: Decimal) -> Decimal:
    """Add without rounding."""
    return _EXACT.add(total, amount)


def subtract(total: Decimal, amount: Decimal) -> Decimal:
    """Subtract without rounding."""
    return _EXACT.subtract(total, amount)
