"""Commands on events: evaluate, ingest, and what was refused."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.progress import Watcher, watch
from monitor.cli.terminal import (
    FAULTS,
    CannotDo,
    put,
    put_json,
    put_page,
    put_table,
    say,
    with_wiring,
)
from monitor.errors import FeedError

if TYPE_CHECKING:
    from feeds.base import RawRecord
    from monitor.service.ingest import BatchResult, IntakeSummary
    from monitor.service.records import Record

HEAD_BYTES = 65_536
REJECTED_MARK = b'"outcome":"rejected"'
_input = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, or standard input for ``-``."""
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        msg = f"'{path}' cannot be read: {error.strerror}"
        raise FeedError(msg) from None
    with stream:
        yield stream


def records_of(stream: IO[bytes], chosen: str) -> "Iterator[RawRecord]":
    """Read a stream in the format chosen; for ``auto`` its first bytes decide.

    What looks like no known format is read line by line, so that each bad line is answered.
    """
    from feeds.registry import load_formats

    registry = load_formats()
    if chosen != "auto":
        return registry.format(chosen).read(stream)
    head = stream.peek(HEAD_BYTES) if isinstance(stream, BufferedReader) else b""
    try:
        found = registry.detect(head[:HEAD_BYTES])
    except FeedError:
        found = registry.format("ndjson")
    return found.read(stream)


@click.command()
@click.argument("file", type=_input)
@with_wiring
def evaluate(wiring: Wiring, file: Path) -> int:
    """Judge events without storing anything: one result line an event, in order.

    Totals and vessel history come from the file alone. FILE is NDJSON; - is standard input.
    """
    from monitor.service.evaluate import evaluate as judge_all

    rejected = False
    with opened(file) as stream:
        live = str(file) == "-"
        today = wiring.clock.now().date()
        for line in judge_all(records_of(stream, "ndjson"), wiring.engine, today):
            rejected = rejected or REJECTED_MARK in line
            put(line, at_once=live)
    return FAULTS if rejected else 0


@click.command()
@click.argument("files", type=_input, nargs=-1, required=True)
@click.option("--format", "format_", default="auto", show_default=True, help="The files' format.")
@click.option("--source", metavar="NAME", help="Written into events that name no source.")
@with_wiring
def ingest(wiring: Wiring, files: tuple[Path, ...], format_: str, source: str | None) -> int:
    """Store events, judge them and open alerts: the main job.

    A killed run loses nothing that it counted, and running it again adds nothing. The last line
    is a summary in JSON.
    """
    from feeds.registry import load_formats
    from monitor.service.ingest import IntakeSummary

    if format_ != "auto":
        load_formats().format(format_)
    total = IntakeSummary()
    for file in files:
        total.add(_ingest_file(wiring, file, format_, source))
    put_json(total.to_json())
    return FAULTS if total.rejected else 0


def _ingest_file(wiring: Wiring, file: Path, format_: str, source: str | None) -> "IntakeSummary":
    size = 0 if str(file) == "-" else file.stat().st_size
    done = 0
    with opened(file) as stream, watch(file.name, size) as watcher:

        def progress(batch: "Sequence[Record]", result: "BatchResult") -> None:
            nonlocal done
            done += len(batch)
            _note(watcher, batch, done)
            _say_rejections(file, result)

        return wiring.ingest.run(
            records_of(stream, format_), str(file), source=source, progress=progress
        )


def _note(watcher: Watcher, batch: "Sequence[Record]", done: int) -> None:
    last = batch[-1]
    watcher.at(getattr(last, "offset", 0) + getattr(last, "size", 0), done)


def _say_rejections(file: Path, result: "BatchResult") -> None:
    for answer in result.answers:
        if answer.status == "rejected":
            reason = answer.errors[0]
            at = f" {reason.path}" if reason.path else ""
            more = f" (and {len(answer.errors) - 1} more)" if len(answer.errors) > 1 else ""
            say(f"{file}:{answer.line}: rejected{at}: {reason.message}{more}")


@click.group(cls=AnywhereGroup)
def events() -> None:
    """Read stored events, and take refused ones in again."""


@events.command("show")
@click.argument("source")
@click.argument("event_id")
@with_wiring
def show_event(wiring: Wiring, source: str, event_id: str) -> int:
    """Print every version of one event with its judgement, as JSON."""
    from monitor.service.events import show_versions

    found = show_versions(wiring.existing_store(), source, event_id)
    if not found:
        raise CannotDo(f"no event '{event_id}' of source '{source}' is stored")
    put_page(found)
    return 0


@events.command("rejected")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--json", "as_json", is_flag=True, help="Print NDJSON in place of a table.")
@with_wiring
def rejected(wiring: Wiring, limit: int, as_json: bool) -> int:  # noqa: FBT001 - a click flag
    """List refused inputs, the newest first."""
    from monitor.service.rejections import rejection_to_json

    found = wiring.existing_store().rejections(limit)
    if as_json:
        for rejection in found:
            put_json(rejection_to_json(rejection))
        return 0
    put_table(
        ("received", "line", "source", "event", "path", "why"),
        [
            (
                f"{item.received_at:%Y-%m-%d %H:%M:%S}",
                item.line or "",
                item.source or "",
                item.event_id or "",
                item.reasons[0].path,
                item.reasons[0].message,
            )
            for item in found
        ],
    )
    return 0


@events.command("redrive")
@click.option("--limit", default=10_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--source", metavar="NAME", help="Written into events that name no source.")
@with_wiring
def redrive_command(wiring: Wiring, limit: int, source: str | None) -> int:
    """Take the refused inputs that are kept in again; a second run adds nothing."""
    from monitor.service.rejections import redrive

    wiring.existing_store()
    summary = redrive(wiring.store, wiring.ingest, limit, source)
    put_json(summary.to_json())
    return FAULTS if summary.rejected else 0
