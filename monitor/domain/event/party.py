"""Parties to an event and the exemptions that its papers claim (contract section 1)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from monitor.domain.event.base import LIST_MAX, Count, Part
from monitor.domain.event.cargo import Quantity
from monitor.domain.event.scalars import (
    Amount,
    Country,
    Day,
    HsCode,
    Name,
    ProvisionRef,
    Reference,
    Text,
)

Role = Literal[
    "debtor", "creditor", "ultimate_debtor", "ultimate_creditor", "debtor_agent",
    "creditor_agent", "intermediary_agent",
    "consignor", "consignee", "notify_party", "carrier", "shipowner", "operator", "charterer",
    "insurer", "broker", "seller", "buyer", "freight_forwarder",
    "employer", "worker", "provider", "recipient", "host", "investor", "partner", "lessor",
    "lessee", "account_holder", "institution", "trainer", "student",
    "other",
]  # fmt: skip
IdentifierScheme = Literal[
    "imo_company", "lei", "bic", "iban", "passport", "national_id", "tax", "registration",
    "crypto_address", "other",
]  # fmt: skip
ClaimBasis = Literal[
    "committee_approval", "advance_notice", "state_finding", "livelihood", "humanitarian",
    "old_contract", "own_national", "civil_aviation", "diplomatic", "court",
]  # fmt: skip


class Identifier(Part):
    """A number that names one party, with the scheme that issued it."""

    scheme: IdentifierScheme
    value: Reference


Names = Annotated[tuple[Name, ...], Field(strict=False, max_length=LIST_MAX)]
Identifiers = Annotated[tuple[Identifier, ...], Field(strict=False, max_length=LIST_MAX)]


class Owner(Part):
    """Who owns a party, directly or through others."""

    name: Name | None = None
    country: Country | None = None
    share_percent: Amount | None = None
    identifiers: Identifiers = ()


class Party(Part):
    """A person, organisation, vessel or unnamed group that takes part (FollowTheMoney's terms)."""

    role: Role
    name: Name | None = None
    other_names: Names = ()
    type: Literal["person", "organization", "vessel"] | None = None
    country: Country | None = None
    nationality: Country | None = None
    address: Text | None = None
    birth_date: Day | None = None
    capacity: (
        Literal[
            "diplomat", "mission", "government", "armed_forces", "un_agency", "ngo", "bank",
            "academic", "other",
        ]
        | None
    ) = None  # fmt: skip
    count: Count | None = None
    identifiers: Identifiers = ()
    acting_for: Name | None = None
    owners: Annotated[tuple[Owner, ...], Field(strict=False, max_length=LIST_MAX)] = ()

    @model_validator(mode="after")
    def _named_or_counted(self) -> "Party":
        if self.name is None and self.count is None:
            raise PydanticCustomError("contract", "a party needs a name, or a count for a group")
        return self


class Covers(Part):
    """What a claimed exemption speaks of; what it leaves out it does not cover."""

    hs_codes: Annotated[tuple[HsCode, ...], Field(strict=False, max_length=LIST_MAX)] = ()
    quantity: Quantity | None = None
    parties: Names = ()
    loading: Annotated[str, Field(pattern=r"^[A-Z]{2}([A-Z0-9]{3})?$")] | None = None
    discharge: Annotated[str, Field(pattern=r"^[A-Z]{2}([A-Z0-9]{3})?$")] | None = None


class ExemptionClaim(Part):
    """An exemption that the event's papers claim; what it must show stands in the rule."""

    provision: ProvisionRef | None = None
    basis: ClaimBasis | None = None
    status: Literal["granted", "refused", "pending"] | None = None
    reference: Reference | None = None
    issued_by: Name | None = None
    on: Day | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    covers: Covers | None = None

    @model_validator(mode="after")
    def _says_what_it_claims(self) -> "ExemptionClaim":
        if self.provision is None and self.basis is None:
            raise PydanticCustomError("contract", "a claim needs a provision or a basis")
        return self
