"""Cleared matches before the facts: what a person found not to be the same does not count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from monitor.domain.clearance import Answer, Content, party_content
from monitor.domain.event.kinds import Event
from monitor.domain.listing import Candidate, ListEntry


class Clearances(Protocol):
    """The clearances as they stand, read-only."""

    def speaks_of(self, entry: ListEntry) -> bool:
        """Tell quickly whether any clearance names the entry."""
        ...

    def answer(self, entry: ListEntry, party: Content) -> Answer | None:
        """Say what stands of a match; None where nobody ever cleared it."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """A match of which the clearances say something: it holds, or no longer and why."""

    candidate: Candidate
    answer: Answer

    def to_json(self) -> dict[str, object]:
        """Give it as an input of the judgement."""
        entry = self.candidate.entry
        where = {"path": self.candidate.path, "list": entry.list, "ref": entry.ref}
        return {**where, **self.answer.to_json()}


@dataclass(frozen=True, slots=True)
class Consulted:
    """The matches that count, and what the clearances said of any."""

    counting: tuple[Candidate, ...]
    answered: tuple[Answered, ...] = ()


def consult(
    event: Event, candidates: Sequence[Candidate], clearances: Clearances | None
) -> Consulted:
    """Leave out the matches that are cleared; one whose clearance has ended says so and counts."""
    given = tuple(candidates)
    if clearances is None or not any(clearances.speaks_of(each.entry) for each in given):
        return Consulted(given)
    counting: list[Candidate] = []
    answered: list[Answered] = []
    for candidate in given:
        party = party_content(event, candidate.path)
        answer = None if party is None else clearances.answer(candidate.entry, party)
        if answer is None:
            counting.append(candidate)
            continue
        answered.append(Answered(candidate, answer))
        if not answer.holds:
            counting.append(replace(candidate, why=(*candidate.why, answer.says)))
    return Consulted(tuple(counting), tuple(answered))
