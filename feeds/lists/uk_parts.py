"""What the forms of the UK's list have in common: names in six parts, days, kinds, birth dates."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from feeds.lists.base import Draft, country_code, day_in, tidy
from feeds.lists.numbers import seven_digits, ship_number
from monitor.domain.listing import EntryType

LIST_ID = "uk-ofsi"
KINDS = {
    "individual": EntryType.PERSON,
    "entity": EntryType.ORGANIZATION,
    "ship": EntryType.VESSEL,
}
_BIRTH = re.compile(r"(\d{2}|dd)/(\d{2}|mm)/(\d{4})", re.IGNORECASE)
_PIECE = re.compile(r"\(\d+\)")


def whole_name(part: Callable[[str], str]) -> str:
    """Gives a name from its parts: the given names in their order, then `Name 6`, the last name."""
    return tidy(" ".join(part(str(number)) for number in (1, 2, 3, 4, 5, 6)))


def uk_day(text: str) -> date | None:
    """Gives a day as the list writes it."""
    return day_in(text, "%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d-%b-%Y")


def uk_birth(text: str) -> str | None:
    """Gives a birth date as list entries have it: `00/00/1963` and `dd/mm/1963` are the year."""
    found = _BIRTH.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = (part if part.isdigit() else "00" for part in found.groups())
    if year == "0000":
        return None
    if month == "00":
        return year
    try:
        return (
            f"{year}-{month}" if day == "00" else date(int(year), int(month), int(day)).isoformat()
        )
    except ValueError:
        return None


def pieces(text: str) -> list[str]:
    """Gives the parts of a field that numbers them, such as `(1) 927233267 (2) 927234267`."""
    return [part.strip(" .;,") for part in _PIECE.split(text) if part.strip(" .;,")]


def take_name(draft: Draft, name: str, kind: str, quality: str) -> None:
    """Add a name by what the list calls it; the main one is added first by the caller."""
    is_former = kind.lower().replace(".", "").strip() in {"fka", "formerly known as"}
    draft.name(name, weak=quality.strip().lower().startswith(("low", "weak")), former=is_former)


def take_numbers(draft: Draft, numbers: Mapping[str, str]) -> None:
    """Add numbers by scheme, each field parted into its pieces."""
    for scheme, text in numbers.items():
        for value in pieces(text):
            draft.number(scheme, value)


def take_imo(draft: Draft, text: str) -> None:
    """Add the IMO number of a ship, or that of a company where the entry is none."""
    digits = seven_digits(text)
    if draft.type is EntryType.VESSEL:
        ship = ship_number(text)
        draft.number("imo" if ship else "registration", ship or text)
    elif digits is not None:
        draft.number("imo_company", digits)


def countries_in(text: str) -> list[str | None]:
    """Gives the countries of a field that may number them."""
    return [country_code(each) for each in pieces(text)]
