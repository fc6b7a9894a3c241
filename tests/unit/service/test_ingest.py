from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.alert import AlertState, Disposition, close
from monitor.domain.finding import Basis, Level
from monitor.domain.ports import EventKey
from monitor.errors import StoreError
from monitor.service.alerting import UNJUDGED_RULE
from monitor.service.ingest import Ingest
from monitor.service.provenance import Provenance
from tests.hostile_inputs import HOSTILE
from tests.worlds import (
    COAL_RULE,
    PETROLEUM_LIMIT,
    World,
    coal,
    coffee,
    day,
    kept,
    lines,
    petroleum,
)

SAME_VOYAGE = {
    "vessel": {"name": "SYNTHETIC SHIP 1", "imo": "9074729", "flag": "TG"},
    "route": {
        "loading": {"country": "KP", "locode": "KPRJN", "on": "2019-03-10"},
        "discharge": {"country": "CN"},
    },
}


def counts(**found: int) -> dict[str, int]:
    return {
        **dict.fromkeys(("accepted", "duplicates", "corrections", "rejected", "alerts"), 0),
        **found,
    }


def total(world: World, year: str = "2019-01-01") -> int:
    with world.store.unit() as unit:
        return int(unit.total(PETROLEUM_LIMIT, Basis.REPORTED, day(year)))


def close_alert(world: World, alert_id: str) -> None:
    alert = world.store.alert(alert_id)
    assert alert is not None
    for person in ("ana", "bo"):
        alert = close(alert, person, Disposition.FALSE_POSITIVE, "not ours")
    with world.store.unit() as unit:
        unit.save_alerts([alert], [], [])


def coal_alerts(world: World) -> list[Any]:
    return world.alerts(rule=COAL_RULE)


def test_an_event_is_accepted_judged_and_opens_an_alert(world: World) -> None:
    assert world.take(coffee(), coal()).to_json() == counts(accepted=2, alerts=1)
    (alert,) = world.alerts()
    assert alert.rule == COAL_RULE
    assert alert.provisions[0] == "2371:8"
    (linked,) = world.store.alert_findings(alert.id, 10)
    assert linked.key == EventKey("test", "coal-1")
    (entry,) = world.store.alert_entries(alert.id)
    assert (entry.action, entry.note) == ("open", "test coal-1")


def test_the_same_content_again_adds_nothing(world: World) -> None:
    world.take(coal())
    again = dict(reversed(coal().items())) | {"notes": None}
    assert world.take(again).to_json() == counts(duplicates=1)
    assert len(world.store.event_versions(EventKey("test", "coal-1"))) == 1
    assert world.alerts()[0].occurrences == 1


def test_a_duplicate_is_answered_with_the_first_outcome(world: World) -> None:
    world.take(coal())
    (answer,) = world.ingest.begin("test").take_records(list(lines([coal()]))).answers
    assert (answer.status, answer.outcome) == ("duplicate", "flagged")


def test_a_duplicate_within_a_batch_counts_once(world: World) -> None:
    summary = world.take(petroleum("r", 5), petroleum("r", 5), petroleum("r", 5))
    assert summary.to_json() == counts(accepted=1, duplicates=2)
    assert total(world) == 5


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_other_content_is_a_correction_and_going_back_is_one_too(world: World, batch: int) -> None:
    first, second = petroleum("r", 5), petroleum("r", 7)
    summary = world.take(first, second, first, batch=batch)
    assert summary.to_json() == counts(accepted=1, corrections=2)
    versions = world.store.event_versions(EventKey("committee", "r"))
    assert [stored.superseded for stored in versions] == [True, True, False]
    assert [stored.version.version for stored in versions] == [1, 2, 3]
    assert total(world) == 5


@pytest.mark.parametrize("batch", [1, 500])
def test_a_correction_marks_the_alert_and_leaves_it_to_a_person(world: World, batch: int) -> None:
    world.take(coal(), coal(goods=[{"hs_code": "090121", "origin_country": "VN"}]), batch=batch)
    alert = coal_alerts(world)[0]
    assert alert.superseded
    assert alert.is_open
    entries = world.store.alert_entries(alert.id)
    assert entries[-1].action == "supersede"
    assert "test coal-1: a correction replaced version 1" in entries[-1].note


def test_a_correction_that_is_refused_leaves_the_old_version_standing(world: World) -> None:
    world.take(petroleum("r", 5))
    over_a_turn = petroleum("r", 7, period={"from": "2018-12-31", "to": "2019-01-01"})
    assert world.take(over_a_turn).to_json() == counts(rejected=1)
    assert total(world) == 5
    (rejection,) = world.store.rejections(10)
    assert (rejection.source, rejection.event_id) == ("committee", "r")
    assert rejection.reasons[0].path == "period"


def test_refused_inputs_are_kept_and_their_neighbours_accepted(world: World) -> None:
    mixed: list[Any] = [coffee("a"), b"{broken", coffee("b"), coal("c", colour="red"), coffee("d")]
    assert world.take(*mixed).to_json() == counts(accepted=3, rejected=2)
    second, first = world.store.rejections(10)
    assert (first.line, first.raw, first.source) == (2, b"{broken", None)
    assert (second.line, second.source, second.event_id) == (4, "test", "c")
    assert [reason.path for reason in second.reasons] == ["colour"]
    assert {first.receipt} == {second.receipt}


def test_every_hostile_input_is_refused_alone(world: World) -> None:
    mixed: list[Any] = []
    for number, bad in enumerate(HOSTILE):
        mixed += [bad.raw, coffee(f"good-{number}")]
    assert world.take(*mixed, batch=50).to_json() == counts(
        accepted=len(HOSTILE), rejected=len(HOSTILE)
    )
    assert len(world.store.rejections(1_000)) == len(HOSTILE)


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_the_size_of_batches_changes_no_result(world: World, batch: int) -> None:
    events = [
        petroleum(f"r{n % 9}", 60_000 + n, f"2019-01-{n % 9 + 1:02}", supplier_country=country)
        for n, country in enumerate(["CN", "RU"] * 9)
    ]
    world.take(*events, batch=batch)
    assert total(world) == sum(60_000 + n for n in range(9, 18))
    found = world.alerts(rule=PETROLEUM_LIMIT)
    assert sorted((alert.verdict.value, alert.occurrences) for alert in found) == [
        *[("limit", 2)] * 4,
        *[("prohibited", 1)] * 8,
        ("prohibited", 2),
    ]


def test_a_step_fires_once_and_on_the_event_that_crosses_it(world: World) -> None:
    world.take(
        petroleum("a", 374_999, "2019-01-10"),
        petroleum("b", 1, "2019-02-10"),
        petroleum("c", 1, "2019-02-11"),
    )
    steps = world.alerts(rule=PETROLEUM_LIMIT)
    assert len(steps) == 1
    (linked,) = world.store.alert_findings(steps[0].id, 10)
    assert linked.key.event_id == "b"
    limit = linked.finding["limit"]
    assert isinstance(limit, dict)
    assert (limit["step"], limit["total"]) == ("75", "375000")


@pytest.mark.parametrize("notes", ["break", "break while checking"])
def test_an_event_that_cannot_be_judged_is_kept_and_the_others_go_on(
    brittle: World, notes: str
) -> None:
    summary = brittle.take(coffee("a"), coal("b", notes=notes), coal("c"))
    assert summary.accepted == 3
    assert summary.rejected == 0
    (stored,) = brittle.store.event_versions(EventKey("test", "b"))
    assert stored.judgement is None
    assert stored.error is not None
    (alert,) = brittle.alerts(rule=UNJUDGED_RULE)
    assert (alert.level, alert.state) == (Level.HIGH, AlertState.NEW)
    (linked,) = brittle.store.alert_findings(alert.id, 10)
    assert linked.key == EventKey("test", "b")
    assert len(coal_alerts(brittle)) == 1


def test_many_failures_of_one_kind_share_an_alert(brittle: World) -> None:
    brittle.take(*(coal(f"b{n}", notes="break") for n in range(20)), batch=7)
    (alert,) = brittle.alerts(rule=UNJUDGED_RULE)
    assert alert.occurrences == 20


def test_an_unjudged_event_that_comes_again_is_a_duplicate(brittle: World) -> None:
    brittle.take(coal("b", notes="break"))
    again = [coal("b", notes="break")]
    (answer,) = brittle.ingest.begin("test").take_records(list(lines(again))).answers
    assert (answer.status, answer.outcome) == ("duplicate", "unjudged")


def test_findings_of_one_group_join_one_alert(world: World) -> None:
    world.take(coal("a", **SAME_VOYAGE), coal("b", **SAME_VOYAGE))
    assert world.take(coal("c", **SAME_VOYAGE)).alerts == 0
    (alert,) = coal_alerts(world)
    assert alert.occurrences == 3
    assert [entry.action for entry in world.store.alert_entries(alert.id)] == [
        "open",
        "join",
        "join",
    ]


def test_findings_without_a_full_group_stand_alone(world: World) -> None:
    world.take(coal("a"), coal("b"))
    assert len(coal_alerts(world)) == 2


def test_a_closed_alert_takes_the_same_finding_in_silence(world: World) -> None:
    world.take(coal("a", **SAME_VOYAGE))
    close_alert(world, coal_alerts(world)[0].id)
    assert world.take(coal("b", **SAME_VOYAGE)).alerts == 0
    (alert,) = coal_alerts(world)
    assert alert.state is AlertState.CLOSED
    assert alert.occurrences == 2
    assert world.store.alert_entries(alert.id)[-1].action == "join"


def test_a_closed_alert_comes_back_when_the_finding_says_more(world: World) -> None:
    goods = [{"hs_code": "270119", "origin_country": "RU"}]
    world.take(coal("a", goods=goods, **SAME_VOYAGE))
    (alert,) = coal_alerts(world)
    assert alert.verdict.value == "unsettled"
    close_alert(world, alert.id)
    world.clock.move(timedelta(days=30))
    world.take(coal("b", **SAME_VOYAGE))
    (alert,) = coal_alerts(world)
    assert alert.is_open
    assert (alert.verdict.value, alert.disposition) == ("prohibited", None)
    assert alert.due_at > world.clock.now()
    assert [entry.action for entry in world.store.alert_entries(alert.id)][-2:] == [
        "reopen",
        "join",
    ]


def test_the_rulebook_and_the_lists_are_kept_before_they_are_used(world: World) -> None:
    world.take(coffee())
    for item in kept():
        assert world.store.blob(item.digest) == item.content
    assert world.engine.rulebook in {item.digest for item in kept()}
    assert world.engine.lists in {item.digest for item in kept()}


def test_the_receipt_counts_over_all_batches(world: World) -> None:
    intake = world.ingest.begin("feed.ndjson")
    intake.take_records(list(lines([coffee("a"), coal("b")])))
    intake.take_records(list(lines([coffee("a"), coffee("c"), b"?"])))
    intake.finish()
    receipt = world.store.receipt(intake.id)
    assert receipt is not None
    assert (receipt.accepted, receipt.duplicates, receipt.rejected, receipt.alerts) == (3, 1, 1, 1)
    assert (receipt.origin, receipt.rulebook) == ("feed.ndjson", world.engine.rulebook)


def test_a_batch_that_fails_leaves_nothing_and_counts_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = world.ingest.begin("test")
    intake.take_records(list(lines([coffee("a")])))

    def broken(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("alerts.unit.SqlUnit.save_receipt", broken)
        with pytest.raises(StoreError, match="disk is full"):
            intake.take_records(list(lines([coffee("b"), coal("c"), b"?"])))
    assert intake.summary.to_json() == counts(accepted=1)
    assert not world.store.event_versions(EventKey("test", "b"))
    assert not world.alerts()
    assert not world.store.rejections(10)
    assert world.take(coffee("b"), coal("c"), b"?").to_json() == counts(
        accepted=2, rejected=1, alerts=1
    )


def test_a_store_failure_while_judging_is_no_fault_of_the_event(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise StoreError("the connection is gone")

    monkeypatch.setattr("alerts.unit.SqlUnit.total", broken)
    with pytest.raises(StoreError, match="connection is gone"):
        world.take(petroleum("r", 5))


def test_a_source_given_beside_the_feed_is_written_into_events_that_name_none(
    world: World,
) -> None:
    bare = {key: value for key, value in coffee().items() if key != "source"}
    summary = world.ingest.run(lines([bare, coffee("other")]), "test", source="customs-xx")
    assert summary.accepted == 2
    (stored,) = world.store.event_versions(EventKey("customs-xx", "coffee-1"))
    assert stored.version.raw.startswith(b'{"source":"customs-xx","event_id"')
    assert world.store.event_versions(EventKey("test", "other"))


def test_progress_is_told_after_each_batch(world: World) -> None:
    told: list[tuple[int, int]] = []
    world.ingest.run(
        lines(coffee(f"c{n}") for n in range(5)),
        "test",
        batch=2,
        progress=lambda piece, result: told.append((len(piece), result.summary.accepted)),
    )
    assert told == [(2, 2), (2, 2), (1, 1)]


def test_two_intakes_over_one_store_wait_for_each_other(world: World) -> None:
    other = Ingest(world.store, world.engine, Provenance(kept()), world.clock, "0.0-test")
    world.take(coal())
    assert other.run(lines([coal()]), "other").to_json() == counts(duplicates=1)
