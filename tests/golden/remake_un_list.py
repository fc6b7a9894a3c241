"""Make rules/lists/un-sc-1718.ndjson again from the published files.

Run from the project root: python tests/golden/remake_un_list.py CONSOLIDATED_XML_GZ VESSELS_CSV
"""

import gzip
import sys
from pathlib import Path

from feeds.lists.unsc import LIST_ID, of_programme, read_consolidated
from feeds.lists.vessels_1718 import read_vessels
from monitor.screening import write_snapshot

SHIPPED = Path(__file__).resolve().parents[2] / "rules" / "lists" / "un-sc-1718.ndjson"


def un_list(consolidated: bytes, vessels: bytes) -> bytes:
    whole = read_consolidated(consolidated)
    as_of = whole.published_on
    assert as_of is not None
    parsed = (*of_programme(whole, "DPRK"), *read_vessels(vessels).entries)
    source = (
        f"UN Security Council Consolidated List, DPRK part, file of {as_of}; vessels of the 1718 "
        "list from the annexes of Regulation (EU) 2017/1509"
    )
    amended = {each.entry.ref: each.amended_on for each in parsed}
    return write_snapshot(LIST_ID, source, as_of, (each.entry for each in parsed), amended)


def main(consolidated: str, vessels: str) -> None:
    content = un_list(gzip.decompress(Path(consolidated).read_bytes()), Path(vessels).read_bytes())
    SHIPPED.write_bytes(content)
    print(f"{SHIPPED}: {len(content.splitlines()) - 1} entries", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
