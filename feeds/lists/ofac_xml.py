"""The SDN list of the US Office of Foreign Assets Control in its classic XML."""

import re
from datetime import date

from lxml import etree

from feeds.lists.base import Draft, Reading, ReadList, country_code, day_in
from feeds.lists.numbers import NO_NUMBER, scheme_of, seven_digits, ship_number
from feeds.lists.xml import children, elements, local, place_of, text_of, texts_of
from monitor.domain.listing import EntryType

LIST_ID = "ofac-sdn"
ROOT = "sdnList"
KINDS = {
    "Individual": EntryType.PERSON,
    "Entity": EntryType.ORGANIZATION,
    "Vessel": EntryType.VESSEL,
    "Aircraft": EntryType.AIRCRAFT,
}
_TAGS = frozenset({
    "uid", "firstName", "lastName", "title", "sdnType", "remarks", "programList", "idList",
    "akaList", "addressList", "nationalityList", "citizenshipList", "dateOfBirthList",
    "placeOfBirthList", "vesselInfo",
})  # fmt: skip
_VESSEL = "Vessel Registration Identification"
_FLAGS = {"Former Vessel Flag": "former", "Other Vessel Flag": "present"}
_NO_FLAG = re.compile(r"^none identified$", re.IGNORECASE)
_TAIL = re.compile(r"[A-Z0-9]{1,2}-[A-Z0-9]{2,5}")
_SPAN = re.compile(r"(.+?) to (.+)")


def read_sdn_xml(raw: bytes) -> ReadList:
    """Reads the list, sorted by the publisher's numbers.

    Raises:
        FeedAborted: where the file is not of that form, or a number stands twice.
    """
    reading = Reading()
    published_on: date | None = None
    declared, seen = "", 0
    for element in elements(raw, ROOT, frozenset({"sdnEntry", "publshInformation"})):
        match local(element):
            case "publshInformation":
                published_on = day_in(text_of(element, "Publish_Date"), "%m/%d/%Y")
                declared = text_of(element, "Record_Count")
            case "sdnEntry":
                seen += 1
                _take(reading, element)
    if published_on is None:
        reading.fault("the file", "no day in Publish_Date")
    if declared != str(seen):
        reading.note(
            "the file", f"Record_Count is {declared or 'absent'}, and {seen} entries follow"
        )
    return reading.done(published_on)


def _take(reading: Reading, element: etree._Element) -> None:
    place = place_of(element)
    ref = text_of(element, "uid")
    kind = KINDS.get(text_of(element, "sdnType"))
    unknown = {local(child) for child in element} - _TAGS
    if not ref or kind is None or unknown:
        odd = f"unknown elements {sorted(unknown)}" if unknown else "no uid or no known sdnType"
        reading.fault(place, f"entry '{ref}': {odd}")
        return
    place = f"{place}, {ref}"
    draft = Draft(LIST_ID, ref, kind, programmes=texts_of(element, "programList", "program"))
    draft.name(_name(element))
    if not draft.names:
        reading.fault(place, "no name")
        return
    take_tail(draft)
    for aka in children(element, "akaList", "aka"):
        kind_of_name = text_of(aka, "type")
        draft.name(
            _name(aka),
            weak=text_of(aka, "category") == "weak",
            former=kind_of_name.startswith("f.k.a"),
        )
    draft.titles = texts_of(element, "title")
    for birth in texts_of(element, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth"):
        read = read_birth(birth)
        draft.birth_dates.extend([read] if read else [])
        if read is None:
            reading.note(place, f"birth date '{birth}' is not read")
    _countries(reading, place, draft, element)
    for number in children(element, "idList", "id"):
        take_number(
            draft,
            text_of(number, "idType"),
            text_of(number, "idNumber"),
            country_code(text_of(number, "idCountry")),
            _validity(number),
        )
    reading.add(place, draft.parsed())


def _name(element: etree._Element) -> str:
    return f"{text_of(element, 'firstName')} {text_of(element, 'lastName')}"


def _validity(number: etree._Element) -> str:
    ends = text_of(number, "expirationDate")
    return f"expires {ends}" if ends else ""


def _countries(reading: Reading, place: str, draft: Draft, element: etree._Element) -> None:
    for text in texts_of(element, "addressList", "address", "country"):
        code = country_code(text)
        draft.countries.append(code)
        if code is None and text != "undetermined":
            reading.note(place, f"'{text}' is no country")
    for path in (("nationalityList", "nationality"), ("citizenshipList", "citizenship")):
        draft.nationalities.extend(map(country_code, texts_of(element, *path, "country")))
    if flag := text_of(element, "vesselInfo", "vesselFlag"):
        take_flag(draft, flag)
    if call_sign := text_of(element, "vesselInfo", "callSign"):
        draft.number("call_sign", call_sign)


def take_tail(draft: Draft) -> None:
    """Add the registration of an aircraft, which the list writes as its name."""
    name = next(iter(draft.names))
    if draft.type is EntryType.AIRCRAFT and _TAIL.fullmatch(name):
        draft.number("aircraft_registration", name)


def take_flag(draft: Draft, text: str, *, former: bool = False) -> None:
    """Add a ship's flag; "None Identified" is none."""
    code = None if _NO_FLAG.match(text) else country_code(text)
    if former:
        draft.former_flags.append(code)
    else:
        draft.flags.append(code)
        draft.countries.append(code)


def take_number(draft: Draft, kind: str, value: str, country: str | None, note: str) -> None:
    """Add a number by what the publisher calls its kind; what carries no number adds none."""
    if kind == _VESSEL:
        _take_imo(draft, value, note)
    elif kind in _FLAGS:
        take_flag(draft, value, former=_FLAGS[kind] == "former")
    else:
        scheme, says = scheme_of("ofac", kind)
        if scheme != NO_NUMBER:
            draft.number(scheme, value, country, "; ".join(part for part in (says, note) if part))


def _take_imo(draft: Draft, value: str, note: str) -> None:
    digits = seven_digits(value)
    if draft.type is not EntryType.VESSEL and digits is not None:
        draft.number("imo_company", digits, note=note)
    elif (ship := ship_number(value)) is not None:
        draft.number("imo", ship, note=note)
    else:
        draft.number("registration", value, note=note)


def read_birth(text: str) -> str | None:
    """Gives a birth date as list entries have it, or None where the text is of no known form.

    The forms are `07 Oct 1954`, `Oct 1954`, `1954`, each with `circa` before it, and two of
    them with `to` between.
    """
    bare = text.removeprefix("circa ").strip()
    about = "~" if bare != text else ""
    span = _SPAN.fullmatch(bare)
    if span:
        first, last = _one_day(span.group(1)), _one_day(span.group(2))
        if first is None or last is None:
            return None
        return f"{about}{first[:4]}/{last[:4]}" if first[:4] != last[:4] else f"{about}{first[:4]}"
    day = _one_day(bare)
    return None if day is None else f"{about}{day}"


def _one_day(text: str) -> str | None:
    if re.fullmatch(r"\d{4}", text):
        return text
    if (day := day_in(text, "%d %b %Y")) is not None:
        return day.isoformat()
    month = day_in(text, "%b %Y")
    return None if month is None else f"{month:%Y-%m}"
