from datetime import date
from decimal import Decimal

import pytest

from monitor.rulebook.commodities import CodeGrade
from monitor.rulebook.loader import load
from monitor.rulebook.vocab import Vocab
from tests.rules.small_book import small_files

FURTHER = {"ports_far_east": "vladivostok_area: [RUVVO, RUVYP]\n"}
DAY = date(2019, 3, 14)


def made() -> Vocab:
    files = small_files()
    files["vocab/ports.yaml"] = FURTHER["ports_far_east"].encode()
    loaded = load(files)
    assert loaded.issues == []
    assert loaded.vocab is not None
    return loaded.vocab


VOCAB = made()


def test_commodities_by_code_and_by_words() -> None:
    assert VOCAB.commodities_for_code("270112", DAY)["coal"].grade is CodeGrade.CERTAIN
    assert VOCAB.commodities_for_code("271019", DAY)["diesel"].grade is CodeGrade.PARTIAL
    assert list(VOCAB.commodities_for_text("уголь")) == ["coal"]
    assert VOCAB.commodities["diesel"].product == "diesel"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("KPRJN", {"rajin"}),
        (" kprjn ", {"rajin"}),
        ("Port of Najin, DPRK", {"rajin"}),
        ("라진항", {"rajin"}),
        ("RUVVO", set()),
        ("Trajinka", set()),
    ],
)
def test_places_by_code_and_by_name(text: str, places: set[str]) -> None:
    assert VOCAB.places_in(text) == places
    assert VOCAB.is_place("rajin", text) is ("rajin" in places)


def test_words_that_name_the_target() -> None:
    assert VOCAB.target_word("12 Pyongyang Street") == "Pyongyang"
    assert VOCAB.target_word("north-korea desk") == "North Korea"
    assert VOCAB.target_word("Seoul") is None


def test_quantities() -> None:
    assert VOCAB.convert(Decimal(1500), "KGM", "t") == Decimal("1.5")
    barrels = VOCAB.to_barrels(Decimal(10), "t", "diesel")
    assert barrels is not None
    assert (barrels.value, barrels.factor) == (Decimal("74.60"), "diesel.tonne")
    assert VOCAB.counts_pieces("C62")


def test_sides_of_roles() -> None:
    assert VOCAB.side_of("seller") == "supplying"
    assert VOCAB.side_of("stranger") is None


def test_references_and_their_members() -> None:
    assert VOCAB.vocabularies() == ("commodity", "place", "ports")
    assert VOCAB.defines("commodity", "coal")
    assert VOCAB.defines("place", "nampo")
    assert VOCAB.defines("ports", "vladivostok_area")
    assert not VOCAB.defines("ports", "none")
    assert not VOCAB.defines("harbours", "none")
    assert VOCAB.members("ports", "vladivostok_area") == {"RUVVO", "RUVYP"}
    assert VOCAB.members("commodity", "coal") == {"coal"}


def test_logic_leaves_labels_out() -> None:
    logic = VOCAB.logic_of("commodity", "coal")
    assert isinstance(logic, dict)
    assert "label" not in logic
    assert "hs" in logic
    assert VOCAB.logic_of("ports", "vladivostok_area") == ["RUVVO", "RUVYP"]
    assert VOCAB.logic_of("commodity", "none") is None
    assert VOCAB.logic_of("none", "none") is None
    assert VOCAB.raw("roles") == {"seller": "supplying", "buyer": "receiving", "carrier": "serving"}


def test_one_locode_may_mean_two_places() -> None:
    files = small_files()
    files["vocab/places.yaml"] += b"rason: {country: KP, locodes: [KPRJN], names: [Rason]}\n"
    vocab = load(files).vocab
    assert vocab is not None
    assert vocab.places_in("KPRJN") == {"rajin", "rason"}


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("places", "[]\n", "must be a mapping"),
        ("places", 'a: {country: KPP}\nb: ["--"]\n', "an ISO 3166-1 alpha-2 code"),
        ("units", "kg: 5\n", "must be a mapping"),
        ("instruments", "[]\n", "must be a mapping"),
        ("conversions", "petroleum: 1\n", "the key 'crude' is missing"),
        ("places", "a: [\n", "does not parse"),
    ],
)
def test_a_broken_file_is_told_and_gives_no_vocabulary(file: str, content: str, words: str) -> None:
    loaded = load({**small_files(), f"vocab/{file}.yaml": content.encode()})
    assert loaded.vocab is None
    assert any(words in issue.message for issue in loaded.issues)


def test_an_exclusion_names_another_commodity() -> None:
    files = small_files()
    files["vocab/commodities.yaml"] += b"fuel: {label: fuel, excludes: [deisel, fuel, coal]}\n"
    messages = [issue.message for issue in load(files).issues]
    assert messages == [
        "'deisel' is no other commodity, so nothing is excluded. Did you mean 'diesel'?",
        "'fuel' is no other commodity, so nothing is excluded. Did you mean 'fuel'?",
    ]


def test_a_text_may_speak_against_a_commodity() -> None:
    assert VOCAB.commodities_denied_by("charcoal in bags") == {"coal"}


def test_long_texts_are_read_and_not_kept() -> None:
    long = "x " * 200 + "coal to Rajin, North Korea"
    kept = VOCAB._words._cached.cache_info().currsize
    assert list(VOCAB.commodities_for_text(long)) == ["coal"]
    assert VOCAB.places_in(long) == {"rajin"}
    assert VOCAB.target_word(long) == "North Korea"
    assert VOCAB._words._cached.cache_info().currsize == kept


def test_bodies_are_known_by_their_whole_name() -> None:
    files = small_files()
    files["vocab/organisations.yaml"] = b"aid: [Example Relief Fund]\n"
    vocab = load(files).vocab
    assert vocab is not None
    assert vocab.is_body("aid", " example  RELIEF fund ")
    assert not vocab.is_body("aid", "Example Relief Fund Ltd")
    assert not vocab.is_body("none", "Example Relief Fund")
