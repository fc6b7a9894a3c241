"""Whom and what a finding names: parties, ships and aircraft, as its evidence has them."""

import re
from collections.abc import Iterable

from monitor.domain.finding_words import folded

# Paths whose value names a party, a ship or an aircraft.
_NAMING = re.compile(
    r"(parties/\d+|vessel|other_vessel|aircraft)(/(owners/\d+|acting_for))?(/(name|imo|registration))?"
)


def named(evidence: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Give the names and numbers that stand in pieces of evidence (path, value), each once."""
    found: dict[str, None] = {}
    for path, value in evidence:
        if value and _NAMING.fullmatch(path):
            found[f"IMO {value}" if path.endswith("/imo") else value] = None
    return tuple(found)


def same_subject(left: str, right: str) -> bool:
    """Tell whether two namings are one, whatever their case, width and spacing."""
    return folded(left).split() == folded(right).split()
