"""The figures of the bench as tables for people."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.bench.plan import Figures
from tests.bench.stages import STAGES


def tables(figures: Figures) -> str:
    """Write all figures."""
    return "\n".join(
        line for part in (_throughput, _stages, _growth, _latency) for line in (*part(figures), "")
    )


def _throughput(figures: Figures) -> Iterator[str]:
    yield "Throughput (one process on one core; the best run)"
    rows = [
        (
            "",
            "rules",
            "events/s",
            "per CPU-s",
            "again",
            "RSS ready",
            "RSS peak",
            "network hits of asked/event",
            "store",
        )
    ]
    for run in figures.throughput:
        again, store = run.get("duplicates_per_second"), run.get("store_bytes_per_event")
        rows.append((
            run["use"], str(run["rules"]), f"{run['events_per_second']:,.0f}", f"{run['events_per_cpu_second']:,.0f}",
            f"{again:,.0f}" if again else "-", f"{run['rss_ready_mib']:.0f} MiB", f"{run['rss_peak_mib']:.0f} MiB",
            f"{run['network_hit_rate']:.1%} of {run['network_asked_per_event']:.2f}", f"{store:,.0f} B/event" if store else "-",
        ))  # fmt: skip
    yield from _aligned(rows)


def _stages(figures: Figures) -> Iterator[str]:
    yield "Time in each stage, microseconds an event and share (with clocks set, which cost a few per cent)"
    rows = [("stage", *(f"{run['use']} {run['rules']}" for run in figures.stages))]
    rows.extend((stage, *(_share(run, stage) for run in figures.stages)) for stage in STAGES)
    rows.append(("all", *(f"{sum(run['us'].values()):,.0f}" for run in figures.stages)))
    yield from _aligned(rows)


def _share(run: dict[str, Any], stage: str) -> str:
    return f"{run['us'][stage]:,.1f} {run['shares'][stage]:6.1%}"


def _growth(figures: Figures) -> Iterator[str]:
    yield "Growth, microseconds an event"
    rows: list[tuple[str, ...]] = [
        ("", "bytes", "ingest, mix", "evaluate, ordinary", "evaluate, linked")
    ]
    rows.extend(
        (
            f"{point['rules']} rules, {point['goods']} goods lines, {point['parties']} parties",
            f"{point['event_bytes']:,}",
            *(
                f"{point['us'][use]:,.0f}"
                for use in ("ingest", "evaluate_ordinary", "evaluate_linked")
            ),
        )
        for point in figures.growth
    )
    yield from _aligned(rows)


def _latency(figures: Figures) -> Iterator[str]:
    yield "Latency of one event, accepted durably in a transaction of its own, 200 rules"
    found = figures.latency
    yield f"  p50 {found['p50_ms']:.2f} ms   p95 {found['p95_ms']:.2f} ms   p99 {found['p99_ms']:.2f} ms"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        first, *rest = (
            text.ljust(width) if not place else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {first}  {'  '.join(rest)}".rstrip()
