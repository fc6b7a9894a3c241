"""Searching the lists for one name or number: every entry that it may be, the likeliest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.listing import ListEntry

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that a name or number may be.

    Attributes:
        entry: The entry.
        name: The name of the entry that is most alike; its main name where a number found it.
        score: The likeness, with two decimals.
        match: Whether it reaches the threshold of a match.
        why: Plain sentences.
        measures: What is in force on the day asked for; every measure where no day was given.
    """

    entry: ListEntry
    name: str
    score: str
    match: bool
    why: tuple[str, ...]
    measures: tuple[str, ...]


def in_force(entry: ListEntry, day: date | None) -> tuple[str, ...]:
    """Gives the measures of an entry that hold on a day; all of them where none is given."""
    held = (each.name for each in entry.measures if day is None or each.is_in_force(day))
    return tuple(dict.fromkeys(held))


def ranked(hits: Sequence[Hit], limit: int) -> tuple[Hit, ...]:
    """Orders hits: what matches best first; of equals what decides, then by list and reference."""
    return tuple(
        sorted(
            hits,
            key=lambda hit: (
                -float(hit.score), hit.entry.informs_only, hit.entry.list, hit.entry.ref,
            ),
        )[:limit]
    )  # fmt: skip
