"""The UK Sanctions List in XML, as the Foreign, Commonwealth and Development Office gives it."""

from datetime import date

from lxml import etree

from feeds.lists.base import Draft, Reading, ReadList, country_code
from feeds.lists.uk_parts import KINDS, LIST_ID, take_imo, take_name, uk_birth, uk_day, whole_name
from feeds.lists.xml import children, elements, local, place_of, text_of, texts_of
from monitor.domain.listing import NOT_STATED

ROOT = "Designations"
_MAIN = "primary name"
_PERSON = ("IndividualDetails", "Individual")
_SHIP = ("ShipDetails", "Ship")


def read_uk_xml(raw: bytes) -> ReadList:
    """Reads the list, sorted by its unique ids (`DPR0075`).

    Raises:
        FeedAborted: where the file is not of that form, or an id stands twice.
    """
    reading = Reading()
    published_on: date | None = None
    for element in elements(raw, ROOT, frozenset({"DateGenerated", "Designation"})):
        match local(element):
            case "DateGenerated":
                published_on = uk_day((element.text or "").strip())
            case "Designation":
                _take(reading, element)
    if published_on is None:
        reading.fault("the file", "no day in DateGenerated")
    return reading.done(published_on)


def _take(reading: Reading, element: etree._Element) -> None:
    place = place_of(element)
    ref = text_of(element, "UniqueID")
    kind = KINDS.get(text_of(element, "IndividualEntityShip").lower())
    if not ref or kind is None:
        reading.fault(place, f"entry '{ref}': no UniqueID, or no known kind")
        return
    place = f"{place}, {ref}"
    draft = Draft(LIST_ID, ref, kind)
    draft.listed_on = uk_day(text_of(element, "DateDesignated")) or NOT_STATED
    draft.programmes = texts_of(element, "RegimeName")
    _take_names(draft, element)
    if not draft.names:
        reading.fault(place, "no name")
        return
    updated = uk_day(text_of(element, "LastUpdated"))
    draft.amended_on = [updated] if updated is not None else []
    draft.countries = [
        country_code(each) for each in texts_of(element, "Addresses", "Address", "AddressCountry")
    ]
    _take_person(reading, place, draft, element)
    _take_body(draft, element)
    _take_ship(draft, element)
    reading.add(place, draft.parsed())


def _take_names(draft: Draft, element: etree._Element) -> None:
    named = [
        (
            whole_name(lambda part, name=name: text_of(name, f"Name{part}")),  # type: ignore[misc]
            text_of(name, "NameType"),
            text_of(name, "AliasStrength"),
        )
        for name in children(element, "Names", "Name")
    ]
    # Some entries have no name that is called the main one; the first is taken.
    for name, kind, quality in sorted(named, key=lambda each: each[1].lower() != _MAIN):
        take_name(draft, name, kind, quality)
    if draft.names:
        for name in texts_of(element, "NonLatinNames", "NonLatinName", "NameNonLatinScript"):
            draft.name(name, original=True)


def _take_person(reading: Reading, place: str, draft: Draft, element: etree._Element) -> None:
    for text in texts_of(element, *_PERSON, "DOBs", "DOB"):
        birth = uk_birth(text)
        if birth is None:
            reading.note(place, f"birth date '{text}' is not read")
        else:
            draft.birth_dates.append(birth)
    nations = texts_of(element, *_PERSON, "Nationalities", "Nationality")
    draft.nationalities = [country_code(each) for each in nations]
    for title in texts_of(element, "Titles", "Title") + texts_of(
        element, *_PERSON, "Titles", "Title"
    ):
        draft.titles.append(title)
    draft.titles.extend(texts_of(element, *_PERSON, "Positions", "Position"))
    for holder, number, remark, scheme in (
        ("PassportDetails", "PassportNumber", "PassportAdditionalInformation", "passport"),
        (
            "NationalIdentifierDetails", "NationalIdentifierNumber",
            "NationalIdentifierAdditionalInformation", "national_id",
        ),
    ):  # fmt: skip
        for document in children(element, *_PERSON, holder):
            for each in document:
                draft.number(scheme, text_of(each, number), note=text_of(each, remark))


def _take_body(draft: Draft, element: etree._Element) -> None:
    path = ("EntityDetails", "Entity", "BusinessRegistrationNumbers", "BusinessRegistrationNumber")
    for number in texts_of(element, *path):
        draft.number("registration", number)


def _take_ship(draft: Draft, element: etree._Element) -> None:
    for number in texts_of(element, *_SHIP, "IMONumbers", "IMONumber"):
        take_imo(draft, number)
    for number in texts_of(
        element, *_SHIP, "HullIdentificationNumbers", "HullIdentificationNumber"
    ):
        draft.number("registration", number)
    now = texts_of(element, *_SHIP, "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip")
    draft.flags = [country_code(each) for each in now]
    draft.countries.extend(draft.flags)
    before = texts_of(element, *_SHIP, "PreviousFlags", "PreviousFlag")
    draft.former_flags = [country_code(each) for each in before]
