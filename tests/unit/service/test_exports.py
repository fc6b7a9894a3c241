from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.finding import Level
from monitor.domain.ports import AlertFilter
from monitor.service.alerts import PAGE
from monitor.service.exports import COLUMNS, ExportFormat, csv_line, export_alerts
from tests.worlds import COAL_RULE, World, coal, petroleum


def exported(world: World, form: ExportFormat, **where: Any) -> str:
    return b"".join(export_alerts(world.store.exports, AlertFilter(**where), form)).decode()


def test_each_form_holds_the_same_alerts(world: World) -> None:
    world.take(*(coal(f"c{n}") for n in range(PAGE + 3)), petroleum("r", 375_000))
    lines = [json.loads(line) for line in exported(world, ExportFormat.NDJSON).splitlines()]
    assert len(lines) == len({line["id"] for line in lines}) == PAGE + 4
    assert json.loads(exported(world, ExportFormat.JSON)) == lines
    rows = list(csv.DictReader(io.StringIO(exported(world, ExportFormat.CSV), newline="")))
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert set(rows[0]) == set(COLUMNS) <= set(lines[0])


def test_a_filter_narrows_an_export(world: World) -> None:
    world.take(coal(), petroleum("r", 375_000))
    (line,) = exported(world, ExportFormat.NDJSON, rule=COAL_RULE).splitlines()
    assert json.loads(line)["rule"] == COAL_RULE


@pytest.mark.parametrize(
    ("form", "empty"),
    [
        (ExportFormat.NDJSON, ""),
        (ExportFormat.JSON, "[]\n"),
        (ExportFormat.CSV, ",".join(COLUMNS) + "\r\n"),
    ],
)
def test_nothing_is_a_well_formed_file_too(world: World, form: ExportFormat, empty: str) -> None:
    assert exported(world, form) == empty


def test_alerts_are_read_as_they_are_written(world: World) -> None:
    world.take(*(coal(f"c{n}") for n in range(PAGE + 1)))
    asked: list[int] = []

    class Watched:
        def alerts(self, where: AlertFilter, after: str, limit: int) -> Any:
            asked.append(limit)
            return world.store.exports.alerts(where, after, limit)

    pieces = export_alerts(Watched(), AlertFilter(), ExportFormat.NDJSON)
    assert asked == []
    next(pieces)
    assert len(asked) == 1
    assert len(list(pieces)) == PAGE
    assert len(asked) == 3


def test_an_alert_that_moves_meanwhile_stands_there_once(world: World) -> None:
    world.take(*(coal(f"c{n}") for n in range(PAGE + 5)))
    pieces = export_alerts(world.store.exports, AlertFilter(), ExportFormat.NDJSON)
    found = [next(pieces)]
    for alert in world.alerts():
        with world.store.unit() as unit:
            again = replace(alert, due_at=alert.due_at - timedelta(hours=1), level=Level.CRITICAL)
            unit.save_alerts([again], [], [])
    found += pieces
    assert len({json.loads(line)["id"] for line in found}) == len(found) == PAGE + 5


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_line([f"{start}1+1", 'a "b", c']).decode(), newline=""))
    assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row[1] == 'a "b", c'
