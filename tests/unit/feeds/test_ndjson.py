"""NDJSON is cut into records from any pieces, in bounded memory, and nothing is lost on the way."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ndjson import (
    HEAD_BYTES,
    LINE_BYTES_MAX,
    LineSplitter,
    looks_like_ndjson,
    read_ndjson,
)

BOM = b"\xef\xbb\xbf"


def lines(content: bytes) -> list[tuple[int, bytes, int]]:
    return [(each.line, each.raw, each.offset) for each in read_ndjson(io.BytesIO(content))]


def test_lines_come_with_their_number_and_place() -> None:
    assert lines(b'{"a":1}\n{"b":2}\n') == [(1, b'{"a":1}', 0), (2, b'{"b":2}', 8)]


def test_a_last_line_needs_no_line_end() -> None:
    assert lines(b"{}\n{}") == [(1, b"{}", 0), (2, b"{}", 3)]


def test_bom_crlf_and_blank_lines_are_no_fault() -> None:
    content = BOM + b'{"a":1}\r\n\r\n  \t\n\n{"b":2}\r\n'
    assert lines(content) == [(1, b'{"a":1}', 3), (5, b'{"b":2}', 19)]


def test_a_bom_counts_only_at_the_start() -> None:
    assert lines(b"{}\n" + BOM + b"{}\n")[1][1] == BOM + b"{}"


@pytest.mark.parametrize("content", [b"", b"\n", BOM, BOM + b"\r\n", b"   ", b"\n\n\n"])
def test_nothing_gives_nothing(content: bytes) -> None:
    assert lines(content) == []


def test_a_line_of_the_limit_is_read_and_one_byte_more_is_refused() -> None:
    exact, over = b"x" * LINE_BYTES_MAX, b"y" * (LINE_BYTES_MAX + 1)
    records = list(read_ndjson(io.BytesIO(BOM + exact + b"\r\n" + over + b"\r\n{}\n")))
    assert [each.fault is None for each in records] == [True, False, True]
    assert records[0].raw == exact
    assert records[1].raw == b"y" * HEAD_BYTES
    assert records[1].size == LINE_BYTES_MAX + 1
    assert records[1].fault is not None
    assert str(LINE_BYTES_MAX) in records[1].fault
    assert (records[2].line, records[2].raw) == (3, b"{}")


def test_an_overlong_line_at_the_end_is_refused_too() -> None:
    records = list(read_ndjson(io.BytesIO(b"z" * (3 * LINE_BYTES_MAX))))
    assert len(records) == 1
    assert records[0].fault is not None
    assert records[0].size == 3 * LINE_BYTES_MAX


def test_an_overlong_line_never_sits_in_memory() -> None:
    splitter = LineSplitter()
    for _ in range(200):
        assert list(splitter.feed(b"q" * 65_536)) == []
        assert len(splitter._held) <= LINE_BYTES_MAX + 4
    (record,) = splitter.feed(b"\n")
    assert record.size == 200 * 65_536
    assert len(record.raw) == HEAD_BYTES


def test_a_live_stream_is_read_as_far_as_it_came() -> None:
    class Pipe:
        def __init__(self) -> None:
            self.pieces: Iterator[bytes] = iter([b'{"a":1}\n{"b"', b":2}\n", b""])

        def read(self, size: int, /) -> bytes:
            msg = "a blocking read would wait for the whole buffer"
            raise AssertionError(msg)

        def read1(self, size: int, /) -> bytes:
            return next(self.pieces)

    records = read_ndjson(Pipe())
    assert next(records).raw == b'{"a":1}'
    assert next(records).raw == b'{"b":2}'


@given(st.lists(st.binary(max_size=40).filter(lambda each: b"\n" not in each)), st.data())
def test_cutting_the_stream_elsewhere_changes_nothing(
    parts: list[bytes], data: st.DataObject
) -> None:
    content = b"\n".join(parts)
    cut = data.draw(st.integers(0, len(content)))
    splitter = LineSplitter()
    pieces = [*splitter.feed(content[:cut]), *splitter.feed(content[cut:]), *splitter.close()]
    assert pieces == list(read_ndjson(io.BytesIO(content)))


@given(st.lists(st.binary(max_size=60).filter(lambda each: b"\n" not in each)))
def test_every_record_stands_where_it_says(parts: list[bytes]) -> None:
    content = b"\n".join(parts)
    for record in read_ndjson(io.BytesIO(content)):
        assert content[record.offset : record.offset + record.size] == record.raw
        assert content[: record.offset].count(b"\n") == record.line - 1


@given(st.lists(st.integers(0, 60), max_size=20))
def test_with_a_small_limit_exactly_the_long_lines_are_refused(sizes: list[int]) -> None:
    splitter = LineSplitter(line_bytes_max=30)
    content = b"".join(b"x" * size + b"\n" for size in sizes)
    records = [*splitter.feed(content), *splitter.close()]
    assert [each.size for each in records] == [size for size in sizes if size]
    assert [each.fault is not None for each in records] == [size > 30 for size in sizes if size]


def test_ndjson_is_told_by_its_first_sign() -> None:
    assert looks_like_ndjson(BOM + b'\n {"source"')
    assert not looks_like_ndjson(b"<Document>")
    assert not looks_like_ndjson(b"")
