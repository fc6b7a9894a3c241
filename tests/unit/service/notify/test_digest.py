from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import AlertState, Disposition
from monitor.domain.finding import Level
from monitor.domain.ports import AlertEntry
from monitor.service.notify.digest import last_slot
from monitor.service.notify.plan import read_plan
from tests.contract.records import alert
from tests.unit.service.notify.conftest import Desk, desk_of
from tests.worlds import NOW

ROLES = ("officer", "supervisor", "auditor", "rule_editor", "administrator", "feed")
PLAN = """
[mail]
host = "mail.example.org"
sender = "desk@example.org"

[[channel]]
name = "all"
kind = "email"
to = ["all@example.org"]
""" + "\n".join(
    f'[[digest]]\nname = "{role}"\nchannel = "all"\nrole = "{role}"\nat = 08:30:00'
    for role in ROLES
)


@pytest.fixture
def summed(store: SqlStore) -> Desk:
    closed = replace(
        alert(4), state=AlertState.CLOSED, disposition=Disposition.FALSE_POSITIVE, reason="other"
    )
    made = [
        alert(1, level=Level.CRITICAL, overdue=True),
        alert(2),
        alert(3, state=AlertState.ESCALATED),
        closed,
    ]
    with store.unit() as unit:
        unit.save_alerts(made, [], [AlertEntry(closed.id, NOW, "us_1", "close", "")])
    return desk_of(store, PLAN)


def lines_of(desk: Desk) -> dict[str, list[str]]:
    return {
        one.message.subject: one.message.body["data"]["lines"]  # type: ignore[index]
        for one in desk.store.outbox.newest(None, 99)
    }


def test_each_role_is_told_what_waits_for_it(summed: Desk) -> None:
    summed.notifier.look()
    told = lines_of(summed)
    assert told["officer"] == ["Open alerts: 1 critical, 2 high", "Overdue: 1"]
    assert told["supervisor"][2:] == [
        "Escalated: 1",
        "Since 2026-11-21: 4 opened, 1 closed, 0 reopened",
    ]
    assert told["auditor"][-1] == "Closed alerts in all: 1 false positive"
    assert told["rule_editor"][1:] == ["dprk.2371.08.coal-export: 1 of 1 decided"]
    assert told["administrator"][0].startswith("Messages: 0 wait")
    assert told["feed"] == ["No feed is silent"]


def test_a_summary_is_made_once_a_slot_and_not_for_slots_long_past(summed: Desk) -> None:
    summed.notifier.look()
    assert summed.notifier.look() == "0 messages made"
    summed.clock.move(timedelta(days=5))
    assert summed.notifier.look() == f"{len(ROLES)} messages made"


@pytest.mark.parametrize(
    ("every", "zone", "slot"),
    [
        ("day", "UTC", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("day", "America/New_York", datetime(2026, 11, 21, 13, 30, tzinfo=UTC)),
        ("day", "Asia/Seoul", datetime(2026, 11, 21, 23, 30, tzinfo=UTC)),
        ("monday", "UTC", datetime(2026, 11, 16, 8, 30, tzinfo=UTC)),
        ("sunday", "UTC", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
    ],
)
def test_the_last_slot_is_that_of_the_place(every: str, zone: str, slot: datetime) -> None:
    text = PLAN.partition("[[digest]]")[0] + (
        f'[[digest]]\nname="d"\nchannel="all"\nrole="officer"\nat=08:30:00\nevery="{every}"\nzone="{zone}"'
    )
    (digest,) = read_plan(text).digests
    assert last_slot(digest, NOW) == slot
