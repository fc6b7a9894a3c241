import pytest

from monitor.rulebook.words import WordIndex, fold, with_english_plural

INDEX: WordIndex[str] = WordIndex(
    [
        ("coal", "coal"),
        ("coal tar", "tar"),
        ("Rason", "rason"),
        ("уголь", "coal"),
        ("угл*", "coal stem"),
        ("coking co*", "coke"),
        ("무연탄", "anthracite"),
        ("煤", "coal han"),
        ("P'yongyang", "capital"),
        ("République populaire", "french"),
    ]
)


def found(text: str) -> list[str]:
    return sorted(hit.payload for hit in INDEX.scan(text))


@pytest.mark.parametrize(
    ("text", "payloads"),
    [
        ("Steam COAL, washed", ["coal"]),
        ("charcoal", []),
        ("coal-tar pitch", ["coal", "tar"]),
        ("coal and tar", ["coal"]),
        ("Parasonic", []),
        ("RASON", ["rason"]),
        ("Уголь каменный", ["coal"]),
        ("угля", ["coal stem"]),
        ("угловой диван", ["coal stem"]),
        ("угар", []),
        ("coking coal", ["coal", "coke"]),
        ("coking", []),
        ("수출용무연탄5000톤", ["anthracite"]),
        ("动力煤", ["coal han"]),
        ("P’yŏngyang Street", ["capital"]),
        ("republique POPULAIRE", ["french"]),
        ("ＣＯＡＬ", ["coal"]),
        ("co\u200bal", ["coal"]),
        ("co\u00adal", ["coal"]),
        ("\u202ecoal\u202c", ["coal"]),
        ("соаl", ["coal"]),  # three letters of it are Cyrillic
        ("", []),
        ("...", []),
    ],
)
def test_words_are_found_in_any_script_and_disguise(text: str, payloads: list[str]) -> None:
    assert found(text) == payloads


def test_a_hit_knows_what_it_covers() -> None:
    coal, tar = sorted(INDEX.scan("raw coal tar"), key=lambda hit: hit.payload)
    assert (coal.start, coal.end, tar.start, tar.end) == (4, 8, 4, 12)
    assert coal.lies_within(tar)
    assert not tar.lies_within(coal)


def test_a_word_without_letters_cannot_be_listed() -> None:
    with pytest.raises(ValueError, match="no letter"):
        WordIndex([("--", "x")])


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ABC", "abc"), ("Ёлка Й", "елка и"), ("ẞ", "ss"), ("평양", "평양"), ("ﬁsh", "fish")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "both"),
    [
        ("crab", ("crab", "crabs")),
        ("watch", ("watch", "watches")),
        ("battery", ("battery", "batteries")),
        ("toy", ("toy", "toys")),
        ("boxes", ("boxes", "boxeses")),
        ("mach*", ("mach*",)),
        ("H2", ("H2",)),
        ("уголь", ("уголь",)),
    ],
)
def test_english_words_match_in_the_plural_too(word: str, both: tuple[str, ...]) -> None:
    assert with_english_plural(word) == both


PHRASES: WordIndex[str] = WordIndex(
    [
        ("joint venture in china", "venture"),
        ("coal", "coal"),
        ("станк*", "machine"),
        ("무연탄", "coal"),
    ]
)


@pytest.mark.parametrize(
    ("text", "payloads"),
    [
        ("a joint venture in China", ["venture"]),
        ("joint venture in Russia", []),
        ("joint venture", []),
        ("joint stock company", []),
        ("уголь и coal", ["coal"]),
        ("станки", ["machine"]),
        ("станция", []),
        ("무역", []),
    ],
)
def test_a_phrase_is_found_whole_or_not_at_all(text: str, payloads: list[str]) -> None:
    assert [hit.payload for hit in PHRASES.scan(text)] == payloads
