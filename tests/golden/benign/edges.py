"""Lawful at the edge: duties performed, days before a listing, old Kaesong, words that mislead."""

import json
from datetime import date, timedelta
from pathlib import Path

from tests.bench.world import Port
from tests.golden.benign.before import MACHINES, TEXTILES
from tests.golden.benign.kit import DPRK_PORTS, HOME, Family, Json, Kit, goods_of
from tests.golden.benign.wares import FOOD

_LIST = Path(__file__).parents[3] / "rules" / "lists" / "un-sc-1718.ndjson"
_ENTRIES = [json.loads(line) for line in _LIST.read_text(encoding="utf-8").splitlines()[1:]]
_KAESONG = Port("KPKSN", "Kaesong", HOME)
# Goods that no paragraph bars, whose words name what they are for or look like.
_NAMED_BY_USE = goods_of("""
401120;Tyres for trucks and buses|шины для грузовых автомобилей и автобусов|卡车轮胎|화물자동차 다이야;u
401150;Bicycle tyres|шины для велосипедов|自行车轮胎|자전거 다이야;u
401180;Tractor tyres|шины для тракторов|拖拉机轮胎|뜨락또르 다이야;u
480256;Paper for printers and copiers|бумага для принтеров|打印机用纸;t
481690;Computer paper|бумага для компьютеров|电脑打印纸;kg
940330;Computer desks of wood|столы компьютерные деревянные|电脑桌 木制家具;u
950300;Toy trucks and toy cars|игрушки: грузовики|玩具 卡车;u
950300;Toy trains with batteries|игрушки на батарейках|电池玩具;u
391732;Plastic hoses for pumps|шланги пластмассовые для насосов|水泵用塑料管;kg
391723;Plastic pipes for boilers|трубы пластмассовые для котлов|塑料管;t
700711;Safety glass for cars|стекло безопасное автомобильное|汽车玻璃;u
401031;Rubber belts for lathes|ремни резиновые для станков|机床用橡胶带;u
330430;Nail polish|лак для ногтей|指甲油;kg
283325;Copper sulphate, crop protection|сульфат меди|硫酸铜;kg
300490;Zinc ointment|мазь цинковая|锌软膏;kg
300450;Iron tablets|таблетки железа|铁剂 药品;kg
481159;Aluminium-coated paper for food|бумага алюминированная|铝箔纸;kg
340590;Stainless steel cleaner|средство для чистки нержавеющей стали|不锈钢清洁剂;kg
490110;Manuals for tractors, printed|книги: тракторы, руководство|拖拉机说明书 图书;kg
190590;Crab-flavoured crackers|крекеры со вкусом краба|蟹味饼干;kg
640340;Shoes with steel toes|обувь с металлическим подноском|钢头鞋;pair
960810;Ball pens|ручки шариковые|圆珠笔;u
""")


def _named_by_use(kit: Kit) -> Json:
    route, start = kit.way_in()
    parties = [kit.firm("consignor", start), kit.dprk_firm("consignee")]
    lines = [kit.line(kit.pick(_NAMED_BY_USE), start, gaps=0)]
    return kit.shipment(kit.day("2018-01-01"), lines, route, parties=parties)


def _duties(kit: Kit) -> Json:
    """States and firms do what the resolutions ask of them."""
    kind = kit.pick(("deregistration", "inspection", "detention", "joint_venture", "bank_branch",
                     "account_closure", "expulsion", "repatriation", "representative_office"))  # fmt: skip
    if kind in ("deregistration", "inspection", "detention"):
        ship = (
            kit.vessel() | {"former_flags": [HOME]}
            if kind == "deregistration"
            else kit.dprk_vessel()
        )
        parties = [kit.dprk_firm("shipowner")]
        return kit.activity(
            kind, kit.day("2017-01-01"), ship, place=kit.place(kit.supplier()), parties=parties
        )
    closed = kit.day("2017-10-01", "2018-01-05")
    if kind == "joint_venture":
        parties = [kit.firm("partner", "CN"), kit.dprk_firm("partner")]
        return kit.engagement(kind, closed, parties, opened_on="2012-03-01", closed_on=closed)
    if kind in ("bank_branch", "representative_office"):
        day = kit.day("2016-12-01", "2017-02-28")
        bank = kit.firm("institution", "CN", name=kit.names.bank())
        place = {"country": HOME, "name": "Pyongyang"}
        return kit.engagement(kind, day, [bank], place=place, opened_on="2009-01-01", closed_on=day)
    parties = [kit.firm("host", "RU"), kit.citizen("worker" if kind == "repatriation" else "other")]
    return kit.engagement(kind, kit.day("2017-01-01"), parties, place={"country": "RU"})


def _before_listing(kit: Kit) -> Json:
    """Food bought by, and travel of, those who were listed only later."""
    entry = kit.pick([each for each in _ENTRIES if each["type"] != "vessel"])
    first = min(item["listed_on"] for item in entry["measures"])
    day = (date.fromisoformat(first) - timedelta(days=kit.rng.randrange(1, 700))).isoformat()
    if entry["type"] == "person":
        person = {"role": "other", "name": entry["name"], "type": "person", "nationality": HOME}
        return kit.engagement("travel", day, [person, kit.firm("host", "CN")])
    party = {"role": "debtor", "name": entry["name"], "country": HOME}
    return kit.payment(
        day, [party, kit.firm("creditor", "CN")], f"payment for {kit.pick(FOOD).words[0]}"
    )


def _listed_at_home(kit: Kit) -> Json:
    """A barred hull in a DPRK port, a listed person in Pyongyang: where no measure reaches."""
    if kit.chance(0.5):
        entry = kit.pick(
            [each for each in _ENTRIES if each["type"] == "vessel" and each.get("identifiers")]
        )
        ship = {"name": entry["name"], "imo": entry["identifiers"][0]["value"], "flag": HOME}
        return kit.activity(
            "port_call", kit.day("2018-05-01"), ship, place=kit.place(kit.pick(DPRK_PORTS))
        )
    entry = kit.pick([each for each in _ENTRIES if each["type"] == "person"])
    person = {"role": "other", "name": entry["name"], "type": "person", "nationality": HOME}
    place = {"country": HOME, "locode": "KPFNJ", "name": "Pyongyang"}
    return kit.engagement("meeting", kit.day("2018-05-01"), [person], place=place)


def _kaesong(kit: Kit) -> Json:
    """The industrial complex, run by firms of the South until February 2016."""
    day = kit.day("2007-01-01", "2016-02-10")
    seoul = Port("", "도라산", "KR")
    makers = [kit.firm("partner", "KR"), kit.dprk_firm("partner", name="개성공업지구관리위원회")]
    if kit.chance(0.25):
        return kit.engagement("joint_venture", kit.day("2007-01-01", "2013-03-06"), makers,
                              place={"country": HOME, "name": "Kaesong"})  # fmt: skip
    inward = kit.chance(0.4)
    start, end = (seoul, _KAESONG) if inward else (_KAESONG, seoul)
    goods = MACHINES[:4] if inward else TEXTILES
    lines = [kit.line(kit.pick(goods), "KR" if inward else HOME)]
    parties = [kit.firm("consignor", "KR"), kit.firm("consignee", "KR")]
    return kit.shipment(day, lines, kit.route(start, end, "road"), parties=parties)


def _accounts(kit: Kit) -> Json:
    """One account for a mission, one for a diplomat (2321:16)."""
    host = kit.pick(("VN", "IN", "DE", "CU"))
    holder = kit.pick(({"name": f"EMBASSY OF THE DPRK IN {host}", "country": HOME, "capacity": "mission"},
                       {"name": kit.korean(), "nationality": HOME, "type": "person", "capacity": "diplomat",
                        "birth_date": kit.day("1965-01-01", "1990-01-01")}))  # fmt: skip
    parties = [
        {"role": "account_holder", **holder},
        kit.firm("institution", host, name=kit.names.bank()),
    ]
    return kit.engagement(
        "bank_account", kit.day("2017-03-01"), parties, place={"country": host}, stock_total=1
    )


def _aid_through_banks(kit: Kit) -> Json:
    """Aid money of the United Nations that must pass a listed bank (2664:1)."""
    giver = {"role": "debtor", "name": "World Food Programme", "capacity": "un_agency"}
    taker = {"role": "creditor", "name": kit.pick(("WFP DPRK", "UNICEF DPRK")), "country": HOME}
    bank = {"role": "creditor_agent", "name": "FOREIGN TRADE BANK", "country": HOME}
    return kit.event("payment", "bank", kit.day("2022-12-10"), parties=[giver, taker, bank], method="wire",
                     purpose="humanitarian food aid, local costs", amount=kit.money())  # fmt: skip


FAMILIES = (
    Family("goods named by what they are for", 60, _named_by_use),
    Family("duties performed", 40, _duties),
    Family("dealings of before a listing", 30, _before_listing),
    Family("listed ones where no measure reaches", 16, _listed_at_home),
    Family("Kaesong until February 2016", 20, _kaesong),
    Family("one account of a mission", 10, _accounts),
    Family("aid money through a listed bank", 10, _aid_through_banks),
)
