"""Sanctions lists as dated entries; the Council's list drives findings, others inform."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class EntryType(StrEnum):
    """What a list entry names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    VESSEL = "vessel"


@dataclass(frozen=True, slots=True)
class ListedIdentifier:
    """A number of a listed party; ``scheme`` as in the event contract, or ``imo`` for a ship."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure on an entry (``asset_freeze``, ``travel_ban``, ``port_ban``, ``deregistration``).

    In force from ``listed_on`` until ``delisted_on`` (not counted); ``None`` is without end.
    """

    name: str
    listed_on: date
    delisted_on: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Tell whether the measure holds on a day."""
        return self.listed_on <= day and (self.delisted_on is None or day < self.delisted_on)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of one list, as facts."""

    list: str
    ref: str
    type: EntryType
    name: str
    measures: tuple[Measure, ...]
    aliases: tuple[str, ...] = ()
    identifiers: tuple[ListedIdentifier, ...] = ()
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListSnapshot:
    """All entries of one list as one file gave them; ``digest`` names its content."""

    list: str
    digest: str
    source: str
    as_of: date
    entries: tuple[ListEntry, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list entry that a party, owner, principal or vessel of an event may be.

    ``path`` is the JSON path of what was screened; ``relation`` is ``self``, ``owner`` or
    ``acting_for``; ``certain`` holds for a strong identifier or a corroborated name.
    """

    path: str
    relation: str
    entry: ListEntry
    certain: bool
    score: str
    why: tuple[str, ...]
    measures: tuple[str, ...]
