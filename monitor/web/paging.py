"""Lists by cursor: one page, whether there is more, and where the next one begins."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.web.problems import Problem

PAGE_DEFAULT = 50
PAGE_MAX = 200
_CURSOR_MAX = 400
_POSITION = re.compile(r"[\x21-\x7e]{1,200}")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; ``next`` is ``None`` on the last."""

    items: Sequence[Item]
    next: str | None

    @property
    def has_more(self) -> bool:
        """Tell whether another page follows."""
        return self.next is not None


def page_of(
    fetch: Callable[[str | None, int], Sequence[Item]],
    cursor: str | None,
    limit: int,
    position: Callable[[Item], str],
) -> Page[Item]:
    """Read one page.

    Args:
        fetch: Gives at most so many items after a position.
        cursor: The ``next`` of the page before, or ``None`` for the first.
        limit: How many items a page holds.
        position: Names the place of an item in the list.
    """
    try:
        found = fetch(None if cursor is None else decoded(cursor), limit + 1)
    except ValueError:
        raise _foreign() from None
    items = found[:limit]
    more = len(found) > limit
    return Page(items, encoded(position(items[-1])) if more else None)


def encoded(position: str) -> str:
    """Write a position as a cursor, which clients pass back and do not read."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decoded(cursor: str) -> str:
    """Read a cursor.

    Raises:
        Problem: it is none of ours.
    """
    try:
        if len(cursor) > _CURSOR_MAX:
            raise ValueError(cursor)
        padded = cursor + "=" * (-len(cursor) % 4)
        position = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        if _POSITION.fullmatch(position) is None:
            raise ValueError(cursor)
    except (ValueError, binascii.Error):
        raise _foreign() from None
    return position


def _foreign() -> Problem:
    return Problem(
        422,
        "cursor: it is not one that this list gave. Begin without one and follow 'next'.",
        param="cursor",
    )
