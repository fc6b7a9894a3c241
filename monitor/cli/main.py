"""The root of the command line, its exit codes, and how it ends when it is stopped."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

import monitor
from monitor.cli.alerts import alerts
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.audit import audit
from monitor.cli.clearances import clearances
from monitor.cli.drafts import drafts
from monitor.cli.events import evaluate, events, ingest
from monitor.cli.keys import keys
from monitor.cli.limits import limits
from monitor.cli.lists import lists
from monitor.cli.match import match
from monitor.cli.notify import notify
from monitor.cli.replay import replay
from monitor.cli.rescreen import rescreen
from monitor.cli.rules import rules
from monitor.cli.screen import screen, screenings
from monitor.cli.terminal import WRONG_USAGE, ReaderLeft, say
from monitor.cli.users import users
from monitor.errors import MonitorError, RuleErrors

PROG = "sanctions-monitor"
_PIPE_CLOSED = 128 + signal.SIGPIPE
_INTERRUPTED = 128 + signal.SIGINT
_TERMINATED = 128 + signal.SIGTERM


@click.group(cls=AnywhereGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(monitor.__version__, prog_name=PROG)
def cli() -> None:
    """Judge trade, shipping and engagement events against dated Security Council measures.

    Data goes to standard output, everything else to standard error. Exit 0: the work was done;
    1: some input was rejected or a check found faults; 2: wrong usage, or rules or a store that
    cannot be used. Options stand before or after the command.
    """


for command in (
    alerts,
    audit,
    clearances,
    drafts,
    evaluate,
    events,
    ingest,
    keys,
    limits,
    lists,
    match,
    notify,
    replay,
    rules,
    screen,
    screenings,
    users,
):
    cli.add_command(command)
lists.add_command(rescreen)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = cli.main(
            args=list(arguments) if arguments is not None else None,
            prog_name=PROG,
            standalone_mode=False,
        )
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("stopped; what was stored so far stays, and a second run goes on from there")
        return _INTERRUPTED
    except (ReaderLeft, BrokenPipeError):
        return _pipe_closed()
    except RuleErrors as broken:
        # One fault a line: the text is made safe for a terminal, line ends included.
        for fault in broken.errors:
            say(f"{PROG}: {fault}")
        return WRONG_USAGE
    except MonitorError as error:
        say(f"{PROG}: {error}")
        return WRONG_USAGE
    return code if isinstance(code, int) else 0


def _terminated(_number: int, _frame: FrameType | None) -> None:
    # An exception lets the transaction roll back and files close; the default would not.
    sys.exit(_TERMINATED)


def _pipe_closed() -> int:
    """End as other programs do whose reader left, without a second error at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return _PIPE_CLOSED
