"""Snapshots of lists are kept for good, and the newest accepted one by its day is in use."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from alerts.db import make_engine, writing
from alerts.store import SqlStore
from monitor.domain.canonical import sha256
from monitor.domain.ports.lists import ListCheck, ListState, NewSnapshot, SnapshotStatus
from monitor.errors import StoreError

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def snapshot(
    day: date, content: bytes = b"entries", *, list_id: str = "un-sc", refused: str = ""
) -> NewSnapshot:
    return NewSnapshot(
        list_id=list_id,
        digest=sha256(content),
        raw_digest=sha256(b"raw " + content),
        source="consolidated.xml",
        published_on=day,
        fetched_at=AT,
        counts={"total": 3, "programme:DPRK": 2},
        status=SnapshotStatus.REFUSED if refused else SnapshotStatus.ACCEPTED,
        imported_by="somebody",
        reason=refused,
        notes=("one oddity",),
        etag='"abc"',
    )


def keep(store: SqlStore, new: NewSnapshot, content: bytes = b"entries") -> int:
    contents = {sha256(content): content, sha256(b"raw " + content): b"raw " + content}
    states = [ListState(0, new.digest, AT)] if new.status is SnapshotStatus.ACCEPTED else []
    return store.lists.add(new, states, contents).number


def test_what_was_added_is_given_back_with_its_contents(store: SqlStore) -> None:
    number = keep(store, snapshot(date(2026, 2, 27)))
    kept = store.lists.current()["un-sc"]
    assert (kept.number, kept.given, kept.state) == (
        number, snapshot(date(2026, 2, 27)), sha256(b"entries"),
    )  # fmt: skip
    assert store.lists.blob(kept.given.digest) == b"entries"
    assert store.lists.blob(kept.given.raw_digest) == b"raw entries"
    assert store.lists.with_raw("un-sc", kept.given.raw_digest) == kept
    assert store.lists.with_raw("eu-fsf", kept.given.raw_digest) is None


def test_the_newest_by_day_is_in_use_and_an_older_one_is_history(store: SqlStore) -> None:
    newest = keep(store, snapshot(date(2026, 2, 27)))
    older = keep(store, snapshot(date(2018, 10, 29), b"older"), b"older")
    again = keep(store, snapshot(date(2026, 2, 27), b"later that day"), b"later that day")
    refused = keep(store, snapshot(date(2026, 3, 1), b"half", refused="half is missing"), b"half")
    other = keep(store, snapshot(date(2026, 3, 1), b"eu", list_id="eu-fsf"), b"eu")
    current = store.lists.current()
    assert {list_id: kept.number for list_id, kept in current.items()} == {
        "un-sc": again, "eu-fsf": other,
    }  # fmt: skip
    assert store.lists.known_on(date(2020, 1, 1))["un-sc"].number == older
    assert store.lists.known_on(date(2018, 10, 28)) == {}
    assert [kept.number for kept in store.lists.accepted("un-sc")] == [older, newest, again]
    assert [kept.number for kept in store.lists.history("un-sc")] == [
        refused, again, older, newest,
    ]  # fmt: skip
    assert [kept.number for kept in store.lists.history(limit=1)] == [other]
    assert store.lists.history("un\0sc") == []


def test_a_state_that_is_made_again_stands_in_place_of_the_one_before(store: SqlStore) -> None:
    first = keep(store, snapshot(date(2026, 2, 27)))
    older = snapshot(date(2018, 10, 29), b"older")
    contents = {sha256(each): each for each in (b"older", b"raw older", b"with the vanished")}
    states = [ListState(0, older.digest, AT), ListState(first, sha256(b"with the vanished"), AT)]
    store.lists.add(older, states, contents)
    assert store.lists.current()["un-sc"].state == sha256(b"with the vanished")
    assert store.lists.known_on(date(2019, 1, 1))["un-sc"].state == older.digest


def test_a_snapshot_without_its_contents_is_not_kept(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="not kept: put the blob first"):
        store.lists.add(snapshot(date(2026, 2, 27)), [], {})
    assert store.lists.history() == []


def test_a_refusal_without_a_reason_is_refused(store: SqlStore) -> None:
    odd = snapshot(date(2026, 2, 27), refused=" ")
    with pytest.raises(StoreError, match="reason"):
        keep(
            store,
            NewSnapshot(**{name: getattr(odd, name) for name in odd.__slots__} | {"reason": ""}),
        )


def test_history_cannot_be_changed_or_deleted(store: SqlStore, store_url: str) -> None:
    keep(store, snapshot(date(2026, 2, 27)))
    engine = make_engine(store_url)
    for statement in (
        "UPDATE list_snapshots SET published_on = '2026-02-28'",
        "DELETE FROM list_snapshots",
        "UPDATE list_states SET digest = 'sha256:other'",
        "DELETE FROM list_states",
    ):
        with pytest.raises(StoreError, match="append-only"), writing(engine) as connection:
            connection.execute(text(statement))
    engine.dispose()


def test_the_last_attempt_to_fetch_stands_in_place_of_the_one_before(store: SqlStore) -> None:
    assert store.lists.checks() == {}
    store.lists.note_check(ListCheck("un-sc", AT, AT, etag='"a"', url="https://example.org/a"))
    failed = ListCheck("un-sc", AT, None, error="the server answered 500")
    store.lists.note_check(failed)
    assert store.lists.checks() == {"un-sc": failed}
