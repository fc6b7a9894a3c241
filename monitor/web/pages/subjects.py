"""Whom or what a finding is about, in the event's own words."""

from collections.abc import Mapping

SHOWN_MAX = 3
# The last step of a path whose value names someone or something.
_NAMING = frozenset({"name", "imo", "registration"})


def subjects_of(finding: Mapping[str, object]) -> tuple[str, ...]:
    """Give the names and numbers that stand in a finding's evidence, each once."""
    evidence = finding.get("evidence")
    found: dict[str, None] = {}
    for piece in evidence if isinstance(evidence, list) else []:
        path, value = str(piece.get("path", "")), str(piece.get("value", ""))
        last = path.rpartition("/")[2]
        if last in _NAMING and value:
            found[f"IMO {value}" if last == "imo" else value] = None
    return tuple(found)[:SHOWN_MAX]
