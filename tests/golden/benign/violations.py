"""The negative control: plain violations, each of which must open an alert."""

from collections.abc import Callable

from tests.golden.benign.before import COAL, IRON, LAND, LEAD, MACHINES, METALS, SEAFOOD, TEXTILES
from tests.golden.benign.kit import DPRK_PORTS, HOME, Good, Json, Kit, goods_of

_BARRED = goods_of("""
870324;Mercedes-Benz limousine|лимузин|奔驰 豪华轿车;u
710239;Diamonds, cut|бриллианты|钻石;u
930630;Ammunition|патроны винтовочные|弹药|탄약;u
271019;Jet A-1|авиакеросин|航空煤油;t
271111;LNG|сжиженный природный газ|液化天然气;t
""")


def _sold(goods: tuple[Good, ...]) -> Callable[[Kit], Json]:
    def make(kit: Kit) -> Json:
        line = kit.line(kit.pick(goods), HOME, gaps=0)
        return kit.shipment(kit.day("2018-03-01"), [line], kit.way_out())

    return make


def _bought(goods: tuple[Good, ...]) -> Callable[[Kit], Json]:
    def make(kit: Kit) -> Json:
        route, start = kit.way_in()
        line = kit.line(kit.pick(goods), start, gaps=0)
        return kit.shipment(
            kit.day("2018-03-01"), [line], route, parties=[kit.dprk_firm("consignee")]
        )

    return make


def _met_at_sea(kit: Kit) -> Json:
    day = kit.day("2018-01-01")
    return kit.activity("encounter", day, kit.vessel(), other_vessel=kit.dprk_vessel())


def _workers(kit: Kit) -> Json:
    group = {"role": "worker", "count": 30, "nationality": HOME}
    place = {"country": "RU"}
    return kit.engagement(
        "employment", kit.day("2020-01-01"), [kit.firm("employer", "RU"), group], place=place
    )


def _venture(kit: Kit) -> Json:
    parties = [kit.firm("partner", "CN"), kit.dprk_firm("partner")]
    return kit.engagement("joint_venture", kit.day("2018-02-01"), parties, opened_on="2018-01-20")


def _listed_bank(kit: Kit) -> Json:
    bank = {"role": "creditor", "name": "TANCHON COMMERCIAL BANK", "country": HOME}
    return kit.payment(kit.day("2010-01-01"), [kit.firm("debtor", "CN"), bank], "settlement")


def _fuel(kit: Kit) -> Json:
    line = {
        "hs_code": "27101943",
        "description": "diesel",
        "quantity": {"value": "90", "unit": "t"},
    }
    return kit.shipment(
        kit.day("2018-01-15"), [line], kit.route(kit.supplier(), kit.pick(DPRK_PORTS))
    )


def _ship_sold(kit: Kit) -> Json:
    parties = [kit.firm("seller", "CN"), kit.dprk_firm("buyer")]
    return kit.activity("sale", kit.day("2018-01-01"), kit.vessel(), parties=parties)


_MAKERS = (
    _sold(COAL), _sold(IRON), _sold(LEAD), _sold(SEAFOOD), _sold(TEXTILES), _sold(METALS[:2]), _sold(LAND[:5]),
    _bought(MACHINES), _bought(_BARRED), _met_at_sea, _workers, _venture, _listed_bank, _fuel, _ship_sold,
)  # fmt: skip


def violations(count: int) -> list[Json]:
    """Give so many violations, one of each kind after the other."""
    kit = Kit("violation", 0)
    return [_MAKERS[number % len(_MAKERS)](kit) for number in range(count)]
