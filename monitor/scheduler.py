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

_LOOK_SECONDS = 15
"""How soon lists that another process took in are in use here."""


@contextmanager
def running_jobs(wiring: Wiring) -> Iterator[tuple[Job, ...]]:
    """Run the jobs in a thread of their own until the block is left, the first turn at once."""
    jobs = (
        *standard_jobs(wiring.ingest),
        *wiring.listing.jobs(),
        *wiring.screening.jobs(),
        *wiring.notifier.jobs(),
    )
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
    # Every process changes over by itself, so this needs no lease.
    scheduler.add_job(
        wiring.list_watch.look,
        IntervalTrigger(seconds=_LOOK_SECONDS, timezone=UTC),
        id="lists-watch",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield jobs
    finally:
        scheduler.shutdown(wait=True)
