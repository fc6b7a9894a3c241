"""Who asks for a change, and the refusals that tell them why it was not made."""

from dataclasses import dataclass
from datetime import datetime

from monitor.domain.people import Person, Right
from monitor.errors import MonitorError, NotAllowed


class NotThere(MonitorError):
    """Says that there is nothing of that name.

    Attributes:
        what: Which kind of thing was asked for.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"there is no {what} of this name")
        self.what = what


class ChangedMeanwhile(MonitorError):
    """Refuses a change that rests on what has changed since it was looked at.

    Attributes:
        by: Who changed it last.
        at: When that was.
        revision: The revision that it has now.
    """

    def __init__(self, what: str, by: str, at: datetime | None, revision: int) -> None:
        when = "" if at is None else f" at {at:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(
            f"the {what} was changed by {by}{when}, after you looked at it: look again, then decide"
        )
        self.by = by
        self.at = at
        self.revision = revision


class HeldByAnother(MonitorError):
    """Refuses a change of an alert that somebody else took from the queue.

    Attributes:
        holder: Who holds it.
        until: When the hold runs out.
    """

    def __init__(self, holder: str, until: datetime) -> None:
        super().__init__(f"{holder} holds this alert until {until:%Y-%m-%d %H:%M} UTC")
        self.holder = holder
        self.until = until


class KeyReused(MonitorError):
    """Refuses an idempotency key that was used for something else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and under which idempotency key.

    Attributes:
        person: Who stands in the record.
        is_program: Whether a key asks; its scope was checked at the door, it supervises nothing
            and is nobody's second pair of eyes.
        key: What the same request carries when it is sent again.
        digest: Tells the body of the request from another.
    """

    person: Person
    is_program: bool = False
    key: str | None = None
    digest: str = ""

    @property
    def by(self) -> str:
        """The id that records name."""
        return self.person.id

    def may(self, right: Right) -> bool:
        """Tell whether a right is there."""
        return right is Right.WORK if self.is_program else self.person.may(right)

    def needs(self, right: Right, what: str) -> None:
        """Hold that a right is there.

        Raises:
            NotAllowed: it is not.
        """
        if not self.may(right):
            msg = f"{what} needs the right to {right.value}, which you do not have"
            raise NotAllowed(msg)
