"""Three-valued logic: true, false, unknown (Kleene's strong logic)."""

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """What is known of a statement.

    ``bool(truth)`` is refused, so that an unknown can never slip through an ``if``.
    """

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    # Each is one object, and the judge looks answers up by it: Enum's own hash is a call in Python.
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        msg = "a Truth is not a bool: compare it with Truth.TRUE, FALSE or UNKNOWN"
        raise TypeError(msg)

    def negated(self) -> "Truth":
        """Give the opposite; unknown stays unknown."""
        if self is Truth.UNKNOWN:
            return self
        return Truth.FALSE if self is Truth.TRUE else Truth.TRUE

    @staticmethod
    def of(value: bool | None) -> "Truth":  # noqa: FBT001 - the one place where a bool becomes one
        """Read a bool; ``None`` is unknown."""
        if value is None:
            return Truth.UNKNOWN
        return Truth.TRUE if value else Truth.FALSE


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjunction: false wins over unknown, unknown over true; of nothing it is true."""
    seen_unknown = False
    for truth in truths:
        if truth is Truth.FALSE:
            return Truth.FALSE
        seen_unknown = seen_unknown or truth is Truth.UNKNOWN
    return Truth.UNKNOWN if seen_unknown else Truth.TRUE


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjunction: true wins over unknown, unknown over false; of nothing it is false."""
    seen_unknown = False
    for truth in truths:
        if truth is Truth.TRUE:
            return Truth.TRUE
        seen_unknown = seen_unknown or truth is Truth.UNKNOWN
    return Truth.UNKNOWN if seen_unknown else Truth.FALSE


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """True when ``count`` of them are true, false when that many can no longer be."""
    listed = list(truths)
    sure = sum(1 for truth in listed if truth is Truth.TRUE)
    if sure >= count:
        return Truth.TRUE
    open_ = sum(1 for truth in listed if truth is Truth.UNKNOWN)
    return Truth.UNKNOWN if sure + open_ >= count else Truth.FALSE
