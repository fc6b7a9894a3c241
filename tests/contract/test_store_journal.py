"""The journal: every version once, judgements with all that they rest on, rejected input as it came."""

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from alerts.store import SqlStore
from monitor.domain.event.rejected import Reason
from monitor.domain.finding import Outcome
from monitor.domain.ports import EventKey, Receipt, Rejection, Store, VersionStamp
from monitor.errors import StoreError
from tests.contract.records import (
    LISTS,
    NOW,
    RULEBOOK,
    accept,
    fail_on_purpose,
    full_judgement,
    keep_blobs,
    key,
    record,
    refused,
    version,
)


def test_the_store_is_what_the_use_cases_ask_for(store: SqlStore) -> None:
    port: Store = store
    assert port.event_versions(key()) == []


def test_an_unknown_event_has_no_stamp(store: SqlStore) -> None:
    with store.unit() as unit:
        assert unit.latest([key(1), key(2)]) == {}
        assert unit.latest([]) == {}


def test_an_accepted_event_has_the_stamp_of_its_latest_version(store: SqlStore) -> None:
    accept(store, record(key(1)), record(key(2), outcome=Outcome.INCOMPLETE))
    with store.unit() as unit:
        assert unit.latest([key(1), key(2), key(3)]) == {
            key(1): VersionStamp(1, "sha256:b-1-1", Outcome.CLEAR),
            key(2): VersionStamp(1, "sha256:b-2-1", Outcome.INCOMPLETE),
        }


def test_sources_do_not_share_event_ids(store: SqlStore) -> None:
    accept(store, record(key(1, "one")))
    with store.unit() as unit:
        assert set(unit.latest([key(1, "one"), key(1, "two")])) == {key(1, "one")}


def test_a_unit_sees_its_own_versions(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version()])
        assert unit.latest([key()])[key()] == VersionStamp(1, "sha256:b-1-1", None)
        unit.add_judgements([record(outcome=Outcome.FLAGGED)])
        assert unit.latest([key()])[key()].outcome is Outcome.FLAGGED


def test_many_keys_are_looked_up_at_once(store: SqlStore) -> None:
    keys = [key(number, f"source-{number % 3}") for number in range(1_500)]
    accept(store, *(record(item) for item in keys))
    with store.unit() as unit:
        assert list(unit.latest(keys)) == keys


def test_everything_of_a_version_reads_back(store: SqlStore) -> None:
    hostile = b'\xef\xbb\xbf{ "a": "\\u0000\xd0\xba" }\r\n'
    accept(store, record(judgement=full_judgement()), raw=hostile)
    (stored,) = store.event_versions(key())
    assert stored.version == version(raw=hostile)
    assert stored.judgement == full_judgement().to_json()
    assert list(stored.judgement) == list(full_judgement().to_json())
    assert (stored.judged_at, stored.error, stored.superseded) == (NOW, None, False)


def test_a_correction_is_a_new_version_and_the_old_one_is_kept(store: SqlStore) -> None:
    accept(store, record(outcome=Outcome.FLAGGED))
    with store.unit() as unit:
        unit.retire(key(), 1)
        unit.add_versions([version(number=2)])
        unit.add_judgements([record(number=2)])
    first, second = store.event_versions(key())
    assert (first.version.version, first.superseded) == (1, True)
    assert (second.version.version, second.superseded) == (2, False)
    with store.unit() as unit:
        assert unit.latest([key()])[key()] == VersionStamp(2, "sha256:b-1-2", Outcome.CLEAR)


def test_two_corrections_fit_into_one_unit(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        for number in (1, 2, 3):
            if number > 1:
                unit.retire(key(), number - 1)
            unit.add_versions([version(number=number)])
            unit.add_judgements([record(number=number)])
    assert [item.superseded for item in store.event_versions(key())] == [True, True, False]


@pytest.mark.parametrize("number", [1, 3])
def test_a_version_follows_the_latest_one(store: SqlStore, number: int) -> None:
    accept(store, record())
    with refused(store, "version 2 is the next") as unit:
        unit.latest([key()])
        unit.add_versions([version(number=number)])


def test_an_event_that_was_not_looked_up_is_still_stored_once(store: SqlStore) -> None:
    accept(store, record())
    with pytest.raises(StoreError, match="refuses what would contradict"):
        accept(store, record())
    assert len(store.event_versions(key())) == 1


def test_the_same_event_twice_in_a_batch_is_refused(store: SqlStore) -> None:
    with refused(store, "version 2 is the next") as unit:
        unit.add_versions([version(), version()])
    assert store.event_versions(key()) == []


def test_an_event_that_could_not_be_judged_is_journalled_with_the_reason(store: SqlStore) -> None:
    accept(store, record(judgement=None, error="rule x divides by zero"))
    (stored,) = store.event_versions(key())
    assert (stored.judgement, stored.error) == (None, "rule x divides by zero")
    with store.unit() as unit:
        assert unit.latest([key()])[key()].outcome is Outcome.UNJUDGED


def test_a_version_without_a_judgement_reads_back_without_one(store: SqlStore) -> None:
    with store.unit() as unit:
        unit.add_versions([version()])
    (stored,) = store.event_versions(key())
    assert (stored.judgement, stored.judged_at, stored.error) == (None, None, None)


def test_the_latest_judgement_of_a_version_stands(store: SqlStore) -> None:
    accept(store, record(judgement=None, error="a bug"))
    with store.unit() as unit:
        unit.add_judgements([record(judged_at=NOW + timedelta(hours=1))])
    (stored,) = store.event_versions(key())
    assert stored.judgement is not None
    assert stored.judgement["outcome"] == "clear"
    assert stored.judged_at == NOW + timedelta(hours=1)
    with store.unit() as unit:
        assert unit.latest([key()])[key()].outcome is Outcome.CLEAR


@pytest.mark.parametrize("changes", [{"judgement": None}, {"error": "both"}])
def test_a_record_has_a_judgement_or_an_error(store: SqlStore, changes: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="needs a judgement or an error"):
        accept(store, record(**changes))


def test_a_judgement_needs_its_version(store: SqlStore) -> None:
    with refused(store, "version 1 of event 'b-1' .* is not stored") as unit:
        unit.add_judgements([record()])


@pytest.mark.parametrize("missing", ["rulebook", "lists", "inputs"])
def test_a_judgement_needs_all_that_it_rests_on(store: SqlStore, missing: str) -> None:
    with pytest.raises(StoreError, match="rests on sha256:elsewhere, which is not kept"):
        accept(store, replace(record(), **{missing: "sha256:elsewhere"}))  # type: ignore[arg-type]
    assert store.event_versions(key()) == []


def test_a_blob_may_come_after_the_judgement_that_names_it(store: SqlStore) -> None:
    with store.unit() as unit:
        unit.add_versions([version()])
        unit.add_judgements([record(inputs="sha256:inputs")])
        unit.slots_of(key())
        keep_blobs(unit)
        unit.put_blob("sha256:inputs", "inputs", b"{}")
    assert store.blob("sha256:inputs") == b"{}"


def test_a_blob_reads_back_and_the_same_again_is_no_error(store: SqlStore) -> None:
    content = bytes(range(256)) * 1_000
    for _ in range(2):
        with store.unit() as unit:
            unit.put_blob("sha256:x", "rulebook", content)
            unit.put_blob("sha256:x", "rulebook", content)
    assert store.blob("sha256:x") == content
    with pytest.raises(KeyError, match="sha256:none"):
        store.blob("sha256:none")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_digest_names_one_content(store: SqlStore, store_url: str, at_once: bool) -> None:
    if not at_once:
        with closing(SqlStore.open(store_url)) as other, other.unit() as unit:
            unit.put_blob("sha256:x", "rulebook", b"one")
    with refused(store, "a digest names one content") as unit:
        if at_once:
            unit.put_blob("sha256:x", "rulebook", b"one")
        unit.put_blob("sha256:x", "rulebook", b"two")


def test_a_blob_of_a_unit_that_failed_is_not_taken_for_kept(store: SqlStore) -> None:
    with refused(store, "on purpose", RuntimeError) as unit:
        keep_blobs(unit)
        unit.slots_of(key())
        fail_on_purpose()
    with refused(store, "which is not kept") as unit:
        unit.add_versions([version()])
        unit.add_judgements([record()])


def test_an_exception_rolls_the_whole_unit_back(store: SqlStore) -> None:
    with refused(store, "on purpose", RuntimeError) as unit:
        keep_blobs(unit)
        unit.add_versions([version()])
        unit.add_judgements([record(judgement=full_judgement())])
        unit.slots_of(key())
        fail_on_purpose()
    assert store.event_versions(key()) == []
    with pytest.raises(KeyError):
        store.blob(RULEBOOK)


def test_a_rejected_input_is_kept_as_it_came(store: SqlStore) -> None:
    reasons = (Reason("goods/0", "the text holds NUL \0 or half \ud800 a pair"), Reason("", "…"))
    worst = Rejection("rc_1", 7, b"\xff\xfe{\0", reasons, "a\0\ud800ж", "\\u0041\"'", NOW)
    plain = replace(worst, line=None, source=None, event_id=None, reasons=())
    with store.unit() as unit:
        unit.add_rejections([worst])
        unit.add_rejections([plain])
    assert store.rejections(10) == [plain, worst]
    assert store.rejections(1) == [plain]


def test_a_receipt_is_inserted_and_then_counts_on(store: SqlStore) -> None:
    first = Receipt("rc_1", "feed.ndjson", NOW, 500, 1, 2, 3, 4, RULEBOOK, LISTS)
    for receipt in (first, replace(first, accepted=900, alerts=5)):
        with store.unit() as unit:
            unit.save_receipt(receipt)
    assert store.receipt("rc_1") == replace(first, accepted=900, alerts=5)
    assert store.receipt("rc_2") is None


@pytest.mark.parametrize("text", ["nul\0", "half \udc00 a pair", "'; DROP TABLE events; --"])
def test_a_key_that_cannot_exist_finds_nothing(store: SqlStore, text: str) -> None:
    assert store.event_versions(EventKey("customs-ru", text)) == []
    assert store.event_versions(EventKey(text, "b-1")) == []


def test_a_naive_instant_is_refused(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="has no time zone"):
        accept(store, record(), received_at=NOW.replace(tzinfo=None))


# --- windows -----------------------------------------------------------------------------------


def test_a_window_streams_latest_versions_in_the_order_of_acceptance(store: SqlStore) -> None:
    for number, day in [(1, 20), (2, 10), (3, 31), (4, 9), (5, 15)]:
        accept(store, record(key(number)), occurred_on=date(2026, 3, day))
    with store.unit() as unit:
        unit.retire(key(1), 1)
        unit.add_versions([version(key(1), 2, occurred_on=date(2026, 3, 12))])
        unit.add_judgements([record(key(1), 2, judgement=full_judgement(key(1)))])
    found = list(store.window(date(2026, 3, 10), date(2026, 3, 20)))
    assert [item.version.key for item in found] == [key(2), key(5), key(1)]
    assert [item.version.version for item in found] == [1, 1, 2]
    assert found[2].judgement == full_judgement(key(1)).to_json()


def test_a_correction_that_moves_an_event_out_of_a_window_takes_it_out(store: SqlStore) -> None:
    accept(store, record(), occurred_on=date(2026, 3, 12))
    with store.unit() as unit:
        unit.retire(key(), 1)
        unit.add_versions([version(number=2, occurred_on=date(2026, 4, 1))])
    assert list(store.window(date(2026, 3, 1), date(2026, 3, 31))) == []


def test_a_window_shows_the_state_at_its_start(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.queries._CHUNK", 2)
    accept(store, *(record(key(number)) for number in range(5)))
    stream = store.window(date(2026, 1, 1), date(2026, 12, 31))
    seen = [next(stream)]
    with store.unit() as unit:
        unit.retire(key(4), 1)
        unit.add_versions([version(key(4), 2), version(key(9))])
        unit.add_judgements([record(key(3), outcome=Outcome.INCOMPLETE)])
    seen += stream
    assert [item.version.key for item in seen] == [key(number) for number in range(5)]
    assert all(item.judgement and item.judgement["outcome"] == "clear" for item in seen)
    assert not any(item.superseded for item in seen)


def test_what_could_not_be_judged_is_streamed_until_it_is(store: SqlStore) -> None:
    failed = [record(key(number), judgement=None, error="a bug") for number in (1, 2, 3, 4)]
    accept(store, *failed, record(key(5)))
    with store.unit() as unit:
        unit.retire(key(2), 1)
        unit.add_versions([version(key(2), 2)])
        unit.add_judgements([record(key(2), 2), record(key(3)), record(key(4)), failed[3]])
    found = list(store.unjudged())
    assert [(item.version.key, item.error) for item in found] == [
        (key(1), "a bug"),
        (key(4), "a bug"),
    ]


def test_a_writer_may_write_while_a_window_is_read(store: SqlStore) -> None:
    accept(store, record(key(1)), record(key(2)))
    seen = SimpleNamespace(count=0)
    for item in store.window(date(2026, 1, 1), date(2026, 12, 31)):
        accept(store, record(key(f"new-{item.version.key.event_id}")))
        seen.count += 1
    assert seen.count == 2
