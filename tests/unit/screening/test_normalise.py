"""Spellings of one name fall together, and different names stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.screening.identifiers import normalise_identifier
from monitor.screening.normalise import (
    name_key,
    name_keys,
    name_words,
    person_keys,
    vessel_key,
    vessel_keys,
    words_of,
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("KOREA SAMMA SHIPPING CO", "Korea Samma Shipping Co., Ltd."),
        ("Korea Samma SHPG CO", "KOREA SAMMA SHIPPING COMPANY LIMITED"),
        ("Pot’onggang", "POTONGGANG"),
        ("Ch'o'l", "Ch’o’l"),
        ("Korea Kwangsŏn Banking Corporation", "KOREA KWANGSON BANKING CORP"),
        ("CHANG AN SHIPPING & TECHNOLOGY", "CHANG AN SHIPPING AND TECHNOLOGY"),
        ("SYN CHON GANG CORPORATION", "Synchongang Corp"),
        ("MINISTRY OF DEFENCE", "The Ministry of Defense"),
        ("ＳＹＮＴＨＥＴＩＣ　１", "synthetic 1"),
        ("ООО «СИНТЕТИК СТРОЙ»", "Синтетик Строй"),
        ("沈忠國際海運有限公司", "沈忠國際海運 有限公司"),
        ("YU\u200bSON\u202e", "YU SON"),
        ("Королёв", "КОРОЛЕВ"),
        ("가나다", "가나다"),
    ],
)
def test_spellings_of_one_name_fall_together(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("SAM JONG 1", "SAM JONG 2"),
        ("KOREA TRADING BANK", "FOREIGN TRADE BANK"),
        ("Synthetic Co", "Synthetic Trading Co"),
        ("가", "나"),
        ("が", "か"),
    ],
)
def test_different_names_stay_apart(left: str, right: str) -> None:
    assert name_key(left) != name_key(right)


def test_a_name_of_a_legal_form_alone_is_not_emptied() -> None:
    assert name_key("LTD") == "ltd"
    assert name_key("Co., Ltd.") == "coltd"
    assert name_key("公司") == "公司"


@pytest.mark.parametrize("name", ["", "  ", "...", "«»", "\u200b", "—"])
def test_no_letters_give_no_key(name: str) -> None:
    assert name_key(name) == ""
    assert name_keys(name) == ()
    assert vessel_keys(name) == ()


def test_a_name_is_looked_up_without_and_within_brackets() -> None:
    assert name_keys("FOREIGN TRADE BANK (FTB)") == (
        "foreigntradebankftb",
        "foreigntradebank",
        "ftb",
    )


def test_a_name_in_two_scripts_is_looked_up_by_each() -> None:
    assert set(name_keys("МРБ БАНК MRB BANK")) >= {"mrbbank", "мрббанк"}
    assert set(vessel_keys("云宏8 YUN HONG 8")) >= {"yunhong8", "云宏8"}


def test_a_person_is_known_with_the_family_name_first_or_last() -> None:
    assert {"kimyongchol", "yongcholkim"} <= set(person_keys("KIM YONG-CHOL"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("M/V YU SON", "YU SON"),
        ("MV. YU SON", "YUSON"),
        ("M.T. Yu Son", "yu son"),
        ("BILLIONS NO. 18", "BILLIONS NO.18"),
        ("BILLIONS NO 18", "Billions 18"),
        ("т/х Ю СОН", "Ю-СОН"),
    ],
)
def test_ship_prefixes_and_word_breaks_do_not_count(left: str, right: str) -> None:
    assert vessel_key(left) == vessel_key(right)


def test_a_ship_whose_name_begins_like_a_prefix_keeps_it() -> None:
    assert vessel_key("MTWARA") == "mtwara"
    assert vessel_key("NO") == "no"


@pytest.mark.parametrize(
    ("scheme", "value", "form"),
    [
        ("passport", "PS 472330208 ", "PS472330208"),
        ("bic", "ftbdkppyxxx", "FTBDKPPY"),
        ("bic", "FTBDKPPY", "FTBDKPPY"),
        ("imo_company", "IMO 5145892", "5145892"),
        ("registration", "11-770/53", "1177053"),
        ("crypto_address", " 0x098B716B8Aaf ", "0x098b716b8aaf"),
        ("crypto_address", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        ("passport", "４７２", "472"),
    ],
)  # fmt: skip
def test_numbers_have_one_form(scheme: str, value: str, form: str) -> None:
    assert normalise_identifier(scheme, value) == form


@given(st.text(max_size=60))
def test_folding_words_twice_changes_nothing(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words


@given(st.text(max_size=60))
def test_folding_a_name_twice_changes_nothing(text: str) -> None:
    words = name_words(text)
    assert name_words(" ".join(words)) == words


@given(st.text(max_size=60))
def test_case_and_padding_never_change_the_key(text: str) -> None:
    assert name_key(f"  {text}\t") == name_key(text)
    if text.isascii():
        assert name_key(text.upper()) == name_key(text.lower())


@given(st.sampled_from(["passport", "bic", "lei", "crypto_address", "other"]), st.text(max_size=40))
def test_a_number_has_its_form_for_good(scheme: str, value: str) -> None:
    form = normalise_identifier(scheme, value)
    assert normalise_identifier(scheme, form) == form
