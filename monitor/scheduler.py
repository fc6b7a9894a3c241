"""Runs the jobs by the clock, inside ``serve`` or alone; each job is one service call."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.bootstrap import Wiring
from monitor.service.ids import new_id
from monitor.service.jobs import Job, run_job, standard_jobs


@contextmanager
def running_jobs(wiring: Wiring) -> Iterator[tuple[Job, ...]]:
    """Run the jobs in a thread of their own until the block is left, the first turn at once."""
    jobs = (*standard_jobs(wiring.ingest), *wiring.notifier.jobs())
    now = wiring.clock.now()
    owner = new_id(f"{socket.gethostname()}.{os.getpid()}", now)
    scheduler = BackgroundScheduler(timezone=UTC)
    for job in jobs:
        scheduler.add_job(
            run_job,
            IntervalTrigger(seconds=int(job.every.total_seconds()), timezone=UTC),
            args=(job, wiring.store, wiring.clock, owner),
            id=job.name,
            next_run_time=now,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield jobs
    finally:
        scheduler.shutdown(wait=True)
