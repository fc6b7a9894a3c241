"""Signed-in browsers: a session begins, is used, falls idle, and can be ended from elsewhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.domain.canonical import sha256
from monitor.domain.clock import Clock
from monitor.domain.people import Person, Role
from monitor.domain.ports.people import (
    Account,
    PeopleReader,
    PeopleStore,
    PeopleUnit,
    SessionRecord,
)
from monitor.service.audit import Audit
from monitor.service.ids import new_id

LASTS = timedelta(hours=12)
"""A session ends after this, whatever is done in it: one working day."""
IDLE = timedelta(hours=1)
"""A session that nobody uses ends after this."""
_NOTED_EVERY = timedelta(minutes=1)
_KEPT_AFTER_END = timedelta(days=90)
_SECRET_BYTES = 32
_AGENT_MAX = 200

OWNER = Person("owner", "Owner (set-up)", frozenset({Role.OFFICER, Role.ADMINISTRATOR}))
"""Who opens the desk before people are added; ends when an administrator can sign in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from, as far as that is known."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Session:
    """A person in a browser."""

    id: str
    person: Person


def is_set_up(reader: PeopleReader) -> bool:
    """Tell whether somebody who manages people can sign in; until then the owner stands in."""
    return any(
        account.can_sign_in and Role.ADMINISTRATOR in account.person.roles
        for account in reader.accounts()
    )


class Sessions:
    """Begins, finds and ends sessions; only the digest of a session's secret is kept."""

    def __init__(self, store: PeopleStore, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock

    def begin(self, unit: PeopleUnit, person: Person, method: str, visitor: Visitor) -> str:
        """Begin a session inside a transaction and give its secret; each time a new one."""
        now = self._clock.now()
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        session = SessionRecord(
            id=new_id("se", now),
            digest=sha256(secret.encode()),
            person=person.id,
            method=method,
            created_at=now,
            seen_at=now,
            ends_at=now + LASTS,
            address=visitor.address,
            agent=_plain(visitor.agent),
        )
        unit.add_session(session)
        unit.forget_old(now, now - _KEPT_AFTER_END)
        said = {"session": session.id, "method": method, "address": visitor.address}
        self._audit.record_in(unit, person, "session.begin", f"person:{person.id}", after=said)
        return secret

    def begin_as_owner(self, visitor: Visitor) -> str | None:
        """Begin a session of the owner, or ``None`` where people have taken over."""
        with self._store.changing() as unit:
            return None if is_set_up(unit) else self.begin(unit, OWNER, "link", visitor)

    def find(self, secret: str | None) -> Session | None:
        """Give the session of a secret if it goes on, with the person's roles as they are now."""
        if not secret:
            return None
        record = self._store.session(sha256(secret.encode()))
        now = self._clock.now()
        if record is None or record.ended_at is not None:
            return None
        if now >= record.ends_at or now >= record.seen_at + IDLE:
            return None
        person = self._person(record)
        if person is None:
            return None
        if now >= record.seen_at + _NOTED_EVERY:
            # A write for every request would make each page wait for the feed.
            with self._store.changing() as unit:
                unit.touch_session(record.id, now)
        return Session(record.id, person)

    def _person(self, record: SessionRecord) -> Person | None:
        if record.person == OWNER.id:
            return None if is_set_up(self._store) else OWNER
        account: Account | None = self._store.account(record.person)
        return account.person if account is not None and account.disabled_at is None else None

    def of(self, person: Person) -> Sequence[SessionRecord]:
        """Give a person's sessions that go on, newest first."""
        now = self._clock.now()
        return [
            session
            for session in self._store.sessions(person.id, now)
            if now < session.seen_at + IDLE
        ]

    def end(self, by: Person, person_id: str, session_id: str) -> bool:
        """End one session; give whether it went on."""
        with self._store.changing() as unit:
            ended = unit.end_sessions(person_id, self._clock.now(), only=session_id)
            if ended:
                said = {"session": session_id}
                self._audit.record_in(unit, by, "session.end", f"person:{person_id}", before=said)
        return ended > 0

    def end_all(self, by: Person, person_id: str, keep: str | None = None) -> int:
        """End all sessions of a person, or all but one; give how many."""
        with self._store.changing() as unit:
            ended = unit.end_sessions(person_id, self._clock.now(), keep=keep)
            said = {"sessions": ended}
            self._audit.record_in(unit, by, "session.end_all", f"person:{person_id}", before=said)
        return ended


def _plain(agent: str) -> str:
    """Cut what a browser says of itself to what is printable and short."""
    return "".join(char for char in agent if char.isprintable())[:_AGENT_MAX]
