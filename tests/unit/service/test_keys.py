from __future__ import annotations

import pytest

from alerts.store import SqlStore
from monitor.errors import NotAllowed
from monitor.service.keys import Keys
from tests.worlds import MovingClock


@pytest.fixture
def keys(store: SqlStore, clock: MovingClock) -> Keys:
    return Keys(store, clock)


def test_a_key_is_found_by_its_secret_and_only_its_digest_is_kept(keys: Keys) -> None:
    key, secret = keys.create("customs feed", ("events:write", "alerts:read", "events:write"))
    assert keys.find(secret) == key
    assert key.scopes == ("events:write", "alerts:read")
    assert secret not in key.hash
    assert len(secret) > 40


@pytest.mark.parametrize("secret", ["", "smk_", "smk_wrong", "x" * 1_000, "smk_" + "a" * 10_000])
def test_a_wrong_secret_finds_nothing(keys: Keys, secret: str) -> None:
    keys.create("customs feed", ("events:write",))
    assert keys.find(secret) is None


def test_two_keys_never_share_a_secret(keys: Keys) -> None:
    assert keys.create("a", ("events:write",))[1] != keys.create("a", ("events:write",))[1]


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
        keys.create(name, scopes)
