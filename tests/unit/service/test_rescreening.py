"""When a list changes, stored events that it can touch are judged again, once, and alerts say why."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import Alert, AlertState, Disposition, close
from monitor.domain.finding import Level, Verdict
from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry, ListSnapshot, Measure
from monitor.domain.ports import AlertFilter, EventKey
from monitor.domain.ports.rescreens import Effect, Rescreen
from monitor.engine.pipeline import Engine
from monitor.errors import StoreError
from monitor.screening.index import ListIndex
from monitor.service.alerting import LISTED_SINCE_RULE
from monitor.service.ingest import Ingest
from monitor.service.list_states import content_of, snapshot_of
from monitor.service.provenance import LISTS, RULEBOOK, Kept, Provenance, pack_rulebook
from monitor.service.rescreen import Following
from monitor.service.rescreen_probe import DeltaProbe
from monitor.service.rescreening import Rescreening, reader_of
from tests.worlds import MovingClock, lines, shipped

FREEZE_RULE = "dprk.1718.08.asset-freeze"
LISTED_ON = date(2018, 3, 30)


def entry(ref: str, name: str, *, listed_on: date = LISTED_ON, **more: Any) -> ListEntry:
    measures = more.pop("measures", (Measure("asset_freeze", listed_on),))
    return ListEntry(
        "un-sc", ref, EntryType.ORGANIZATION, name, measures, countries=("KP",), **more
    )


ORE = entry("T1", "SYNTHETIC ORE COMBINE")
SALT = entry("T2", "SYNTHETIC SALT COMBINE")


def snapshot(*entries: ListEntry, day: date = date(2018, 10, 29)) -> ListSnapshot:
    return snapshot_of("un-sc", "synthetic", day, entries)


@cache
def engine(of: ListSnapshot) -> Engine:
    return Engine(shipped().book, ListIndex(of))


@dataclass
class Desk:
    """One store whose lists a test changes."""

    store: SqlStore
    clock: MovingClock
    base: ListSnapshot
    now: ListSnapshot

    def ingest(self) -> Ingest:
        book = shipped().book
        kept = (
            Kept(book.digest, RULEBOOK, pack_rulebook(book.files)),
            Kept(self.now.digest, LISTS, content_of(self.now)),
        )
        return Ingest(self.store, engine(self.now), Provenance(kept), self.clock, "0.0-test")

    def take(self, *events: dict[str, Any]) -> int:
        return self.ingest().run(lines(events), "test").alerts

    def rescreening(self, owner: str = "here") -> Rescreening:
        following = Following(
            ingest=self.ingest(),
            rescreens=self.store.rescreens,
            read=reader_of(self.store.blob),
            probe=lambda delta: DeltaProbe(delta, lambda entries: ListIndex(snapshot(*entries))),
            limit_rules=frozenset(
                rule.id for rule in shipped().book.rules if rule.limit is not None
            ),
            owner=owner,
        )
        return Rescreening(following, lambda: {"un-sc": self.now}, lambda: {"un-sc": self.base})

    def change(self, *entries: ListEntry, day: date = date(2018, 10, 29)) -> Sequence[Rescreen]:
        self.now = snapshot(*entries, day=day)
        return self.rescreening().catch_up("a test")

    def alerts(self) -> dict[str, Alert]:
        return {each.rule: each for each in self.store.alerts(AlertFilter(), None, 100)}

    def notes(self, alert: Alert, action: str = "list_change") -> list[str]:
        return [each.note for each in self.store.alert_entries(alert.id) if each.action == action]

    def judgements(self) -> int:
        with self.store._engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM judgements").scalar_one())


@pytest.fixture
def desk(store: SqlStore, clock: MovingClock) -> Desk:
    return Desk(store, clock, snapshot(SALT), snapshot(SALT))


def pay(event_id: str, name: str, day: str = "2019-03-14", **party: Any) -> dict[str, Any]:
    return {
        "source": "bank-a",
        "event_id": event_id,
        "kind": "payment",
        "occurred_on": day,
        "amount": {"amount": "12000", "currency": "USD"},
        "parties": [
            {"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"},
            {"role": "creditor", "name": name, "country": "KP", **party},
        ],
    }


def effects(desk: Desk, of: Rescreen) -> list[tuple[str, str, str]]:
    return [
        (line.effect.value, line.event_id, line.rule) for line in desk.store.rescreens.lines(of.id)
    ]


def test_a_new_entry_opens_an_alert_that_says_since_when(desk: Desk) -> None:
    desk.take(pay("p-1", ORE.name), pay("p-2", "EXAMPLE OTHER"))
    assert FREEZE_RULE not in desk.alerts()
    (done,) = desk.change(SALT, ORE)
    alert = desk.alerts()[FREEZE_RULE]
    assert alert.verdict is Verdict.PROHIBITED
    (note,) = desk.notes(alert)
    assert note.startswith("listed since 2018-03-30: T1 SYNTHETIC ORE COMBINE")
    assert (FREEZE_RULE in {rule for _, _, rule in effects(desk, done)}, done.error) == (True, None)
    assert done.counts["seen"] == 2
    assert done.counts["judged"] == 1
    assert done.finished_at is not None
    assert (done.lists_before, done.lists_after) == (
        snapshot(SALT).digest,
        snapshot(SALT, ORE).digest,
    )


def test_following_again_adds_nothing(desk: Desk) -> None:
    desk.take(pay("p-1", ORE.name))
    desk.change(SALT, ORE)
    alerts, judgements = desk.alerts(), desk.judgements()
    assert desk.rescreening().catch_up("again") == []
    assert (desk.alerts(), desk.judgements()) == (alerts, judgements)


def test_an_event_before_the_listing_broke_nothing_and_is_told_once(desk: Desk) -> None:
    desk.take(pay("p-1", ORE.name, "2018-03-01"), pay("p-2", ORE.name, "2018-03-20"))
    (done,) = desk.change(SALT, ORE)
    alert = desk.alerts()[LISTED_SINCE_RULE]
    assert FREEZE_RULE not in desk.alerts()
    assert (alert.verdict, alert.level, alert.occurrences) == (Verdict.INSPECT, Level.HIGH, 2)
    assert "listed since 2018-03-30: T1" in alert.summary
    assert alert.provisions == ("1718:8(d)",)
    assert done.counts["told"] == 2


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2018-03-29", Level.HIGH),
        ("2017-12-30", Level.HIGH),
        ("2017-12-29", Level.MEDIUM),
        ("2016-01-01", Level.LOW),
    ],
)
def test_the_fresher_the_earlier_dealing_the_sooner_somebody_looks(
    desk: Desk, day: str, level: Level
) -> None:
    desk.take(pay("p-1", ORE.name, day))
    desk.change(SALT, ORE)
    assert desk.alerts()[LISTED_SINCE_RULE].level is level


def test_a_name_alone_is_never_told_as_urgent(desk: Desk) -> None:
    desk.take(pay("p-1", ORE.name, "2018-03-29", country="MY"))
    desk.change(SALT, ORE)
    assert desk.alerts()[LISTED_SINCE_RULE].level is Level.MEDIUM


def test_a_dealing_joins_the_alert_that_the_entry_has(desk: Desk) -> None:
    desk.take(pay("p-1", SALT.name), pay("p-2", "SYNTHETIC BRINE"))
    grown = replace(SALT, aliases=("SYNTHETIC BRINE",))
    (done,) = desk.change(grown)
    alert = desk.alerts()[FREEZE_RULE]
    assert alert.occurrences == 2
    assert ("joined", "p-2", FREEZE_RULE) in effects(desk, done)
    assert ("stayed", "p-1", FREEZE_RULE) in effects(desk, done)
    (note,) = desk.notes(alert)
    assert "list entry changed: T2" in note
    assert "SYNTHETIC BRINE" in note


def test_a_closed_alert_comes_back(desk: Desk) -> None:
    desk.take(pay("p-1", SALT.name), pay("p-2", "SYNTHETIC BRINE"))
    alert = desk.alerts()[FREEZE_RULE]
    with desk.store.unit() as unit:
        proposed = close(alert, "a", Disposition.TRUE_MATCH, "reported")
        unit.save_alerts([close(proposed, "b", Disposition.TRUE_MATCH, "reported")], [], [])
    (done,) = desk.change(replace(SALT, aliases=("SYNTHETIC BRINE",)))
    assert desk.alerts()[FREEZE_RULE].state is AlertState.IN_REVIEW
    assert done.counts["reopened"] == 1


def test_what_is_found_no_more_marks_the_alert_and_closes_nothing(desk: Desk) -> None:
    desk.take(pay("p-1", SALT.name))
    before = desk.alerts()[FREEZE_RULE]
    (done,) = desk.change(ORE)
    after = desk.alerts()[FREEZE_RULE]
    assert after.is_open
    assert after.occurrences == before.occurrences
    (note,) = desk.notes(after)
    assert note.startswith(
        "bank-a p-1: found no more since the list changed: no longer on the list"
    )
    assert ("gone", "p-1", FREEZE_RULE) in effects(desk, done)


def test_after_a_delisting_earlier_breaches_stand(desk: Desk) -> None:
    desk.take(pay("p-1", SALT.name, "2019-03-14"), pay("p-2", SALT.name, "2020-07-01"))
    ended = (Measure("asset_freeze", LISTED_ON, date(2020, 6, 1)),)
    (done,) = desk.change(replace(SALT, measures=ended))
    found = effects(desk, done)
    assert ("stayed", "p-1", FREEZE_RULE) in found
    assert ("gone", "p-2", FREEZE_RULE) in found


def test_owners_principals_and_hulls_are_found_too(desk: Desk) -> None:
    hull = ListEntry(
        "un-sc", "V1", EntryType.VESSEL, "SYNTHETIC STAR",
        (Measure("port_ban", LISTED_ON),), identifiers=(ListedIdentifier("imo", "8691702"),),
    )  # fmt: skip
    call = {
        "source": "ais", "event_id": "c-1", "kind": "vessel_activity", "activity": "port_call",
        "occurred_on": "2019-03-14", "vessel": {"imo": "8691702"}, "place": {"country": "CN"},
    }  # fmt: skip
    owned = pay("p-1", "EXAMPLE HOLDING", country="HK", owners=[
        {"name": ORE.name, "country": "KP", "share_percent": "60"}
    ])  # fmt: skip
    front = pay("p-2", "EXAMPLE FRONT", country="VG", acting_for=ORE.name)
    desk.take(call, owned, front)
    (done,) = desk.change(SALT, ORE, hull)
    opened = {
        (event_id, rule) for effect, event_id, rule in effects(desk, done) if effect != "told"
    }
    assert ("c-1", "dprk.2371.06.port-ban") in opened
    assert {event_id for event_id, rule in opened if rule == FREEZE_RULE} == {"p-1", "p-2"}


def test_events_that_no_changed_entry_names_are_not_judged(desk: Desk) -> None:
    desk.take(*(pay(f"p-{number}", f"EXAMPLE {number}") for number in range(30)))
    judgements = desk.judgements()
    (done,) = desk.change(SALT, ORE)
    assert done.counts == {"changed": 0, "judged": 0, "seen": 30}
    assert desk.judgements() == judgements


def test_a_step_of_a_limit_is_kept_when_its_event_is_judged_again(desk: Desk) -> None:
    oil = {
        "source": "customs", "event_id": "s-1", "kind": "shipment", "occurred_on": "2019-03-14",
        "goods": [{"hs_code": "271019", "quantity": {"value": "400000", "unit": "bbl"}}],
        "route": {"loading": {"country": "RU"}, "discharge": {"country": "KP"}},
        "parties": [{"role": "consignee", "name": ORE.name, "country": "KP"}],
    }  # fmt: skip
    desk.take(oil)
    key = EventKey("customs", "s-1")

    def limits() -> list[Any]:
        stored = desk.store.event_versions(key)[-1]
        assert stored.judgement is not None
        findings: Any = stored.judgement["findings"]
        return [each for each in findings if "limit" in each]

    before = limits()
    assert before
    desk.change(SALT, ORE)
    assert json.dumps(limits()) == json.dumps(before)
    assert not desk.store.resum()
    assert len(desk.store.deliveries("dprk.2397.05.refined-petroleum-limit")) == 1


def test_a_killed_run_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, clock: MovingClock
) -> None:
    few(monkeypatch, 3)
    desk.take(*(pay(f"p-{number}", ORE.name) for number in range(10)))
    desk.now = snapshot(SALT, ORE)

    class KilledError(Exception):
        pass

    def kill(progress: Rescreen) -> None:
        if progress.counts["seen"] == 6:
            raise KilledError

    with pytest.raises(KilledError):
        desk.rescreening("one").catch_up("first", told=kill)
    (half,) = desk.store.rescreens.unfinished()
    assert half.counts["seen"] == 6
    assert desk.rescreening("two").catch_up("second") == [], "another process holds it"
    clock.move(timedelta(seconds=20))
    (done,) = desk.rescreening("two").catch_up("second")
    assert done.counts["seen"] == 10
    assert done.counts["judged"] == 10
    alert = desk.alerts()[FREEZE_RULE]
    assert alert.occurrences == 10
    named = [each[1] for each in effects(desk, done) if each[2] == FREEZE_RULE]
    assert sorted(named) == sorted(f"p-{number}" for number in range(10))


def test_a_transaction_that_fails_leaves_nothing_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(pay("p-1", ORE.name))
    desk.now = snapshot(SALT, ORE)
    from monitor.service import rescreen as module

    def broken(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(module._Step, "_note_effects", broken)
        with pytest.raises(StoreError, match="disk is full"):
            desk.rescreening().catch_up("first")
    assert FREEZE_RULE not in desk.alerts()
    desk.rescreening().catch_up("second")
    assert desk.alerts()[FREEZE_RULE].occurrences == 1


def test_going_back_and_forth_is_two_changes(desk: Desk) -> None:
    desk.take(pay("p-1", ORE.name))
    desk.change(SALT, ORE)
    desk.change(SALT)
    desk.change(SALT, ORE)
    kept = desk.store.rescreens.newest("un-sc")
    assert len(kept) == 3
    assert all(each.finished_at is not None for each in kept)
    alert = desk.alerts()[FREEZE_RULE]
    assert [note.partition(":")[0] for note in desk.notes(alert)] == [
        "listed since 2018-03-30",
        "bank-a p-1",
        "listed since 2018-03-30",
    ]


def test_an_event_that_was_judged_by_these_lists_is_left_alone(desk: Desk) -> None:
    desk.now = snapshot(SALT, ORE)
    desk.take(pay("p-1", ORE.name))
    judgements = desk.judgements()
    (done,) = desk.rescreening().catch_up("late")
    assert done.counts["judged"] == 1
    assert (done.counts["changed"], desk.judgements()) == (0, judgements)
    assert Effect.JOINED.value not in done.counts


def few(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    from monitor.domain.screening_times import screening_times
    from monitor.service import rescreen as module

    small = replace(screening_times(), rescreen_batch=batch)
    monkeypatch.setattr(module, "screening_times", lambda: small)
