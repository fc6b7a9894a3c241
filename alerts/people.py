"""People, their sessions, invitations and failed sign-ins."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    delete,
    insert,
    or_,
    select,
    update,
)

from alerts.audit import Chain
from alerts.columns import is_storable
from alerts.db import reading
from alerts.tables import FAILURES, INVITATIONS, PEOPLE, SESSIONS
from monitor.domain.audit import Deed
from monitor.domain.people import Person, Role
from monitor.domain.ports.people import Account, Failures, Invitation, SessionRecord
from monitor.errors import StoreError


class SqlPeopleReader:
    """Reads people over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def account(self, person_id: str) -> Account | None:
        """Give a person's account."""
        if not is_storable(person_id):
            return None
        return self._account(PEOPLE.c.id == person_id)

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """Give the account that a provider's name belongs to."""
        if not is_storable(subject):
            return None
        return self._account((PEOPLE.c.issuer == issuer) & (PEOPLE.c.subject == subject))

    def _account(self, test: ColumnElement[bool]) -> Account | None:
        row = self._connection.execute(select(PEOPLE).where(test)).mappings().one_or_none()
        return None if row is None else _account_of(row)

    def accounts(self) -> Sequence[Account]:
        """Give all accounts, by user name."""
        rows = self._connection.execute(select(PEOPLE).order_by(PEOPLE.c.id)).mappings()
        return [_account_of(row) for row in rows]

    def session(self, digest: str) -> SessionRecord | None:
        """Give a session by the digest of its secret, ended or not."""
        found = select(SESSIONS).where(SESSIONS.c.digest == digest)
        row = self._connection.execute(found).mappings().one_or_none()
        return None if row is None else SessionRecord(**row)

    def sessions(self, person_id: str, now: datetime) -> Sequence[SessionRecord]:
        """Give a person's sessions that are not over, newest first."""
        going_on = (
            select(SESSIONS)
            .where(
                SESSIONS.c.person == person_id,
                SESSIONS.c.ended_at.is_(None),
                SESSIONS.c.ends_at > now,
            )
            .order_by(SESSIONS.c.created_at.desc())
        )
        return [SessionRecord(**row) for row in self._connection.execute(going_on).mappings()]

    def invitation(self, digest: str) -> Invitation | None:
        """Give an invitation by the digest of its secret, used or not."""
        found = select(INVITATIONS).where(INVITATIONS.c.digest == digest)
        row = self._connection.execute(found).mappings().one_or_none()
        return None if row is None else Invitation(**row)

    def failures(self, name: str) -> Failures | None:
        """Give how often sign-in failed under a name."""
        if not is_storable(name):
            return None
        found = select(FAILURES).where(FAILURES.c.name == name)
        row = self._connection.execute(found).mappings().one_or_none()
        return None if row is None else Failures(**row)

    def locked(self, now: datetime) -> Sequence[Failures]:
        """Give the names under which nobody may sign in now."""
        waiting = select(FAILURES).where(FAILURES.c.locked_until > now).order_by(FAILURES.c.name)
        return [Failures(**row) for row in self._connection.execute(waiting).mappings()]


class SqlPeopleUnit(SqlPeopleReader):
    """One write transaction over people and the record."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._chain = Chain(connection)

    def flush(self) -> None:
        """Send what was gathered."""
        self._chain.flush()

    def record(self, deed: Deed) -> None:
        """Append a deed to the record."""
        self._chain.add(deed)

    def add(self, account: Account) -> None:
        """Keep a new account; a user name is never given twice."""
        if self.account(account.person.id) is not None:
            msg = f"the user name '{account.person.id}' is taken: choose another"
            raise StoreError(msg)
        self._connection.execute(insert(PEOPLE), _row_of(account))

    def save(self, account: Account) -> None:
        """Change an account that is there."""
        values = _row_of(account)
        fixed = {name: values.pop(name) for name in ("id", "created_at")}
        self._connection.execute(update(PEOPLE).where(PEOPLE.c.id == fixed["id"]).values(values))

    def add_session(self, session: SessionRecord) -> None:
        """Keep a new session."""
        self._connection.execute(insert(SESSIONS), asdict(session))

    def touch_session(self, session_id: str, seen_at: datetime) -> None:
        """Note when a session was last used."""
        self._connection.execute(
            update(SESSIONS).where(SESSIONS.c.id == session_id).values(seen_at=seen_at)
        )

    def end_sessions(
        self, person_id: str, now: datetime, *, only: str | None = None, keep: str | None = None
    ) -> int:
        """End a person's sessions, or one by its id, or all but one; give how many ended."""
        ending = update(SESSIONS).where(
            SESSIONS.c.person == person_id, SESSIONS.c.ended_at.is_(None), SESSIONS.c.ends_at > now
        )
        if only is not None:
            ending = ending.where(SESSIONS.c.id == only)
        if keep is not None:
            ending = ending.where(SESSIONS.c.id != keep)
        return self._connection.execute(ending.values(ended_at=now)).rowcount

    def add_invitation(self, invitation: Invitation) -> None:
        """Keep a new invitation; the person's earlier ones are used up by it."""
        self._connection.execute(
            update(INVITATIONS)
            .where(INVITATIONS.c.person == invitation.person, INVITATIONS.c.used_at.is_(None))
            .values(used_at=invitation.created_at)
        )
        self._connection.execute(insert(INVITATIONS), asdict(invitation))

    def use_invitation(self, digest: str, now: datetime) -> None:
        """Use an invitation up."""
        self._connection.execute(
            update(INVITATIONS).where(INVITATIONS.c.digest == digest).values(used_at=now)
        )

    def save_failures(self, failures: Failures) -> None:
        """Note how often sign-in failed under a name."""
        values = asdict(failures)
        self.forget_failures([failures.name])
        self._connection.execute(insert(FAILURES), values)

    def forget_failures(self, names: Sequence[str]) -> None:
        """Forget the failures under names."""
        self._connection.execute(delete(FAILURES).where(FAILURES.c.name.in_(names)))

    def forget_old(self, now: datetime, before: datetime) -> None:
        """Forget failures and ended sessions that are older than an instant and hold nobody up."""
        waits = or_(FAILURES.c.locked_until.is_(None), FAILURES.c.locked_until <= now)
        self._connection.execute(delete(FAILURES).where(FAILURES.c.since < before, waits))
        over = or_(SESSIONS.c.ended_at < before, SESSIONS.c.ends_at < before)
        self._connection.execute(delete(SESSIONS).where(over))


class SqlPeople:
    """Implements :class:`~monitor.domain.ports.people.PeopleStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    @contextmanager
    def changing(self) -> Iterator[SqlPeopleUnit]:
        """Open a write transaction; it commits on leaving, and rolls back on an exception."""
        with self._writing() as connection:
            unit = SqlPeopleUnit(connection)
            yield unit
            unit.flush()

    @contextmanager
    def _reader(self) -> Iterator[SqlPeopleReader]:
        with reading(self._engine) as connection:
            yield SqlPeopleReader(connection)

    def account(self, person_id: str) -> Account | None:
        """Give a person's account."""
        with self._reader() as reader:
            return reader.account(person_id)

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """Give the account that a provider's name belongs to."""
        with self._reader() as reader:
            return reader.account_of(issuer, subject)

    def accounts(self) -> Sequence[Account]:
        """Give all accounts, by user name."""
        with self._reader() as reader:
            return reader.accounts()

    def session(self, digest: str) -> SessionRecord | None:
        """Give a session by the digest of its secret, ended or not."""
        with self._reader() as reader:
            return reader.session(digest)

    def sessions(self, person_id: str, now: datetime) -> Sequence[SessionRecord]:
        """Give a person's sessions that are not over, newest first."""
        with self._reader() as reader:
            return reader.sessions(person_id, now)

    def invitation(self, digest: str) -> Invitation | None:
        """Give an invitation by the digest of its secret, used or not."""
        with self._reader() as reader:
            return reader.invitation(digest)

    def failures(self, name: str) -> Failures | None:
        """Give how often sign-in failed under a name."""
        with self._reader() as reader:
            return reader.failures(name)

    def locked(self, now: datetime) -> Sequence[Failures]:
        """Give the names under which nobody may sign in now."""
        with self._reader() as reader:
            return reader.locked(now)


def _row_of(account: Account) -> dict[str, object]:
    return {
        "id": account.person.id,
        "name": account.person.name,
        "roles": sorted(role.value for role in account.person.roles),
        "password": account.password,
        "password_at": account.password_at,
        "issuer": account.issuer,
        "subject": account.subject,
        "created_at": account.created_at,
        "disabled_at": account.disabled_at,
    }


def _account_of(row: RowMapping) -> Account:
    person = Person(row["id"], row["name"], frozenset(Role(role) for role in row["roles"]))
    return Account(
        person,
        created_at=row["created_at"],
        password=row["password"],
        password_at=row["password_at"],
        issuer=row["issuer"],
        subject=row["subject"],
        disabled_at=row["disabled_at"],
    )
