"""Exact numbers and names find their entry, from its listing on, and only with reason are certain."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.canonical import digest_of
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
from monitor.screening.snapshot import Spellings

LISTED = date(2017, 8, 5)
LATER = date(2020, 1, 1)
WORDS = {"KP": ["DPRK", "Pyongyang", "Democratic People's Republic of Korea"]}


def entry(ref: str, kind: EntryType, name: str, **more: Any) -> ListEntry:
    measures = more.pop("measures", (Measure("asset_freeze", LISTED),))
    numbers = tuple(ListedIdentifier(*each) for each in more.pop("numbers", ()))
    return ListEntry("un-sc", ref, kind, name, measures, identifiers=numbers, **more)


PERSON, FIRM, SHIP = EntryType.PERSON, EntryType.ORGANIZATION, EntryType.VESSEL
ENTRIES = (
    entry(
        "F1", FIRM, "SYNTHETIC MINING TRADING CORPORATION (SYNMI)",
        aliases=("Gorod Unsan Works",), countries=("KP",),
        numbers=(("bic", "SYNTKPPY"), ("imo_company", "5145892"), ("registration", "1177053")),
    ),
    entry("F2", FIRM, "MINISTRY OF NATIONAL DEFENCE", countries=("KP",)),
    entry("F3", FIRM, "SYNTHETIC NOWHERE COMPANY"),
    entry("F4", FIRM, "WIDE OFFICE (WOF)", countries=("KP",)),
    entry(
        "P1", PERSON, "HONG SYN-THETIC", birth_dates=("1962-02-18",), nationalities=("KP",),
        numbers=(("passport", "PS472310168"),),
    ),
    entry("P2", PERSON, "PAEK SYN", birth_dates=("1949", "1967/1969"), nationalities=("KP",)),
    entry("S1", SHIP, "SYN SON", countries=("KP",), numbers=(("imo", "8691702"),)),
    entry("S2", SHIP, "SYN NING DE YOU 078"),
    entry(
        "S3", SHIP, "SYN FAN 6", numbers=(("imo", "8628597"),),
        measures=(
            Measure("port_ban", date(2017, 10, 3)),
            Measure("deregistration", date(2018, 3, 30), date(2019, 1, 1)),
        ),
    ),
)  # fmt: skip
SNAPSHOT = ListSnapshot("un-sc", "sha256:1", "synthetic", LATER, ENTRIES)


@pytest.fixture(scope="module")
def index() -> ListIndex:
    added = Spellings("sha256:2", {("un-sc", "F2"): ("МИНИСТЕРСТВО ОБОРОНЫ КНДР",)})
    return ListIndex(SNAPSHOT, spellings=added, country_words=WORDS)


def party(**facts: Any) -> Party:
    return Party.model_validate({"role": "creditor", **facts})


def firm(name: str, country: str | None = None, **facts: Any) -> Party:
    return party(name=name, country=country, type="organization", **facts)


def person(name: str, **facts: Any) -> Party:
    return party(name=name, type="person", **facts)


def vessel(**facts: Any) -> Vessel:
    return Vessel.model_validate(facts)


def one(found: list[Candidate]) -> Candidate:
    (candidate,) = found
    return candidate


def says(candidate: Candidate) -> str:
    return "; ".join(candidate.why)


class TestNumbers:
    @pytest.mark.parametrize(
        "number",
        [
            {"scheme": "bic", "value": "SYNTKPPYXXX"},
            {"scheme": "imo_company", "value": "IMO 5145892"},
            {"scheme": "bic", "value": "synt kppy"},
        ],
    )
    def test_a_strong_number_is_certain_whatever_the_name(
        self, index: ListIndex, number: dict[str, str]
    ) -> None:
        found = one(index.screen_party(party(name="QUITE OTHER", identifiers=[number]), LATER))
        assert (found.entry.ref, found.certain, found.score) == ("F1", True, "1.00")
        assert number["value"] in says(found)

    def test_a_number_of_another_scheme_is_another_number(self, index: ListIndex) -> None:
        asked = party(name="X", identifiers=[{"scheme": "lei", "value": "5145892"}])
        assert index.screen_party(asked, LATER) == []

    def test_a_company_number_is_no_ship_number(self, index: ListIndex) -> None:
        assert index.screen_vessel(vessel(imo="5145892"), LATER) == []

    def test_a_registration_number_needs_its_country(self, index: ListIndex) -> None:
        number = [{"scheme": "registration", "value": "1177053"}]
        assert one(
            index.screen_party(party(name="X", country="KP", identifiers=number), LATER)
        ).certain
        assert not one(index.screen_party(party(name="X", identifiers=number), LATER)).certain

    @pytest.mark.parametrize("value", ["PS472310168", "472310168", "ps 472310168"])
    def test_a_passport_is_known_with_and_without_its_class(
        self, index: ListIndex, value: str
    ) -> None:
        asked = person("SOMEBODY", identifiers=[{"scheme": "passport", "value": value}])
        assert one(index.screen_party(asked, LATER)).certain

    def test_the_same_digits_in_another_nations_passport_are_possible(
        self, index: ListIndex
    ) -> None:
        number = [{"scheme": "passport", "value": "472310168"}]
        found = one(index.screen_party(person("X", nationality="FR", identifiers=number), LATER))
        assert not found.certain
        assert "nationality FR is not that of the entry" in says(found)

    def test_a_passport_with_another_birth_date_is_possible(self, index: ListIndex) -> None:
        number = [{"scheme": "passport", "value": "PS472310168"}]
        asked = person("X", birth_date="1990-01-01", identifiers=number)
        assert not one(index.screen_party(asked, LATER)).certain


class TestOrganizations:
    @pytest.mark.parametrize(
        "name",
        [
            "Synthetic Mining Trading Corp.",
            "SYNTHETIC MINING TRADING CORPORATION (SYNMI)",
            "synthetic mining trading",
            "Gorod Unsan Works Ltd",
        ],
    )
    def test_name_and_country_together_are_certain(self, index: ListIndex, name: str) -> None:
        found = one(index.screen_party(firm(name, "KP"), LATER))
        assert (found.entry.ref, found.certain, found.score) == ("F1", True, "0.97")
        assert "country KP agrees" in says(found)

    def test_the_name_alone_is_possible(self, index: ListIndex) -> None:
        found = one(index.screen_party(firm("SYNTHETIC MINING TRADING CORP"), LATER))
        assert (found.certain, found.score) == (False, "0.80")

    def test_another_country_is_possible_and_said(self, index: ListIndex) -> None:
        found = one(index.screen_party(firm("SYNTHETIC MINING TRADING CORP", "SN"), LATER))
        assert not found.certain
        assert "country SN is not that of the entry (KP)" in says(found)

    def test_an_entry_without_country_is_never_certain_by_name(self, index: ListIndex) -> None:
        assert not one(index.screen_party(firm("SYNTHETIC NOWHERE CO", "KP"), LATER)).certain

    @pytest.mark.parametrize(
        "name",
        [
            "SYNTHETIC MINING TRADING CORPORATION OF THE DPRK",
            "Synthetic Mining Trading Corp, Pyongyang",
            "DPRK Synthetic Mining Trading",
            "Synthetic Mining Trading of the Democratic People's Republic of Korea",
        ],
    )
    def test_a_country_hung_on_the_name_corroborates_it(self, index: ListIndex, name: str) -> None:
        found = one(index.screen_party(firm(name), LATER))
        assert found.certain
        assert "the name itself names the country KP" in says(found)

    def test_a_name_borne_in_many_countries_counts_only_with_its_own(
        self, index: ListIndex
    ) -> None:
        assert one(index.screen_party(firm("Ministry of National Defense", "KP"), LATER)).certain
        for country in ("RU", None):
            asked = firm("MINISTRY OF NATIONAL DEFENCE", country)
            assert index.screen_party(asked, LATER) == []
            (note,) = index.party_in_full(asked, LATER).notes
            assert note.entry.ref == "F2"

    def test_an_abbreviation_is_at_most_possible(self, index: ListIndex) -> None:
        found = one(index.screen_party(firm("WOF", "KP"), LATER))
        assert not found.certain
        assert index.screen_party(firm("WOF", "DE"), LATER) == []
        assert index.screen_party(firm("WOF"), LATER) == []

    def test_a_spelling_of_our_own_says_so(self, index: ListIndex) -> None:
        found = one(index.screen_party(firm("Министерство обороны КНДР", "KP"), LATER))
        assert found.certain
        assert "a spelling that this project adds to F2" in says(found)

    def test_a_person_is_not_an_organization_for_sure(self, index: ListIndex) -> None:
        found = one(index.screen_party(person("SYNTHETIC MINING TRADING", country="KP"), LATER))
        assert (found.certain, found.score) == (False, "0.50")

    def test_an_agent_bank_is_an_organization_without_saying_so(self, index: ListIndex) -> None:
        asked = party(role="creditor_agent", name="SYNTHETIC MINING TRADING", country="KP")
        assert one(index.screen_party(asked, LATER)).certain

    def test_other_names_are_looked_up(self, index: ListIndex) -> None:
        asked = firm("ИКС", "KP", other_names=["SYNTHETIC MINING TRADING"])
        assert one(index.screen_party(asked, LATER)).certain


class TestPersons:
    def test_the_same_birth_date_is_certain(self, index: ListIndex) -> None:
        found = one(index.screen_party(person("Synthetic HONG", birth_date="1962-02-18"), LATER))
        assert (found.certain, found.score) == (True, "0.98")

    def test_another_birth_date_gives_a_note_and_no_candidate(self, index: ListIndex) -> None:
        asked = person("HONG SYNTHETIC", nationality="KP", birth_date="1970-02-18")
        assert index.screen_party(asked, LATER) == []
        (note,) = index.party_in_full(asked, LATER).notes
        assert note.entry.ref == "P1"
        assert "but birth date 1970-02-18 is not 1962-02-18" in note.why

    def test_another_nationality_gives_a_note_and_no_candidate(self, index: ListIndex) -> None:
        asked = person("HONG SYNTHETIC", nationality="KR")
        assert index.screen_party(asked, LATER) == []
        assert len(index.party_in_full(asked, LATER).notes) == 1

    def test_name_and_nationality_alone_are_possible(self, index: ListIndex) -> None:
        found = one(index.screen_party(person("HONG SYNTHETIC", nationality="KP"), LATER))
        assert (found.certain, found.score) == (False, "0.85")

    def test_residence_abroad_is_no_contradiction(self, index: ListIndex) -> None:
        found = one(index.screen_party(person("HONG SYNTHETIC", country="CN"), LATER))
        assert (found.certain, found.score) == (False, "0.70")

    @pytest.mark.parametrize(("day", "certain"), [("1949-06-01", True), ("1968-01-01", True)])
    def test_where_the_list_gives_years_the_year_and_nation_decide(
        self, index: ListIndex, day: str, certain: bool
    ) -> None:
        asked = person("PAEK SYN", nationality="KP", birth_date=day)
        assert one(index.screen_party(asked, LATER)).certain is certain
        without_nation = person("PAEK SYN", birth_date=day)
        assert not one(index.screen_party(without_nation, LATER)).certain

    def test_a_year_beside_the_span_contradicts(self, index: ListIndex) -> None:
        assert index.screen_party(person("PAEK SYN", birth_date="1966-01-01"), LATER) == []


class TestPrincipalsAndOwners:
    def test_the_principal_is_screened_under_its_own_path(self, index: ListIndex) -> None:
        asked = firm("FRONT LTD", "VG", acting_for="SYNTHETIC MINING TRADING")
        found = one(index.screen_party(asked, LATER, "parties/3"))
        assert (found.path, found.relation) == ("parties/3/acting_for", "acting_for")
        assert not found.certain

    def test_the_agents_own_country_says_nothing_of_its_principal(self, index: ListIndex) -> None:
        asked = person("AGENT", nationality="KP", acting_for="SYNTHETIC MINING TRADING")
        assert not one(index.screen_party(asked, LATER)).certain

    def test_owners_are_screened_by_name_and_number(self, index: ListIndex) -> None:
        owners = [
            {"name": "SOMEBODY"},
            {"name": "SYNTHETIC MINING TRADING", "country": "KP", "share_percent": "60"},
            {"identifiers": [{"scheme": "bic", "value": "SYNTKPPY"}]},
        ]
        found = index.screen_party(firm("FRONT LTD", "HK", owners=owners), LATER, "parties/0")
        assert [each.path for each in found] == ["parties/0/owners/1", "parties/0/owners/2"]
        assert {each.relation for each in found} == {"owner"}
        assert all(each.certain for each in found)


class TestShips:
    @pytest.mark.parametrize("imo", ["8691702", "IMO 8691702", "imo8691702"])
    def test_the_hull_is_certain_under_any_name(self, index: ListIndex, imo: str) -> None:
        found = one(index.screen_vessel(vessel(name="NEW NAME", imo=imo), LATER))
        assert (found.entry.ref, found.certain, found.path) == ("S1", True, "vessel")

    def test_a_number_whose_check_digit_fails_finds_nothing(self, index: ListIndex) -> None:
        assert index.screen_vessel(vessel(imo="8691703"), LATER) == []

    def test_a_name_without_number_is_possible(self, index: ListIndex) -> None:
        with_flag = one(index.screen_vessel(vessel(name="M/V SYNSON", flag="KP"), LATER))
        without = one(index.screen_vessel(vessel(name="SYN SON"), LATER))
        assert not with_flag.certain
        assert not without.certain
        assert with_flag.score > without.score

    def test_another_hull_of_the_name_gives_a_note(self, index: ListIndex) -> None:
        asked = vessel(name="SYN SON", imo="9179842", flag="KP")
        assert index.screen_vessel(asked, LATER) == []
        (note,) = index.vessel_in_full(asked, LATER).notes
        assert "but IMO 9179842 is another hull than the entry's 8691702" in note.why

    def test_a_former_name_is_possible(self, index: ListIndex) -> None:
        found = one(index.screen_vessel(vessel(name="X", former_names=["SYN SON"]), LATER))
        assert (found.certain, found.score) == (False, "0.70")

    def test_a_number_that_was_only_shown_is_possible(self, index: ListIndex) -> None:
        asked = vessel(name="X", imo="9179842", shown={"imo": "8691702", "name": "SYN SON"})
        found = one(index.screen_vessel(asked, LATER, "other_vessel"))
        assert (found.path, found.certain) == ("other_vessel/shown", False)

    def test_a_ship_that_is_a_party_is_screened_as_a_ship(self, index: ListIndex) -> None:
        number = [{"scheme": "other", "value": "IMO 8691702"}]
        asked = party(type="vessel", name="X", identifiers=number)
        assert one(index.screen_party(asked, LATER)).certain
        assert (
            one(index.screen_party(party(type="vessel", name="SYN SON"), LATER)).entry.ref == "S1"
        )

    def test_only_measures_in_force_that_day_are_given(self, index: ListIndex) -> None:
        def held(day: date) -> tuple[str, ...]:
            return one(index.screen_vessel(vessel(imo="8628597"), day)).measures

        assert held(date(2017, 10, 3)) == ("port_ban",)
        assert held(date(2018, 3, 30)) == ("port_ban", "deregistration")
        assert held(date(2019, 1, 1)) == ("port_ban",)


class TestDays:
    def test_the_day_before_the_listing_is_silent_and_noted(self, index: ListIndex) -> None:
        asked = firm("SYNTHETIC MINING TRADING", "KP")
        before = index.party_in_full(asked, LISTED - timedelta(days=1))
        assert before.candidates == ()
        (note,) = before.notes
        assert "listed on 2017-08-05, after 2017-08-04" in note.why[-1]

    def test_after_the_last_measure_ended_there_is_a_note(self) -> None:
        gone = entry(
            "G1", FIRM, "SYNTHETIC GONE",
            measures=(Measure("asset_freeze", LISTED, LATER),), countries=("KP",),
        )  # fmt: skip
        index = ListIndex(ListSnapshot("un-sc", "sha256:3", "synthetic", LATER, (gone,)))
        asked = firm("SYNTHETIC GONE", "KP")
        assert index.screen_party(asked, LATER - timedelta(days=1))
        assert index.screen_party(asked, LATER) == []
        assert "no measure of G1 was in force" in index.party_in_full(asked, LATER).notes[0].why[-1]

    @given(st.dates(date(2006, 1, 1), date(2030, 1, 1)))
    def test_an_entry_counts_from_its_day_on_and_never_before(self, day: date) -> None:
        index = ListIndex(SNAPSHOT)
        found = index.screen_party(firm("SYNTHETIC MINING TRADING", "KP"), day)
        assert bool(found) is (day >= LISTED)


class TestTheWhole:
    def test_what_matches_nothing_gives_nothing(self, index: ListIndex) -> None:
        for asked in (party(count=3), firm("PLAIN TRADER GMBH", "DE"), person("JANE ROE")):
            assert index.screen_party(asked, LATER) == []
            assert index.party_in_full(asked, LATER).notes == ()
        assert index.screen_vessel(vessel(name="PLAIN SHIP", imo="9179842"), LATER) == []
        assert index.screen_vessel(vessel(mmsi="445000000"), LATER) == []

    def test_name_and_number_together_are_one_candidate(self, index: ListIndex) -> None:
        number = [{"scheme": "bic", "value": "SYNTKPPY"}]
        found = one(index.screen_party(firm("ANOTHER NAME", "KP", identifiers=number), LATER))
        assert len(found.why) == 1
        both = firm("SYNTHETIC MINING TRADING", "KP", identifiers=number)
        assert len(one(index.screen_party(both, LATER)).why) == 2

    def test_the_better_candidate_comes_first(self) -> None:
        twin = entry("A0", FIRM, "SYNTHETIC MINING TRADING", countries=("SN",))
        index = ListIndex(ListSnapshot("un-sc", "sha256:4", "s", LATER, (twin, *ENTRIES)))
        found = index.screen_party(firm("SYNTHETIC MINING TRADING", "KP"), LATER)
        assert [each.entry.ref for each in found] == ["F1", "A0"]

    def test_the_digest_names_all_that_decides(self) -> None:
        added = Spellings("sha256:2", {})
        digests = {
            ListIndex(SNAPSHOT).digest,
            ListIndex(SNAPSHOT, spellings=added).digest,
            ListIndex(SNAPSHOT, country_words=WORDS).digest,
            ListIndex(SNAPSHOT, SNAPSHOT).digest,
        }
        assert len(digests) == 4
        assert ListIndex(SNAPSHOT).digest == SNAPSHOT.digest
        assert ListIndex(SNAPSHOT, country_words=WORDS).digest in digests

    def test_the_digest_is_that_of_a_document_which_can_be_kept(self) -> None:
        added = Spellings("sha256:2", {})
        document = {"lists": ["sha256:1"], "spellings": "sha256:2", "country_words": WORDS}
        index = ListIndex(SNAPSHOT, spellings=added, country_words=WORDS)
        assert index.digest == digest_of(document)

    @given(st.text(max_size=80))
    def test_no_name_breaks_it(self, name: str) -> None:
        index = ListIndex(SNAPSHOT)
        asked = Party.model_construct(role="creditor", name=name, acting_for=name)
        assert isinstance(index.screen_party(asked, LATER), list)
        assert isinstance(
            index.screen_vessel(Vessel.model_construct(name=name, imo=name), LATER), list
        )

    @given(st.sampled_from(ENTRIES), st.sampled_from(["{}", " {} ", "{}.", "«{}»", "{} Ltd"]))
    def test_every_listed_name_finds_its_entry(self, listed: ListEntry, frame: str) -> None:
        index = ListIndex(SNAPSHOT)
        for name in (listed.name, *listed.aliases):
            if listed.type is SHIP:
                found = index.screen_vessel(vessel(name=name), LATER)
            else:
                country = listed.countries[0] if listed.countries else None
                text = frame.format(name) if listed.type is FIRM else name
                asked = party(name=text, type=listed.type.value, country=country)
                found = index.screen_party(asked, LATER)
            assert listed.ref in {each.entry.ref for each in found}
