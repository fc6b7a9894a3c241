"""Who may sign in: added, given roles, disabled, unlocked; every step is recorded."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.domain.canonical import sha256
from monitor.domain.clock import Clock
from monitor.domain.people import Person, Right, Role
from monitor.domain.ports.people import Account, Invitation, PeopleStore, PeopleUnit
from monitor.errors import NotAllowed
from monitor.service.audit import Audit
from monitor.service.passwords import Passwords, require_good
from monitor.service.sessions import OWNER, is_set_up
from monitor.service.throttle import PER_ACCOUNT, account_name, count, locked_until

TERMINAL = Person("terminal", "Command line", frozenset())
"""Who acts by the command line: the account of the machine that can write the store."""
NOBODY = Person("nobody", "Nobody", frozenset())
"""Who acts without being signed in."""
SYSTEM = Person("system", "The program", frozenset())
"""Who acts by the clock."""
INVITATION_LASTS = timedelta(hours=48)
_RESERVED = frozenset({OWNER.id, TERMINAL.id, NOBODY.id, SYSTEM.id, "unknown"})
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_NAME_MAX = 100
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as the list of people shows it."""

    account: Account
    locked: bool
    sessions: int


class People:
    """Manages people. Who may do so is the doors' matter; that an administrator stays is ours."""

    def __init__(
        self, store: PeopleStore, audit: Audit, passwords: Passwords, clock: Clock
    ) -> None:
        self._store = store
        self._audit = audit
        self._passwords = passwords
        self._clock = clock

    @property
    def are_set_up(self) -> bool:
        """Tell whether somebody who manages people can sign in."""
        return is_set_up(self._store)

    def listed(self) -> Sequence[Listed]:
        """Give everybody, by user name."""
        now = self._clock.now()
        locked = {failures.name for failures in self._store.locked(now)}
        return [
            Listed(
                account,
                account_name(account.person.id) in locked,
                len(self._store.sessions(account.person.id, now)),
            )
            for account in self._store.accounts()
        ]

    def account(self, person_id: str) -> Account:
        """Give an account.

        Raises:
            NotAllowed: there is none of that user name.
        """
        return _existing(self._store.account(person_id), person_id)

    def add(
        self,
        by: Person,
        person: Person,
        *,
        both_duties: bool = False,
        issuer: str | None = None,
        subject: str | None = None,
    ) -> Account:
        """Add a person, who has no way in yet but the provider's, if one is named.

        Args:
            by: Who adds.
            person: User name, name and roles.
            both_duties: Says in the open that the person may decide alerts and manage people.
            issuer: The OpenID provider that vouches for the person.
            subject: The person's unchanging name there.

        Raises:
            NotAllowed: the user name cannot be used, or the roles do not go together.
            StoreError: the user name is taken.
        """
        _require_names(person)
        _require_roles(person.roles, both_duties=both_duties)
        account = Account(person, self._clock.now(), issuer=issuer, subject=subject)
        with self._store.changing() as unit:
            unit.add(account)
            self._note(unit, by, "person.add", None, account)
        return account

    def set_roles(
        self, by: Person, person_id: str, roles: Collection[Role], *, both_duties: bool = False
    ) -> None:
        """Give a person other roles; they hold from the next request on.

        Raises:
            NotAllowed: the roles do not go together, they are one's own, or no administrator
                would be left.
        """
        if by.id == person_id:
            msg = "nobody changes their own roles: ask another administrator"
            raise NotAllowed(msg)
        _require_roles(roles, both_duties=both_duties)
        with self._store.changing() as unit:
            held = _existing(unit.account(person_id), person_id)
            new = replace(held, person=replace(held.person, roles=frozenset(roles)))
            self._save(unit, by, "person.roles", held, new)

    def disable(self, by: Person, person_id: str) -> None:
        """Keep a person out from now on; all sessions end.

        Raises:
            NotAllowed: no administrator would be left.
        """
        now = self._clock.now()
        with self._store.changing() as unit:
            held = _existing(unit.account(person_id), person_id)
            if held.disabled_at is None:
                self._save(unit, by, "person.disable", held, replace(held, disabled_at=now))
                unit.end_sessions(person_id, now)

    def enable(self, by: Person, person_id: str) -> None:
        """Let a person in again."""
        with self._store.changing() as unit:
            held = _existing(unit.account(person_id), person_id)
            if held.disabled_at is not None:
                self._save(unit, by, "person.enable", held, replace(held, disabled_at=None))

    def unlock(self, by: Person, person_id: str) -> None:
        """Forget a person's failed sign-ins."""
        with self._store.changing() as unit:
            _existing(unit.account(person_id), person_id)
            unit.forget_failures([account_name(person_id)])
            self._audit.record_in(unit, by, "person.unlock", f"person:{person_id}")

    def invite(self, by: Person, person_id: str) -> str:
        """Give the secret of a link by which a person sets a password; it is kept nowhere."""
        now = self._clock.now()
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self._store.changing() as unit:
            held = _existing(unit.account(person_id), person_id)
            if held.disabled_at is not None:
                msg = f"'{person_id}' is disabled: enable the account first"
                raise NotAllowed(msg)
            unit.add_invitation(
                Invitation(sha256(secret.encode()), person_id, by.id, now, now + INVITATION_LASTS)
            )
            self._audit.record_in(unit, by, "person.invite", f"person:{person_id}")
        return secret

    def invited(self, secret: str) -> Account | None:
        """Give the account that an invitation is for, while it may be used."""
        return self._invited(self._store, secret)

    def _invited(self, reader: PeopleStore | PeopleUnit, secret: str) -> Account | None:
        found = reader.invitation(sha256(secret.encode(errors="replace")))
        if found is None or found.used_at is not None or self._clock.now() >= found.ends_at:
            return None
        account = reader.account(found.person)
        return account if account is not None and account.disabled_at is None else None

    def accept(self, secret: str, password: str) -> Account:
        """Set the password of an invited person, once; all earlier sessions end.

        Raises:
            NotAllowed: the invitation is used or over, or the password is not good enough.
        """
        asked = self.invited(secret)
        if asked is None:
            raise _used_up()
        hashed = self._hashed(asked.person, password)
        with self._store.changing() as unit:
            held = self._invited(unit, secret)
            if held is None:
                raise _used_up()
            unit.use_invitation(sha256(secret.encode()), self._clock.now())
            return self._set(unit, held.person, held, hashed)

    def set_password(self, by: Person, person_id: str, password: str) -> None:
        """Set a person's password; all sessions end.

        Raises:
            NotAllowed: it is not good enough.
        """
        hashed = self._hashed(self.account(person_id).person, password)
        with self._store.changing() as unit:
            self._set(unit, by, _existing(unit.account(person_id), person_id), hashed)

    def change_password(
        self, person: Person, old: str, new: str, *, keep_session: str | None = None
    ) -> None:
        """Change one's own password; all other sessions end.

        Raises:
            NotAllowed: the old one is wrong, or was wrong too often, or the new one is not good
                enough.
        """
        self._count_attempt(person)
        account = self.account(person.id)
        if not self._passwords.matches(account.password, old):
            msg = "the present password is not the one that was given"
            raise NotAllowed(msg)
        hashed = self._hashed(person, new)
        with self._store.changing() as unit:
            held = _existing(unit.account(person.id), person.id)
            self._set(unit, person, held, hashed, keep_session)

    def _count_attempt(self, person: Person) -> None:
        """Count as a sign-in does: whoever finds an open browser may not guess on either."""
        name, now = account_name(person.id), self._clock.now()
        with self._store.changing() as unit:
            until = locked_until(unit, (name,), now)
            if until is not None:
                msg = f"too many attempts failed: wait until {until:%H:%M} UTC"
                raise NotAllowed(msg)
            count(unit, name, PER_ACCOUNT, now)

    def require_good(self, person: Person, password: str) -> None:
        """Let a password pass that the person may have.

        Raises:
            NotAllowed: it is not good enough; the message says why.
        """
        require_good(password, person.id, person.name)

    def _hashed(self, person: Person, password: str) -> str:
        # Outside of any transaction: hashing is slow on purpose.
        return self._passwords.hash(require_good(password, person.id, person.name))

    def _set(
        self,
        unit: PeopleUnit,
        by: Person,
        held: Account,
        hashed: str,
        keep_session: str | None = None,
    ) -> Account:
        now = self._clock.now()
        new = replace(held, password=hashed, password_at=now)
        self._save(unit, by, "person.password", held, new)
        unit.forget_failures([account_name(held.person.id)])
        unit.end_sessions(held.person.id, now, keep=keep_session)
        return new

    def _save(self, unit: PeopleUnit, by: Person, action: str, held: Account, new: Account) -> None:
        before = is_set_up(unit)
        unit.save(new)
        if before and not is_set_up(unit):
            msg = (
                f"'{held.person.id}' is the last administrator who can sign in: "
                "make somebody else one first"
            )
            raise NotAllowed(msg)
        self._note(unit, by, action, held, new)

    def _note(
        self, unit: PeopleUnit, by: Person, action: str, held: Account | None, new: Account
    ) -> None:
        self._audit.record_in(
            unit,
            by,
            action,
            f"person:{new.person.id}",
            before=None if held is None else account_facts(held),
            after=account_facts(new),
        )


def account_facts(account: Account) -> dict[str, object]:
    """Say what an account is, without anything secret."""
    return {
        "name": account.person.name,
        "roles": sorted(role.value for role in account.person.roles),
        "password_at": account.password_at,
        "issuer": account.issuer,
        "subject": account.subject,
        "disabled_at": account.disabled_at,
    }


def _existing(account: Account | None, person_id: str) -> Account:
    if account is None:
        msg = f"there is no person of the user name '{person_id}'"
        raise NotAllowed(msg)
    return account


def _used_up() -> NotAllowed:
    return NotAllowed(
        "this invitation was used already, or it is over: ask an administrator for another"
    )


def _require_names(person: Person) -> None:
    if _USER_NAME.fullmatch(person.id) is None or person.id in _RESERVED:
        msg = (
            f"'{person.id}' cannot be a user name: use 2 to 64 small letters, digits and . _ @ -, "
            "and none that the program uses itself"
        )
        raise NotAllowed(msg)
    if not person.name.strip() or len(person.name) > _NAME_MAX or not person.name.isprintable():
        msg = f"a person needs a name of 1 to {_NAME_MAX} printable characters"
        raise NotAllowed(msg)


def _require_roles(roles: Collection[Role], *, both_duties: bool) -> None:
    if not roles:
        msg = f"a person needs a role: choose from {', '.join(Role)}"
        raise NotAllowed(msg)
    if Role.FEED in roles:
        msg = "a feed has no pages and so no sign-in: make an API key for it"
        raise NotAllowed(msg)
    person = Person("", "", frozenset(roles))
    if person.may(Right.WORK) and person.may(Right.ADMINISTER) and not both_duties:
        msg = (
            "these roles let one person decide alerts and manage people: give them to two, or say "
            "in the open that one has both duties"
        )
        raise NotAllowed(msg)
