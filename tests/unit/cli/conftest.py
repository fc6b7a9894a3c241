"""Runs commands inside the test process, with standard streams of their own."""

from __future__ import annotations

import io
import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest

from monitor.__main__ import add_doors
from monitor.bootstrap import Wiring
from monitor.cli.main import run as run_program
from monitor.engine.clearing import Clearances
from monitor.engine.pipeline import Engine
from monitor.rulebook.book import RuleBook
from monitor.service.list_shelf import ListsInUse
from tests.worlds import shipped


@dataclass(frozen=True)
class Outcome:
    """What a command gave: its exit code and the two streams."""

    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def page(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _shipped_rules_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the shipped rulebook takes a second; no command changes it."""
    once, read, compile_ = shipped(), Wiring.book_in, Wiring.engine_for

    def book_in(self: Wiring, folder: Traversable, label: str | None = None) -> RuleBook:
        return once.book if folder == once.rules_folder else read(self, folder, label)

    def engine_for(
        self: Wiring,
        book: RuleBook,
        clearances: Clearances | None = None,
        in_use: ListsInUse | None = None,
    ) -> Engine:
        lists = in_use or self.lists_in_use
        if book is once.book and lists.digests == once.lists_in_use.digests:
            return once.engine.consulting(clearances or self.screening.live_clearances)
        return compile_(self, book, clearances, in_use)

    monkeypatch.setattr(Wiring, "book_in", book_in)
    monkeypatch.setattr(Wiring, "engine_for", engine_for)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _as_before: None) -> Command:
    """Runs a command on a data folder of the test."""
    for name in ("SANCTIONS_MONITOR_DATABASE_URL", "SANCTIONS_MONITOR_RULES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SANCTIONS_MONITOR_DATA", str(tmp_path / "data"))

    add_doors()

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        out, err = io.BytesIO(), io.BytesIO()
        texts = [io.TextIOWrapper(raw, write_through=True) for raw in (io.BytesIO(stdin), out, err)]
        with monkeypatch.context() as streams:
            for name, text in zip(("stdin", "stdout", "stderr"), texts, strict=True):
                streams.setattr(sys, name, text)
            code = run_program([str(argument) for argument in arguments])
            for text in texts:
                text.flush()
        # A wrapper closes what it wraps when it goes.
        found = Outcome(code, out.getvalue(), err.getvalue().decode())
        del texts
        return found

    return run


@pytest.fixture
def _as_before() -> Iterator[None]:
    """Puts back what a process sets once: log handlers and the answer to a signal."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    answer = signal.getsignal(signal.SIGTERM)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    signal.signal(signal.SIGTERM, answer)


@pytest.fixture
def feed(tmp_path: Path) -> Callable[..., Path]:
    """Writes events, or bytes as they are, to a file, one a line."""

    def write(*events: dict[str, Any] | bytes, name: str = "feed.ndjson") -> Path:
        path = tmp_path / name
        path.write_bytes(
            b"".join(
                (event if isinstance(event, bytes) else json.dumps(event).encode()) + b"\n"
                for event in events
            )
        )
        return path

    return write
