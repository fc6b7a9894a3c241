"""The program: every door under one command, and the process that serves them."""

import signal
import socket
import sys
import threading
from contextlib import closing, suppress
from datetime import date
from types import FrameType

from monitor.bootstrap import Wiring
from monitor.cli.main import cli, run
from monitor.cli.serve import ServeOptions, scheduler_command, serve_command
from monitor.cli.terminal import CannotDo, put_text, say
from monitor.service.list_status import ListStatuses
from monitor.service.rejudge import rejudge_unjudged
from monitor.shipped import Runbooks


def main() -> None:
    """Run the command line and leave with its exit code."""
    add_doors()
    sys.exit(run())


def add_doors() -> None:
    """Give the command line the commands that start other doors."""
    cli.add_command(serve_command(serve))
    cli.add_command(scheduler_command(schedule))


class Lists:
    """The sanctions lists in use, which may change while the process runs."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @property
    def digest(self) -> str:
        """The digest of all that is loaded."""
        return self._wiring.lists.digest

    @property
    def as_of(self) -> date:
        """The day for which the Council's list stands."""
        return self._wiring.lists_as_of

    @property
    def statuses(self) -> ListStatuses:
        """How fresh each list is."""
        return self._wiring.listing.statuses


def serve(wiring: Wiring, options: ServeOptions) -> int:
    """Run the desk, the API and the jobs until a signal comes."""
    import uvicorn

    from monitor.scheduler import running_jobs
    from monitor.web.app import UVICORN_OPTIONS, create_app
    from monitor.web.deps import AppServices
    from monitor.web.desk import new_token
    from monitor.web.reach import Reach, require_safe, server_options, site_of

    reach = Reach(options.host, options.tls_cert, options.tls_key)
    is_set_up = wiring.access.people.are_set_up
    require_safe(reach, wiring.settings, is_set_up=is_set_up)

    services = AppServices(
        store=wiring.store,
        intakes=wiring.ingest,
        limits=wiring.limits,
        rulebooks=wiring.rulebooks,
        lists=Lists(wiring),
        runbooks=Runbooks(),
        clock=wiring.clock,
        access=wiring.access,
        out=wiring.out,
        screening=wiring.screening,
        site=site_of(wiring.settings, wiring.signing_key, reach),
    )
    # Whoever can read the terminal opens the desk; that ends as soon as people sign in.
    token = None if is_set_up else new_token()
    app = create_app(services, desk_token=token)
    with closing(_listening(options)) as listener:
        if options.builtin_feed:
            _take_in_builtin_feed(wiring)
        rejudge_unjudged(wiring.ingest, again=True)
        with running_jobs(wiring):
            _say_where(options, listener, token)
            served = {**UVICORN_OPTIONS, **server_options(wiring.settings, reach)}
            config = uvicorn.Config(app, **served, log_config=None)
            # The server ends in peace and then raises the signal that stopped it once more.
            with suppress(KeyboardInterrupt, SystemExit):
                uvicorn.Server(config).run(sockets=[listener])
    say("the desk is closed")
    return 0


def _listening(options: ServeOptions) -> socket.socket:
    """Take the port before anything else, so that a taken one is told at once."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise CannotDo(
            f"{options.host} port {options.port} cannot be used ({error.strerror}): "
            "name another with --port"
        ) from None
    return listener


def _take_in_builtin_feed(wiring: Wiring) -> None:
    from feeds.builtin import builtin_events
    from monitor.service.ingest import Line

    lines = (Line(number, raw) for number, raw in enumerate(builtin_events(), start=1))
    summary = wiring.ingest.run(lines, "built-in feed")
    taken = summary.accepted + summary.corrections
    say(
        f"built-in feed: {taken} events taken in, {summary.duplicates} known already, "
        f"{summary.alerts} alerts opened"
    )


def _say_where(options: ServeOptions, listener: socket.socket, token: str | None) -> None:
    port = listener.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    base = f"{'http' if options.tls_cert is None else 'https'}://{host}:{port}"
    put_text(f"{base}/sign-in" if token is None else f"{base}/desk?token={token}")
    sys.stdout.flush()
    if token is None:
        say("People sign in at the address above. Stop with Ctrl-C.")
    else:
        say(
            "The link above opens the desk once, from this machine, as its owner: nobody who "
            "manages people can sign in yet. Add people there, or with 'sanctions-monitor users "
            "add'. Stop with Ctrl-C."
        )


def schedule(wiring: Wiring) -> int:
    """Run the jobs alone until a signal comes."""
    from monitor.scheduler import running_jobs

    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    rejudge_unjudged(wiring.ingest, again=True)
    with running_jobs(wiring) as jobs:
        say(f"jobs: {', '.join(f'{job.name} every {job.every}' for job in jobs)}")
        stopped.wait()
    return 0


if __name__ == "__main__":
    main()
