from decimal import Decimal

import pytest

from monitor.rulebook.units import Barrels, Petroleum, PetroleumFactor, Unit, Units

D = Decimal
UNITS = Units(
    {
        "kg": Unit("kg", "mass", D(1)),
        "t": Unit("t", "mass", D(1000)),
        "l": Unit("l", "volume", D(1)),
        "m3": Unit("m3", "volume", D(1000)),
        "bbl": Unit("bbl", "volume", D("158.987294928")),
        "u": Unit("u", "count", D(1), counts_pieces=True),
    },
    {"2U": "t", "barrel": "bbl"},
)
PETROLEUM = Petroleum(
    UNITS,
    "barrel",
    {
        "diesel": PetroleumFactor("diesel", "from_memory", D("7.46"), D(1), D("1.186")),
        "basket": PetroleumFactor("basket", "from_memory", D("7.98"), D(1), D("1.281")),
        "crude": PetroleumFactor("crude", "confirmed", D(4_000_000), D(525_000)),
    },
    "basket",
)


@pytest.mark.parametrize(
    ("value", "unit", "to", "result"),
    [
        (D(1500), "kg", "t", D("1.5")),
        (D(3), "2U", "kg", D(3000)),
        (D("0.1"), "t", "t", D("0.1")),
        (D(1), "bbl", "l", D("158.987294928")),
        (D(1), "kg", "l", None),
        (D(1), "XYZ", "kg", None),
        (D(1), "kg", "XYZ", None),
    ],
)
def test_conversion_is_exact_or_not_at_all(
    value: Decimal, unit: str, to: str, result: Decimal | None
) -> None:
    assert UNITS.convert(value, unit, to) == result


def test_units_that_count_pieces() -> None:
    assert UNITS.counts_pieces("u")
    assert not UNITS.counts_pieces("kg")
    assert not UNITS.counts_pieces("unknown")


@pytest.mark.parametrize(
    ("value", "unit", "product", "barrels"),
    [
        (D(100), "barrel", "diesel", Barrels(D(100), "as_reported")),
        (D(1000), "2U", "diesel", Barrels(D(7460), "diesel.tonne")),
        (D(1000), "t", None, Barrels(D(7980), "basket.tonne")),
        (D(1000), "t", "naphtha", Barrels(D(7980), "basket.tonne")),
        (D("1186"), "m3", "diesel", Barrels(D(7460), "diesel.kilolitre")),
        (D(525_000), "t", "crude", Barrels(D(4_000_000), "crude.tonne")),
        (D("158.987294928"), "l", "crude", Barrels(D(1), "crude.volume")),
        (D(5), "u", "diesel", None),
        (D(5), "XYZ", "diesel", None),
    ],
)
def test_petroleum_becomes_barrels_in_the_order_of_the_committee(
    value: Decimal, unit: str, product: str | None, barrels: Barrels | None
) -> None:
    assert PETROLEUM.to_barrels(value, unit, product) == barrels
