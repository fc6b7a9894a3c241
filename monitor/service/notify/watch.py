"""Watches the store for what somebody wants to be told, and puts it into the outbox once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, Protocol

from monitor.domain.alert import Alert
from monitor.domain.clock import Clock
from monitor.domain.ports.figures import Figures
from monitor.domain.ports.lists import ListStore, SnapshotStatus
from monitor.domain.ports.outbox import Mark, Message, NumberedEntry, Outbox
from monitor.service.ids import new_id
from monitor.service.notify.plan import Channel, Plan, Trigger
from monitor.service.notify.wording import about_alert, about_alerts, minute, plain
from monitor.service.rhythm import RHYTHM_SPAN, rhythm_of

EACH_MAX: Final = 5
"""So many alerts of one look are told one by one; more of them make one message."""
_ROUND: Final = 5_000
_REFUSED_LOOKED_AT: Final = 50
ENTRY_MARK: Final = "notify-entries"
LIST_MARK: Final = "notify-lists"
_BY_ACTION: Final = {
    "open": Trigger.OPENED,
    "reopen": Trigger.REOPENED,
    "remind": Trigger.DUE_SOON,
    "overdue": Trigger.OVERDUE,
    "escalate": Trigger.ESCALATED,
    "close": Trigger.CLOSED,
}


class Watched(Protocol):
    """The parts of the store that are looked at."""

    @property
    def outbox(self) -> Outbox:
        """Messages and marks."""
        ...

    @property
    def figures(self) -> Figures:
        """When each feed last sent something."""
        ...

    @property
    def lists(self) -> ListStore:
        """Which list files were refused."""
        ...


class Watch:
    """Looks at what is new since the last look; what it tells and how far it read go together."""

    def __init__(self, store: Watched, plan: Plan, clock: Clock) -> None:
        self._store = store
        self._plan = plan
        self._clock = clock

    def look(self) -> int:
        """Put what is new into the outbox; give how many messages that made.

        A first look only remembers where the time lines end: nobody wants to be told the past.
        """
        return self._alerts() + self._lists() + self._feeds()

    def _alerts(self) -> int:
        outbox, now = self._store.outbox, self._clock.now()
        position = outbox.position(ENTRY_MARK)
        if position is None:
            return outbox.put([], now, [Mark(ENTRY_MARK, outbox.newest_entry())])
        made = 0
        while found := outbox.entries_after(position, tuple(_BY_ACTION), _ROUND):
            position = found[-1].number
            made += outbox.put(self._of_entries(found, now), now, [Mark(ENTRY_MARK, position)])
            if len(found) < _ROUND:
                break
        return made

    def _of_entries(self, found: Sequence[NumberedEntry], now: datetime) -> list[Message]:
        ordered = sorted(found, key=lambda one: _BY_ACTION[one.entry.action].value)
        messages: list[Message] = []
        for trigger, group in groupby(ordered, lambda one: _BY_ACTION[one.entry.action]):
            entries = list(group)
            for channel in self._listening(trigger):
                heard = [one for one in entries if one.alert.level.rank <= channel.least.rank]
                messages.extend(self._told(trigger, heard, channel, now))
        return messages

    def _told(
        self, trigger: Trigger, heard: Sequence[NumberedEntry], channel: Channel, now: datetime
    ) -> Iterable[Message]:
        newest: dict[str, tuple[int, Alert]] = {
            one.alert.id: (one.number, one.alert) for one in heard
        }
        if len(newest) <= EACH_MAX:
            for number, alert in newest.values():
                body = about_alert(trigger, alert, channel, self._plan)
                key = f"{trigger.value}:{alert.id}:{number}"
                yield _message(key, channel, trigger, alert.id, body, now)
            return
        numbers = [number for number, _ in newest.values()]
        key = f"{trigger.value}:{min(numbers)}-{max(numbers)}"
        body = about_alerts(trigger, [alert for _, alert in newest.values()], channel, self._plan)
        yield _message(key, channel, trigger, "alerts", body, now)

    def _lists(self) -> int:
        outbox, now = self._store.outbox, self._clock.now()
        refused = [
            kept
            for kept in self._store.lists.history(limit=_REFUSED_LOOKED_AT)
            if kept.given.status is SnapshotStatus.REFUSED
        ]
        position = outbox.position(LIST_MARK)
        newest = max((kept.number for kept in refused), default=0)
        if position is None:
            return outbox.put([], now, [Mark(LIST_MARK, newest)])
        messages = []
        for kept in refused:
            if kept.number > position:
                given = kept.given
                body = plain(
                    "list.refused",
                    f"A file of the list {given.list_id} was refused",
                    [f"Published: {given.published_on}", f"Why: {given.reason}"],
                    {"list": given.list_id, "reason": given.reason, "snapshot": kept.number},
                    self._plan.address("/dashboard"),
                )
                messages += self._to_all(
                    f"list_refused:{kept.number}", Trigger.LIST_REFUSED, given.list_id, body, now
                )
        if newest <= position and not messages:
            return 0
        return outbox.put(messages, now, [Mark(LIST_MARK, newest)])

    def _feeds(self) -> int:
        outbox, now = self._store.outbox, self._clock.now()
        messages: list[Message] = []
        for pulse in self._store.figures.feeds((now - RHYTHM_SPAN).date()):
            rhythm = rhythm_of(pulse, self._plan.feeds.get(pulse.source))
            if not rhythm.is_silent(now):
                continue
            body = plain(
                "feed.silent",
                f"The feed {pulse.source} is silent",
                [f"Last event: {minute(pulse.last_at)}", f"Expected: {rhythm.words}"],
                {"source": pulse.source, "last_at": pulse.last_at.isoformat()},
                self._plan.address("/dashboard"),
            )
            key = f"feed_silent:{pulse.source}:{pulse.last_at.isoformat()}"
            messages += self._to_all(key, Trigger.FEED_SILENT, pulse.source, body, now)
        return outbox.put(messages, now) if messages else 0

    def _to_all(
        self, key: str, trigger: Trigger, subject: str, body: dict[str, object], now: datetime
    ) -> list[Message]:
        return [
            _message(key, channel, trigger, subject, body, now)
            for channel in self._listening(trigger)
        ]

    def _listening(self, trigger: Trigger) -> list[Channel]:
        return [channel for channel in self._plan.channels if trigger in channel.triggers]


def _message(  # noqa: PLR0917 - a record by its fields
    key: str,
    channel: Channel,
    trigger: Trigger,
    subject: str,
    body: dict[str, object],
    now: datetime,
) -> Message:
    return Message(new_id("nt", now), key, channel.name, trigger.value, subject, body)
