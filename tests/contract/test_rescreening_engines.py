"""Following a change of a list does the same on both engines."""

import pytest

from alerts.store import SqlStore
from monitor.domain.ports.rescreens import Effect
from tests.unit.service.test_rescreening import FREEZE_RULE, ORE, SALT, Desk, pay, snapshot
from tests.worlds import MovingClock


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    return Desk(store, MovingClock(), snapshot(SALT), snapshot(SALT))


def test_a_change_opens_joins_tells_and_marks_once(desk: Desk) -> None:
    desk.take(
        pay("p-1", ORE.name), pay("p-2", ORE.name), pay("p-3", ORE.name, "2018-03-01"),
        pay("p-4", SALT.name), pay("p-5", "EXAMPLE OTHER"),
    )  # fmt: skip
    (done,) = desk.change(ORE)
    found = {
        (line.effect, line.event_id)
        for line in desk.store.rescreens.lines(done.id)
        if line.rule in {FREEZE_RULE, "screening.listed-since"}
    }
    assert found == {
        (Effect.OPENED, "p-1"), (Effect.JOINED, "p-2"), (Effect.TOLD, "p-3"), (Effect.GONE, "p-4"),
    }  # fmt: skip
    assert desk.rescreening().catch_up("again") == []
    assert desk.store.rescreens.newest()[0].finished_at is not None
