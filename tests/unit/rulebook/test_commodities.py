from datetime import date

import pytest

from monitor.rulebook.commodities import (
    CodeGrade,
    CodeMatch,
    Commodity,
    CommodityCodes,
    CommodityWords,
    HsPrefix,
    Strength,
)

DAY = date(2019, 3, 14)


def commodity(tag: str, *hs: HsPrefix, **words: tuple[str, ...]) -> Commodity:
    return Commodity(
        tag=tag,
        label=tag,
        hs=hs,
        words={"en": words.get("words", ())},
        weak_words={"en": words.get("weak", ())},
        not_words={"en": words.get("not_", ())},
        is_benign=False,
        words_override=False,
        product=None,
    )


COAL = commodity(
    "coal",
    HsPrefix("2701", "memory"),
    HsPrefix("2702", "memory", from_=date(2017, 8, 5), until=date(2019, 1, 1)),
    words=("coal", "anthracite"),
    weak=("briquette",),
    not_=("coal tar", "charcoal", "toy"),
)
MINERALS = commodity(
    "minerals", HsPrefix("27", "memory", is_partial=True), HsPrefix("270111", "memory")
)
CODES = CommodityCodes([COAL, MINERALS])
WORDS = CommodityWords([COAL, MINERALS])


@pytest.mark.parametrize(
    ("code", "matches"),
    [
        (
            "270112",
            {
                "coal": CodeMatch(CodeGrade.CERTAIN, "2701"),
                "minerals": CodeMatch(CodeGrade.PARTIAL, "27"),
            },
        ),
        (
            "270111",
            {
                "coal": CodeMatch(CodeGrade.CERTAIN, "2701"),
                "minerals": CodeMatch(CodeGrade.CERTAIN, "270111"),
            },
        ),
        (
            "27",
            {
                "coal": CodeMatch(CodeGrade.SHORT, "2701"),
                "minerals": CodeMatch(CodeGrade.PARTIAL, "27"),
            },
        ),
        (
            "2",
            {
                "coal": CodeMatch(CodeGrade.SHORT, "2701"),
                "minerals": CodeMatch(CodeGrade.SHORT, "270111"),
            },
        ),
        ("2800", {}),
        ("", {}),
    ],
)
def test_a_code_decides_as_far_as_it_goes(code: str, matches: dict[str, CodeMatch]) -> None:
    assert dict(CODES.on(code, DAY)) == matches


@pytest.mark.parametrize(
    ("day", "is_coal"),
    [
        (date(2017, 8, 4), False),
        (date(2017, 8, 5), True),
        (date(2018, 12, 31), True),
        (date(2019, 1, 1), False),
    ],
)
def test_a_dated_prefix_counts_on_its_days_only(day: date, is_coal: bool) -> None:
    assert ("coal" in CODES.on("2702", day)) is is_coal


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Anthracites in bulk", (Strength.STRONG, "anthracite")),
        ("fuel briquettes", (Strength.WEAK, "briquettes")),
        ("briquettes of coal", (Strength.STRONG, "coal")),
        ("coal tar", None),
        ("coal tar and coal", (Strength.STRONG, "coal")),
        ("charcoal", None),
        ("charcoal and coal", (Strength.STRONG, "coal")),
        ("toy wagon with coal", None),
        ("books", None),
    ],
)
def test_words_speak_strongly_weakly_or_of_something_else(
    text: str, match: tuple[Strength, str] | None
) -> None:
    found = WORDS.in_(text).get("coal")
    if match is None:
        assert found is None
    else:
        assert found is not None
        assert found.strength is match[0]
        assert match[1].rstrip("s") in found.word


def test_answers_cannot_be_changed_by_who_asked() -> None:
    with pytest.raises(TypeError):
        CODES.on("2701", DAY)["x"] = CodeMatch(CodeGrade.SHORT, "")  # type: ignore[index]


def test_a_text_may_speak_against_a_commodity() -> None:
    assert WORDS.denied_in("toy wagon with coal") == {"coal"}
    assert WORDS.denied_in("coal tar") == {"coal"}
    assert WORDS.denied_in("coal tar and coal") == set()
    assert WORDS.denied_in("books") == set()
