"""Passwords: what makes one good enough, and how it is kept."""

import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from monitor.errors import NotAllowed

CHARS_MIN = 12
CHARS_MAX = 256
_DIFFERENT_MIN = 6
# RFC 9106, second recommendation: Argon2id, three passes over 64 MiB in four lanes.
_PASSES = 3
_MEMORY_KIB = 65_536
_LANES = 4
_AT_ONCE = 2


def standard_hasher() -> PasswordHasher:
    """Give the hasher with the parameters that new passwords get."""
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)


def require_good(password: str, *names: str) -> str:
    """Give a password in the form that is hashed.

    Length is asked for and no mixture of signs: it is what makes guessing slow, and what people
    can remember. No list of common passwords is kept, as nearly all of them are shorter.

    Raises:
        NotAllowed: it is too short or too long, has hardly any different signs, or is a name.
    """
    password = _normal(password)
    if not CHARS_MIN <= len(password) <= CHARS_MAX:
        msg = f"a password has {CHARS_MIN} to {CHARS_MAX} characters: several words are good"
        raise NotAllowed(msg)
    if len(set(password)) < _DIFFERENT_MIN:
        msg = f"a password has at least {_DIFFERENT_MIN} different characters"
        raise NotAllowed(msg)
    plain = password.casefold()
    if any(_is_most_of(_normal(name).casefold(), plain) for name in names):
        msg = "a password is not made of the user name: choose another"
        raise NotAllowed(msg)
    return password


def _is_most_of(name: str, password: str) -> bool:
    left = password.replace(name, "") if name else password
    return len(left) < len(password) and len(left) < CHARS_MIN - _DIFFERENT_MIN


def _normal(text: str) -> str:
    # The same key press gives different code points on different machines.
    return unicodedata.normalize("NFKC", text)


class Passwords:
    """Hashes and compares, a few at once, so that a flood of guesses cannot fill the memory."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or standard_hasher()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """Give the hash of a password, with its parameters and salt in it."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def matches(self, hash_: str | None, password: str) -> bool:
        """Compare; without a hash it takes as long and is false, so that time tells nothing."""
        if len(password) > CHARS_MAX * 4:
            password = ""
        with self._turns:
            try:
                self._hasher.verify(hash_ or self._nobodys, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return hash_ is not None

    def is_outdated(self, hash_: str) -> bool:
        """Tell whether a hash was made with other parameters than new ones are."""
        return self._hasher.check_needs_rehash(hash_)
