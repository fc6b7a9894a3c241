"""A list file has one form, and a damaged one is refused."""

from datetime import date

import pytest

from monitor.domain.canonical import sha256
from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry, Measure
from monitor.screening.snapshot import (
    SnapshotError,
    read_snapshot,
    read_spellings,
    write_snapshot,
)

DAY = date(2018, 3, 30)
FULL = ListEntry(
    "un-sc", "B", EntryType.PERSON, "SYNTHETIC ONE",
    (Measure("asset_freeze", DAY, date(2020, 1, 1)), Measure("travel_ban", DAY)),
    ("Uno",), (ListedIdentifier("passport", "1"),), ("1960",), ("VN",), ("KP",),
)  # fmt: skip
BARE = ListEntry("un-sc", "A", EntryType.VESSEL, "SYN SON", (Measure("port_ban", DAY),))


def written() -> bytes:
    return write_snapshot("un-sc", "synthetic", DAY, (FULL, BARE), {"B": (date(2019, 1, 1),)})


def test_what_is_written_is_read_again() -> None:
    snapshot = read_snapshot(written())
    assert snapshot.entries == (BARE, FULL)
    assert (snapshot.list, snapshot.source, snapshot.as_of) == ("un-sc", "synthetic", DAY)
    assert snapshot.digest == sha256(written())


def test_equal_entries_give_equal_bytes_in_any_order() -> None:
    again = write_snapshot("un-sc", "synthetic", DAY, (BARE, FULL), {"B": (date(2019, 1, 1),)})
    assert again == written()
    assert b'"amended_on":["2019-01-01"]' in again


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the file is empty"),
        (b"{}\n", "no header"),
        (b"[]\n", "no header"),
        (written().replace(b'"entries":2', b'"entries":3'), "counts 3 entries and 2 follow"),
        (written().replace(b'"ref":"A"', b'"ref":"C"'), "not sorted"),
        (written().replace(b'"ref":"A"', b'"ref":"B"'), "stands twice"),
        (written().replace(b'"ref":"A"', b'"reference":"A"'), "line 2: no list entry"),
        (written().replace(b'"vessel"', b'"boat"'), "line 2: no list entry"),
        (written().replace(b"2018-03-30", b"30.3.2018", 9), "no header"),
        (written() + b"{\n", "line 4: no list entry"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(raw: bytes, message: str) -> None:
    with pytest.raises(SnapshotError, match=message):
        read_snapshot(raw)


def test_spellings_belong_to_an_entry() -> None:
    raw = '{"list":"un-sc","ref":"A","names":["유선"]}\n'.encode()
    spellings = read_spellings(raw)
    assert spellings.of("un-sc", "A") == ("유선",)
    assert spellings.of("un-sc", "B") == ()
    with pytest.raises(SnapshotError, match="line 1"):
        read_spellings(b'{"ref":"A"}\n')
