from datetime import date
from decimal import Decimal

import pytest

from monitor.domain.period import Period
from monitor.rulebook.dated import Dated, Turn, TurnKind

D = date(2017, 10, 1)
VALUES: Dated[str] = Dated(((D, "first"), (date(2018, 1, 1), "second"), (date(2020, 1, 1), None)))


@pytest.mark.parametrize(
    ("day", "value", "since"),
    [
        (date(2017, 9, 30), None, None),
        (date(2017, 10, 1), "first", D),
        (date(2017, 12, 31), "first", D),
        (date(2018, 1, 1), "second", date(2018, 1, 1)),
        (date(2019, 12, 31), "second", date(2018, 1, 1)),
        (date(2020, 1, 1), None, date(2020, 1, 1)),
    ],
)
def test_the_latest_entry_not_after_the_day_holds(
    day: date, value: str | None, since: date | None
) -> None:
    assert VALUES.on(day) == value
    assert VALUES.since(day) == since


def test_periods_follow_one_another() -> None:
    assert list(VALUES.periods()) == [
        (Period(D, date(2018, 1, 1)), "first"),
        (Period(date(2018, 1, 1), date(2020, 1, 1)), "second"),
        (Period(date(2020, 1, 1)), None),
    ]


@pytest.mark.parametrize(
    ("turn", "day", "period"),
    [
        (Turn(TurnKind.UNTIL, date(2018, 1, 1)), D, Period(D, date(2018, 1, 1))),
        (Turn(TurnKind.UNTIL, date(2018, 1, 1)), date(2018, 1, 1), None),
        (Turn(TurnKind.CALENDAR_YEAR), date(2017, 12, 31), Period(D, date(2018, 1, 1))),
        (
            Turn(TurnKind.CALENDAR_YEAR),
            date(2019, 5, 5),
            Period(date(2019, 1, 1), date(2020, 1, 1)),
        ),
        (Turn(TurnKind.CALENDAR_YEAR), date(2017, 9, 30), None),
        (Turn(TurnKind.TWELVE_MONTHS), D, Period(D, date(2018, 10, 1))),
        (
            Turn(TurnKind.TWELVE_MONTHS),
            date(2019, 9, 30),
            Period(date(2018, 10, 1), date(2019, 10, 1)),
        ),
        (
            Turn(TurnKind.TWELVE_MONTHS),
            date(2019, 10, 1),
            Period(date(2019, 10, 1), date(2020, 10, 1)),
        ),
    ],
)
def test_a_sum_starts_again_when_the_window_turns(
    turn: Turn, day: date, period: Period | None
) -> None:
    assert turn.around(day, D) == period


def test_twelve_months_from_29_february_turn_on_1_march_in_other_years() -> None:
    turn = Turn(TurnKind.TWELVE_MONTHS)
    leap = date(2016, 2, 29)
    assert turn.around(date(2017, 2, 28), leap) == Period(leap, date(2017, 3, 1))
    assert turn.around(date(2020, 2, 29), leap) == Period(date(2020, 2, 29), date(2021, 3, 1))


def test_a_window_ends_where_the_next_value_starts() -> None:
    from monitor.rulebook.loader import load
    from tests.rules.small_book import LIMIT, small_files

    limit = next(one.rule.limit for one in load(small_files()).rules if one.rule.file == LIMIT)
    assert limit is not None
    first = limit.window_on(date(2017, 12, 31))
    assert first is not None
    assert (first.start, first.until) == (D, date(2018, 1, 1))
    later = limit.window_on(date(2026, 5, 5))
    assert later is not None
    assert (later.start, later.until, later.value, later.unit, later.cite) == (
        date(2026, 1, 1),
        date(2027, 1, 1),
        Decimal(500_000),
        "barrel",
        "2397:5",
    )
    assert limit.window_on(date(2017, 9, 30)) is None
