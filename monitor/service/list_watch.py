"""Other lists come into use while the process runs: found, put to use, and told to who asked."""

import logging
import threading
from collections.abc import Callable

from monitor.service.list_shelf import ListShelf, ListsInUse
from monitor.service.list_states import ListChange

_log = logging.getLogger(__name__)
Listener = Callable[[ListsInUse, ListsInUse], None]
"""Is given the lists as they were and as they are."""


class ListWatch:
    """Looks whether the store has other lists than those in use, and changes over to them.

    Any process may have taken them in, so this looks into the store; looking costs one short read
    where nothing changed.
    """

    def __init__(
        self, shelf: ListShelf, in_use: ListsInUse, put_to_use: Callable[[ListsInUse], None]
    ) -> None:
        """Begin with what is in use.

        Args:
            shelf: Where the lists are.
            in_use: What the engine was made with.
            put_to_use: Makes index and engine anew, and hands them to whoever judges.
        """
        self._shelf = shelf
        self._in_use = in_use
        self._put_to_use = put_to_use
        self._listeners: list[Listener] = []
        self._one_at_a_time = threading.Lock()

    def on_lists_changed(self, listener: Listener) -> None:
        """Tell ``listener`` of every change from now on, after the new lists are in use."""
        self._listeners.append(listener)

    def look(self) -> ListChange:
        """Change over to the lists of the store if they are others; give what is different.

        A listener that fails does not undo the change, and the others are told all the same.
        """
        with self._one_at_a_time:
            if self._shelf.digests() == self._in_use.digests:
                return ListChange()
            before, after = self._in_use, self._shelf.in_use()
            self._put_to_use(after)
            self._in_use = after
        change = ListChange.between(before.entries, after.entries)
        _log.info(
            "other lists are in use: %d entries added, %d changed, %d removed",
            len(change.added), len(change.changed), len(change.removed),
        )  # fmt: skip
        for listener in self._listeners:
            try:
                listener(before, after)
            except Exception:  # noqa: BLE001 - whoever listens must not undo the change
                _log.exception("a listener to changes of lists failed")
        return change
