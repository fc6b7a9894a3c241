"""The checks of a rulebook as it is being written, faults and all, and its lock."""

from datetime import date
from importlib.resources.abc import Traversable

from monitor.engine.pipeline import Engine
from monitor.errors import MonitorError
from monitor.rulebook.book import build_book
from monitor.rulebook.cases import CaseResult
from monitor.rulebook.lint.base import LintReport, ReadText
from monitor.rulebook.lint.run import lint
from monitor.rulebook.loader import Loaded, load, read_folder
from monitor.rulebook.lock import LockUpdate, updated_lock
from monitor.screening.index import ListIndex
from monitor.service.cases import run_embedded


def lint_rules(
    folder: Traversable, label: str, today: date, read_text: ReadText, lists: ListIndex
) -> LintReport:
    """Make every check of a rulebook folder.

    The embedded cases are judged where the rulebook can be loaded at all, so that a known gap
    which closed is told.
    """
    loaded = load(read_folder(folder), label)
    return lint(loaded, today=today, read_text=read_text, results=_results(loaded, lists))


def _results(loaded: Loaded, lists: ListIndex) -> tuple[CaseResult, ...] | None:
    try:
        book = build_book(loaded)
        return tuple(run_embedded(Engine(book, lists), book.rules))
    except MonitorError:
        return None


def update_lock(folder: Traversable, label: str, today: date) -> LockUpdate:
    """Give the lock that fits a rulebook folder.

    Raises:
        RuleErrors: the rulebook has faults.
    """
    return updated_lock(load(read_folder(folder), label), today)
