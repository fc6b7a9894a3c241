"""What leaves the desk or looks at it from above, in one bundle for the doors."""

from dataclasses import dataclass

from monitor.service.dashboard import Dashboard
from monitor.service.notify.notifier import Notifier


@dataclass(frozen=True, slots=True)
class Out:
    """The overview and the notifications."""

    dashboard: Dashboard
    notifier: Notifier
