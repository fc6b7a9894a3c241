"""The Council's list is read strictly: facts are kept, and a doubtful file is taken not at all."""

from datetime import date

import pytest

from feeds.lists.base import ParsedEntry, country_code
from feeds.lists.unsc import of_programme, read_consolidated
from monitor.domain.listing import EntryType, ListedIdentifier, Measure
from monitor.errors import FeedAborted

PERSON = """<INDIVIDUAL><DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM>
<FIRST_NAME> Synthetic</FIRST_NAME><SECOND_NAME>PERSON
   One</SECOND_NAME><THIRD_NAME>na</THIRD_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.901 </REFERENCE_NUMBER>
<LISTED_ON>2016-03-02</LISTED_ON><COMMENTS1>New AKA with diplomatic passport number 836110034.</COMMENTS1>
<NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>
<LAST_DAY_UPDATED><VALUE>2023-06-29</VALUE><VALUE>2022-07-26</VALUE></LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Uno Synthetic (金一)</ALIAS_NAME><DATE_OF_BIRTH>1958-02-22</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><COUNTRY>Marshall Islands</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1957-04-15</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1956</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1967</FROM_YEAR><TO_YEAR>1969</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH/>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Número de pasaporte</TYPE_OF_DOCUMENT><NUMBER>381110042 (Expired 25 Jan. 2016)</NUMBER></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>PS 472330208 </NUMBER></INDIVIDUAL_DOCUMENT>
<SORT_KEY/><SORT_KEY_LAST_MOD/></INDIVIDUAL>"""
ENTITY = """<ENTITY><DATAID>2</DATAID><VERSIONNUM>1</VERSIONNUM>
<FIRST_NAME>SYNTHETIC SHIPPING CO (SSC)</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
<REFERENCE_NUMBER>KPe.901</REFERENCE_NUMBER><LISTED_ON>2018-03-30</LISTED_ON>
<COMMENTS1>International Maritime Organization (IMO) Number: 1790183. SWIFT/BIC: KUDBKPPY. Hong Kong
company registration number 1177053. Owner of vessel IMO of no number. Fax: 850 2 3814685.</COMMENTS1>
<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><LAST_DAY_UPDATED/>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>"SYNSHIP"</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>SECOND SYNTHETIC (KPE.018)</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Care of Synthetic Oil Co Ltd</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ADDRESS><STATE_PROVINCE>Hong Kong</STATE_PROVINCE><COUNTRY>China</COUNTRY></ENTITY_ADDRESS>
<ENTITY_ADDRESS><COUNTRY>British Virgin Islands</COUNTRY></ENTITY_ADDRESS>
<SORT_KEY/><SORT_KEY_LAST_MOD/><DELISTED_ON>2020-01-02</DELISTED_ON></ENTITY>"""
OTHER = PERSON.replace(">DPRK<", ">DRC<").replace("KPi.901", "CDi.001")


def consolidated(persons: str = PERSON + OTHER, entities: str = ENTITY) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">'
        f"<INDIVIDUALS>{persons}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


@pytest.fixture(scope="module")
def parsed() -> dict[str, ParsedEntry]:
    return {
        each.entry.ref: each for each in of_programme(read_consolidated(consolidated()), "DPRK")
    }


def test_every_regime_is_read_and_each_can_be_asked_for(parsed: dict[str, ParsedEntry]) -> None:
    assert list(parsed) == ["KPe.901", "KPi.901"]
    whole = [each.entry for each in read_consolidated(consolidated()).entries]
    assert [(each.ref, each.programmes) for each in whole] == [
        ("CDi.001", ("DRC",)), ("KPe.901", ("DPRK",)), ("KPi.901", ("DPRK",)),
    ]  # fmt: skip


def test_a_person_comes_with_names_dates_and_passports(parsed: dict[str, ParsedEntry]) -> None:
    entry = parsed["KPi.901"].entry
    assert entry.type is EntryType.PERSON
    assert entry.name == "Synthetic PERSON One"
    assert entry.aliases == ("Uno Synthetic", "金一")
    assert entry.birth_dates == ("1957-04-15", "1956", "1967/1969", "1958-02-22")
    assert entry.nationalities == ("KP",)
    assert entry.countries == ("MH",)
    assert entry.identifiers == (
        ListedIdentifier("passport", "381110042", note="Expired 25 Jan. 2016"),
        ListedIdentifier("passport", "PS472330208"),
        ListedIdentifier("passport", "836110034"),
    )
    listed = date(2016, 3, 2)
    assert entry.measures == (Measure("asset_freeze", listed), Measure("travel_ban", listed))


def test_an_entity_comes_with_its_company_number_and_not_as_a_ship(
    parsed: dict[str, ParsedEntry],
) -> None:
    entry = parsed["KPe.901"].entry
    assert entry.type is EntryType.ORGANIZATION
    assert entry.name == "SYNTHETIC SHIPPING CO (SSC)"
    assert entry.aliases == ("SYNSHIP", "SECOND SYNTHETIC")
    assert entry.countries == ("CN", "HK", "VG")
    assert entry.identifiers == (
        ListedIdentifier("imo_company", "1790183"),
        ListedIdentifier("bic", "KUDBKPPY"),
        ListedIdentifier("registration", "1177053"),
    )
    delisted = date(2020, 1, 2)
    assert entry.measures == (Measure("asset_freeze", date(2018, 3, 30), delisted),)


def test_the_day_of_listing_is_not_the_day_of_amendment(parsed: dict[str, ParsedEntry]) -> None:
    assert parsed["KPi.901"].amended_on == (date(2022, 7, 26), date(2023, 6, 29))
    assert parsed["KPe.901"].amended_on == ()


def test_the_day_of_the_file_is_read() -> None:
    assert read_consolidated(consolidated()).published_on == date(2026, 2, 27)


def test_names_say_what_they_are() -> None:
    aliases = "".join(
        f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{name}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
        for quality, name in (
            ("Low", "Weak Syn"), ("f.k.a.", "Former Syn"), ("Good", "Both Syn"), ("Low", "Both Syn"),
        )
    )  # fmt: skip
    person = PERSON.replace(
        "<INDIVIDUAL_PLACE",
        f"<NAME_ORIGINAL_SCRIPT>Синт</NAME_ORIGINAL_SCRIPT>{aliases}<INDIVIDUAL_PLACE",
    )
    entry = read_consolidated(consolidated(person)).entries[-1].entry
    assert entry.weak_aliases == ("Weak Syn",)
    assert entry.former_names == ("Former Syn",)
    assert entry.original_names == ("Синт", "金一")
    assert {*entry.weak_aliases, *entry.former_names, *entry.original_names} < {*entry.aliases}


@pytest.mark.parametrize(
    ("birth", "read"),
    [
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1947</YEAR>", "~1947"),
        (
            "<NOTE>Approximately </NOTE><FROM_YEAR>1958</FROM_YEAR><TO_YEAR>1963</TO_YEAR>",
            "~1958/1963",
        ),
        ("<NOTE>Nov. 1973 </NOTE>", "1973-11"),
        ("<YEAR>1971</YEAR><NOTE>Sep.</NOTE>", "1971-09"),
        ("<DATE>1981-11-12-05:00</DATE>", "1981-11-12"),
    ],
)
def test_birth_dates_come_in_many_forms(birth: str, read: str) -> None:
    person = PERSON.replace("<YEAR>1956</YEAR>", birth)
    assert read in read_consolidated(consolidated(person)).entries[-1].entry.birth_dates


def test_what_is_not_understood_is_noted_with_its_place() -> None:
    odd = PERSON.replace("<YEAR>1956</YEAR>", "<NOTE>30-35 years old</NOTE>").replace(
        "<VALUE>Democratic People's Republic of Korea</VALUE>", "<VALUE>former Soviet Union</VALUE>"
    )
    found = read_consolidated(consolidated(odd))
    assert found.notes == (
        "line 1, KPi.901: birth date '30-35 years old' is not read",
        "line 1, KPi.901: nationality 'former Soviet Union' is no country of today",
    )


def test_every_fault_is_named_at_once() -> None:
    faulty = consolidated(PERSON.replace("KPi.901", "") + OTHER.replace("2016-03-02", "soon"))
    with pytest.raises(FeedAborted, match=r"no REFERENCE_NUMBER.*'CDi.001 ?': no LISTED_ON"):
        read_consolidated(faulty)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no well-formed XML"),
        (b"<CONSOLIDATED_LIST>", "no well-formed XML"),
        (b"<LIST/>", "root is 'LIST', and the list's must be 'CONSOLIDATED_LIST'"),
        (b"<CONSOLIDATED_LIST/>", "no entry in section INDIVIDUALS"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><CONSOLIDATED_LIST/>', "a document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><CONSOLIDATED_LIST/>', "a document type"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "document type"),
        (consolidated(PERSON.replace("KPi.901", "")), "no REFERENCE_NUMBER"),
        (consolidated(PERSON.replace("<SORT_KEY/>", "<SURPRISE/>")), "unknown elements"),
        (consolidated(PERSON.replace("2016-03-02", "2016-3-2")), "no LISTED_ON"),
        (consolidated(PERSON.replace("1958-02-22", "22 February 1958")), "no birth date"),
        (consolidated(PERSON + PERSON), "stands twice"),
        (consolidated(entities=ENTITY.replace("SYNTHETIC SHIPPING CO (SSC)", " ")), "no name"),
    ],
)  # fmt: skip
def test_a_doubtful_file_is_refused_whole(raw: bytes, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_consolidated(raw)


def test_an_entity_expansion_bomb_is_refused_before_it_grows() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(12)
    )
    with pytest.raises(FeedAborted, match="document type"):
        read_consolidated(f"{bomb}]><CONSOLIDATED_LIST>&m;</CONSOLIDATED_LIST>".encode())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Democratic People's Republic of Korea", "KP"),
        ("Iran (Islamic Republic of)", "IR"),
        ("China, Hong Kong Special Administrative Region", "HK"),
        ("Marshall Islands", "MH"),
        ("Korea, North", "KP"),
        ("Afghan", "AF"),
        ("Hong Kong", "HK"),
        ("former Soviet Union", None),
        ("Branch Office 11: Iran", None),
        ("na", None),
        ("", None),
    ],
)
def test_countries_are_read_as_lists_spell_them(name: str, code: str | None) -> None:
    assert country_code(name) == code
