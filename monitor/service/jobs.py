"""What runs by the clock: each job is one call that may be made again without harm."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from monitor.domain.clock import Clock
from monitor.domain.ports import Store
from monitor.service.alerting import AlertDesk
from monitor.service.ids import new_id
from monitor.service.ingest import Ingest
from monitor.service.rejudge import rejudge_unjudged
from monitor.service.work.reminders import gather_words, remind

_log = logging.getLogger(__name__)
# A lease ends a little before the next turn, so that the same scheduler may take it again.
_LEASE_SHARE = 9, 10


@dataclass(frozen=True, slots=True)
class Job:
    """A job, how often it runs, and what it does; its answer is for the log."""

    name: str
    every: timedelta
    work: Callable[[], str]


def standard_jobs(ingest: Ingest) -> tuple[Job, ...]:
    """Give the jobs that every installation runs."""
    store, clock = ingest.store, ingest.clock
    return (
        Job("limit-resum", timedelta(hours=1), lambda: resum_limits(store, clock)),
        Job("reminders", timedelta(minutes=1), lambda: remind(store, clock)),
        Job("words", timedelta(seconds=10), lambda: gather_words(store)),
        Job("rejudge", timedelta(minutes=5), lambda: f"{rejudge_unjudged(ingest)} events judged"),
    )


def resum_limits(store: Store, clock: Clock) -> str:
    """Sum every limit again from its deliveries; a total that differed opens an alert."""
    wrong = store.resum()
    if wrong:
        _log.error("limit totals differed and were put right: %s", "; ".join(wrong))
        with store.unit() as unit:
            desk = AlertDesk(unit, clock.now(), new_id)
            desk.take_wrong_totals(wrong)
            desk.flush()
    return f"{len(wrong)} totals differed"


def run_job(job: Job, store: Store, clock: Clock, owner: str) -> bool:
    """Run a job if no other scheduler holds its lease; a failure is logged, the next turn comes.

    Returns:
        Whether it ran here.
    """
    try:
        now = clock.now()
        share, whole = _LEASE_SHARE
        if not store.claim_job(job.name, owner, now, now + job.every * share / whole):
            return False
        answer = job.work()
    except Exception:  # noqa: BLE001 - a job boundary: the next turn must come whatever happened
        _log.exception("the job %s failed", job.name)
        return False
    _log.info("job %s: %s", job.name, answer)
    return True
