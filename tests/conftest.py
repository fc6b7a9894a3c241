"""What every test gets: markers from its path, no way out to the network, and a database when it asks for one.

Fixture policy
--------------
* A fixture stands in the conftest.py nearest to the tests that use it. Only what several folders need stands here.
* Data is built with tests/factories.py and shows only the fields that matter to the test; names are made up.
* A fixture gives one thing and is named after it. Nothing is autouse but the network guard below.
* The scope is `function` unless the thing is costly *and* cannot be changed by a test.
* The path of a test decides its marker. Only `slow` and `network` are set by hand.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from monitor.bootstrap import Wiring
from monitor.engine.pipeline import Engine
from monitor.rulebook.book import RuleBook
from monitor.screening.index import ListIndex
from monitor.settings import Settings
from tests.postgres_server import Server, ServerUnavailable, running_server

TESTS = Path(__file__).parent
MARKERS = frozenset(
    {
        "unit",
        "rules",
        "contract",
        "property",
        "golden",
        "replay",
        "web",
        "integration",
        "architecture",
        "browser",
    }
)

# The same examples on every run and every machine: a failure in CI is a failure here. The soak form searches on.
settings.register_profile(
    "default", derandomize=True, deadline=None, max_examples=100, print_blob=True
)
settings.register_profile(
    "soak", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-rewrite",
        action="store_true",
        help="write golden results anew instead of comparing",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        if folder in MARKERS:
            item.add_marker(folder)


@pytest.fixture(scope="session")
def golden_rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether golden results are to be written anew."""
    return bool(request.config.getoption("--golden-rewrite"))


@pytest.fixture(autouse=True)
def _no_way_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a test talk to this machine and to nothing else."""
    if request.node.get_closest_marker("network"):
        return
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _require_loopback(address[0])
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        _require_loopback(host)
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


def _require_loopback(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        inside = ipaddress.ip_address(name).is_loopback or name == "0.0.0.0"
    except ValueError:
        inside = False
    if not inside:
        pytest.fail(f"a test tried to reach {name!r}; mark it `network` or give it a stand-in")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of this test process."""
    try:
        with running_server() as server:
            yield server
    except ServerUnavailable as error:
        # A machine without a fitting wheel may go without; CI may not, or half of the store would go untested.
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server: {error}")


@pytest.fixture(scope="module")
def postgres_url(request: pytest.FixtureRequest, postgres_server: Server) -> Iterator[str]:
    """The SQLAlchemy address of an empty PostgreSQL database that this test module has to itself."""
    stem = re.sub(r"[^a-z0-9]+", "_", request.path.stem.lower())[:40]
    name = f"{stem}_{uuid.uuid4().hex[:8]}"
    postgres_server.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.url(name)
    postgres_server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Wiring:
    """The program as it is shipped, on a data folder that nothing has written to."""
    return Wiring(Settings(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def book(wiring: Wiring) -> RuleBook:
    """The shipped rulebook; costly to load, and immutable."""
    return wiring.book


@pytest.fixture(scope="session")
def lists(wiring: Wiring) -> ListIndex:
    """The shipped lists as an index."""
    return wiring.lists


@pytest.fixture(scope="session")
def engine(wiring: Wiring) -> Engine:
    """The engine of the shipped rulebook."""
    return wiring.engine
