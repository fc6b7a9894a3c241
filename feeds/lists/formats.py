"""Which form a list file has, told from its content, and the reader for it."""

import gzip
import io
import json
import re
import zlib
from collections.abc import Mapping

from feeds.lists import ofac_csv, table
from feeds.lists.base import ReadList
from feeds.lists.eu_fsf import read_fsf
from feeds.lists.ftm import read_ftm
from feeds.lists.ofac_csv import read_sdn_csv
from feeds.lists.ofac_xml import read_sdn_xml
from feeds.lists.senzing import read_senzing
from feeds.lists.uk_csv import read_uk_csv
from feeds.lists.uk_xml import read_uk_xml
from feeds.lists.unsc import read_consolidated
from feeds.lists.vessels_1718 import read_vessels
from monitor.errors import FeedAborted

_ROOTS = {
    "CONSOLIDATED_LIST": "un_xml",
    "sdnList": "ofac_xml",
    "export": "eu_xml",
    "Designations": "uk_xml",
}
_READERS = {
    "un_xml": read_consolidated,
    "vessels_csv": read_vessels,
    "ofac_xml": read_sdn_xml,
    "eu_xml": read_fsf,
    "uk_xml": read_uk_xml,
    "uk_csv": read_uk_csv,
}
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_HEAD_BYTES = 4096
_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"


def unpacked(raw: bytes, bytes_max: int) -> bytes:
    """Gives a file's content, unpacked where it is gzip.

    Raises:
        FeedAborted: it is larger than allowed, or the packing is damaged.
    """
    if raw.startswith(_GZIP):
        try:
            with gzip.open(io.BytesIO(raw)) as stream:
                raw = stream.read(bytes_max + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise FeedAborted(f"the packed file is damaged: {error}") from None
    if len(raw) > bytes_max:
        raise FeedAborted(f"the file is larger than the {bytes_max:,} bytes that are read")
    return raw


def form_of(raw: bytes) -> str:
    """Gives the form of a file, as the catalogue of lists calls it.

    Raises:
        FeedAborted: it is none of the known forms; the message says what it looks like.
    """
    head = raw[:_HEAD_BYTES].removeprefix(_UTF8_MARK).lstrip()
    if not head:
        raise FeedAborted("the file is empty")
    if head.startswith(b"<") or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _form_of_xml(head)
    if head.startswith((b"{", b"[")):
        return _form_of_json(raw)
    return _form_of_csv(raw)


def _form_of_xml(head: bytes) -> str:
    found = _ROOT.search(re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head, flags=re.DOTALL))
    root = found.group(1).decode("ascii", "replace") if found else ""
    if root.lower() == "html":
        raise FeedAborted("the file is a web page, not a list: the publisher may be out of order")
    if root not in _ROOTS:
        raise FeedAborted(f"the XML root '{root}' is that of no known list")
    return _ROOTS[root]


def _form_of_json(raw: bytes) -> str:
    first = raw.removeprefix(_UTF8_MARK).lstrip().split(b"\n", 1)[0]
    if first.lstrip().startswith(b"["):
        return "senzing_json"
    try:
        record = json.loads(first)
    except ValueError as error:
        raise FeedAborted(f"the first line is no JSON: {error}") from None
    if "RECORD_ID" in record:
        return "senzing_json"
    if {"schema", "properties"} <= record.keys() or "op" in record:
        return "ftm_json"
    if {"list", "as_of", "entries"} <= record.keys():
        return "ndjson"
    raise FeedAborted("the first line is no entity, record or head of a list")


def _form_of_csv(raw: bytes) -> str:
    rows = table.rows_of(raw)
    fields = [field.strip() for _, row in zip(range(2), rows, strict=False) for field in row[1]]
    first = next(table.rows_of(raw), (0, [""]))[1]
    if first[0].strip() == "imo":
        return "vessels_csv"
    if first[0].strip().isdigit():
        return "ofac_csv"
    if {"Unique ID", "Group ID", "list_internal_id"} & set(fields):
        return "uk_csv"
    raise FeedAborted("the file is neither XML, JSON nor a table of a known list")


def read_list(form: str, parts: Mapping[str, bytes], list_id: str) -> ReadList:
    """Reads a list file of a known form; only OFAC's tables come in several parts.

    Raises:
        FeedAborted: the file is not of that form; nothing of it is taken.
    """
    if form == "ofac_csv":
        return read_sdn_csv({name: parts[name] for name in ofac_csv.PARTS if name in parts})
    (raw,) = parts.values()
    if form == "ftm_json":
        return read_ftm(raw, list_id)
    if form == "senzing_json":
        return read_senzing(raw, list_id)
    return _READERS[form](raw)
