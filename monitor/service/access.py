"""People and access put together over one store: the record, sessions, sign-in, people."""

from monitor.domain.clock import Clock
from monitor.domain.ports.audit import AuditStore
from monitor.domain.ports.keys import KeyStore
from monitor.domain.ports.people import PeopleStore
from monitor.service.audit import Audit
from monitor.service.keys import Keys
from monitor.service.passwords import Passwords
from monitor.service.people import People
from monitor.service.sessions import Sessions
from monitor.service.sign_in import SignIn


class Access:
    """Who may do what, and what they did."""

    def __init__(
        self,
        people: PeopleStore,
        record: AuditStore,
        keys: KeyStore,
        clock: Clock,
        passwords: Passwords | None = None,
    ) -> None:
        passwords = passwords or Passwords()
        self.audit = Audit(record, clock)
        self.sessions = Sessions(people, self.audit, clock)
        self.keys = Keys(keys, self.audit, clock)
        self.people = People(people, self.audit, passwords, clock)
        self.sign_in = SignIn(people, self.audit, self.sessions, passwords, clock)
