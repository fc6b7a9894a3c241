"""The algebra of Hangul syllables and the initial-sound law."""

import pytest

from monitor.screening.korean.hangul import is_syllable, join, sound_class, southern_form, split


def test_every_syllable_is_put_together_as_it_was_taken_apart() -> None:
    for place in range(0xAC00, 0xD7A4):
        assert join(*split(chr(place))) == chr(place)


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("리", "이"),
        ("림", "임"),
        ("류", "유"),
        ("로", "노"),
        ("량", "양"),
        ("녀", "여"),
        ("룡", "용"),
        ("라", "나"),
        ("렬", "열"),
    ],
)
def test_the_south_drops_or_changes_the_initial_that_the_north_writes(
    north: str, south: str
) -> None:
    assert southern_form(north) == south
    assert sound_class(north) == sound_class(south)


def test_other_syllables_are_left_alone() -> None:
    assert [southern_form(each) for each in "김나노박"] == list("김나노박")


def test_careless_spellings_share_a_class() -> None:
    assert sound_class("정") == sound_class("청") == sound_class("중") == sound_class("종")
    assert sound_class("김") != sound_class("박")


def test_only_whole_syllables_count() -> None:
    assert is_syllable("한")
    assert not is_syllable("ㅎ")
    assert not is_syllable("A")
