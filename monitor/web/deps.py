"""What the web door needs from the use cases: small protocols, and the bundle that carries them.

``serve`` builds an :class:`AppServices` and gives it to :func:`monitor.web.app.create_app`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from monitor.domain.clock import Clock
from monitor.domain.ports import Store
from monitor.domain.ports.rescreens import RescreenStore
from monitor.rulebook.book import RuleBook
from monitor.service.access import Access
from monitor.service.clearances import Clearings
from monitor.service.limits import LimitStatus
from monitor.service.list_status import ListStatuses
from monitor.service.out import Out
from monitor.service.screening import Screening
from monitor.service.trail import Trail
from monitor.web.oidc import Provider

EVENTS_WRITE = "events:write"
ALERTS_READ = "alerts:read"
ALERTS_WRITE = "alerts:write"
CASES_READ = "cases:read"
CASES_WRITE = "cases:write"
LIMITS_READ = "limits:read"
RULES_READ = "rules:read"
SCREEN_READ = "screen:read"
CLEARANCES_READ = "clearances:read"
CLEARANCES_WRITE = "clearances:write"
AUDIT_READ = "audit:read"


class Answer(Protocol):
    """What came of one input line, durable when it is given."""

    def to_json(self) -> Mapping[str, object]:
        """Give ``source``, ``event_id``, ``status``, ``outcome`` and ``errors``."""
        ...


class Intake(Protocol):
    """One running intake: batches of lines in, one answer a line out."""

    def take(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[Answer]:
        """Store and judge one batch of numbered lines in one transaction.

        The answers stand in the order of the lines, and all of it is durable on return. A line
        that breaks the contract is answered as rejected and never stops the others.

        Raises:
            StoreError: nothing of this batch was kept; earlier batches were.
        """
        ...

    def finish(self) -> None:
        """Write the receipt; called once, also when the intake broke off."""
        ...


class Intakes(Protocol):
    """Where intakes begin."""

    def begin(self, origin: str) -> Intake:
        """Begin an intake; ``origin`` names who sends, for the receipt."""
        ...


class Limits(Protocol):
    """The state of every limit."""

    def on(self, day: date) -> Sequence[LimitStatus]:
        """Give every limit whose window holds a day; a limit with two measures is there twice."""
        ...

    def of(self, limit_id: str, day: date) -> Sequence[LimitStatus]:
        """Give the measures of one limit in the window that holds a day, or nothing."""
        ...

    def trail(self, limit_id: str, day: date) -> Sequence[Trail]:
        """Give what was kept for each measure of a limit in the window that holds a day."""
        ...


class Rulebooks(Protocol):
    """The rulebook in use, and earlier ones that findings were made with."""

    @property
    def current(self) -> RuleBook:
        """The rulebook that new events are judged with."""
        ...

    def by_digest(self, digest: str) -> RuleBook | None:
        """Rebuild a stored rulebook, or ``None`` if it is not kept or does not load."""
        ...


class Lists(Protocol):
    """The sanctions lists in use."""

    @property
    def digest(self) -> str:
        """The digest of all that is loaded."""
        ...

    @property
    def as_of(self) -> date | None:
        """The day up to which the oldest loaded list is current; ``None`` if none is loaded."""
        ...

    @property
    def statuses(self) -> ListStatuses:
        """How fresh each list is, and what came in of it."""
        ...


class ScreeningDoor(Protocol):
    """Looking names up, cleared matches, and what changes of lists did."""

    @property
    def search(self) -> Screening:
        """Looks names up and keeps what was asked."""
        ...

    @property
    def clearings(self) -> Clearings:
        """What people do with clearances."""
        ...

    @property
    def rescreens(self) -> RescreenStore:
        """What each change of a list did."""
        ...


class Runbooks(Protocol):
    """What an officer does with an alert of a rule, as plain Markdown."""

    def text(self, path: str) -> str | None:
        """Give the runbook that a rule names, or ``None`` if it is not shipped."""
        ...


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """What one ``POST /v1/events`` may use."""

    line_bytes_max: int = 1_048_576
    batch_lines: int = 500
    batch_bytes: int = 4 * 1_048_576
    idle_seconds_max: int = 60
    answer_bytes_in_memory: int = 1_048_576


@dataclass(frozen=True, slots=True)
class Site:
    """How the desk is reached.

    Attributes:
        secret: Signs cookies and forms; every process of one installation needs the same.
        secure: Whether browsers come by TLS, so that cookies are for TLS alone.
        public_url: The address that browsers use, without a slash at its end; the request's own
            if absent.
        provider: The OpenID provider that people may sign in at.
    """

    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    secure: bool = False
    public_url: str | None = None
    provider: Provider | None = None

    @property
    def provider_name(self) -> str | None:
        """What the link to the provider says; none without a provider."""
        return None if self.provider is None else self.provider.name


@dataclass(frozen=True, slots=True)
class AppServices:
    """Everything that the web door calls."""

    store: Store
    intakes: Intakes
    limits: Limits
    rulebooks: Rulebooks
    lists: Lists
    runbooks: Runbooks
    clock: Clock
    access: Access
    out: Out
    screening: ScreeningDoor
    site: Site = field(default_factory=Site)
    intake_limits: IntakeLimits = field(default_factory=IntakeLimits)
