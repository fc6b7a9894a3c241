from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.store import SqlStore
from monitor.domain.ports.audit import AuditFilter
from monitor.errors import NotAllowed
from monitor.service.audit import Audit
from monitor.service.keys import Keys
from monitor.service.people import TERMINAL
from tests.worlds import MovingClock


@pytest.fixture
def keys(store: SqlStore, clock: MovingClock) -> Keys:
    return Keys(store.keys, Audit(store.audit, clock), clock)


def test_a_key_is_found_by_its_secret_and_only_its_digest_is_kept(keys: Keys) -> None:
    key, secret = keys.create(
        TERMINAL, "customs feed", ("events:write", "alerts:read", "events:write")
    )
    assert keys.find(secret) == key
    found = keys.find(secret)
    assert found is not None
    assert found.used_at is not None
    assert key.scopes == ("events:write", "alerts:read")
    assert secret not in key.hash
    assert len(secret) > 40


@pytest.mark.parametrize("secret", ["", "smk_", "smk_wrong", "x" * 1_000, "smk_" + "a" * 10_000])
def test_a_wrong_secret_finds_nothing(keys: Keys, secret: str) -> None:
    keys.create(TERMINAL, "customs feed", ("events:write",))
    assert keys.find(secret) is None


def test_two_keys_never_share_a_secret(keys: Keys) -> None:
    assert (
        keys.create(TERMINAL, "a", ("events:write",))[1]
        != keys.create(TERMINAL, "a", ("events:write",))[1]
    )


@pytest.mark.parametrize(
    ("name", "scopes", "said"),
    [
        ("feed", (), "a key needs a scope"),
        ("feed", ("everything",), "'everything' is no scope: choose from events:write"),
        ("  ", ("events:write",), "a key needs a name"),
        ("x" * 101, ("events:write",), "a key needs a name"),
    ],
)
def test_a_key_without_name_or_known_scope_is_refused(
    keys: Keys, name: str, scopes: tuple[str, ...], said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        keys.create(TERMINAL, name, scopes)


def test_a_key_ends_on_its_day_and_when_it_is_revoked(keys: Keys, clock: MovingClock) -> None:
    ends = clock.now() + timedelta(days=30)
    _, timed = keys.create(TERMINAL, "timed", ("events:write",), ends)
    key, revoked = keys.create(TERMINAL, "revoked", ("events:write",))
    assert keys.find(timed) is not None
    keys.revoke(TERMINAL, key.id)
    assert keys.find(revoked) is None
    with pytest.raises(NotAllowed, match="revoked before"):
        keys.revoke(TERMINAL, key.id)
    clock.move(timedelta(days=30))
    assert keys.find(timed) is None
    with pytest.raises(NotAllowed, match="over already"):
        keys.create(TERMINAL, "late", ("events:write",), ends)


def test_the_last_use_is_noted_to_the_hour(keys: Keys, clock: MovingClock) -> None:
    _, secret = keys.create(TERMINAL, "feed", ("events:write",))
    first = clock.now()
    keys.find(secret)
    clock.move(timedelta(minutes=59))
    keys.find(secret)
    assert [key.used_at for key in keys.everything()] == [first]
    clock.move(timedelta(minutes=1))
    keys.find(secret)
    assert [key.used_at for key in keys.everything()] == [clock.now()]


def test_what_is_done_to_keys_is_on_record(keys: Keys, store: SqlStore) -> None:
    key, secret = keys.create(TERMINAL, "feed", ("events:write",))
    keys.revoke(TERMINAL, key.id)
    entries = store.audit.entries(AuditFilter(subject=key.id), None, 9)
    assert [entry.deed.action for entry in entries] == ["key.revoke", "key.create"]
    assert secret not in str(entries)
