from __future__ import annotations

from datetime import date

from monitor.domain.finding import Refusal
from monitor.service.ingest import Line
from monitor.service.records import BATCH_BYTES_MAX, ReadEvent, in_batches, read_record
from tests.hostile_inputs import line

TODAY = date(2026, 11, 22)


def test_a_good_record_gives_the_event_and_keeps_the_bytes() -> None:
    read = read_record(Line(7, line()), TODAY)
    assert isinstance(read, ReadEvent)
    assert (read.line, read.raw, read.event.event_id) == (7, line(), "bad-1")


def test_a_record_that_cannot_be_read_is_refused_with_its_fault() -> None:
    read = read_record(Line(7, b"head", "the line is too long"), TODAY)
    assert isinstance(read, Refusal)
    assert (read.line, read.reasons[0].message) == (7, "the line is too long")


def test_a_source_from_outside_never_replaces_one_that_is_named() -> None:
    read = read_record(Line(1, line()), TODAY, "elsewhere")
    assert isinstance(read, ReadEvent)
    assert read.event.source == "hostile-test"
    assert read.raw == line()


def test_a_source_from_outside_is_written_in_front() -> None:
    raw = b"\xef\xbb\xbf  " + line(source=...)
    read = read_record(Line(1, raw), TODAY, "customs-xx")
    assert isinstance(read, ReadEvent)
    assert read.event.source == "customs-xx"
    again = read_record(Line(1, read.raw), TODAY)
    assert isinstance(again, ReadEvent)
    assert again.content_hash == read.content_hash


def test_a_source_from_outside_does_not_mend_an_empty_object() -> None:
    assert isinstance(read_record(Line(1, b"{}"), TODAY, "customs-xx"), Refusal)


def test_a_source_from_outside_is_held_to_its_form() -> None:
    read = read_record(Line(1, line(source=...)), TODAY, "Not A Source")
    assert isinstance(read, Refusal)
    assert read.reasons[0].path == "source"


def test_reasons_never_hold_what_a_database_cannot() -> None:
    read = read_record(Line(1, b'{"\\ud800":1,"\\ud800":2}'), TODAY)
    assert isinstance(read, Refusal)
    assert read.reasons[0].path == "\ufffd"
    read.reasons[0].path.encode()


def test_batches_end_at_a_number_of_records() -> None:
    sizes = [len(batch) for batch in in_batches((Line(n, b"x") for n in range(7)), 3)]
    assert sizes == [3, 3, 1]


def test_batches_end_at_a_number_of_bytes() -> None:
    big = bytes(BATCH_BYTES_MAX // 2)
    sizes = [len(batch) for batch in in_batches((Line(n, big) for n in range(5)), 500)]
    assert sizes == [2, 2, 1]


def test_no_records_give_no_batch() -> None:
    assert list(in_batches(iter(()))) == []
