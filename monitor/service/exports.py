"""Alerts as files: streamed in the order of opening, so that any number of them needs little memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from monitor.domain.alert import Alert
from monitor.domain.ports import AlertFilter
from monitor.domain.ports.exports import Exports
from monitor.service.alerts import PAGE, alert_to_json
from monitor.service.lines import csv_cell, json_line

COLUMNS: Final = (
    "id", "state", "level", "verdict", "rule", "provisions", "summary", "occurrences",
    "opened_at", "last_seen_at", "due_at", "overdue", "assignee", "disposition", "reason",
    "close_proposed_by", "superseded", "group_key",
)  # fmt: skip


class ExportFormat(StrEnum):
    """In which form alerts leave."""

    NDJSON = "ndjson"
    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What the form is called on the web."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Mapping[ExportFormat, str] = {
    ExportFormat.NDJSON: "application/x-ndjson",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSON: "application/json",
}


def export_alerts(exports: Exports, where: AlertFilter, form: ExportFormat) -> Iterator[bytes]:
    """Write every alert that fits a filter, piece by piece, each once.

    They are read page by page while others work, each as it is when it is read.
    """
    return _WRITERS[form](_all(exports, where))


def _all(exports: Exports, where: AlertFilter) -> Iterator[Alert]:
    after = ""
    while page := exports.alerts(where, after, PAGE):
        yield from page
        after = page[-1].id


def _ndjson(found: Iterable[Alert]) -> Iterator[bytes]:
    for alert in found:
        yield json_line(alert_to_json(alert))


def _json(found: Iterable[Alert]) -> Iterator[bytes]:
    before = b"["
    for alert in found:
        yield before + b"\n" + json_line(alert_to_json(alert)).rstrip()
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def _csv(found: Iterable[Alert]) -> Iterator[bytes]:
    yield csv_line(COLUMNS)
    for alert in found:
        row = {**alert_to_json(alert), "provisions": " ".join(alert.provisions)}
        yield csv_line(row[column] for column in COLUMNS)


def csv_line(cells: Iterable[object]) -> bytes:
    """Write one line of CSV (RFC 4180); no cell is a formula to a spreadsheet."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([csv_cell(cell) for cell in cells])
    return line.getvalue().encode()


_WRITERS: Mapping[ExportFormat, Callable[[Iterable[Alert]], Iterator[bytes]]] = {
    ExportFormat.NDJSON: _ndjson,
    ExportFormat.CSV: _csv,
    ExportFormat.JSON: _json,
}
