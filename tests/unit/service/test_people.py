from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from alerts.store import SqlStore
from monitor.domain.people import Person, Role
from monitor.domain.ports.audit import AuditFilter
from monitor.errors import NotAllowed, StoreError
from monitor.service.access import Access
from monitor.service.passwords import Passwords
from monitor.service.people import TERMINAL
from monitor.service.sessions import Visitor
from monitor.service.sign_in import Locked, WrongPassword
from monitor.service.throttle import PER_ACCOUNT, PER_ADDRESS, address_name
from tests.worlds import MovingClock

PASSWORD = "a quiet harbour at dawn"
HERE = Visitor("192.0.2.7", "a browser")


def quick(cost: int = 1) -> Passwords:
    return Passwords(PasswordHasher(time_cost=cost, memory_cost=8, parallelism=1))


@pytest.fixture
def access(store: SqlStore, clock: MovingClock) -> Access:
    return Access(store.people, store.audit, store.keys, clock, quick())


def add(access: Access, user_name: str, *roles: Role, password: str | None = PASSWORD) -> Person:
    person = Person(user_name, user_name.title(), frozenset(roles))
    access.people.add(TERMINAL, person)
    if password is not None:
        access.people.set_password(TERMINAL, user_name, password)
    return person


@pytest.mark.parametrize(
    "user_name", ["", "x", "UPPER", "a b", "-x", "owner", "terminal", "nobody", "system", "x" * 65,
                  "a\n", "../x", "ä.person"],
)  # fmt: skip
def test_a_user_name_that_cannot_be_used_is_refused(access: Access, user_name: str) -> None:
    with pytest.raises(NotAllowed, match="user name"):
        add(access, user_name, Role.OFFICER)


def test_a_user_name_is_given_once_even_when_disabled(access: Access) -> None:
    add(access, "first.officer", Role.OFFICER)
    access.people.disable(TERMINAL, "first.officer")
    with pytest.raises(StoreError, match="taken"):
        add(access, "first.officer", Role.OFFICER)


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ((), "needs a role"),
        ((Role.FEED,), "make an API key"),
        ((Role.OFFICER, Role.ADMINISTRATOR), "decide alerts and manage people"),
        ((Role.SUPERVISOR, Role.ADMINISTRATOR), "decide alerts and manage people"),
    ],
)
def test_roles_that_do_not_go_together_are_refused(
    access: Access, roles: tuple[Role, ...], said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        add(access, "somebody", *roles)


def test_both_duties_are_given_in_the_open_alone(access: Access) -> None:
    both = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
    access.people.add(TERMINAL, Person("somebody", "S", both), both_duties=True)
    assert access.people.account("somebody").person.roles == both


def test_the_last_administrator_who_can_sign_in_stays(access: Access) -> None:
    add(access, "first.admin", Role.ADMINISTRATOR)
    add(access, "second.admin", Role.ADMINISTRATOR, password=None)
    with pytest.raises(NotAllowed, match="last administrator"):
        access.people.disable(TERMINAL, "first.admin")
    with pytest.raises(NotAllowed, match="last administrator"):
        access.people.set_roles(TERMINAL, "first.admin", {Role.AUDITOR})
    assert access.people.account("first.admin").disabled_at is None
    access.people.set_password(TERMINAL, "second.admin", PASSWORD)
    access.people.disable(TERMINAL, "first.admin")
    assert access.people.are_set_up


def test_nobody_changes_their_own_roles(access: Access) -> None:
    person = add(access, "first.admin", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="their own roles"):
        access.people.set_roles(person, "first.admin", {Role.ADMINISTRATOR, Role.AUDITOR})


def test_every_change_is_on_record_with_before_and_after_and_nothing_secret(
    access: Access, store: SqlStore
) -> None:
    add(access, "first.officer", Role.OFFICER)
    access.people.set_roles(TERMINAL, "first.officer", {Role.SUPERVISOR})
    access.people.invite(TERMINAL, "first.officer")
    access.people.disable(TERMINAL, "first.officer")
    entries = store.audit.entries(AuditFilter(subject="person:first.officer"), None, 20)
    assert [entry.deed.action for entry in reversed(entries)] == [
        "person.add",
        "person.password",
        "person.roles",
        "person.invite",
        "person.disable",
    ]
    changed = entries[2].deed
    assert isinstance(changed.before, dict)
    assert isinstance(changed.after, dict)
    assert (changed.before["roles"], changed.after["roles"]) == (["officer"], ["supervisor"])
    assert "argon2" not in str(entries)
    assert PASSWORD not in str(entries)


def test_a_password_of_old_parameters_is_hashed_anew_at_sign_in(
    access: Access, store: SqlStore, clock: MovingClock
) -> None:
    add(access, "first.officer", Role.OFFICER)
    before = access.people.account("first.officer").password
    later = Access(store.people, store.audit, store.keys, clock, quick(cost=2))
    later.sign_in.by_password("first.officer", PASSWORD, HERE)
    after = later.people.account("first.officer").password
    assert before != after
    assert "t=2" in str(after)
    later.sign_in.by_password("first.officer", PASSWORD, HERE)
    assert later.people.account("first.officer").password == after


def test_one_network_of_ipv6_counts_as_one_address(access: Access) -> None:
    assert address_name("2001:db8::1") == address_name("2001:db8::ffff:1%eth0")
    assert address_name("2001:db8::1") != address_name("2001:db8:0:1::1")
    assert address_name("not an address") == address_name("")


def test_addresses_are_counted_apart(access: Access) -> None:
    add(access, "first.officer", Role.OFFICER)
    for number in range(PER_ADDRESS):
        with pytest.raises(WrongPassword):
            access.sign_in.by_password(f"guess{number}", "x", HERE)
    elsewhere = replace(HERE, address="192.0.2.8")
    assert access.sign_in.by_password("first.officer", PASSWORD, elsewhere)


def test_only_the_digest_of_a_session_is_kept(access: Access, store: SqlStore) -> None:
    person = add(access, "first.officer", Role.OFFICER)
    secret = access.sign_in.by_password("first.officer", PASSWORD, HERE)
    kept = access.sessions.of(person)
    assert len(kept) == 1
    assert secret not in str(kept)
    assert kept[0].address == "192.0.2.7"
    assert access.sessions.find(secret) is not None
    assert access.sessions.find(secret + "x") is None
    assert access.sessions.find("") is None


def test_guesses_at_once_count_as_many(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread would see no failure yet if an attempt were counted after the look."""
    add(access, "first.officer", Role.OFFICER)
    looked: list[str] = []
    matches = Passwords.matches

    def counted(self: Passwords, hash_: str | None, password: str) -> bool:
        looked.append(password)
        return matches(self, hash_, password)

    monkeypatch.setattr(Passwords, "matches", counted)

    def guess(number: int) -> type[Exception]:
        try:
            access.sign_in.by_password("first.officer", f"guess {number}", HERE)
        except NotAllowed as refused:
            return type(refused)
        pytest.fail("a guess let somebody in")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert len(looked) == PER_ACCOUNT
    assert answers.count(Locked) == 16 - PER_ACCOUNT


def test_two_administrators_cannot_put_each_other_out_at_once(access: Access) -> None:
    for name in ("first.admin", "second.admin"):
        add(access, name, Role.ADMINISTRATOR)

    def disable(name: str) -> bool:
        try:
            access.people.disable(TERMINAL, name)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(disable, ["first.admin", "second.admin"]))
    assert sorted(done) == [False, True]
    assert access.people.are_set_up


def test_an_invitation_that_two_use_at_once_sets_one_password(access: Access) -> None:
    add(access, "first.officer", Role.OFFICER, password=None)
    secret = access.people.invite(TERMINAL, "first.officer")

    def accept(password: str) -> bool:
        try:
            access.people.accept(secret, password)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(accept, [f"{PASSWORD} {number}" for number in range(4)]))
    assert done.count(True) == 1
