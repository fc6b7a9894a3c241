"""Measure the desk over many open alerts: ``python -m tests.bench.desk [--alerts 100000]``.

Pages are asked in this process through ASGI, by one signed-in officer, on SQLite and on PostgreSQL.
A page is warm: each was asked before. ``p50`` and ``p95`` are wall-clock times, ``cpu`` is what this
process worked for one page (on PostgreSQL the server's work comes on top), ``changed`` the median
right after a change, when the counts are made anew.
"""

import argparse
import asyncio
import os
import random
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from alerts.store import SqlStore
from monitor.__main__ import Lists
from monitor.bootstrap import Wiring
from monitor.domain.alert import Alert, AlertState, Strength
from monitor.domain.finding import Evidence, Finding, Judgement, Level, Outcome, Verdict
from monitor.domain.ports import (
    AlertEntry,
    AlertLink,
    EventKey,
    EventVersion,
    JudgementRecord,
    Unit,
)
from monitor.domain.provision import Citation
from monitor.service.work.reminders import gather_words
from monitor.settings import Settings
from monitor.shipped import Runbooks
from monitor.web.app import create_app
from monitor.web.deps import AppServices
from tests.postgres_server import running_server

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SEED = 1718
BATCH = 5_000
ROUNDS = 25
_PEOPLE = (None, None, None, "ana", "bo", "cy", "dee")
_LEVELS = (Level.CRITICAL, Level.HIGH, Level.HIGH, Level.MEDIUM, Level.MEDIUM, Level.MEDIUM)
_STATES = (AlertState.NEW, AlertState.NEW, AlertState.ASSIGNED, AlertState.IN_REVIEW)
_SOURCES = tuple(f"feed-{number}" for number in range(12))
_PORTS = ("Nampo", "Wonsan", "Rajin", "Chongjin", "Hungnam")


class Rule(NamedTuple):
    """What the bench takes from a rule of the book."""

    id: str
    title: str
    provisions: tuple[Citation, ...]


class Clock:
    """A clock that stands."""

    def now(self) -> datetime:
        """Give the instant."""
        return NOW


def fill(store: SqlStore, rules: Sequence[Rule], alerts: int) -> None:
    """Open so many alerts, each with an event, a finding and a time line."""
    chance = random.Random(SEED)
    for start in range(0, alerts, BATCH):
        with store.unit() as unit:
            unit.put_blob("sha256:rulebook", "rulebook", b"rules")
            unit.put_blob("sha256:lists", "lists", b"lists")
            for number in range(start, min(start + BATCH, alerts)):
                _open(unit, number, chance.choice(rules), chance)


def _open(unit: Unit, number: int, rule: Rule, chance: random.Random) -> None:
    key = EventKey(chance.choice(_SOURCES), f"event-{number}")
    imo = f"{9_000_000 + number % 900_000:07}"
    port, level = chance.choice(_PORTS), chance.choice(_LEVELS)
    name = f"EXAMPLE TRADING {number % 5_000} LLC"
    raw = (
        f'{{"source": "{key.source}", "event_id": "{key.event_id}", "kind": "shipment", '
        f'"occurred_on": "2026-10-01", "reference": "BL-{number:08}", "vessel": {{"imo": "{imo}", '
        f'"name": "SYNTHETIC SHIP {number}"}}, "parties": [{{"role": "consignee", "name": "{name}", '
        f'"other_names": ["조선무역회사 {number % 700}"]}}], "goods": [{{"hs_code": "270112", '
        f'"description": "coal in bulk"}}], "route": {{"loading": {{"country": "KP", "name": "{port}"}}}}}}'
    ).encode()
    verdict = chance.choice((Verdict.PROHIBITED, Verdict.UNSETTLED, Verdict.INSPECT))
    summary = f"{rule.title}: coal in bulk from {port} (KP) aboard SYNTHETIC SHIP {number}."
    found = Finding(
        rule=rule.id,
        version=1,
        verdict=verdict,
        level=level,
        provisions=rule.provisions,
        clauses=(),
        evidence=(
            Evidence("goods/0/hs_code", "270112", "HS 2701 is coal"),
            Evidence("vessel/imo", imo, "the ship"),
            Evidence("parties/0/name", name, "the consignee"),
        ),
        missing=(),
        summary=summary,
        action="hold",
        subjects=("goods/0",),
    )
    judged = Judgement(
        key.source,
        key.event_id,
        Outcome.FLAGGED,
        (found,),
        (),
        (),
        "sha256:rulebook",
        "sha256:lists",
    )
    opened = NOW - timedelta(seconds=chance.randrange(30 * 86_400))
    unit.add_versions(
        [EventVersion(key, 1, f"sha256:{number}", raw, "shipment", NOW.date(), NOW, "rc_1")]
    )
    unit.add_judgements(
        [JudgementRecord(key, 1, judged, "sha256:rulebook", "sha256:lists", "0", NOW, None)]
    )
    alert = Alert(
        id=f"al_{number:026}",
        group_key=f"{rule.id}|{number}",
        rule=rule.id,
        provisions=tuple(citation.short for citation in rule.provisions),
        verdict=verdict,
        level=level,
        summary=summary,
        opened_at=opened,
        last_seen_at=opened,
        due_at=opened + timedelta(days=chance.randrange(1, 40)),
        state=chance.choice(_STATES),
        assignee=chance.choice(_PEOPLE),
        sources=(key.source,),
        strength=chance.choice(list(Strength)),
        overdue=chance.random() < 0.3,
    )
    unit.save_alerts(
        [alert],
        [AlertLink(alert.id, key, 1, 0)],
        [AlertEntry(alert.id, opened, "sanctions-monitor", "open", "")],
    )


PAGES = {
    "queue": "/",
    "queue, page 40": "/?cursor=",
    "queue, one level": "/?level=medium",
    "queue, a rare filter": "/?rule={rule}&source=feed-3&assignee=dee&overdue=true",
    "queue, by evidence": "/?sort=evidence",
    "queue, by due time": "/?sort=deadline&level=high",
    "queue, by age": "/?sort=age&assignee=nobody",
    "queue, a paragraph": "/?provision={provision}",
    "search, IMO": "/?q=IMO+9042424",
    "search, reference": "/?q=BL-00042424",
    "search, Hangul": "/?q=조선무역회사+77",
    "search, two words": "/?q=example+trading+4242",
    "search, one word of 20,000": "/?q=wonsan",
    "search, one word of all": "/?q=coal",
    "facets alone": "/v1/facets?open=true&level=high",
    "alert page": "/alerts/al_{alert:026}",
    "pulse": "/queue/pulse",
}


class Figure(NamedTuple):
    """What one page took."""

    page: str
    p50: float
    p95: float
    cpu: float
    changed: float


async def measure(app: FastAPI, token: str, store: SqlStore, rules: Sequence[Rule]) -> list[Figure]:
    """Ask every page again and again."""
    transport = httpx.ASGITransport(app)
    figures = []
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        await client.get(f"/desk?token={token}")
        for page, pattern in PAGES.items():
            path = pattern.format(
                rule=rules[0].id, provision=rules[1].provisions[0].short, alert=4_242
            )
            if page == "queue, page 40":
                path = await _deep(client)
            cpu = process_time()
            times = [await _timed(client, path) for _ in range(ROUNDS)]
            cpu = (process_time() - cpu) * 1_000 / ROUNDS
            times = times[3:]
            changed = []
            for number in range(5):
                _change(store, number)
                changed.append(await _timed(client, path))
            figures.append(
                Figure(
                    page,
                    statistics.median(times),
                    sorted(times)[int(len(times) * 0.95)],
                    cpu,
                    statistics.median(changed),
                )
            )
    return figures


def _change(store: SqlStore, number: int) -> None:
    """Change something, so that counts are made anew and words are behind."""
    with store.unit() as unit:
        entry = AlertEntry(f"al_{number:026}", NOW, "ana", "note", "a note")
        unit.save_alerts([], [], [entry])


async def _deep(client: httpx.AsyncClient) -> str:
    path = "/"
    for _ in range(39):
        found = re.search(r'rel="next" href="([^"]+)"', (await client.get(path)).text)
        assert found is not None
        path = found[1].replace("&amp;", "&")
    return path


async def _timed(client: httpx.AsyncClient, path: str) -> float:
    start = perf_counter()
    answer = await client.get(path)
    took = (perf_counter() - start) * 1_000
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
    return took


def _app(wiring: Wiring) -> tuple[FastAPI, str]:
    token = "t" * 43
    services = AppServices(
        store=wiring.store,
        intakes=wiring.ingest,
        limits=wiring.limits,
        rulebooks=wiring.rulebooks,
        lists=Lists(wiring),
        runbooks=Runbooks(),
        clock=wiring.clock,
        access=wiring.access,
        out=wiring.out,
        screening=wiring.screening,
    )
    return create_app(services, desk_token=token), token


PLANS = {
    "queue": "SELECT id FROM alerts WHERE closed = 0 AND snoozed = 0 "
    "ORDER BY closed, level_rank, due_at, id LIMIT 26",
    "queue by age": "SELECT id FROM alerts WHERE closed = 0 AND snoozed = 0 AND assignee IS NULL "
    "ORDER BY closed, opened_at, id LIMIT 26",
    "counts": "SELECT closed, snoozed, level_rank, state, rule, provisions, sources, assignee, "
    "overdue, count(*) FROM alerts GROUP BY closed, snoozed, level_rank, state, rule, provisions, "
    "sources, assignee, overdue",
}


def plans(store: SqlStore) -> Iterator[str]:
    """Say how the engine goes about the hot statements."""
    with store._engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for name, statement in PLANS.items():
            ask = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN (COSTS OFF) "
            rows = connection.execute(text(ask + statement)).all()
            said = "; ".join(str(row[-1]).strip() for row in rows)
            yield f"  {name}: {said}"


@contextmanager
def engines(folder: Path) -> Iterator[Iterator[tuple[str, Wiring]]]:
    """Give an empty store of each engine."""
    with running_server() as server:
        server.execute('CREATE DATABASE "desk"')

        def both() -> Iterator[tuple[str, Wiring]]:
            for name, url in (("SQLite", None), ("PostgreSQL", server.url("desk"))):
                wiring = Wiring(Settings(data=folder / name, database_url=url), Clock())
                yield name, wiring
                wiring.close()

        yield both()


def main() -> None:
    """Run the bench and print what it found."""
    parser = argparse.ArgumentParser(prog="tests.bench.desk", description=__doc__)
    parser.add_argument("--alerts", type=int, default=100_000)
    parser.add_argument("--engine", choices=["SQLite", "PostgreSQL"], help="only this one")
    asked = parser.parse_args()
    started = perf_counter()

    def say(what: str) -> None:
        print(f"{perf_counter() - started:6.1f} s  {what}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="desk-") as folder, engines(Path(folder)) as both:
        for name, wiring in both:
            if asked.engine in {None, name}:
                _one(name, wiring, asked.alerts, say)


def _one(name: str, wiring: Wiring, alerts: int, say: Callable[[str], None]) -> None:
    store = wiring.store
    app, token = _app(wiring)
    rules = [Rule(rule.id, rule.title, rule.citations[:2]) for rule in wiring.book.rules[:40]]
    fill(store, rules, alerts)
    say(f"{name}: {alerts:,} alerts opened")
    while gather_words(store) != "words of 0 alerts gathered":
        pass
    say(f"{name}: words gathered")
    if name == "PostgreSQL":
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    figures = asyncio.run(measure(app, token, store, rules))
    load = os.getloadavg()[0]
    print(
        f"\n{name}, {alerts:,} open alerts, load {load:.1f} on {os.cpu_count()} cores: ms\n{'page':30} {'p50':>7} {'p95':>7} {'cpu':>7} {'changed':>8}"
    )
    for figure in figures:
        print(
            f"{figure.page:30} {figure.p50:7.1f} {figure.p95:7.1f} {figure.cpu:7.1f} {figure.changed:8.1f}"
        )
    print("plans")
    for line in plans(store):
        print(line)


if __name__ == "__main__":
    main()
