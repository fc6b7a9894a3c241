"""The PostgreSQL server of the tests is real, has room for each module, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from tests.postgres_server import Server

ROOT = Path(__file__).parents[2]


def test_a_module_gets_an_empty_database_of_its_own(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
        assert str(connection.scalar(sa.text("select current_database()"))).startswith(
            "test_postgres_server_"
        )
    engine.dispose()


def test_the_server_does_not_listen_on_the_network(postgres_server: Server) -> None:
    engine = sa.create_engine(postgres_server.url("postgres"))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("show listen_addresses")) == ""
    engine.dispose()


def test_the_server_ends_with_a_test_run_that_is_killed() -> None:
    program = """
import sys, time
from tests.postgres_server import running_server
with running_server() as server:
    print(server.socket_folder, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, 0)
        run.kill()
    last = time.monotonic() + 20
    while is_alive(postmaster):
        assert time.monotonic() < last, "the server outlived the process that started it"
        time.sleep(0.05)
    subprocess.run(["rm", "-rf", folder], check=True)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    # A process that ended and that nobody waits for still has its number.
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
