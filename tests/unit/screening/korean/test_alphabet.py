"""Published spellings of places and office holders, in each system."""

import pytest

from monitor.screening.korean.alphabet import alphabet, spell, written


@pytest.mark.parametrize(
    ("hangul", "system", "spelling"),
    [
        ("부산", "mr", "pusan"),
        ("대구", "mr", "taegu"),
        ("전주", "mr", "cho'nju"),
        ("경주", "mr", "kyo'ngju"),
        ("청진", "mr", "ch'o'ngjin"),
        ("개성", "mr", "kaeso'ng"),
        ("평양", "mr", "p'yo'ngyang"),
        ("부산", "rr", "busan"),
        ("대전", "rr", "daejeon"),
        ("전주", "rr", "jeonju"),
        ("광주", "rr", "gwangju"),
        ("제주", "rr", "jeju"),
        ("김포", "rr", "gimpo"),
        ("인천", "rr", "incheon"),
        ("청진", "nk", "chongjin"),
        ("개성", "nk", "kaesong"),
        ("함흥", "nk", "hamhung"),
        ("원산", "nk", "wonsan"),
        ("남포", "nk", "nampho"),
        ("해주", "nk", "haeju"),
        ("부산", "ko", "пусан"),
        ("대구", "ko", "тэгу"),
        ("평양", "ko", "пхёнъян"),
        ("정일", "ko", "чонъиль"),
        ("정희", "ko", "чонхи"),
        ("룡해", "ko", "рёнхэ"),
    ],
)
def test_places_and_given_names_are_spelled_as_published(
    hangul: str, system: str, spelling: str
) -> None:
    assert spell(hangul, system) == spelling


@pytest.mark.parametrize(
    ("hangul", "spelling"),
    [
        ("최 룡 해", "choe ryong hae"),
        ("리 용 호", "ri yong ho"),
        ("김 정 은", "kim jong un"),
        ("박 봉 주", "pak pong ju"),
        ("리 설 주", "ri sol ju"),
        ("장 성 택", "jang song thaek"),
        ("김 격 식", "kim kyok sik"),
    ],
)
def test_office_holders_of_the_north_are_spelled_as_the_north_does(
    hangul: str, spelling: str
) -> None:
    assert " ".join(spell(each, "nk") for each in hangul.split()) == spelling


@pytest.mark.parametrize("system", ["mr", "rr", "nk", "ko"])
@pytest.mark.parametrize("syllable", list("김정은용철혁훈희관규봉택길원웅섭례록량"))
def test_what_a_system_spells_is_heard_as_the_syllable_again(system: str, syllable: str) -> None:
    sounds = written(spell(syllable, system), "cyrillic" if system == "ko" else "latin")
    assert sounds is not None
    assert sounds.heard[syllable] == 1.0


def test_an_apostrophe_tells_aspirated_from_plain() -> None:
    marked, bare = written("ch'o'l", "latin"), written("chol", "latin")
    assert marked is not None
    assert bare is not None
    assert "철" in marked.heard
    assert "절" not in marked.heard
    assert {"철", "절", "졸"} <= bare.heard.keys()


def test_a_breve_tells_one_vowel_from_another() -> None:
    marked = written("myo'ng", "latin")
    assert marked is not None
    assert set(marked.heard) == {"명"}


def test_loose_spellings_weigh_less_than_published_ones() -> None:
    young = written("young", "latin")
    assert young is not None
    assert 0.8 < young.heard["영"] < 1.0
    assert young.heard["영"] > young.heard["용"]


def test_cyrillic_does_not_tell_n_from_ng() -> None:
    sounds = written("чон", "cyrillic")
    assert sounds is not None
    assert {"정", "전", "종"} <= sounds.heard.keys()


def test_every_spelling_of_a_syllable_is_heard_as_it() -> None:
    letters = alphabet("latin")
    for syllable in "김박최철용정희훈규웅":
        for spelling, weight in letters.spellings(syllable, 0.3).items():
            assert letters.hear(spelling)[syllable] >= weight - 1e-9


def test_letters_that_make_no_syllable_are_not_heard() -> None:
    assert written("str", "latin") is None
    assert written("", "latin") is None
    assert written("x" * 5000, "latin") is None
