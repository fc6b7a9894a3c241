"""Rulebooks by their digest: the one in use, and those that earlier findings were made with."""

from collections.abc import Callable

from monitor.errors import RuleErrors, StoreError
from monitor.rulebook.book import RuleBook


class RestoredBooks:
    """Rebuilds each earlier rulebook once."""

    def __init__(self, current: Callable[[], RuleBook], restore: Callable[[str], RuleBook]) -> None:
        """Take what gives the rulebook in use, and what rebuilds a kept one by its digest."""
        self._current = current
        self._restore = restore
        self._known: dict[str, RuleBook | None] = {}

    @property
    def current(self) -> RuleBook:
        """The rulebook that new events are judged with."""
        return self._current()

    def by_digest(self, digest: str) -> RuleBook | None:
        """Rebuild a stored rulebook, or ``None`` if it is not kept or does not load."""
        if digest not in self._known:
            try:
                self._known[digest] = self._restore(digest)
            except (StoreError, RuleErrors):
                self._known[digest] = None
        return self._known[digest]
