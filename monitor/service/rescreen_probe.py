"""A small index of the entries that a change of a list touches: whom of an event may it name?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.domain.clearance import content_digest, party_content
from monitor.domain.event import Event
from monitor.domain.event.kinds import part_of
from monitor.domain.list_delta import Key, ListDelta, open_ended
from monitor.domain.listing import Candidate, ListEntry
from monitor.screening.index import ListIndex

IndexOf = Callable[[Sequence[ListEntry]], ListIndex]


@dataclass(frozen=True, slots=True)
class Touch:
    """A changed entry that somebody of an event may be.

    Attributes:
        bearer: Names who it is, the same for the same data.
        decides: False where the entry or the likeness only informs.
        is_new: The entry as it was before did not find the party, on whatever day.
    """

    key: Key
    path: str
    bearer: str
    certain: bool
    decides: bool
    is_new: bool


class Probe(Protocol):
    """Asks of an event which changed entries it may name, on whatever day."""

    def touches(self, event: Event) -> tuple[Touch, ...]:
        """Give each entry that somebody of the event may be, before or after the change."""
        ...


class DeltaProbe:
    """Looks in two indexes, of the entries before and after; their measures are left open.

    Whether an entry bound anybody on a day is for the engine to say. Here a day would hide what
    a change of days touches.
    """

    def __init__(self, delta: ListDelta, index_of: IndexOf) -> None:
        """Make the indexes.

        Args:
            delta: The entries that differ.
            index_of: Makes an index that compares as that of all lists does.
        """
        self._after, self._before = (
            index_of([open_ended(entry) for entry in side.values()]) if side else None
            for side in (delta.after, delta.before)
        )

    def touches(self, event: Event) -> tuple[Touch, ...]:
        """Give each entry that somebody of the event may be, before or after the change."""
        before = _found(self._before, event)
        after = _found(self._after, event)
        touches = [_touch(each, event, is_new=place not in before) for place, each in after.items()]
        touches.extend(
            _touch(each, event, is_new=False)
            for place, each in before.items()
            if place not in after
        )
        return tuple(touches)


def _found(index: ListIndex | None, event: Event) -> dict[tuple[Key, str], Candidate]:
    if index is None:
        return {}
    return {
        ((each.entry.list, each.entry.ref), each.path): each for each in _screened(index, event)
    }


def _screened(index: ListIndex, event: Event) -> Iterator[Candidate]:
    day = event.occurred_on
    for number, party in enumerate(event.parties):
        yield from index.screen_party(party, day, f"parties/{number}")
    for path in ("vessel", "other_vessel"):
        vessel = part_of(event, path)
        if vessel is not None:
            yield from index.screen_vessel(vessel, day, path)


def _touch(candidate: Candidate, event: Event, *, is_new: bool) -> Touch:
    entry = candidate.entry
    content = party_content(event, candidate.path)
    return Touch(
        key=(entry.list, entry.ref),
        path=candidate.path,
        bearer=candidate.path if content is None else content_digest(content),
        certain=candidate.certain,
        decides=candidate.decides,
        is_new=is_new,
    )
