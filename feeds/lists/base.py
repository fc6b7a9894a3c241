"""What every list reader gives: entries as facts, the day of the file, and what was odd in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

import pycountry
from rigour.territories import lookup_territory

from monitor.domain.listing import (
    LISTED,
    NOT_STATED,
    EntryType,
    ListedIdentifier,
    ListEntry,
    Measure,
)
from monitor.errors import FeedAborted

_FAULTS_SHOWN = 20
_NOTES_MAX = 500
_COUNTRY_CODES = frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
# "na" is "not available" in these lists, and not Namibia.
_NO_COUNTRY = frozenset({"", "na", "n/a", "none", "unknown", "undetermined"})
_BRACKETED = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry of a list file, with the days of its amendments (an amendment is no listing)."""

    entry: ListEntry
    amended_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadList:
    """A whole list file.

    Attributes:
        entries: The entries, sorted by reference.
        published_on: The day that the file itself gives, where it gives one.
        notes: What was odd, was not understood or was left out, with its place.
    """

    entries: tuple[ParsedEntry, ...]
    published_on: date | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """Gathers the entries, faults and notes of one file; a list is taken whole or not at all."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _entries: dict[str, ParsedEntry] = field(default_factory=dict)

    def fault(self, place: str, what: str) -> None:
        """Note what makes the file unusable."""
        self.faults.append(f"{place}: {what}")

    def note(self, place: str, what: str) -> None:
        """Note what is odd and was read all the same."""
        if len(self.notes) == _NOTES_MAX:
            self.notes.append("further oddities are not listed")
        elif len(self.notes) < _NOTES_MAX:
            self.notes.append(f"{place}: {what}")

    def add(self, place: str, parsed: ParsedEntry) -> None:
        """Take in an entry; a reference that stands twice is a fault."""
        ref = parsed.entry.ref
        if ref in self._entries:
            self.fault(place, f"the reference '{ref}' stands twice")
        self._entries[ref] = parsed

    def done(self, published_on: date | None = None) -> ReadList:
        """Give what was read.

        Raises:
            FeedAborted: with every fault, each at its place.
        """
        if not self._entries:
            self.faults.append("the file holds no entry")
        if self.faults:
            more = len(self.faults) - _FAULTS_SHOWN
            shown = self.faults[:_FAULTS_SHOWN] + ([f"and {more} more faults"] if more > 0 else [])
            raise FeedAborted("; ".join(shown))
        entries = tuple(self._entries[ref] for ref in sorted(self._entries))
        return ReadList(entries, published_on, tuple(self.notes))


@dataclass(slots=True)
class Draft:
    """An entry while it is put together: names and numbers come in any order and repeat."""

    list_id: str
    ref: str
    type: EntryType
    listed_on: date = NOT_STATED
    measures: tuple[str, ...] = (LISTED,)
    delisted_on: date | None = None
    names: dict[str, None] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    strong: set[str] = field(default_factory=set)
    former: set[str] = field(default_factory=set)
    original: set[str] = field(default_factory=set)
    numbers: dict[tuple[str, str], ListedIdentifier] = field(default_factory=dict)
    birth_dates: list[str] = field(default_factory=list)
    countries: list[str | None] = field(default_factory=list)
    nationalities: list[str | None] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    flags: list[str | None] = field(default_factory=list)
    former_flags: list[str | None] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    amended_on: list[date] = field(default_factory=list)

    def name(
        self, text: str, *, weak: bool = False, former: bool = False, original: bool = False
    ) -> None:
        """Add a name; the first is the main one. A name given both ways is strong and current."""
        bare = tidy(text)
        if not bare:
            return
        self.names.setdefault(bare)
        (self.weak if weak else self.strong).add(bare)
        if former:
            self.former.add(bare)
        if original:
            self.original.add(bare)

    def number(self, scheme: str, value: str, country: str | None = None, note: str = "") -> None:
        """Add a number; the same one again adds nothing."""
        bare = tidy(value)
        if bare:
            self.numbers.setdefault(
                (scheme, bare), ListedIdentifier(scheme, bare, country, tidy(note))
            )

    def parsed(self) -> ParsedEntry:
        """Give the entry; it has a name by now."""
        main, *aliases = self.names
        marked = self.weak - self.strong
        end = self.delisted_on
        entry = ListEntry(
            list=self.list_id,
            ref=self.ref,
            type=self.type,
            name=main,
            measures=tuple(Measure(each, self.listed_on, end) for each in self.measures),
            aliases=tuple(aliases),
            identifiers=tuple(self.numbers.values()),
            birth_dates=distinct(self.birth_dates),
            countries=distinct(self.countries),
            nationalities=distinct(self.nationalities),
            weak_aliases=tuple(each for each in aliases if each in marked),
            former_names=tuple(each for each in aliases if each in self.former),
            original_names=tuple(each for each in aliases if each in self.original),
            programmes=distinct(self.programmes),
            flags=distinct(self.flags),
            former_flags=distinct(self.former_flags),
            titles=distinct(self.titles),
        )
        return ParsedEntry(entry, tuple(sorted(set(self.amended_on))))


def tidy(text: str | None) -> str:
    """Gives a text with single spaces and none at its ends."""
    return " ".join((text or "").split())


def distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    """Gives the values that are not blank, each once, in their first order."""
    return tuple(dict.fromkeys(value for value in values if value))


def read_day(text: str, place: str) -> date:
    """Reads an ISO day.

    Raises:
        FeedAborted: where it is none; a list with a wrong date cannot be trusted.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FeedAborted(f"{place}: '{text}' is no day") from None


def day_in(text: str, *forms: str) -> date | None:
    """Gives the day that a text writes in one of some forms of `strptime`, or None."""
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def month_in(text: str) -> str | None:
    """Gives `1973-11` for `Nov. 1973` or `November 1973`, or None."""
    plain = tidy(text.replace(".", " "))
    day = day_in(plain.replace("Sept ", "Sep "), "%b %Y", "%B %Y")
    return None if day is None else f"{day:%Y-%m}"


@lru_cache(maxsize=4096)
def country_code(name: str) -> str | None:
    """Gives the ISO 3166-1 code of a country as lists spell it, or None where it is none.

    `Korea, North`, `Iran (Islamic Republic of)` and demonyms such as `Afghan` are known; a State
    that is no more, an area of unclear status and a mere remark give None.
    """
    plain = tidy(_BRACKETED.sub(r", \1", name))
    for text in (tidy(name), plain):
        territory = lookup_territory(text) if text.lower() not in _NO_COUNTRY else None
        if territory is not None:
            # A part of a State, such as `ua-cri`, is coded as the State.
            code = territory.code.partition("-")[0].upper()
            return code if code in _COUNTRY_CODES else None
    return None
