"""The SDN list of the US Office of Foreign Assets Control as its three CSV files.

``SDN.CSV`` has the entries, ``ALT.CSV`` further names, ``ADD.CSV`` addresses; none has a head, and
``-0- `` stands for nothing. What has no column stands in the remarks, as ``key value; key value``.
"""

import re
from collections.abc import Iterator, Mapping

from feeds.lists.base import Draft, Reading, ReadList, country_code, tidy
from feeds.lists.numbers import number_kinds
from feeds.lists.ofac_xml import LIST_ID, read_birth, take_flag, take_number, take_tail
from feeds.lists.table import rows_of
from monitor.domain.listing import EntryType
from monitor.errors import FeedAborted

PARTS = ("sdn", "alt", "add")
_WIDTHS = {"sdn": 12, "alt": 5, "add": 6}
_KINDS = {
    "": EntryType.ORGANIZATION,
    "individual": EntryType.PERSON,
    "vessel": EntryType.VESSEL,
    "aircraft": EntryType.AIRCRAFT,
}
_ALIASES = frozenset({"aka", "fka", "nka"})
_NOTHING = "-0-"
_WEAK_ALIAS = re.compile(r"(?:alt\. )?([afn])\.k\.a\. '(.+)'")
_BIRTH = re.compile(r"(?:alt\. )?DOB (.+)")
_NATION = re.compile(r"(?:alt\. )?(?:nationality|citizen) (.+)", re.IGNORECASE)
_VALUE = re.compile(r"(.*?)(?: \(([^()]*)\))?((?: (?:issued|expires) .*)?)")
_CRYPTO = re.compile(r"(Digital Currency Address - \w+) (\S+)")

_LONGEST_FIRST = sorted(
    (
        *number_kinds("ofac"), "Vessel Registration Identification", "Former Vessel Flag",
        "Other Vessel Flag",
    ),
    key=len,
    reverse=True,
)  # fmt: skip


def read_sdn_csv(parts: Mapping[str, bytes]) -> ReadList:
    """Reads the list from its files by name (`sdn`, and `alt` and `add` where they are given).

    Raises:
        FeedAborted: where a file is not of that form, or a further file names no entry.
    """
    if "sdn" not in parts:
        raise FeedAborted("the file with the entries, SDN.CSV, is needed")
    reading = Reading()
    drafts: dict[str, tuple[str, Draft]] = {}
    for line, fields in _rows("sdn", parts["sdn"]):
        _take(reading, f"SDN line {line}", fields, drafts)
    for line, (ref, _, kind, name, _) in _rows("alt", parts.get("alt", b"")):
        place = f"ALT line {line}"
        if kind not in _ALIASES or ref not in drafts or not name:
            reading.fault(place, f"'{ref}' is no entry, or '{kind}' no kind of name")
        else:
            drafts[ref][1].name(_natural(name, drafts[ref][1].type), former=kind == "fka")
    for line, (ref, *address) in _rows("add", parts.get("add", b"")):
        _take_address(reading, f"ADD line {line}", ref, address, drafts)
    reading.notes.extend(
        f"{name.upper()}.CSV is missing: its names or addresses are not known"
        for name in PARTS
        if name not in parts
    )
    for place, draft in drafts.values():
        reading.add(place, draft.parsed())
    return reading.done()


def _rows(name: str, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    for line, row in rows_of(raw, _WIDTHS[name]):
        fields = [tidy(field) for field in row]
        yield line, ["" if field == _NOTHING else field for field in fields]


def _take(
    reading: Reading, place: str, fields: list[str], drafts: dict[str, tuple[str, Draft]]
) -> None:
    ref, name, kind, programmes, title, call_sign, _, _, _, flag, _, remarks = fields
    found = _KINDS.get(kind.lower())
    if not ref.isdigit() or found is None or not name:
        reading.fault(place, f"entry '{ref}': no number, no name, or '{kind}' is no known kind")
        return
    if ref in drafts:
        reading.fault(place, f"the reference '{ref}' stands twice")
        return
    draft = Draft(LIST_ID, ref, found)
    draft.programmes = [tidy(each) for each in programmes.replace("] [", ";").split(";")]
    draft.name(_natural(name, found))
    take_tail(draft)
    draft.titles = [title]
    if call_sign:
        draft.number("call_sign", call_sign)
    if flag:
        take_flag(draft, flag)
    for remark in _parted(remarks):
        _take_remark(reading, f"{place}, {ref}", draft, remark)
    drafts[ref] = (place, draft)


def _parted(remarks: str) -> Iterator[str]:
    for part in remarks.removesuffix(".").split("; "):
        yield part.strip().removesuffix(";")


def _natural(name: str, kind: EntryType) -> str:
    # "KIM, Yong Chol" is written as the XML gives it, so that both forms of the list agree.
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and kind is EntryType.PERSON else name


def _take_remark(reading: Reading, place: str, draft: Draft, remark: str) -> None:
    if (alias := _WEAK_ALIAS.fullmatch(remark)) is not None:
        # Weak aliases stand here and not in ALT.CSV.
        draft.name(_natural(alias.group(2), draft.type), weak=True, former=alias.group(1) == "f")
    elif (birth := _BIRTH.fullmatch(remark)) is not None:
        read = read_birth(birth.group(1))
        if read is None:
            reading.note(place, f"birth date '{birth.group(1)}' is not read")
        else:
            draft.birth_dates.append(read)
    elif (nation := _NATION.fullmatch(remark)) is not None:
        draft.nationalities.append(country_code(nation.group(1)))
    else:
        _take_number(draft, remark)


def _take_number(draft: Draft, remark: str) -> None:
    bare = remark.removeprefix("alt. ")
    if (crypto := _CRYPTO.fullmatch(bare)) is not None:
        take_number(draft, crypto.group(1), crypto.group(2), None, "")
        return
    for kind in _LONGEST_FIRST:
        if bare.startswith(f"{kind} "):
            value = bare.removeprefix(kind).strip()
            found = _VALUE.fullmatch(value)
            if found is not None:
                country = country_code(found.group(2) or "")
                take_number(draft, kind, found.group(1), country, found.group(3))
            return


def _take_address(
    reading: Reading,
    place: str,
    ref: str,
    address: list[str],
    drafts: Mapping[str, tuple[str, Draft]],
) -> None:
    if ref not in drafts:
        reading.fault(place, f"'{ref}' is no entry")
        return
    country = address[3]
    code = country_code(country)
    drafts[ref][1].countries.append(code)
    if country and code is None:
        reading.note(place, f"'{country}' is no country")
