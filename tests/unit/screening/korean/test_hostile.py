"""Names are untrusted: whatever stands in them, the work is bounded and nothing is raised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.screening.korean import (
    alike,
    block_keys,
    korean_name,
    org_block_keys,
    org_words,
    orgs_alike,
)

_ALPHABET = st.sampled_from(
    list(
        "kimparkleechonguyw'-, ŏŭ’()김정은리용호龙金正李ЧенЫн.\u0306\u200b\ud7a3\uac00\u1100\U0001f600"
    )
)


def exercise(text: str) -> None:
    name = korean_name(text)
    if name is not None:
        assert name.readings
        assert 0 < len(block_keys(name)) <= 64
        found = alike(name, name)
        assert found is not None
        assert 0.0 <= found.score <= 1.0
    words = org_words(text)
    assert len(org_block_keys(text)) <= 24
    if words is not None:
        mirrored = orgs_alike(text, text)
        assert mirrored is None or 0.0 <= mirrored.score <= 1.0


@given(st.text(_ALPHABET, max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_of_name_letters_is_taken_or_refused(text: str) -> None:
    exercise(text)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_taken_or_refused(text: str) -> None:
    exercise(text)


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x00",
        "Kim \x00 Un",
        "\u202eKim Jong Un",
        "김\u200b정은",
        "Kim\ud800 Un",
        "'; DROP TABLE entries; --",
        "Kim ' '",
        "Kim - -",
        " ",
        "---- kim",
        "Ким ъ ь",
        "金" * 4,
        "힣힣힣힣",
        "가\u0301나",
        "(((((",
        "Kim (",
        ",,,, ,,,",
        "\ufffd\ufffd",
    ],
)
def test_known_hostile_texts_are_taken_or_refused(text: str) -> None:
    exercise(text)


@pytest.mark.parametrize(
    "unit", ["a", "ng", "chong", "김", "金", "chong-", "yo'", "Ким ", "li ", "(", "조선무역"]
)
def test_a_long_text_is_no_name_of_a_person_and_is_cut_for_an_organisation(unit: str) -> None:
    for text in (f"Kim {unit * 20_000}", unit * 20_000):
        exercise(text)
        assert korean_name(text) is None
        words = org_words(text)
        assert words is None or len(words.meanings) + len(words.names) <= 200


def test_a_name_of_the_greatest_length_has_few_readings() -> None:
    name = korean_name("Jong " + "-".join(["hae", "un", "yo"] * 3) + " Ri")
    assert name is None or len(name.readings) <= 8
    joined = korean_name("Kim " + "yeonggi" * 4)
    assert joined is None or len(joined.readings) <= 8
