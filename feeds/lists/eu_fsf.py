"""The EU's consolidated list of financial sanctions (FSF, XML schema 1.1)."""

import re
from datetime import date

from lxml import etree

from feeds.lists.base import Draft, Reading, ReadList, country_code, day_in
from feeds.lists.numbers import number_kinds, seven_digits
from feeds.lists.xml import children, elements, local, place_of
from monitor.domain.listing import NOT_STATED, EntryType, birth_span

LIST_ID = "eu-fsf"
ROOT = "export"
_KINDS = {"P": EntryType.PERSON, "E": EntryType.ORGANIZATION}
_TAGS = frozenset({
    "regulation", "subjectType", "nameAlias", "birthdate", "address", "remark", "identification",
    "citizenship",
})  # fmt: skip
_UNKNOWN_COUNTRY = "00"
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def read_fsf(raw: bytes) -> ReadList:
    """Reads the list, sorted by the publisher's reference (`EU.4011.64`).

    Raises:
        FeedAborted: where the file is not of that form, or a reference stands twice.
    """
    reading = Reading()
    published_on: date | None = None
    for element in elements(raw, ROOT, frozenset({"sanctionEntity"})):
        if local(element) == ROOT:
            published_on = _day(element.get("generationDate", "")[:10])
            if published_on is None:
                reading.fault(place_of(element), "no day in generationDate")
        else:
            _take(reading, element)
    return reading.done(published_on)


def _day(text: str) -> date | None:
    return day_in(text, "%Y-%m-%d")


def _take(reading: Reading, element: etree._Element) -> None:
    place = place_of(element)
    ref = element.get("euReferenceNumber", "").strip()
    unknown = {local(child) for child in element} - _TAGS
    kinds = [
        _KINDS.get(each.get("classificationCode", "")) for each in children(element, "subjectType")
    ]
    kind = kinds[0] if kinds else None
    if not ref or unknown or kind is None:
        odd = f"unknown elements {sorted(unknown)}" if unknown else "no reference or no known type"
        reading.fault(place, f"entry '{ref}': {odd}")
        return
    place = f"{place}, {ref}"
    draft = Draft(LIST_ID, ref, kind)
    draft.listed_on = _listed_on(element)
    draft.programmes = [each.get("programme", "") for each in children(element, "regulation")]
    for alias in children(element, "nameAlias"):
        _take_name(draft, alias)
    if not draft.names:
        reading.fault(place, "no name")
        return
    for birth in children(element, "birthdate"):
        _take_birth(reading, place, draft, birth)
    draft.nationalities = [_country(each) for each in children(element, "citizenship")]
    draft.countries = [_country(each) for each in children(element, "address")]
    for number in children(element, "identification"):
        _take_number(draft, number)
    reading.add(place, draft.parsed())


def _listed_on(element: etree._Element) -> date:
    """Give the day of designation, else the first on which one of its regulations came into force."""
    stated = _day(element.get("designationDate", ""))
    if stated is not None:
        return stated
    acts = (
        each.get("publicationDate", "")
        for each in element.iter()
        if local(each).startswith("regulation")
    )
    days = [day for day in map(_day, acts) if day is not None]
    return min(days, default=NOT_STATED)


def _take_name(draft: Draft, alias: etree._Element) -> None:
    whole = alias.get("wholeName", "")
    name = whole or " ".join(
        alias.get(part, "") for part in ("firstName", "middleName", "lastName")
    )
    draft.name(
        name,
        weak=alias.get("strong") == "false",
        original=_LATIN.search(name) is None,
    )
    if draft.type is EntryType.PERSON:
        # For a body this attribute tells what it is blamed for.
        draft.titles.extend((alias.get("title", ""), alias.get("function", "")))


def _take_birth(reading: Reading, place: str, draft: Draft, birth: etree._Element) -> None:
    day, year = birth.get("birthdate", ""), birth.get("year", "")
    first, last = birth.get("yearRangeFrom", ""), birth.get("yearRangeTo", "")
    text = day or year or (f"{first}/{last}" if first and last else first or last)
    if not day and year and (month := birth.get("monthOfYear")):
        text = f"{year}-{int(month):02}" if month.isdigit() else year
    if not text:
        return
    if birth.get("calendarType", "GREGORIAN") != "GREGORIAN":
        reading.note(place, f"birth date '{text}' of another calendar is not read")
        return
    text = f"~{text}" if birth.get("circa") == "true" else text
    try:
        birth_span(text)
    except ValueError:
        reading.note(place, f"birth date '{text}' is not read")
    else:
        draft.birth_dates.append(text)


def _country(element: etree._Element) -> str | None:
    code = element.get("countryIso2Code", "")
    return None if code in ("", _UNKNOWN_COUNTRY) else country_code(code)


def _take_number(draft: Draft, number: etree._Element) -> None:
    kind = number.get("identificationTypeCode", "")
    value = number.get("number", "") or number.get("latinNumber", "")
    scheme = number_kinds("eu").get(kind, "other")
    says = [number.get("identificationTypeDescription", kind)] if scheme == "other" else []
    says.extend(
        words
        for flag, words in (
            ("diplomatic", "diplomatic"),
            ("knownExpired", "known to be expired"),
            ("knownFalse", "known to be false"),
            ("reportedLost", "reported lost"),
            ("revokedByIssuer", "revoked by its issuer"),
        )
        if number.get(flag) == "true"
    )
    if ends := number.get("validTo"):
        says.append(f"valid to {ends}")
    digits = seven_digits(value)
    if scheme == "imo":
        # The list has no ships, so a number of seven digits is a company's.
        scheme, value = ("imo_company", digits) if digits else ("other", value)
    draft.number(
        scheme,
        value.replace(" ", "") if scheme == "bic" else value,
        _country(number),
        "; ".join(says),
    )
