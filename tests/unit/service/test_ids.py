from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from monitor.service.ids import new_id

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_an_id_has_a_prefix_and_26_letters_that_read_alike_in_every_script() -> None:
    assert re.fullmatch(r"al_[0-9a-hjkmnp-tv-z]{26}", new_id("al", NOON))


def test_ids_sort_by_the_instant_they_were_made() -> None:
    ids = [new_id("al", NOON + timedelta(milliseconds=step)) for step in range(50)]
    assert ids == sorted(ids)


def test_ids_of_one_instant_differ() -> None:
    assert len({new_id("al", NOON) for _ in range(1_000)}) == 1_000
