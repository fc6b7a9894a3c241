"""Measure the program: `make bench`, `make bench ARGS=--full`, `ARGS='--json figures.json'`."""

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter

from tests.bench.mix import SEED
from tests.bench.plan import FULL, QUICK, Bench
from tests.bench.rulebooks import RULES
from tests.bench.table import tables


def main() -> None:
    """Run the bench and print what it found."""
    asked = _arguments()
    form, name = (FULL, "full") if asked.full else (QUICK, "quick")
    form = replace(form, repeats=asked.repeats or form.repeats)
    start = perf_counter()

    def say(what: str) -> None:
        print(f"{perf_counter() - start:6.1f} s  {what}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.folder) as folder:
        fsync = _fsync_ms(Path(folder))
        figures = Bench(Path(folder), form, asked.rules, asked.core, say).run()
    machine = _machine() | {"fsync_ms": fsync}
    print(
        f"sanctions-monitor bench, {name}: {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}, SQLite {machine['sqlite']} (WAL, synchronous=FULL, fsync {fsync:.2f} ms), "
        f"load before {machine['load']:.1f}\n"
        f"mix: seed {SEED}, {form.events:,} events of {figures.event_bytes:,} bytes on average, "
        "every tenth with a DPRK link; the best of "
        f"{form.repeats} {'run' if form.repeats == 1 else 'runs'} each, {perf_counter() - start:.0f} s in all\n"
    )
    print(tables(figures), end="")
    if asked.json is not None:
        report = {"form": name, "machine": machine, "seed": SEED, **asdict(figures)}
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="more events and repeats, some twenty minutes"
    )
    parser.add_argument("--repeats", type=int, metavar="N", help="take the best of so many runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure as JSON")
    parser.add_argument(
        "--core", type=int, default=max(os.sched_getaffinity(0)), help="the core to run on"
    )
    parser.add_argument("--rules", type=Path, default=RULES, help="the rules to start from")
    parser.add_argument("--folder", type=Path, help="where feeds, rulebooks and stores are put")
    return parser.parse_args()


def _machine() -> dict[str, object]:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(pages * size / 2**30),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": os.getloadavg()[0],
    }


def _fsync_ms(folder: Path) -> float:
    """Give what the disk takes to make one page durable: without it a store figure says little."""
    best = 1.0
    with (folder / "fsync").open("wb") as file:
        for _ in range(50):
            file.write(b"\0" * 8192)
            file.flush()
            start = perf_counter()
            os.fsync(file.fileno())
            best = min(best, perf_counter() - start)
    return best * 1e3


if __name__ == "__main__":
    main()
