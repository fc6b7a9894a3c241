"""Names and identifiers against lists: normalise, index, compare, explain; pure."""

from monitor.screening.identifiers import normalise_identifier
from monitor.screening.index import ListIndex, Note, Screened
from monitor.screening.normalise import (
    name_key,
    name_keys,
    vessel_key,
    words_of,
)
from monitor.screening.snapshot import (
    SnapshotError,
    Spellings,
    read_snapshot,
    read_spellings,
    write_snapshot,
)

__all__ = [
    "ListIndex", "Note", "Screened", "SnapshotError", "Spellings", "name_key", "name_keys",
    "normalise_identifier", "read_snapshot", "read_spellings", "vessel_key", "words_of",
    "write_snapshot",
]  # fmt: skip
