"""People, sessions, keys and the record of what people did, on both engines."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from alerts.db import make_engine
from alerts.store import SqlStore
from monitor.domain.audit import FIRST_PREVIOUS, VALUE_BYTES_MAX, Deed, chained
from monitor.domain.people import Person, Role
from monitor.domain.ports.audit import AuditFilter
from monitor.domain.ports.keys import ApiKey
from monitor.domain.ports.people import Account, Failures, Invitation, SessionRecord
from monitor.errors import StoreError
from monitor.service.audit import Audit, verify

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICER = Person("first.officer", "First Officer", frozenset({Role.OFFICER, Role.SUPERVISOR}))
ALL = AuditFilter()


class At:
    """A clock that stands."""

    def __init__(self, instant: datetime = NOW) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
def database(store_url: str) -> Iterator[Engine]:
    """Statements past the store, as a person at the database would send them."""
    engine = make_engine(store_url)
    yield engine
    engine.dispose()


def deeds(count: int, at: datetime = NOW) -> list[Deed]:
    return [Deed(at, "first.officer", "alert.view", f"al_{number}") for number in range(count)]


def tamper(database: Engine, statement: str) -> None:
    """Change the record as its owner could, past the triggers."""
    with database.begin() as connection:
        if database.dialect.name == "sqlite":
            for trigger in ("no_update", "no_delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS audit_entries_{trigger}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


# --- the record ----------------------------------------------------------------------------------


def test_entries_are_numbered_and_chained_in_order(store: SqlStore) -> None:
    store.audit.append(deeds(2))
    store.audit.append(deeds(1))
    entries = list(store.audit.chain(1))
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [
        FIRST_PREVIOUS,
        entries[0].digest,
        entries[1].digest,
    ]
    assert store.audit.newest() == entries[-1]
    assert verify(store.audit).head == (3, entries[-1].digest)


def test_what_is_recorded_comes_back_as_it_was(store: SqlStore) -> None:
    audit = Audit(store.audit, At(NOW.astimezone()))
    before = {
        "state": Role.OFFICER,
        "due": date(2026, 1, 2),
        "note": "ﾊﾝ \u0000 \u202e <b>",
        "n": 1,
    }
    audit.record(OFFICER, "alert.close", "al_1\u202e\n", before=before, after={"big": "x" * 20_000})
    entry = next(iter(store.audit.chain(1)))
    assert entry.deed.before == {**before, "state": "officer", "due": "2026-01-02"}
    assert entry.deed.subject == "al_1\ufffd\ufffd"
    assert isinstance(entry.deed.after, dict)
    assert entry.deed.after["bytes"] > VALUE_BYTES_MAX
    assert entry.is_whole
    assert verify(store.audit).broken is None


def test_a_deed_and_what_it_did_stand_or_fall_together(store: SqlStore) -> None:
    with suppress(RuntimeError), store.unit() as unit:
        unit.record(deeds(1)[0])
        raise RuntimeError("on purpose")
    assert store.audit.newest() is None
    with store.people.changing() as people:
        people.add(Account(OFFICER, NOW))
        people.record(deeds(1)[0])
    assert len(list(store.audit.chain(1))) == 1
    assert store.people.account("first.officer") == Account(OFFICER, NOW)


def test_recorders_that_race_make_one_chain(store: SqlStore) -> None:
    def record(_number: int) -> None:
        store.audit.append(deeds(3))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(record, range(12)))
    found = verify(store.audit)
    assert (found.checked, found.broken) == (36, None)


def test_the_record_is_read_newest_first_and_narrowed(store: SqlStore) -> None:
    store.audit.append(deeds(3))
    store.audit.append([Deed(NOW + DAY, "second.officer", "alert.close", "al_1")])
    whole = store.audit.entries(ALL, None, 10)
    assert [entry.number for entry in whole] == [4, 3, 2, 1]
    assert [entry.number for entry in store.audit.entries(ALL, 3, 10)] == [2, 1]
    assert len(store.audit.entries(AuditFilter(person="second.officer"), None, 10)) == 1
    assert len(store.audit.entries(AuditFilter(subject="al_1"), None, 10)) == 2
    assert len(store.audit.entries(AuditFilter(action="alert.view"), None, 10)) == 3
    assert len(store.audit.entries(AuditFilter(since=NOW + DAY), None, 10)) == 1
    assert len(store.audit.entries(AuditFilter(until=NOW + DAY), None, 10)) == 3
    assert store.audit.entries(AuditFilter(person="\0"), None, 10) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET person = 'x'", "DELETE FROM audit_entries"]
)
def test_the_record_refuses_changes(store: SqlStore, database: Engine, statement: str) -> None:
    store.audit.append(deeds(2))
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "broken", "why"),
    [
        ("UPDATE audit_entries SET person = 'x' WHERE id = 3", 3, "not what its digest says"),
        ("UPDATE audit_entries SET at = '2026-11-22 10:00:00.000000' WHERE id = 2", 2, "not what"),
        ("UPDATE audit_entries SET after = '{}' WHERE id = 4", 4, "not what its digest says"),
        ("DELETE FROM audit_entries WHERE id = 2", 2, "missing"),
        ("DELETE FROM audit_entries WHERE id = 1", 1, "missing"),
        ("UPDATE audit_entries SET id = 9 WHERE id = 5", 5, "missing"),
    ],
)
def test_the_first_entry_that_was_touched_is_named(
    store: SqlStore, database: Engine, statement: str, broken: int, why: str
) -> None:
    store.audit.append(deeds(5))
    tamper(database, statement)
    found = verify(store.audit)
    assert (found.broken, found.checked) == (broken, broken - 1)
    assert why in str(found.why)


def test_an_entry_that_was_written_anew_breaks_the_one_after_it(
    store: SqlStore, database: Engine
) -> None:
    store.audit.append(deeds(4))
    entry = next(iter(store.audit.chain(2)))
    forged = replace(entry.deed, person="somebody.else")
    digest = chained(forged, 2, entry.previous).digest
    tamper(
        database,
        f"UPDATE audit_entries SET person = 'somebody.else', digest = '{digest}' WHERE id = 2",
    )
    assert verify(store.audit).broken == 3


def test_only_a_noted_digest_shows_that_the_end_was_cut_off(
    store: SqlStore, database: Engine
) -> None:
    store.audit.append(deeds(4))
    noted = verify(store.audit).head
    assert noted is not None
    tamper(database, "DELETE FROM audit_entries WHERE id >= 3")
    assert verify(store.audit).broken is None
    assert verify(store.audit, noted=noted).broken == 3
    store.audit.append(deeds(2))
    assert verify(store.audit).broken is None
    assert verify(store.audit, noted=noted).broken == 4
    assert verify(store.audit, NOW.date(), noted).broken == 4


def test_a_check_may_begin_with_a_day(store: SqlStore, database: Engine) -> None:
    store.audit.append(deeds(3))
    store.audit.append(deeds(2, NOW + DAY))
    tamper(database, "UPDATE audit_entries SET person = 'x' WHERE id = 2")
    assert verify(store.audit).broken == 2
    found = verify(store.audit, (NOW + DAY).date())
    assert (found.checked, found.broken) == (2, None)
    assert verify(store.audit, (NOW + 9 * DAY).date()).checked == 0
    tamper(database, "UPDATE audit_entries SET digest = 'sha256:0' WHERE id = 3")
    assert verify(store.audit, (NOW + DAY).date()).broken == 4


# --- people --------------------------------------------------------------------------------------


def test_people_come_back_as_they_were_kept(store: SqlStore) -> None:
    account = Account(OFFICER, NOW, "$argon2id$x", NOW, "https://issuer.example", "sub-1", NOW)
    with store.people.changing() as unit:
        unit.add(account)
        unit.add(Account(replace(OFFICER, id="another"), NOW))
        unit.save(replace(account, disabled_at=None))
    assert store.people.account("first.officer") == replace(account, disabled_at=None)
    assert store.people.account_of("https://issuer.example", "sub-1") is not None
    assert store.people.account_of("https://other.example", "sub-1") is None
    assert [one.person.id for one in store.people.accounts()] == ["another", "first.officer"]
    assert store.people.account("\0") is None


def test_a_user_name_and_a_providers_name_are_given_once(store: SqlStore) -> None:
    with store.people.changing() as unit:
        unit.add(Account(OFFICER, NOW, issuer="i", subject="s"))
    with pytest.raises(StoreError, match="taken"), store.people.changing() as unit:
        unit.add(Account(OFFICER, NOW))
    with pytest.raises(StoreError, match="contradict"), store.people.changing() as unit:
        unit.add(Account(replace(OFFICER, id="other"), NOW, issuer="i", subject="s"))


def test_a_person_is_never_deleted(store: SqlStore, database: Engine) -> None:
    with store.people.changing() as unit:
        unit.add(Account(OFFICER, NOW))
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as connection:
        connection.execute(text("DELETE FROM people"))


def session(
    number: int, person: str = "first.officer", ends_at: datetime = NOW + DAY
) -> SessionRecord:
    return SessionRecord(
        f"se_{number}", f"digest-{number}", person, "password", NOW, NOW, ends_at, "127.0.0.1", "x"
    )


def test_sessions_are_found_touched_and_ended(store: SqlStore) -> None:
    with store.people.changing() as unit:
        for number in range(3):
            unit.add_session(session(number))
        unit.add_session(session(9, "another"))
        unit.touch_session("se_1", NOW + DAY / 2)
        assert unit.end_sessions("first.officer", NOW, only="se_0") == 1
        assert unit.end_sessions("first.officer", NOW, only="se_9") == 0
    assert store.people.session("digest-1") == replace(session(1), seen_at=NOW + DAY / 2)
    assert {one.id for one in store.people.sessions("first.officer", NOW)} == {"se_1", "se_2"}
    with store.people.changing() as unit:
        assert unit.end_sessions("first.officer", NOW, keep="se_2") == 1
    assert [one.id for one in store.people.sessions("first.officer", NOW)] == ["se_2"]
    assert store.people.sessions("first.officer", NOW + DAY) == []


def test_a_session_that_ended_never_goes_on(store: SqlStore, database: Engine) -> None:
    with store.people.changing() as unit:
        unit.add_session(session(1))
        unit.end_sessions("first.officer", NOW)
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as connection:
        connection.execute(text("UPDATE sessions SET ended_at = NULL"))


def test_a_new_invitation_uses_the_earlier_ones_up(store: SqlStore) -> None:
    first = Invitation("d1", "first.officer", "terminal", NOW, NOW + DAY)
    with store.people.changing() as unit:
        unit.add_invitation(first)
        unit.add_invitation(replace(first, digest="d2"))
    assert store.people.invitation("d1") == replace(first, used_at=NOW)
    second = store.people.invitation("d2")
    assert second is not None
    assert second.used_at is None


def test_old_failures_and_sessions_are_forgotten_and_what_locks_is_not(store: SqlStore) -> None:
    with store.people.changing() as unit:
        unit.save_failures(Failures("person:a", 2, NOW - DAY))
        unit.save_failures(Failures("person:b", 5, NOW - DAY, NOW + DAY))
        unit.save_failures(Failures("person:b", 6, NOW - DAY, NOW + DAY))
        unit.add_session(session(1, ends_at=NOW - DAY))
        unit.add_session(session(2))
        unit.forget_old(NOW, NOW - DAY / 2)
    assert store.people.failures("person:a") is None
    assert store.people.locked(NOW) == [Failures("person:b", 6, NOW - DAY, NOW + DAY)]
    assert store.people.session("digest-1") is None
    assert store.people.session("digest-2") is not None


# --- keys ----------------------------------------------------------------------------------------

KEY = ApiKey("key_1", "customs", "hash-1", ("events:write",), NOW, None, NOW + DAY, "terminal")
MADE = Deed(NOW, "terminal", "key.create", "key_1")


def test_a_key_comes_back_with_its_terms(store: SqlStore) -> None:
    store.keys.add(KEY, MADE)
    store.keys.note_use("key_1", NOW)
    assert store.keys.by_hash("hash-1") == replace(KEY, used_at=NOW)
    assert store.keys.by_hash("none") is None
    assert store.keys.everything() == [replace(KEY, used_at=NOW)]


def test_a_key_is_revoked_once_and_on_record(store: SqlStore) -> None:
    store.keys.add(KEY, MADE)
    revoked = replace(MADE, action="key.revoke")
    assert store.keys.revoke("key_1", NOW, revoked)
    assert not store.keys.revoke("key_1", NOW, revoked)
    assert not store.keys.revoke("\0", NOW, revoked)
    found = store.keys.by_hash("hash-1")
    assert found is not None
    assert not found.is_good(NOW)
    assert [entry.deed.action for entry in store.audit.chain(1)] == ["key.create", "key.revoke"]


@pytest.mark.parametrize("changes", [{"id": "key_2"}, {"hash": "hash-2"}])
def test_two_keys_share_neither_id_nor_hash(store: SqlStore, changes: dict[str, str]) -> None:
    store.keys.add(KEY, MADE)
    with pytest.raises(StoreError, match="refuses what would contradict"):
        store.keys.add(replace(KEY, **changes), MADE)  # type: ignore[arg-type]


def test_a_key_of_before_its_terms_were_kept_still_opens(store: SqlStore, database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES "
                "('ak_1', 'old', 'hash-0', '[\"events:write\"]', '2026-01-01 00:00:00.000000')"
            )
        )
    found = store.keys.by_hash("hash-0")
    assert found is not None
    assert found.is_good(NOW)
    store.keys.note_use("ak_1", NOW)
