"""FollowTheMoney datasets and their deltas, and Senzing records."""

import json
from datetime import date
from typing import Any

import pytest

from feeds.lists.formats import form_of, unpacked
from feeds.lists.ftm import apply_delta, delta_addresses, is_delta, read_ftm
from feeds.lists.senzing import read_senzing
from monitor.domain.listing import EntryType, ListedIdentifier
from monitor.errors import FeedAborted


def entity(ref: str, schema: str = "Person", /, **properties: list[str]) -> dict[str, Any]:
    return {
        "id": ref,
        "schema": schema,
        "properties": properties,
        "last_seen": "2024-06-01T10:57:03",
    }


def lines(*values: object) -> bytes:
    return b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in values)


PERSON = entity(
    "ex-1", name=["Syn One", "Син Один"], alias=["Uno"], weakAlias=["S"], previousName=["Eins"],
    birthDate=["1960-12"], nationality=["kp"], passportNumber=["A1"], topics=["sanction"],
)  # fmt: skip
SHIP = entity(
    "ex-2",
    "Vessel",
    name=["Syn Son"],
    imoNumber=["IMO8408595"],
    mmsi=["445000001"],
    flag=["kp"],
    pastFlags=["sl"],
)
FIRM = entity(
    "ex-3",
    "Company",
    name=["Synthetic Shipping"],
    imoNumber=["5878589"],
    leiCode=["5493001KJTIIGC8Y1R12"],
)
SANCTION = entity(
    "s-1",
    "Sanction",
    entity=["ex-1"],
    startDate=["2018-01-22", "2017-08-05"],
    programId=["UN-SC1718"],
)
ADDRESS = entity("a-1", "Address", full=["Example Street"])
FULL = lines(PERSON, SHIP, FIRM, SANCTION, ADDRESS)


def test_parties_are_read_and_sanctions_give_their_day() -> None:
    found = read_ftm(FULL)
    person, ship, firm = (each.entry for each in found.entries)
    assert found.published_on == date(2024, 6, 1)
    assert found.notes == ("the file: 1 entities of schema Address are no parties",)
    assert (person.name, person.weak_aliases, person.former_names) == ("Syn One", ("S",), ("Eins",))
    assert (person.birth_dates, person.nationalities) == (("1960-12",), ("KP",))
    assert person.programmes == ("sanction", "UN-SC1718")
    assert {each.listed_on for each in person.measures} == {date(2017, 8, 5)}
    assert ship.type is EntryType.VESSEL
    assert (ship.flags, ship.former_flags) == (("KP",), ("SL",))
    assert ListedIdentifier("imo", "8408595") in ship.identifiers
    assert ListedIdentifier("imo_company", "5878589") in firm.identifiers
    assert ListedIdentifier("lei", "5493001KJTIIGC8Y1R12") in firm.identifiers


def test_a_delta_gives_what_the_next_full_file_gives() -> None:
    changed = entity("ex-1", name=["Syn One"], alias=["Uno", "Un"])
    new = entity("ex-4", "Organization", name=["Synthetic Bank"], swiftBic=["SYNTKPPY"])
    delta = lines(
        {"op": "MOD", "entity": changed}, {"op": "DEL", "entity": {"id": "ex-2"}}, {"op": "ADD", "entity": new},
    )  # fmt: skip
    following = lines(new, SANCTION, FIRM, ADDRESS, changed)
    assert is_delta(delta)
    assert not is_delta(FULL)
    assert read_ftm(apply_delta(FULL, delta)) == read_ftm(following)


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"op": "ADD", "entity": PERSON}, "ADD of 'ex-1', which is there already"),
        ({"op": "MOD", "entity": entity("ex-9")}, "MOD of 'ex-9', which is not there"),
        ({"op": "DEL", "entity": {"id": "ex-9"}}, "DEL of 'ex-9', which is not there"),
        ({"op": "MERGE", "entity": PERSON}, "line 1 of the delta is no operation"),
        ({"op": "ADD"}, "line 1 of the delta is no operation"),
        ({"op": "ADD", "entity": {"id": "ex-9"}}, "no entity with id, schema and properties"),
    ],
)
def test_a_delta_that_does_not_follow_is_refused(operation: object, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        apply_delta(FULL, lines(operation))


def test_deltas_are_applied_in_the_order_of_their_versions() -> None:
    index = json.dumps(
        {
            "versions": {
                "20240102-b": "https://e.org/2",
                "20240101-a": "https://e.org/1",
                "20240103-c": "https://e.org/3",
            }
        }
    )
    assert delta_addresses(index.encode(), "20240101-a") == ("https://e.org/2", "https://e.org/3")
    with pytest.raises(FeedAborted, match="does not reach back"):
        delta_addresses(index.encode(), "20231231-z")
    with pytest.raises(FeedAborted, match="no index of deltas"):
        delta_addresses(b"[]", "20231231-z")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (FULL + lines(PERSON), "line 6: the id 'ex-1' stands twice"),
        (FULL[:-10], "line 5 is no JSON"),
        (b"[1]\n", "line 1 is no JSON object"),
        (lines({"id": "x", "schema": "Person"}), "no entity with id, schema and properties"),
        (
            lines({"id": "x", "schema": "Person", "properties": {"name": "Syn"}}),
            "a property is no list",
        ),
        (b"[" * 100_000, "line 1 is no JSON"),
        (lines(ADDRESS), "holds no entry"),
    ],
)
def test_a_doubtful_dataset_is_refused_whole(raw: bytes, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_ftm(raw)


def test_senzing_records_come_flat_or_in_groups() -> None:
    flat = {
        "RECORD_ID": "1",
        "RECORD_TYPE": "PERSON",
        "NAME_FIRST": "Syn",
        "NAME_LAST": "One",
        "PASSPORT_NUMBER": "A1",
        "PASSPORT_COUNTRY": "KP",
    }
    grouped = {
        "RECORD_ID": "2", "RECORD_TYPE": "ORGANIZATION",
        "NAMES": [{"NAME_TYPE": "ALIAS", "NAME_ORG": "SB"}, {"NAME_TYPE": "PRIMARY", "NAME_ORG": "Synthetic Bank"}],
        "COUNTRIES": [{"REGISTRATION_COUNTRY": "kp"}],
    }  # fmt: skip
    person, bank = (each.entry for each in read_senzing(lines(flat, grouped)).entries)
    assert person.name == "Syn One"
    assert person.identifiers == (ListedIdentifier("passport", "A1", "KP"),)
    assert (bank.name, bank.aliases, bank.countries) == ("Synthetic Bank", ("SB",), ("KP",))
    assert (
        read_senzing(json.dumps([flat, grouped]).encode()).entries
        == read_senzing(lines(flat, grouped)).entries
    )
    with pytest.raises(FeedAborted, match="stands twice"):
        read_senzing(lines(flat, flat))
    with pytest.raises(FeedAborted, match="no JSON"):
        read_senzing(b'{"RECORD_ID": ')


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the file is empty"),
        (b"<!DOCTYPE html><html><body>Down</body></html>", "a web page, not a list"),
        (b"<?xml version='1.0'?><!-- note --><rss/>", "root 'rss' is that of no known list"),
        (b'{"versions": {}}', "no entity, record or head"),
        (b"{broken", "first line is no JSON"),
        (b"PK\x03\x04 a packed file of another kind", "not UTF-8|neither XML, JSON nor a table"),
    ],
)
def test_a_file_of_no_known_form_is_told_what_it_looks_like(raw: bytes, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        form_of(raw)


def test_a_packed_file_is_read_up_to_its_limit() -> None:
    import gzip

    packed = gzip.compress(b"x" * 10_000)
    assert unpacked(packed, 10_000) == b"x" * 10_000
    with pytest.raises(FeedAborted, match="larger than the 9,999 bytes"):
        unpacked(packed, 9_999)
    with pytest.raises(FeedAborted, match="packed file is damaged"):
        unpacked(packed[:-20], 10_000)
