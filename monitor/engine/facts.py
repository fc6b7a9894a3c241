"""Flat facts about one subject of an event, with their grade and where they come from.

A fact that is absent is unknown. A fact that is there but not certain is *possible*: positive
evidence that does not decide, such as a list candidate by name alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth


class Port(NamedTuple):
    """A place as a port: its UN/LOCODE, its name as given, or both."""

    locode: str | None
    name: str | None


class Tag(NamedTuple):
    """One tag of a set: certain, possible, or (``truth`` unknown) not to be told."""

    truth: Truth
    certain: bool = True
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Tags:
    """A set of tags; where it is not ``complete``, a tag that is not in it is unknown."""

    known: Mapping[str, Tag]
    complete: bool = True


Value = str | Decimal | date | Truth | Tags | Port


class Fact(NamedTuple):
    """One value, its grade, and the fields of the event that it was read from."""

    value: Value
    certain: bool = True
    evidence: tuple[Evidence, ...] = ()


Facts = dict[str, Fact]
Memo = dict[int, Any]
NO_FACTS: Mapping[str, Fact] = {}


class Subject(NamedTuple):
    """One goods line, party, craft or place (or the event itself), with its own facts."""

    kind: str
    path: str
    facts: Mapping[str, Fact]


@dataclass(slots=True)
class Sheet:
    """The facts that one judgement sees: the subject's own before the event's.

    The memos hold what was once read from these facts, so that rules that ask the same are
    answered at once: ``shared_memo`` what rests on the event's facts alone, for all its subjects.
    """

    subject: Subject
    shared: Mapping[str, Fact]
    claim: Mapping[str, Fact] = field(default_factory=dict)
    own_memo: Memo = field(default_factory=dict, compare=False, repr=False)
    shared_memo: Memo = field(default_factory=dict, compare=False, repr=False)

    def get(self, name: str) -> Fact | None:
        """Give a fact by field name, or ``None`` where it is absent."""
        found = self.subject.facts.get(name)
        if found is None:
            found = self.shared.get(name)
        return found if found is not None else self.claim.get(name)

    def with_claim(self, claim: Mapping[str, Fact]) -> "Sheet":
        """Add the facts of the claim that pertains to one exemption."""
        return Sheet(self.subject, self.shared, claim, self.own_memo, self.shared_memo)


def text_fact(value: str, path: str, says: str = "") -> Fact:
    """Make a certain fact from one field of the event."""
    return Fact(value, evidence=(Evidence(path, value, says),))


def truth_fact(truth: Truth, *, certain: bool = True, evidence: tuple[Evidence, ...] = ()) -> Fact:
    """Make a fact that is a statement."""
    return Fact(truth, certain, evidence)


def tags_of(values: Mapping[str, tuple[Evidence, ...]]) -> Fact:
    """Make a complete set of certain tags."""
    return Fact(Tags({tag: Tag(Truth.TRUE, evidence=seen) for tag, seen in values.items()}))
