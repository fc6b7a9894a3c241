"""Charts that were drawn already, kept by the digest of what they show."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from monitor.domain.canonical import sha256

KEPT_MAX: Final = 200


class Shelf:
    """Gives the chart of a content; it is drawn when it is asked for the first time."""

    def __init__(self) -> None:
        self._charts: OrderedDict[str, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def chart(self, name: str, content: object, draw: Callable[[], Markup]) -> Markup:
        """Give a chart by its name in the page and its content, whose text tells it apart."""
        digest = sha256(f"{name}\n{content!r}".encode())
        with self._lock:
            known = self._charts.get(digest)
            if known is not None:
                self._charts.move_to_end(digest)
                return known
        drawn = draw()
        with self._lock:
            self._charts[digest] = drawn
            while len(self._charts) > KEPT_MAX:
                self._charts.popitem(last=False)
        return drawn
