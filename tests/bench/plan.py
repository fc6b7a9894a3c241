"""What is measured in the quick and in the full form, and how each figure is taken."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.bench.child import Job, Result, Run
from tests.bench.mix import Mix
from tests.bench.rulebooks import make_rulebook

Say = Callable[[str], None]
SIZES = (20, 200)


@dataclass(frozen=True, slots=True)
class Form:
    """How much is measured.

    Attributes:
        events: Events in the main runs.
        repeats: How often each measurement is made; the best counts.
        few: Events in the runs that show growth.
        rules: The sizes of rulebook for which growth is shown.
        goods: Goods lines an event.
        parties: Parties an event.
        single: Events that are taken in one by one.
    """

    events: int
    repeats: int
    few: int
    rules: tuple[int, ...]
    goods: tuple[int, ...]
    parties: tuple[int, ...]
    single: int


QUICK = Form(3_000, 1, 1_000, (20, 50, 100, 200), (1, 10, 100), (20,), 300)
FULL = Form(10_000, 3, 4_000, (20, 50, 100, 200), (1, 10, 100), (1, 20, 100), 2_000)


@dataclass(slots=True)
class Figures:
    """Everything that one run of the bench found."""

    event_bytes: int = 0
    throughput: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    growth: list[dict[str, Any]] = field(default_factory=list)
    latency: dict[str, float] = field(default_factory=dict)


class Bench:
    """Runs the plan; each measurement is a process of its own on one core."""

    def __init__(self, folder: Path, form: Form, shipped: Path, core: int, say: Say) -> None:
        self._folder = folder
        self._form = form
        self._core = core
        self._say = say
        for size in {*SIZES, *form.rules}:
            make_rulebook(self._rules(size), size, shipped)
        self.figures = Figures()

    def run(self) -> Figures:
        """Take every figure."""
        self._throughput()
        self._shares()
        for rules in self._form.rules:
            self._grow(Mix(), rules)
        for goods in self._form.goods:
            self._grow(Mix(goods=goods), SIZES[-1])
        for parties in self._form.parties:
            self._grow(Mix(parties=parties), SIZES[-1])
        self._single_events()
        return self.figures

    def _throughput(self) -> None:
        feed, self.figures.event_bytes = self._feed(Mix(), self._form.events)
        for rules in SIZES:
            for use in ("evaluate", "ingest"):
                # The second time all are duplicates: what a retry costs.
                uses = [use, use] if use == "ingest" else [use]
                results = self._results([[use, feed] for use in uses], rules)
                self.figures.throughput.append(_throughput(use, rules, results))

    def _shares(self) -> None:
        feed, _ = self._feed(Mix(), self._form.events)
        for rules in SIZES:
            for use in ("evaluate", "ingest"):
                best = _best(self._results([[use, feed]], rules, stages=True), 0)
                self.figures.stages.append({
                    "use": use,
                    "rules": rules,
                    "shares": {name: spent / best.seconds for name, spent in best.spent.items()},
                    "us": {name: 1e6 * spent / best.events for name, spent in best.spent.items()},
                })  # fmt: skip

    def _grow(self, mix: Mix, rules: int) -> None:
        """Measure one point: the two parts of the mix by themselves, and all of it stored."""
        # Long events take long: fewer of them tell as much.
        few = max(200, self._form.few * 2 // max(2, mix.goods, mix.parties // 2))
        feed, size = self._feed(mix, few)
        parts = {
            "evaluate_ordinary": ("evaluate", self._feed(replace(mix, linked_every=0), few)[0]),
            "evaluate_linked": ("evaluate", self._feed(replace(mix, linked_every=1), few // 4)[0]),
            "ingest": ("ingest", feed),
        }
        results = self._results([list(run) for run in parts.values()], rules)
        point = {
            name: 1e6 * best.seconds / best.events
            for place, name in enumerate(parts)
            for best in [_best(results, place)]
        }
        self.figures.growth.append({
            "rules": rules, "goods": mix.goods, "parties": mix.parties, "event_bytes": size,
            "us": point,
        })  # fmt: skip

    def _single_events(self) -> None:
        feed, _ = self._feed(Mix(), self._form.single)
        best = _best(self._results([["latency", feed]], SIZES[-1]), 0)
        cuts = quantiles(best.latencies, n=100)
        self.figures.latency = {f"p{cut}_ms": 1e3 * cuts[cut - 1] for cut in (50, 95, 99)}

    def _results(
        self, runs: list[list[str]], rules: int, *, stages: bool = False
    ) -> Sequence[Result]:
        named = ", ".join(f"{use} {Path(feed).stem}" for use, feed in runs)
        self._say(f"{rules} rules: {named}{' by stages' if stages else ''}")
        job = Job(runs, str(self._rules(rules)), self._core, stages)
        return [_in_a_process(job) for _ in range(self._form.repeats)]

    def _feed(self, mix: Mix, events: int) -> tuple[str, int]:
        shape = f"{mix.goods}-goods-{mix.parties}-parties-{mix.linked_every}"
        path = self._folder / f"{events}-events-{shape}.ndjson"
        if not path.exists():
            mix.write(path, events)
        return str(path), path.stat().st_size // events

    def _rules(self, size: int) -> Path:
        return self._folder / f"{size}-rules"


def _in_a_process(job: Job) -> Result:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.child", json.dumps(asdict(job))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        msg = f"a measurement failed: {done.stderr[-2_000:]}"
        raise RuntimeError(msg)
    found = json.loads(done.stdout)
    return Result(**found | {"runs": [Run(**run) for run in found["runs"]]})


def _best(results: Sequence[Result], place: int) -> Run:
    return min((result.runs[place] for result in results), key=lambda run: run.seconds)


def _throughput(use: str, rules: int, results: Sequence[Result]) -> dict[str, Any]:
    best = _best(results, 0)
    one = results[0]
    asked = (one.network_hits + one.network_misses) // len(one.runs)
    figures: dict[str, Any] = {
        "use": use,
        "rules": rules,
        "events_per_second": best.events / best.seconds,
        "events_per_cpu_second": max(run.events / run.cpu for run in (r.runs[0] for r in results)),
        "set_up_seconds": min(result.set_up for result in results),
        "rss_ready_mib": max(result.rss_ready for result in results) / 1024,
        "rss_peak_mib": max(result.rss_peak for result in results) / 1024,
        "network_asked_per_event": asked / best.events,
        "network_hit_rate": 1 - one.network_misses / max(1, one.network_hits + one.network_misses),
    }
    if use == "ingest":
        again = _best(results, 1)
        figures["duplicates_per_second"] = again.events / again.seconds
        figures["store_bytes_per_event"] = one.store_bytes / best.events
        figures["summary"] = best.summary
    return figures
