"""OFAC's list in XML and as tables: both forms give the same entries."""

from datetime import date

import pytest

from feeds.lists.base import ReadList
from feeds.lists.ofac_csv import read_sdn_csv
from feeds.lists.ofac_xml import read_birth, read_sdn_xml
from monitor.domain.listing import (
    LISTED,
    NOT_STATED,
    EntryType,
    ListedIdentifier,
    ListEntry,
    Measure,
)
from monitor.errors import FeedAborted

ENTRIES = """
<sdnEntry><uid>1</uid><firstName>Syn Thetic</firstName><lastName>ONE</lastName><title>Example Officer</title>
<sdnType>Individual</sdnType><programList><program>DPRK2</program><program>NPWMD</program></programList>
<idList><id><uid>9</uid><idType>Passport</idType><idNumber>A1234567</idNumber><idCountry>Korea, North</idCountry>
<expirationDate>17 Oct 2018</expirationDate></id>
<id><uid>8</uid><idType>Gender</idType><idNumber>Male</idNumber></id>
<id><uid>7</uid><idType>Digital Currency Address - XBT</idType><idNumber>1ExampLeAddress</idNumber></id>
<id><uid>6</uid><idType>Pilot License Number</idType><idNumber>77</idNumber></id></idList>
<akaList><aka><uid>2</uid><type>a.k.a.</type><category>strong</category><firstName>Thetic</firstName><lastName>SYN</lastName></aka>
<aka><uid>3</uid><type>a.k.a.</type><category>weak</category><lastName>'UNO'</lastName></aka>
<aka><uid>4</uid><type>f.k.a.</type><category>strong</category><lastName>EINS</lastName></aka></akaList>
<nationalityList><nationality><uid>5</uid><country>Korea, North</country><mainEntry>true</mainEntry></nationality></nationalityList>
<dateOfBirthList><dateOfBirthItem><uid>5</uid><dateOfBirth>circa 1947</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem>
</dateOfBirthList></sdnEntry>
<sdnEntry><uid>2</uid><lastName>SYNTHETIC SHIPPING</lastName><sdnType>Entity</sdnType>
<programList><program>DPRK4</program></programList><idList><id><uid>1</uid><idType>Vessel Registration Identification</idType>
<idNumber>IMO 5878589</idNumber></id><id><uid>2</uid><idType>SWIFT/BIC</idType><idNumber>SYNTKPPY</idNumber></id></idList>
<addressList><address><uid>1</uid><city>Example</city><country>Region: Crimea</country></address></addressList></sdnEntry>
<sdnEntry><uid>3</uid><lastName>SYN SON</lastName><sdnType>Vessel</sdnType><programList><program>DPRK4</program></programList>
<idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 8408595</idNumber></id>
<id><uid>2</uid><idType>MMSI</idType><idNumber>445000001</idNumber></id>
<id><uid>3</uid><idType>Former Vessel Flag</idType><idNumber>Sierra Leone</idNumber></id>
<id><uid>4</uid><idType>Former Vessel Flag</idType><idNumber>None Identified</idNumber></id></idList>
<vesselInfo><callSign>HMYT9</callSign><vesselFlag>Korea, North</vesselFlag></vesselInfo></sdnEntry>
<sdnEntry><uid>4</uid><lastName>P-999</lastName><sdnType>Aircraft</sdnType><programList><program>DPRK3</program></programList>
<idList><id><uid>1</uid><idType>Aircraft Manufacturer's Serial Number (MSN)</idType><idNumber>555</idNumber></id></idList></sdnEntry>
"""


def sdn_xml(
    entries: str = ENTRIES, count: int = 4, namespace: str = "http://tempuri.org/sdnList.xsd"
) -> bytes:
    return (
        f'<?xml version="1.0" standalone="yes"?><sdnList xmlns="{namespace}"><publshInformation>'
        f"<Publish_Date>03/10/2021</Publish_Date><Record_Count>{count}</Record_Count></publshInformation>"
        f"{entries}</sdnList>"
    ).encode()


SDN = (
    b'1,"ONE, Syn Thetic",individual,DPRK2] [NPWMD,Example Officer,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB circa 1947; '
    b"nationality Korea, North; Gender Male; Passport A1234567 (Korea, North) expires 17 Oct 2018; "
    b"Digital Currency Address - XBT 1ExampLeAddress; a.k.a. ''UNO''; Linked To: SYNTHETIC SHIPPING.\"\n"
    b"2,SYNTHETIC SHIPPING,-0- ,DPRK4,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
    b"Vessel Registration Identification IMO 5878589; SWIFT/BIC SYNTKPPY.\n"
    b'3,SYN SON,vessel,DPRK4,-0- ,HMYT9,-0- ,"10,030",-0- ,"Korea, North",-0- ,'
    b"Vessel Registration Identification IMO 8408595; MMSI 445000001; Former Vessel Flag Sierra Leone; "
    b"Former Vessel Flag None Identified.\n"
    b"4,P-999,aircraft,DPRK3,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,Aircraft Manufacturer's Serial Number (MSN) 555.\n\x1a"
)
ALT = b'1,2,aka,"SYN, Thetic",-0- \n1,4,fka,EINS,-0- \n'
ADD = b"2,1,-0- ,Example,Region: Crimea,-0- \n"


def of(found: ReadList) -> dict[str, ListEntry]:
    return {each.entry.ref: each.entry for each in found.entries}


def test_a_person_comes_with_qualified_names_and_documents() -> None:
    found = read_sdn_xml(sdn_xml())
    entry = of(found)["1"]
    assert (found.published_on, found.notes) == (
        date(2021, 3, 10), ("line 15, 2: 'Region: Crimea' is no country",),
    )  # fmt: skip
    assert (entry.name, entry.aliases) == ("Syn Thetic ONE", ("Thetic SYN", "'UNO'", "EINS"))
    assert (entry.weak_aliases, entry.former_names) == (("'UNO'",), ("EINS",))
    assert entry.birth_dates == ("~1947",)
    assert entry.nationalities == ("KP",)
    assert entry.programmes == ("DPRK2", "NPWMD")
    assert entry.identifiers == (
        ListedIdentifier("passport", "A1234567", "KP", "expires 17 Oct 2018"),
        ListedIdentifier("crypto_address", "1ExampLeAddress", note="XBT"),
        ListedIdentifier("other", "77", note="Pilot License Number"),
    )
    assert entry.measures == (Measure(LISTED, NOT_STATED),)


def test_a_company_number_is_no_ships_number_and_an_aircraft_has_its_tail() -> None:
    entries = of(read_sdn_xml(sdn_xml()))
    assert entries["2"].identifiers == (
        ListedIdentifier("imo_company", "5878589"), ListedIdentifier("bic", "SYNTKPPY"),
    )  # fmt: skip
    ship = entries["3"]
    assert ship.identifiers == (
        ListedIdentifier("call_sign", "HMYT9"),
        ListedIdentifier("imo", "8408595"),
        ListedIdentifier("mmsi", "445000001"),
    )
    assert (ship.flags, ship.former_flags, ship.countries) == (("KP",), ("SL",), ("KP",))
    assert entries["4"].type is EntryType.AIRCRAFT
    assert ListedIdentifier("aircraft_registration", "P-999") in entries["4"].identifiers


def test_the_tables_give_what_the_xml_gives() -> None:
    tables = of(read_sdn_csv({"sdn": SDN, "alt": ALT, "add": ADD}))
    for ref, entry in of(read_sdn_xml(sdn_xml())).items():
        other = tables[ref]
        assert (other.name, set(other.aliases)) == (entry.name, set(entry.aliases))
        known = {number for number in entry.identifiers if number.scheme != "other"}
        assert {*other.identifiers} == known
        for what in (
            "type",
            "weak_aliases",
            "former_names",
            "birth_dates",
            "programmes",
            "flags",
            "former_flags",
        ):
            assert getattr(other, what) == getattr(entry, what), (ref, what)


def test_tables_that_are_missing_are_told() -> None:
    assert [note.split(":")[0] for note in read_sdn_csv({"sdn": SDN}).notes] == [
        "ALT.CSV is missing", "ADD.CSV is missing",
    ]  # fmt: skip


def test_a_count_that_differs_is_noted_and_a_new_namespace_is_read() -> None:
    found = read_sdn_xml(sdn_xml(count=9000, namespace="https://example.org/other"))
    assert "the file: Record_Count is 9000, and 4 entries follow" in found.notes
    assert len(found.entries) == 4


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("07 Oct 1954", "1954-10-07"),
        ("Oct 1954", "1954-10"),
        ("1954", "1954"),
        ("circa 1954", "~1954"),
        ("circa 07 Oct 1954", "~1954-10-07"),
        ("1954 to 1956", "1954/1956"),
        ("01 Jan 1960 to 31 Dec 1960", "1960"),
        ("Jan 1960 to Feb 1962", "1960/1962"),
        ("about 1954", None),
        ("31 Feb 1960", None),
    ],
)
def test_birth_dates_are_read_in_every_form(text: str, read: str | None) -> None:
    assert read_birth(text) == read


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (sdn_xml(ENTRIES + ENTRIES), "the reference '1' stands twice"),
        (sdn_xml(ENTRIES.replace("<sdnType>Vessel</sdnType>", "<sdnType>Train</sdnType>")), "no known sdnType"),
        (sdn_xml(ENTRIES.replace("<lastName>SYN SON</lastName>", "")), "line 19, 3: no name"),
        (sdn_xml(ENTRIES.replace("<title>", "<mood>").replace("</title>", "</mood>")), "unknown elements .'mood'"),
        (sdn_xml("", 0), "holds no entry"),
        (sdn_xml()[:900], "no well-formed XML"),
        (sdn_xml().replace(b"03/10/2021", b"soon"), "no day in Publish_Date"),
        (b"<html><body>Service unavailable</body></html>", "root is 'html'"),
        (b"\xff\xfe" + sdn_xml(), "no well-formed XML"),
    ],
)  # fmt: skip
def test_a_doubtful_file_is_refused_whole(raw: bytes, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_sdn_xml(raw)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"sdn": SDN.replace(b",DPRK3,", b",DPRK3,x,")}, "13 fields, where 12 are needed"),
        ({"sdn": SDN, "alt": b"99,1,aka,X,-0- \n"}, "'99' is no entry"),
        ({"sdn": SDN + SDN[:-1]}, "stands twice"),
        ({"sdn": SDN.replace(b"aircraft", b"zeppelin")}, "'zeppelin' is no known kind"),
        ({"sdn": b"\xff" + SDN}, "not UTF-8"),
        ({"sdn": SDN[:200]}, "line 1"),
        ({"alt": ALT}, "SDN.CSV, is needed"),
    ],
)
def test_doubtful_tables_are_refused_whole(parts: dict[str, bytes], message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_sdn_csv(parts)
