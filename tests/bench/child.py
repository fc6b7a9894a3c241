"""One measurement in a process of its own: pinned to one core, with its own memory and caches.

`python -m tests.bench.child '{"runs": [...], ...}'` prints one line of JSON. The services are
those of the program, wired as its doors wire them, and batches are as shipped.
"""

import json
import os
import resource
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

from feeds.base import RawRecord
from feeds.ndjson import read_ndjson
from monitor.bootstrap import Wiring
from monitor.service.evaluate import evaluate
from monitor.settings import Settings
from tests.bench.stages import Stages

INTAKE_ON = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Job:
    """What to measure.

    Attributes:
        runs: Pairs of a use (``evaluate``, ``ingest``, ``latency``) and an NDJSON file, one after
            the other; the store is one for all of them.
        rules: The rulebook's folder.
        core: The core to run on.
        stages: Whether to set clocks around the stages.
    """

    runs: list[list[str]]
    rules: str
    core: int
    stages: bool = False


@dataclass(slots=True)
class Run:
    """What one run took; seconds are of the clock, ``cpu`` of this process alone."""

    use: str
    events: int
    seconds: float
    cpu: float
    spent: dict[str, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    summary: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Result:
    """What was measured; memory is in KiB."""

    set_up: float
    rss_ready: int
    runs: list[Run] = field(default_factory=list)
    rss_peak: int = 0
    network_hits: int = 0
    network_misses: int = 0
    store_bytes: int = 0


def main() -> None:
    """Do the job that is named on the command line."""
    job = Job(**json.loads(sys.argv[1]))
    os.sched_setaffinity(0, {job.core})
    print(json.dumps(asdict(measure(job))))


def measure(job: Job) -> Result:
    """Set the program up and let it work."""
    with tempfile.TemporaryDirectory(dir=Path(job.rules).parent) as folder:
        start = perf_counter()
        wiring = Wiring(Settings(data=Path(folder), rules=Path(job.rules)))
        engine = wiring.engine
        if any(use != "evaluate" for use, _ in job.runs):
            # Made on demand; a first batch would pay for the migration of an empty store.
            wiring.ingest.begin("bench")
        result = Result(perf_counter() - start, _rss())
        clocks = Stages() if job.stages else None
        if clocks is not None:
            clocks.set_up()
        for use, feed in job.runs:
            result.runs.append(_run(wiring, use, Path(feed).read_bytes(), clocks))
        result.rss_peak = _rss()
        network = engine._network._rete
        result.network_hits, result.network_misses = network.hits, network.misses
        wiring.close()
        store = Path(folder) / "monitor.sqlite3"
        result.store_bytes = store.stat().st_size if store.exists() else 0
    return result


def _rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _run(wiring: Wiring, use: str, content: bytes, clocks: Stages | None) -> Run:
    run = Run(use, content.count(b"\n"), 0.0, 0.0)
    records = read_ndjson(BytesIO(content))
    if clocks is not None:
        records = clocks.each("read and parse", records)
    start, begun = perf_counter(), process_time()
    match use:
        case "evaluate":
            deque(evaluate(records, wiring.engine, INTAKE_ON), maxlen=0)
        case "ingest":
            run.summary = wiring.ingest.run(records, "bench").to_json()
        case _:
            run.latencies = _latencies(wiring, records)
    run.seconds, run.cpu = perf_counter() - start, process_time() - begun
    if clocks is not None:
        run.spent = clocks.taken(run.seconds)
    return run


def _latencies(wiring: Wiring, records: Iterator[RawRecord]) -> list[float]:
    """Take events in one by one, each in a transaction of its own that is durable on return."""
    intake = wiring.ingest.begin("bench")
    spent = []
    for record in records:
        start = perf_counter()
        intake.take_records([record])
        spent.append(perf_counter() - start)
    return spent


if __name__ == "__main__":
    main()
