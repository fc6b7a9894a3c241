"""The EU's and the UK's lists, in every form that their files have."""

from datetime import date

import pytest

from feeds.lists.eu_fsf import read_fsf
from feeds.lists.uk_csv import read_uk_csv
from feeds.lists.uk_parts import uk_birth
from feeds.lists.uk_xml import read_uk_xml
from monitor.domain.listing import LISTED, EntryType, ListedIdentifier, ListEntry, Measure
from monitor.errors import FeedAborted

EU = """<sanctionEntity designationDate="2016-03-02" unitedNationId="" euReferenceNumber="EU.1.1" logicalId="1">
<regulation programme="PRK" publicationDate="2017-08-31"/><subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Syn" middleName="" lastName="ONE" wholeName="Syn ONE" function="Example Officer" title="" strong="true"/>
<nameAlias wholeName="Uno" strong="false"/><nameAlias wholeName="김일" strong="true"/>
<citizenship countryIso2Code="KP"/><address countryIso2Code="00"/><address countryIso2Code="CN"/>
<birthdate circa="true" calendarType="GREGORIAN" year="1947"/>
<birthdate circa="false" calendarType="GREGORIAN" yearRangeFrom="1950" yearRangeTo="1952"/>
<birthdate circa="false" calendarType="GREGORIAN" birthdate="1960-12-01" year="1960" monthOfYear="12" dayOfMonth="1"/>
<birthdate circa="false" calendarType="GREGORIAN" year="1961" monthOfYear="3"/>
<birthdate circa="false" calendarType="HIJRI" year="1380"/>
<identification number="PS 999111222" identificationTypeCode="passport" diplomatic="true" knownExpired="true" countryIso2Code="KP"/>
</sanctionEntity>
<sanctionEntity designationDate="" euReferenceNumber="EU.2.2" logicalId="2">
<regulation programme="PRK" publicationDate="2017-08-31"/><subjectType code="enterprise" classificationCode="E"/>
<nameAlias wholeName="Synthetic Shipping" function="Is blamed for much." strong="true"/>
<identification number="5342883" identificationTypeCode="imo" countryIso2Code="00"/>
<identification number="DCBK KPPY" identificationTypeCode="swiftbic" countryIso2Code="00"/></sanctionEntity>"""


def eu(entities: str = EU) -> bytes:
    return (
        '<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2021-03-02T16:28:05.354+01:00">'
        f"{entities}</export>"
    ).encode()


UK_XML = """<Designations><DateGenerated>20/08/2026</DateGenerated>
<Designation><LastUpdated>18/12/2021</LastUpdated><DateDesignated>03/10/2017</DateDesignated><UniqueID>DPR0075</UniqueID>
<Names><Name><Name6>Old Syn</Name6><NameType>Alias</NameType></Name><Name><Name6>Syn 8</Name6><NameType>Primary name</NameType></Name></Names>
<RegimeName>DPRK regulations</RegimeName><IndividualEntityShip>Ship</IndividualEntityShip>
<ShipDetails><Ship><IMONumbers><IMONumber>IMO9562233</IMONumber></IMONumbers>
<CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Comoros</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips>
<PreviousFlags><PreviousFlag>India</PreviousFlag></PreviousFlags></Ship></ShipDetails></Designation>
<Designation><DateDesignated>25/01/2001</DateDesignated><UniqueID>DPR0001</UniqueID>
<Names><Name><Name1>SYN</Name1><Name2>THETIC</Name2><Name6>ONE</Name6><NameType>Primary Name</NameType></Name>
<Name><Name6>Uno</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>김일</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>DPRK regulations</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1945</DOB><DOB>32/01/1945</DOB></DOBs>
<Nationalities><Nationality>North Korea</Nationality></Nationalities>
<PassportDetails><Passport><PassportNumber>999111222</PassportNumber><PassportAdditionalInformation>Expired</PassportAdditionalInformation></Passport></PassportDetails>
</Individual></IndividualDetails></Designation></Designations>"""

SL_HEAD = (
    "Report Date: 13-Feb-2026\nLast Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,"
    "Name 5,Name type,Alias strength,Title,Name non-latin script,Regime Name,Designation Type,Address Country,Date Designated,"
    "D.O.B,Nationality(/ies),National Identifier number,Passport number,Position,Business registration number (s),IMO number,"
    "Current believed flag of ship,Previous flags\n"
)
SL_ROWS = (
    "18/12/2021,DPR0075,,,Old Syn,,,,,,Alias,,,,DPRK,Ship,,03/10/2017,,,,,,,IMO9562233,Comoros,India\n"
    "18/12/2021,DPR0075,,,Syn 8,,,,,,Primary Name,,,,DPRK,Ship,,03/10/2017,,,,,,,IMO9562233,Comoros,India\n"
)
OFSI = (
    "Last Updated,07/01/2025\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,"
    "Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,"
    "National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,"
    "Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,"
    "UK Sanctions List Date Designated,Last Updated,Group ID\n"
    "ONE,SYN,,,,,,김일,,,00/00/1963,,,North Korea,(1) 999111222 (2) 999111333.,,,,,,,,,,,,China,,Individual,Primary name,,"
    "DPRK,22/01/2018,31/12/2020,31/12/2020,14233\n"
    "Eins,,,,,,,,,,,,,,,,,,,,,,,,,,,,Individual,FKA,,DPRK,22/01/2018,31/12/2020,31/12/2020,14233\n"
    "Uno,,,,,,,,,,,,,,,,,,,,,,,,,,,,Individual,AKA,Low,DPRK,22/01/2018,31/12/2020,31/12/2020,14233\n"
    'SYN 8,,,,,,,,,,,,,,,,,,,,,,,,,,,"IMO number: 9562233.",Ship,Primary name,,DPRK,30/03/2018,31/12/2020,31/12/2020,13651\n'
)


def eu_entries() -> dict[str, ListEntry]:
    return {each.entry.ref: each.entry for each in read_fsf(eu()).entries}


def test_an_eu_person_comes_with_every_form_of_birth_date() -> None:
    entry = eu_entries()["EU.1.1"]
    assert entry.name == "Syn ONE"
    assert (entry.weak_aliases, entry.original_names) == (("Uno",), ("김일",))
    assert entry.birth_dates == ("~1947", "1950/1952", "1960-12-01", "1961-03")
    assert (entry.nationalities, entry.countries, entry.titles) == (
        ("KP",),
        ("CN",),
        ("Example Officer",),
    )
    assert entry.identifiers == (
        ListedIdentifier("passport", "PS 999111222", "KP", "diplomatic; known to be expired"),
    )
    assert entry.measures == (Measure(LISTED, date(2016, 3, 2)),)
    assert read_fsf(eu()).notes == (
        "line 1, EU.1.1: birth date '1380' of another calendar is not read",
    )


def test_an_eu_body_has_a_company_number_and_the_day_of_its_first_act() -> None:
    entry = eu_entries()["EU.2.2"]
    assert entry.identifiers == (
        ListedIdentifier("imo_company", "5342883"), ListedIdentifier("bic", "DCBKKPPY"),
    )  # fmt: skip
    assert entry.measures == (Measure(LISTED, date(2017, 8, 31)),)
    assert entry.titles == ()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (eu(EU + EU), "'EU.1.1' stands twice"),
        (eu(EU.replace('euReferenceNumber="EU.1.1"', "")), "no reference"),
        (eu(EU.replace("<citizenship", "<wish")), "unknown elements"),
        (eu().replace(b"2021-03-02T", b"2021-13-02T"), "no day in generationDate"),
        (eu()[:400], "no well-formed XML"),
    ],
)
def test_a_doubtful_eu_file_is_refused_whole(raw: bytes, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_fsf(raw)


def test_the_uk_xml_gives_ships_and_persons() -> None:
    found = read_uk_xml(UK_XML.encode())
    person, ship = (each.entry for each in found.entries)
    assert found.published_on == date(2026, 8, 20)
    assert found.notes == ("line 8, DPR0001: birth date '32/01/1945' is not read",)
    assert (ship.name, ship.aliases, ship.type) == ("Syn 8", ("Old Syn",), EntryType.VESSEL)
    assert ship.identifiers == (ListedIdentifier("imo", "9562233"),)
    assert (ship.flags, ship.former_flags) == (("KM",), ("IN",))
    assert ship.measures == (Measure(LISTED, date(2017, 10, 3)),)
    assert (person.name, person.weak_aliases, person.original_names) == (
        "SYN THETIC ONE",
        ("Uno",),
        ("김일",),
    )
    assert (person.birth_dates, person.nationalities) == (("1945",), ("KP",))
    assert person.identifiers == (ListedIdentifier("passport", "999111222", note="Expired"),)


def test_the_rows_of_one_entry_become_one_entry_with_its_main_name() -> None:
    found = read_uk_csv((SL_HEAD + SL_ROWS).encode())
    (ship,) = (each.entry for each in found.entries)
    assert found.published_on == date(2026, 2, 13)
    assert (ship.name, ship.aliases) == ("Syn 8", ("Old Syn",))
    assert (ship.identifiers, ship.flags, ship.former_flags) == (
        (ListedIdentifier("imo", "9562233"),), ("KM",), ("IN",),
    )  # fmt: skip


def test_the_treasurys_closed_list_is_still_read() -> None:
    found = read_uk_csv(OFSI.encode("utf-8-sig"))
    ship, person = (each.entry for each in found.entries)
    assert found.published_on == date(2025, 1, 7)
    assert (person.name, person.aliases) == ("SYN ONE", ("Eins", "Uno", "김일"))
    assert (person.former_names, person.weak_aliases, person.original_names) == (
        ("Eins",),
        ("Uno",),
        ("김일",),
    )
    assert [number.value for number in person.identifiers] == ["999111222", "999111333"]
    assert (person.birth_dates, person.countries) == (("1963",), ("CN",))
    assert ship.identifiers == (ListedIdentifier("imo", "9562233"),)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (SL_HEAD.replace(",IMO number", "") + SL_ROWS, "lacks the columns IMO number"),
        (SL_HEAD + SL_ROWS.replace(",DPRK,Ship", ",DPRK,Entity", 1), "is of two kinds"),
        (SL_HEAD + SL_ROWS.replace("Old Syn", " "), "no id, no name"),
        (SL_HEAD + SL_ROWS[:-21], "25 fields, and the head has 27"),
        (SL_HEAD.replace("13-Feb-2026", "soon") + SL_ROWS, "'Report Date: soon' gives no day"),
        (SL_HEAD, "holds no entry"),
        ("a,b,c\n1,2,3\n", "of no known layout"),
        (SL_HEAD + '"' + SL_ROWS, "line"),
    ],
)
def test_a_doubtful_uk_table_is_refused_whole(raw: str, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_uk_csv(raw.encode())


@pytest.mark.parametrize(
    ("text", "read"),
    [("01/02/1963", "1963-02-01"), ("00/02/1963", "1963-02"), ("00/00/1963", "1963"), ("dd/mm/1963", "1963"),
     ("1963", None), ("31/02/1963", None), ("00/00/0000", None)],
)  # fmt: skip
def test_unknown_parts_of_a_birth_date_are_left_out(text: str, read: str | None) -> None:
    assert uk_birth(text) == read
