"""Numbers as publishers write them: which kind, and whether a seven-digit IMO number is a ship's."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from monitor.domain.event.cargo import imo_check_digit_holds

NO_NUMBER = "no_number"
"""Stands for kinds that carry no number of the party, such as its gender."""
_FILE = "number_kinds.toml"
_IMO = re.compile(r"(?<!\d)(\d{7})(?!\d)")
_CRYPTO = re.compile(r"Digital Currency Address\s*-\s*(\w+)")


@cache
def number_kinds(publisher: str) -> Mapping[str, str]:
    """Gives the scheme of each kind of number that a publisher names, by its own words."""
    content = files("feeds.lists").joinpath(_FILE).read_text(encoding="utf-8")
    kinds = tomllib.loads(content)[publisher]
    return {kind: scheme for scheme, named in kinds.items() for kind in named}


def scheme_of(publisher: str, kind: str) -> tuple[str, str]:
    """Gives the scheme of a number, and a note where the scheme says less than the kind."""
    crypto = _CRYPTO.match(kind)
    if crypto:
        return "crypto_address", crypto.group(1)
    scheme = number_kinds(publisher).get(kind)
    return (scheme, "") if scheme is not None else ("other", kind)


def ship_number(text: str) -> str | None:
    """Gives the IMO number of a ship that a text such as `IMO 8408595` writes, or None.

    The check digit tells it from a company's number, which has seven digits too; one company
    number in ten passes it all the same, so this is asked only where a ship is meant.
    """
    found = _IMO.search(text)
    return found.group(1) if found and imo_check_digit_holds(found.group(1)) else None


def seven_digits(text: str) -> str | None:
    """Gives the seven digits of an IMO number of either kind, or None."""
    found = _IMO.search(text)
    return found.group(1) if found else None
