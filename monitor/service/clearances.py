"""Clearances: a person says that two are not the same; it is remembered, confirmed and revoked."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from monitor.domain.alert import Alert
from monitor.domain.audit import Deed, recordable
from monitor.domain.clearance import (
    Answer,
    Clearance,
    ClearanceBook,
    ClearanceRefusedError,
    Content,
    FieldChange,
    changes_of,
    entry_content,
    party_content,
)
from monitor.domain.clock import Clock
from monitor.domain.event import EventRejected, parse_event
from monitor.domain.finding import Level
from monitor.domain.listing import ListEntry
from monitor.domain.ports import EventKey, StoredEvent
from monitor.domain.ports.clearances import ClearanceStore
from monitor.domain.screening_times import screening_times
from monitor.errors import NotAllowed
from monitor.service.ids import new_id

REASON_MAX = 2_000
STALE_AFTER = timedelta(seconds=2)
"""How long another process may go on without a clearance that was just given or revoked."""

Entries = Callable[[], Iterable[ListEntry]]


class Events(Protocol):
    """Where the event stands whose match is cleared."""

    def event_versions(self, key: EventKey) -> Sequence[StoredEvent]:
        """Give every version of one event, oldest first."""
        ...

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert."""
        ...


@dataclass(frozen=True, slots=True)
class NotTheSame:
    """What a person says of one match of one event.

    Attributes:
        path: Where the party stands in the event, as ``parties/0`` or ``vessel``.
        expires_on: The first day on which it holds no more; a year from now where none is named.
        alert_id: The alert on which it was decided; its level counts as well.
    """

    key: EventKey
    path: str
    list: str
    ref: str
    reason: str
    expires_on: date | None = None
    alert_id: str | None = None


class LiveClearances:
    """The clearances as they stand now, for the engine; read again only when they changed."""

    def __init__(self, store: Callable[[], ClearanceStore | None], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._turn = threading.Lock()
        self._book = ClearanceBook(())
        self._revision: tuple[int, int, int] | None = None
        self._looked_at: datetime | None = None

    def speaks_of(self, entry: ListEntry) -> bool:
        """Tell quickly whether any clearance names the entry."""
        return self._current().speaks_of(entry)

    def answer(self, entry: ListEntry, party: Content) -> Answer | None:
        """Say what stands of a match now."""
        return self._current().answer(entry, party, self._clock.now())

    def changed(self) -> None:
        """Look again at the next question."""
        self._looked_at = None

    def _current(self) -> ClearanceBook:
        now = self._clock.now()
        seen = self._looked_at
        if seen is not None and seen <= now < seen + STALE_AFTER:
            return self._book
        with self._turn:
            store = self._store()
            revision = None if store is None else store.revision()
            if store is not None and revision != self._revision:
                self._book = ClearanceBook(store.all())
                self._revision = revision
            self._looked_at = now
        return self._book


class PastClearances:
    """The clearances as they stood when something was judged, for replay."""

    def __init__(self, clearances: Iterable[Clearance], at: datetime) -> None:
        self._book = ClearanceBook(clearances)
        self.at = at

    def speaks_of(self, entry: ListEntry) -> bool:
        """Tell quickly whether any clearance names the entry."""
        return self._book.speaks_of(entry)

    def answer(self, entry: ListEntry, party: Content) -> Answer | None:
        """Say what stood of a match at that instant."""
        return self._book.answer(entry, party, self.at)


class Clearings:
    """What people do with clearances; each is recorded with who did it."""

    def __init__(
        self,
        store: ClearanceStore,
        events: Events,
        entries: Entries,
        clock: Clock,
        live: LiveClearances | None = None,
    ) -> None:
        self._store = store
        self._events = events
        self._entries = entries
        self._clock = clock
        self._live = live

    def remember(self, said: NotTheSame, by: str, *, waits: bool = False) -> Clearance:
        """Keep that a party of a stored event is not a list entry.

        Where the match is or would have been high or critical it counts only when a second
        person has confirmed it; so does what a program proposes (`waits`).

        Raises:
            NotAllowed: the event, the path or the entry is not there, the reason is missing, or
                the day is not allowed.
        """
        now = self._clock.now()
        expires_on = self._until(said.expires_on, now)
        if not said.reason.strip() or len(said.reason) > REASON_MAX:
            raise NotAllowed(f"a clearance needs a reason of 1 to {REASON_MAX} characters")
        stored = self._stored(said.key)
        entry = self._entry(said.list, said.ref)
        level = self._level(stored, said)
        clearance = Clearance(
            id=new_id("cl", now),
            list=said.list,
            ref=said.ref,
            party=_party_of(stored, said.path),
            entry=entry_content(entry),
            reason=said.reason.strip(),
            by=by,
            at=now,
            expires_on=expires_on,
            level=level,
            needs_two=waits or level.rank <= Level.HIGH.rank,
            source=said.key.source,
            event_id=said.key.event_id,
            path=said.path,
            alert_id=said.alert_id,
        )
        self._store.add(clearance, _deed(clearance, "clearance.add", by, now))
        self._look_again()
        return clearance

    def confirm(self, clearance_id: str, by: str) -> Clearance:
        """Agree as a second person.

        Raises:
            NotAllowed: there is none, it does not wait, or it is one's own.
        """
        now = self._clock.now()
        agreed = _allowed(lambda: self.get(clearance_id).confirmed(by, now))
        if not self._store.confirm(agreed, _deed(agreed, "clearance.confirm", by, now)):
            raise NotAllowed("somebody else confirmed or revoked the clearance meanwhile")
        self._look_again()
        return agreed

    def revoke(self, clearance_id: str, by: str, reason: str) -> Clearance:
        """End one; the match counts again from now on.

        Raises:
            NotAllowed: there is none, it is revoked already, or no reason is given.
        """
        now = self._clock.now()
        ended = _allowed(lambda: self.get(clearance_id).revoked(by, reason.strip(), now))
        if not self._store.revoke(ended, _deed(ended, "clearance.revoke", by, now)):
            raise NotAllowed("somebody else revoked the clearance meanwhile")
        self._look_again()
        return ended

    def get(self, clearance_id: str) -> Clearance:
        """Give one.

        Raises:
            NotAllowed: there is none.
        """
        found = self._store.get(clearance_id)
        if found is None:
            raise NotAllowed(f"there is no clearance '{clearance_id}'")
        return found

    def page(
        self,
        list_id: str | None = None,
        ref: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[tuple[int, Clearance]]:
        """Give clearances with their numbers, the newest first, below a number."""
        return self._store.page(list_id, ref, before, limit)

    def changes(self, clearance: Clearance) -> tuple[FieldChange, ...]:
        """Say what of the list entry is no longer what it was; an entry that is gone says so."""
        for entry in self._entries():
            if (entry.list, entry.ref) == (clearance.list, clearance.ref):
                return changes_of("the list entry's", clearance.entry, entry_content(entry))
        return (FieldChange("the list entry", "reference", clearance.ref, ""),)

    def _look_again(self) -> None:
        if self._live is not None:
            self._live.changed()

    def _until(self, wished: date | None, now: datetime) -> date:
        times = screening_times()
        day = wished or (now + times.clearance_default).date()
        most = (now + times.clearance_most).date()
        if not now.date() < day <= most:
            raise NotAllowed(f"a clearance ends after today and by {most} at the latest")
        return day

    def _stored(self, key: EventKey) -> StoredEvent:
        versions = self._events.event_versions(key)
        if not versions:
            raise NotAllowed(f"there is no event '{key.event_id}' of '{key.source}'")
        return versions[-1]

    def _entry(self, list_id: str, ref: str) -> ListEntry:
        for entry in self._entries():
            if (entry.list, entry.ref) == (list_id, ref):
                return entry
        raise NotAllowed(f"there is no entry '{ref}' on the list '{list_id}' as it is loaded")

    def _level(self, stored: StoredEvent, said: NotTheSame) -> Level:
        """Give the most urgent level of what rests on the match, and of the alert."""
        levels = list(_levels_of(stored, said.path, said.ref))
        if said.alert_id is not None:
            alert = self._events.alert(said.alert_id)
            if alert is None:
                raise NotAllowed(f"there is no alert '{said.alert_id}'")
            levels.append(alert.level)
        return min(levels, key=lambda level: level.rank, default=Level.LOW)


def _party_of(stored: StoredEvent, path: str) -> Content:
    try:
        event = parse_event(stored.version.raw, None).event
        content = party_content(event, path)
    except (EventRejected, ValueError, IndexError):
        content = None
    if content is None:
        raise NotAllowed(f"nobody stands at '{path}' in the event: name parties/0, vessel …")
    return content


def _levels_of(stored: StoredEvent, path: str, ref: str) -> Iterable[Level]:
    judgement = stored.judgement or {}
    findings = judgement.get("findings")
    for finding in findings if isinstance(findings, list) else ():
        evidence = finding.get("evidence", ())
        if any(_rests_on(piece, path, ref) for piece in evidence):
            yield Level(finding["level"])


def _rests_on(piece: Mapping[str, str], path: str, ref: str) -> bool:
    where = piece["path"]
    return where == path or where.startswith(f"{path}/") or f"{ref} on the list" in piece["says"]


def _allowed(step: Callable[[], Clearance]) -> Clearance:
    try:
        return step()
    except ClearanceRefusedError as refused:
        raise NotAllowed(str(refused)) from None


def _deed(clearance: Clearance, action: str, by: str, now: datetime) -> Deed:
    return Deed(now, by, action, clearance.id, after=recordable(clearance.to_json()))
