"""Commands that stay: the web desk with the API, and the scheduler.

Two doors may not import each other, so what these commands start is given to them by
``monitor.__main__``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from monitor.bootstrap import Wiring
from monitor.cli.terminal import with_wiring

Serve = Callable[[Wiring, "ServeOptions"], int]
Schedule = Callable[[Wiring], int]
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the desk listens, and whether it starts with the built-in feed."""

    host: str
    port: int
    builtin_feed: bool
    tls_cert: Path | None = None
    tls_key: Path | None = None


def serve_command(start: Serve) -> click.Command:
    """Make the command ``serve``."""

    @click.command("serve")
    @click.option("--host", default="127.0.0.1", show_default=True, metavar="H")
    @click.option(
        "--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), metavar="P"
    )
    @click.option("--builtin-feed", is_flag=True, help="Take in the feed of documented cases.")
    @click.option("--tls-cert", type=_FILE, metavar="FILE", help="A certificate, in PEM form.")
    @click.option("--tls-key", type=_FILE, metavar="FILE", help="Its key, in PEM form.")
    @with_wiring
    def serve(
        wiring: Wiring,
        *,
        host: str,
        port: int,
        builtin_feed: bool,
        tls_cert: Path | None,
        tls_key: Path | None,
    ) -> int:
        """Run the web desk, the API and the scheduler in one process.

        Until an administrator can sign in it listens on this machine only and prints a one-time
        link that opens the desk. Others reach it by TLS only: with --tls-cert and --tls-key, or
        behind a proxy that the settings name.
        """
        return start(wiring, ServeOptions(host, port, builtin_feed, tls_cert, tls_key))

    return serve


def scheduler_command(start: Schedule) -> click.Command:
    """Make the command ``scheduler``."""

    @click.command("scheduler")
    @with_wiring
    def scheduler(wiring: Wiring) -> int:
        """Run the jobs alone: limits summed again, due times, events judged again."""
        return start(wiring)

    return scheduler
