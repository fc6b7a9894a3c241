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


@pytest.mark.parametrize("day", ["2019-02-30", "today", "01/02/2019", ""])
def test_a_day_that_is_none_is_wrong_usage(command: Command, day: str) -> None:
    assert command("limits", "--on", day).code == 2


def test_without_a_day_it_is_today(command: Command) -> None:
    assert command("limits", "--json").code == 0
