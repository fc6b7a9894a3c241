from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.domain.ports.outbox import Delivery, Message
from monitor.service.notify.plan import PlanError
from monitor.service.notify.sending import FIRST_WAIT, LONGEST_WAIT, wait_after
from tests.unit.service.notify.conftest import Desk
from tests.worlds import NOW


def put(desk: Desk, channel: str = "officers", own_id: str = "nt_1") -> None:
    body = {"title": "t", "text": "t", "type": "t", "data": {}}
    desk.store.outbox.put([Message(own_id, own_id, channel, "opened", "al_1", body)], NOW)


def test_a_message_is_sent_once(desk: Desk) -> None:
    put(desk)
    assert desk.notifier.send() == "1 messages sent, 0 attempts failed"
    assert desk.notifier.send() == "0 messages sent, 0 attempts failed"
    assert [one.message.id for one in desk.carriers["officers"].taken] == ["nt_1"]


def test_a_failure_is_tried_again_later_under_the_same_id(desk: Desk) -> None:
    desk.carriers["officers"].refusals = 1
    put(desk)
    assert desk.notifier.send() == "0 messages sent, 1 attempts failed"
    assert desk.notifier.send() == "0 messages sent, 0 attempts failed"
    desk.clock.move(FIRST_WAIT)
    assert desk.notifier.send() == "1 messages sent, 0 attempts failed"
    assert desk.carriers["officers"].tried == ["nt_1", "nt_1"]
    (found,) = desk.notifier.newest(None, 9)
    assert (found.state, found.attempts, found.last_error) == (Delivery.DELIVERED, 2, None)


def test_a_message_is_given_up_and_sent_again_by_hand(desk: Desk) -> None:
    desk.carriers["officers"].refusals = 3
    put(desk)
    for _ in range(5):
        desk.notifier.send()
        desk.clock.move(LONGEST_WAIT)
    assert len(desk.carriers["officers"].tried) == 3
    (dead,) = desk.notifier.newest(Delivery.DEAD, 9)
    assert dead.last_error == "not now"
    assert desk.notifier.retry("nt_1") == 1
    assert desk.notifier.send() == "1 messages sent, 0 attempts failed"
    assert desk.notifier.retry("nt_1") == 0


def test_one_channel_that_fails_does_not_stop_another(desk: Desk) -> None:
    desk.carriers["officers"].refusals = 9
    put(desk, own_id="nt_1")
    put(desk, "siem", "nt_2")
    put(desk, "removed", "nt_3")
    assert desk.notifier.send() == "1 messages sent, 2 attempts failed"
    errors = {one.message.channel: one.last_error for one in desk.notifier.newest(None, 9)}
    assert errors["removed"] == "there is no channel 'removed' any more"


def test_waits_double_and_are_spread() -> None:
    middle = [wait_after(attempts, 0.5) for attempts in range(1, 6)]
    assert middle == [FIRST_WAIT * 2**n for n in range(5)]
    assert wait_after(1, 0) == FIRST_WAIT * 0.75
    assert wait_after(1, 1) == FIRST_WAIT * 1.25
    assert wait_after(500, 0.5) == LONGEST_WAIT


def test_a_test_message_says_what_came_of_it(desk: Desk) -> None:
    assert desk.notifier.test("officers", "us_1").state is Delivery.DELIVERED
    desk.carriers["officers"].refusals = 1
    assert desk.notifier.test("officers", "us_1").last_error == "not now"
    with pytest.raises(PlanError, match="no channel 'nobody'"):
        desk.notifier.test("nobody", "us_1")


def test_the_jobs_look_and_send(desk: Desk) -> None:
    jobs = {job.name: job for job in desk.notifier.jobs()}
    assert set(jobs) == {"feed-days", "notify-look", "notify-send"}
    assert all(job.every <= timedelta(minutes=1) for job in jobs.values())
    assert [job.work() for job in jobs.values()] == [
        "0 event versions counted by day",
        "0 messages made",
        "0 messages sent, 0 attempts failed",
    ]
