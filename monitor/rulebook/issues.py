"""What is wrong with rule content, where, and how grave it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from monitor.errors import RuleError, RuleErrors

SHOWN_LENGTH_MAX = 60


class Severity(StrEnum):
    """What an issue does to the reader of a rule, and so whether it fails a check."""

    HIGH = "high"
    """The rule may not mean what its author meant: fails everywhere."""
    MEDIUM = "medium"
    """It may mislead a reader: fails for live rules."""
    LOW = "low"
    """It reads badly: warns."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file, a line and a column, both counted from 1; 0 stands for the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One fault: its place, its code, what is wrong, what is allowed and what to do."""

    place: Place
    code: str
    message: str
    severity: Severity = field(default=Severity.HIGH, compare=False)
    rule: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.place}  {self.code}  {self.message}"

    def as_error(self) -> RuleError:
        """Give the issue as an error to raise."""
        return RuleError(self.message, place=str(self.place), code=self.code)


def errors_of(issues: Iterable[Issue]) -> RuleErrors:
    """Gather issues, sorted by place, into the one error that is raised."""
    return RuleErrors(issue.as_error() for issue in sorted(set(issues)))


def quoted(value: object) -> str:
    """Quote a value for a message, shortened and on one line."""
    text = " ".join(str(value).split())
    shown = text if len(text) <= SHOWN_LENGTH_MAX else f"{text[:SHOWN_LENGTH_MAX]}..."
    return f"'{shown}'"


def listed(names: Iterable[str], limit: int = 30) -> str:
    """List names for a message, in their order, at most ``limit`` of them."""
    every = list(names)
    rest = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + rest


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give `` Did you mean 'x'?`` where a known name is close, else nothing."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
