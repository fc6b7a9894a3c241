"""Senzing JSON: one record an object, as lines or as one list, with features in groups or flat."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.lists.base import Draft, Reading, ReadList, country_code
from monitor.domain.listing import EntryType, birth_span
from monitor.errors import FeedAborted

_KINDS = {
    "PERSON": EntryType.PERSON,
    "ORGANIZATION": EntryType.ORGANIZATION,
    "VESSEL": EntryType.VESSEL,
    "AIRCRAFT": EntryType.AIRCRAFT,
}
_NUMBERS = {
    "PASSPORT": "passport",
    "NATIONAL_ID": "national_id",
    "SSN": "national_id",
    "DRIVERS_LICENSE": "other",
    "TAX_ID": "tax",
    "LEI": "lei",
}
_NATIONS = ("NATIONALITY", "CITIZENSHIP")
_PARTS = ("NAME_FIRST", "NAME_MIDDLE", "NAME_LAST", "NAME_SUFFIX")
Record = Mapping[str, Any]


def read_senzing(raw: bytes, list_id: str = "ftm") -> ReadList:
    """Reads persons, bodies, ships and aircraft, sorted by record id; other records are noted.

    Raises:
        FeedAborted: where the file is no JSON of records, or an id stands twice.
    """
    reading = Reading()
    for place, record in _records(raw):
        ref = record.get("RECORD_ID")
        kind = _KINDS.get(str(record.get("RECORD_TYPE", "")).upper())
        if not isinstance(ref, str) or not ref:
            reading.fault(place, "the record has no RECORD_ID")
        elif kind is None:
            reading.note(place, f"'{ref}' is no record of a party")
        else:
            _take(reading, place, Draft(list_id, ref, kind), tuple(_features(record)))
    return reading.done()


def _records(raw: bytes) -> Iterator[tuple[str, Record]]:
    text = raw.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        if text.startswith(b"["):
            values = [(f"record {number}", each) for number, each in enumerate(json.loads(text), 1)]
        else:
            values = [
                (f"line {number}", json.loads(line))
                for number, line in enumerate(text.splitlines(), 1)
                if line.strip()
            ]
    except (ValueError, RecursionError) as error:
        raise FeedAborted(f"the list is no JSON: {error}") from None
    for place, value in values:
        if not isinstance(value, dict):
            raise FeedAborted(f"{place} is no JSON object")
        yield place, value


def _features(record: Record) -> Iterator[Record]:
    """Give the record's own fields, and then each group of fields in it."""
    yield {key: value for key, value in record.items() if isinstance(value, str)}
    for value in record.values():
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, dict))


def _take(reading: Reading, place: str, draft: Draft, features: tuple[Record, ...]) -> None:
    for feature in sorted(features, key=lambda each: each.get("NAME_TYPE") != "PRIMARY"):
        parts = " ".join(str(feature[part]) for part in _PARTS if feature.get(part))
        for name in (feature.get("NAME_FULL"), feature.get("NAME_ORG"), parts):
            draft.name(str(name or ""))
    if not draft.names:
        reading.fault(place, f"'{draft.ref}' has no name")
        return
    for feature in features:
        if birth := feature.get("DATE_OF_BIRTH"):
            _take_birth(reading, place, draft, str(birth))
        draft.nationalities.extend(
            country_code(str(feature.get(key, "")).upper()) for key in _NATIONS
        )
        for key in ("ADDR_COUNTRY", "REGISTRATION_COUNTRY", "COUNTRY_OF_ASSOCIATION"):
            draft.countries.append(country_code(str(feature.get(key, "")).upper()))
        for key, scheme in _NUMBERS.items():
            number = feature.get(f"{key}_NUMBER", feature.get(key))
            country = country_code(str(feature.get(f"{key}_COUNTRY", "")).upper())
            draft.number(scheme, str(number or ""), country)
        if topic := feature.get("TOPIC"):
            draft.programmes.append(str(topic))
    reading.add(place, draft.parsed())


def _take_birth(reading: Reading, place: str, draft: Draft, text: str) -> None:
    try:
        birth_span(text)
    except ValueError:
        reading.note(place, f"birth date '{text}' is not read")
    else:
        draft.birth_dates.append(text)
