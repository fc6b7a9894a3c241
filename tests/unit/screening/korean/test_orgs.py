"""Names of organisations by meaning, and the names among their words by sound."""

import pytest

from monitor.screening.korean import Likeness, org_block_keys, org_words, orgs_alike


def compare(left: str, right: str) -> Likeness | None:
    found = orgs_alike(left, right)
    if found is not None and found.score >= 0.65:
        assert org_block_keys(left) & org_block_keys(right), (left, right)
    return found


def test_hangul_is_cut_into_the_longest_words_it_holds() -> None:
    words = org_words("조선광업개발무역회사")
    assert words is not None
    assert [each.name for each in words.meanings] == [
        "korea",
        "mining",
        "development",
        "trade",
        "company",
    ]
    assert words.names == ()
    assert words.english == "korea mining development trade company"


def test_what_has_no_meaning_is_a_name() -> None:
    words = org_words("조선련봉총회사")
    assert words is not None
    assert [each.text for each in words.names] == ["련봉"]
    assert [each.name for each in words.meanings] == ["korea", "general", "company"]


def test_a_single_syllable_inside_a_name_is_no_word() -> None:
    words = org_words("조선남강무역회사")
    assert words is not None
    assert [each.text for each in words.names] == ["남강"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("조선광업개발무역회사", "Korea Mining Development Trading Corporation"),
        ("朝鲜矿业开发贸易公司", "Korea Mining Development Trading Corporation"),
        ("朝鮮鑛業開發貿易會社", "조선광업개발무역회사"),
        ("조선련봉총회사", "Korea Ryonbong General Corporation"),
        ("연봉총회사", "KOREA RYONBONG GENERAL CORPORATION"),
        ("단천상업은행", "Tanchon Commercial Bank"),
        ("조선광선은행", "Korea Kwangson Banking Corporation"),
        ("남천강무역회사", "Namchongang Trading Corporation"),
        ("조선단군무역회사", "Korea Tangun Trading Corporation"),
        ("원자력총국", "General Bureau of Atomic Energy"),
        ("원자력총국", "General Department of Atomic Energy (GDAE)"),
        ("정찰총국", "Reconnaissance General Bureau"),
        ("Chongch’al Ch’ongguk", "Reconnaissance General Bureau (RGB)"),
        ("Che 2 Chayon Kwahakwon", "Second Academy of Natural Sciences"),
        ("제2자연과학원", "Second Academy of Natural Sciences"),
        ("조선대성은행", "Choson Taesong Unhaeng"),
        ("대외무역은행", "Foreign Trade Bank"),
        ("Daedong Credit Bank", "Taedong Credit Bank (DCB)"),
        ("Chong Chon Gang Shipping Co. Ltd.", "Chongchongang Shipping Company"),
        ("Korea Amroggang Development Bank", "Amnokkang Development Bank"),
        ("Ministry of Crude Oil Industry", "Crude Oil Industry Ministry"),
        ("Ch'o'ngsong Yo'nhap", "Green Pine Associated Corporation"),
        ("大连天宝贸易有限公司", "Dalian Tianbao Trading Co., Ltd."),
    ],
)
def test_one_organisation_is_found_by_meaning_and_sound(left: str, right: str) -> None:
    found = compare(left, right)
    assert found is not None
    assert found.score >= 0.65, found
    assert found.score == getattr(orgs_alike(right, left), "score", None)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Korea Achim Shipping Co", "Korea Samma Shipping Co"),
        ("Korea Kwangson Banking Corporation", "Korea Kwangsong Trading Corporation"),
        ("Korea Daesong Bank", "Korea Daesong General Trading Corporation"),
        ("Koryo Bank", "Koryo Credit Development Bank"),
        ("Korea Daesong Bank", "Koryo Bank"),
        ("조선광업개발무역회사", "조선단군무역회사"),
        ("조선련봉총회사", "Korea Ryonha General Corporation"),
        ("International Trading Company", "International Trading Company"),
        ("평양자동차공장", "Tanchon Commercial Bank"),
    ],
)
def test_shared_everyday_words_do_not_make_one_organisation(left: str, right: str) -> None:
    found = orgs_alike(left, right)
    if left == right:
        # Everyday words alone are agreement, and little evidence.
        assert found is not None
        assert found.score < 0.9
    else:
        assert found is None or found.score < 0.65


def test_the_reasons_name_words_and_names() -> None:
    found = orgs_alike("조선련봉총국", "Korea Ryonbong General Department")
    assert found is not None
    assert found.why == (
        "both say korea, general, bureau",
        "련봉 and ryonbong may be one name",
    )
    kin = orgs_alike("단천신용은행", "Tanchon Trust Bank")
    assert kin is not None
    assert "'credit' and 'trust' are translated for each other" in kin.why


def test_text_without_a_legible_word_gives_nothing() -> None:
    for text in ("", "  ", "(((", "12", "шщ", "☃☃"):
        assert org_words(text) is None
        assert org_block_keys(text) == frozenset()


def test_keys_are_made_of_telling_words_and_of_sounds() -> None:
    assert "mining+trade" in org_block_keys("조선광업개발무역회사")
    assert any(key.startswith("o:") for key in org_block_keys("조선련봉총회사"))
