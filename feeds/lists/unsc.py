"""The Security Council's consolidated list (XML), read strictly into dated entries.

Facts only: names, dates, numbers and countries. Narrative text is read for numbers and dropped.
"""

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from feeds.lists.base import Draft, ParsedEntry, Reading, ReadList, country_code, month_in, tidy
from feeds.lists.xml import children, elements, local, place_of, text_of, texts_of
from monitor.domain.listing import EntryType, birth_span

LIST_ID = "un-sc"
ROOT = "CONSOLIDATED_LIST"
_KINDS = {"INDIVIDUAL": EntryType.PERSON, "ENTITY": EntryType.ORGANIZATION}
_MEASURES = {
    EntryType.PERSON: ("asset_freeze", "travel_ban"),
    EntryType.ORGANIZATION: ("asset_freeze",),
}
_TAGS = frozenset({
    "DATAID", "VERSIONNUM", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME",
    "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "GENDER", "SUBMITTED_BY",
    "NAME_ORIGINAL_SCRIPT", "COMMENTS1", "NATIONALITY2", "TITLE", "DESIGNATION", "NATIONALITY",
    "LIST_TYPE", "LAST_DAY_UPDATED", "INDIVIDUAL_ALIAS", "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_PLACE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "SORT_KEY",
    "SORT_KEY_LAST_MOD", "DELISTED_ON", "SUBMITTED_ON", "ENTITY_ALIAS", "ENTITY_ADDRESS",
})  # fmt: skip
_NAME_TAGS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_NO_NAMES = frozenset({"", "na", "n/a", "-"})
_OTHER_SCRIPT_IN_BRACKETS = re.compile(r"^(.*\S)\s*\(([^\x00-\u024f]+)\)$")
_REFERENCE_IN_BRACKETS = re.compile(r"\s*\(KP[ie]\.\d+\)$", re.IGNORECASE)
_IMO_COMPANY = re.compile(r"\bIMO\)?\s*(?:number)?:?\s*(\d{7})\b", re.IGNORECASE)
_BIC = re.compile(r"\bSWIFT(?:/BIC)?:\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")
_REGISTRATION = re.compile(r"\bregistration number:?\s*(\d{5,})\b", re.IGNORECASE)
_PASSPORT = re.compile(r"\bpassport number:?\s*([A-Z]{0,2}\d{6,})\b", re.IGNORECASE)
_IN_TEXT_OF_PERSONS = (("passport", _PASSPORT),)
_IN_TEXT_OF_BODIES = (
    ("imo_company", _IMO_COMPANY), ("bic", _BIC), ("registration", _REGISTRATION),
)  # fmt: skip
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[-+]\d{2}:\d{2}|Z|T.*)?")
_TERRITORIES = frozenset({"hong kong", "hong kong special administrative region", "macau", "macao"})
_NUMBER_REMARK = re.compile(r"\(.*\)")


def read_consolidated(raw: bytes) -> ReadList:
    """Reads the entries of all sanctions regimes, sorted by reference.

    Raises:
        FeedAborted: where the file is not what the published schema says, an entry lacks what
            every entry has, or a reference stands twice. A list is taken whole or not at all.
    """
    reading = Reading()
    published_on: date | None = None
    sections: set[str] = set()
    for element in elements(raw, ROOT, frozenset(_KINDS)):
        if local(element) == ROOT:
            published_on = _day(element.get("dateGenerated", ""))
            if published_on is None:
                reading.fault(place_of(element), "no day in dateGenerated")
            continue
        parent = element.getparent()
        sections.add(local(parent) if parent is not None else "")
        _take(reading, element, _KINDS[local(element)])
    for missing in sorted({"INDIVIDUALS", "ENTITIES"} - sections):
        reading.fault("the file", f"no entry in section {missing}")
    return reading.done(published_on)


def of_programme(found: ReadList, list_type: str) -> tuple[ParsedEntry, ...]:
    """Gives the entries of one regime, named as `UN_LIST_TYPE` does, such as `DPRK`."""
    return tuple(each for each in found.entries if list_type in each.entry.programmes)


def _take(reading: Reading, element: etree._Element, kind: EntryType) -> None:
    place = place_of(element)
    ref = text_of(element, "REFERENCE_NUMBER")
    listed_on = _day(text_of(element, "LISTED_ON"))
    programme = text_of(element, "UN_LIST_TYPE")
    unknown = {local(child) for child in element} - _TAGS
    if not ref or listed_on is None or not programme or unknown:
        lacks = [
            name
            for name, there in (
                ("REFERENCE_NUMBER", ref), ("LISTED_ON", listed_on), ("UN_LIST_TYPE", programme),
            )
            if not there
        ]  # fmt: skip
        odd = f"no {' and no '.join(lacks)}" if lacks else f"unknown elements {sorted(unknown)}"
        reading.fault(place, f"entry '{ref}': {odd}")
        return
    draft = Draft(LIST_ID, ref, kind, listed_on, _MEASURES[kind], programmes=[programme])
    place = f"{place}, {ref}"
    draft.delisted_on = _day(text_of(element, "DELISTED_ON"))
    _names(draft, element)
    if not draft.names:
        reading.fault(place, "no name")
        return
    _numbers(draft, element)
    _births(reading, place, draft, element)
    _countries(reading, place, draft, element)
    for text in texts_of(element, "LAST_DAY_UPDATED", "VALUE"):
        day = _day(text)
        if day is None:
            reading.fault(place, f"'{text}' is no day of an amendment")
        else:
            draft.amended_on.append(day)
    titles = texts_of(element, "TITLE", "VALUE")
    draft.titles = [each for each in titles if each.lower() not in _NO_NAMES]
    reading.add(place, draft.parsed())


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None


def _names(draft: Draft, element: etree._Element) -> None:
    parts = [text_of(element, tag) for tag in _NAME_TAGS]
    draft.name(" ".join(part for part in parts if part.lower() not in _NO_NAMES))
    original = text_of(element, "NAME_ORIGINAL_SCRIPT")
    if draft.names and original.lower() not in _NO_NAMES:
        draft.name(original, original=True)
    if not draft.names:
        return
    for tag in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        for alias in children(element, tag):
            quality = text_of(alias, "QUALITY").lower()
            for name, is_original in _alias_names(text_of(alias, "ALIAS_NAME")):
                draft.name(
                    name,
                    weak=quality == "low",
                    former=quality.startswith("f.k.a"),
                    original=is_original,
                )


def _alias_names(text: str) -> Iterator[tuple[str, bool]]:
    # "Care of ..." is an address that stands among the names, no name.
    bare = _REFERENCE_IN_BRACKETS.sub("", text.strip('"“” '))
    if bare.lower().startswith("care of ") or bare.lower() in _NO_NAMES:
        return
    split = _OTHER_SCRIPT_IN_BRACKETS.match(bare)
    if split:
        yield split.group(1), False
        yield split.group(2), True
    else:
        yield bare, False


def _births(reading: Reading, place: str, draft: Draft, element: etree._Element) -> None:
    for birth in children(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        day, year = text_of(birth, "DATE"), text_of(birth, "YEAR")
        first, last = text_of(birth, "FROM_YEAR"), text_of(birth, "TO_YEAR")
        note = text_of(birth, "NOTE")
        is_about = (
            text_of(birth, "TYPE_OF_DATE") == "APPROXIMATELY" or note.lower() == "approximately"
        )
        found = _DAY.fullmatch(day)
        text = found.group(1) if found else year or (f"{first}/{last}" if first and last else "")
        text = month_in(f"{note} {year}") or text
        if text:
            _birth(reading, place, draft, f"~{text}" if is_about else text)
        elif day or note:
            reading.note(place, f"birth date '{day or note}' is not read")
    for alias in children(element, "INDIVIDUAL_ALIAS"):
        if text := text_of(alias, "DATE_OF_BIRTH"):
            _birth(reading, place, draft, text)


def _birth(reading: Reading, place: str, draft: Draft, text: str) -> None:
    try:
        birth_span(text)
    except ValueError:
        reading.fault(place, f"'{text}' is no birth date, year or span of years")
        return
    draft.birth_dates.append(text)


def _countries(reading: Reading, place: str, draft: Draft, element: etree._Element) -> None:
    for text in texts_of(element, "NATIONALITY", "VALUE"):
        code = country_code(text)
        draft.nationalities.append(code)
        if code is None and text.lower() not in _NO_NAMES:
            reading.note(place, f"nationality '{text}' is no country of today")
    for tag in ("INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"):
        for address in children(element, tag):
            country = text_of(address, "COUNTRY")
            code = country_code(country)
            draft.countries.append(code)
            # Hong Kong stands in the province field of addresses in China.
            draft.countries.append(_territory(text_of(address, "STATE_PROVINCE")))
            if code is None and country.lower() not in _NO_NAMES:
                reading.note(place, f"country of address '{country}' is no country of today")


def _territory(province: str) -> str | None:
    return country_code(province) if province.lower() in _TERRITORIES else None


def _numbers(draft: Draft, element: etree._Element) -> None:
    for document in children(element, "INDIVIDUAL_DOCUMENT"):
        given = text_of(document, "NUMBER")
        number = re.sub(r"\s", "", _NUMBER_REMARK.sub("", given))
        kinds = f"{text_of(document, 'TYPE_OF_DOCUMENT')} {text_of(document, 'TYPE_OF_DOCUMENT2')}"
        issuer = text_of(document, "ISSUING_COUNTRY") or text_of(document, "COUNTRY_OF_ISSUE")
        remark = " ".join(_NUMBER_REMARK.findall(given)).strip("()")
        note = "; ".join(part for part in (remark, text_of(document, "NOTE")) if part)
        scheme = "passport" if "pas" in kinds.lower() else "national_id"
        draft.number(scheme, number, country_code(issuer), note)
    text = tidy(text_of(element, "COMMENTS1"))
    is_person = draft.type is EntryType.PERSON
    for scheme, pattern in _IN_TEXT_OF_PERSONS if is_person else _IN_TEXT_OF_BODIES:
        for number in pattern.findall(text):
            draft.number(scheme, number)
