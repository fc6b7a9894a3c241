"""Sightings of hulls: what earlier events said, for those that come later."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.store import SqlStore
from monitor.domain.ports import Sighting
from tests.contract.records import keep_blobs, key, record, version

HULL = "9187629"


def sighting(day: int, name: str | None = "CHON MA SAN", **changes: str | None) -> Sighting:
    made = Sighting(HULL, date(2026, 3, day), name, "KP", None)
    return replace(made, **changes)  # type: ignore[arg-type]


def _see(store: SqlStore, number: int, *sightings: Sighting) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version(key(number))])
        unit.add_judgements([record(key(number))])
        unit.add_sightings(key(number), 1, sightings)


def test_sightings_are_those_of_earlier_days_oldest_first(store: SqlStore) -> None:
    _see(store, 1, sighting(20), sighting(10, None, flag=None, place_country="RU"))
    _see(store, 2, sighting(15, "XIN YANG"), sighting(10, imo="1111111"))
    with store.unit() as unit:
        assert unit.sightings(HULL, date(2026, 3, 20)) == [
            sighting(10, None, flag=None, place_country="RU"),
            sighting(15, "XIN YANG"),
        ]
        assert unit.sightings(HULL, date(2026, 3, 10)) == []
        assert unit.sightings("none", date(2026, 3, 10)) == []


@pytest.mark.parametrize("asked_before", [True, False])
def test_a_unit_sees_its_own_sightings(store: SqlStore, asked_before: bool) -> None:
    _see(store, 1, sighting(12))
    with store.unit() as unit:
        if asked_before:
            assert len(unit.sightings(HULL, date(2026, 4, 1))) == 1
        unit.add_versions([version(key(2))])
        unit.add_sightings(key(2), 1, [sighting(11), sighting(13)])
        days = [item.day.day for item in unit.sightings(HULL, date(2026, 4, 1))]
        assert days == [11, 12, 13]


def test_a_retired_version_says_nothing_of_a_hull(store: SqlStore) -> None:
    _see(store, 1, sighting(10))
    _see(store, 2, sighting(11))
    with store.unit() as unit:
        assert len(unit.sightings(HULL, date(2026, 4, 1))) == 2
        unit.retire(key(1), 1)
        assert unit.sightings(HULL, date(2026, 4, 1)) == [sighting(11)]


def test_what_another_process_saw_later_is_found(store: SqlStore, store_url: str) -> None:
    with store.unit() as unit:
        assert unit.sightings(HULL, date(2026, 4, 1)) == []
    other = SqlStore.open(store_url)
    _see(other, 1, sighting(10))
    other.close()
    with store.unit() as unit:
        assert unit.sightings(HULL, date(2026, 4, 1)) == [sighting(10)]


def test_sightings_under_the_numbers_of_a_failed_unit_are_found(
    store: SqlStore, store_url: str
) -> None:
    def see_and_fail() -> None:
        with store.unit() as unit:
            unit.add_versions([version(key(1))])
            unit.add_sightings(key(1), 1, [sighting(10, imo="1111111")])
            unit.slots_of(key(1))  # what was gathered is sent
            assert unit.sightings("1111111", date(2026, 4, 1))
            raise KeyError

    with pytest.raises(KeyError):
        see_and_fail()
    other = SqlStore.open(store_url)
    _see(other, 2, sighting(11))
    other.close()
    with store.unit() as unit:
        assert unit.sightings(HULL, date(2026, 4, 1)) == [sighting(11)]
        assert unit.sightings("1111111", date(2026, 4, 1)) == []


def test_what_a_version_said_before_is_replaced(store: SqlStore) -> None:
    _see(store, 1, sighting(10))
    with store.unit() as unit:
        unit.add_sightings(key(1), 1, [sighting(12)])
    with store.unit() as unit:
        assert unit.sightings(HULL, date(2026, 4, 1)) == [sighting(12)]
