from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.period import Period

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 1, 1))


def test_the_first_day_counts_and_the_last_does_not() -> None:
    period = Period(date(2017, 8, 5), date(2018, 1, 1))
    assert date(2017, 8, 4) not in period
    assert date(2017, 8, 5) in period
    assert date(2017, 12, 31) in period
    assert date(2018, 1, 1) not in period


def test_a_period_without_end_holds_every_later_day() -> None:
    assert date(9999, 12, 31) in Period(date(2017, 8, 5))


@pytest.mark.parametrize("until", [date(2017, 8, 5), date(2017, 8, 4)])
def test_a_period_that_does_not_run_forward_is_refused(until: date) -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Period(date(2017, 8, 5), until)


@pytest.mark.parametrize(
    ("first", "last", "touches"),
    [
        (date(2017, 1, 1), date(2017, 8, 4), False),
        (date(2017, 1, 1), date(2017, 8, 5), True),
        (date(2017, 12, 31), date(2018, 6, 1), True),
        (date(2018, 1, 1), date(2018, 6, 1), False),
        (date(2017, 1, 1), date(2019, 1, 1), True),
    ],
)
def test_a_span_touches_where_any_day_of_it_counts(first: date, last: date, touches: bool) -> None:
    assert Period(date(2017, 8, 5), date(2018, 1, 1)).touches(first, last) is touches


@given(DAYS, st.integers(1, 60), DAYS, st.integers(0, 60))
def test_touching_is_the_same_as_holding_a_day(
    start: date, length: int, first: date, more: int
) -> None:
    period = Period(start, start + timedelta(length))
    days = [first + timedelta(day) for day in range(more + 1)]
    assert period.touches(days[0], days[-1]) == any(day in period for day in days)
