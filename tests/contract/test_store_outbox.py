"""The outbox on both engines: a message is kept once, sent until it is taken, and then left."""

from datetime import datetime, timedelta

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import AlertState
from monitor.domain.ports import AlertEntry
from monitor.domain.ports.outbox import Delivery, Mark, Message
from monitor.errors import StoreError
from tests.contract.records import NOW, alert

HOUR = timedelta(hours=1)


def message(number: int = 1, channel: str = "officers", **changes: str) -> Message:
    fields = {
        "id": f"nt_{channel}_{number}",
        "key": f"opened:{number}",
        "channel": channel,
        "trigger": "opened",
        "subject": f"al_{number:04d}",
    }
    return Message(**(fields | changes), body={"title": "제목", "data": {"n": number}})


def test_a_message_is_kept_as_it_is_and_waits(store: SqlStore) -> None:
    assert store.outbox.put([message(), message(2)], NOW) == 2
    first, second = store.outbox.due(NOW, 10)
    assert first.message == message()
    assert (first.state, first.attempts, first.created_at) == (Delivery.PENDING, 0, NOW)
    assert second.message.id == "nt_officers_2"
    assert store.outbox.due(NOW - HOUR, 10) == []


def test_the_same_key_goes_to_a_channel_once_and_to_each_channel(store: SqlStore) -> None:
    assert store.outbox.put([message()], NOW) == 1
    again = message(id="nt_other")
    assert store.outbox.put([again, message(channel="siem"), again], NOW) == 1
    assert store.outbox.counts()[Delivery.PENDING] == 2


def test_marks_go_forward_with_their_messages_or_not_at_all(store: SqlStore) -> None:
    assert store.outbox.position("reader") is None
    store.outbox.put([], NOW, [Mark("reader", 5)])
    store.outbox.put([], NOW, [Mark("reader", 3)])
    assert store.outbox.position("reader") == 5
    store.outbox.put([message()], NOW)
    clash = message(id=message().id, key="another")
    with pytest.raises(StoreError):
        store.outbox.put([clash], NOW, [Mark("reader", 9)])
    assert store.outbox.position("reader") == 5


def test_a_failed_message_waits_and_then_dies(store: SqlStore) -> None:
    store.outbox.put([message()], NOW)
    store.outbox.failed(message().id, "refused " * 200, NOW + HOUR)
    assert store.outbox.due(NOW, 10) == []
    (waiting,) = store.outbox.due(NOW + HOUR, 10)
    assert waiting.attempts == 1
    assert waiting.last_error is not None
    assert len(waiting.last_error) == 500
    store.outbox.failed(message().id, "gone", None)
    assert store.outbox.due(NOW + HOUR, 10) == []
    (dead,) = store.outbox.newest(Delivery.DEAD, 10)
    assert (dead.attempts, dead.last_error) == (2, "gone")


def test_a_dead_message_is_sent_again_when_someone_asks_and_a_taken_one_is_not(
    store: SqlStore,
) -> None:
    store.outbox.put([message(), message(2), message(3)], NOW)
    for number in (1, 2):
        store.outbox.failed(message(number).id, "gone", None)
    store.outbox.delivered(message(3).id, NOW)
    assert store.outbox.retry(message(3).id, NOW) == 0
    assert store.outbox.retry(message(1).id, NOW) == 1
    assert store.outbox.retry(None, NOW) == 1
    assert [(one.message.id, one.attempts) for one in store.outbox.due(NOW, 10)] == [
        (message(1).id, 0),
        (message(2).id, 0),
    ]


def test_what_was_taken_stays_so(store: SqlStore) -> None:
    store.outbox.put([message()], NOW)
    store.outbox.delivered(message().id, NOW)
    store.outbox.failed(message().id, "a second sender was slower", None)
    store.outbox.delivered(message().id, NOW + HOUR)
    (taken,) = store.outbox.newest(None, 10)
    assert (taken.state, taken.attempts, taken.delivered_at) == (Delivery.DELIVERED, 1, NOW)
    assert store.outbox.counts() == {
        Delivery.PENDING: 0,
        Delivery.DELIVERED: 1,
        Delivery.DEAD: 0,
    }


def entry(number: int, action: str, at: datetime = NOW) -> AlertEntry:
    return AlertEntry(f"al_{number:04d}", at, "us_1", action, "why")


def test_lines_are_read_in_order_after_a_number_with_the_alert_as_it_is(store: SqlStore) -> None:
    assert store.outbox.newest_entry() == 0
    with store.unit() as unit:
        unit.save_alerts([alert(1), alert(2)], [], [entry(1, "open"), entry(2, "open")])
    with store.unit() as unit:
        unit.save_alerts(
            [alert(1, state=AlertState.ESCALATED)], [], [entry(1, "escalate"), entry(2, "join")]
        )
    found = store.outbox.entries_after(1, ["open", "escalate"], 10)
    assert [(one.number, one.entry.action, one.alert.id) for one in found] == [
        (2, "open", "al_0002"),
        (3, "escalate", "al_0001"),
    ]
    assert found[1].alert.state is AlertState.ESCALATED
    assert len(store.outbox.entries_after(0, ["open"], 1)) == 1
    assert store.outbox.newest_entry() == 4
