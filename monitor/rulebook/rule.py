"""A rule as the engine sees it: immutable, with every name resolved to a value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from monitor.domain.finding import Basis, Level, Verdict
from monitor.domain.period import Period
from monitor.domain.provision import Citation
from monitor.rulebook.cases import Case
from monitor.rulebook.clauses import Block
from monitor.rulebook.conditions import Clause, Condition
from monitor.rulebook.dated import Dated, Turn, Window


class Kind(StrEnum):
    """What a rule watches over."""

    PROHIBITION = "prohibition"
    LIMIT = "limit"
    DUTY = "duty"


class Status(StrEnum):
    """What the machine does with a rule."""

    DRAFT = "draft"
    """Loaded by the checks only."""
    SHADOW = "shadow"
    """Judged and recorded; opens no alert."""
    LIVE = "live"
    """Judged; opens alerts."""
    RETIRED = "retired"
    """Kept for replay and never edited."""


class JudgedOn(StrEnum):
    """Which day of the event must lie in force."""

    OCCURRED_ON = "occurred_on"
    DELIVERED_ON = "delivered_on"
    SPAN = "span"
    PERMIT_FROM = "permit_from"
    OPENED_ON = "opened_on"


class Effect(StrEnum):
    """What a paragraph does."""

    BANS = "bans"
    CAPS = "caps"
    REQUIRES = "requires"
    CALLS = "calls"
    EXEMPTS = "exempts"
    AMENDS = "amends"
    EXTENDS = "extends"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Authority:
    """A paragraph on which a rule rests, and what the paragraph does."""

    citation: Citation
    effect: Effect
    adopted: date | None = None
    note: str | None = None

    @property
    def instrument(self) -> str:
        """The resolution, as ``S/RES/2371 (2017)``."""
        return self.citation.instrument

    @property
    def paragraph(self) -> str:
        """The paragraph, as ``8`` or ``8(a)(iii)``."""
        return self.citation.paragraph


@dataclass(frozen=True, slots=True)
class InForce:
    """The days on which a rule is in force, half-open, and the day of an event that decides."""

    from_: date
    until: date | None
    judged_on: JudgedOn

    @property
    def period(self) -> Period:
        """The days as a period."""
        return Period(self.from_, self.until)

    def covers(self, day: date) -> bool:
        """Tell whether the rule is in force on the day."""
        return self.from_ <= day and (self.until is None or day < self.until)

    def touches(self, first: date, last: date) -> bool:
        """Tell whether it is in force on any day from ``first`` to ``last``, both counted."""
        return self.from_ <= last and (self.until is None or first < self.until)


@dataclass(frozen=True, slots=True)
class Review:
    """When the paragraph was last checked, by whom, and how sure its content is."""

    day: date
    by: str
    evidence: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """A way out that the law gives: when it is claimed, and what must be proved.

    Attributes:
        id: Its name within the rule.
        title: What people read.
        authority: The paragraph that gives it.
        basis: The basis of claims that pertain to it (contract, exemption claim).
        provisions: The provisions of claims that pertain to it, in short form.
        note: A remark for readers.
        claimed_when: The facts under which it is claimed.
        granted_when: The facts that must all be proved.
        record_missing: What stays unproved even when it is granted, such as a register.
    """

    id: str
    title: str
    authority: Authority
    basis: str | None
    provisions: frozenset[str]
    note: str | None
    claimed_when: Block
    granted_when: Block
    record_missing: tuple[str, ...]

    @property
    def citation(self) -> Citation:
        """The paragraph that gives the exemption."""
        return self.authority.citation


@dataclass(frozen=True, slots=True)
class LimitValue:
    """A limit's value, when its sum starts again, and the provision that sets it.

    ``alternative`` is its value in the limit's second measure, where it has one.
    """

    value: Decimal
    turn: Turn
    cite: str
    alternative: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A share of a limit, in percent, at which something falls due."""

    at: int
    level: Level
    duty: str
    stops_supply: bool = False

    def is_reached(self, total: Decimal, of: Decimal) -> bool:
        """Tell whether a total reaches the step; at 100 the total must go above the limit."""
        share, limit = total * 100, of * self.at
        return share > limit if self.at == FULL else share >= limit


FULL = 100
ALTERNATIVE = "#alternative"
"""Stands behind a limit's id where the sum of its second measure is kept."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A second way to measure the same limit; whichever is used up first binds."""

    sum: str
    unit: str


@dataclass(frozen=True, slots=True)
class Limit:
    """What a limit sums, in which unit and on whose word, its dated values and its steps.

    Attributes:
        sum: The number field that is summed.
        unit: The unit of the total.
        product: The petroleum product of every delivery, where the rule fixes it.
        bases: Whose figures count; the bases are never added.
        values: The limit's value by the day from which it holds.
        steps: The shares at which something falls due, ascending.
        alternative: A second measure of the same limit, "whichever is lower".
    """

    sum: str
    unit: str
    product: str | None
    bases: tuple[Basis, ...]
    values: Dated[LimitValue]
    steps: tuple[Step, ...]
    alternative: Measure | None = None

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """Give the sums that a delivery on this day enters: one for each measure of the limit."""
        window, value = self.window_on(day), self.values.on(day)
        if window is None or value is None:
            return ()
        if self.alternative is None or value.alternative is None:
            return (window,)
        second = replace(
            window,
            value=value.alternative,
            unit=self.alternative.unit,
            field=self.alternative.sum,
            ledger=ALTERNATIVE,
        )
        return window, second

    def window_on(self, day: date) -> Window | None:
        """Give the sum that a delivery on this day enters; None where no limit is in force."""
        first, value = self.values.since(day), self.values.on(day)
        if first is None or value is None:
            return None
        period = value.turn.around(day, first)
        if period is None or period.until is None:
            return None
        until = min(period.until, self._next_value_after(day) or period.until)
        return Window(period.start, until, value.value, self.unit, value.cite, self.sum)

    def _next_value_after(self, day: date) -> date | None:
        return next((first for first, _ in self.values.entries if first > day), None)


@dataclass(frozen=True, slots=True)
class Handling:
    """What a verdict asks of a person, and how soon."""

    action: str
    level: Level


@dataclass(frozen=True, slots=True)
class Related:
    """Another rule, and how it stands to this one."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Retirement:
    """When and why a rule was retired, and which rule follows it."""

    day: date
    reason: str
    successor: str | None


@dataclass(frozen=True)
class Rule:
    """One rule: one operative paragraph, dated, with its clauses, exemptions and cases.

    Attributes:
        file: The rule's file within the rulebook, as ``dprk/2371-08-coal-export.yaml``.
        version: The version from the lock; it grows when the logic changes.
        logic: The digest of the rule's logic and of the vocabulary that it uses.
        clauses: The clauses of ``match``, in the order of the file.
        condition: The condition line of ``match``.
        also_cites: Further provisions that a finding shows.
    """

    id: str
    kind: Kind
    title: str
    status: Status
    level: Level
    summary: str
    authority: tuple[Authority, ...]
    also_cites: tuple[Authority, ...]
    in_force: InForce
    reviewed: Review
    applies_to: frozenset[str]
    default_kind: str
    for_each: str
    anchor: Condition
    clauses: Mapping[str, Clause]
    condition: Condition
    exemptions: tuple[Exemption, ...]
    limit: Limit | None
    on_finding: Mapping[Verdict, Handling]
    group_by: tuple[str, ...]
    when_incomplete: str | None
    tags: tuple[str, ...]
    false_positives: tuple[str, ...]
    blind_spots: tuple[str, ...]
    runbook: str | None
    what_clears: tuple[str, ...]
    related: tuple[Related, ...]
    history: tuple[str, ...]
    retired: Retirement | None
    tests: tuple[Case, ...]
    file: str = ""
    version: int = 0
    logic: str = ""

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The provisions that a finding shows: the first authority, then ``also_cites``."""
        return (self.authority[0].citation, *(cited.citation for cited in self.also_cites))

    @property
    def match(self) -> Block:
        """The clauses and the condition of ``match`` together."""
        return Block(self.clauses, self.condition)

    @property
    def is_judged(self) -> bool:
        """Tell whether the engine judges the rule: live and shadow rules are."""
        return self.status in {Status.LIVE, Status.SHADOW}

    def handling(self, verdict: Verdict) -> Handling:
        """Give what a verdict asks of a person."""
        return self.on_finding[verdict]

    def exemption(self, exemption_id: str) -> Exemption:
        """Give an exemption by its name."""
        return next(item for item in self.exemptions if item.id == exemption_id)
