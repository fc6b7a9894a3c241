"""Sanctions lists as dated entries; the Council's list drives findings, others inform."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NOT_STATED = date.min
"""Stands where a list gives no day of listing: as far as that list can tell, always in force."""

LISTED = "listed"
"""The one measure of an entry that informs and binds nobody under the Council's measures here."""

_BIRTH = re.compile(r"~?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:/(\d{4}))?")


class EntryType(StrEnum):
    """What a list entry names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


@dataclass(frozen=True, slots=True)
class ListedIdentifier:
    """A number of a listed party.

    ``scheme`` is as in the event contract, or ``imo`` (a ship), ``mmsi``, ``call_sign``.
    ``country`` issued it; ``note`` is what the list says of it, such as that it is expired.
    """

    scheme: str
    value: str
    country: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure on an entry (``asset_freeze``, ``travel_ban``, ``port_ban``, ``deregistration``).

    In force from ``listed_on`` until ``delisted_on`` (not counted); ``None`` is without end.
    ``end_is_derived`` says that no list states the end: the entry is missing from the list of
    that day.
    """

    name: str
    listed_on: date = NOT_STATED
    delisted_on: date | None = None
    end_is_derived: bool = False

    def is_in_force(self, day: date) -> bool:
        """Tell whether the measure holds on a day."""
        return self.listed_on <= day and (self.delisted_on is None or day < self.delisted_on)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of one list, as facts.

    ``aliases`` holds every other name. The three tuples of names below it name some of them
    again, to say what they are: ``weak_aliases`` are those that the publisher calls weak or low in
    quality, ``former_names`` are no longer borne, ``original_names`` stand in their own script.

    Attributes:
        list: The list, as results name it.
        ref: The publisher's own reference, unique in the list.
        measures: What holds for it and when; just ``listed`` where the entry only informs.
        birth_dates: Each a form that :func:`birth_span` reads.
        countries: ISO 3166-1 codes of addresses; for a ship its flag.
        programmes: The regimes or programmes that it was listed under, in the publisher's codes.
        flags: The flags of a ship now, where the list tells them from former ones.
        former_flags: Flags that the ship flew before.
        titles: Offices and forms of address, for a person who compares.
        informs_only: The entry is shown and never decides.
    """

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
    weak_aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    original_names: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    former_flags: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    informs_only: bool = False


@dataclass(frozen=True, slots=True)
class BirthSpan:
    """The days on which somebody may have been born, both ends counted."""

    first: date
    last: date
    is_about: bool = False

    @property
    def is_day(self) -> bool:
        """Tell whether it is one exact day."""
        return self.first == self.last and not self.is_about


def birth_span(text: str) -> BirthSpan:
    """Read a birth date of an entry.

    The forms are ``1963-11-02``, ``1963-11``, ``1963`` and ``1963/1965``; ``~`` before any of
    them says that the list calls it approximate. What "approximate" spans is for who compares.

    Raises:
        ValueError: the text has none of these forms, or names a day that does not exist.
    """
    found = _BIRTH.fullmatch(text)
    if found is None:
        msg = f"'{text}' is no birth date of a list entry"
        raise ValueError(msg)
    year, month, day, until = (int(part) if part else None for part in found.groups())
    if year is None or (until is not None and (month is not None or until < year)):
        msg = f"'{text}' is no span of years"
        raise ValueError(msg)
    last_month = month or 12
    end = until or year
    last_day = day or calendar.monthrange(end, last_month)[1]
    return BirthSpan(
        first=date(year, month or 1, day or 1),
        last=date(end, last_month, last_day),
        is_about=text.startswith("~"),
    )


@dataclass(frozen=True, slots=True)
class ListSnapshot:
    """All entries of one list as one file gave them; ``digest`` names its content."""

    list: str
    digest: str
    source: str
    as_of: date
    entries: tuple[ListEntry, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list that can be loaded, as ``rules/lists/lists.yaml`` declares it.

    Attributes:
        id: Its name on the command line and in the store.
        named: The name under which results show its entries; that of the list it is a part of.
        drives: The programmes of the list whose entries drive findings; empty: it only informs.
        formats: The forms in which its publisher gives it, as the readers are called.
        entries_min: A file with fewer entries is refused, whatever was loaded before.
        stale_after_days: From this age of the file on, it is shown as stale.
        bytes_max: A larger file is not read.
        url: Where the publisher gives it away; fetched only where a person says so.
        redirect_hosts: Other hosts to which that address may lead.
        is_family: Any number of datasets are loaded side by side, as ``<id>-<dataset>``.
    """

    id: str
    named: str
    title: str
    issuer: str
    formats: tuple[str, ...]
    drives: tuple[str, ...] = ()
    entries_min: int = 1
    stale_after_days: int = 7
    bytes_max: int = 200_000_000
    url: str | None = None
    redirect_hosts: tuple[str, ...] = ()
    is_family: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list entry that a party, owner, principal or vessel of an event may be.

    ``path`` is the JSON path of what was screened; ``relation`` is ``self``, ``owner`` or
    ``acting_for``; ``certain`` holds for a strong identifier or a corroborated name. What does
    not decide is shown and makes no fact: a name that is merely like a listed one, and every
    entry of a list that informs.
    """

    path: str
    relation: str
    entry: ListEntry
    certain: bool
    score: str
    why: tuple[str, ...]
    measures: tuple[str, ...]
    decides: bool = True


def names_of(entry: ListEntry) -> Sequence[str]:
    """Give every name of an entry, the main one first."""
    return (entry.name, *entry.aliases)
