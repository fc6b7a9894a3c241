"""The real engine over a real embedded store, put together for tests of the use cases and doors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from alerts.store import SqlStore
from monitor.bootstrap import Wiring
from monitor.domain.event import Event, Reason
from monitor.domain.finding import Judgement
from monitor.domain.ports import HistoryReader, LedgerReader, Sighting
from monitor.engine.pipeline import Engine
from monitor.service.ingest import Ingest, IntakeSummary, Line
from monitor.service.judging import Judges
from monitor.service.provenance import Kept, Provenance
from monitor.settings import Settings

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()
COAL_RULE = "dprk.2371.08.coal-export"
PETROLEUM_LIMIT = "dprk.2397.05.refined-petroleum-limit"


class MovingClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant

    def move(self, by: timedelta) -> None:
        self.instant += by


class Brittle:
    """The engine, but it breaks on events whose notes say so, until it is mended."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.is_mended = False

    @property
    def rulebook(self) -> str:
        return self._engine.rulebook

    @property
    def lists(self) -> str:
        return self._engine.lists

    def refusals(self, event: Event) -> Sequence[Reason]:
        if event.notes == "break while checking" and not self.is_mended:
            raise ZeroDivisionError("checking broke")
        return self._engine.refusals(event)

    def judge(self, event: Event, history: HistoryReader, ledger: LedgerReader) -> Judgement:
        if event.notes == "break" and not self.is_mended:
            raise RecursionError("a rule broke")
        return self._engine.judge(event, history, ledger)

    def sightings(self, event: Event) -> tuple[Sighting, ...]:
        return self._engine.sightings(event)


@cache
def shipped() -> Wiring:
    """The shipped rulebook, lists and engine; its store is never opened."""
    wiring = Wiring(Settings(data=Path("no-store-is-made-here")))
    assert wiring.engine is not None
    return wiring


@cache
def kept() -> tuple[Kept, ...]:
    """What judgements by the shipped rulebook rest on."""
    return shipped().kept_for(shipped().book, shipped().lists)


@dataclass
class World:
    """One store and what takes events into it."""

    store: SqlStore
    clock: MovingClock
    ingest: Ingest
    engine: Judges

    def take(self, *events: dict[str, Any] | bytes, batch: int = 500) -> IntakeSummary:
        """Take events in; bytes are taken as they are."""
        return self.ingest.run(lines(events), "test", batch=batch)

    def alerts(self, **where: Any) -> list[Any]:
        from monitor.domain.ports import AlertFilter

        return list(self.store.alerts(AlertFilter(**where), None, 1_000))

    def restarted(self, engine: Judges, items: tuple[Kept, ...] | None = None) -> World:
        """The same store under a new process with another engine."""
        return world_over(self.store, self.clock, engine, items)


def world_over(
    store: SqlStore, clock: MovingClock, engine: Judges, items: tuple[Kept, ...] | None = None
) -> World:
    ingest = Ingest(store, engine, Provenance(items or kept()), clock, "0.0-test")
    return World(store, clock, ingest, engine)


def lines(events: Iterable[dict[str, Any] | bytes]) -> Iterable[Line]:
    """Events as the numbered lines of a feed."""
    for number, event in enumerate(events, start=1):
        yield Line(number, event if isinstance(event, bytes) else json.dumps(event).encode())


def coffee(event_id: str = "coffee-1", **changes: Any) -> dict[str, Any]:
    """A shipment that nobody minds."""
    event: dict[str, Any] = {
        "source": "test",
        "event_id": event_id,
        "kind": "shipment",
        "occurred_on": "2019-03-14",
        "goods": [{"hs_code": "090121"}],
        "route": {"loading": {"country": "BR"}, "discharge": {"country": "DE"}},
    }
    return {**event, **changes}


def coal(event_id: str = "coal-1", **changes: Any) -> dict[str, Any]:
    """A shipment of coal from the DPRK, which is flagged."""
    event = coffee(
        event_id,
        goods=[{"hs_code": "270112", "description": "COAL IN BULK", "origin_country": "KP"}],
        route={
            "loading": {"country": "KP", "locode": "KPNAM"},
            "discharge": {"country": "VN"},
        },
    )
    return {**event, **changes}


def petroleum(
    event_id: str, barrels: int | str, day: str = "2019-03-01", **changes: Any
) -> dict[str, Any]:
    """A report to the Committee of refined petroleum, in barrels, of one day."""
    event: dict[str, Any] = {
        "source": "committee",
        "event_id": event_id,
        "kind": "committee_report",
        "occurred_on": day,
        "commodity": "refined_petroleum",
        "supplier_country": "CN",
        "period": {"from": day, "to": day},
        "quantity": {"value": str(barrels), "unit": "bbl"},
    }
    return {**event, **changes}


def day(text: str) -> date:
    return date.fromisoformat(text)
