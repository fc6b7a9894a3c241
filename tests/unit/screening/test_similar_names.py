"""Names that are merely like a listed one: who is found, what it makes, what a search shows."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.event.cargo import Vessel
from monitor.domain.event.party import Party
from monitor.domain.listing import (
    Candidate,
    EntryType,
    ListedIdentifier,
    ListEntry,
    ListSnapshot,
    Measure,
)
from monitor.screening.index import ListIndex
from monitor.screening.matching import FILE, Matching, MatchingError, read_matching
from monitor.screening.similar import NameIndex
from monitor.shipped import shipped_rules

LISTED, LATER = date(2017, 8, 5), date(2020, 1, 1)
MATCHING = read_matching(shipped_rules().joinpath(FILE).read_bytes())
PERSON, FIRM, SHIP = EntryType.PERSON, EntryType.ORGANIZATION, EntryType.VESSEL


def entry(ref: str, kind: EntryType, name: str, **more: Any) -> ListEntry:
    numbers = tuple(ListedIdentifier(*each) for each in more.pop("numbers", ()))
    measures = (Measure("asset_freeze", LISTED),)
    return ListEntry("un-sc", ref, kind, name, measures, identifiers=numbers, **more)


ENTRIES = (
    entry("P1", PERSON, "KIM EX-AM PYO", nationalities=("KP",), aliases=("KIM YONG SAMPLE",)),
    entry("P2", PERSON, "RI YONG HO", nationalities=("KP",), birth_dates=("~1960",)),
    entry(
        "P3", PERSON, "Viktor Primerov", aliases=("Vitya the Example",),
        weak_aliases=("Vitya the Example",), nationalities=("RU",),
    ),
    entry(
        "F1", FIRM, "KOREA EXAMPLSONG TRADING CORPORATION", countries=("KP",),
        numbers=(("lei", "5299000EXAMPLE000001"),),
    ),
    entry("F2", FIRM, "MINISTRY OF SAMPLE AFFAIRS", countries=("KP",)),
    entry("S1", SHIP, "RYON HWA 1", countries=("KP",), numbers=(("mmsi", "445000001"),)),
    entry("I1", FIRM, "INFORMING EXAMPLES BUREAU LTD", countries=("KP",), informs_only=True),
)  # fmt: skip
SNAPSHOT = ListSnapshot("un-sc", "sha256:1", "synthetic", LATER, ENTRIES)


@pytest.fixture(scope="module")
def index() -> ListIndex:
    words = {"KP": ["DPRK", "Pyongyang"]}
    return ListIndex(SNAPSHOT, country_words=words, matching=MATCHING)


def found(index: ListIndex, **facts: Any) -> list[Candidate]:
    return index.screen_party(Party.model_validate({"role": "creditor", **facts}), LATER)


def one(candidates: list[Candidate]) -> Candidate:
    (candidate,) = candidates
    return candidate


def says(candidate: Candidate) -> str:
    return "; ".join(candidate.why)


class TestPersons:
    def test_another_spelling_is_shown_and_decides_nothing_alone(self, index: ListIndex) -> None:
        match = one(found(index, name="Lee Young-ho", type="person"))
        assert (match.entry.ref, match.certain, match.decides) == ("P2", False, False)
        assert "is like 'RI YONG HO', a name of P2" in says(match)

    def test_with_the_nationality_it_decides(self, index: ListIndex) -> None:
        match = one(found(index, name="Ri Yo'ng-ho", type="person", nationality="KP"))
        assert match.decides
        assert "nationality KP agrees" in says(match)

    def test_a_name_in_hangul_alone_opens_nothing(self, index: ListIndex) -> None:
        match = one(found(index, name="리영호", type="person"))
        assert (match.entry.ref, match.decides) == ("P2", False)

    def test_an_approximate_year_may_be_one_off(self, index: ListIndex) -> None:
        asked = {"name": "RI YONG HO", "type": "person", "nationality": "KP"}
        assert one(found(index, **asked, birth_date="1961-05-01")).certain
        assert found(index, **asked, birth_date="1963-05-01") == []

    def test_a_weak_alias_counts_for_less_and_says_so(self, index: ListIndex) -> None:
        strong = one(found(index, name="Viktor Primerof", type="person"))
        weak = one(found(index, name="Vitya the Examplo", type="person"))
        assert weak.score < strong.score
        assert "the list calls this name weak" in says(weak)

    def test_cyrillic_finds_latin(self, index: ListIndex) -> None:
        assert one(found(index, name="Виктор Примеров", type="person")).entry.ref == "P3"

    def test_a_type_that_contradicts_is_not_searched_by_likeness(self, index: ListIndex) -> None:
        assert found(index, name="Viktor Primerof", type="organization") == []


class TestOrganizations:
    def test_a_slip_in_the_name_is_found_and_less_than_the_name(self, index: ListIndex) -> None:
        slip = one(found(index, name="Korea Exampelsong Trading Corp", country="KP"))
        equal = one(found(index, name="Korea Examplsong Trading Corp", country="KP"))
        assert slip.entry.ref == equal.entry.ref == "F1"
        assert slip.score < equal.score
        assert equal.certain
        assert not slip.certain

    def test_the_country_in_the_name_corroborates(self, index: ListIndex) -> None:
        match = one(found(index, name="Korea Exampelsong Trading, Pyongyang", type="organization"))
        assert "the name itself names the country KP" in says(match)

    def test_a_name_of_common_words_must_be_equal_to_decide(self, index: ListIndex) -> None:
        matches = found(index, name="Ministry of Samples Affairs", country="KP")
        assert not any(match.certain for match in matches)

    def test_another_lei_speaks_against_the_name(self, index: ListIndex) -> None:
        number = [{"scheme": "lei", "value": "5299000EXAMPLE000002"}]
        match = one(
            found(
                index, name="KOREA EXAMPLSONG TRADING CORPORATION", country="KP", identifiers=number
            )
        )
        assert (match.certain, match.score) == (False, "0.40")
        assert "but LEI 5299000EXAMPLE000002 is another than the entry's" in says(match)

    def test_a_list_that_informs_never_decides(self, index: ListIndex) -> None:
        match = one(found(index, name="INFORMING EXAMPLES BUREAU LTD", country="KP"))
        assert (match.entry.ref, match.certain, match.decides) == ("I1", False, False)


class TestShips:
    def ship(self, index: ListIndex, **facts: Any) -> list[Candidate]:
        return index.screen_vessel(Vessel.model_validate(facts), LATER)

    def test_another_number_is_another_ship(self, index: ListIndex) -> None:
        assert self.ship(index, name="RYON HWA 3") == []
        assert one(self.ship(index, name="RYONHWA I")).entry.ref == "S1"

    def test_a_radio_number_is_possible_and_with_the_name_certain(self, index: ListIndex) -> None:
        alone = one(self.ship(index, name="OTHER", mmsi="445000001"))
        both = one(self.ship(index, name="RYON HWA 1", mmsi="445000001"))
        assert (alone.certain, both.certain) == (False, True)
        assert "radio numbers are given again" in says(alone)


class TestSearch:
    def test_the_likeliest_comes_first_with_its_reasons(self, index: ListIndex) -> None:
        hits = index.search("Kim Exampyo")
        assert hits[0].entry.ref == "P1"
        assert hits[0].match
        assert hits[0].why
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    def test_a_number_is_found_too(self, index: ListIndex) -> None:
        (hit,) = index.search("5299000EXAMPLE000001")
        assert (hit.entry.ref, hit.score) == ("F1", "1.00")
        assert hit.why == ("LEI 5299000EXAMPLE000001 is that of F1",)

    def test_ships_are_found_without_saying_what_is_asked(self, index: ListIndex) -> None:
        assert index.search("RYONHWA 1")[0].entry.ref == "S1"
        assert index.search("RYONHWA 1", schema="Person") == ()

    def test_before_the_listing_nothing_is_given(self, index: ListIndex) -> None:
        assert index.search("RI YONG HO", day=date(2010, 1, 1)) == ()
        assert index.search("RI YONG HO", day=LATER)[0].measures == ("asset_freeze",)

    def test_the_limit_holds(self, index: ListIndex) -> None:
        assert len(index.search("RI YONG HO", limit=1)) == 1


class TestThresholds:
    def test_they_are_part_of_the_digest(self, tmp_path: Path) -> None:
        text = shipped_rules().joinpath(FILE).read_text(encoding="utf-8")
        other = read_matching(text.replace("match: 0.70", "match: 0.71").encode())
        assert other.digest != MATCHING.digest
        one_index, other_index = (
            ListIndex(SNAPSHOT, matching=MATCHING), ListIndex(SNAPSHOT, matching=other),
        )  # fmt: skip
        assert one_index.digest != other_index.digest
        assert one_index.digest == ListIndex(SNAPSHOT, matching=MATCHING).digest

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("match: 0.7", "it must hold exactly"),
            ("match: 0.7\nequal: 2\nalert: {}\nalert_corroborated: {}", "equal must be a number"),
            ("match: x\nequal: 1\nalert: {}\nalert_corroborated: {}", "match must be a number"),
            (
                "match: 0.7\nequal: 1\nalert: {person: 1}\nalert_corroborated: {}",
                "must give person",
            ),
        ],
    )
    def test_a_wrong_file_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(MatchingError, match=message):
            read_matching(text.encode())

    def test_what_corroborates_lowers_what_an_alert_needs(self) -> None:
        assert isinstance(MATCHING, Matching)
        for kind in (PERSON, FIRM, SHIP):
            least = MATCHING.alert_corroborated[kind]
            assert MATCHING.alerts(kind, least, corroborated=True)
            assert not MATCHING.alerts(kind, least, corroborated=False)


class TestNameIndex:
    def test_a_key_that_all_share_is_no_key(self) -> None:
        index = NameIndex(0.5)
        for number in range(300):
            index.add(entry(f"E{number}", PERSON, "Ivan Petrov"), ["Ivan Petrov"], added=False)
        assert len(index.find("Ivan Petrov")) <= 24

    def test_results_are_in_the_order_of_the_list(self) -> None:
        index = NameIndex(0.5)
        for ref in ("B", "A"):
            index.add(entry(ref, PERSON, "Ivan Petrov"), ["Ivan Petrov"], added=False)
        assert [each.entry.ref for each in index.find("Ivan Petroff")] == ["B", "A"]
