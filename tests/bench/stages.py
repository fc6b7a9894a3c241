"""Where the time goes: a clock around each stage of the real services, counting what is its own.

A stage that runs inside another is taken off the outer one, so the shares add up to the whole. The
clocks cost a few per cent and are therefore set only in the runs that ask for shares.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from time import perf_counter
from typing import Any

import monitor.service.evaluate as evaluate_module
import monitor.service.ingest as ingest_module
from alerts.store import SqlStore
from alerts.unit import SqlUnit
from monitor.engine.enrich.links import LinkFinder
from monitor.engine.pipeline import Engine
from monitor.screening.index import ListIndex
from monitor.service.alerting import AlertDesk
from monitor.service.batch import Batch
from monitor.service.recording import Recorder

STAGES = (
    "read and parse", "dedupe", "vessel history", "link search", "screening", "enrich", "network",
    "judge", "write", "commit", "rest",
)  # fmt: skip


class Stages:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)
        self._inner = 0.0

    def taken(self, whole: float) -> dict[str, float]:
        """Give what was spent since the last call; what no clock stood at is the rest."""
        taken, self.spent = self.spent, dict.fromkeys(STAGES, 0.0)
        return taken | {"rest": whole - sum(taken.values())}

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function with a clock around it."""

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            outside, self._inner = self._inner, 0.0
            start = perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                whole = perf_counter() - start
                self.spent[stage] += whole - self._inner
                self._inner = outside + whole

        return run

    def each(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        """Give the items of a stream with a clock around each step."""
        step = self.timed(stage, functools.partial(next, items, None))
        while (item := step()) is not None:
            yield item

    def set_up(self) -> None:
        """Put the clocks around the stages of the services."""
        for owner, name, stage in (
            (ingest_module, "read_record", "read and parse"),
            (evaluate_module, "read_record", "read and parse"),
            (Batch, "look_up", "dedupe"),
            (SqlUnit, "sightings", "vessel history"),
            (LinkFinder, "find", "link search"),
            (ListIndex, "screen_party", "screening"),
            (ListIndex, "screen_vessel", "screening"),
            (Engine, "enriched", "enrich"),
            (Engine, "offered", "network"),
            (Engine, "judge", "judge"),
            (Engine, "refusals", "judge"),
            (Engine, "sightings", "judge"),
            (AlertDesk, "flush", "write"),
            (Recorder, "record", "write"),
            (SqlUnit, "add_versions", "write"),
            (SqlUnit, "add_judgements", "write"),
            (SqlUnit, "add_sightings", "write"),
            (SqlUnit, "save_receipt", "write"),
            (SqlUnit, "put_blob", "write"),
            (SqlUnit, "flush", "write"),
            (SqlUnit, "finish", "write"),
            (evaluate_module, "json_line", "write"),
        ):
            setattr(owner, name, self.timed(stage, getattr(owner, name)))
        open_unit = SqlStore.unit
        SqlStore.unit = lambda store: _Timed(self, open_unit(store))  # type: ignore[method-assign, assignment, return-value]


class _Timed:
    """A transaction with a clock around its beginning and its end."""

    def __init__(self, stages: Stages, inner: AbstractContextManager[Any]) -> None:
        self._enter = stages.timed("commit", inner.__enter__)
        self._exit = stages.timed("commit", inner.__exit__)

    def __enter__(self) -> Any:
        return self._enter()

    def __exit__(self, *error: object) -> Any:
        return self._exit(*error)


__all__ = ["STAGES", "Stages"]
