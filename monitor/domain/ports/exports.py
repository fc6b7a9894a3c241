"""Reading all alerts although they move meanwhile."""

from collections.abc import Sequence
from typing import Protocol

from monitor.domain.alert import Alert
from monitor.domain.ports.records import AlertFilter


class Exports(Protocol):
    """Alerts in an order that nothing done on the desk changes."""

    def alerts(self, where: AlertFilter, after: str, limit: int) -> Sequence[Alert]:
        """Give alerts in the order of their ids, which is that of their opening, after an id.

        Who reads on with the last id sees each alert once that fits when it is read.
        """
        ...
