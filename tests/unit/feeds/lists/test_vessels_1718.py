"""Ships are listed measure by measure, each from its own day."""

from datetime import date

import pytest

from feeds.lists.vessels_1718 import read_vessels
from monitor.domain.listing import ListedIdentifier, ListEntry, Measure
from monitor.errors import FeedAborted

HEADER = "imo,names,eu_annexes,measures,start_dates,imo_check_digit_ok,listing_text\n"
LATER = "x.; Synthetic, formerly Belize, is now operating as a DPRK-flagged vessel named the NEWNAME3 or New Name 3."
ROWS = {
    "frozen": "8018900,New Synthetic | Old Synthetic,XIII.B,Asset freeze,2016-03-02,True,",
    "both": '7303803,SYNTHETIC 1,XIV.A+XIV.B,x,2018-03-30,True,"DPRK tanker, at sea."',
    "banned": "9191773,SYNTHETIC NO. 18,XIV.B,x,2017-12-28,True,",
    "twice": f'8628597,SYNTHETIC 6,XIV.B,x,2018-03-30+2017-10-03,True,"{LATER}"',
    "nameless": ",SYN THETIC 078,XIV.B,x,2018-03-30,,",
}


def ship(row: str) -> ListEntry:
    (parsed,) = read_vessels((HEADER + row + "\n").encode(), flag="KP").entries
    return parsed.entry


def test_an_annex_decides_the_measure() -> None:
    freeze, ban = date(2016, 3, 2), date(2017, 12, 28)
    assert ship(ROWS["frozen"]).measures == (Measure("asset_freeze", freeze),)
    assert ship(ROWS["banned"]).measures == (Measure("port_ban", ban),)
    assert [each.name for each in ship(ROWS["both"]).measures] == ["asset_freeze", "port_ban"]


def test_each_measure_has_its_own_day() -> None:
    assert ship(ROWS["twice"]).measures == (
        Measure("port_ban", date(2017, 10, 3)),
        Measure("deregistration", date(2018, 3, 30)),
    )


def test_names_numbers_and_flag_are_facts_of_the_file() -> None:
    assert ship(ROWS["frozen"]).aliases == ("Old Synthetic",)
    assert ship(ROWS["twice"]).aliases == ("NEWNAME3", "New Name 3")
    assert ship(ROWS["both"]).identifiers == (ListedIdentifier("imo", "7303803"),)
    assert ship(ROWS["both"]).countries == ("KP",)
    assert ship(ROWS["banned"]).countries == ()


def test_a_ship_without_number_is_known_by_its_name() -> None:
    entry = ship(ROWS["nameless"])
    assert (entry.ref, entry.identifiers) == ("vessel-syn-thetic-078", ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("imo,names\n", "must have the columns"),
        (HEADER + "7303804,SYNTHETIC,XIV.B,x,2018-03-30,True,\n", "no IMO ship number"),
        (HEADER + "7303803,SYNTHETIC,XVI.Z,x,2018-03-30,True,\n", "unknown annexes"),
        (HEADER + "7303803,SYNTHETIC,XIV.B,x,30.3.2018,True,\n", "is no day"),
        (HEADER + "7303803,SYNTHETIC,XIV.B\n", "not as many fields"),
        (HEADER + "7303803, ,XIV.B,x,2018-03-30,True,\n", "has no name"),
    ],
)
def test_a_doubtful_file_is_refused_whole(content: str, message: str) -> None:
    with pytest.raises(FeedAborted, match=message):
        read_vessels(content.encode(), flag="KP")
