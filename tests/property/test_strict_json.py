"""The compiled reader of JSON and the slow one that says what is wrong never differ."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.event.rejected import EventRejected, Reason
from monitor.domain.event.strict_json import DEPTH_MAX, read_json, read_slowly
from tests.hostile_inputs import HOSTILE, KEPT

_NUMBERS = st.sampled_from(
    (
        *("0", "-0", "-0.0", "1.10", "1e5", "1E+400", "0.1e-400", "18446744073709551616", "9" * 60),
        *("01", "1.", ".5", "+1", "-", "1e", "NaN", "-Infinity", "1e9" + "9" * 20, "9" * 5_000),
    )
)
_ODD_STRINGS = (
    *('"\\u0000"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\udc00\\ud800"', '"\\x"', '"\\u00zz"'),
    *('"\x01"', '"\\/"', '"null"', '"a:b"', '"\\""', '"{["', '"', "'a'"),
)
_STRINGS = st.text(max_size=8).map(
    lambda text: json.dumps(text, ensure_ascii=False)
) | st.sampled_from(_ODD_STRINGS)
_KEYS = st.sampled_from(('"a"', '"b"', '"\\u0061"', '"source"', '"a\\u0000"')) | _STRINGS
_SPACE = st.sampled_from(("", "", "", " ", "\t", "\r\n", "\ufeff", "\u00a0", "\x0c"))
_PLAIN = st.sampled_from(("null", "true", "false", "nul", "")) | _NUMBERS | _STRINGS


def _array(items: list[tuple[str, str]]) -> str:
    return "[" + ",".join(f"{space}{item}{space}" for item, space in items) + "]"


def _object(items: list[tuple[str, str, str]]) -> str:
    return "{" + ",".join(f"{space}{key}{space}:{item}" for key, item, space in items) + "}"


_TEXTS = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(st.tuples(inner, _SPACE), max_size=4).map(_array)
        | st.lists(st.tuples(_KEYS, inner, _SPACE), max_size=4).map(_object)
    ),
    max_leaves=12,
)


def _answer(read: Callable[[bytes], object], raw: bytes) -> tuple[str, object]:
    try:
        value = read(raw)
    except EventRejected as refused:
        return "refused", refused.reasons
    # Equal decimals are not enough: 1.10 must stay 1.10, and a number must not become a truth.
    return "read", repr(value)


@settings(max_examples=600)
@given(_TEXTS, st.binary(max_size=2), st.integers(min_value=0, max_value=200))
def test_both_readers_give_the_same_value_or_the_same_reasons(
    text: str, noise: bytes, place: int
) -> None:
    whole = text.encode("utf-8", "surrogatepass")
    for raw in (whole, whole[:place] + noise + whole[place:], whole[:place]):
        assert _answer(read_json, raw) == _answer(read_slowly, raw)


@pytest.mark.parametrize("raw", [bad.raw for bad in HOSTILE] + [raw for _, raw in KEPT])
def test_both_readers_agree_on_every_hostile_input(raw: bytes) -> None:
    bare = raw.removeprefix(b"\xef\xbb\xbf")
    if len(raw) < 1_000_000:
        assert _answer(read_json, raw) == _answer(read_slowly, bare)


@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("levels", [DEPTH_MAX - 1, DEPTH_MAX, DEPTH_MAX + 1, 150, 5_000])
def test_both_readers_count_levels_alike(brackets: tuple[str, str], levels: int) -> None:
    opening, closing = brackets
    raw = (opening * levels + "1" + closing * levels).encode()
    assert _answer(read_json, raw) == _answer(read_slowly, raw)
    assert (_answer(read_json, raw)[0] == "refused") is (levels > DEPTH_MAX)


def test_a_key_that_stands_twice_is_named_by_the_fast_reader_too() -> None:
    with pytest.raises(EventRejected) as refused:
        read_json(b'{"a":{"b":1,"\\u0062":2}}')
    assert refused.value.reasons == (Reason("b", "the key stands twice in one object"),)
