"""Goods, places, craft and papers of an event (UN/CEFACT's terms)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from monitor.domain.event.base import LIST_MAX, Count, Part
from monitor.domain.event.scalars import (
    Amount,
    Country,
    Currency,
    Day,
    HsCode,
    Latitude,
    Locode,
    Longitude,
    Name,
    Reference,
    ShortCode,
    Text,
    UnitCode,
)


class _NotEmpty(Part):
    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("contract", "at least one key is needed here")
        return self


class Quantity(Part):
    """An amount of goods in the unit that the source used."""

    value: Amount
    unit: UnitCode


class Money(Part):
    """An amount in an ISO 4217 currency."""

    amount: Amount
    currency: Currency


class Classification(Part):
    """A control-list entry that somebody gave the goods."""

    scheme: Literal["eccn", "ml", "infcirc", "mtcr", "un_dangerous", "other"]
    code: Reference


class Packages(_NotEmpty):
    """How the goods are packed."""

    count: Count | None = None
    type: Text | None = None


class Goods(Part):
    """One goods line; a code or a description is required."""

    hs_code: HsCode | None = None
    description: Text | None = None
    quantity: Quantity | None = None
    value: Money | None = None
    origin_country: Country | None = None
    condition: Literal["new", "used"] | None = None
    classifications: Annotated[
        tuple[Classification, ...], Field(strict=False, max_length=LIST_MAX)
    ] = ()
    packages: Packages | None = None

    @model_validator(mode="after")
    def _coded_or_described(self) -> "Goods":
        if self.hs_code is None and (self.description is None or not self.description.strip()):
            raise PydanticCustomError("contract", "goods need an hs_code or a description")
        return self


class Place(_NotEmpty):
    """A place, as far as the source names it."""

    country: Country | None = None
    locode: Locode | None = None
    name: Text | None = None
    on: Day | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None


class Route(_NotEmpty):
    """The way of a cargo."""

    mode: Literal["sea", "rail", "road", "air", "pipeline", "post", "hand"] | None = None
    loading: Place | None = None
    discharge: Place | None = None
    transshipment: Annotated[tuple[Place, ...], Field(strict=False, max_length=LIST_MAX)] = ()
    final_destination: Place | None = None


class ShownIdentity(_NotEmpty):
    """What a vessel painted or broadcast, where that differs."""

    name: Name | None = None
    imo: ShortCode | None = None
    mmsi: ShortCode | None = None
    flag: Country | None = None


class Vessel(_NotEmpty):
    """A vessel, as far as the source names it; any one key is enough."""

    name: Name | None = None
    imo: ShortCode | None = None
    mmsi: ShortCode | None = None
    call_sign: ShortCode | None = None
    flag: Country | None = None
    type: Text | None = None
    former_names: Annotated[tuple[Name, ...], Field(strict=False, max_length=LIST_MAX)] = ()
    former_flags: Annotated[tuple[Country, ...], Field(strict=False, max_length=LIST_MAX)] = ()
    shown: ShownIdentity | None = None


class Aircraft(_NotEmpty):
    """An aircraft, as far as the source names it."""

    registration: ShortCode | None = None
    type: Text | None = None
    operator: Name | None = None
    flight: ShortCode | None = None


class CrewGroup(Part):
    """Members of a crew of one nationality."""

    nationality: Country
    count: Count | None = None


class OriginCertificate(_NotEmpty):
    """A certificate of origin and whether its issuer confirmed it."""

    country: Country | None = None
    issuer: Name | None = None
    number: Reference | None = None
    verified: bool | None = None


class Documents(Part):
    """Papers that came with the event; allowed in every kind."""

    origin_confirmed_by_exporting_state: bool | None = None
    origin_certificate: OriginCertificate | None = None
    no_revenue_confirmed: bool | None = None
    committee_notified_on: Day | None = None
    committee_approval: Reference | None = None
    end_use: Text | None = None


def imo_digits(text: str) -> str | None:
    """Give the seven digits of an IMO ship number, with or without the letters IMO before it."""
    digits = text.upper().removeprefix("IMO").strip(" .:-")
    return digits if len(digits) == 7 and digits.isascii() and digits.isdigit() else None


def imo_check_digit_holds(digits: str) -> bool:
    """Check the last digit of an IMO ship number (Resolution A.1117(30), annex).

    The first six digits, weighted 7 down to 2, sum to a number that ends in the seventh.
    """
    a, b, c, d, e, f, last = map(int, digits)
    return (7 * a + 6 * b + 5 * c + 4 * d + 3 * e + 2 * f) % 10 == last
