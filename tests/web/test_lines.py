from hypothesis import given
from hypothesis import strategies as st

from monitor.web.lines import Line, LineSplitter


def split(*chunks: bytes, line_bytes_max: int = 100) -> list[Line]:
    splitter = LineSplitter(line_bytes_max)
    found = [line for chunk in chunks for line in splitter.feed(chunk)]
    return found + splitter.close()


def test_a_line_may_arrive_in_pieces() -> None:
    assert split(b"on", b"e\ntw", b"o") == [(1, b"one"), (2, b"two")]


def test_blank_lines_count_and_are_not_given() -> None:
    assert split(b"\n  \r\none\n\n") == [(3, b"one")]


def test_byte_order_mark_and_carriage_returns_are_no_part_of_a_line() -> None:
    assert split(b"\xef\xbb\xbfone\r\ntwo\r\n") == [(1, b"one"), (2, b"two")]


def test_a_line_over_the_limit_is_given_one_byte_over_it() -> None:
    assert split(b"x" * 250, b"x" * 250 + b"\nok\n") == [(1, b"x" * 101), (2, b"ok")]


def test_a_line_at_the_limit_is_whole_also_before_a_carriage_return() -> None:
    assert split(b"x" * 100 + b"\r\n") == [(1, b"x" * 100)]


def test_a_long_line_is_never_held_whole() -> None:
    splitter = LineSplitter(100)
    for _ in range(1_000):
        splitter.feed(b"x" * 1_000)
    assert len(splitter._open) <= 102


@given(st.lists(st.binary(max_size=40), max_size=12), st.integers(1, 9))
def test_the_lines_do_not_depend_on_the_chunks(pieces: list[bytes], size: int) -> None:
    body = b"\n".join(pieces)
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    assert split(body) == split(*chunks)
