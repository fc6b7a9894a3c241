"""Reminders over a restart: the real scheduler in a process that is killed, and started again."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from alerts.store import SqlStore
from monitor.domain.alert import AlertState
from monitor.domain.ports import AlertEntry
from tests.contract.records import alert

ROOT = Path(__file__).parents[2]
PATIENCE = 240


@contextmanager
def scheduler(data: Path) -> Iterator[subprocess.Popen[str]]:
    """The scheduler in a process of its own, killed without a word at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.reminder_worker", str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def open_alert(store: SqlStore, number: int, due: timedelta) -> None:
    """Open a high alert that is due so long from now."""
    now = datetime.now(UTC)
    made = alert(number, opened_at=now, last_seen_at=now, due_at=now + due)
    with store.unit() as unit:
        unit.save_alerts([made], [], [AlertEntry(made.id, now, "sanctions-monitor", "open", "")])


def said(store: SqlStore, number: int) -> list[str]:
    return [line.action for line in store.alert_entries(f"al_{number:04d}")]


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_a_killed_scheduler_neither_forgets_nor_repeats_a_reminder(tmp_path: Path) -> None:
    store = SqlStore.open(f"sqlite:///{tmp_path / _file_of(tmp_path)}")
    open_alert(store, 1, timedelta(minutes=30))
    open_alert(store, 2, -timedelta(days=1))
    with scheduler(tmp_path):
        wait_for(lambda: said(store, 2)[-1] == "escalate")
    assert said(store, 1) == ["open", "remind"]
    assert said(store, 2) == ["open", "overdue", "escalate"]
    open_alert(store, 3, -timedelta(hours=1))
    _let_the_leases_run_out(store)
    with scheduler(tmp_path):
        wait_for(lambda: said(store, 3)[-1] == "overdue")
    assert said(store, 1) == ["open", "remind"]
    assert said(store, 2) == ["open", "overdue", "escalate"]
    assert said(store, 3) == ["open", "overdue"]
    taken = store.alert("al_0002")
    assert taken is not None
    assert taken.state is AlertState.ESCALATED
    store.close()


def _file_of(data: Path) -> str:
    from monitor.settings import Settings

    return Settings(data=data).store_url.rpartition("/")[2]


def _let_the_leases_run_out(store: SqlStore) -> None:
    """A killed scheduler's leases end by themselves within the minute; this is that minute."""
    with store._writing() as connection:
        connection.execute(text("UPDATE job_leases SET until_at = '2000-01-01 00:00:00.000000'"))
