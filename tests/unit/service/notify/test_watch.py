from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from alerts.store import SqlStore
from monitor.domain.alert import Alert, AlertState, Disposition
from monitor.domain.finding import Level
from monitor.domain.ports import AlertEntry
from monitor.domain.ports.lists import NewSnapshot, SnapshotStatus
from monitor.service.notify.watch import EACH_MAX
from tests.contract.records import accept, alert, key, record
from tests.unit.service.notify.conftest import Desk
from tests.worlds import NOW

SECRET_NAME = "Example Trading LLC"


def note(store: SqlStore, alerts: list[Alert], action: str) -> None:
    entries = [AlertEntry(one.id, NOW, "us_1", action, "") for one in alerts]
    with store.unit() as unit:
        unit.save_alerts(alerts, [], entries)


def test_a_first_look_tells_nothing_of_the_past(desk: Desk) -> None:
    note(desk.store, [alert(1)], "open")
    assert desk.notifier.look() == "0 messages made"
    note(desk.store, [alert(2)], "open")
    assert desk.notifier.look() == "2 messages made"
    assert desk.notifier.look() == "0 messages made"


def test_each_channel_hears_what_it_listens_to(desk: Desk) -> None:
    desk.notifier.look()
    urgent, small = alert(1, level=Level.CRITICAL), alert(2, level=Level.LOW)
    note(desk.store, [urgent, small], "open")
    note(desk.store, [replace(urgent, state=AlertState.ESCALATED)], "escalate")
    note(desk.store, [urgent], "join")
    desk.notifier.look()
    assert desk.told("officers") == [
        "Alert was escalated: 2371:8 coal export",
        "New critical alert: 2371:8 coal export",
    ]
    assert desk.told("siem") == [
        "New critical alert: 2371:8 coal export",
        "New low alert: 2371:8 coal export",
    ]


def test_every_event_of_an_alert_has_its_words(desk: Desk) -> None:
    desk.notifier.look()
    for action in ("remind", "overdue", "reopen"):
        note(desk.store, [alert(1)], action)
    closed = replace(
        alert(2), state=AlertState.CLOSED, disposition=Disposition.TRUE_MATCH, reason="so"
    )
    note(desk.store, [closed], "close")
    desk.notifier.look()
    assert sorted(title.partition(":")[0] for title in desk.told("officers")) == [
        "Alert came back",
        "Alert is due soon",
        "Alert is overdue",
        "Alert was closed",
    ]


def test_names_go_out_only_where_that_was_chosen(desk: Desk) -> None:
    desk.notifier.look()
    note(desk.store, [alert(1, summary=f"Coal for {SECRET_NAME}")], "open")
    desk.notifier.look()
    bodies = {
        one.message.channel: str(one.message.body) for one in desk.store.outbox.newest(None, 9)
    }
    assert SECRET_NAME not in bodies["officers"]
    assert SECRET_NAME in bodies["siem"]
    assert "https://desk.example.org/alerts/al_0001" in bodies["officers"]


def test_a_large_intake_is_one_message(desk: Desk) -> None:
    desk.notifier.look()
    note(desk.store, [alert(n) for n in range(EACH_MAX + 30)], "open")
    desk.notifier.look()
    (told,) = desk.told("officers")
    assert told == f"{EACH_MAX + 30} new alerts"
    (message,) = (
        one.message
        for one in desk.store.outbox.newest(None, 9)
        if one.message.channel == "officers"
    )
    text = str(message.body["text"])
    assert "and 15 more" in text
    assert text.count("al_0") == 20


def test_a_refused_list_file_is_told_once(desk: Desk) -> None:
    desk.notifier.look()
    refused = NewSnapshot(
        list_id="un-sc", digest="sha256:a", raw_digest="sha256:b", source="file.xml",
        published_on=date(2026, 11, 20), fetched_at=NOW, counts={"total": 1},
        status=SnapshotStatus.REFUSED, imported_by="us_1", reason="half of the entries are gone",
    )  # fmt: skip
    desk.store.lists.add(refused, [], {"sha256:a": b"a", "sha256:b": b"b"})
    for _ in range(3):
        desk.notifier.look()
    assert desk.told("siem") == ["A file of the list un-sc was refused"]
    assert desk.told("officers") == []


def test_a_silent_feed_is_told_once_a_silence(desk: Desk) -> None:
    desk.notifier.look()
    accept(desk.store, record(key(1)), received_at=NOW)
    desk.clock.move(timedelta(hours=36))
    assert desk.notifier.look() == "0 messages made"
    desk.clock.move(timedelta(seconds=1))
    assert desk.notifier.look() == "1 messages made"
    assert desk.notifier.look() == "0 messages made"
    accept(desk.store, record(key(2)), received_at=desk.clock.now())
    desk.clock.move(timedelta(hours=37))
    assert desk.notifier.look() == "1 messages made"
    assert desk.told("siem") == ["The feed customs-ru is silent"] * 2
