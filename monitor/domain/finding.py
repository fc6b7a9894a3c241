"""What the rules say of one event: findings, what stayed undecided, and the outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from monitor.domain.canonical import plain_decimal
from monitor.domain.event.rejected import Reason
from monitor.domain.provision import Citation

EVIDENCE_MAX = 50


class Verdict(StrEnum):
    """What a finding says (contract section 2)."""

    PROHIBITED = "prohibited"
    UNSETTLED = "unsettled"
    EXEMPTED = "exempted"
    LIMIT = "limit"
    INSPECT = "inspect"


class Level(StrEnum):
    """How soon a person must look; :attr:`rank` orders them, the most urgent first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Zero for critical up to four for info."""
        return _LEVEL_RANKS[self]


_LEVEL_RANKS = {level: rank for rank, level in enumerate(Level)}


class Outcome(StrEnum):
    """What came of one event."""

    FLAGGED = "flagged"
    CLEAR = "clear"
    INCOMPLETE = "incomplete"
    REJECTED = "rejected"
    UNJUDGED = "unjudged"


class Basis(StrEnum):
    """Who says that a quantity was supplied; totals of different bases are never added."""

    REPORTED = "reported"
    OBSERVED = "observed"


class Evidence(NamedTuple):
    """One fact of the event that a finding rests on: its JSON path, value, and what it says."""

    path: str
    value: str
    says: str

    def to_json(self) -> dict[str, str]:
        """Give the shape of ``findings[].evidence[]``."""
        return {"path": self.path, "value": self.value, "says": self.says}


class ExemptionState(StrEnum):
    """How an exemption stands for one finding."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNPROVED = "unproved"
    NOT_CLAIMED = "not_claimed"


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """One exemption of the rule: how it stands, what is missing, what was refused."""

    id: str
    title: str
    citation: Citation
    state: ExemptionState
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Give the shape of ``findings[].exemptions[]``."""
        return {
            "id": self.id,
            "title": self.title,
            "provision": self.citation.to_json(),
            "state": self.state.value,
            "missing": list(self.missing),
            "refused": list(self.refused),
        }


@dataclass(frozen=True, slots=True)
class LimitView:
    """The state of a limit when a delivery was accepted; ``step`` is ``75`` to ``100``."""

    id: str
    step: str
    basis: Basis
    start: date
    until: date
    total: Decimal
    of: Decimal
    unit: str

    def to_json(self) -> dict[str, str]:
        """Give the shape of ``findings[].limit``."""
        return {
            "id": self.id,
            "step": self.step,
            "basis": self.basis.value,
            "from": self.start.isoformat(),
            "to": self.until.isoformat(),
            "total": plain_decimal(self.total),
            "of": plain_decimal(self.of),
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one event, with one verdict, over all subjects that it touches.

    ``subjects`` are the JSON paths of the goods lines, parties or craft; ``group_key`` joins
    repeated findings to one alert and is ``None`` where a key of ``group_by`` is missing.
    """

    rule: str
    version: int
    verdict: Verdict
    level: Level
    provisions: tuple[Citation, ...]
    clauses: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    summary: str
    action: str
    subjects: tuple[str, ...] = ()
    exemptions: tuple[ExemptionView, ...] = ()
    limit: LimitView | None = None
    uncertain: bool = False
    group_key: str | None = None
    shadow: bool = False

    @property
    def opens_alert(self) -> bool:
        """Tell whether a person must look: any verdict but exempted, at level medium or above."""
        return (
            not self.shadow
            and self.verdict is not Verdict.EXEMPTED
            and self.level.rank <= Level.MEDIUM.rank
        )

    def to_json(self) -> dict[str, object]:
        """Give the shape of ``findings[]``; at most 50 pieces of evidence, then a count."""
        body: dict[str, object] = {
            "rule": self.rule,
            "version": self.version,
            "verdict": self.verdict.value,
            "level": self.level.value,
            "provisions": [citation.to_json() for citation in self.provisions],
            "clauses": list(self.clauses),
            "evidence": [piece.to_json() for piece in self.evidence[:EVIDENCE_MAX]],
            "missing": list(self.missing),
            "summary": self.summary,
            "action": self.action,
            "subjects": list(self.subjects[:EVIDENCE_MAX]),
            "exemptions": [view.to_json() for view in self.exemptions],
        }
        if len(self.evidence) > EVIDENCE_MAX:
            body["evidence_more"] = len(self.evidence) - EVIDENCE_MAX
        if self.limit is not None:
            body["limit"] = self.limit.to_json()
        if self.uncertain:
            body["uncertain"] = True
        if self.shadow:
            body["shadow"] = True
        return body


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could not be decided, and the facts that would decide it."""

    rule: str
    provisions: tuple[Citation, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Give the shape of ``undecided[]``."""
        return {
            "rule": self.rule,
            "provisions": [citation.to_json() for citation in self.provisions],
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class ScreeningMatch:
    """A list entry that a party or vessel of the event may be, and why.

    ``cleared`` names the clearance by which it does not count.
    """

    path: str
    list: str
    ref: str
    name: str
    score: str
    why: tuple[str, ...]
    certain: bool
    cleared: str | None = None

    def to_json(self) -> dict[str, object]:
        """Give the shape of ``screening[]``."""
        body: dict[str, object] = {
            "path": self.path,
            "list": self.list,
            "ref": self.ref,
            "name": self.name,
            "score": self.score,
            "why": list(self.why),
            "certain": self.certain,
        }
        if self.cleared is not None:
            body["cleared"] = self.cleared
        return body


@dataclass(frozen=True, slots=True)
class Delivery:
    """A quantity that counts toward a limit.

    ``amount`` is in the limit's unit, or ``None`` where the unit given has no known conversion
    (the total is then incomplete). Of the deliveries with the same ``slot`` only the one of the
    highest ``rank`` counts: a later report replaces an earlier one, the same cargo counts once.
    """

    limit_id: str
    basis: Basis
    start: date
    until: date
    day: date
    slot: str
    rank: str
    path: str
    amount: Decimal | None
    unit: str
    given: str
    factor: str


@dataclass(frozen=True, slots=True)
class Firing:
    """A step of a limit that an event crossed; it fires once a period and basis."""

    limit_id: str
    basis: Basis
    start: date
    step: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that the engine says of one event, and what it rested on.

    ``inputs`` holds the values from history that a result used; they are stored by digest, so
    that the judgement can be rebuilt to the bit.
    """

    source: str
    event_id: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    screening: tuple[ScreeningMatch, ...]
    rulebook: str
    lists: str
    deliveries: tuple[Delivery, ...] = ()
    firings: tuple[Firing, ...] = ()
    warnings: tuple[str, ...] = ()
    inputs: Mapping[str, object] | None = None

    def to_json(self) -> dict[str, object]:
        """Give one result line of ``evaluate``."""
        body: dict[str, object] = {
            "source": self.source,
            "event_id": self.event_id,
            "outcome": self.outcome.value,
            "findings": [finding.to_json() for finding in self.findings],
            "undecided": [item.to_json() for item in self.undecided],
            "screening": [match.to_json() for match in self.screening],
            "errors": [],
            "rulebook": self.rulebook,
            "lists": self.lists,
        }
        if self.warnings:
            body["warnings"] = list(self.warnings)
        return body


@dataclass(frozen=True, slots=True)
class Refusal:
    """The result of an input that broke the contract."""

    reasons: tuple[Reason, ...]
    source: str | None = None
    event_id: str | None = None
    line: int | None = None

    def to_json(self) -> dict[str, object]:
        """Give one result line with outcome ``rejected``."""
        body: dict[str, object] = {
            "source": self.source,
            "event_id": self.event_id,
            "outcome": Outcome.REJECTED.value,
            "findings": [],
            "undecided": [],
            "screening": [],
            "errors": [reason.to_json() for reason in self.reasons],
        }
        if self.line is not None:
            body["line"] = self.line
        return body


def outcome_of(findings: tuple[Finding, ...], undecided: tuple[Undecided, ...]) -> Outcome:
    """Derive the outcome: flagged if anything opens an alert, else incomplete, else clear."""
    if any(finding.opens_alert for finding in findings):
        return Outcome.FLAGGED
    return Outcome.INCOMPLETE if undecided else Outcome.CLEAR
