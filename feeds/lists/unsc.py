"""The Security Council's consolidated list (XML), read strictly into dated entries.

Facts only: names, dates, numbers and countries. Narrative text is read for numbers and dropped.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from typing import NoReturn

from feeds.lists.base import ParsedEntry, country_code, distinct, read_day, tidy
from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry, Measure
from monitor.errors import FeedAborted

LIST_ID = "un-sc"
_PERSON_TAGS = frozenset({
    "DATAID", "VERSIONNUM", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME",
    "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "GENDER", "SUBMITTED_BY",
    "NAME_ORIGINAL_SCRIPT", "COMMENTS1", "NATIONALITY2", "TITLE", "DESIGNATION", "NATIONALITY",
    "LIST_TYPE", "LAST_DAY_UPDATED", "INDIVIDUAL_ALIAS", "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_PLACE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "SORT_KEY",
    "SORT_KEY_LAST_MOD", "DELISTED_ON", "SUBMITTED_ON", "ENTITY_ALIAS", "ENTITY_ADDRESS",
})  # fmt: skip
_NAME_TAGS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "NAME_ORIGINAL_SCRIPT")
_NO_NAMES = frozenset({"", "na", "n/a", "-"})
_OTHER_SCRIPT_IN_BRACKETS = re.compile(r"^(.*\S)\s*\(([^\x00-\u024f]+)\)$")
_REFERENCE_IN_BRACKETS = re.compile(r"\s*\(KP[ie]\.\d+\)$", re.IGNORECASE)
_IMO_COMPANY = re.compile(r"\bIMO\)?\s*(?:number)?:?\s*(\d{7})\b", re.IGNORECASE)
_BIC = re.compile(r"\bSWIFT(?:/BIC)?:\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")
_REGISTRATION = re.compile(r"\bregistration number:?\s*(\d{5,})\b", re.IGNORECASE)
_PASSPORT = re.compile(r"\bpassport number:?\s*([A-Z]{0,2}\d{6,})\b", re.IGNORECASE)


class _NoDoctype(ET.TreeBuilder):
    """Builds a tree and refuses a document type, the only place where entities are declared."""

    def doctype(self, name: str, *_: str | None) -> NoReturn:
        """Refuses the file."""
        raise FeedAborted(f"the list declares a document type '{name}'; none is read")


def parse_consolidated(raw: bytes, list_type: str) -> tuple[ParsedEntry, ...]:
    """Reads the entries of one sanctions regime, sorted by reference.

    Args:
        raw: The XML file.
        list_type: The regime as `UN_LIST_TYPE` names it, such as `DPRK`.

    Raises:
        FeedAborted: where the file is not what the published schema says, an entry lacks what
            every entry has, or a reference stands twice. A list is taken whole or not at all.
    """
    root = _root(raw)
    found = [
        _parsed(element, kind)
        for section, kind in (
            ("INDIVIDUALS", EntryType.PERSON),
            ("ENTITIES", EntryType.ORGANIZATION),
        )
        for element in _section(root, section)
        if tidy(element.findtext("UN_LIST_TYPE")) == list_type
    ]
    found.sort(key=lambda parsed: parsed.entry.ref)
    refs = [parsed.entry.ref for parsed in found]
    if len(set(refs)) != len(refs):
        raise FeedAborted("a reference number stands twice in the list")
    return tuple(found)


def generated_on(raw: bytes) -> date:
    """Gives the day on which the publisher made the file."""
    stamp = _root(raw).get("dateGenerated", "")
    return read_day(stamp[:10], "dateGenerated")


def _root(raw: bytes) -> ET.Element:
    # No external entity is ever fetched by expat here, and _NoDoctype refuses internal ones.
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314
    try:
        parser.feed(raw)
        root: ET.Element = parser.close()
    except ET.ParseError as error:
        raise FeedAborted(f"the list is no well-formed XML: {error}") from None
    if root.tag != "CONSOLIDATED_LIST":
        raise FeedAborted("the list's root must be CONSOLIDATED_LIST")
    return root


def _section(root: ET.Element, tag: str) -> ET.Element:
    section = root.find(tag)
    if section is None:
        raise FeedAborted(f"the list has no section {tag}")
    return section


def _parsed(element: ET.Element, kind: EntryType) -> ParsedEntry:
    ref = tidy(element.findtext("REFERENCE_NUMBER"))
    unknown = {child.tag for child in element} - _PERSON_TAGS
    if not ref or unknown:
        raise FeedAborted(f"entry '{ref}': no reference, or unknown elements {sorted(unknown)}")
    names = _names(element, ref)
    amended = distinct(tidy(each.text) for each in element.findall("LAST_DAY_UPDATED/VALUE"))
    entry = ListEntry(
        list=LIST_ID,
        ref=ref,
        type=kind,
        name=names[0],
        measures=_measures(element, kind, ref),
        aliases=names[1:],
        identifiers=_identifiers(element, kind),
        birth_dates=_birth_dates(element, ref),
        countries=_countries(element),
        nationalities=_nationalities(element, ref),
    )
    return ParsedEntry(entry, tuple(sorted(read_day(day, ref) for day in amended)))


def _names(element: ET.Element, ref: str) -> tuple[str, ...]:
    parts = [tidy(element.findtext(tag)) for tag in _NAME_TAGS[:4]]
    primary = " ".join(part for part in parts if part.lower() not in _NO_NAMES)
    if not primary:
        raise FeedAborted(f"entry '{ref}': no name")
    original = tidy(element.findtext("NAME_ORIGINAL_SCRIPT"))
    aliases = [original if original.lower() not in _NO_NAMES else ""]
    for tag in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        for alias in element.findall(tag):
            aliases.extend(_alias_names(tidy(alias.findtext("ALIAS_NAME"))))
    return distinct((primary, *aliases))


def _alias_names(text: str) -> Iterator[str]:
    # "Care of ..." is an address that stands among the names, no name.
    bare = _REFERENCE_IN_BRACKETS.sub("", text.strip('"“” '))
    if bare.lower().startswith("care of ") or bare.lower() in _NO_NAMES:
        return
    split = _OTHER_SCRIPT_IN_BRACKETS.match(bare)
    if split:
        yield split.group(1)
        yield split.group(2)
    else:
        yield bare


def _measures(element: ET.Element, kind: EntryType, ref: str) -> tuple[Measure, ...]:
    listed_on = read_day(tidy(element.findtext("LISTED_ON")), ref)
    end = tidy(element.findtext("DELISTED_ON"))
    delisted_on = read_day(end, ref) if end else None
    names = ("asset_freeze", "travel_ban") if kind is EntryType.PERSON else ("asset_freeze",)
    return tuple(Measure(name, listed_on, delisted_on) for name in names)


def _birth_dates(element: ET.Element, ref: str) -> tuple[str, ...]:
    found: list[str] = []
    for birth in element.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        day, year = tidy(birth.findtext("DATE")), tidy(birth.findtext("YEAR"))
        first, last = tidy(birth.findtext("FROM_YEAR")), tidy(birth.findtext("TO_YEAR"))
        found.append(day or year or (f"{first}/{last}" if first and last else ""))
    aliases = element.findall("INDIVIDUAL_ALIAS")
    found.extend(tidy(alias.findtext("DATE_OF_BIRTH")) for alias in aliases)
    for text in found:
        if text and re.fullmatch(r"\d{4}(-\d{2}-\d{2}|/\d{4})?", text) is None:
            raise FeedAborted(f"entry '{ref}': '{text}' is no birth date, year or span of years")
    return distinct(found)


def _nationalities(element: ET.Element, ref: str) -> tuple[str, ...]:
    codes = []
    for value in element.findall("NATIONALITY/VALUE"):
        code = country_code(tidy(value.text))
        if code is None:
            raise FeedAborted(f"entry '{ref}': unknown nationality '{tidy(value.text)}'")
        codes.append(code)
    return distinct(codes)


def _countries(element: ET.Element) -> tuple[str, ...]:
    codes: list[str] = []
    for tag in ("INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"):
        for address in element.findall(tag):
            # Hong Kong stands in the province field of addresses in China.
            for part in ("COUNTRY", "STATE_PROVINCE"):
                code = country_code(tidy(address.findtext(part)))
                if code is not None:
                    codes.append(code)
    return distinct(codes)


def _identifiers(element: ET.Element, kind: EntryType) -> tuple[ListedIdentifier, ...]:
    text = tidy(element.findtext("COMMENTS1"))
    found: list[tuple[str, str]] = []
    for document in element.findall("INDIVIDUAL_DOCUMENT"):
        number = re.sub(r"\(.*\)|\s", "", document.findtext("NUMBER") or "")
        title = tidy(document.findtext("TYPE_OF_DOCUMENT")).lower()
        scheme = "passport" if "pas" in title else "other"
        found.append((scheme, number))
    if kind is EntryType.PERSON:
        found.extend(("passport", number) for number in _PASSPORT.findall(text))
    else:
        found.extend(("imo_company", number) for number in _IMO_COMPANY.findall(text))
        found.extend(("bic", number) for number in _BIC.findall(text))
        found.extend(("registration", number) for number in _REGISTRATION.findall(text))
    return tuple(
        ListedIdentifier(scheme, number) for scheme, number in dict.fromkeys(found) if number
    )
