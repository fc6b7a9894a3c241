"""Notifications as one service: look, sum up, send; for the jobs, the command line and the pages."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from monitor.domain.clock import Clock
from monitor.domain.ports.figures import Figures
from monitor.domain.ports.lists import ListStore
from monitor.domain.ports.outbox import Carrier, Delivery, Message, Notification, Outbox
from monitor.service.ids import new_id
from monitor.service.jobs import Job
from monitor.service.notify.digest import Digests
from monitor.service.notify.plan import Plan, PlanError, Trigger
from monitor.service.notify.sending import Sender
from monitor.service.notify.watch import Watch
from monitor.service.notify.wording import minute, plain


class Told(Protocol):
    """The parts of the store that notifications need."""

    @property
    def outbox(self) -> Outbox:
        """Messages and marks."""
        ...

    @property
    def figures(self) -> Figures:
        """Counts."""
        ...

    @property
    def lists(self) -> ListStore:
        """Lists and what came of fetching them."""
        ...


class Notifier:
    """Everything that is done about notifications; each call may be made again without harm."""

    def __init__(
        self,
        store: Told,
        plan: Plan,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        """Put together watch, digests and sender; ``chance`` spreads waits, from 0 up to 1."""
        self.plan = plan
        self._store = store
        self._clock = clock
        self._watch = Watch(store, plan, clock)
        self._digests = Digests(store, plan, clock)
        self._sender = Sender(store.outbox, carriers, clock, chance, plan.attempts_max)

    def look(self) -> str:
        """Put what is new and what is due into the outbox; say how much that was."""
        return f"{self._watch.look() + self._digests.make_due()} messages made"

    def send(self) -> str:
        """Send what is due; say what came of it."""
        taken, failed = self._sender.send_due()
        return f"{taken} messages sent, {failed} attempts failed"

    def test(self, channel: str, by: str) -> Notification:
        """Send a test message at once and give it as it stands after the attempt.

        Raises:
            PlanError: there is no such channel.
        """
        if self.plan.channel(channel) is None:
            msg = f"there is no channel '{channel}' in the file of notifications"
            raise PlanError(msg)
        now = self._clock.now()
        body = plain(
            "test",
            "This is a test",
            [f"Sent by {by} on {minute(now)}.", "Nothing happened and nothing is to be done."],
            {"by": by, "at": now.isoformat()},
            self.plan.address("/"),
        )
        own_id = new_id("nt", now)
        message = Message(own_id, f"test:{own_id}", channel, Trigger.TEST.value, "test", body)
        self._store.outbox.put([message], now)
        self._sender.send_due()
        return next(
            found for found in self._store.outbox.newest(None, 1_000) if found.message.id == own_id
        )

    def retry(self, notification_id: str | None) -> int:
        """Let one message, or all that were given up, be sent again; give how many."""
        return self._store.outbox.retry(notification_id, self._clock.now())

    def counts(self) -> Mapping[Delivery, int]:
        """Count the messages by state."""
        return self._store.outbox.counts()

    def newest(self, state: Delivery | None, limit: int) -> list[Notification]:
        """Give messages, the newest first."""
        return list(self._store.outbox.newest(state, limit))

    def jobs(self) -> tuple[Job, ...]:
        """Give what runs by the clock; without channels nothing is looked for."""
        count = Job("feed-days", timedelta(minutes=1), self._count_feeds)
        if not self.plan.channels:
            return (count,)
        return (
            count,
            Job("notify-look", timedelta(seconds=30), self.look),
            Job("notify-send", timedelta(seconds=30), self.send),
        )

    def _count_feeds(self) -> str:
        return f"{self._store.figures.count_feeds()} event versions counted by day"


def shown(notification: Notification) -> dict[str, object]:
    """Give a message in its public shape; its text is left out, as it may name people."""
    message = notification.message
    return {
        "object": "notification",
        "id": message.id,
        "channel": message.channel,
        "trigger": message.trigger,
        "subject": message.subject,
        "state": notification.state.value,
        "attempts": notification.attempts,
        "created_at": notification.created_at.isoformat(),
        "next_at": _at(notification.next_at if notification.state is Delivery.PENDING else None),
        "delivered_at": _at(notification.delivered_at),
        "last_error": notification.last_error,
    }


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
