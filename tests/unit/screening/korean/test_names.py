"""Names of persons in every spelling: found alike, told apart, refused."""

import pytest

from monitor.screening.korean import Likeness, alike, block_keys, korean_name


def compare(left: str, right: str) -> Likeness | None:
    one, other = korean_name(left), korean_name(right)
    if one is None or other is None:
        return None
    found = alike(one, other)
    if found is not None:
        assert block_keys(one) & block_keys(other), (left, right)
    return found


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # The Foreign Minister of 2016 to 2020, in five spellings.
        ("Ri Yong Ho", "Lee Young-ho"),
        ("Ri Yong-ho", "Yi Yŏng-ho"),
        ("RI Yongho", "Rhee Yong Ho"),
        ("Ri Yong Ho", "리용호"),
        ("Ri Yong Ho", "이용호"),
        ("Ri Yong Ho", "Ли Ён Хо"),
        # One family name, every way.
        ("Choe Ryong Hae", "Choi Ryong-hae"),
        ("Choe Ryong Hae", "Ch'oe Ryong-hae"),
        ("Choe Ryong Hae", "최룡해"),
        ("Choe Ryong Hae", "최용해"),
        ("Choe Ryong Hae", "Чхве Рён Хэ"),
        ("Choe Ryong Hae", "Цой Рён Хэ"),
        ("Choe Ryong Hae", "崔龙海"),
        ("Choe Ryong Hae", "Cui Longhai"),
        ("Kim Jong Un", "金正恩"),
        ("Kim Jong Un", "Jin Zheng'en"),
        ("Kim Jong Un", "김정은"),
        ("Kim Jong Un", "Ким Чен Ын"),
        ("Kim Jong Un", "Gim Jeong-eun"),
        ("Kim Jong Un", "Kim Cho'ng-u'n"),
        ("Kim Jong Un", "KIM JONGUN"),
        ("김정은", "Ким Чен Ын"),
        ("김정은", "金正恩"),
        ("Ким Чен Ын", "金正恩"),
        ("Ким Чен Ир", "Kim Jong Il"),
        ("Ким Ир Сен", "Kim Il Sung"),
        ("Pak Pong Ju", "Park Bong-ju"),
        ("Pak Pong Ju", "Пак Пон Чжу"),
        ("Jang Song Thaek", "Chang Sŏng-t'aek"),
        ("Jang Song Thaek", "장성택"),
        ("Roh Moo-hyun", "노무현"),
        ("Roh Moo-hyun", "로무현"),
        ("Syngman Rhee", "이승만"),
        ("Yoon Suk-yeol", "윤석열"),
        ("Namgung Min", "남궁민"),
        ("Sunwoo Jin", "선우진"),
        # Chinese names that Korean and Russian texts quote.
        ("Li Keqiang", "리커창"),
        ("Mao Zedong", "마오쩌둥"),
        ("Li Keqiang", "李克强"),
        ("Chiang Ching-kuo", "장징궈"),
        ("Tang Ping-keung", "鄧炳強"),
        ("Tsang Kwok-wai", "曾国卫"),
        ("Li Ka-shing", "李嘉誠"),
        ("Li Ka-shing", "리자청"),
        # Where the family name stands and how it is marked.
        ("Yong Ho RI", "RI Yong Ho"),
        ("Kim, Jong Un", "Jong-un Kim"),
        ("NAM Kim Yong", "KIM Yong Nam"),
        ("정은 김", "김정은"),
        # Marks lost to blanks, as one official list has them.
        ("PYO NG-CH O L Min", "Byong Chol MIN"),
        ("Chang Myong- Chin", "JANG Myong Jin"),
        # Several names in one field.
        ("KIM Yong-Gon, KIM Young-Nam", "김영남"),
        # French press spelling.
        ("DJANG Tcheul-hy", "장철희"),
        ("DJANG Tcheul-hy", "JANG Chol-hy"),
    ],
)
def test_one_name_is_found_in_every_spelling(left: str, right: str) -> None:
    found = compare(left, right)
    assert found is not None
    assert found.score >= 0.55
    assert found == compare(right, left) or found.score == pytest.approx(
        getattr(compare(right, left), "score", 0.0)
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Kim Jong Un", "Kim Jong Su"),
        ("Kim Jong Un", "Kim Yo Jong"),
        ("김정은", "김정수"),
        ("Ким Чен Ын", "Ким Чен Нам"),
        ("金正恩", "金正日"),
        ("Kim Yong Chol", "Kim Chol Yong"),
        ("Kim Yong Chol", "Kim Yong Nam"),
        ("Kim Yong Chol", "Ri Yong Chol"),
        ("Pak Chun Il", "Pak Mun Il"),
        ("Ri Yong Ho", "Ri Yong Su"),
        ("Ri Yong Ho", "Ri Yong"),
        ("Kim Kyong Ok", "Kim Kyong Il"),
        ("Ri Hong Sop", "리홍수"),
        ("Choe Hwi", "최희준"),
        ("Kim", "Kim Jong Un"),
    ],
)
def test_one_other_syllable_makes_another_name(left: str, right: str) -> None:
    assert compare(left, right) is None


@pytest.mark.parametrize(
    "text",
    [
        "Ashley Fred Reynolds",
        "Osvald Bertil Clausen",
        "Vasily Kolchanov",
        "Иван Петров",
        "Μαρία Παπαδοπούλου",
        "محمد علی",
        "भरत मालिक",
        "春香 小林",
        "Robert",
        "Kim",
        "김",
        "",
        " ",
        "12 34",
    ],
)
def test_what_cannot_be_such_a_name_is_refused(text: str) -> None:
    assert korean_name(text) is None


def test_a_closer_spelling_scores_higher() -> None:
    same = compare("Ri Yong Ho", "RI YONG-HO")
    published = compare("Ri Yong Ho", "리용호")
    loose = compare("Ri Yong Ho", "Lee Young-ho")
    careless = compare("Hong Sun Mu", "Hong Sung Mu")
    assert same is not None
    assert published is not None
    assert loose is not None
    assert careless is not None
    assert same.score == 1.0
    assert published.score > 0.9
    assert published.score > loose.score > careless.score


def test_a_slip_of_one_letter_says_so_and_only_one_is_allowed() -> None:
    found = compare("Hong Sun Mu", "Hong Sung Mu")
    assert found is not None
    assert found.why == ("Sun and Sung differ by a slip in one letter",)
    assert compare("Kim Son Chan", "Kim Song Chang") is None
    # With two syllables in all a slip leaves too little.
    assert compare("Hong Sun", "Hong Sung") is None


def test_the_reasons_are_plain_words() -> None:
    latin = compare("Ri Yong Ho", "Lee Ryong-ho")
    assert latin is not None
    assert latin.why == (
        "Ri is a spelling of 이, as is Lee",
        "Yong is a spelling of 용, as is Ryong",
    )
    characters = compare("金正恩", "Kim Jong Un")
    assert characters is not None
    assert characters.why[0] == "金 is read 김 and Kim is a spelling of 김"
    law = compare("리용호", "이용호")
    assert law is not None
    assert law.why == ("the South writes 이 for the North's 리",)
    spoken = compare("Jin Zheng'en", "김정은")
    assert spoken is not None
    assert spoken.why[1] == "Zheng is the pinyin of characters read 정"
    equal = compare("Kim Jong Un", "KIM Jong-un")
    assert equal is not None
    assert equal.why == ("every syllable is written the same",)


def test_syllables_tell_how_a_name_was_cut() -> None:
    name = korean_name("Hyun-jin Ryu")
    assert name is not None
    assert name.syllables == ("ryu", "hyun", "jin")
    joined = korean_name("Ri Yongho")
    assert joined is not None
    assert joined.syllables == ("ri", "yong", "ho")


def test_keys_are_few_for_an_ordinary_korean_name() -> None:
    for text in ("Kim Jong Un", "Ri Yong Ho", "김정은", "Pak Pong Ju"):
        name = korean_name(text)
        assert name is not None
        assert len(block_keys(name)) <= 4


def test_hangul_in_letters_and_full_width_latin_are_read() -> None:
    decomposed = "\u1100\u1175\u11b7\u110c\u1165\u11bc\u110b\u1173\u11ab"
    assert compare(decomposed, "김정은") is not None
    assert compare("Ｋｉｍ Ｊｏｎｇ Ｕｎ", "Kim Jong Un") is not None
