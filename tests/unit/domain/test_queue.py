"""A cursor is the queue's order written down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.alert import Alert, AlertState
from monitor.domain.finding import Level, Verdict
from monitor.domain.queue import QueuePlace

NOW = datetime(2026, 11, 22, tzinfo=UTC)
places = st.builds(
    QueuePlace,
    st.booleans(),
    st.integers(0, 4),
    st.datetimes(timezones=st.just(UTC)),
    st.text(min_size=1, max_size=20),
)


@given(places)
def test_a_cursor_reads_back_as_its_place(place: QueuePlace) -> None:
    assert QueuePlace.read(place.cursor()) == place


def test_the_place_of_an_alert_is_its_state_level_due_time_and_id() -> None:
    alert = Alert(
        id="al_1",
        group_key="g",
        rule="r",
        provisions=(),
        verdict=Verdict.LIMIT,
        level=Level.MEDIUM,
        summary="",
        opened_at=NOW,
        last_seen_at=NOW,
        due_at=NOW + timedelta(days=2),
        state=AlertState.CLOSED,
    )
    assert QueuePlace.of(alert) == (True, 2, NOW + timedelta(days=2), "al_1")


@pytest.mark.parametrize("cursor", ["", "~~~", "0~1~2", "x~1~2~al", "0~1~1e9~al", f"0~1~{9**40}~a"])
def test_other_text_is_no_cursor(cursor: str) -> None:
    with pytest.raises(ValueError, match="none that a list of alerts gave"):
        QueuePlace.read(cursor)
