"""Han characters: Korean readings, pinyin, older systems, and Mandarin in Hangul."""

import pytest

from monitor.screening.korean.families import families_read_in_korean, han_families
from monitor.screening.korean.han import (
    in_hangul,
    mandarin,
    name_syllables,
    pinyin,
    pinyin_read_in_korean,
    pinyin_syllables,
    readings,
    traditional,
    transcribed,
)


def test_simplified_characters_are_read_as_their_traditional_forms() -> None:
    assert traditional("铁") == "鐵"
    assert "철" in readings("铁")
    assert "룡" in readings("龙")


def test_a_family_name_is_read_as_a_family_name() -> None:
    assert set(han_families()["金"].heard) == {"김"}
    assert set(han_families()["李"].heard) == {"이", "리"}


def test_pinyin_reaches_the_korean_readings_of_its_characters() -> None:
    zheng, en = pinyin_read_in_korean("zheng"), pinyin_read_in_korean("en")
    assert zheng is not None
    assert en is not None
    assert zheng.heard["정"] == 1.0
    assert "은" in en.heard
    assert "김" in families_read_in_korean()["jin"].heard


@pytest.mark.parametrize(
    ("syllables", "hangul"),
    [
        ("mao ze dong", "마오쩌둥"),
        ("zhou en lai", "저우언라이"),
        ("li ke qiang", "리커창"),
        ("deng xiao ping", "덩샤오핑"),
        ("zhang yi mou", "장이머우"),
        ("wang yi", "왕이"),
        ("hu jin tao", "후진타오"),
        ("xi jin ping", "시진핑"),
        ("jiang ze min", "장쩌민"),
        ("wen jia bao", "원자바오"),
        ("sun wen", "쑨원"),
        ("lv xun", "뤼쉰"),
        ("lin biao", "린뱌오"),
    ],
)
def test_mandarin_is_written_in_hangul_as_the_south_does(syllables: str, hangul: str) -> None:
    assert "".join(in_hangul(each) or "?" for each in syllables.split()) == hangul


def test_every_syllable_of_pinyin_but_interjections_has_a_form_in_hangul() -> None:
    without = {each for each in pinyin_syllables() if in_hangul(each) is None}
    assert without <= {
        "m",
        "n",
        "ng",
        "hm",
        "hng",
        "lve",
        "nve",
        "o",
        "e",
        "ei",
        "fiao",
        "yong",
        "zhei",
    }


def test_wade_giles_is_read_where_pinyin_cannot_be() -> None:
    hsien, kuo = pinyin("hsien"), pinyin("kuo")
    assert hsien is not None
    assert kuo is not None
    assert set(hsien.heard) == {"xian"}
    assert kuo.heard["kuo"] > kuo.heard["guo"]


def test_a_hong_kong_spelling_leads_to_the_mandarin_of_its_characters() -> None:
    cheong = pinyin("cheong")
    assert cheong is not None
    assert {"chang", "zhang"} & cheong.heard.keys()


def test_a_mandarin_syllable_may_take_two_in_hangul() -> None:
    assert [max(each.heard, key=lambda form: each.heard[form]) for each in transcribed("bao")] == [
        "바",
        "오",
    ]


def test_unknown_characters_and_syllables_give_nothing() -> None:
    assert readings("A") == {}
    assert mandarin("☃") == ()
    assert pinyin("brrr") is None
    assert transcribed("brrr") == ()


def test_name_syllables_hold_both_forms_of_the_initial_sound_law() -> None:
    assert {"리", "이", "룡", "용", "슬"} <= name_syllables()
