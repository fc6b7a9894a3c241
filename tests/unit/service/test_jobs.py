from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from monitor.domain.alert import AlertState
from monitor.service.alerting import TOTALS_RULE
from monitor.service.jobs import Job, resum_limits, run_job, standard_jobs
from monitor.service.work.reminders import remind
from tests.worlds import World, coal, petroleum


def counting_job(name: str = "count") -> tuple[Job, list[int]]:
    runs: list[int] = []

    def work() -> str:
        runs.append(1)
        return "done"

    return Job(name, timedelta(minutes=5), work), runs


def test_two_schedulers_do_not_both_run_a_job(world: World) -> None:
    job, runs = counting_job()
    assert run_job(job, world.store, world.clock, "one")
    assert not run_job(job, world.store, world.clock, "two")
    assert len(runs) == 1


def test_the_next_turn_comes(world: World) -> None:
    job, runs = counting_job()
    for owner in ("one", "two", "one"):
        assert run_job(job, world.store, world.clock, owner)
        world.clock.move(timedelta(minutes=5))
    assert len(runs) == 3


def test_jobs_do_not_hold_each_other_up(world: World) -> None:
    first, _ = counting_job("first")
    second, _ = counting_job("second")
    assert run_job(first, world.store, world.clock, "one")
    assert run_job(second, world.store, world.clock, "two")


def test_a_job_that_fails_is_logged_and_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    job = Job("broken", timedelta(minutes=1), broken)
    with caplog.at_level(logging.ERROR):
        assert not run_job(job, world.store, world.clock, "one")
    assert "the job broken failed" in caplog.text
    world.clock.move(timedelta(minutes=1))
    assert not run_job(job, world.store, world.clock, "one")


def test_reminder_overdue_and_escalation_come_once_each(world: World) -> None:
    world.take(coal())
    nothing = "0 due soon, 0 overdue, 0 escalated, 0 woken"
    assert remind(world.store, world.clock) == nothing
    world.clock.move(timedelta(hours=3))
    assert remind(world.store, world.clock) == "1 due soon, 0 overdue, 0 escalated, 0 woken"
    assert remind(world.store, world.clock) == nothing
    world.clock.move(timedelta(hours=1))
    assert remind(world.store, world.clock) == "0 due soon, 1 overdue, 0 escalated, 0 woken"
    world.clock.move(timedelta(hours=1))
    assert remind(world.store, world.clock) == "0 due soon, 0 overdue, 1 escalated, 0 woken"
    assert remind(world.store, world.clock) == nothing
    (alert,) = world.alerts()
    assert alert.overdue
    assert alert.state is AlertState.ESCALATED
    said = [line.action for line in world.store.alert_entries(alert.id)]
    assert said == ["open", "remind", "overdue", "escalate"]


def test_a_job_that_was_down_marks_and_escalates_without_a_late_reminder(world: World) -> None:
    world.take(coal())
    world.clock.move(timedelta(days=3))
    assert remind(world.store, world.clock) == "0 due soon, 1 overdue, 1 escalated, 0 woken"
    (alert,) = world.alerts()
    said = [line.action for line in world.store.alert_entries(alert.id)]
    assert said == ["open", "overdue", "escalate"]


def test_right_totals_raise_nothing(world: World) -> None:
    world.take(petroleum("a", 5))
    assert resum_limits(world.store, world.clock) == "0 totals differed"
    assert not world.alerts()


def test_a_total_that_differed_opens_an_alert_and_is_put_right(world: World) -> None:
    world.take(petroleum("a", 5), petroleum("b", 7, "2019-03-02"))
    spoiler = create_engine(world.store._engine.url)
    with spoiler.begin() as connection:
        connection.execute(text("UPDATE deliveries SET counts = 0 WHERE id = 1"))
    spoiler.dispose()
    assert resum_limits(world.store, world.clock) == "1 totals differed"
    (alert,) = world.alerts()
    assert alert.rule == TOTALS_RULE
    assert "were put right" in alert.summary
    assert resum_limits(world.store, world.clock) == "0 totals differed"


def test_the_standard_jobs_run_on_an_empty_store(world: World) -> None:
    for job in standard_jobs(world.ingest):
        assert run_job(job, world.store, world.clock, "one"), job.name
