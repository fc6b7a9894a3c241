"""On which day and about whom an alert's newest finding is."""

from collections.abc import Mapping
from typing import NamedTuple

from monitor.domain.ports import LinkedFinding
from monitor.domain.subjects import named

SHOWN_MAX = 3


class About(NamedTuple):
    """What the queue adds to an alert; the day is empty where no event stands behind it."""

    day: str
    subjects: tuple[str, ...]


def about(newest: LinkedFinding | None) -> About:
    """Say on which day and about whom a finding is."""
    if newest is None:
        return About("", ())
    return About(newest.occurred_on.isoformat(), subjects_of(newest.finding))


def subjects_of(finding: Mapping[str, object]) -> tuple[str, ...]:
    """Give the names and numbers that stand in a finding's evidence, the first few of them."""
    return named(pieces_of(finding))[:SHOWN_MAX]


def pieces_of(finding: Mapping[str, object]) -> list[tuple[str, str]]:
    """Give path and value of each piece of a finding's evidence."""
    evidence = finding.get("evidence")
    pieces = evidence if isinstance(evidence, list) else []
    return [(str(piece.get("path", "")), str(piece.get("value", ""))) for piece in pieces]
