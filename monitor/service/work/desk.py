"""Working alerts: one by one as they were seen, the next free one, or hundreds at once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.domain.alert import Action, Alert, NotAllowedInStateError, WordsMissingError
from monitor.domain.clock import Clock
from monitor.domain.desk_times import desk_times
from monitor.domain.people import Right
from monitor.domain.ports import AlertFilter, Store
from monitor.domain.ports.work import Claim
from monitor.domain.queue import QueueOrder
from monitor.errors import MonitorError, NotAllowed
from monitor.service.audit import Audit
from monitor.service.work.asking import Asked, ChangedMeanwhile, HeldByAnother, NotThere
from monitor.service.work.changing import Change, Done
from monitor.service.work.doings import Doing

BULK_MAX = 500


@dataclass(frozen=True, slots=True)
class Picked:
    """An alert as it was picked; without a revision it is taken as it is now."""

    alert_id: str
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeOfOne:
    """What came of one alert of many: what was done, or why nothing was."""

    alert_id: str
    action: str | None
    code: str | None = None
    why: str | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether it was done."""
        return self.action is not None


class Desk:
    """Changes alerts for people; storage, clock and record are given."""

    def __init__(self, store: Store, clock: Clock, audit: Audit) -> None:
        self.store = store
        self.clock = clock
        self._audit = audit

    @contextmanager
    def changing(self, asked: Asked) -> Iterator[Change]:
        """Open the transaction of a change.

        Raises:
            NotAllowed: the asker may not work alerts.
        """
        asked.needs(Right.WORK, "changing anything on the desk")
        with self.store.unit() as unit:
            yield Change(unit, asked, self.clock.now(), self.store, self._audit)

    def do(self, asked: Asked, picked: Picked, doing: Doing) -> Done:
        """Do one thing to one alert.

        Raises:
            NotThere: there is no such alert.
            ChangedMeanwhile: it has another revision than the one that was seen.
            HeldByAnother: somebody else took it from the queue.
            NotAllowedInStateError: its state, or the rule of four eyes, does not allow it.
            WordsMissingError: a reason, a reference or a day is missing.
        """
        with self.changing(asked) as change:
            if (done := change.done_before()) is not None:
                return done
            done = doing(change, _found(change, picked))
            change.remember({"alert": done.alert.id, "action": done.action.value})
            return done

    def do_many(
        self, asked: Asked, picked: Sequence[Picked], doing: Doing
    ) -> Sequence[OutcomeOfOne]:
        """Do one thing to many alerts, in one transaction; each is done, or says why not.

        Raises:
            WordsMissingError: none is picked, or too many are.
        """
        if not 0 < len(picked) <= BULK_MAX:
            raise WordsMissingError("alerts", f"pick 1 to {BULK_MAX} alerts")
        with self.changing(asked) as change:
            if (kept := change.replied()) is not None:
                return _outcomes(kept)
            once = {item.alert_id: item for item in picked}
            found = [outcome_of_one(change, item, doing) for item in once.values()]
            change.remember(
                {"outcomes": [[one.alert_id, one.action, one.code, one.why] for one in found]}
            )
            return found

    def take_next(
        self, asked: Asked, where: AlertFilter, order: QueueOrder = QueueOrder.LEVEL
    ) -> Done | None:
        """Hold the first alert that nobody has, holds or sleeps over; ``None`` if there is none.

        Who holds one already gets that one, for a new while. A hold ends with its time, or with
        the holder's first change.
        """
        with self.changing(asked) as change:
            if (done := change.done_before()) is not None:
                return done
            work = change.unit.work
            alert = work.next_free(where, order, asked.by, change.now)
            if alert is None:
                return None
            until = change.now + desk_times().claim
            if work.claim_of(alert.id, change.now) is None:
                change.tell(alert.id, Action.TAKE, f"until {until:%H:%M} UTC")
                change.record("alert.take", alert.id, after={"until": until})
            work.put_claim(Claim(alert.id, asked.by, until))
            change.remember({"alert": alert.id, "action": Action.TAKE.value})
            return Done(alert, Action.TAKE)


def _found(change: Change, picked: Picked) -> Alert:
    if picked.revision is None:
        return change.unheld(picked.alert_id)
    return change.seen(picked.alert_id, picked.revision)


def outcome_of_one(change: Change, picked: Picked, doing: Doing) -> OutcomeOfOne:
    """Do one thing to one alert of many; a refusal is its outcome, and the others go on."""
    try:
        done = doing(change, _found(change, picked))
    except (NotAllowedInStateError, WordsMissingError, MonitorError) as error:
        code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), None)
        if code is None:
            raise
        return OutcomeOfOne(picked.alert_id, None, code, str(error))
    return OutcomeOfOne(picked.alert_id, done.action.value)


_CODES: Mapping[type[Exception], str] = {
    NotThere: "not_found",
    ChangedMeanwhile: "changed_meanwhile",
    HeldByAnother: "held_by_another",
    NotAllowed: "not_allowed",
    NotAllowedInStateError: "wrong_state",
    WordsMissingError: "words_missing",
}


def _outcomes(kept: Mapping[str, object]) -> Sequence[OutcomeOfOne]:
    found = kept.get("outcomes")
    rows = found if isinstance(found, list) else []
    return [OutcomeOfOne(*row) for row in rows]
