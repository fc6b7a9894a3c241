"""Parties of a goAML report: persons, entities and accounts, with names in Latin letters."""

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree
from rigour.text import ascii_text

from monitor.service.lines import inert

_COMMENTS_MAX: Final = 8_000
_NOT_LATIN: Final = re.compile(r"[^a-zA-Z0-9 .'-]+")
_FROM_ROLES: Final = ("debtor", "ultimate_debtor")
_TO_ROLES: Final = ("creditor", "ultimate_creditor")
_AGENTS: Final = {"from": "debtor_agent", "to": "creditor_agent"}


class Part:
    """An element being written; what is missing in it is marked there and listed."""

    def __init__(self, element: etree._Element, todo: dict[str, None]) -> None:
        self.element = element
        self._todo = todo

    def put(
        self, name: str, value: object, to_fill_in: str = "", *, keep_empty: bool = False
    ) -> None:
        """Write an element, leave it out where there is no value, or mark it to be filled in."""
        if value is not None and (str(value) or keep_empty):
            put(self.element, name, str(value))
        elif to_fill_in:
            self.note(to_fill_in)

    def note(self, what: str) -> None:
        """Mark that something is to be filled in here."""
        self._todo[what] = None
        shown = inert(what).replace("--", "- -")
        self.element.append(etree.Comment(f" TO FILL IN: {shown} "))

    def below(self, name: str) -> "Part":
        """Begin an element in this one."""
        return Part(etree.SubElement(self.element, name), self._todo)


def put(element: etree._Element, name: str, value: str) -> None:
    """Write an element with text."""
    etree.SubElement(element, name).text = "\n".join(inert(line) for line in value.split("\n"))


def latin(name: str, length: int) -> str:
    """Write a name in the letters that units accept; the original stands in the comments."""
    plain = _NOT_LATIN.sub(" ", ascii_text(name))
    return " ".join(plain.split())[:length].strip()


def side(
    part: Part, which: str, event: Mapping[str, Any], funds: str | None,
    foreign: tuple[str, str] | None,
) -> None:  # fmt: skip
    """Write one side of a payment: ``from`` is the debtor's, ``to`` the creditor's."""
    roles = _FROM_ROLES if which == "from" else _TO_ROLES
    parties = event.get("parties", ())
    party = next(
        (one for role in roles for one in parties if one["role"] == role and one.get("name")), None
    )
    own = part.below(f"t_{which}")
    own.put(f"{which}_funds_code", funds, f"{which}_funds_code: the unit's code for the funds")
    if foreign is not None:
        currency = own.below(f"{which}_foreign_currency")
        currency.put("foreign_currency_code", foreign[0])
        currency.put("foreign_amount", foreign[1])
    if party is None:
        own.note(f"{which}_account, {which}_person or {which}_entity")
        own.put(f"{which}_country", None, f"{which}_country")
        return
    agent = next((one for one in parties if one["role"] == _AGENTS[which]), None)
    account = _number(party, "iban") or _number(party, "other")
    swift = None if agent is None else _number(agent, "bic")
    if account is not None and swift is not None:
        _put_account(own.below(f"{which}_account"), party, agent or {}, account, swift)
    elif party.get("type") == "person":
        _put_person(own.below(f"{which}_person"), party)
    else:
        _put_entity(own.below(f"{which}_entity"), party)
    own.put(f"{which}_country", party.get("country"), f"{which}_country")


def put_party(part: Part, party: Mapping[str, Any]) -> None:
    """Write a party of an activity."""
    if party.get("type") == "person":
        _put_person(part.below("person"), party)
    else:
        _put_entity(part.below("entity"), party)


def _put_account(
    part: Part, party: Mapping[str, Any], agent: Mapping[str, Any], account: str, swift: str
) -> None:
    part.put("institution_name", latin(str(agent.get("name") or ""), 255) or None)
    part.put("swift", swift[:11])
    part.put("account", account[:255])
    _put_name(part, "account_name", party, 255)
    iban = _number(party, "iban")
    part.put("iban", None if iban is None else iban[:34])
    part.put("comments", _original(party))


def _put_entity(part: Part, party: Mapping[str, Any]) -> None:
    _put_name(part, "name", party, 255)
    number = _number(party, "registration") or _number(party, "imo_company")
    part.put("incorporation_number", None if number is None else number[:50])
    part.put("incorporation_country_code", party.get("country"))
    part.put("tax_number", _number(party, "tax"))
    part.put("comments", _original(party))


def _put_person(part: Part, party: Mapping[str, Any]) -> None:
    """Write a person; the monitor does not know which part of a name is the family's."""
    name = latin(str(party["name"]), 200)
    first, _, last = name.rpartition(" ")
    part.put("first_name", (first or "-")[:100], "first_name")
    part.put("last_name", last[:100] or None, "last_name")
    born = party.get("birth_date")
    is_day = isinstance(born, str) and len(born) == len("1900-01-01")
    part.put("birthdate", f"{born}T00:00:00" if is_day else None)
    passport, country = _number(party, "passport"), party.get("nationality")
    if passport is not None and country is not None:
        part.put("passport_number", passport)
        part.put("passport_country", country)
    part.put("id_number", _number(party, "national_id"))
    part.put("nationality1", country)
    part.put("residence", party.get("country"))
    part.put("comments", _original(party))


def _put_name(part: Part, element: str, party: Mapping[str, Any], length: int) -> None:
    part.put(element, latin(str(party["name"]), length) or None, f"{element}: in Latin letters")


def _number(party: Mapping[str, Any], scheme: str) -> str | None:
    found = (one["value"] for one in party.get("identifiers", ()) if one["scheme"] == scheme)
    return next((str(value) for value in found), None)


def _original(party: Mapping[str, Any]) -> str:
    names = [str(party["name"]), *map(str, party.get("other_names", ()))]
    numbers = [f"{one['scheme']} {one['value']}" for one in party.get("identifiers", ())]
    more = [
        f"{key.replace('_', ' ')}: {party[key]}"
        for key in ("address", "acting_for", "birth_date", "capacity")
        if party.get(key)
    ]
    parts = [f"as reported: {'; '.join(names)}", *numbers, *more]
    return inert("; ".join(parts))[:_COMMENTS_MAX]
