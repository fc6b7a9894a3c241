"""List files are taken in, compared, kept and put to use; past days can be asked for."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from alerts.db import make_engine
from alerts.store import SqlStore
from feeds.lists.reader import FileReader
from monitor.domain.alert import AlertState
from monitor.domain.canonical import sha256
from monitor.domain.listing import LISTED, EntryType, KnownList, ListEntry, ListSnapshot, Measure
from monitor.domain.ports import AlertFilter
from monitor.screening.snapshot import read_snapshot, write_snapshot
from monitor.service.list_shelf import COUNCIL, VESSELS, ListShelf, ListsInUse, NotKnownThen
from monitor.service.list_states import ListChange, shrunk
from monitor.service.list_watch import ListWatch
from monitor.service.lists import Arrival, ListImport, Outcome, Taken

COUNCILS = KnownList(
    id=COUNCIL, named=COUNCIL, title="Example list", issuer="Example", formats=("ndjson",), drives=("DPRK",)
)  # fmt: skip
SHIPS = replace(COUNCILS, id=VESSELS)
OTHER = replace(COUNCILS, id="ofac-sdn", named="ofac-sdn", drives=())
FIRST, SECOND, THIRD = date(2017, 7, 3), date(2018, 10, 29), date(2026, 2, 27)


class Clock:
    """Stands still."""

    def __init__(self, instant: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


def entry(
    ref: str,
    since: date = date(2016, 3, 2),
    *,
    name: str = "",
    kind: EntryType = EntryType.PERSON,
    programme: str = "DPRK",
    named: str = COUNCIL,
) -> ListEntry:
    return ListEntry(
        named, ref, kind, name or f"SYNTHETIC {ref}", (Measure("asset_freeze", since),), programmes=(programme,)
    )  # fmt: skip


def content(day: date, *entries: ListEntry, named: str = COUNCIL) -> bytes:
    return write_snapshot(named, "synthetic", day, entries)


SHIP = entry("vessel-1", kind=EntryType.VESSEL)
LATE_SHIP = entry("vessel-2", date(2018, 3, 30), kind=EntryType.VESSEL)
SHIPPED = content(THIRD, entry("KPi.1"), entry("KPi.2"), SHIP, LATE_SHIP)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "store.sqlite3"
    SqlStore.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(tmp_path: Path, migrated: Path) -> Iterator[SqlStore]:
    shutil.copy(migrated, tmp_path / "store.sqlite3")
    made = SqlStore(make_engine(f"sqlite:///{tmp_path / 'store.sqlite3'}"))
    yield made
    made.close()


@pytest.fixture
def shelf(store: SqlStore) -> ListShelf:
    return ListShelf(read_snapshot(SHIPPED), SHIPPED, store.lists)


@pytest.fixture
def importer(store: SqlStore, shelf: ListShelf) -> ListImport:
    return ListImport(store, store.lists, FileReader(), Clock(), shelf.shipped_parts())


def take(
    importer: ListImport, day: date, *refs: str, known: KnownList = COUNCILS, because: str = ""
) -> Taken:
    entries = [entry(ref, named=known.named) for ref in refs]
    raw = content(day, *entries, named=known.named)
    return importer.take(
        known, {"list.ndjson": raw}, Arrival("list.ndjson", "somebody", accepted_because=because)
    )


def many(count: int) -> list[str]:
    return [f"KPi.{number:03}" for number in range(count)]


def refs(found: ListsInUse | ListSnapshot) -> list[str]:
    return [each.ref for each in found.entries]


def test_a_file_is_kept_as_it_came_and_as_it_was_read(
    importer: ListImport, store: SqlStore
) -> None:
    taken = take(importer, FIRST, "KPi.1", "KPi.2")
    kept = taken.snapshot
    assert taken.outcome is Outcome.TAKEN
    assert store.lists.blob(kept.given.raw_digest) == content(FIRST, entry("KPi.1"), entry("KPi.2"))
    assert refs(read_snapshot(store.lists.blob(kept.given.digest))) == ["KPi.1", "KPi.2"]
    assert (kept.given.imported_by, kept.given.counts["programme:DPRK"]) == ("somebody", 2)
    assert kept.given.replaces is None
    assert take(importer, SECOND, "KPi.1", "KPi.2").snapshot.given.replaces == kept.number


def test_the_very_same_file_adds_nothing(importer: ListImport, store: SqlStore) -> None:
    first = take(importer, FIRST, "KPi.1", "KPi.2")
    again = take(importer, FIRST, "KPi.1", "KPi.2")
    assert again.outcome is Outcome.SAME
    assert again.snapshot == first.snapshot
    assert len(store.lists.history()) == 1


def test_what_a_list_no_longer_names_ends_on_the_day_of_the_file(
    importer: ListImport, shelf: ListShelf
) -> None:
    take(importer, FIRST, "KPi.1", "KPi.2")
    take(importer, SECOND, "KPi.2", "KPi.3")
    take(importer, THIRD, "KPi.2", "KPi.3")
    found = {each.ref: each for each in shelf.in_use().parts[COUNCIL].entries}
    (measure,) = found["KPi.1"].measures
    assert (measure.delisted_on, measure.end_is_derived) == (SECOND, True)
    assert measure.is_in_force(SECOND - timedelta(days=1))
    assert not measure.is_in_force(SECOND)
    assert all(
        each.delisted_on is None for ref in ("KPi.2", "KPi.3") for each in found[ref].measures
    )


def test_an_older_file_becomes_history_and_changes_what_came_after(
    importer: ListImport, shelf: ListShelf
) -> None:
    take(importer, THIRD, "KPi.2")
    assert take(importer, FIRST, "KPi.1", "KPi.2").outcome is Outcome.HISTORY
    in_use = shelf.in_use()
    assert in_use.as_of == THIRD
    gone = next(each for each in in_use.entries if each.ref == "KPi.1")
    assert gone.measures[0].delisted_on == THIRD


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (FIRST, {"KPi.1", "KPi.2", "vessel-1"}),
        (date(2018, 1, 1), {"KPi.1", "KPi.2", "vessel-1"}),
        (SECOND, {"KPi.1", "KPi.2", "KPi.3", "vessel-1", "vessel-2"}),
        (date(2026, 3, 1), {"KPi.1", "KPi.2", "KPi.3", "KPi.4", "vessel-1", "vessel-2"}),
    ],
)
def test_the_lists_of_a_past_day_are_those_known_then(
    day: date, known: set[str], importer: ListImport, shelf: ListShelf
) -> None:
    take(importer, FIRST, "KPi.1", "KPi.2")
    take(importer, SECOND, "KPi.2", "KPi.3")
    take(importer, THIRD, "KPi.2", "KPi.3", "KPi.4")
    then = shelf.known_on(day)
    assert set(refs(then)) == known
    ended = {each.ref for each in then.entries if each.measures[0].delisted_on is not None}
    assert ended == (set() if day < SECOND else {"KPi.1"})


def test_a_day_before_the_first_file_is_not_known(importer: ListImport, shelf: ListShelf) -> None:
    take(importer, FIRST, "KPi.1")
    with pytest.raises(NotKnownThen, match="the oldest file stands for 2017-07-03"):
        shelf.known_on(FIRST - timedelta(days=1))


def test_the_shipped_ships_stay_when_the_councils_file_comes(
    importer: ListImport, shelf: ListShelf
) -> None:
    before = shelf.in_use()
    assert list(before.parts) == [COUNCIL]
    assert before.parts[COUNCIL].digest == sha256(SHIPPED)
    take(importer, THIRD, "KPi.1", "KPi.2", "KPi.9")
    after = shelf.in_use()
    assert refs(after.parts[COUNCIL]) == ["KPi.1", "KPi.2", "KPi.9"]
    assert refs(after.parts[VESSELS]) == ["vessel-1", "vessel-2"]
    assert {each.list for each in after.entries} == {COUNCIL}
    assert [kept.digest for kept in after.kept] == [after.parts[VESSELS].digest]


def test_the_ships_can_be_replaced_alone(importer: ListImport, shelf: ListShelf) -> None:
    raw = content(THIRD, replace(SHIP, ref="vessel-9"))
    importer.take(SHIPS, {"ships.ndjson": raw}, Arrival("ships.ndjson", "somebody"))
    assert {part: refs(found) for part, found in shelf.in_use().parts.items()} == {
        COUNCIL: ["KPi.1", "KPi.2"], VESSELS: ["vessel-9"],
    }  # fmt: skip


def test_digests_tell_a_change_without_reading(importer: ListImport, shelf: ListShelf) -> None:
    assert shelf.digests() == shelf.in_use().digests
    take(importer, FIRST, "KPi.1", "KPi.2")
    take(importer, SECOND, "KPi.2")
    assert shelf.digests() == shelf.in_use().digests


def test_a_list_that_lost_half_is_kept_refused_and_alarmed(
    importer: ListImport, store: SqlStore
) -> None:
    take(importer, FIRST, *many(20))
    refused = take(importer, SECOND, *many(10))
    assert refused.outcome is Outcome.REFUSED
    assert "entries: 10 are left of 20" in refused.snapshot.given.reason
    assert store.lists.current()[COUNCIL].given.published_on == FIRST
    assert store.lists.blob(refused.snapshot.given.raw_digest)
    (alert,) = store.alerts(AlertFilter(rule="operational.lists"), None, 10)
    assert alert.state is AlertState.NEW
    assert "10 are left of 20" in alert.summary
    assert take(importer, SECOND, *many(10)).snapshot == refused.snapshot, "it is not kept twice"


def test_a_person_may_say_why_a_small_file_is_right_and_go_back(
    importer: ListImport, store: SqlStore
) -> None:
    take(importer, FIRST, *many(20))
    assert take(importer, FIRST, *many(5)).outcome is Outcome.REFUSED
    taken = take(importer, FIRST, *many(5), because="The publisher confirmed it.")
    assert (taken.outcome, taken.snapshot.given.reason) == (
        Outcome.TAKEN,
        "The publisher confirmed it.",
    )
    assert take(importer, FIRST, *many(20)).outcome is Outcome.TAKEN
    assert store.lists.current()[COUNCIL].given.counts["total"] == 20


def test_the_first_file_is_compared_with_what_was_shipped(store: SqlStore) -> None:
    shipped = read_snapshot(content(THIRD, *(entry(ref) for ref in many(30))))
    importer = ListImport(store, store.lists, FileReader(), Clock(), {COUNCIL: shipped})
    assert take(importer, THIRD, *many(12)).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("before", "now", "reasons"),
    [
        ({"total": 100, "person": 50}, {"total": 51, "person": 26}, ()),
        ({"total": 100, "person": 50}, {"total": 90, "person": 25}, ("person: 25 are left of 50",)),
        ({"total": 100, "vessel": 9}, {"total": 91}, ()),
        ({"total": 100, "programme:DPRK": 40}, {"total": 99, "programme:DPRK": 3},
         ("programme DPRK: 3 are left of 40",)),
        ({"total": 100, "programme:DRC": 40}, {"total": 99}, ()),
        ({}, {"total": 4}, ("it holds 4 entries, and fewer than 5 are not believed",)),
    ],
)  # fmt: skip
def test_what_became_too_small_is_named(
    before: dict[str, int], now: dict[str, int], reasons: tuple[str, ...]
) -> None:
    assert shrunk(before, now, replace(COUNCILS, entries_min=5)) == reasons


def test_only_the_driving_programme_binds(importer: ListImport, shelf: ListShelf) -> None:
    raw = content(FIRST, entry("KPi.1"), entry("CDi.1", programme="DRC"))
    importer.take(COUNCILS, {"list.ndjson": raw}, Arrival("list.ndjson", "somebody"))
    take(importer, FIRST, "36", known=OTHER)
    found = {each.ref: each for each in shelf.in_use().entries}
    assert (found["KPi.1"].informs_only, found["KPi.1"].measures[0].name) == (False, "asset_freeze")
    for ref in ("CDi.1", "36"):
        assert (found[ref].informs_only, [each.name for each in found[ref].measures]) == (
            True,
            [LISTED],
        )


@pytest.mark.parametrize(
    ("arrival", "day", "note"),
    [
        (Arrival("x_2022-05-05_rows.csv", "me"), date(2022, 5, 5), "in its name"),
        (Arrival("x.csv", "me", modified_on=date(2021, 1, 2)), date(2021, 1, 2), "the server's"),
        (Arrival("x_2022-05-05.csv", "me", published_on=date(2020, 1, 2)), date(2020, 1, 2), ""),
        (Arrival("x_2022-99-05.csv", "me"), date(2026, 3, 1), "on which it came in"),
    ],
)
def test_a_file_without_a_day_gets_one_from_elsewhere(
    arrival: Arrival, day: date, note: str, importer: ListImport
) -> None:
    table = "surname,full_name,title,entity_type,DOB,position,nationality,date_added,regime,address_country,personal_id,list_internal_id\nSYN,SYN ONE,,Individual,,,,02/03/2016,DPRK,,,1\n"
    known = replace(OTHER, id="uk-ofsi", named="uk-ofsi", formats=("uk_csv",))
    taken = importer.take(known, {"x.csv": table.encode()}, arrival)
    assert taken.snapshot.given.published_on == day
    assert (note in taken.notes[-1]) if note else (taken.notes == ())


def test_a_file_from_the_future_or_of_another_list_is_refused_and_kept(
    importer: ListImport, store: SqlStore
) -> None:
    mine = Arrival("x", "me")
    other, damaged = content(FIRST, named="ofac-sdn"), SHIPPED.replace(b":4", b":5", 1)
    refused = {
        "is of 2031-01-01, which is not yet": take(importer, date(2031, 1, 1), "KPi.1"),
        "is of the list 'ofac-sdn', not of 'un-sc'": importer.take(COUNCILS, {"x": other}, mine),
        "has the form eu_xml, and 'un-sc'": importer.take(COUNCILS, {"x": b"<export/>"}, mine),
        "no list in this project's form": importer.take(COUNCILS, {"x": damaged}, mine),
    }
    for why, taken in refused.items():
        assert taken.outcome is Outcome.REFUSED
        assert why in taken.snapshot.given.reason
    assert len(store.lists.history()) == 4
    assert store.lists.current() == {}
    (alert,) = store.alerts(AlertFilter(rule="operational.lists"), None, 10)
    assert alert.occurrences == 4


def test_the_same_damaged_file_is_refused_once(importer: ListImport, store: SqlStore) -> None:
    first, again = (
        importer.take(COUNCILS, {"x": b"<export/>"}, Arrival("x", "me")) for _ in range(2)
    )
    assert first.snapshot == again.snapshot
    assert len(store.lists.history()) == 1
    (alert,) = store.alerts(AlertFilter(rule="operational.lists"), None, 10)
    assert alert.occurrences == 1


def test_other_lists_come_into_use_and_listeners_hear_of_it(
    importer: ListImport, shelf: ListShelf
) -> None:
    used: list[ListsInUse] = []
    heard: list[tuple[list[str], list[str]]] = []
    watch = ListWatch(shelf, shelf.in_use(), used.append)

    def fail(_before: ListsInUse, _after: ListsInUse) -> None:
        raise RuntimeError("a listener that fails")

    watch.on_lists_changed(fail)
    watch.on_lists_changed(lambda before, after: heard.append((refs(before), refs(after))))
    assert watch.look().is_empty
    take(importer, THIRD, "KPi.2", "KPi.3")
    change = watch.look()
    assert [each.ref for each in change.added] == ["KPi.3"]
    assert [each.ref for each in change.removed] == ["KPi.1"]
    assert heard == [
        (["KPi.1", "KPi.2", "vessel-1", "vessel-2"], ["KPi.2", "KPi.3", "vessel-1", "vessel-2"])
    ]
    assert [each.as_of for each in used] == [THIRD]
    assert watch.look().is_empty


def test_a_change_is_told_by_content() -> None:
    before, renamed = entry("KPi.1"), entry("KPi.1", name="ANOTHER NAME")
    change = ListChange.between([before, entry("KPi.2")], [renamed, entry("KPi.3")])
    assert [line["change"] for line in change.to_json()] == ["added", "changed", "removed"]
    assert next(line for line in change.to_json() if line["change"] == "changed")["facts"] == {
        "name": ["SYNTHETIC KPi.1", "ANOTHER NAME"]
    }
