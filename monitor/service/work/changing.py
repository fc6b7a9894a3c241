"""One change in one transaction: what it may see, how it is saved, told, recorded, remembered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.alert import Action, Alert
from monitor.domain.desk_times import desk_times
from monitor.domain.ports import AlertEntry, Store, Unit
from monitor.domain.ports.work import Reply
from monitor.service.audit import Audit
from monitor.service.work.asking import (
    Asked,
    ChangedMeanwhile,
    HeldByAnother,
    KeyReused,
    NotThere,
)

_RECORDED = (
    "state", "assignee", "disposition", "reason", "reference", "close_proposed_by",
    "snoozed_until", "due_at", "level",
)  # fmt: skip
_UNSEEN = frozenset({Action.NOTE, Action.ATTACH, Action.TAKE})


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to.

    Attributes:
        alert: The alert as it stands now.
        action: What was done, which may be less than was asked: a first person's closing proposes.
        again: Whether this was done before, under the same idempotency key.
    """

    alert: Alert
    action: Action
    again: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The transaction of one person's change."""

    unit: Unit
    asked: Asked
    now: datetime
    store: Store
    audit: Audit

    def found(self, alert_id: str) -> Alert:
        """Give an alert as it stands inside the transaction."""
        alert = self.unit.alert(alert_id)
        if alert is None:
            raise NotThere("alert")
        return alert

    def seen(self, alert_id: str, revision: int) -> Alert:
        """Give an alert that is as it was when it was looked at, and that nobody else holds.

        Raises:
            NotThere: there is no such alert.
            ChangedMeanwhile: it has another revision than the one that was seen.
            HeldByAnother: somebody else took it from the queue.
        """
        alert = self.found(alert_id)
        if alert.revision != revision:
            last = self._last_change(alert_id)
            by, at = ("somebody", None) if last is None else (last.by, last.at)
            raise ChangedMeanwhile("alert", by, at, alert.revision)
        return self.unheld(alert_id)

    def unheld(self, alert_id: str) -> Alert:
        """Give an alert that nobody else holds, whatever its revision.

        Raises:
            NotThere: there is no such alert.
            HeldByAnother: somebody else took it from the queue.
        """
        alert = self.found(alert_id)
        claim = self.unit.work.claim_of(alert_id, self.now)
        if claim is not None and claim.holder != self.asked.by:
            raise HeldByAnother(claim.holder, claim.until)
        return alert

    def _last_change(self, alert_id: str) -> AlertEntry | None:
        # What this transaction itself would add is not what the asker has not seen.
        lines = reversed(self.store.alert_entries(alert_id))
        return next((line for line in lines if line.action not in _UNSEEN), None)

    def save(self, before: Alert, after: Alert, action: Action, note: str) -> Done:
        """Save a changed alert with its line and its record; a hold is over."""
        self.unit.save_alerts([after], [], [self._entry(after.id, action, note)])
        self.unit.work.drop_claim(after.id)
        changed = [name for name in _RECORDED if getattr(before, name) != getattr(after, name)]
        self.record(
            f"alert.{action.value}",
            after.id,
            before={name: getattr(before, name) for name in changed},
            after={name: getattr(after, name) for name in changed},
        )
        return Done(after, action)

    def tell(self, alert_id: str, action: Action, note: str) -> None:
        """Write a line of a time line without changing the alert."""
        self.unit.save_alerts([], [], [self._entry(alert_id, action, note)])

    def _entry(self, alert_id: str, action: Action, note: str) -> AlertEntry:
        return AlertEntry(alert_id, self.now, self.asked.by, action.value, note)

    def record(
        self,
        action: str,
        subject: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """Put the deed on record, in the same transaction."""
        self.audit.record_in(
            self.unit, self.asked.person, action, subject, before=before, after=after
        )

    def done_before(self) -> Done | None:
        """Give what was done under the key before, if it was.

        Raises:
            KeyReused: the key was used with another body.
        """
        outcome = self.replied()
        if outcome is None:
            return None
        alert = self.found(str(outcome["alert"]))
        return Done(alert, Action(str(outcome["action"])), again=True)

    def replied(self) -> Mapping[str, object] | None:
        """Give the outcome that is kept under the key.

        Raises:
            KeyReused: the key was used with another body.
        """
        if self.asked.key is None:
            return None
        reply = self.unit.work.reply(self.asked.by, self.asked.key)
        if reply is None:
            return None
        if reply.digest != self.asked.digest:
            msg = (
                "this key was used with another body: send the first body again, or take a new key"
            )
            raise KeyReused(msg)
        return reply.outcome

    def remember(self, outcome: Mapping[str, object]) -> None:
        """Keep an outcome under the key."""
        if self.asked.key is not None:
            reply = Reply(self.asked.by, self.asked.key, self.asked.digest, outcome, self.now)
            self.unit.work.keep_reply(reply, self.now - desk_times().idempotency)
