"""The public shapes of the API: neither rows nor domain objects."""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A public shape; nothing that is not named goes out."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Item = TypeVar("Item", bound=Shape)


class ProblemOut(Shape):
    """Why a request failed (RFC 9457); what stands after ``request_id`` comes where it applies."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    param: str | None
    request_id: str
    durable_lines: int | None = None
    changed_by: str | None = None
    changed_at: str | None = None
    version: int | None = None
    held_by: str | None = None
    held_until: str | None = None


class ListOut(Shape, Generic[Item]):
    """One page of a list."""

    object: Literal["list"] = "list"
    data: list[Item]
    has_more: bool = False
    next: str | None = None


class ReasonOut(Shape):
    """Why an input was rejected."""

    path: str
    message: str


class AnswerLine(Shape):
    """What came of one posted event."""

    source: str | None
    event_id: str | None
    status: Literal["accepted", "duplicate", "correction", "rejected"]
    outcome: str
    errors: list[ReasonOut]
    line: int | None = None


class ProvisionOut(Shape):
    """One paragraph; ``instrument`` is unknown where the rule is no longer kept."""

    instrument: str | None
    paragraph: str
    short: str


class AmountOut(Shape):
    """A quantity, as text so that no digit is lost."""

    value: str
    unit: str


class AlertOut(Shape):
    """An alert in a list."""

    object: Literal["alert"] = "alert"
    id: str
    state: str
    level: str
    verdict: str
    rule: str
    rule_title: str | None
    provisions: list[ProvisionOut]
    summary: str
    opened_at: str
    last_seen_at: str
    due_at: str
    overdue: bool
    occurrences: int
    assignee: str | None
    disposition: str | None
    reason: str | None
    superseded: bool
    version: int
    reference: str | None
    close_proposed_by: str | None
    snoozed_until: str | None
    sources: list[str]
    evidence: str


class EventRefOut(Shape):
    """Which version of which event."""

    source: str
    event_id: str
    version: int
    occurred_on: str
    superseded: bool


class LinkedFindingOut(Shape):
    """A finding of the alert, with the event version and what it was judged by."""

    event: EventRefOut
    finding: dict[str, Any]
    rulebook: str
    lists: str
    judged_at: str


class WhyOut(Shape):
    """Why the alert stands: the newest finding's clauses, citations, and what is missing."""

    summary: str
    action: str | None
    rule: str
    rule_version: int | None
    clauses: list[str]
    evidence: list[dict[str, Any]]
    provisions: list[ProvisionOut]
    missing: list[str]
    rulebook: str | None
    lists: str | None


class EntryOut(Shape):
    """One line of the alert's time line."""

    at: str
    by: str
    action: str
    note: str


class AlertDetailOut(AlertOut):
    """An alert with everything that it rests on."""

    why: WhyOut
    findings: list[LinkedFindingOut]
    exemptions: list[dict[str, Any]]
    events: list[EventRefOut]
    timeline: list[EntryOut]


class EventVersionOut(Shape):
    """One stored version of an event, and its latest judgement."""

    version: int
    superseded: bool
    kind: str
    occurred_on: str
    received_at: str
    receipt: str
    content_hash: str
    event: dict[str, Any]
    judgement: dict[str, Any] | None
    judged_at: str | None
    error: str | None


class EventOut(Shape):
    """An event with every version, oldest first."""

    object: Literal["event"] = "event"
    source: str
    event_id: str
    versions: list[EventVersionOut]


class LimitStepOut(Shape):
    """One step of a limit."""

    at: int
    level: str
    duty: str


class StepStandingOut(Shape):
    """How far a total is from one step; ``projected_on`` is within the window or null."""

    at: int
    quantity: AmountOut
    left: AmountOut
    reached: bool
    projected_on: str | None


class ProjectionOut(Shape):
    """What the total comes to if its rate goes on; see ``docs/limits.md``."""

    from_: str = Field(serialization_alias="from")
    through: str
    days: int
    amount: AmountOut
    per_day: AmountOut
    until: str
    total: AmountOut
    share_percent: str


class LimitBasisOut(Shape):
    """One running total; reported and observed ones are never added."""

    total: AmountOut
    share_percent: str
    remaining: AmountOut
    next_step: int | None
    left_to_next_step: AmountOut | None
    incomplete: bool
    incomplete_deliveries: int
    deliveries: int
    not_counting: int
    steps: list[StepStandingOut]
    projection: ProjectionOut | None
    no_projection: str | None


class LimitOut(Shape):
    """One measure of a limit in one window; ``until`` is the first day not counted."""

    object: Literal["limit"] = "limit"
    id: str
    measure: Literal["quantity", "value"]
    title: str
    provisions: list[ProvisionOut]
    cite: str
    from_: str = Field(serialization_alias="from")
    until: str
    counts_until: str
    limit: AmountOut
    steps: list[LimitStepOut]
    reported: LimitBasisOut
    observed: LimitBasisOut


class CoveredOut(Shape):
    """One provision of the register, and what watches it."""

    object: Literal["provision"] = "provision"
    key: str
    instrument: str
    cites: list[str]
    title: str
    force: str
    from_: str = Field(serialization_alias="from")
    until: str | None
    evidence: str
    status: str
    rules: list[str]
    cases: int
    reason: str | None
    faults: list[str]


class CoverageOut(ListOut[CoveredOut]):
    """The register of provisions; ``counts`` and ``faults`` are of all of it, also if filtered."""

    counts: dict[str, int]
    faults: int


class RuleOut(Shape):
    """A rule in a list."""

    object: Literal["rule"] = "rule"
    id: str
    version: int
    kind: str
    status: str
    level: str
    title: str
    summary: str
    provisions: list[ProvisionOut]
    in_force_from: str
    in_force_until: str | None
    applies_to: list[str]
    cases: int


class AuthorityOut(Shape):
    """One paragraph that a rule rests on, and what it does."""

    provision: ProvisionOut
    effect: str
    adopted: str | None
    note: str | None


class ExemptionOut(Shape):
    """One exemption of a rule."""

    id: str
    title: str
    provision: ProvisionOut


class RuleDetailOut(RuleOut):
    """A rule with its law, its conditions in its own words, and its exemptions."""

    for_each: str
    authority: list[AuthorityOut]
    reviewed_on: str | None
    evidence: str | None
    anchor: str
    condition: str
    clauses: dict[str, Any]
    exemptions: list[ExemptionOut]
    false_positives: list[str]
    blind_spots: list[str]
    what_clears: list[str]
    tags: list[str]
    logic: str


class HealthOut(Shape):
    """The process answers."""

    object: Literal["health"] = "health"
    status: Literal["ok"] = "ok"


class ReadyOut(Shape):
    """The store can be read and a rulebook is loaded; lists that are too old do not change that."""

    object: Literal["readiness"] = "readiness"
    status: Literal["ready"] = "ready"
    rulebook: str
    rulebook_version: str
    rules: int
    lists: str
    lists_as_of: str | None
    stale_lists: list[str]


class AuditEntryOut(Shape):
    """What somebody did; ``digest`` covers all of it and the digest of the entry before."""

    object: Literal["audit_entry"] = "audit_entry"
    number: int
    at: str
    person: str
    action: str
    subject: str
    before: Any = None
    after: Any = None
    previous: str
    digest: str
