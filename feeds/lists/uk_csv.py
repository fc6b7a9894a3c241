"""The UK's list as CSV, in the three layouts that files of it have; a row is a name, not an entry.

``Report Date`` heads the UK Sanctions List, ``Last Updated`` the Treasury's consolidated list that
was closed in January 2026; extracts of the latter have one head line and columns of their own.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from feeds.lists.base import Draft, Reading, ReadList, country_code, tidy
from feeds.lists.table import records_of, rows_of
from feeds.lists.uk_parts import (
    KINDS,
    LIST_ID,
    countries_in,
    pieces,
    take_imo,
    take_name,
    take_numbers,
    uk_birth,
    uk_day,
    whole_name,
)
from monitor.domain.listing import NOT_STATED
from monitor.errors import FeedAborted

_DAY_LINE = re.compile(r"report date:?|last updated:?", re.IGNORECASE)
_SHIP_NUMBER = re.compile(r"IMO(?: number)?:?\s*(\d{7})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column of one layout holds what; an absent key is an absent column."""

    ref: str
    kind: str
    name: Callable[[Mapping[str, str]], str]
    columns: Mapping[str, str]

    def of(self, row: Mapping[str, str], what: str) -> str:
        return tidy(row.get(self.columns.get(what, ""), ""))

    @property
    def needed(self) -> frozenset[str]:
        return frozenset({self.ref, self.kind, *self.columns.values()})


def _six(row: Mapping[str, str]) -> str:
    return whole_name(lambda part: row.get(f"Name {part}", ""))


_LAYOUTS = (
    _Layout(
        ref="Unique ID", kind="Designation Type", name=_six,
        columns={
            "name_type": "Name type", "quality": "Alias strength", "title": "Title",
            "original": "Name non-latin script", "programme": "Regime Name",
            "listed": "Date Designated", "birth": "D.O.B", "nationality": "Nationality(/ies)",
            "country": "Address Country", "passport": "Passport number",
            "national_id": "National Identifier number", "position": "Position",
            "registration": "Business registration number (s)", "imo": "IMO number",
            "flag": "Current believed flag of ship", "former_flag": "Previous flags",
            "amended": "Last Updated",
        },
    ),
    _Layout(
        ref="Group ID", kind="Group Type", name=_six,
        columns={
            "name_type": "Alias Type", "quality": "Alias Quality", "title": "Title",
            "original": "Name Non-Latin Script", "programme": "Regime", "listed": "Listed On",
            "birth": "DOB", "nationality": "Nationality", "country": "Country",
            "passport": "Passport Number", "national_id": "National Identification Number",
            "position": "Position", "other": "Other Information", "amended": "Last Updated",
        },
    ),
    _Layout(
        ref="list_internal_id", kind="entity_type", name=lambda row: row["full_name"],
        columns={
            "title": "title", "programme": "regime", "listed": "date_added", "birth": "DOB",
            "nationality": "nationality", "country": "address_country", "position": "position",
            "passport": "personal_id",
        },
    ),
)  # fmt: skip


def read_uk_csv(raw: bytes) -> ReadList:
    """Reads the list, sorted by its ids.

    Raises:
        FeedAborted: where the file is of none of the layouts, or a row contradicts another.
    """
    rows = rows_of(raw)
    published_on, head = _head(rows)
    layout = _layout(head)
    reading = Reading()
    drafts: dict[str, tuple[str, Draft]] = {}
    in_own_script: list[tuple[Draft, str]] = []
    for line, row in records_of(rows, head):
        draft = _draft_of(reading, f"line {line}", layout, row, drafts)
        if draft is not None:
            _take_facts(reading, f"line {line}, {draft.ref}", draft, partial(layout.of, row))
            in_own_script.append((draft, layout.of(row, "original")))
    for draft, name in in_own_script:
        draft.name(name, original=True)
    for place, draft in drafts.values():
        reading.add(place, draft.parsed())
    return reading.done(published_on)


def _head(rows: Iterator[tuple[int, list[str]]]) -> tuple[date | None, Sequence[str]]:
    published_on: date | None = None
    for line, row in rows:
        filled = [field.strip() for field in row if field.strip()]
        if line <= 2 and len(filled) <= 2 and _DAY_LINE.match(filled[0]):
            published_on = uk_day(filled[-1].rpartition(" ")[2])
            if published_on is None:
                raise FeedAborted(f"line {line}: '{filled[-1]}' gives no day")
            continue
        return published_on, [field.strip() for field in row]
    raise FeedAborted("the list has no head of columns")


def _layout(head: Sequence[str]) -> _Layout:
    for layout in _LAYOUTS:
        if layout.ref in head:
            missing = sorted(layout.needed - set(head))
            if missing:
                raise FeedAborted(f"the list lacks the columns {', '.join(missing)}")
            return layout
    raise FeedAborted("the head of columns is of no known layout of the UK's list")


def _draft_of(
    reading: Reading,
    place: str,
    layout: _Layout,
    row: Mapping[str, str],
    drafts: dict[str, tuple[str, Draft]],
) -> Draft | None:
    ref, kind = tidy(row[layout.ref]), KINDS.get(tidy(row[layout.kind]).lower())
    name = tidy(layout.name(row))
    if not ref or kind is None or not name:
        reading.fault(place, f"entry '{ref}': no id, no name, or no known kind")
        return None
    _, draft = drafts.setdefault(ref, (place, Draft(LIST_ID, ref, kind)))
    if draft.type is not kind:
        reading.fault(place, f"entry '{ref}' is of two kinds")
        return None
    _take_name(draft, name, layout.of(row, "name_type"), layout.of(row, "quality"))
    return draft


def _take_name(draft: Draft, name: str, kind: str, quality: str) -> None:
    if draft.names and kind.lower() == "primary name":
        # Rows stand in the order of the alphabet, so the main name may come late.
        draft.names = {name: None, **draft.names}
        draft.strong.add(name)
    else:
        take_name(draft, name, kind, quality)


def _take_facts(reading: Reading, place: str, draft: Draft, of: Callable[[str], str]) -> None:
    listed = uk_day(of("listed"))
    if listed is not None:
        draft.listed_on = min(listed, draft.listed_on) if draft.listed_on != NOT_STATED else listed
    if (amended := uk_day(of("amended"))) is not None:
        draft.amended_on.append(amended)
    draft.programmes.append(of("programme"))
    draft.titles.extend((of("title"), of("position")))
    for text in pieces(of("birth")):
        birth = uk_birth(text)
        if birth is None:
            reading.note(place, f"birth date '{text}' is not read")
        else:
            draft.birth_dates.append(birth)
    draft.nationalities.extend(countries_in(of("nationality")))
    draft.flags.extend(countries_in(of("flag")))
    draft.countries.extend((country_code(of("country")), *countries_in(of("flag"))))
    draft.former_flags.extend(countries_in(of("former_flag")))
    take_numbers(draft, {key: of(key) for key in ("passport", "national_id", "registration")})
    for number in (*pieces(of("imo")), *_SHIP_NUMBER.findall(of("other"))):
        take_imo(draft, number)
