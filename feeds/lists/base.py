"""What every list reader gives: entries as facts, and the days on which the list amended them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pycountry

from monitor.domain.listing import ListEntry
from monitor.errors import FeedAborted

_SPELLED_OTHERWISE = {
    "british virgin islands": "VG",
    "china, hong kong special administrative region": "HK",
}


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry of a list file, with the days of its amendments (an amendment is no listing)."""

    entry: ListEntry
    amended_on: tuple[date, ...] = ()


def tidy(text: str | None) -> str:
    """Gives a text with single spaces and none at its ends."""
    return " ".join((text or "").split())


def distinct(values: Iterable[str]) -> tuple[str, ...]:
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


def country_code(name: str) -> str | None:
    """Gives the ISO 3166-1 code of a country as lists spell it, or None where it is none."""
    plain = tidy(re.sub(r"\s*\(([^)]*)\)", r", \1", name))
    if plain.lower() in _SPELLED_OTHERWISE:
        return _SPELLED_OTHERWISE[plain.lower()]
    try:
        return str(pycountry.countries.lookup(plain).alpha_2)
    except LookupError:
        return None
