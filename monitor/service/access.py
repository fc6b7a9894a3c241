"""People and access put together over one store: the record, sessions, sign-in, keys."""

from monitor.domain.clock import Clock
from monitor.domain.ports.audit import AuditStore
from monitor.domain.ports.people import PeopleStore
from monitor.service.audit import Audit
from monitor.service.sessions import Sessions


class Access:
    """Who may do what, and what they did."""

    def __init__(self, people: PeopleStore, record: AuditStore, clock: Clock) -> None:
        self.audit = Audit(record, clock)
        self.sessions = Sessions(people, self.audit, clock)
