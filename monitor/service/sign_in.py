"""Signing in: by password, or by what an OpenID provider says; slowed down against guessing."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.domain.clock import Clock
from monitor.domain.people import Person, Right, Role
from monitor.domain.ports.people import Account, PeopleStore, PeopleUnit
from monitor.errors import NotAllowed
from monitor.service import throttle
from monitor.service.audit import Audit
from monitor.service.passwords import Passwords
from monitor.service.people import NOBODY, account_facts
from monitor.service.sessions import Sessions, Visitor

_USER_NAME_SIGNS = re.compile(r"[^a-z0-9._@-]+")
_USER_NAME_MAX = 64


class WrongPassword(NotAllowed):
    """Says that nobody was let in; it is the same for every reason, so that it tells nothing."""


class Locked(NotAllowed):
    """Says that no attempt is looked at for a while.

    Attributes:
        until: Until when.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"too many attempts failed: wait until {until:%H:%M} UTC, or ask an administrator"
        )
        self.until = until


@dataclass(frozen=True, slots=True)
class Vouched:
    """What an OpenID provider says of a person; ``roles`` is ``None`` where it names none."""

    issuer: str
    subject: str
    user_name: str
    name: str
    roles: frozenset[Role] | None


class SignIn:
    """Lets people in."""

    def __init__(
        self,
        store: PeopleStore,
        audit: Audit,
        sessions: Sessions,
        passwords: Passwords,
        clock: Clock,
    ) -> None:
        self._store = store
        self._audit = audit
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock

    def by_password(self, user_name: str, password: str, visitor: Visitor) -> str:
        """Begin a session and give its secret.

        Raises:
            Locked: too many attempts failed for this account or from this address.
            WrongPassword: anything else; which, is not told.
        """
        user_name = user_name.strip().casefold()
        self._count_attempt(user_name, visitor)
        account = self._store.account(user_name)
        held = None if account is None else account.password
        right = self._passwords.matches(held, password)
        if account is None or held is None or not right or not _may_enter(account):
            self._note_refusal(account, visitor)
            raise WrongPassword("the user name or the password is wrong")
        rehashed = self._passwords.hash(password) if self._passwords.is_outdated(held) else None
        with self._store.changing() as unit:
            now_held = unit.account(user_name)
            # Between the look and this moment the account may have been disabled or changed.
            if now_held is None or now_held.password != held or not _may_enter(now_held):
                raise WrongPassword("the user name or the password is wrong")
            if rehashed is not None:
                unit.save(replace(now_held, password=rehashed))
            unit.forget_failures([throttle.account_name(user_name)])
            throttle.take_back(unit, throttle.address_name(visitor.address))
            return self._sessions.begin(unit, now_held.person, "password", visitor)

    def _count_attempt(self, user_name: str, visitor: Visitor) -> None:
        now = self._clock.now()
        account, address = (
            throttle.account_name(user_name),
            throttle.address_name(visitor.address),
        )
        with self._store.changing() as unit:
            until = throttle.locked_until(unit, (account, address), now)
            if until is not None:
                raise Locked(until)
            if throttle.count(unit, account, throttle.PER_ACCOUNT, now):
                self._note_lock(unit, user_name, visitor)
            throttle.count(unit, address, throttle.PER_ADDRESS, now)

    def _note_lock(self, unit: PeopleUnit, user_name: str, visitor: Visitor) -> None:
        said = {"address": visitor.address, "failures": throttle.PER_ACCOUNT}
        subject = _subject(unit.account(user_name))
        self._audit.record_in(unit, NOBODY, "session.lock", subject, after=said)

    def _note_refusal(self, account: Account | None, visitor: Visitor) -> None:
        # Also for a name that nobody has: one write more or less would tell which names exist.
        said = {"address": visitor.address}
        self._audit.record(NOBODY, "session.refuse", _subject(account), after=said)

    def by_provider(self, said: Vouched, visitor: Visitor) -> str:
        """Begin a session for whom a provider vouches and give its secret.

        Where the provider names roles, they are taken over at each sign-in and a new person is
        added; where it names none, the person must have been added with the provider's name.
        Nobody gets in without a role, and an account that stands for itself is never taken over.

        Raises:
            NotAllowed: the person is not known, has no role, or is disabled.
        """
        with self._store.changing() as unit:
            held = unit.account_of(said.issuer, said.subject)
            account = self._new(unit, said) if held is None else self._renewed(unit, held, said)
            if not _may_enter(account):
                raise _no_entry()
            return self._sessions.begin(unit, account.person, "oidc", visitor)

    def _new(self, unit: PeopleUnit, said: Vouched) -> Account:
        if not said.roles:
            raise _no_entry()
        user_name = _USER_NAME_SIGNS.sub("-", said.user_name.casefold())[:_USER_NAME_MAX]
        if len(user_name) < 2 or unit.account(user_name) is not None:
            msg = (
                "the provider's user name is taken here by another account: an administrator can "
                "add you with the provider's subject"
            )
            raise NotAllowed(msg)
        person = Person(user_name, _shown(said.name, user_name), said.roles)
        account = Account(person, self._clock.now(), issuer=said.issuer, subject=said.subject)
        unit.add(account)
        self._audit.record_in(
            unit, person, "person.add", f"person:{user_name}", after=account_facts(account)
        )
        return account

    def _renewed(self, unit: PeopleUnit, held: Account, said: Vouched) -> Account:
        if said.roles is None or said.roles == held.person.roles:
            return held
        new = replace(held, person=replace(held.person, roles=said.roles))
        unit.save(new)
        self._audit.record_in(
            unit,
            held.person,
            "person.roles",
            f"person:{held.person.id}",
            before=account_facts(held),
            after=account_facts(new),
        )
        return new


def _subject(account: Account | None) -> str:
    # A name that nobody has may be a password typed in the wrong field: it is not kept.
    return "person:unknown" if account is None else f"person:{account.person.id}"


def _may_enter(account: Account) -> bool:
    return account.can_sign_in and account.person.may(Right.READ)


def _no_entry() -> NotAllowed:
    return NotAllowed(
        "you are signed in at the provider, but nobody gave you a role here: ask an administrator"
    )


def _shown(name: str, user_name: str) -> str:
    printable = "".join(char for char in name if char.isprintable()).strip()
    return printable[:100] or user_name


def mapped_roles(names: Collection[str], mapping: dict[str, Role]) -> frozenset[Role]:
    """Give the roles that a provider's groups stand for; groups that are not named give none."""
    return frozenset(mapping[name] for name in names if name in mapping)
