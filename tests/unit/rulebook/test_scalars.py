from decimal import Decimal

import pytest

from monitor.rulebook.scalars import AmbiguousScalar, read_plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-5", -5),
        ("500_000", 500_000),
        ("2701", 2701),
        ("7.33", Decimal("7.33")),
        ("1_000.50", Decimal("1000.50")),
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("2017-08-05", "2017-08-05"),
        ("2026.11.1", "2026.11.1"),
        ("8(a)(iii)", "8(a)(iii)"),
        (".kp", ".kp"),
        ("-", "-"),
        ("KP", "KP"),
        ("9" * 41, "9" * 41),
    ],
)
def test_what_is_plain_is_read_in_one_way(text: str, value: object) -> None:
    found = read_plain(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    ["0303", "08", "+5", "1e5", "0x1F", "0o17", "0b1", ".5", "5.", "1__0", "00", "1_0", "+850"],
)
def test_numbers_that_programs_read_differently_must_be_quoted(text: str) -> None:
    with pytest.raises(AmbiguousScalar, match="Quote it"):
        read_plain(text)


@pytest.mark.parametrize("text", ["12:30:00", "12:30", "2371:8", "190:20:30.5"])
def test_numbers_to_base_60_must_be_quoted(text: str) -> None:
    with pytest.raises(AmbiguousScalar, match="base 60"):
        read_plain(text)


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(AmbiguousScalar, match="no number"):
        read_plain(text)


@pytest.mark.parametrize(
    ("text", "guess"), [("True", True), ("FALSE", False), ("Null", None), ("", None), ("~", None)]
)
def test_near_misses_are_refused_with_what_was_probably_meant(text: str, guess: object) -> None:
    with pytest.raises(AmbiguousScalar) as caught:
        read_plain(text)
    assert caught.value.guess == guess
