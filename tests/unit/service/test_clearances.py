"""What an officer found not to be the same is remembered for that pair, and comes back when it changes."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from alerts.store import SqlStore
from monitor.domain.canonical import digest_of
from monitor.domain.clearance import Clearance
from monitor.domain.finding import Level
from monitor.domain.listing import ListEntry
from monitor.domain.ports import EventKey
from monitor.engine.pipeline import Engine
from monitor.errors import NotAllowed
from monitor.service.clearances import Clearings, LiveClearances, NotTheSame, PastClearances
from tests.worlds import MovingClock, World, shipped, world_over

NAMESAKE = {"role": "creditor", "name": "NAMCHONGANG TRADING CORPORATION", "country": "MY"}
REF = "KPe.004"


def pay(event_id: str, party: dict[str, Any] = NAMESAKE, **fields: Any) -> dict[str, Any]:
    return {
        "source": "bank-my",
        "event_id": event_id,
        "kind": "payment",
        "occurred_on": "2019-03-14",
        "amount": {"amount": "12000", "currency": "USD"},
        "parties": [{"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"}, party],
        **fields,
    }


@pytest.fixture
def live(store: SqlStore, clock: MovingClock) -> LiveClearances:
    return LiveClearances(lambda: store.clearances, clock)


@pytest.fixture
def desk(store: SqlStore, clock: MovingClock, live: LiveClearances) -> World:
    engine = Engine(shipped().book, shipped().lists, live)
    return world_over(store, clock, engine)


@pytest.fixture
def clearings(store: SqlStore, clock: MovingClock, live: LiveClearances) -> Clearings:
    return Clearings(store.clearances, store, lambda: shipped().lists.entries, clock, live)


def listed_as(world: World, event_id: str) -> list[str]:
    (stored,) = world.store.event_versions(EventKey("bank-my", event_id))
    assert stored.judgement is not None
    return [match["ref"] for match in stored.judgement["screening"]]  # type: ignore[attr-defined]


def outcome(world: World, event_id: str) -> str:
    stored = world.store.event_versions(EventKey("bank-my", event_id))[-1]
    assert stored.judgement is not None
    return str(stored.judgement["outcome"])


def entry_of(ref: str) -> ListEntry:
    return next(entry for entry in shipped().lists.entries if entry.ref == ref)


def not_the_same(event_id: str = "p-1", **fields: Any) -> NotTheSame:
    said = {
        "key": EventKey("bank-my", event_id),
        "path": "parties/1",
        "list": "un-sc",
        "ref": listed_ref(),
        "reason": "registered in Kuala Lumpur since 1962, another line of trade",
        **fields,
    }
    return NotTheSame(**said)


def listed_ref() -> str:
    return next(
        entry.ref for entry in shipped().lists.entries if "NAMCHONGANG TRADING" in entry.name
    )


def inputs_of(world: World, event_id: str) -> Any:
    stored = world.store.event_versions(EventKey("bank-my", event_id))[-1]
    assert stored.judgement is not None
    with world.store._engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT inputs FROM judgements ORDER BY id DESC LIMIT 1"
        ).scalar()
    return json.loads(world.store.blob(str(row)))


def test_a_cleared_pair_raises_nothing_and_the_judgement_names_the_clearance(
    desk: World, clearings: Clearings
) -> None:
    assert desk.take(pay("p-1")).alerts == 1
    clearance = clearings.remember(not_the_same(), "officer")
    assert not clearance.needs_two
    assert desk.take(pay("p-2")).alerts == 0
    assert outcome(desk, "p-2") == "clear"
    given = inputs_of(desk, "p-2")["clearances"]
    assert [(each["path"], each["holds"], each["clearance"]["id"]) for each in given] == [
        ("parties/1", True, clearance.id)
    ]
    stored = desk.store.event_versions(EventKey("bank-my", "p-2"))[-1]
    assert stored.judgement is not None
    match = stored.judgement["screening"][0]  # type: ignore[index]
    assert match["cleared"] == clearance.id
    assert "cleared as not the same" in match["why"][-1]


def test_another_party_and_another_feed_still_count(desk: World, clearings: Clearings) -> None:
    desk.take(pay("p-1"))
    clearings.remember(not_the_same(), "officer")
    desk.take(pay("p-3", {**NAMESAKE, "country": "SG"}))
    assert outcome(desk, "p-3") == "flagged"


def test_a_changed_party_comes_back_with_the_old_reasoning(
    desk: World, clearings: Clearings
) -> None:
    desk.take(pay("p-1"))
    clearings.remember(not_the_same(), "officer")
    changed = {**NAMESAKE, "identifiers": [{"scheme": "registration", "value": "77-1"}]}
    desk.take(pay("p-4", changed))
    assert outcome(desk, "p-4") == "flagged"
    stored = desk.store.event_versions(EventKey("bank-my", "p-4"))[-1]
    assert stored.judgement is not None
    says = " ".join(
        piece["says"]
        for finding in stored.judgement["findings"]  # type: ignore[attr-defined]
        for piece in finding["evidence"]
    )
    for part in ("officer", "Kuala Lumpur", "the party's identifiers: before not given", "77-1"):
        assert part in says


def test_the_alert_shows_the_old_reasoning_on_its_time_line(
    desk: World, clearings: Clearings
) -> None:
    desk.take(pay("p-1"))
    clearings.remember(not_the_same(), "officer")
    changed = {**NAMESAKE, "identifiers": [{"scheme": "registration", "value": "77-1"}]}
    desk.take(pay("p-4", changed))
    notes = [
        entry.note
        for alert in desk.alerts()
        for entry in desk.store.alert_entries(alert.id)
        if entry.action == "clearance_ended"
    ]
    assert len(notes) == 1
    for part in ("officer", "Kuala Lumpur", "the party's identifiers: before not given"):
        assert part in notes[0]


def test_a_clearance_runs_out(desk: World, clearings: Clearings, clock: MovingClock) -> None:
    desk.take(pay("p-1"))
    until = clock.now().date() + timedelta(days=10)
    clearings.remember(not_the_same(expires_on=until), "officer")
    clock.move(timedelta(days=9))
    desk.take(pay("p-5"))
    clock.move(timedelta(days=1))
    desk.take(pay("p-6"))
    assert [outcome(desk, each) for each in ("p-5", "p-6")] == ["clear", "flagged"]


def test_a_revoked_one_counts_no_more(desk: World, clearings: Clearings) -> None:
    desk.take(pay("p-1"))
    given = clearings.remember(not_the_same(), "officer")
    clearings.revoke(given.id, "supervisor", "the registry says otherwise")
    desk.take(pay("p-2"))
    assert outcome(desk, "p-2") == "flagged"
    with pytest.raises(NotAllowed, match="revoked already"):
        clearings.revoke(given.id, "supervisor", "again")


def test_a_critical_match_waits_for_a_second_person(desk: World, clearings: Clearings) -> None:
    certain = {**NAMESAKE, "country": "KP", "type": "organization"}
    desk.take(pay("p-1", certain))
    given = clearings.remember(not_the_same(), "officer")
    assert (given.level, given.needs_two) == (Level.CRITICAL, True)
    desk.take(pay("p-2", certain))
    assert outcome(desk, "p-2") == "flagged"
    with pytest.raises(NotAllowed, match="second person"):
        clearings.confirm(given.id, "officer")
    clearings.confirm(given.id, "supervisor")
    desk.take(pay("p-3", certain))
    # The country still links the event to the DPRK; the freeze is what the clearance silences.
    stored = desk.store.event_versions(EventKey("bank-my", "p-3"))[-1]
    assert stored.judgement is not None
    rules = {finding["rule"] for finding in stored.judgement["findings"]}  # type: ignore[attr-defined]
    assert "dprk.1718.08.asset-freeze" not in rules


def test_the_level_of_the_alert_counts_as_well(desk: World, clearings: Clearings) -> None:
    certain = {**NAMESAKE, "country": "KP", "type": "organization"}
    desk.take(pay("p-1"), pay("p-9", certain))
    alert = next(each for each in desk.alerts() if each.level is Level.CRITICAL)
    assert clearings.remember(not_the_same(alert_id=alert.id), "officer").needs_two


def test_a_judgement_is_rebuilt_from_the_clearances_of_its_instant(
    desk: World, clearings: Clearings, store: SqlStore, clock: MovingClock
) -> None:
    desk.take(pay("p-1"))
    given = clearings.remember(not_the_same(), "officer")
    clock.move(timedelta(hours=1))
    desk.take(pay("p-2"))
    judged_at = clock.now()
    before = inputs_of(desk, "p-2")
    clock.move(timedelta(hours=1))
    clearings.revoke(given.id, "supervisor", "a mistake")
    past = PastClearances(store.clearances.ever(), judged_at)
    again = world_over(store, clock, Engine(shipped().book, shipped().lists, past))
    again.take(pay("p-2b"))
    assert outcome(again, "p-2b") == "clear"
    assert digest_of(before) == digest_of(inputs_of(again, "p-2b"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"reason": "  "}, "needs a reason"),
        ({"ref": "KPe.999"}, "no entry 'KPe.999'"),
        ({"key": EventKey("bank-my", "none")}, "no event 'none'"),
        ({"path": "parties/7"}, "nobody stands at 'parties/7'"),
        ({"path": "route"}, "nobody stands at 'route'"),
        ({"path": "parties/x"}, "nobody stands"),
        ({"path": "parties/1/owners/0"}, "nobody stands"),
        ({"expires_on": date(2026, 11, 22)}, "ends after today"),
        ({"expires_on": date(2030, 1, 1)}, "at the latest"),
        ({"alert_id": "al_none"}, "no alert 'al_none'"),
    ],
)
def test_what_cannot_be_remembered_is_refused_in_words(
    desk: World, clearings: Clearings, fields: dict[str, Any], says: str
) -> None:
    desk.take(pay("p-1"))
    with pytest.raises(NotAllowed, match=says):
        clearings.remember(not_the_same(**fields), "officer")


def test_every_step_stands_in_the_record(desk: World, clearings: Clearings) -> None:
    from monitor.domain.ports.audit import AuditFilter

    desk.take(pay("p-1"))
    given: Clearance = clearings.remember(not_the_same(), "officer")
    clearings.revoke(given.id, "supervisor", "a mistake")
    entries = desk.store.audit.entries(AuditFilter(subject=given.id), None, 10)
    assert [(each.deed.person, each.deed.action) for each in reversed(entries)] == [
        ("officer", "clearance.add"),
        ("supervisor", "clearance.revoke"),
    ]
