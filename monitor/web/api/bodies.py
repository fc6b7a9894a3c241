"""What is sent to work alerts: one body an action, each of which becomes a doing."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from monitor.domain.alert import Decision, Disposition
from monitor.domain.ports.work import Scope
from monitor.service.work.desk import BULK_MAX
from monitor.service.work.doings import (
    NOTE_MAX,
    REASON_MAX,
    REFERENCE_MAX,
    Doing,
    assigning,
    deciding,
    declining,
    escalating,
    noting,
    proposing,
    reopening,
    reviewing,
    snoozing,
    waking,
)
from monitor.service.work.matters import TITLE_MAX
from monitor.service.work.suppressing import ToSuppress
from monitor.service.work.views import NAME_MAX, QUERY_MAX
from monitor.web.queries import Instant


def _number(value: object) -> object:
    """Refuse what JSON does not call a number, although pydantic would read it as one."""
    if isinstance(value, str | bool):
        raise ValueError("a whole number is meant")  # noqa: TRY004 - pydantic lets others through
    return value


Version = Annotated[
    int,
    Field(ge=1, le=2**31, description="The version of the alert you saw."),
    BeforeValidator(_number),
]
# PostgreSQL keeps no NUL. What is blank is refused by the desk, which says what it waits for.
WRITTEN = r"^[^\x00]*$"
SAID = r"^[^\x00]*[^\x00\s][^\x00]*$"
Reason = Annotated[str, Field(min_length=1, max_length=REASON_MAX, pattern=WRITTEN)]
PersonId = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
AlertId = Annotated[str, Field(pattern=r"^al_[0-9A-Za-z_-]{1,60}$")]


class Body(BaseModel):
    """A body; what is not named is refused, so that a misspelt field is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Versioned(Body):
    """A change of an alert that was seen at a version."""

    version: Version


class AssignIn(Versioned):
    """Give the alert to somebody, or without a name to oneself."""

    to: PersonId | None = None

    def doing(self) -> Doing:
        """Say what is to be done."""
        return assigning(self.to)


class ReviewIn(Versioned):
    """Begin to look into the alert."""

    def doing(self) -> Doing:
        """Say what is to be done."""
        return reviewing()


class EscalateIn(Versioned):
    """Hand the alert up."""

    reason: Reason

    def doing(self) -> Doing:
        """Say what is to be done."""
        return escalating(self.reason)


class CloseIn(Versioned):
    """Close the alert, or propose to; ``reference`` names the document or the report."""

    disposition: Disposition
    reason: Reason
    reference: Annotated[str, Field(max_length=REFERENCE_MAX, pattern=WRITTEN)] = ""

    def decision(self) -> Decision:
        """Give the decision."""
        return Decision(self.disposition, self.reason, self.reference)

    def doing(self) -> Doing:
        """Say what is to be done."""
        return deciding(self.decision())


class DeclineIn(Versioned):
    """Take a proposal to close off the alert."""

    reason: Reason

    def doing(self) -> Doing:
        """Say what is to be done."""
        return declining(self.reason)


class ReopenIn(Versioned):
    """Take a closed alert back."""

    reason: Reason

    def doing(self) -> Doing:
        """Say what is to be done."""
        return reopening(self.reason)


class SnoozeIn(Versioned):
    """Put the alert out of sight until an instant."""

    until: Instant
    reason: Reason

    def doing(self) -> Doing:
        """Say what is to be done."""
        return snoozing(self.until, self.reason)


class WakeIn(Versioned):
    """Bring a snoozed alert back."""

    def doing(self) -> Doing:
        """Say what is to be done."""
        return waking()


class NoteIn(Body):
    """Write a note."""

    text: Annotated[str, Field(min_length=1, max_length=NOTE_MAX, pattern=WRITTEN)]

    def doing(self) -> Doing:
        """Say what is to be done."""
        return noting(self.text)


class SuppressIn(Body):
    """Keep repeats from opening alerts: of the alert's own group, or of its rule and a subject."""

    until: Instant
    reason: Reason
    scope: Scope = Scope.GROUP
    subject: Annotated[str, Field(max_length=1_000, pattern=WRITTEN)] = ""

    def given(self) -> ToSuppress:
        """Give what is to be suppressed."""
        return ToSuppress(self.until, self.reason, self.scope, self.subject)


class LiftIn(Body):
    """End a suppression."""

    reason: Reason


class PickedIn(Body):
    """An alert of many; without a version it is taken as it is now."""

    id: AlertId
    version: Version | None = None


class BulkIn(Body):
    """Do one thing to many alerts; closing high and critical ones only proposes."""

    action: Literal["assign", "review", "escalate", "note", "close", "snooze", "wake", "reopen"]
    alerts: Annotated[list[PickedIn], Field(min_length=1, max_length=BULK_MAX)]
    to: PersonId | None = None
    reason: Annotated[str, Field(max_length=REASON_MAX, pattern=WRITTEN)] = ""
    text: Annotated[str, Field(max_length=NOTE_MAX, pattern=WRITTEN)] = ""
    disposition: Disposition | None = None
    reference: Annotated[str, Field(max_length=REFERENCE_MAX, pattern=WRITTEN)] = ""
    until: Instant | None = None

    def doing(self) -> Doing:
        """Say what is to be done.

        Raises:
            ValueError: the action lacks its disposition or its instant.
        """
        match self.action:
            case "assign":
                return assigning(self.to)
            case "review":
                return reviewing()
            case "escalate":
                return escalating(self.reason)
            case "note":
                return noting(self.text)
            case "wake":
                return waking()
            case "reopen":
                return reopening(self.reason)
            case "snooze" if self.until is not None:
                return snoozing(self.until, self.reason)
            case "close" if self.disposition is not None:
                return proposing(Decision(self.disposition, self.reason, self.reference))
            case _:
                raise ValueError("disposition" if self.action == "close" else "until")


class CaseIn(Body):
    """Open a case."""

    title: Annotated[str, Field(min_length=1, max_length=TITLE_MAX, pattern=WRITTEN)]
    alerts: Annotated[list[AlertId], Field(max_length=BULK_MAX)] = []


class CaseAlertIn(Body):
    """Name an alert of a case."""

    alert: AlertId


class CaseOwnerIn(Body):
    """Name who takes a case."""

    owner: PersonId


class ViewIn(Body):
    """Keep filters of the queue under a name; ``query`` is what stands in the address."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_MAX, pattern=WRITTEN)]
    query: Annotated[str, Field(max_length=QUERY_MAX, pattern=WRITTEN)] = ""
    shared: StrictBool = False
