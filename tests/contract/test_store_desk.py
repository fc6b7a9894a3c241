"""The desk: grouping, the queue by cursor, what stands behind an alert, keys and leases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import Alert, AlertState, Disposition
from monitor.domain.finding import Level, Outcome, Verdict
from monitor.domain.ports import AlertEntry, AlertFilter, AlertLink
from monitor.domain.queue import QueuePlace
from tests.contract.records import (
    LISTS,
    NOW,
    RULEBOOK,
    accept,
    alert,
    fail_on_purpose,
    finding,
    full_judgement,
    keep_blobs,
    key,
    record,
    refused,
    version,
)

EVERYTHING = AlertFilter()


def save(store: SqlStore, *alerts: Alert) -> None:
    with store.unit() as unit:
        unit.save_alerts(alerts, (), ())


def listed(store: SqlStore, where: AlertFilter = EVERYTHING, size: int = 100) -> list[str]:
    return [item.id for item in store.alerts(where, None, size)]


def test_an_alert_reads_back_as_it_was(store: SqlStore) -> None:
    full = alert(
        provisions=("2371:8", "2397:6"),
        verdict=Verdict.UNSETTLED,
        occurrences=3,
        state=AlertState.CLOSED,
        assignee="ann",
        disposition=Disposition.FALSE_POSITIVE,
        reason="another vessel",
        close_proposed_by="bob",
        superseded=True,
        overdue=True,
    )
    save(store, alert(2), full)
    assert store.alert(full.id) == full
    assert store.alert("al_none") is None
    assert store.alert("nul\0") is None
    assert store.alert_findings("nul\0", 9) == []
    assert store.alert_entries("nul\0") == []


def test_a_changed_alert_replaces_the_old_state(store: SqlStore) -> None:
    save(store, alert(1), alert(2))
    changed = alert(1).joined(Level.CRITICAL, Verdict.PROHIBITED, NOW + timedelta(days=1))
    save(store, changed, alert(3))
    assert store.alert("al_0001") == changed
    assert store.alert("al_0002") == alert(2)
    assert store.alert("al_0003") == alert(3)


def test_the_newest_alert_of_each_group_is_found(store: SqlStore) -> None:
    save(store, alert(1, group_key="g"), alert(2, group_key="h"))
    save(store, alert(3, group_key="g", state=AlertState.CLOSED))
    with store.unit() as unit:
        assert unit.alerts_by_group([]) == {}
        assert unit.alerts_by_group(["g", "h", "none", "g"]) == {
            "g": alert(3, group_key="g", state=AlertState.CLOSED),
            "h": alert(2, group_key="h"),
        }


@pytest.mark.parametrize("asked_before", [True, False])
def test_a_unit_sees_the_alerts_that_it_saved(store: SqlStore, asked_before: bool) -> None:
    save(store, alert(1, group_key="g"))
    joined = alert(1, group_key="g", occurrences=2)
    fresh = alert(2, group_key="h")
    with store.unit() as unit:
        if asked_before:
            assert set(unit.alerts_by_group(["g", "h"])) == {"g"}
        unit.save_alerts([joined, fresh], (), ())
        assert unit.alerts_by_group(["g", "h"]) == {"g": joined, "h": fresh}
        assert unit.alert("al_0001") == joined
        unit.slots_of(key())
        assert unit.alerts_by_group(["g", "h"]) == {"g": joined, "h": fresh}
        assert unit.alert("al_0002") == fresh
        newer = alert(3, group_key="g")
        unit.save_alerts([newer], (), ())
        assert unit.alerts_by_group(["g"]) == {"g": newer}
        assert unit.alert("al_none") is None


def test_a_change_to_an_older_alert_does_not_make_it_the_newest(store: SqlStore) -> None:
    save(store, alert(1, group_key="g"), alert(2, group_key="g"))
    with store.unit() as unit:
        unit.save_alerts([alert(1, group_key="g", assignee="ann")], (), ())
        assert unit.alerts_by_group(["g"]) == {"g": alert(2, group_key="g")}
    with store.unit() as unit:
        assert unit.alerts_by_group(["g"]) == {"g": alert(2, group_key="g")}


def test_an_alert_shows_its_findings_newest_first(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        unit.save_alerts([alert()], (), ())
        for number in (1, 2):
            unit.add_versions([version(key(number))])
            unit.add_judgements([record(key(number), judgement=full_judgement(key(number)))])
            unit.save_alerts((), [AlertLink("al_0001", key(number), 1, 0)], ())
    with store.unit() as unit:
        unit.save_alerts((), [AlertLink("al_0001", key(1), 1, 1)], ())
    low, second, first = store.alert_findings("al_0001", 10)
    assert (first.key, first.version, first.superseded) == (key(1), 1, False)
    assert first.finding == finding().to_json()
    assert (first.occurred_on, first.judged_at) == (date(2026, 3, 14), NOW)
    assert (first.rulebook, first.lists) == (RULEBOOK, LISTS)
    assert second.key == key(2)
    assert low.finding["level"] == "low"
    assert store.alert_findings("al_0001", 1) == [low]
    assert store.alert_findings("al_none", 10) == []


def test_an_alert_may_be_about_an_event_without_a_finding(store: SqlStore) -> None:
    accept(store, record(judgement=None, error="a bug"))
    with store.unit() as unit:
        unit.save_alerts([alert()], [AlertLink("al_0001", key(), 1, -1)], ())
    (linked,) = store.alert_findings("al_0001", 10)
    assert (linked.key, linked.finding) == (key(), {})


@pytest.mark.parametrize("index", [2, 99])
def test_a_link_needs_its_finding(store: SqlStore, index: int) -> None:
    accept(store, record(judgement=full_judgement()))
    with refused(store, f"names finding {index} of a judgement that has no such") as unit:
        unit.save_alerts([alert()], [AlertLink("al_0001", key(), 1, index)], ())


def test_a_link_needs_its_alert_and_comes_once(store: SqlStore) -> None:
    accept(store, record(judgement=full_judgement()))
    link = AlertLink("al_0001", key(), 1, 0)
    with refused(store, "refuses what would contradict") as unit:
        unit.save_alerts((), [link], ())
    with refused(store, "refuses what would contradict") as unit:
        unit.save_alerts([alert()], [link, link], ())


def test_a_correction_marks_the_alerts_of_the_old_version(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version(key(1)), version(key(2))])
        unit.add_judgements(
            [record(key(number), judgement=full_judgement(key(number))) for number in (1, 2)]
        )
        unit.save_alerts(
            [alert(1), alert(2), alert(3), alert(4)],
            [AlertLink(f"al_000{number}", key(1), 1, number - 1) for number in (1, 2)]
            + [AlertLink("al_0001", key(2), 1, 0), AlertLink("al_0003", key(2), 1, 0)],
            (),
        )
    with store.unit() as unit:
        assert unit.retire(key(1), 1) == ["al_0001", "al_0002"]
        assert unit.retire(key(2), 1) == ["al_0003"]
        marked = unit.alerts_by_group(["group-1"])["group-1"]
        assert marked.superseded
    assert [store.alert(f"al_000{number}") for number in (1, 4)] == [
        alert(1, superseded=True, revision=2),
        alert(4),
    ]
    assert [item.superseded for item in store.alert_findings("al_0001", 9)] == [True, True]


def test_a_finding_is_superseded_when_its_version_is_judged_again(store: SqlStore) -> None:
    accept(store, record(judgement=full_judgement()))
    with store.unit() as unit:
        unit.save_alerts([alert()], [AlertLink("al_0001", key(), 1, 0)], ())
    with store.unit() as unit:
        unit.add_judgements([record(judgement=full_judgement())])
        unit.save_alerts((), [AlertLink("al_0001", key(), 1, 0)], ())
    assert [item.superseded for item in store.alert_findings("al_0001", 9)] == [False, True]


def test_the_time_line_is_in_the_order_of_entry(store: SqlStore) -> None:
    lines = [
        AlertEntry("al_0001", NOW + timedelta(seconds=at), "ann", "assign", f"note {at} — ё")
        for at in (3, 1, 2)
    ]
    with store.unit() as unit:
        unit.save_alerts([alert(1), alert(2)], (), lines[:2])
    with store.unit() as unit:
        unit.save_alerts((), (), lines[2:])
    assert store.alert_entries("al_0001") == lines
    assert store.alert_entries("al_0002") == []


def test_a_rolled_back_unit_leaves_no_alert(store: SqlStore) -> None:
    with refused(store, "on purpose", RuntimeError) as unit:
        unit.save_alerts([alert()], (), [AlertEntry("al_0001", NOW, "m", "open", "")])
        fail_on_purpose()
    assert listed(store) == []


# --- the queue ---------------------------------------------------------------------------------


def _queue(store: SqlStore) -> list[Alert]:
    hours = timedelta(hours=1)
    alerts = [
        alert(1, level=Level.LOW),
        alert(2, level=Level.CRITICAL, state=AlertState.CLOSED),
        alert(3, level=Level.CRITICAL, due_at=NOW + 5 * hours),
        alert(4, level=Level.CRITICAL, due_at=NOW + 4 * hours),
        alert(5, level=Level.MEDIUM, state=AlertState.ESCALATED),
        alert(6, level=Level.CRITICAL, due_at=NOW + 4 * hours),
    ]
    save(store, *alerts)
    return alerts


QUEUE = ["al_0004", "al_0006", "al_0003", "al_0005", "al_0001", "al_0002"]


def test_the_queue_is_open_first_then_by_level_due_time_and_id(store: SqlStore) -> None:
    _queue(store)
    assert listed(store) == QUEUE
    assert listed(store, size=2) == QUEUE[:2]


@pytest.mark.parametrize("by_id", [True, False])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_join_to_the_whole_queue(store: SqlStore, size: int, by_id: bool) -> None:
    _queue(store)
    found: list[str] = []
    after = None
    while page := store.alerts(EVERYTHING, after, size):
        found += [item.id for item in page]
        after = page[-1].id if by_id else QueuePlace.of(page[-1]).cursor()
    assert found == QUEUE


def test_alerts_that_come_or_move_between_pages_neither_repeat_nor_hide_others(
    store: SqlStore,
) -> None:
    alerts = _queue(store)
    first = store.alerts(EVERYTHING, None, 3)
    cursor = QueuePlace.of(first[-1]).cursor()
    save(
        store,
        alert(7, level=Level.CRITICAL, due_at=NOW),
        alert(8, level=Level.INFO),
        replace(alerts[2], state=AlertState.CLOSED),
    )
    assert [item.id for item in store.alerts(EVERYTHING, cursor, 2)] == ["al_0005", "al_0001"]
    rest = [item.id for item in store.alerts(EVERYTHING, cursor, 9)]
    assert rest == ["al_0005", "al_0001", "al_0008", "al_0003", "al_0002"]


@pytest.mark.parametrize(
    "after", ["", "al_none", "nul\0", "1~2", "2~0~0~al_1", "0~x~0~al_1", f"0~0~{10**40}~al_1"]
)
def test_a_cursor_that_no_list_gave_is_refused(store: SqlStore, after: str) -> None:
    with pytest.raises(ValueError, match="start without one"):
        store.alerts(EVERYTHING, after, 10)


def test_a_cursor_with_text_that_cannot_be_stored_ends_the_list(store: SqlStore) -> None:
    _queue(store)
    assert store.alerts(EVERYTHING, "0~0~0~nul\0", 10) == []


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (AlertFilter(open_only=True), [1, 2, 3]),
        (AlertFilter(state=AlertState.CLOSED), [4]),
        (AlertFilter(level=Level.CRITICAL), [1]),
        (AlertFilter(rule="dprk.2397.05.cap"), [2]),
        (AlertFilter(provision="2371:8"), [1, 3, 4]),
        (AlertFilter(provision="2371:8(a)"), [2]),
        (AlertFilter(provision="2371:%"), []),
        (AlertFilter(source="one"), [1]),
        (AlertFilter(source="two"), [1, 2]),
        (AlertFilter(text="nampo"), [1, 3, 4]),
        (AlertFilter(text=" СУДНО «Чхонма» "), [2]),
        (AlertFilter(text="судно"), [2]),
        (AlertFilter(text="100%"), [3]),
        (AlertFilter(text="0%0"), []),
        (AlertFilter(text="al_0003"), [3]),
        (AlertFilter(text="2371:8(a)"), [2]),
        (AlertFilter(text="Ann"), [3]),
        (AlertFilter(text="b-2"), [1, 2]),
        (AlertFilter(text="  "), [1, 2, 3, 4]),
        (AlertFilter(text="nul\0"), []),
        (AlertFilter(source="half \ud800"), []),
        (AlertFilter(level=Level.HIGH, open_only=True, text="nampo"), [3]),
    ],
)
def test_the_queue_narrows(store: SqlStore, where: AlertFilter, expected: list[int]) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        one, two = key(1, "one"), key(2, "two")
        unit.add_versions([version(one), version(two)])
        unit.add_judgements([record(of, judgement=full_judgement(of)) for of in (one, two)])
        unit.save_alerts(
            [
                alert(1, level=Level.CRITICAL, sources=("one", "two")),
                alert(
                    2,
                    rule="dprk.2397.05.cap",
                    sources=("two",),
                    provisions=("2371:8(a)",),
                    summary="Судно «ЧХОНМА» у причала.",
                ),
                alert(3, assignee="ann", summary="100% of coal loaded at Nampo"),
                alert(4, state=AlertState.CLOSED),
            ],
            [
                AlertLink("al_0001", one, 1, 0),
                AlertLink("al_0001", two, 1, 0),
                AlertLink("al_0002", two, 1, 1),
            ],
            (),
        )
    assert listed(store, where) == [f"al_000{number}" for number in expected]


def test_alerts_are_counted_by_level_and_state(store: SqlStore) -> None:
    _queue(store)
    assert store.alert_counts() == {
        "critical": 3, "high": 0, "medium": 1, "low": 1, "info": 0,
        "new": 4, "assigned": 0, "in_review": 0, "escalated": 1, "closed": 1,
    }  # fmt: skip


# --- leases ------------------------------------------------------------------------------------


def test_a_lease_is_held_by_one_owner_until_it_ends(store: SqlStore) -> None:
    minute = timedelta(minutes=1)
    assert store.claim_job("resum", "a", NOW, NOW + minute)
    assert not store.claim_job("resum", "b", NOW, NOW + minute)
    assert store.claim_job("overdue", "b", NOW, NOW + minute)
    assert store.claim_job("resum", "a", NOW, NOW + 2 * minute)
    assert not store.claim_job("resum", "b", NOW + minute, NOW + 3 * minute)
    assert store.claim_job("resum", "b", NOW + 2 * minute, NOW + 3 * minute)
    assert not store.claim_job("resum", "a", NOW + 2 * minute, NOW + 3 * minute)


def test_an_outcome_is_what_the_latest_judgement_says(store: SqlStore) -> None:
    accept(store, record(judgement=full_judgement()))
    with store.unit() as unit:
        assert unit.latest([key()])[key()].outcome is Outcome.FLAGGED
