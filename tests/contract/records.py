"""Small builders of what a store keeps; a test names only what it is about."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import Alert
from monitor.domain.finding import (
    Basis,
    Delivery,
    Evidence,
    Finding,
    Firing,
    Judgement,
    Level,
    Outcome,
    ScreeningMatch,
    Undecided,
    Verdict,
)
from monitor.domain.ports import EventKey, EventVersion, JudgementRecord, Unit
from monitor.domain.provision import Citation
from monitor.errors import StoreError

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
RULEBOOK, LISTS = "sha256:rulebook", "sha256:lists"
COAL = Citation("S/RES/2371 (2017)", "8")
LIMIT, YEAR = "refined-petroleum", date(2026, 1, 1)
NEXT_YEAR = date(2027, 1, 1)


def key(number: int | str = 1, source: str = "customs-ru") -> EventKey:
    return EventKey(source, f"b-{number}")


def version(of: EventKey | None = None, number: int = 1, **changes: Any) -> EventVersion:
    of = of or key()
    made = EventVersion(
        key=of,
        version=number,
        content_hash=f"sha256:{of.event_id}-{number}",
        raw=b'{"event_id": "' + of.event_id.encode() + b'"}',
        kind="shipment",
        occurred_on=date(2026, 3, 14),
        received_at=NOW,
        receipt="rc_1",
    )
    return replace(made, **changes)


def finding(**changes: Any) -> Finding:
    made = Finding(
        rule="dprk.2371.08.coal-export",
        version=3,
        verdict=Verdict.PROHIBITED,
        level=Level.CRITICAL,
        provisions=(COAL,),
        clauses=("is_coal", "leaves_dprk"),
        evidence=(Evidence("goods/0/hs_code", "270112", "HS 2701 is coal"),),
        missing=(),
        summary="Coal loaded at Nampo on 2026-03-14.",
        action="refuse",
        subjects=("goods/0",),
        group_key="coal|nampo",
    )
    return replace(made, **changes)


def delivery(amount: str | None = "100", slot: str = "s1", **changes: Any) -> Delivery:
    made = Delivery(
        limit_id=LIMIT,
        basis=Basis.REPORTED,
        start=YEAR,
        until=NEXT_YEAR,
        day=date(2026, 3, 14),
        slot=slot,
        rank="1",
        path="goods/0",
        amount=None if amount is None else Decimal(amount),
        unit="barrel",
        given=f"{amount} bbl",
        factor="1",
    )
    return replace(made, **changes)


def firing(step: int = 75, **changes: Any) -> Firing:
    return replace(Firing(LIMIT, Basis.REPORTED, YEAR, step), **changes)


def judgement(of: EventKey | None = None, **changes: Any) -> Judgement:
    of = of or key()
    made = Judgement(of.source, of.event_id, Outcome.CLEAR, (), (), (), RULEBOOK, LISTS)
    return replace(made, **changes)


def full_judgement(of: EventKey | None = None) -> Judgement:
    """One that fills every column."""
    return judgement(
        of,
        outcome=Outcome.FLAGGED,
        findings=(finding(), finding(rule="dprk.2397.07.vessels", level=Level.LOW, group_key=None)),
        undecided=(Undecided("dprk.2375.16.textiles", (COAL,), ("goods/0/hs_code",)),),
        screening=(
            ScreeningMatch("parties/0", "un-sc", "KPe.001", "조선 무역", "0.97", ("name",), False),
        ),
        warnings=("two periods overlap",),
    )


def record(of: EventKey | None = None, number: int = 1, **changes: Any) -> JudgementRecord:
    """A record of a clear judgement; ``judgement=...`` or fields of the judgement change it."""
    of = of or key()
    fields = {name: changes.pop(name) for name in list(changes) if name in Judgement.__slots__}
    made = JudgementRecord(
        key=of,
        version=number,
        judgement=changes.pop("judgement", judgement(of, **fields)),
        rulebook=RULEBOOK,
        lists=LISTS,
        engine="0.1.0",
        judged_at=NOW,
        inputs=None,
    )
    return replace(made, **changes)


def alert(number: int = 1, **changes: Any) -> Alert:
    made = Alert(
        id=f"al_{number:04d}",
        group_key=f"group-{number}",
        rule="dprk.2371.08.coal-export",
        provisions=("2371:8",),
        verdict=Verdict.PROHIBITED,
        level=Level.HIGH,
        summary="Coal loaded at Nampo.",
        opened_at=NOW + timedelta(seconds=number),
        last_seen_at=NOW + timedelta(seconds=number),
        due_at=NOW + timedelta(days=1, seconds=number),
    )
    return replace(made, **changes)


def keep_blobs(unit: Unit) -> None:
    """Keep what every judgement of these tests rests on."""
    unit.put_blob(RULEBOOK, "rulebook", b"rules")
    unit.put_blob(LISTS, "lists", b"lists")


def accept(store: SqlStore, *records: JudgementRecord, **changes: Any) -> None:
    """Store a version for each record, and the record, in one unit."""
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version(item.key, item.version, **changes) for item in records])
        unit.add_judgements(records)


def deliver(
    store: SqlStore, of: EventKey, *deliveries: Delivery, firings: Sequence[Firing] = ()
) -> None:
    """Accept an event with deliveries."""
    accept(store, record(of, deliveries=deliveries, firings=tuple(firings)))


def total(store: SqlStore, basis: Basis = Basis.REPORTED, start: date = YEAR) -> Decimal:
    """Read a total as a later unit sees it."""
    with store.unit() as unit:
        return unit.total(LIMIT, basis, start)


@contextmanager
def refused(store: SqlStore, match: str, error: type[Exception] = StoreError) -> Iterator[Unit]:
    """Open a unit that must fail, at one of its calls or at its end."""
    with pytest.raises(error, match=match), store.unit() as unit:
        yield unit


def fail_on_purpose() -> None:
    raise RuntimeError("on purpose")
