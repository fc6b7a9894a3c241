import pytest

from monitor.web.pages.inert import oddities, plain, visible


def test_markup_is_escaped() -> None:
    shown = visible('<script>alert("x")</script>')
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_attributes_cannot_be_broken_out_of() -> None:
    assert '"' not in visible('" onmouseover="x').replace('<bdi class="raw">', "")


@pytest.mark.parametrize(
    "char",
    ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x07", "\u3164", "\U000e0041"],
)
def test_hidden_and_reordering_characters_are_named(char: str) -> None:
    shown = visible(f"PYONG{char}YANG")
    assert char not in shown
    assert f"U+{ord(char):04X}" in shown
    assert oddities(f"PYONG{char}YANG")


def test_letters_of_two_scripts_in_one_word_are_named() -> None:
    shown = visible("Pyоngyang Trading")  # the o is Cyrillic
    assert "Cyrillic + Latin" in shown
    assert shown.count("Cyrillic + Latin") == 2  # as a title and as a mark that can be read


def test_letters_that_only_look_latin_are_named_in_a_latin_text() -> None:
    assert "Cyrillic letters that look Latin" in visible("СОАР powder")


def test_names_in_their_own_script_are_left_alone() -> None:
    for name in (
        "Восточный порт",
        "평양무역회사",
        "朝鲜光鲜银行",
        "شركة بيونغ يانغ",
        "Škoda Praha",
    ):
        assert "mixed" not in visible(name)
        assert oddities(name) == ()


def test_styled_letters_are_named() -> None:
    assert "styled letters" in visible("𝐍𝐚𝐦𝐩𝐨")


def test_line_breaks_are_shown_and_kept() -> None:
    assert "↵</span><br>" in visible("one\ntwo")


def test_stacked_marks_are_cut() -> None:
    assert visible("a" + "\u0301" * 30).count("U+0301") == 27


def test_long_text_is_cut_and_counted() -> None:
    shown = visible("x" * 5_000, 100)
    assert "4,900 more characters" in shown
    assert len(shown) < 400


def test_every_text_stands_in_its_own_direction() -> None:
    assert visible("x").startswith('<bdi class="raw">')


def test_plain_text_has_no_hidden_characters() -> None:
    assert plain("a\u202eb\x00c") == "a\ufffdb\ufffdc"
