from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from monitor.errors import NotAllowed
from monitor.service.passwords import CHARS_MAX, Passwords, require_good, standard_hasher

WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
STRONGER = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)


def test_new_passwords_are_kept_with_the_second_parameters_of_rfc_9106() -> None:
    hasher = standard_hasher()
    assert hasher.type.name == "ID"
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (3, 65_536, 4)


def test_a_password_matches_itself_alone_and_however_it_was_typed() -> None:
    passwords = Passwords(WEAK)
    kept = passwords.hash("caffè al porto di mattina")
    assert passwords.matches(kept, "caffe\u0300 al porto di mattina")
    assert not passwords.matches(kept, "caffe al porto di mattina")
    assert not passwords.matches(kept, "")
    assert not passwords.matches(kept, "x" * 100_000)
    assert kept != passwords.hash("caffè al porto di mattina")


def test_without_a_hash_nothing_matches_and_the_work_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords = Passwords(WEAK)
    looked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, hash_: str, password: str) -> bool:
        looked.append(hash_)
        return bool(verify(self, hash_, password))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert not passwords.matches(None, "the password of nobody")
    assert not passwords.matches("no hash at all", "x")
    assert len(looked) == 2
    assert looked[0].startswith("$argon2id$")


def test_a_hash_of_other_parameters_is_outdated() -> None:
    kept = Passwords(WEAK).hash("a quiet harbour at dawn")
    assert Passwords(STRONGER).is_outdated(kept)
    assert not Passwords(WEAK).is_outdated(kept)


@pytest.mark.parametrize(
    "password",
    ["short", "eleven char", "x" * (CHARS_MAX + 1), "aaaaaaaaaaaaaaaa", "abababababab",
     "first.officer", "First.Officer1", "FIRST.OFFICER12", ""],
)  # fmt: skip
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(NotAllowed):
        require_good(password, "first.officer", "First Officer")


@pytest.mark.parametrize(
    "password", ["a quiet harbour at dawn", "여섯 낱말로 된 긴 문장 하나", "x7#kQ!m2Lp9$"]
)
def test_a_long_one_needs_no_mixture_of_signs(password: str) -> None:
    assert require_good(password, "first.officer", "F")
