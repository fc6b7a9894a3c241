"""The words by which alerts are found: what is kept and what is asked are cut alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.event_texts import texts_of
from monitor.domain.finding_words import WORD_MAX, WORDS_MAX, Sought, folded, sought, words_of
from monitor.domain.subjects import named, same_subject


def finds(asked: str, *texts: str) -> bool:
    """Match as both engines do: all things asked for, each by any of its ways."""
    kept = words_of(texts)
    return all(any(_holds(kept, way, item) for way in item.ways) for item in sought(asked))


def _holds(kept: tuple[str, ...], way: tuple[str, ...], item: Sought) -> bool:
    *whole, last = way
    begins = any(word.startswith(last) for word in kept)
    return set(whole) <= {*kept} and (last in kept or (item.open_ended and begins))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("nampo", "Coal loaded at NAMPO."),
        ("BL-2019/0042", "bill BL-2019/0042"),
        ("bl20190042", "bill BL-2019/0042"),
        ("chong-il", "CHONG IL"),
        ("chong-il", "Chong-Il"),
        ("无易", "公司无易"),
        ("crème", "CREME"),
        ("Ｎａｍｐｏ", "nampo"),
        ("пхень", "Пхеньян"),
    ],
)
def test_what_is_meant_is_found(asked: str, text: str) -> None:
    assert finds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("0%0", "0 and 0001"),
        ("평양", "조선"),
        ("2371:8(a)", "2371:8"),
        ("ab", "abc"),
        ("BL-1", "BL 1"),
    ],
)
def test_what_is_not_meant_is_not(asked: str, text: str) -> None:
    assert not finds(asked, text)


names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30)


@given(names)
def test_a_name_is_found_by_itself(name: str) -> None:
    if sought(name):
        assert finds(name, f"before {name} after")


@given(st.text(max_size=300))
def test_words_hold_nothing_that_an_engine_could_misread(text: str) -> None:
    for word in (
        *words_of([text]),
        *(w for item in sought(text) for way in item.ways for w in way),
    ):
        assert word
        assert len(word) <= WORD_MAX
        assert not {*word} & {*"\"'*()&|:!\\ \t\n\0"}


@given(st.text(max_size=50))
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_a_long_text_gives_the_first_words() -> None:
    words = words_of(["first", " ".join(str(number) for number in range(10_000))])
    assert len(words) == WORDS_MAX
    assert "first" in words


def test_an_event_gives_numbers_then_names_then_the_rest() -> None:
    raw = (
        b'{"kind": "shipment", "notes": "n", "parties": [{"name": "Example", "identifiers": '
        b'[{"scheme": "iban", "value": "DE89 3704"}]}], "vessel": {"imo": "9000003"}}'
    )
    found = texts_of(raw)
    assert found[0] == "DE893704"
    assert found.index("9000003") < found.index("Example") < found.index("n")
    assert "imo" in found
    assert texts_of(b"no event") == []
    assert texts_of(b"\xff") == []


def test_subjects_are_the_names_and_ship_numbers_of_the_evidence() -> None:
    found = named(
        [("parties/0/name", "Example"), ("vessel/imo", "9000003"), ("goods/0/hs_code", "27")]
    )
    assert found == ("Example", "IMO 9000003")
    assert same_subject("imo  9000003", "IMO 9000003")
    assert not same_subject("IMO 9000003", "IMO 9000015")
