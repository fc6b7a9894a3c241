"""Rules looked up by id, also where a finding was made with an earlier rulebook."""

from monitor.rulebook.book import RuleBook
from monitor.rulebook.rule import Rule
from monitor.web.deps import Rulebooks


def rule_in(book: RuleBook, rule_id: str) -> Rule | None:
    """Give a rule of a book, or ``None`` if it has none of this id."""
    try:
        return book.rule(rule_id)
    except KeyError:
        return None


def book_of(rulebooks: Rulebooks, digest: str | None) -> RuleBook:
    """Give the rulebook that a finding was made with, or the one in use where it is not kept."""
    current = rulebooks.current
    if digest is None or digest == current.digest:
        return current
    return rulebooks.by_digest(digest) or current
