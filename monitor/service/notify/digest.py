"""Summaries at set times, each for people of one role: what waits for them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from monitor.domain.clock import Clock
from monitor.domain.finding import Level
from monitor.domain.people import Role
from monitor.domain.ports.figures import AlertTally, DayFlow, Figures
from monitor.domain.ports.lists import ListStore
from monitor.domain.ports.outbox import Delivery, Message, Outbox
from monitor.service.ids import new_id
from monitor.service.notify.plan import DigestPlan, Plan, Trigger
from monitor.service.notify.wording import plain
from monitor.service.rhythm import RHYTHM_SPAN, rhythm_of

_WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


class Summed(Protocol):
    """The parts of the store that a digest sums up."""

    @property
    def figures(self) -> Figures:
        """Counts."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Messages."""
        ...

    @property
    def lists(self) -> ListStore:
        """Lists and what came of fetching them."""
        ...


class Digests:
    """Makes each summary once a slot, and after a standstill only the newest one."""

    def __init__(self, store: Summed, plan: Plan, clock: Clock) -> None:
        self._store = store
        self._plan = plan
        self._clock = clock
        self._writers: Mapping[Role, Callable[[timedelta], list[str]]] = {
            Role.OFFICER: self._for_officers,
            Role.SUPERVISOR: self._for_supervisors,
            Role.AUDITOR: self._for_auditors,
            Role.RULE_EDITOR: self._for_rule_editors,
            Role.ADMINISTRATOR: self._for_administrators,
            Role.FEED: self._for_feeds,
        }

    def make_due(self) -> int:
        """Put the summaries whose time has come into the outbox; give how many."""
        now = self._clock.now()
        messages = [
            self._message(digest, slot, now)
            for digest in self._plan.digests
            if now - (slot := last_slot(digest, now)) < _DAY
        ]
        return self._store.outbox.put(messages, now) if messages else 0

    def _message(self, digest: DigestPlan, slot: datetime, now: datetime) -> Message:
        span = _DAY if digest.every == "day" else _WEEK
        lines = self._writers[digest.role](span)
        title = f"{'Daily' if span == _DAY else 'Weekly'} summary for {digest.role.value}s"
        body = plain(
            "digest",
            title.replace("_", " "),
            lines,
            {"digest": digest.name, "role": digest.role.value, "lines": lines},
            self._plan.address("/dashboard"),
        )
        key = f"digest:{digest.name}:{slot.isoformat()}"
        return Message(
            new_id("nt", now), key, digest.channel, Trigger.DIGEST.value, digest.name, body
        )

    def _for_officers(self, _span: timedelta) -> list[str]:
        waiting = [one for one in self._store.figures.alerts() if one.state.value != "closed"]
        overdue = sum(one.alerts for one in waiting if one.overdue)
        return [f"Open alerts: {_by_level(waiting)}", f"Overdue: {overdue}"]

    def _for_supervisors(self, span: timedelta) -> list[str]:
        tallies = self._store.figures.alerts()
        escalated = sum(one.alerts for one in tallies if one.state.value == "escalated")
        return [*self._for_officers(span), f"Escalated: {escalated}", *self._flow(span)]

    def _for_auditors(self, span: timedelta) -> list[str]:
        decided = Counter[str]()
        for one in self._store.figures.alerts():
            if one.disposition is not None and one.state.value == "closed":
                decided[one.disposition.value.replace("_", " ")] += one.alerts
        closed = ", ".join(f"{count} {name}" for name, count in sorted(decided.items()))
        return [*self._flow(span), f"Closed alerts in all: {closed or 'none'}"]

    def _for_rule_editors(self, _span: timedelta) -> list[str]:
        wrong, decided = Counter[str](), Counter[str]()
        for one in self._store.figures.alerts():
            if one.state.value == "closed" and one.disposition is not None:
                decided[one.rule] += one.alerts
                wrong[one.rule] += one.alerts * (one.disposition.value == "false_positive")
        most = [(rule, count) for rule, count in wrong.most_common(5) if count]
        return [
            "Most false positives:",
            *(f"{rule}: {count} of {decided[rule]} decided" for rule, count in most),
        ]

    def _for_administrators(self, _span: timedelta) -> list[str]:
        counts = self._store.outbox.counts()
        failing = [
            f"List {check.list_id} cannot be fetched: {check.error}"
            for check in self._store.lists.checks().values()
            if check.error
        ]
        return [
            f"Messages: {counts[Delivery.PENDING]} wait, {counts[Delivery.DEAD]} were given up",
            *failing,
            *self._for_feeds(_DAY),
        ]

    def _for_feeds(self, _span: timedelta) -> list[str]:
        now = self._clock.now()
        lines = []
        for pulse in self._store.figures.feeds((now - RHYTHM_SPAN).date()):
            rhythm = rhythm_of(pulse, self._plan.feeds.get(pulse.source))
            if rhythm.is_silent(now):
                lines.append(f"Feed {pulse.source} is silent since {pulse.last_at:%Y-%m-%d %H:%M}")
        return lines or ["No feed is silent"]

    def _flow(self, span: timedelta) -> list[str]:
        since = (self._clock.now() - span).date()
        days: Sequence[DayFlow] = self._store.figures.flow(since)
        opened, closed, again = (
            sum(getattr(day, name) for day in days) for name in ("opened", "closed", "reopened")
        )
        return [f"Since {since}: {opened} opened, {closed} closed, {again} reopened"]


def last_slot(digest: DigestPlan, now: datetime) -> datetime:
    """Give the newest set time of a digest that is not after an instant."""
    zone = ZoneInfo(digest.zone)
    local = now.astimezone(zone)
    day = local.date()
    while True:
        slot = datetime.combine(day, digest.at, zone).astimezone(UTC)
        fits = digest.every == "day" or _WEEKDAYS[day.weekday()] == digest.every
        if fits and slot <= now:
            return slot
        day -= _DAY


def _by_level(tallies: Sequence[AlertTally]) -> str:
    counts = Counter[Level]()
    for one in tallies:
        counts[one.level] += one.alerts
    return ", ".join(f"{counts[level]} {level.value}" for level in Level if counts[level]) or "none"
