"""Drafts and exports on both engines: versions in order, all or nothing, and each alert once."""

from datetime import timedelta

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import AlertState
from monitor.domain.audit import Deed
from monitor.domain.canonical import sha256
from monitor.domain.ports import AlertEntry, AlertFilter
from monitor.domain.ports.audit import AuditFilter
from monitor.domain.ports.drafts import Draft, DraftFile, DraftKind
from monitor.errors import StoreError
from tests.contract.records import NOW, alert

CONTENT = "초안 report".encode()
DIGEST = sha256(CONTENT)


def draft(about: str = "al_0001", kind: DraftKind = DraftKind.COMMITTEE) -> Draft:
    file = DraftFile("report.md", "text/markdown", DIGEST, len(CONTENT))
    return Draft(about, kind, 0, (about,), NOW, "us_1", (file,))


def deed(about: str = "al_0001") -> Deed:
    return Deed(at=NOW, person="us_1", action="draft.make", subject=about)


def line(alert_id: str = "al_0001") -> AlertEntry:
    return AlertEntry(alert_id, NOW, "us_1", "draft", "committee report")


@pytest.fixture(autouse=True)
def _alerts(store: SqlStore) -> None:
    with store.unit() as unit:
        unit.save_alerts([alert(n) for n in range(1, 6)], [], [])


def test_versions_are_numbered_for_each_subject_and_kind(store: SqlStore) -> None:
    add = store.drafts.add
    first = add(draft(), {DIGEST: CONTENT}, [line()], deed())
    second = add(draft(), {DIGEST: CONTENT}, [], deed())
    other = add(draft(kind=DraftKind.SUSPICION), {DIGEST: CONTENT}, [], deed())
    elsewhere = add(draft("case_1"), {DIGEST: CONTENT}, [], deed("case_1"))
    assert [one.number for one in (first, second, other, elsewhere)] == [1, 2, 1, 1]
    assert store.drafts.of("al_0001") == [other, second, first]
    assert store.drafts.get("al_0001", DraftKind.COMMITTEE, 2) == second
    assert store.drafts.get("al_0001", DraftKind.COMMITTEE, 3) is None
    assert store.drafts.of("a\0b") == []
    assert store.drafts.blob(DIGEST) == CONTENT
    assert [entry.action for entry in store.alert_entries("al_0001")] == ["draft"]
    assert len(store.audit.entries(AuditFilter(action="draft.make"), None, 9)) == 4


def test_a_draft_that_cannot_be_kept_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(StoreError):
        store.drafts.add(draft(), {DIGEST: CONTENT}, [line("al_nothing")], deed())
    assert store.drafts.of("al_0001") == []
    assert store.audit.entries(AuditFilter(action="draft.make"), None, 9) == []
    with pytest.raises(KeyError):
        store.drafts.blob(DIGEST)


def test_all_alerts_are_read_in_an_order_that_stays(store: SqlStore) -> None:
    page = store.exports.alerts(AlertFilter(), "", 2)
    assert [one.id for one in page] == ["al_0001", "al_0002"]
    with store.unit() as unit:
        moved = alert(4, due_at=NOW - timedelta(days=9))
        unit.save_alerts([moved, alert(1, state=AlertState.CLOSED)], [], [])
    rest = store.exports.alerts(AlertFilter(), page[-1].id, 9)
    assert [one.id for one in rest] == ["al_0003", "al_0004", "al_0005"]
    assert [one.id for one in store.exports.alerts(AlertFilter(open_only=True), "", 9)] == [
        "al_0002", "al_0003", "al_0004", "al_0005",
    ]  # fmt: skip
