"""Amounts come apart and together again without loss."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import exact
from monitor.errors import StoreError

amounts = st.one_of(
    st.decimals("0", 10**22, allow_nan=False, allow_infinity=False),
    st.builds(Decimal, st.integers(0, 10**22)),
    st.builds(
        lambda whole, exponent: Decimal(whole).scaleb(-exponent),
        st.integers(0, 10**28 - 1),
        st.integers(6, 60),
    ),
)


@given(amounts)
def test_the_parts_of_an_amount_are_bounded_and_add_up_to_it(amount: Decimal) -> None:
    hi, lo, rest = exact.split(amount)
    assert 0 <= hi <= 10**16
    assert 0 <= lo < 10**12
    assert rest is None or 0 < rest < Decimal("0.000001")
    parts = Fraction(hi) * 10**6 + Fraction(lo) / 10**6 + Fraction(rest or 0)
    assert parts == Fraction(amount)
    assert Fraction(exact.join(hi, lo, [] if rest is None else [rest])) == Fraction(amount)


@given(st.lists(amounts, max_size=30))
def test_summed_parts_are_the_sum(chosen: list[Decimal]) -> None:
    parts = [exact.split(amount) for amount in chosen]
    joined = exact.join(
        sum(part.hi for part in parts),
        sum(part.lo for part in parts),
        [part.rest for part in parts if part.rest is not None],
    )
    assert Fraction(joined) == sum(map(Fraction, chosen))


@given(amounts, amounts)
def test_adding_and_taking_away_again_changes_nothing(first: Decimal, second: Decimal) -> None:
    assert exact.subtract(exact.add(first, second), second) == first


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0"), ("0E+40", "0"), ("0E-900", "0"), ("1200.50", "1200.5"), ("1E+3", "1000")],
)
def test_a_total_has_no_trailing_zeros(amount: str, shown: str) -> None:
    hi, lo, rest = exact.split(Decimal(amount))
    assert rest is None
    assert str(exact.join(hi, lo)) == shown


@pytest.mark.parametrize(
    "amount",
    [
        "-0.1",
        "1E+23",
        "10000000000000000000000.1",
        "10000000000000000000000.000001E1",
        "NaN",
        "-Infinity",
        "1E-401",
    ],
)
def test_what_cannot_be_added_exactly_is_refused(amount: str) -> None:
    with pytest.raises(StoreError, match="must lie between 0 and 10\\^22"):
        exact.split(Decimal(amount))
