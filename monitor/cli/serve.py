"""Commands that stay: the web desk with the API, and the scheduler.

Two doors may not import each other, so what these commands start is given to them by
``monitor.__main__``.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

import click

from monitor.bootstrap import Wiring
from monitor.cli.terminal import with_wiring

Serve = Callable[[Wiring, "ServeOptions"], int]
Schedule = Callable[[Wiring], int]


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where the desk listens, and whether it starts with the built-in feed."""

    host: str
    port: int
    builtin_feed: bool


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve_command(start: Serve) -> click.Command:
    """Make the command ``serve``."""

    @click.command("serve")
    @click.option("--host", default="127.0.0.1", show_default=True, metavar="H")
    @click.option(
        "--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), metavar="P"
    )
    @click.option("--builtin-feed", is_flag=True, help="Take in the feed of documented cases.")
    @with_wiring
    def serve(wiring: Wiring, *, host: str, port: int, builtin_feed: bool) -> int:
        """Run the web desk, the API and the scheduler in one process.

        It listens on this machine only, and prints a one-time link that opens the desk.
        """
        if not is_loopback(host):
            raise click.UsageError(
                f"'{host}' can be reached by others, and the desk has no sign-in yet: use "
                "127.0.0.1, ::1 or localhost, and a tunnel from elsewhere"
            )
        return start(wiring, ServeOptions(host, port, builtin_feed))

    return serve


def scheduler_command(start: Schedule) -> click.Command:
    """Make the command ``scheduler``."""

    @click.command("scheduler")
    @with_wiring
    def scheduler(wiring: Wiring) -> int:
        """Run the jobs alone: limits summed again, due times, events judged again."""
        return start(wiring)

    return scheduler
