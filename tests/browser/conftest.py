"""A real desk in a process of its own, and a real browser that works on it.

One desk, with the built-in feed and three people, serves a whole test process; a test that decides something picks an
alert of its own. The browser may reach this machine only, so a page that loads anything from outside fails its test.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough pass phrase"
PEOPLE = {
    "officer-one": "officer",
    "officer-two": "officer",
    "supervisor-one": "supervisor",
    "auditor-one": "auditor",
    "admin-one": "administrator",
}
_LINK = re.compile(r"http://127\.0\.0\.1:\d+")
_FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip


def chromium() -> str | None:
    """Find the system's Chromium."""
    return next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )


@dataclass(frozen=True)
class Desk:
    """A running desk."""

    address: str
    data: Path


@dataclass
class Visitor:
    """One browser session and what its console said."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, name: str) -> Page:
        self.go("/sign-in")
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda address: "/sign-in" not in address)
        return self.page


def command(data: Path, *words: str, given: str | None = None) -> str:
    """Run the program on the desk's store."""
    done = subprocess.run([sys.executable, "-m", "monitor", "--data", str(data), *words], cwd=ROOT, input=given,
                          capture_output=True, text=True, check=False, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with the built-in feed and people of every role."""
    if chromium() is None:
        pytest.skip("no Chromium on this machine: install Debian's package 'chromium'")
    data = tmp_path_factory.mktemp("desk")
    for name, role in PEOPLE.items():
        command(data, "users", "add", name, "--role", role, "--password", given=f"{PASSWORD}\n")
    started = subprocess.Popen(
        [sys.executable, "-m", "monitor", "serve", "--builtin-feed", "--port", "0", "--data", str(data)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield Desk(_address(started), data)
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(30)
        if started.stdout is not None:
            started.stdout.close()


def _address(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    said: list[str] = []
    for line in started.stdout:
        said.append(line)
        found = _LINK.search(line)
        if found:
            # Nobody reads the rest, and a full pipe would stop the desk.
            threading.Thread(target=started.stdout.read, daemon=True).start()
            return found.group()
    raise AssertionError("the desk did not start:\n" + "".join(said))


# Not of the session: while it runs, its event loop stands in the way of every test that has one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's package 'chromium'")
    with sync_playwright() as playwright:
        # Debian's Chromium has no setuid sandbox for root, and CI runs as root.
        launched = playwright.chromium.launch(
            executable_path=path, args=_FLAGS, chromium_sandbox=os.geteuid() != 0
        )
        yield launched
        launched.close()


Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """The cookies of those who signed in once; a password takes a fifth of a second to check, on purpose."""
    return {}


@pytest.fixture
def visit(browser: Browser, desk: Desk, signed_in: dict[str, StorageState]) -> Iterator[Visit]:
    """Make a visitor: ``visit("officer-one")`` is signed in, ``visit()`` is a stranger; options go to the context."""
    open_: list[BrowserContext] = []

    def make(name: str | None = None, **options: Any) -> Visitor:
        state = signed_in.get(name) if name is not None else None
        context = browser.new_context(base_url=desk.address, storage_state=state, **options)
        context.set_default_timeout(15_000)
        open_.append(context)
        visitor = Visitor(context.new_page(), desk.address)
        visitor.page.on("console", lambda message: _note(visitor, message))
        visitor.page.on("pageerror", lambda error: visitor.console.append(f"error: {error}"))
        if name is not None and state is None:
            visitor.sign_in(name)
            signed_in[name] = context.storage_state()
        return visitor

    yield make
    for context in open_:
        context.close()


def _note(visitor: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        visitor.console.append(f"{message.type}: {message.text}")
