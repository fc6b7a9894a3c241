"""A small index of the entries that a change of a list touches: whom of an event may it name?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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

    ``bearer`` names who it is, the same for the same data; ``decides`` is false where the entry
    or the likeness only informs.
    """

    key: Key
    path: str
    bearer: str
    certain: bool
    decides: bool


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
        sides = (delta.after, delta.before)
        self._indexes = [
            index_of([open_ended(entry) for entry in side.values()]) for side in sides if side
        ]

    def touches(self, event: Event) -> tuple[Touch, ...]:
        """Give each entry that somebody of the event may be, before or after the change."""
        found: dict[tuple[Key, str], Touch] = {}
        for index in self._indexes:
            for candidate in _screened(index, event):
                touch = _touch(candidate, event)
                found.setdefault((touch.key, touch.path), touch)
        return tuple(found.values())


def _screened(index: ListIndex, event: Event) -> Iterator[Candidate]:
    day = event.occurred_on
    for number, party in enumerate(event.parties):
        yield from index.screen_party(party, day, f"parties/{number}")
    for path in ("vessel", "other_vessel"):
        vessel = part_of(event, path)
        if vessel is not None:
            yield from index.screen_vessel(vessel, day, path)


def _touch(candidate: Candidate, event: Event) -> Touch:
    entry = candidate.entry
    content = party_content(event, candidate.path)
    return Touch(
        key=(entry.list, entry.ref),
        path=candidate.path,
        bearer=candidate.path if content is None else content_digest(content),
        certain=candidate.certain,
        decides=candidate.decides,
    )


def keys_of(touches: Iterable[Touch]) -> frozenset[Key]:
    """Give the entries, each once."""
    return frozenset(touch.key for touch in touches)
