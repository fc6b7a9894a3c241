"""The five kinds of event, discriminated on ``kind`` (contract section 1)."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from monitor.domain.canonical import in_order
from monitor.domain.event.base import GOODS_MAX, LIST_MAX, PARTIES_MAX, Count, Part
from monitor.domain.event.cargo import (
    Aircraft,
    CrewGroup,
    Documents,
    Goods,
    Money,
    Place,
    Quantity,
    Route,
    Vessel,
)
from monitor.domain.event.party import ExemptionClaim, Party
from monitor.domain.event.scalars import (
    Amount,
    Country,
    Day,
    DayOfInstant,
    EventId,
    InstantOrDay,
    Name,
    Reference,
    ShortCode,
    SourceName,
    Text,
)

Stage = Literal[
    "offered", "contracted", "attempted", "declared", "loaded", "delivered", "returned",
    "found_on_inspection",
]  # fmt: skip
Certainty = Literal["declared", "observed", "assessed"]
Extensions = Annotated[dict[str, Any], PlainSerializer(in_order, when_used="json")]
Crew = Annotated[tuple[CrewGroup, ...], Field(strict=False, max_length=LIST_MAX)]


class Relation(Part):
    """Another event that this one belongs to."""

    source: SourceName | None = None
    event_id: EventId
    as_: Literal["same_cargo", "previous_leg", "pays_for", "same_matter"] = Field(alias="as")


class Envelope(Part):
    """What every kind of event carries."""

    source: SourceName
    event_id: EventId
    occurred_on: DayOfInstant
    reported_at: InstantOrDay | None = None
    stage: Stage = "declared"
    certainty: Certainty = "declared"
    relates_to: Annotated[tuple[Relation, ...], Field(strict=False, max_length=LIST_MAX)] = ()
    reference: Reference | None = None
    parties: Annotated[tuple[Party, ...], Field(strict=False, max_length=PARTIES_MAX)] = ()
    exemption_claims: Annotated[
        tuple[ExemptionClaim, ...], Field(strict=False, max_length=LIST_MAX)
    ] = ()
    documents: Documents | None = None
    notes: Text | None = None
    extensions: Extensions | None = None


class Shipment(Envelope):
    """Goods that were offered, declared, carried or delivered."""

    kind: Literal["shipment"]
    goods: Annotated[tuple[Goods, ...], Field(strict=False, min_length=1, max_length=GOODS_MAX)]
    route: Route | None = None
    vessel: Vessel | None = None
    aircraft: Aircraft | None = None
    crew: Crew = ()
    contract_signed_on: Day | None = None
    delivered_on: Day | None = None


class Crypto(Part):
    """The crypto-asset side of a payment."""

    asset: ShortCode | None = None
    network: ShortCode | None = None
    quantity: Amount | None = None
    tx: Reference | None = None
    from_address: Reference | None = None
    to_address: Reference | None = None


class Payment(Envelope):
    """Funds that moved, or were asked to move (ISO 20022's terms)."""

    kind: Literal["payment"]
    amount: Money | None = None
    method: (
        Literal[
            "wire", "cash", "card", "crypto", "trade_finance", "insurance_premium", "grant", "loan"
        ]
        | None
    ) = None  # fmt: skip
    purpose: Text | None = None
    purpose_code: ShortCode | None = None
    crypto: Crypto | None = None
    goods: Annotated[tuple[Goods, ...], Field(strict=False, max_length=GOODS_MAX)] = ()
    vessel: Vessel | None = None
    contract_signed_on: Day | None = None

    @model_validator(mode="after")
    def _has_amount_and_a_side(self) -> "Payment":
        if self.amount is None and self.crypto is None:
            raise PydanticCustomError("contract", "a payment needs an amount, or crypto")
        roles = {party.role for party in self.parties}
        if not roles & {"debtor", "creditor"}:
            raise PydanticCustomError("contract", "a payment needs a debtor or a creditor party")
        return self


class VesselActivity(Envelope):
    """Something a ship or aircraft did, or that was done to it."""

    kind: Literal["vessel_activity"]
    activity: Literal[
        "port_call", "encounter", "ais_gap", "loitering", "identity_change", "flag_change",
        "registration", "deregistration", "classification", "insurance", "charter", "crewing",
        "bunkering", "sale", "repair", "fishing", "inspection", "inspection_refused", "detention",
        "release", "overflight", "fuel_uplift",
    ]  # fmt: skip
    vessel: Vessel | None = None
    aircraft: Aircraft | None = None
    other_vessel: Vessel | None = None
    place: Place | None = None
    started_at: InstantOrDay | None = None
    ended_at: InstantOrDay | None = None
    distance_m: Amount | None = None
    transfer: Literal["to_vessel", "to_other", "unknown"] | None = None
    goods: Annotated[tuple[Goods, ...], Field(strict=False, max_length=GOODS_MAX)] = ()
    crew: Crew = ()

    @model_validator(mode="after")
    def _names_a_craft(self) -> "VesselActivity":
        if self.vessel is None and self.aircraft is None:
            raise PydanticCustomError("contract", "an activity needs a vessel or an aircraft")
        if self.started_at and self.ended_at and self.ended_at < self.started_at:
            raise PydanticCustomError("contract", "ended_at lies before started_at")
        return self


class Engagement(Envelope):
    """Work, teaching, business or travel between people and institutions."""

    kind: Literal["engagement"]
    activity: Literal[
        "employment", "work_permit", "repatriation", "training", "specialized_teaching",
        "scientific_cooperation", "technical_cooperation", "launch_support", "joint_venture",
        "investment", "bank_branch", "representative_office", "correspondent_account",
        "bank_account", "public_financial_support", "private_financial_support", "property_lease",
        "property_sale", "insurance", "fishing_rights", "travel", "meeting", "exhibition",
        "construction", "company_registration", "account_closure", "expulsion", "debt_relief",
        "bulk_cash", "donation",
    ]  # fmt: skip
    field: (
        Literal[
            "nuclear", "aerospace", "aeronautical", "advanced_manufacturing", "physics",
            "chemistry", "materials", "computing", "medical", "agriculture", "geology",
            "construction", "military", "police", "other",
        ]
        | None
    ) = None  # fmt: skip
    headcount: Count | None = None
    remunerated: bool | None = None
    permit_class: Literal["work", "study", "trainee", "visit", "diplomatic"] | None = None
    permit_from: Day | None = None
    permit_until: Day | None = None
    contract_signed_on: Day | None = None
    stock_total: Count | None = None
    opened_on: Day | None = None
    closed_on: Day | None = None
    amount: Money | None = None
    description: Text | None = None
    place: Place | None = None


class ReportPeriod(Part):
    """The days that a report to the Committee covers, both counted."""

    from_: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _runs_forward(self) -> "ReportPeriod":
        if self.to < self.from_:
            raise PydanticCustomError("contract", "the period ends before it starts")
        return self


class CommitteeReport(Envelope):
    """A State's notice to the 1718 Committee of what it supplied."""

    kind: Literal["committee_report"]
    commodity: Literal["refined_petroleum", "crude_oil", "coal"]
    supplier_country: Country
    period: ReportPeriod
    quantity: Quantity
    product: (
        Literal["lpg", "gasoline", "kerosene", "diesel", "fuel_oil", "lubricants", "other"] | None
    ) = None
    value: Money | None = None


Event = Shipment | Payment | VesselActivity | Engagement | CommitteeReport
DiscriminatedEvent = Annotated[Event, Field(discriminator="kind")]
KINDS: dict[str, type[Event]] = {
    "shipment": Shipment,
    "payment": Payment,
    "vessel_activity": VesselActivity,
    "engagement": Engagement,
    "committee_report": CommitteeReport,
}


def part_of(event: Event, name: str) -> Any:
    """Give a part that only some kinds of event have, or ``None``.

    Asking a model for an attribute that it lacks costs more than most of what is done with one.
    """
    return event.__dict__.get(name)


__all__ = [
    "KINDS", "CommitteeReport", "DiscriminatedEvent", "Engagement", "Envelope", "Event", "Name",
    "Payment", "Relation", "ReportPeriod", "Shipment", "VesselActivity", "part_of",
]  # fmt: skip
