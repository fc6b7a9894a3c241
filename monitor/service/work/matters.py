"""Cases: alerts of one matter under one owner, worked and closed together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.domain.alert import (
    Action,
    Decision,
    NotAllowedInStateError,
    WordsMissingError,
)
from monitor.domain.ports.work import Matter, MatterEntry
from monitor.service.ids import new_id
from monitor.service.work.asking import Asked, ChangedMeanwhile, NotThere
from monitor.service.work.changing import Change
from monitor.service.work.desk import Desk, OutcomeOfOne, Picked, outcome_of_one
from monitor.service.work.doings import NOTE_MAX, deciding, worded

TITLE_MAX = 200
MEMBERS_MAX = 500


class Matters:
    """Changes cases for people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, asked: Asked, title: str, alert_ids: Sequence[str]) -> Matter:
        """Open a case with some alerts; the asker owns it.

        Raises:
            WordsMissingError: it has no title.
            NotThere: one of the alerts is none.
        """
        said = worded(title, "title", "a case needs a title", TITLE_MAX)
        with self._desk.changing(asked) as change:
            if (kept := change.replied()) is not None:
                return _found(change, str(kept["case"]))
            case = Matter(
                id=new_id("case", change.now),
                title=said,
                owner=asked.by,
                opened_at=change.now,
                opened_by=asked.by,
            )
            change.unit.work.save_case(case, [_entry(change, case.id, "open", said)])
            change.record("case.open", case.id, after={"title": said, "alerts": list(alert_ids)})
            for alert_id in dict.fromkeys(alert_ids):
                _link(change, case, alert_id)
            change.remember({"case": case.id})
        return self._read(case.id)

    def link(self, asked: Asked, case_id: str, alert_id: str) -> Matter:
        """Put an alert into an open case; once more is no error."""
        with self._desk.changing(asked) as change:
            case = _open(change, case_id)
            if len(change.unit.work.members(case.id)) >= MEMBERS_MAX:
                raise WordsMissingError("alert", f"a case holds {MEMBERS_MAX} alerts at most")
            if alert_id not in change.unit.work.members(case.id):
                _link(change, case, alert_id)
        return self._read(case_id)

    def unlink(self, asked: Asked, case_id: str, alert_id: str) -> Matter:
        """Take an alert out of an open case."""
        with self._desk.changing(asked) as change:
            case = _open(change, case_id)
            if change.unit.work.drop_member(case.id, alert_id):
                change.tell(alert_id, Action.UNLINK, f"from {case.id}, {case.title}")
                change.unit.work.save_case(
                    _next(case), [_entry(change, case.id, "unlink", alert_id)]
                )
                change.record("case.unlink", case.id, before={"alert": alert_id})
        return self._read(case_id)

    def note(self, asked: Asked, case_id: str, text: str) -> Matter:
        """Write a note on a case, open or closed."""
        said = worded(text, "text", "a note needs words", NOTE_MAX)
        with self._desk.changing(asked) as change:
            if (kept := change.replied()) is not None:
                return _found(change, str(kept["case"]))
            case = _found(change, case_id)
            change.unit.work.save_case(_next(case), [_entry(change, case.id, "note", said)])
            change.record("case.note", case.id, after={"note": said})
            change.remember({"case": case.id})
        return self._read(case_id)

    def hand_over(self, asked: Asked, case_id: str, owner: str) -> Matter:
        """Give a case another owner."""
        said = worded(owner, "owner", "name the person who takes the case", TITLE_MAX)
        with self._desk.changing(asked) as change:
            case = _open(change, case_id)
            changed = replace(_next(case), owner=said)
            change.unit.work.save_case(changed, [_entry(change, case.id, "assign", f"to {said}")])
            change.record(
                "case.assign", case.id, before={"owner": case.owner}, after={"owner": said}
            )
        return self._read(case_id)

    def close(
        self, asked: Asked, case_id: str, revision: int, decision: Decision
    ) -> Sequence[OutcomeOfOne]:
        """Close all alerts of a case by one decision, and the case once none of them is open.

        Alerts that need two people are proposed by the first call and closed by another person's.

        Raises:
            ChangedMeanwhile: the case has another revision than the one that was seen.
            NotAllowedInStateError: it is closed.
        """
        doing = deciding(decision)
        with self._desk.changing(asked) as change:
            case = _open(change, case_id)
            if case.revision != revision:
                last = self._desk.store.work.case_entries(case_id)
                by, at = (last[-1].by, last[-1].at) if last else ("somebody", None)
                raise ChangedMeanwhile("case", by, at, case.revision)
            members = [change.found(alert_id) for alert_id in change.unit.work.members(case.id)]
            found = [
                outcome_of_one(change, Picked(alert.id), doing)
                for alert in members
                if alert.is_open
            ]
            is_done = all(one.action == Action.CLOSE for one in found)
            said = f"{decision.disposition.value.replace('_', ' ')}: {decision.reason.strip()}"
            closed_at: datetime | None = change.now if is_done else None
            entry = _entry(change, case.id, "close" if is_done else "propose_close", said)
            change.unit.work.save_case(replace(_next(case), closed_at=closed_at), [entry])
            change.record(
                "case.close" if is_done else "case.propose_close",
                case.id,
                after={"disposition": decision.disposition.value, "reason": decision.reason},
            )
        return found

    def _read(self, case_id: str) -> Matter:
        case = self._desk.store.work.case(case_id)
        if case is None:
            raise NotThere("case")
        return case


def _found(change: Change, case_id: str) -> Matter:
    case = change.unit.work.case(case_id)
    if case is None:
        raise NotThere("case")
    return case


def _open(change: Change, case_id: str) -> Matter:
    case = _found(change, case_id)
    if not case.is_open:
        msg = "the case is closed: open another"
        raise NotAllowedInStateError(msg)
    return case


def _next(case: Matter) -> Matter:
    return replace(case, revision=case.revision + 1)


def _link(change: Change, case: Matter, alert_id: str) -> None:
    alert = change.found(alert_id)
    change.unit.work.add_member(case.id, alert.id, change.asked.by, change.now)
    change.tell(alert.id, Action.LINK, f"to {case.id}, {case.title}")
    current = _found(change, case.id)
    change.unit.work.save_case(_next(current), [_entry(change, case.id, "link", alert.id)])
    change.record("case.link", case.id, after={"alert": alert.id})


def _entry(change: Change, case_id: str, action: str, note: str) -> MatterEntry:
    return MatterEntry(case_id, change.now, change.asked.by, action, note)
