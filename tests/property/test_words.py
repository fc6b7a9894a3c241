"""The quick look for listed words never says no where a scan finds one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rulebook.book import RuleBook
from monitor.rulebook.words import WordIndex

LISTED = ("Pyongyang", "North Korea", "D.P.R.K.", "Пхеньян", "平壤", "나선", "북조선", "Ch'ongjin")
INDEX = WordIndex((word, word) for word in LISTED)
STEMS = WordIndex([("угл*", "coal"), ("coal", "coal")])
# Words as they stand in texts: plain, imitated with letters of another script, accented, parted.
PIECES = st.sampled_from(
    (
        *LISTED,
        *("PYONGYANG", "Руоngуаng", "pyongy\u0430ng", "Pyóngyang", "py\u00adongyang", "north"),
        *(
            "korea",
            "D P R K",
            "dprk",
            "northkorea",
            "п\u0445еньян",
            "平",
            "壤",
            "углем",
            "kp",
            "-",
            ".",
        ),
    )
) | st.text(max_size=6)
LINES = st.lists(st.tuples(PIECES, st.sampled_from(("", " ", "-", "'"))), max_size=5).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


@settings(max_examples=500)
@given(st.lists(LINES, max_size=4))
def test_lines_that_hold_a_listed_word_are_never_passed_over(lines: list[str]) -> None:
    for index in (INDEX, STEMS):
        if any(True for line in lines for _ in index.scan(line)):
            assert index.may_find("\n".join(lines))


@settings(max_examples=200)
@given(st.lists(LINES, max_size=4))
def test_the_vocabulary_never_passes_over_a_name_of_the_target(
    book: RuleBook, lines: list[str]
) -> None:
    if any(book.vocab.target_word(line) is not None for line in lines):
        assert book.vocab.may_name_target("\n".join(lines))


def test_most_texts_of_ordinary_trade_are_passed_over() -> None:
    assert not INDEX.may_find("Example Trading LLC\n12 Harbour Street, Busan\nОбразец Трейдинг")
