"""An event together with what was looked up for it."""

from typing import NamedTuple

from monitor.domain.event.kinds import Event
from monitor.domain.listing import Candidate
from monitor.domain.ports import Sighting
from monitor.engine.clearing import Answered
from monitor.engine.enrich.links import Link


class Prepared(NamedTuple):
    """An event with everything that judging it needs.

    ``candidates`` are those that count; ``answered`` are those of which a clearance speaks, and
    one that holds is in no other place. ``informing`` are shown and make no fact.
    """

    event: Event
    links: tuple[Link, ...]
    candidates: tuple[Candidate, ...]
    sightings: tuple[Sighting, ...]
    answered: tuple[Answered, ...] = ()
    informing: tuple[Candidate, ...] = ()

    @property
    def is_linked(self) -> bool:
        """Tell whether anything ties the event to the target country or to a list that decides."""
        return bool(self.links) or any(not each.entry.informs_only for each in self.candidates)
