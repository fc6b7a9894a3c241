"""What leaves the desk or looks at it from above, in one bundle for the doors."""

from dataclasses import dataclass

from monitor.domain.ports.exports import Exports
from monitor.service.dashboard import Dashboard
from monitor.service.notify.notifier import Notifier
from monitor.service.papers.drafting import Drafting


@dataclass(frozen=True, slots=True)
class Out:
    """The overview, the notifications, the papers and all alerts."""

    dashboard: Dashboard
    notifier: Notifier
    drafting: Drafting
    exports: Exports
