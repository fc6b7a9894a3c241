"""How a command meets the terminal: its options, its output, and how a table is printed."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from monitor.bootstrap import Wiring
from monitor.logs import set_up_logs
from monitor.service.lines import inert, json_line, json_page
from monitor.settings import read_settings

P = ParamSpec("P")
R = TypeVar("R")

DONE = 0
FAULTS = 1
WRONG_USAGE = 2


def with_wiring(command: Callable[Concatenate[Wiring, P], R]) -> Callable[P, R]:
    """Give a command the options that all commands have, and what they wire."""

    @click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Where the embedded store lives (SANCTIONS_MONITOR_DATA).",
    )
    @click.option(
        "--rules",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="A rulebook folder in place of the shipped one (SANCTIONS_MONITOR_RULES).",
    )
    @click.option(
        "--database-url",
        metavar="URL",
        help="A PostgreSQL in place of the embedded store (SANCTIONS_MONITOR_DATABASE_URL).",
    )
    @wraps(command)
    def wired(*args: P.args, **kwargs: P.kwargs) -> R:
        data, rules, url = (kwargs.pop(name) for name in ("data", "rules", "database_url"))
        settings = read_settings().with_options(data, rules, url)  # type: ignore[arg-type]
        try:
            set_up_logs(settings.log_level, settings.log_format)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        wiring = Wiring(settings)
        try:
            return command(wiring, *args, **kwargs)
        finally:
            wiring.close()

    return wired


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON in place of a table.")


class CannotDo(click.ClickException):
    """Says in words, without the usage text, why the command cannot do what was asked."""

    exit_code = WRONG_USAGE


class ReaderLeft(Exception):
    """Says that nobody reads standard output any more; click would turn the plain error into 1."""


def put(line: bytes, *, at_once: bool = False) -> None:
    """Write data to standard output; ``at_once`` for a reader that waits for each line.

    Raises:
        ReaderLeft: nobody reads it any more.
    """
    try:
        sys.stdout.buffer.write(line)
        if at_once:
            sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise ReaderLeft from error


def put_text(text: str = "") -> None:
    """Write a line for people to standard output; nothing in it steers a terminal."""
    put(inert(text).encode() + b"\n")


def put_json(value: object) -> None:
    """Write a value as one line of JSON to standard output."""
    put(json_line(value))


def put_page(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    put(json_page(value))


def say(text: str) -> None:
    """Write a line for people to standard error."""
    click.echo(inert(text), err=True)


def put_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows in columns; the last column is as wide as it is."""
    cells = [[inert(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    for line in ([name.upper() for name in head], *cells):
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        put("  ".join(padded).rstrip().encode() + b"\n")
