"""A store of its own for each test, a plan, and a carrier that notes what it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from alerts.store import SqlStore
from monitor.domain.ports.outbox import DeliveryFailed, Notification
from monitor.service.notify.notifier import Notifier
from monitor.service.notify.plan import Plan, read_plan
from tests.worlds import MovingClock

PLAN = """
desk_url = "https://desk.example.org/"
attempts_max = 3

[mail]
host = "mail.example.org"
sender = "desk@example.org"

[[channel]]
name = "officers"
kind = "email"
to = ["officers@example.org"]
triggers = ["opened", "reopened", "due_soon", "overdue", "escalated", "closed"]
least = "high"

[[channel]]
name = "siem"
kind = "webhook"
url = "https://siem.example.org/in"
secret_env = "SIEM_SECRET"
triggers = ["opened", "list_refused", "feed_silent"]
least = "info"
names = true

[feeds]
"customs-ru" = "36h"
"""


@dataclass
class Noting:
    """Takes messages, or refuses the next ones."""

    refusals: int = 0
    taken: list[Notification] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def carry(self, notification: Notification) -> None:
        self.tried.append(notification.message.id)
        if self.refusals:
            self.refusals -= 1
            raise DeliveryFailed("not now")
        self.taken.append(notification)


@dataclass
class Desk:
    """A notifier over a real store."""

    store: SqlStore
    clock: MovingClock
    plan: Plan
    carriers: dict[str, Noting]
    notifier: Notifier

    def told(self, channel: str) -> list[str]:
        """The titles that wait or went to a channel, oldest first."""
        found = self.store.outbox.newest(None, 1_000)
        return [
            str(one.message.body["title"])
            for one in reversed(found)
            if one.message.channel == channel
        ]


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    return desk_of(store, PLAN)


def desk_of(store: SqlStore, plan_text: str) -> Desk:
    plan, clock = read_plan(plan_text), MovingClock()
    carriers = {channel.name: Noting() for channel in plan.channels}
    notifier = Notifier(store, plan, carriers, clock, lambda: 0.5)
    return Desk(store, clock, plan, carriers, notifier)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore.open(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield opened
    opened.close()
