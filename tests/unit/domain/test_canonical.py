from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.canonical import canonical_json, digest_of, plain_decimal, sha256
from monitor.domain.finding import Level


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("1200.50", "1200.5"),
        ("1200", "1200"),
        ("0.0", "0"),
        ("-0", "0"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("100.000", "100"),
        ("-2.50", "-2.5"),
    ],
)
def test_a_decimal_is_written_plainly(given_text: str, plain: str) -> None:
    assert plain_decimal(Decimal(given_text)) == plain


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.integers(min_value=0, max_value=5),
)
def test_equal_decimals_are_written_alike(value: Decimal, zeros: int) -> None:
    text = plain_decimal(value)
    assert Decimal(text) == value
    longer = text + ("" if "." in text else ".") + "0" * zeros
    assert plain_decimal(Decimal(longer)) == text


def test_keys_are_sorted_and_nothing_is_escaped_or_spaced() -> None:
    value = {"b": [1, True, None], "a": "조선"}
    assert canonical_json(value) == '{"a":"조선","b":[1,true,null]}'.encode()


def test_days_instants_levels_and_sets_have_one_form() -> None:
    value = {
        "day": date(2024, 5, 2),
        "at": datetime(2024, 5, 2, 8, 30, tzinfo=UTC),
        "level": Level.HIGH,
        "sum": Decimal("1.50"),
        "set": frozenset({"b", "a"}),
    }
    assert json.loads(canonical_json(value)) == {
        "day": "2024-05-02",
        "at": "2024-05-02T08:30:00+00:00",
        "level": "high",
        "sum": "1.5",
        "set": ["a", "b"],
    }


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_json(object())
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))


def test_a_digest_names_its_algorithm() -> None:
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256(b"") == empty
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": "1"})
