"""How far a long file is: a bar for a terminal, a line now and then for a log."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from monitor.cli.terminal import say

_SILENT_SECONDS = 10.0


class Watcher(Protocol):
    """Is told how far the work is."""

    def at(self, done_bytes: int, done_records: int) -> None:
        """Note the bytes and records that are done."""
        ...


class _Lines:
    """Says something every ten seconds, so that a short file says nothing."""

    def __init__(self, name: str, total: int) -> None:
        self._name = name
        self._total = total
        self._start = self._last = time.monotonic()

    def at(self, done_bytes: int, done_records: int) -> None:
        now = time.monotonic()
        if now - self._last < _SILENT_SECONDS:
            return
        self._last = now
        rate = done_records / (now - self._start)
        share = f", {done_bytes * 100 // self._total} %" if self._total else ""
        say(f"{self._name}: {done_records:,} events{share}, {rate:,.0f} a second")


@contextmanager
def watch(name: str, total: int) -> Iterator[Watcher]:
    """Show how far a file is, on standard error only; ``total`` is 0 where it is not known."""
    if not sys.stderr.isatty():
        yield _Lines(name, total)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[records]:,} events"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(escape(name), total=total or None, records=0)

        class _Bar:
            def at(self, done_bytes: int, done_records: int) -> None:
                progress.update(task, completed=done_bytes, records=done_records)

        yield _Bar()
