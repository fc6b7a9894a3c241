"""One empty store a test; the engine is made once and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.store import SqlStore
from tests.worlds import Brittle, MovingClock, World, shipped, world_over


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore.open(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield store
    store.close()


@pytest.fixture
def world(store: SqlStore, clock: MovingClock) -> World:
    return world_over(store, clock, shipped().engine)


@pytest.fixture
def brittle(store: SqlStore, clock: MovingClock) -> World:
    """A world whose engine breaks on some events."""
    return world_over(store, clock, Brittle(shipped().engine))
