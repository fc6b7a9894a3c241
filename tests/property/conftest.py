"""The shipped rulebook and lists, loaded once: they are costly and cannot be changed by a test."""

from pathlib import Path

import pytest

from monitor.engine.pipeline import Engine
from monitor.rulebook.book import RuleBook
from monitor.screening.index import ListIndex

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def book() -> RuleBook:
    from monitor.rulebook.book import load_rulebook

    return load_rulebook(ROOT / "rules")


@pytest.fixture(scope="session")
def lists() -> ListIndex:
    from monitor.bootstrap import shipped_lists

    return shipped_lists()


@pytest.fixture(scope="session")
def engine(book: RuleBook, lists: ListIndex) -> Engine:
    return Engine(book, lists)
