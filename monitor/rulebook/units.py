"""Units and their conversion, exact on decimals; petroleum becomes barrels by product."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

PRECISION = 60
AS_REPORTED = "as_reported"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``factor`` base units of its dimension are one of it."""

    name: str
    dimension: str
    factor: Decimal
    counts_pieces: bool = False


class Units:
    """Every known unit by name and by alias."""

    def __init__(self, units: Mapping[str, Unit], aliases: Mapping[str, str]) -> None:
        """Keep the units; each alias names one of them."""
        self.units = units
        self._known: dict[str, Unit] = {**units}
        self._known.update({alias: units[name] for alias, name in aliases.items()})

    def find(self, code: str) -> Unit | None:
        """Give the unit of a name or code; None where no conversion is known."""
        return self._known.get(code)

    def convert(self, value: Decimal, unit: str, to: str) -> Decimal | None:
        """Express a value in another unit; None where either is unknown or they do not compare."""
        source, target = self._known.get(unit), self._known.get(to)
        if source is None or target is None or source.dimension != target.dimension:
            return None
        if source is target:
            return value
        with localcontext() as context:
            context.prec = PRECISION
            return value * source.factor / target.factor

    def counts_pieces(self, unit: str) -> bool:
        """Tell whether the unit counts single pieces, so that a value a piece can be told."""
        found = self._known.get(unit)
        return found is not None and found.counts_pieces


@dataclass(frozen=True, slots=True)
class PetroleumFactor:
    """How much of one product makes barrels; ``kl_per_t`` is known for products, not for crude."""

    id: str
    evidence: str
    bbl: Decimal
    t: Decimal
    kl_per_t: Decimal | None = None

    def barrels_of_tonnes(self, tonnes: Decimal) -> Decimal:
        """Turn tonnes into barrels; the factor may be a ratio, so it is applied in one step."""
        return tonnes * self.bbl / self.t


class Barrels(NamedTuple):
    """A quantity in barrels, and the factor that made it; the factor is kept with the figure."""

    value: Decimal
    factor: str


class Petroleum:
    """Turns petroleum of a product into barrels, in the order of the Committee's Secretary.

    Barrels stay as the State reported them; tonnes and kilolitres take the factor of the product
    named; a product that is not named, or has no factor, takes the factor of the basket.
    """

    def __init__(
        self, units: Units, barrel: str, factors: Mapping[str, PetroleumFactor], basket: str
    ) -> None:
        """Keep the factors by product; ``basket`` names the one for products not named."""
        self._units = units
        self._barrel = barrel
        self._factors = factors
        self._basket = basket

    def to_barrels(self, value: Decimal, unit: str, product: str | None) -> Barrels | None:
        """Give barrels and the factor used; None where the unit is no mass and no volume."""
        known = self._units.find(unit)
        if known is None:
            return None
        if known is self._units.find(self._barrel):
            return Barrels(value, AS_REPORTED)
        factor = self._factors.get(product or self._basket, self._factors[self._basket])
        with localcontext() as context:
            context.prec = PRECISION
            return self._converted(value, known, factor)

    def _converted(self, value: Decimal, unit: Unit, factor: PetroleumFactor) -> Barrels | None:
        tonnes = self._units.convert(value, unit.name, "t")
        if tonnes is not None:
            return Barrels(factor.barrels_of_tonnes(tonnes), f"{factor.id}.tonne")
        litres = self._units.convert(value, unit.name, "l")
        if litres is None:
            return None
        if factor.kl_per_t is None:
            barrels = self._units.convert(value, unit.name, self._barrel)
            return None if barrels is None else Barrels(barrels, f"{factor.id}.volume")
        tonnes = litres / 1000 / factor.kl_per_t
        return Barrels(factor.barrels_of_tonnes(tonnes), f"{factor.id}.kilolitre")
