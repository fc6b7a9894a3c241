"""Clearances, re-screenings and the trail of look-ups are kept on both engines and never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from alerts.db import make_engine, writing
from alerts.store import SqlStore
from monitor.domain.audit import Deed
from monitor.domain.clearance import Clearance
from monitor.domain.finding import Level
from monitor.domain.ports.rescreens import Effect, Rescreen, RescreenLine
from monitor.domain.ports.screenings import ScreeningRecord
from monitor.errors import StoreError
from tests.contract.records import accept, key, record

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def clearance(number: int = 1, **fields: object) -> Clearance:
    given = Clearance(
        id=f"cl_{number}",
        list="un-sc",
        ref="KPe.001",
        party={"names": ["Example Mining"], "country": "MY"},
        entry={"names": ["SYNTHETIC MINING"], "type": "organization"},
        reason="another firm",
        by="officer",
        at=AT,
        expires_on=date(2027, 3, 1),
        level=Level.HIGH,
        needs_two=True,
    )
    return replace(given, **fields)  # type: ignore[arg-type]


def deed(action: str) -> Deed:
    return Deed(AT, "officer", action, "cl_1")


def rescreen(**fields: object) -> Rescreen:
    given = Rescreen(
        id="rs_1",
        change="un-sc:1",
        list="un-sc",
        before=None,
        after="sha256:after",
        asked_by="lists import",
        started_at=AT,
        updated_at=AT,
    )
    return replace(given, **fields)  # type: ignore[arg-type]


def line(event_id: str, effect: Effect = Effect.OPENED) -> RescreenLine:
    return RescreenLine(AT, effect, "al_1", "feed", event_id, "a.rule", "listed since 2018-03-30")


def test_a_clearance_is_given_back_as_it_was_kept(store: SqlStore) -> None:
    store.clearances.add(clearance(), deed("clearance.add"))
    assert store.clearances.get("cl_1") == clearance()
    assert list(store.clearances.all()) == [clearance()]
    newest = store.audit.newest()
    assert newest is not None
    assert newest.deed == deed("clearance.add")


def test_a_second_person_confirms_once(store: SqlStore) -> None:
    store.clearances.add(clearance(), deed("clearance.add"))
    agreed = clearance().confirmed("supervisor", AT + timedelta(hours=1))
    assert store.clearances.confirm(agreed, deed("clearance.confirm"))
    assert not store.clearances.confirm(agreed, deed("clearance.confirm"))
    assert store.clearances.get("cl_1") == agreed


def test_a_revoked_one_is_history_and_cannot_come_back(store: SqlStore, store_url: str) -> None:
    store.clearances.add(clearance(), deed("clearance.add"))
    ended = clearance().revoked("officer", "it is the same firm", AT + timedelta(days=1))
    assert store.clearances.revoke(ended, deed("clearance.revoke"))
    assert not store.clearances.revoke(ended, deed("clearance.revoke"))
    assert list(store.clearances.all()) == []
    assert list(store.clearances.ever()) == [ended]
    engine = make_engine(store_url)
    with pytest.raises(StoreError), writing(engine) as connection:
        connection.execute(text("UPDATE clearances SET revoked_at = NULL"))
    with pytest.raises(StoreError), writing(engine) as connection:
        connection.execute(text("UPDATE clearances SET reason = 'another'"))
    with pytest.raises(StoreError), writing(engine) as connection:
        connection.execute(text("DELETE FROM clearances"))
    engine.dispose()


def test_the_revision_differs_after_every_change(store: SqlStore) -> None:
    seen = {store.clearances.revision()}
    store.clearances.add(clearance(), deed("clearance.add"))
    seen.add(store.clearances.revision())
    store.clearances.confirm(clearance().confirmed("b", AT), deed("clearance.confirm"))
    seen.add(store.clearances.revision())
    store.clearances.revoke(clearance().revoked("b", "why", AT), deed("clearance.revoke"))
    seen.add(store.clearances.revision())
    assert len(seen) == 4


def test_clearances_are_paged_and_narrowed_to_an_entry(store: SqlStore) -> None:
    for number in range(1, 6):
        ref = "KPe.002" if number == 3 else "KPe.001"
        store.clearances.add(clearance(number, ref=ref), deed("clearance.add"))
    first = store.clearances.page(None, None, None, 2)
    assert [each.id for _, each in first] == ["cl_5", "cl_4"]
    following = store.clearances.page(None, None, first[-1][0], 10)
    assert [each.id for _, each in following] == ["cl_3", "cl_2", "cl_1"]
    assert [each.id for _, each in store.clearances.page("un-sc", "KPe.002", None, 9)] == ["cl_3"]
    assert store.clearances.page("un-sc", "KPe\0", None, 9) == []
    assert store.clearances.get("\ud800") is None


def test_a_change_of_a_list_is_opened_once(store: SqlStore) -> None:
    assert store.rescreens.open(rescreen()) == rescreen()
    assert store.rescreens.open(rescreen(id="rs_2")) == rescreen()
    assert list(store.rescreens.unfinished()) == [rescreen()]


def test_progress_and_effects_commit_together_and_only_forward(store: SqlStore) -> None:
    store.rescreens.open(rescreen())
    half = rescreen(reached=7, counts={"seen": 7, "opened": 1})
    with store.unit() as unit:
        unit.save_rescreen(half, [line("e1")])
    assert store.rescreens.get("rs_1") == half
    with pytest.raises(StoreError), store.unit() as unit:
        unit.save_rescreen(rescreen(reached=3), [line("e2")])
    done = replace(half, finished_at=AT, reached=9)
    with store.unit() as unit:
        unit.save_rescreen(done, [line("e3", Effect.GONE)])
    with pytest.raises(StoreError), store.unit() as unit:
        unit.save_rescreen(done, [line("e4")])
    assert [each.event_id for each in store.rescreens.lines("rs_1")] == ["e1", "e3"]
    assert store.rescreens.unfinished() == []
    assert list(store.rescreens.newest("un-sc")) == [done]
    assert store.rescreens.newest("other") == []


def test_latest_versions_are_streamed_by_number(store: SqlStore) -> None:
    for number in (1, 2, 3):
        accept(store, record(key(number)))
    everything = store.rescreens.events_after(0, 10)
    assert [each.key.event_id for each in everything] == ["b-1", "b-2", "b-3"]
    rest = store.rescreens.events_after(everything[0].number, 1)
    assert [each.key.event_id for each in rest] == ["b-2"]


def test_look_ups_are_kept_and_streamed_in_order(store: SqlStore) -> None:
    made = [
        ScreeningRecord(
            at=AT + timedelta(minutes=number),
            by="officer",
            door="cli",
            asked={"name": f"EXAMPLE {number}"},
            as_of=date(2026, 3, 1),
            lists="sha256:index",
            versions={"un-sc": "sha256:snapshot"},
            found=[{"ref": "KPe.001", "score": "0.90"}],
        )
        for number in range(3)
    ]
    store.screenings.add(made)
    store.screenings.add([])
    assert list(store.screenings.stream()) == made
    assert list(store.screenings.stream(AT + timedelta(minutes=1))) == made[1:]
    assert list(store.screenings.newest(1)) == made[-1:]
