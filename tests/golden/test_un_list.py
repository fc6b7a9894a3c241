"""The shipped list says what the Council's files say, no less and no more."""

import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from feeds.lists.unsc import of_programme, read_consolidated
from monitor.domain.event.cargo import imo_check_digit_holds
from monitor.domain.listing import EntryType, ListEntry
from monitor.screening import ListIndex, read_snapshot, read_spellings
from tests.golden.remake_un_list import SHIPPED, un_list

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "data" / "unsc"
VESSELS = "un1718_designated_vessels_from_eu_annexes.csv"
NEWEST = "2026-02-27"

sources_needed = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the Council's own list files are not at hand beside the project"
)


def consolidated(day: str) -> bytes:
    return gzip.decompress((SOURCES / f"UN_consolidated.{day}.xml.gz").read_bytes())


@pytest.fixture(scope="module")
def entries() -> dict[str, ListEntry]:
    return {entry.ref: entry for entry in read_snapshot(SHIPPED.read_bytes()).entries}


def test_the_whole_list_is_there(entries: dict[str, ListEntry]) -> None:
    kinds = Counter(entry.type for entry in entries.values())
    assert kinds == {EntryType.PERSON: 80, EntryType.ORGANIZATION: 75, EntryType.VESSEL: 59}
    wanted = {f"KPi.{n:03}" for n in range(1, 81)} | {f"KPe.{n:03}" for n in range(1, 76)}
    assert wanted == {ref for ref in entries if not ref.startswith("vessel-")}


def test_ship_numbers_hold_and_company_numbers_are_apart(entries: dict[str, ListEntry]) -> None:
    numbers = [
        (number.scheme, number.value) for entry in entries.values() for number in entry.identifiers
    ]
    hulls = [value for scheme, value in numbers if scheme == "imo"]
    assert len(hulls) == len(set(hulls)) == 58
    assert all(imo_check_digit_holds(value) for value in hulls)
    assert Counter(scheme for scheme, _ in numbers)["imo_company"] == 16


def test_the_day_of_listing_is_the_first_not_an_amendment(entries: dict[str, ListEntry]) -> None:
    assert {each.listed_on for each in entries["KPe.047"].measures} == {date(2017, 8, 5)}
    assert min(m.listed_on for entry in entries.values() for m in entry.measures) == date(
        2009, 4, 24
    )


def test_no_narrative_text_is_carried(entries: dict[str, ListEntry]) -> None:
    assert all(len(name) < 90 for each in entries.values() for name in (each.name, *each.aliases))


def test_spellings_belong_to_entries_and_find_them(entries: dict[str, ListEntry]) -> None:
    spellings = read_spellings((SHIPPED.parent / "spellings.ndjson").read_bytes())
    assert {ref for _, ref in spellings.by_entry} <= set(entries)
    index = ListIndex(read_snapshot(SHIPPED.read_bytes()), spellings=spellings)
    for (_, ref), names in spellings.by_entry.items():
        for name in names:
            assert ref in {each.entry.ref for _, each in index.named(name)}, name


@sources_needed
def test_the_shipped_file_can_be_made_again() -> None:
    vessels = (SOURCES / VESSELS).read_bytes()
    assert un_list(consolidated(NEWEST), vessels) == SHIPPED.read_bytes()


@sources_needed
@pytest.mark.parametrize(
    ("day", "persons", "bodies"), [("2017-07-03", 53, 46), ("2018-10-29", 80, 75)]
)
def test_older_lists_are_read_and_nobody_left_since(
    day: str, persons: int, bodies: int, entries: dict[str, ListEntry]
) -> None:
    older = [each.entry for each in of_programme(read_consolidated(consolidated(day)), "DPRK")]
    kinds = Counter(entry.type for entry in older)
    assert (kinds[EntryType.PERSON], kinds[EntryType.ORGANIZATION]) == (persons, bodies)
    for entry in older:
        assert entries[entry.ref].measures == entry.measures


@sources_needed
def test_a_former_name_is_kept_where_the_list_changed_the_name(
    entries: dict[str, ListEntry],
) -> None:
    for each in of_programme(read_consolidated(consolidated("2018-10-29")), "DPRK"):
        now = entries[each.entry.ref]
        assert each.entry.name in (now.name, *now.aliases)
