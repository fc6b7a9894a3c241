"""List snapshots as files: one header line, one entry a line, sorted by reference."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.domain.canonical import canonical_json, sha256
from monitor.domain.listing import (
    NOT_STATED,
    EntryType,
    ListedIdentifier,
    ListEntry,
    ListSnapshot,
    Measure,
    birth_span,
)

_TEXTS = (
    "aliases", "birth_dates", "countries", "nationalities", "weak_aliases", "former_names",
    "original_names", "programmes", "flags", "former_flags", "titles",
)  # fmt: skip
_ENTRY_KEYS = frozenset({
    "ref", "type", "name", "identifiers", "measures", "informs_only", "amended_on", *_TEXTS,
})  # fmt: skip
_NAME_MARKS = ("weak_aliases", "former_names", "original_names")


class SnapshotError(ValueError):
    """Says that a list file cannot be used, with the line and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """Names in other scripts that this project adds to entries; the lists do not have them."""

    digest: str
    by_entry: Mapping[tuple[str, str], tuple[str, ...]]

    def of(self, list_id: str, ref: str) -> tuple[str, ...]:
        """Gives the added spellings of one entry."""
        return self.by_entry.get((list_id, ref), ())


def read_snapshot(raw: bytes) -> ListSnapshot:
    """Reads a list file; its digest is that of the bytes.

    Raises:
        SnapshotError: where a line is not what this format holds, or the header's count differs.
    """
    lines = raw.decode("utf-8").splitlines()
    if not lines:
        raise SnapshotError("line 1: the file is empty; a header line is needed")
    try:
        header = json.loads(lines[0])
        list_id, source = str(header["list"]), str(header["source"])
        as_of, count = date.fromisoformat(header["as_of"]), int(header["entries"])
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(
            f"line 1: no header with list, source, as_of, entries: {error}"
        ) from None
    entries = tuple(_entry(list_id, number, line) for number, line in enumerate(lines[1:], 2))
    if len(entries) != count:
        raise SnapshotError(f"line 1: the header counts {count} entries and {len(entries)} follow")
    refs = [entry.ref for entry in entries]
    if refs != sorted(set(refs)):
        raise SnapshotError("the entries are not sorted by reference, or a reference stands twice")
    return ListSnapshot(list_id, sha256(raw), source, as_of, entries)


def _entry(list_id: str, number: int, line: str) -> ListEntry:
    try:
        return _read_entry(list_id, json.loads(line))
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"line {number}: no list entry: {error}") from None


def _read_entry(list_id: str, data: dict[str, Any]) -> ListEntry:
    unknown = set(data) - _ENTRY_KEYS
    if unknown:
        raise ValueError(f"unknown key '{min(unknown)}'")
    texts = {key: tuple(map(str, data[key])) for key in _TEXTS if key in data}
    for mark in _NAME_MARKS:
        strange = set(texts.get(mark, ())) - set(texts.get("aliases", ()))
        if strange:
            raise ValueError(f"'{min(strange)}' of '{mark}' is none of the aliases")
    for day in texts.get("birth_dates", ()):
        birth_span(day)
    return ListEntry(
        list=list_id,
        ref=data["ref"],
        type=EntryType(data["type"]),
        name=data["name"],
        measures=tuple(_measure(each) for each in data["measures"]),
        identifiers=tuple(_identifier(each) for each in data.get("identifiers", ())),
        informs_only=data.get("informs_only", False) is True,
        **texts,
    )


def _identifier(data: dict[str, Any]) -> ListedIdentifier:
    return ListedIdentifier(
        data["scheme"], data["value"], data.get("country"), data.get("note", "")
    )


def _measure(data: dict[str, Any]) -> Measure:
    first, end = data.get("listed_on"), data.get("delisted_on")
    return Measure(
        name=data["name"],
        listed_on=date.fromisoformat(first) if first is not None else NOT_STATED,
        delisted_on=date.fromisoformat(end) if end is not None else None,
        end_is_derived=data.get("end_is_derived", False) is True,
    )


def write_snapshot(
    list_id: str,
    source: str,
    as_of: date,
    entries: Iterable[ListEntry],
    amended_on: Mapping[str, tuple[date, ...]] | None = None,
) -> bytes:
    """Writes the one file form of a snapshot: equal entries give equal bytes.

    Args:
        list_id: The list, such as `un-sc`.
        source: What the entries were taken from.
        as_of: The day for which they stand.
        entries: The entries, in any order.
        amended_on: By reference, the days on which the list amended an entry; for readers only,
            since an amendment is no listing.
    """
    ordered = sorted(entries, key=lambda entry: entry.ref)
    head = {"list": list_id, "source": source, "as_of": as_of, "entries": len(ordered)}
    amended = amended_on or {}
    body = (_entry_data(entry, amended.get(entry.ref, ())) for entry in ordered)
    return b"".join(canonical_json(each) + b"\n" for each in (head, *body))


def _entry_data(entry: ListEntry, amended_on: tuple[date, ...]) -> dict[str, object]:
    data: dict[str, object] = {
        "ref": entry.ref,
        "type": entry.type,
        "name": entry.name,
        "identifiers": [_identifier_data(each) for each in entry.identifiers],
        "measures": [_measure_data(each) for each in entry.measures],
        "informs_only": entry.informs_only,
        "amended_on": amended_on,
        **{key: getattr(entry, key) for key in _TEXTS},
    }
    return {key: value for key, value in data.items() if value}


def _identifier_data(number: ListedIdentifier) -> dict[str, object]:
    data = {"scheme": number.scheme, "value": number.value}
    if number.country is not None:
        data["country"] = number.country
    return {**data, "note": number.note} if number.note else dict(data)


def _measure_data(measure: Measure) -> dict[str, object]:
    data: dict[str, object] = {"name": measure.name}
    if measure.listed_on != NOT_STATED:
        data["listed_on"] = measure.listed_on
    if measure.delisted_on is not None:
        data["delisted_on"] = measure.delisted_on
    if measure.end_is_derived:
        data["end_is_derived"] = True
    return data


def read_spellings(raw: bytes) -> Spellings:
    """Reads the spellings that this project adds: one line an entry with list, ref and names.

    Raises:
        SnapshotError: where a line is not what this format holds.
    """
    by_entry: dict[tuple[str, str], tuple[str, ...]] = {}
    for number, line in enumerate(raw.decode("utf-8").splitlines(), 1):
        try:
            data = json.loads(line)
            by_entry[str(data["list"]), str(data["ref"])] = tuple(map(str, data["names"]))
        except (KeyError, TypeError, ValueError) as error:
            raise SnapshotError(f"line {number}: no list, ref and names: {error}") from None
    return Spellings(sha256(raw), by_entry)


def is_snapshot(raw: bytes) -> bool:
    """Tells by its first line whether a file has this form."""
    try:
        header = json.loads(raw.split(b"\n", 1)[0])
    except ValueError:
        return False
    return isinstance(header, dict) and {"list", "as_of", "entries"} <= header.keys()


def read_amendments(raw: bytes) -> dict[str, tuple[date, ...]]:
    """Gives by reference the days of amendments that a list file holds for its readers."""
    found = (json.loads(line) for line in raw.decode("utf-8").splitlines()[1:])
    return {
        data["ref"]: tuple(map(date.fromisoformat, data["amended_on"]))
        for data in found
        if "amended_on" in data
    }
