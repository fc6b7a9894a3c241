"""The publishers' own files are read whole, with the counts that they have, and nothing lost on the way."""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from feeds.lists.base import ReadList
from feeds.lists.formats import form_of, read_list, unpacked
from feeds.lists.ftm import apply_delta, read_ftm
from feeds.lists.ofac_csv import read_sdn_csv
from feeds.lists.ofac_xml import read_sdn_xml
from monitor.bootstrap import Wiring
from monitor.domain.event.cargo import imo_check_digit_holds
from monitor.domain.listing import EntryType, ListEntry
from monitor.screening.snapshot import read_snapshot, write_snapshot
from monitor.service.list_shelf import COUNCIL, VESSELS
from monitor.service.list_states import ListChange
from monitor.service.lists import Arrival, Outcome
from monitor.settings import Settings

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "ofac").is_dir(),
    reason="the publishers' own list files are not at hand beside the project",
)
OFAC = DATA / "ofac"
UN = "unsc/UN_consolidated.{}.xml.gz"
PERSON, BODY, SHIP, PLANE = (
    EntryType.PERSON,
    EntryType.ORGANIZATION,
    EntryType.VESSEL,
    EntryType.AIRCRAFT,
)


def read(name: str) -> ReadList:
    raw = unpacked((DATA / name).read_bytes(), 100_000_000)
    return read_list(form_of(raw), {"sdn": raw}, "ftm")


@pytest.mark.parametrize(
    ("name", "published", "kinds"),
    [
        (UN.format("2017-07-03"), date(2017, 7, 3), {PERSON: 650, BODY: 371}),
        (UN.format("2018-10-29"), date(2018, 10, 29), {PERSON: 703, BODY: 390}),
        (UN.format("2026-02-27"), date(2026, 2, 27), {PERSON: 730, BODY: 273}),
        ("unsc/un1718_designated_vessels_from_eu_annexes.csv", None, {SHIP: 59}),
        ("ofac/sdn_2021-03-10_full.xml.gz", date(2021, 3, 10), {PERSON: 4539, BODY: 3613, SHIP: 403, PLANE: 277}),
        ("ofac/sdn_2021-03-10_dprk_only.xml", date(2021, 3, 10), {PERSON: 130, BODY: 162, SHIP: 106, PLANE: 16}),
        ("eu/eu_fsf_2021-03-02_prk_only.xml", date(2021, 3, 2), {PERSON: 140, BODY: 84}),
        ("uk/uk_conlist_2022-05-05_dprk_rows.csv", None, {PERSON: 137, BODY: 84, SHIP: 15}),
        ("opensanctions/yente_t1_entities.ftm.json", date(2024, 6, 1), {PERSON: 4, BODY: 2}),
        ("opensanctions/watchman_us_congress_senzing.json.gz", None, {PERSON: 1317}),
    ],
)  # fmt: skip
def test_a_file_has_the_entries_that_its_publisher_counts(
    name: str, published: date | None, kinds: dict[EntryType, int]
) -> None:
    found = read(name)
    assert found.published_on == published
    assert Counter(each.entry.type for each in found.entries) == kinds
    again = read_snapshot(
        write_snapshot("x", "x", date(2026, 1, 1), (each.entry for each in found.entries))
    )
    assert len(again.entries) == len(found.entries)


def test_the_programmes_of_the_councils_list_are_told_apart() -> None:
    programmes = Counter(each.entry.programmes for each in read(UN.format("2026-02-27")).entries)
    assert programmes[("DPRK",)] == 155
    assert programmes[("Al-Qaida",)] == 341
    assert sum(programmes.values()) == 1003


def test_ship_numbers_hold_their_check_digit_and_company_numbers_stand_apart() -> None:
    entries = [each.entry for each in read("ofac/sdn_2021-03-10_full.xml.gz").entries]
    numbers = [(entry, number) for entry in entries for number in entry.identifiers]
    ships = [number.value for entry, number in numbers if number.scheme == "imo"]
    assert len(ships) == 397
    assert all(map(imo_check_digit_holds, ships))
    companies = [entry for entry, number in numbers if number.scheme == "imo_company"]
    assert {entry.type for entry in companies} == {BODY}
    schemes = Counter(number.scheme for _, number in numbers)
    assert (schemes["crypto_address"], schemes["bic"], schemes["mmsi"]) == (68, 82, 51)
    assert sum(len(entry.weak_aliases) for entry in entries) > 2_300


def test_ofacs_tables_and_its_xml_give_the_same_entries() -> None:
    parts = {
        part: (OFAC / f"watchman_2021-07_{part}_dprk.csv").read_bytes()
        for part in ("sdn", "alt", "add")
    }
    tables = {each.entry.ref: each.entry for each in read_sdn_csv(parts).entries}
    raw = (OFAC / "sdn_2021-03-10_dprk_only.xml").read_bytes()
    xml = {each.entry.ref: each.entry for each in read_sdn_xml(raw).entries}
    assert tables.keys() == xml.keys()
    differing = [ref for ref, entry in xml.items() if _facts(entry) != _facts(tables[ref])]
    # Four months lie between the two files: a few entries were amended.
    assert len(differing) < 15


def _facts(entry: ListEntry) -> tuple[object, ...]:
    numbers = frozenset((each.scheme, each.value) for each in entry.identifiers)
    return (
        entry.type,
        entry.name,
        frozenset(entry.aliases),
        entry.birth_dates,
        numbers,
        entry.programmes,
        entry.flags,
    )


def test_the_deltas_of_a_dataset_follow_on_each_other() -> None:
    folder = DATA / "opensanctions"
    full = (folder / "yente_t1_entities.ftm.json").read_bytes()
    second = apply_delta(full, (folder / "yente_t2_entities.delta.json").read_bytes())
    third = apply_delta(second, (folder / "yente_t2b_entities.delta.json").read_bytes())
    counts = [len(read_ftm(raw).entries) for raw in (full, second, third)]
    assert counts == [counts[0], counts[0] + 2, counts[0] + 3]


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The program with the Council's three files taken in, the oldest first, and OFAC's."""
    made = Wiring(Settings(tmp_path_factory.mktemp("lists")))
    before = made.lists_in_use.entries
    for name in (UN.format("2017-07-03"), UN.format("2018-10-29"), UN.format("2026-02-27")):
        file = DATA / name
        known = made.catalogue.find("un-sc")
        taken = made.list_import.take(
            known, {file.name: file.read_bytes()}, Arrival(file.name, "test")
        )
        assert taken.outcome is Outcome.TAKEN
        change = made.list_watch.look()
        assert not change.is_empty
    assert ListChange.between(before, made.lists_in_use.entries).added
    yield made
    made.close()


@pytest.mark.parametrize(
    ("day", "persons", "bodies", "ships"),
    [
        (date(2017, 7, 3), 53, 46, 22),
        (date(2018, 10, 29), 80, 75, 59),
        (date(2026, 2, 27), 80, 75, 59),
    ],
)
def test_the_dprk_part_of_a_past_day_is_what_was_listed_then(
    day: date, persons: int, bodies: int, ships: int, wiring: Wiring
) -> None:
    then = wiring.lists_known_on(day)
    driving = [entry for entry in then.entries if not entry.informs_only]
    kinds = Counter(entry.type for entry in driving)
    assert (kinds[PERSON], kinds[BODY], kinds[SHIP]) == (persons, bodies, ships)
    assert list(then.parts) == [COUNCIL, VESSELS]
    assert all(each.listed_on <= day for entry in driving for each in entry.measures)
    listed = {entry.ref for entry in driving}
    assert ("KPe.047" in listed) == (day >= date(2017, 8, 5)), "listed on 2017-08-05"


def test_an_index_is_rebuilt_to_the_bit_from_what_a_judgement_names(wiring: Wiring) -> None:
    with wiring.store.unit() as unit:
        wiring.ingest.provenance.keep(unit)
    digest = wiring.engine.lists
    assert wiring.ingest.engine.lists == digest
    another = Wiring(wiring.settings)
    try:
        rebuilt = another.listing.index_of(digest)
        assert rebuilt.digest == digest
        assert rebuilt.entries == wiring.lists.entries
        assert another.lists.digest == digest
    finally:
        another.close()


def test_a_list_cut_to_half_is_refused_and_nothing_changes(wiring: Wiring) -> None:
    whole = gzip.decompress((DATA / UN.format("2026-02-27")).read_bytes()).decode()
    head, *people = whole.split("<INDIVIDUAL>")
    last, _, tail = people[-1].partition("</INDIVIDUAL>")
    half = "<INDIVIDUAL>".join([head, *people[: len(people) // 3], f"{last}</INDIVIDUAL>{tail}"])
    before = wiring.shelf.digests()
    known = wiring.catalogue.find("un-sc")
    taken = wiring.list_import.take(known, {"half.xml": half.encode()}, Arrival("half.xml", "test"))
    assert taken.outcome is Outcome.REFUSED
    assert "person: 244 are left of 730" in taken.snapshot.given.reason
    assert wiring.shelf.digests() == before
