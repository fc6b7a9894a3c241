"""What the web door needs from the use cases: small protocols, and the bundle that carries them.

``serve`` builds an :class:`AppServices` and gives it to :func:`monitor.web.app.create_app`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from monitor.domain.clock import Clock
from monitor.domain.finding import Level
from monitor.domain.ports import ApiKey, Store
from monitor.domain.provision import Citation
from monitor.rulebook.book import RuleBook

EVENTS_WRITE = "events:write"
ALERTS_READ = "alerts:read"
LIMITS_READ = "limits:read"
RULES_READ = "rules:read"
SCOPES = (EVENTS_WRITE, ALERTS_READ, LIMITS_READ, RULES_READ)


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


class LimitBasisStatus(Protocol):
    """One running total of a limit, on one basis."""

    @property
    def total(self) -> Decimal:
        """What counts so far, in the limit's unit."""
        ...

    @property
    def share(self) -> Decimal:
        """The total in per cent of the limit, unrounded or to at least two places."""
        ...

    @property
    def remaining(self) -> Decimal:
        """What may still be supplied; zero above the limit."""
        ...

    @property
    def next_step(self) -> int | None:
        """The next step that was not reached, or ``None`` above the last."""
        ...

    @property
    def incomplete(self) -> bool:
        """Whether a delivery has no known conversion, so that the total is a floor."""
        ...


class LimitStepStatus(Protocol):
    """One step of a limit."""

    @property
    def at(self) -> int:
        """The share in per cent."""
        ...

    @property
    def level(self) -> Level:
        """How soon a person must look."""
        ...

    @property
    def duty(self) -> str:
        """What the paragraph asks for at this step."""
        ...


class LimitStatus(Protocol):
    """One limit in one window: what is allowed, used and left."""

    @property
    def id(self) -> str:
        """The rule's id."""
        ...

    @property
    def title(self) -> str:
        """The rule's title."""
        ...

    @property
    def provisions(self) -> Sequence[Citation]:
        """The paragraphs that set it."""
        ...

    @property
    def cite(self) -> str:
        """The paragraph that sets the value of this window, in short form."""
        ...

    @property
    def start(self) -> date:
        """The first day of the window."""
        ...

    @property
    def until(self) -> date:
        """The day after the window."""
        ...

    @property
    def of(self) -> Decimal:
        """The limit."""
        ...

    @property
    def unit(self) -> str:
        """Its unit."""
        ...

    @property
    def steps(self) -> Sequence[LimitStepStatus]:
        """Its steps, ascending."""
        ...

    @property
    def reported(self) -> LimitBasisStatus:
        """What States reported."""
        ...

    @property
    def observed(self) -> LimitBasisStatus:
        """What was seen; never added to what was reported."""
        ...


class Limits(Protocol):
    """The state of every limit."""

    def on(self, day: date) -> Sequence[LimitStatus]:
        """Give every limit whose window holds a day."""
        ...


class Keys(Protocol):
    """API keys by the secret that a program presents."""

    def find(self, secret: str) -> ApiKey | None:
        """Give the key, compared by hash, or ``None`` if there is none or it is revoked."""
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
class AppServices:
    """Everything that the web door calls."""

    store: Store
    intakes: Intakes
    limits: Limits
    keys: Keys
    rulebooks: Rulebooks
    lists: Lists
    runbooks: Runbooks
    clock: Clock
    intake_limits: IntakeLimits = field(default_factory=IntakeLimits)
