"""A cursor is the queue's order written down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.alert import Alert, AlertState
from monitor.domain.finding import Level, Verdict
from monitor.domain.queue import QueueOrder, QueuePlace

NOW = datetime(2026, 11, 22, tzinfo=UTC)
instants = st.datetimes(timezones=st.just(UTC))
ids = st.text(min_size=1, max_size=20)
ranks = st.integers(0, 4)
OF_COLUMN: dict[str, st.SearchStrategy[int | datetime | str]] = {
    "closed": st.integers(0, 1), "level_rank": ranks, "strength": ranks,
    "due_at": instants, "opened_at": instants, "id": ids,
}  # fmt: skip


@st.composite
def places(draw: st.DrawFn) -> QueuePlace:
    order = draw(st.sampled_from(QueueOrder))
    return QueuePlace(order, tuple(draw(OF_COLUMN[name]) for name in order.columns))


@given(places())
def test_a_cursor_reads_back_as_its_place(place: QueuePlace) -> None:
    assert QueuePlace.read(place.cursor(), place.order) == place


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
    due = NOW + timedelta(days=2)
    assert QueuePlace.of(alert).values == (1, 2, due, "al_1")
    assert QueuePlace.of(alert, QueueOrder.EVIDENCE).values == (1, 0, 2, due, "al_1")
    assert QueuePlace.of(alert, QueueOrder.DEADLINE).values == (1, due, "al_1")
    assert QueuePlace.of(alert, QueueOrder.AGE).values == (1, NOW, "al_1")


@pytest.mark.parametrize("cursor", ["", "~~~", "0~1~2", "x~1~2~al", "0~1~1e9~al", f"0~1~{9**40}~a"])
def test_other_text_is_no_cursor(cursor: str) -> None:
    with pytest.raises(ValueError, match="none that a list of alerts gave"):
        QueuePlace.read(cursor)
