"""What a check is: its code, what it looks at, how grave its findings are, and its exceptions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.rulebook.cases import CaseResult
from monitor.rulebook.issues import Issue, Place, Severity
from monitor.rulebook.loader import RETIRED, Loaded, LoadedRule
from monitor.rulebook.rule import Rule
from monitor.rulebook.vocab import Vocab
from monitor.rulebook.yaml12 import Document, Path

__all__ = ["Flaw", "Issue", "LintContext", "Linter", "PackFlaw", "PackLinter", "Severity"]

ReadText = Callable[[str], str | None]
"""Gives a file of the project by its path, or None where it is not there."""


@dataclass(frozen=True)
class LintContext:
    """What the checks look at beside one rule.

    Attributes:
        loaded: Everything that was read.
        vocab: The vocabulary.
        today: The day on which the checks run; without it, no age is checked.
        read_text: Gives files of the project, such as runbooks; without it, none is checked.
        results: How the embedded cases came out; without them, known gaps are not checked.
    """

    loaded: Loaded
    vocab: Vocab
    today: date | None = None
    read_text: ReadText | None = None
    results: tuple[CaseResult, ...] | None = None

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule that was read without faults."""
        return (one.rule for one in self.loaded.rules)

    def rule(self, rule_id: str) -> Rule | None:
        """Give a rule by id, where it was read."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def is_unread(self, rule_id: str) -> bool:
        """Tell whether a rule has a file that could not be read; its faults are told already."""
        stem = "-".join(rule_id.split(".")[1:])
        folders = (rule_id.split(".", maxsplit=1)[0], RETIRED)
        is_there = any(f"{folder}/{stem}.yaml" in self.loaded.files for folder in folders)
        return is_there and self.rule(rule_id) is None


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault of one rule at a path of its file."""

    path: Path
    message: str
    offset: int = 0
    at_key: bool = False

    def place(self, document: Document) -> Place:
        """Give where the fault stands."""
        if self.at_key:
            return document.key_place(self.path)
        return document.place(self.path, self.offset)


@dataclass(frozen=True, slots=True)
class PackFlaw:
    """A fault between rules, or of a file that all rules share."""

    place: Place
    message: str
    rule: str = ""


@dataclass(frozen=True)
class Linter:
    """A check of one rule at a time.

    Attributes:
        code: Its code.
        checks: What it holds, as a sentence.
        severity: How grave its findings are.
        check: Gives the flaws of one rule.
        at_load: It is also made whenever a rulebook is loaded, as no rule may run without it.
    """

    code: str
    checks: str
    severity: Severity
    check: Callable[[LoadedRule, LintContext], Iterable[Flaw]]
    at_load: bool = False

    def issues(self, context: LintContext) -> Iterator[Issue]:
        """Give every finding over all rules."""
        for one in context.loaded.rules:
            for flaw in self.check(one, context):
                place = flaw.place(one.document)
                yield Issue(place, self.code, flaw.message, self.severity, one.rule.id)


@dataclass(frozen=True)
class PackLinter:
    """A check of all rules together."""

    code: str
    checks: str
    severity: Severity
    check: Callable[[LintContext], Iterable[PackFlaw]]
    at_load: bool = False

    def issues(self, context: LintContext) -> Iterator[Issue]:
        """Give every finding."""
        for flaw in self.check(context):
            yield Issue(flaw.place, self.code, flaw.message, self.severity, flaw.rule)


@dataclass(frozen=True, slots=True)
class ShapeCheck:
    """A check that is made while a file is read; it stands here for the catalogue."""

    code: str
    checks: str
    severity: Severity = Severity.HIGH


AnyLinter = Linter | PackLinter


@dataclass(slots=True)
class LintReport:
    """What the checks found, and which findings an exclusion takes out.

    Attributes:
        issues: Findings that stand.
        excluded: Findings that an exclusion accepts.
        statuses: The status of each rule, which decides whether medium findings fail.
    """

    issues: list[Issue]
    excluded: list[Issue] = field(default_factory=list)
    statuses: Mapping[str, str] = field(default_factory=dict)

    def fails(self, issue: Issue) -> bool:
        """Tell whether an issue fails the check: high ones, and medium ones of live rules."""
        if issue.severity is Severity.HIGH:
            return True
        is_live = self.statuses.get(issue.rule, "live") == "live"
        return issue.severity is Severity.MEDIUM and is_live

    @property
    def failures(self) -> list[Issue]:
        """The issues that fail the check."""
        return [issue for issue in self.issues if self.fails(issue)]
