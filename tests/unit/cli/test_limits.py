from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Command
from tests.worlds import PETROLEUM_LIMIT, petroleum

Feed = Callable[..., Path]


def test_a_limit_is_shown_on_a_day(command: Command, feed: Feed) -> None:
    command("ingest", feed(petroleum("r", 374_999)))
    page = command("limits", "--on", "2019-12-31", "--json").page
    (limit,) = [each for each in page["limits"] if each["id"] == PETROLEUM_LIMIT]
    assert page["on"] == "2019-12-31"
    assert limit["reported"]["total"] == "374999"
    assert limit["reported"]["share_percent"] == "74.99"
    assert limit["reported"]["next_step"] == 75
    assert limit["observed"]["total"] == "0"


def test_the_table_shows_both_bases(command: Command, feed: Feed) -> None:
    command("ingest", feed(petroleum("r", 374_999)))
    rows = command("limits", "--on", "2019-06-01").out.decode().splitlines()
    mine = [row for row in rows if row.startswith(PETROLEUM_LIMIT)]
    assert len(mine) == 2
    assert "374999" in mine[0]
    assert "74.99 %" in mine[0]


def test_the_table_says_what_comes_next_and_where_the_rate_leads(
    command: Command, feed: Feed
) -> None:
    january, february = (
        petroleum(
            name, barrels, f"2019-{last}", period={"from": f"2019-{first}", "to": f"2019-{last}"}
        )
        for name, barrels, first, last in (
            ("jan", 60_000, "01-01", "01-31"),
            ("feb", 58_000, "02-01", "02-28"),
        )
    )
    command("ingest", feed(january, february))
    rows = command("limits", "--on", "2019-04-20").out.decode().splitlines()
    reported, observed = (row for row in rows if row.startswith(PETROLEUM_LIMIT))
    assert "75 %, 257000 left" in reported
    assert reported.endswith(
        "730000 (146 %) by 2019-12-31, known through 2019-02-28; 75 % on 2019-07-07; "
        "90 % on 2019-08-13; 95 % on 2019-08-26; 100 % on 2019-09-08"
    )
    assert observed.endswith("none: no delivery counts up to this day")


@pytest.mark.parametrize("day", ["2019-02-30", "today", "01/02/2019", ""])
def test_a_day_that_is_none_is_wrong_usage(command: Command, day: str) -> None:
    assert command("limits", "--on", day).code == 2


def test_without_a_day_it_is_today(command: Command) -> None:
    assert command("limits", "--json").code == 0


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_have_no_limits(command: Command, day: str) -> None:
    assert command("limits", "--on", day, "--json").page["limits"] == []
