"""The vessels of the 1718 list, rebuilt from the annexes of Regulation (EU) 2017/1509 (CSV).

The Council's XML has no vessels. Annex XIII.B holds the ships of Ocean Maritime Management that
are frozen, XIV.A the other frozen ships, XIV.B the ships that ports must not let in.
"""

import csv
import io
import re
from datetime import date

from feeds.lists.base import ParsedEntry, Reading, ReadList, distinct, read_day, tidy
from feeds.lists.unsc import LIST_ID
from monitor.domain.event.cargo import imo_check_digit_holds
from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry, Measure
from monitor.errors import FeedAborted

_COLUMNS = (
    "imo", "names", "eu_annexes", "measures", "start_dates", "imo_check_digit_ok", "listing_text",
)  # fmt: skip
_FREEZES = frozenset({"XIII.B", "XIV.A"})
_PORT_BANS = frozenset({"XIV.B"})
# The Committee also ordered de-registration of the foreign-flag ships that it named on this day;
# the annexes do not show it. See rules/lists/README.md for how far this is known.
_DEREGISTERED_ON = date(2018, 3, 30)
_LATER_NAMES = re.compile(r"\bnow operating as .*? named the (.+?)\.")
_DPRK_SHIP = re.compile(r"^(?:the )?DPRK\b", re.IGNORECASE)


_PROGRAMME = "DPRK"


def read_vessels(raw: bytes, flag: str = "KP") -> ReadList:
    """Reads the vessels, sorted by reference.

    Args:
        raw: The CSV file.
        flag: The country code for ships that the listing text calls DPRK ships.

    Raises:
        FeedAborted: where a column, a number or a date is not what the file should hold.
    """
    try:
        rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise FeedAborted(f"the vessel file is not UTF-8: byte {error.start}") from None
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise FeedAborted(f"the vessel file must have the columns {', '.join(_COLUMNS)}")
    reading = Reading()
    for row in rows:
        try:
            reading.add(f"line {rows.line_num}", ParsedEntry(_entry(row, flag)))
        except FeedAborted as fault:
            reading.fault(f"line {rows.line_num}", str(fault))
    return reading.done()


def _entry(row: dict[str, str], flag: str) -> ListEntry:
    if None in row or None in row.values():
        raise FeedAborted("the row has not as many fields as the head")
    imo, text = row["imo"].strip(), tidy(row["listing_text"])
    if imo and not (re.fullmatch(r"\d{7}", imo) and imo_check_digit_holds(imo)):
        raise FeedAborted(f"'{imo}' is no IMO ship number")
    names = [tidy(name) for name in row["names"].split("|")]
    later = _LATER_NAMES.search(text)
    if later:
        names.extend(tidy(name) for name in later.group(1).split(" or "))
    names = list(distinct(names))
    if not names:
        raise FeedAborted(f"the vessel {imo} has no name")
    return ListEntry(
        list=LIST_ID,
        ref=f"vessel-{imo}" if imo else f"vessel-{names[0].lower().replace(' ', '-')}",
        type=EntryType.VESSEL,
        name=names[0],
        measures=_measures(row),
        aliases=tuple(names[1:]),
        identifiers=(ListedIdentifier("imo", imo),) if imo else (),
        countries=(flag,) if _DPRK_SHIP.match(text) else (),
        programmes=(_PROGRAMME,),
    )


def _measures(row: dict[str, str]) -> tuple[Measure, ...]:
    annexes = frozenset(row["eu_annexes"].split("+"))
    days = sorted(read_day(day, row["names"]) for day in row["start_dates"].split("+"))
    unknown = annexes - _FREEZES - _PORT_BANS
    if unknown or not days:
        raise FeedAborted(f"'{row['names']}': unknown annexes {sorted(unknown)}, or no date")
    measures = [Measure("asset_freeze", days[0])] if annexes & _FREEZES else []
    if annexes & _PORT_BANS:
        measures.append(Measure("port_ban", days[0]))
    if annexes == _PORT_BANS and _DEREGISTERED_ON in days:
        measures.append(Measure("deregistration", _DEREGISTERED_ON))
    return tuple(measures)
