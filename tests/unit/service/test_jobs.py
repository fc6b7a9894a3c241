from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from monitor.service.alerting import TOTALS_RULE
from monitor.service.jobs import Job, mark_overdue, resum_limits, run_job, standard_jobs
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


def test_due_times_pass_once(world: World) -> None:
    world.take(coal())
    assert mark_overdue(world.store, world.clock) == "0 alerts newly overdue"
    world.clock.move(timedelta(days=3))
    assert mark_overdue(world.store, world.clock) == "1 alerts newly overdue"
    assert mark_overdue(world.store, world.clock) == "0 alerts newly overdue"
    assert world.alerts()[0].overdue


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
