"""Who is asked for: the bearers of names inside a party or a vessel, with what is said of them."""

from dataclasses import dataclass, field

from monitor.domain.event.cargo import imo_check_digit_holds, imo_digits
from monitor.domain.event.party import Owner, Party
from monitor.domain.listing import EntryType, ListEntry
from monitor.screening.weigh import Asked, Sign

_AGENT_ROLES = frozenset({"debtor_agent", "creditor_agent", "intermediary_agent"})


@dataclass(slots=True)
class Subject:
    """One name bearer inside a party or vessel, with the signs that point at entries."""

    asked: Asked
    path: str
    relation: str
    signs: dict[tuple[str, str], tuple[ListEntry, list[Sign]]] = field(default_factory=dict)

    def point_at(self, entry: ListEntry, sign: Sign) -> None:
        """Adds a sign that the bearer is an entry."""
        self.signs.setdefault((entry.list, entry.ref), (entry, []))[1].append(sign)


def subject(asked: Asked, path: str, relation: str, signs: list[tuple[ListEntry, Sign]]) -> Subject:
    """Gathers signs of one bearer."""
    bearer = Subject(asked, path, relation)
    for entry, sign in signs:
        bearer.point_at(entry, sign)
    return bearer


def asked_of_party(party: Party) -> Asked:
    """Gives what an event says of a party, beside names and numbers."""
    kind = EntryType(party.type) if party.type is not None else None
    if kind is None and party.role in _AGENT_ROLES:
        kind = EntryType.ORGANIZATION
    return Asked(
        type=kind,
        countries=countries_of(party.country, party.nationality),
        nationality=party.nationality,
        birth_date=party.birth_date,
        numbers=tuple((each.scheme, each.value) for each in party.identifiers),
    )


def asked_of_owner(owner: Owner) -> Asked:
    """Gives what an event says of an owner, beside names and numbers."""
    return Asked(
        countries=countries_of(owner.country),
        share=owner.share_percent,
        numbers=tuple((each.scheme, each.value) for each in owner.identifiers),
    )


def countries_of(*codes: str | None) -> frozenset[str]:
    """Gives the countries that are known."""
    return frozenset(code for code in codes if code is not None)


def hull_of(imo: str | None) -> str | None:
    """Gives the digits of an IMO number of a ship whose check digit holds."""
    digits = imo_digits(imo) if imo is not None else None
    return digits if digits is not None and imo_check_digit_holds(digits) else None
