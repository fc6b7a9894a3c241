from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.service.lines import csv_cell, inert, json_line, json_page


def test_a_line_is_compact_json_with_its_end() -> None:
    assert (
        json_line({"a": [1, Decimal("1.50")], "b": "조선"})
        == '{"a":[1,"1.5"],"b":"조선"}\n'.encode()
    )


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20)))
def test_a_line_keeps_every_value_and_steers_nothing(value: dict[str, str]) -> None:
    line = json_line(value)
    assert json.loads(line) == value
    assert line.count(b"\n") == 1
    text = line.decode()
    assert not any(mark in text for mark in "\x1b\x7f\x85\x9b\u202e\u200f\u2066\ufeff\u2028")


def test_a_page_is_indented_and_keeps_values_too() -> None:
    assert json_page({"a": "\u202eb"}) == b'{\n  "a": "\\u202eb"\n}\n'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 조선", "plain 조선"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("two\nlines", "two\\u000alines"),
        ("\x9b2J", "\\u009b2J"),
    ],
)
def test_text_for_people_steers_no_terminal(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


def test_an_ordinary_cell_is_left_alone() -> None:
    assert [csv_cell(value) for value in ("a", 7, None, "a=b")] == ["a", "7", "", "a=b"]


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON form"):
        json_line(object())
