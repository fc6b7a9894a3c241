"""FollowTheMoney entities as JSON lines, such as OpenSanctions gives them, and their delta files.

A delta is applied to the entities themselves, before they are read as list entries: what comes of
it is the next full file, entity by entity.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from feeds.lists.base import Draft, Reading, ReadList, country_code, day_in
from feeds.lists.numbers import seven_digits, ship_number
from monitor.domain.listing import EntryType, birth_span
from monitor.errors import FeedAborted

_KINDS = {
    "Person": EntryType.PERSON,
    "LegalEntity": EntryType.ORGANIZATION,
    "Organization": EntryType.ORGANIZATION,
    "Company": EntryType.ORGANIZATION,
    "PublicBody": EntryType.ORGANIZATION,
    "Vessel": EntryType.VESSEL,
    "Airplane": EntryType.AIRCRAFT,
}
_NUMBERS = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    "socialSecurityNumber": "national_id",
    "innCode": "tax",
    "taxNumber": "tax",
    "vatCode": "tax",
    "registrationNumber": "registration",
    "ogrnCode": "registration",
    "uscCode": "registration",
    "leiCode": "lei",
    "swiftBic": "bic",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    "serialNumber": "aircraft_serial",
    "publicKey": "crypto_address",
    "cryptoWallets": "crypto_address",
}
_OPERATIONS = frozenset({"ADD", "MOD", "DEL"})
Entity = Mapping[str, Any]


def read_ftm(raw: bytes, list_id: str = "ftm") -> ReadList:
    """Reads the persons, bodies, ships and aircraft of a dataset, sorted by id.

    Sanctions stand as entities of their own and give their entry its day and programme; other
    entities, such as addresses and ownerships, are counted in a note.

    Raises:
        FeedAborted: where a line is no entity, or an id stands twice.
    """
    reading = Reading()
    entities = _entities(raw)
    sanctions: dict[str, list[Entity]] = {}
    others: dict[str, int] = {}
    for entity in entities.values():
        schema = entity["schema"]
        if schema == "Sanction":
            for target in _values(entity, "entity"):
                sanctions.setdefault(target, []).append(entity)
        elif schema not in _KINDS:
            others[schema] = others.get(schema, 0) + 1
    for ref, entity in entities.items():
        if entity["schema"] in _KINDS:
            _take(reading, list_id, ref, entity, sanctions.get(ref, ()))
    for schema, count in sorted(others.items()):
        reading.note("the file", f"{count} entities of schema {schema} are no parties")
    seen = (_day(str(entity.get("last_seen", ""))) for entity in entities.values())
    return reading.done(max((day for day in seen if day is not None), default=None))


def is_delta(raw: bytes) -> bool:
    """Tells whether a file of JSON lines holds operations in place of entities."""
    first = raw.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    try:
        head = json.loads(first)
    except ValueError:
        return False
    return isinstance(head, dict) and "op" in head


def apply_delta(raw: bytes, delta: bytes) -> bytes:
    """Gives the next full file: each operation of a delta done to the entities of a file.

    Raises:
        FeedAborted: an operation is unknown, adds what is there, or changes what is not: the
            delta does not follow on this file.
    """
    entities = _entities(raw)
    for line, operation in _lines(delta):
        name, entity = operation.get("op"), operation.get("entity")
        ref = entity.get("id") if isinstance(entity, dict) else None
        if name not in _OPERATIONS or not isinstance(entity, dict) or not isinstance(ref, str):
            raise FeedAborted(f"line {line} of the delta is no operation on an entity")
        if (name == "ADD") == (ref in entities):
            there = "is there already" if name == "ADD" else "is not there"
            raise FeedAborted(
                f"line {line} of the delta: {name} of '{ref}', which {there}: "
                "the delta does not follow on the snapshot in use"
            )
        if name == "DEL":
            del entities[ref]
        else:
            entities[ref] = _checked(line, entity)
    return b"".join(
        json.dumps(entities[ref], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for ref in sorted(entities)
    )


def delta_addresses(index: bytes, after: str) -> tuple[str, ...]:
    """Gives the addresses of the deltas that follow a version, in the order to apply them.

    Raises:
        FeedAborted: the file is no index of deltas, or does not know the version, so that only
            a full file helps.
    """
    try:
        versions = json.loads(index)["versions"]
        known = sorted((str(version), str(url)) for version, url in versions.items())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FeedAborted(f"the file is no index of deltas: {error}") from None
    if after not in dict(known):
        raise FeedAborted(f"the index of deltas does not reach back to version '{after}'")
    return tuple(url for version, url in known if version > after)


def _entities(raw: bytes) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for line, entity in _lines(raw):
        checked = _checked(line, entity)
        if checked["id"] in found:
            raise FeedAborted(f"line {line}: the id '{checked['id']}' stands twice")
        found[checked["id"]] = checked
    return found


def _lines(raw: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise FeedAborted(f"line {number} is no JSON: {error}") from None
        if not isinstance(value, dict):
            raise FeedAborted(f"line {number} is no JSON object")
        yield number, value


def _checked(line: int, entity: dict[str, Any]) -> Entity:
    properties = entity.get("properties")
    is_entity = isinstance(entity.get("id"), str) and isinstance(entity.get("schema"), str)
    if not is_entity or not isinstance(properties, dict):
        raise FeedAborted(f"line {line} is no entity with id, schema and properties")
    if not all(isinstance(values, list) for values in properties.values()):
        raise FeedAborted(f"line {line}: a property is no list of values")
    return entity


def _values(entity: Entity, *names: str) -> list[str]:
    return [
        value
        for name in names
        for value in entity["properties"].get(name, ())
        if isinstance(value, str)
    ]


def _day(text: str) -> date | None:
    return day_in(text[:10], "%Y-%m-%d")


def _take(
    reading: Reading, list_id: str, ref: str, entity: Entity, sanctions: Iterable[Entity]
) -> None:
    draft = Draft(list_id, ref, _KINDS[entity["schema"]])
    names = _values(entity, "name")
    caption = entity.get("caption")
    for name in ([caption] if isinstance(caption, str) and caption in names else []) + names:
        draft.name(name)
    for name in _values(entity, "alias"):
        draft.name(name)
    for name in _values(entity, "previousName", "pastNames"):
        draft.name(name, former=True)
    for name in _values(entity, "weakAlias", "abbreviation"):
        draft.name(name, weak=True)
    if not draft.names:
        reading.note(ref, "left out, because it has no name")
        return
    for text in _values(entity, "birthDate"):
        _take_birth(reading, ref, draft, text)
    draft.nationalities = _countries(entity, "nationality", "citizenship")
    draft.countries = _countries(entity, "country", "jurisdiction", "mainCountry", "flag")
    draft.flags = _countries(entity, "flag")
    draft.former_flags = _countries(entity, "pastFlags")
    draft.titles = _values(entity, "title", "position")
    draft.programmes = _values(entity, "programId", "program", "topics")
    _take_numbers(draft, entity)
    _take_sanctions(draft, sanctions)
    reading.add(ref, draft.parsed())


def _take_birth(reading: Reading, ref: str, draft: Draft, text: str) -> None:
    try:
        birth_span(text)
    except ValueError:
        reading.note(ref, f"birth date '{text}' is not read")
    else:
        draft.birth_dates.append(text)


def _countries(entity: Entity, *names: str) -> list[str | None]:
    return [country_code(value.upper()) for value in _values(entity, *names)]


def _take_numbers(draft: Draft, entity: Entity) -> None:
    for name, scheme in _NUMBERS.items():
        for value in _values(entity, name):
            draft.number(scheme, value)
    for value in _values(entity, "imoNumber"):
        ship = ship_number(value) if draft.type is EntryType.VESSEL else None
        company = seven_digits(value) if draft.type is EntryType.ORGANIZATION else None
        if ship or company:
            draft.number("imo" if ship else "imo_company", ship or company or "")
    if draft.type is EntryType.AIRCRAFT:
        for value in _values(entity, "registrationNumber"):
            draft.number("aircraft_registration", value)


def _take_sanctions(draft: Draft, sanctions: Iterable[Entity]) -> None:
    for sanction in sanctions:
        draft.programmes.extend(_values(sanction, "programId", "program"))
        for text in _values(sanction, "listingDate", "startDate"):
            day = _day(text)
            if day is not None and (draft.listed_on == date.min or day < draft.listed_on):
                draft.listed_on = day
