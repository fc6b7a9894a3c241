"""Two names side by side: a score, whether they match, and why."""

from dataclasses import dataclass

from monitor.domain.listing import EntryType
from monitor.screening.likeness import Likeness, best_likeness
from monitor.screening.matching import Matching
from monitor.screening.words import Kind, forms_of

_NOTHING = "no word of one name is in the other"
_KINDS = {
    "person": (Kind.PERSON,),
    "organization": (Kind.ORGANIZATION,),
    "organisation": (Kind.ORGANIZATION,),
    "company": (Kind.ORGANIZATION,),
    "publicbody": (Kind.ORGANIZATION,),
    "legalentity": (Kind.ORGANIZATION, Kind.PERSON),
    "vessel": (Kind.VESSEL,),
    "airplane": (Kind.VESSEL,),
    "aircraft": (Kind.VESSEL,),
    "vehicle": (Kind.VESSEL,),
    "thing": (Kind.ORGANIZATION, Kind.PERSON),
}
ENTRY_TYPES = {
    Kind.PERSON: EntryType.PERSON,
    Kind.ORGANIZATION: EntryType.ORGANIZATION,
    Kind.VESSEL: EntryType.VESSEL,
}
SCHEMAS = tuple(_KINDS)


class UnknownSchemaError(ValueError):
    """Says that a kind of name is not known, and which are."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing two names gave; ``score`` has two decimals, ``why`` is plain sentences."""

    score: str
    match: bool
    why: tuple[str, ...]


def kinds_of(schema: str | None) -> tuple[Kind, ...]:
    """Gives the kinds of name that a schema of FollowTheMoney, or a type of party, stands for.

    Raises:
        UnknownSchemaError: it is none of them.
    """
    if schema is None:
        return (Kind.ORGANIZATION, Kind.PERSON)
    kinds = _KINDS.get(schema.casefold())
    if kinds is None:
        known = "Person, Organization, Company, LegalEntity, PublicBody, Vessel, Airplane, Thing"
        msg = f"the schema '{schema}' is none of {known}"
        raise UnknownSchemaError(msg)
    return kinds


def compare(left: str, right: str, schema: str | None, matching: Matching) -> Compared:
    """Compares two names, and nothing but names; which of them stands left does not matter.

    Args:
        left: A name in any script.
        right: Another.
        schema: What they name, as FollowTheMoney calls it; without it firms and persons are tried.
        matching: The thresholds.

    Raises:
        UnknownSchemaError: the schema is not known.
    """
    best: Likeness | None = None
    for kind in kinds_of(schema):
        found = best_likeness(forms_of(left, kind), forms_of(right, kind))
        if found is not None and (best is None or found.score > best.score):
            best = found
    if best is None:
        return Compared("0.00", match=False, why=(_NOTHING,))
    return Compared(shown(best.score), matching.match <= best.score, best.why)


def shown(score: float) -> str:
    """Gives a score with two decimals, cut and not rounded: what fails a threshold shows less."""
    return f"{int(score * 100 + 1e-9) / 100:.2f}"
