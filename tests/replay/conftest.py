"""A store with a small history, and rulebooks that differ from the shipped one in one place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alerts.store import SqlStore
from monitor.bootstrap import Wiring
from monitor.rulebook.loader import load, read_folder
from monitor.rulebook.lock import updated_lock
from monitor.settings import Settings
from tests.worlds import TODAY, MovingClock, World, shipped, world_over

Edit = Callable[[Path], None]
EditedRules = Callable[[Edit], Wiring]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def world(data: Path) -> Iterator[World]:
    store = SqlStore.open(Settings(data=data).store_url)
    yield world_over(store, MovingClock(), shipped().engine)
    store.close()


@pytest.fixture
def edited_rules(tmp_path: Path, data: Path) -> EditedRules:
    """Gives the wiring of a copy of the shipped rulebook, edited and locked again."""

    def edited(edit: Edit) -> Wiring:
        folder = tmp_path / "rules"
        shutil.copytree(str(shipped().rules_folder), folder)
        edit(folder)
        lock = folder / "rules.lock.json"
        lock.unlink(missing_ok=True)
        lock.write_bytes(updated_lock(load(read_folder(folder)), TODAY).content)
        return Wiring(Settings(data=data, rules=folder))

    return edited
