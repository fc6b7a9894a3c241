"""Where people, their sessions and failed sign-ins are kept."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.domain.people import Person
from monitor.domain.ports.audit import Recorder


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what signing in needs.

    Attributes:
        person: Who it is.
        created_at: Since when.
        password: The hash with its parameters, or ``None`` where there is no password.
        password_at: When it was set.
        issuer: The OpenID provider that vouches for the person, if one does.
        subject: The person's unchanging name at that provider.
        disabled_at: Since when the person may not sign in.
    """

    person: Person
    created_at: datetime
    password: str | None = None
    password_at: datetime | None = None
    issuer: str | None = None
    subject: str | None = None
    disabled_at: datetime | None = None

    @property
    def can_sign_in(self) -> bool:
        """Tell whether there is a way in."""
        has_way = self.password is not None or self.subject is not None
        return has_way and self.disabled_at is None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One signed-in browser; ``digest`` is that of the secret in its cookie."""

    id: str
    digest: str
    person: str
    method: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link by which a person sets a password, once."""

    digest: str
    person: str
    made_by: str
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failures:
    """How often sign-in failed under one name since an instant; it waits until ``locked_until``."""

    name: str
    failures: int
    since: datetime
    locked_until: datetime | None = None


class PeopleReader(Protocol):
    """What can be read of people, in a transaction or outside one."""

    def account(self, person_id: str) -> Account | None:
        """Give a person's account."""
        ...

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """Give the account that a provider's name belongs to."""
        ...

    def accounts(self) -> Sequence[Account]:
        """Give all accounts, by user name."""
        ...

    def session(self, digest: str) -> SessionRecord | None:
        """Give a session by the digest of its secret, ended or not."""
        ...

    def sessions(self, person_id: str, now: datetime) -> Sequence[SessionRecord]:
        """Give a person's sessions that are not over, newest first."""
        ...

    def invitation(self, digest: str) -> Invitation | None:
        """Give an invitation by the digest of its secret, used or not."""
        ...

    def failures(self, name: str) -> Failures | None:
        """Give how often sign-in failed under a name."""
        ...

    def locked(self, now: datetime) -> Sequence[Failures]:
        """Give the names under which nobody may sign in now."""
        ...


class PeopleUnit(PeopleReader, Recorder, Protocol):
    """One write transaction over people and the record."""

    def add(self, account: Account) -> None:
        """Keep a new account; a user name is never given twice.

        Raises:
            StoreError: the name, or the provider's name, is taken.
        """
        ...

    def save(self, account: Account) -> None:
        """Change an account that is there."""
        ...

    def add_session(self, session: SessionRecord) -> None:
        """Keep a new session."""
        ...

    def touch_session(self, session_id: str, seen_at: datetime) -> None:
        """Note when a session was last used."""
        ...

    def end_sessions(
        self, person_id: str, now: datetime, *, only: str | None = None, keep: str | None = None
    ) -> int:
        """End a person's sessions, or one by its id, or all but one; give how many ended."""
        ...

    def add_invitation(self, invitation: Invitation) -> None:
        """Keep a new invitation; the person's earlier ones are used up by it."""
        ...

    def use_invitation(self, digest: str, now: datetime) -> None:
        """Use an invitation up."""
        ...

    def save_failures(self, failures: Failures) -> None:
        """Note how often sign-in failed under a name."""
        ...

    def forget_failures(self, names: Sequence[str]) -> None:
        """Forget the failures under names."""
        ...

    def forget_old(self, now: datetime, before: datetime) -> None:
        """Forget failures and ended sessions that are older than an instant and hold nobody up."""
        ...


class PeopleStore(PeopleReader, Protocol):
    """People as they are kept."""

    def changing(self) -> AbstractContextManager[PeopleUnit]:
        """Open a write transaction; it commits on leaving, and rolls back on an exception."""
        ...
