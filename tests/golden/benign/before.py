"""Trade that was lawful on its day: before the paragraph that bars it today."""

from collections.abc import Callable

from tests.golden.benign import wares
from tests.golden.benign.kit import DPRK_PORTS, HOME, Family, Good, Json, Kit, goods_of

TEXTILES = goods_of("""
620193;Men's down jackets|куртки мужские|男式羽绒服|남자솜옷;u
620342;Trousers|брюки|长裤|바지;u
610910;T-shirts|футболки|T恤|샤쯔;u
611020;Knitted pullovers|свитеры трикотажные|针织衫|뜨개옷;u
630231;Bed linen|бельё постельное|床单;u
""")
SEAFOOD = goods_of("""
030743;Frozen squid|кальмар мороженый|冻鱿鱼|낙지;kg
030614;Snow crab|краб-стригун|雪蟹|대게;kg
030772;Clams, live|моллюски живые|蛤 活|조개;kg
030822;Sea urchin|ёж морской|海胆|성게;kg
030811;Sea cucumber|трепанг|海参|해삼;kg
""")
COAL = goods_of("""
270111;Anthracite|антрацит|无烟煤|무연탄;t
270119;Coal in bulk|уголь каменный|煤炭|석탄;t
""")
IRON = goods_of("""
260111;Iron ore concentrate|концентрат железорудный|铁矿砂|철정광;t
720110;Pig iron|чугун передельный|生铁|선철;t
""")
LEAD = goods_of("""
260700;Lead concentrate|концентрат свинцовый|铅精矿|연정광;t
780110;Refined lead|свинец рафинированный|铅锭|연괴;t
""")
METALS = goods_of("""
260300;Copper concentrate|концентрат медный|铜精矿|동정광;t
790111;Zinc ingots|цинк|锌锭|아연괴;t
710812;Gold, unwrought|золото необработанное|黄金;kg
261400;Titanium ore|ильменит|钛铁矿;t
""")
LAND = goods_of("""
080290;Pine nuts|орехи кедровые|松子|잣;kg
070959;Pine mushrooms, fresh|грибы мацутакэ|松茸|송이버섯;kg
251910;Magnesite|магнезит|菱镁矿|마그네사이트;t
250410;Natural graphite|графит природный|天然石墨;t
440320;Logs, larch|брёвна лиственницы|原木|통나무;m3
853400;Printed circuit boards|платы печатные|印刷电路板;u
850440;Adapters, assembled to order|адаптеры|电源适配器;u
""")
MACHINES = goods_of("""
842951;Front-end loaders|погрузчики фронтальные|装载机|적재기;u
843359;Combine harvesters|комбайны зерноуборочные|联合收割机;u
844519;Cotton carding machines|машины чесальные|梳棉机;u
845210;Sewing machines|швейные машины|缝纫机|재봉기;u
847130;Notebook computers|ноутбуки|笔记本电脑|노트콤퓨터;u
851712;Mobile phones|телефоны мобильные|手机|손전화기;u
852872;Television sets|телевизоры|电视机|텔레비죤;u
854140;Solar panels|панели солнечные|太阳能电池板;u
870210;City buses|автобусы городские|客车|뻐스;u
870421;Light trucks|грузовики малотоннажные|轻型卡车|화물자동차;u
870190;Farm tractors|тракторы|拖拉机|뜨락또르;u
871200;Bicycles|велосипеды|自行车|자전거;u
730890;Steel structures|металлоконструкции|钢结构;t
721420;Steel rebar|арматура стальная|螺纹钢|철근;t
760612;Aluminium sheets|листы алюминиевые|铝板;t
820559;Hand tools|инструмент ручной|手工具;kg
""")
FUELS = goods_of("""
271019;Diesel|дизельное топливо|柴油|디젤유;t
271012;Motor gasoline RON 92|бензин автомобильный АИ-92|汽油|휘발유;t
271112;Propane|пропан|丙烷;t
271113;Liquefied butane|бутан|丁烷;t
""")


def _out(goods: tuple[Good, ...], last: str) -> Callable[[Kit], Json]:
    def make(kit: Kit) -> Json:
        day = kit.day("2007-01-01", last)
        if kit.chance(0.25):
            words = kit.pick(kit.pick(goods).words)
            parties = [kit.firm("debtor", "CN"), kit.dprk_firm("creditor")]
            return kit.payment(day, parties, f"CONTRACT {kit.number(4)} {words}")
        route = kit.way_out()
        ship = {"vessel": kit.dprk_vessel()} if route["mode"] == "sea" and kit.chance(0.4) else {}
        parties = [kit.dprk_firm("consignor"), kit.firm("consignee", "CN")]
        return kit.shipment(day, kit.lines(goods, HOME), route, parties=parties, **ship)

    return make


def _into(goods: tuple[Good, ...], last: str) -> Callable[[Kit], Json]:
    def make(kit: Kit) -> Json:
        route, start = kit.way_in()
        parties = [kit.firm("consignor", start), kit.dprk_firm("consignee")]
        return kit.shipment(
            kit.day("2007-01-01", last), kit.lines(goods, start), route, parties=parties
        )

    return make


def _workers(kit: Kit) -> Json:
    host = kit.pick(("RU", "CN", "MN", "KW", "PL", "QA"))
    words = kit.pick(
        ("loggers", "отделочные работы", "welders, shipyard", "服装加工", "restaurant staff", None)
    )
    group = {"role": "worker", "count": kit.rng.randrange(4, 300), "nationality": HOME}
    day = kit.day("2008-01-01", "2017-08-04")
    activity = kit.pick(("employment", "work_permit"))
    begun = kit.pick((None, day))
    return kit.engagement(activity, day, [kit.firm("employer", host), group], place={"country": host},
                          description=words, permit_from=begun, remunerated=True)  # fmt: skip


def _old_workers(kit: Kit) -> Json:
    """Those whose permits began before September 2017 had until 22 December 2019."""
    group = {"role": "worker", "count": kit.rng.randrange(4, 300), "nationality": HOME}
    begun = kit.day("2016-01-01", "2017-08-04")
    return kit.engagement("employment", kit.day("2017-09-12", "2019-12-22"), [kit.firm("employer", "RU"), group],
                          place={"country": "RU"}, permit_from=begun, remunerated=True)  # fmt: skip


def _ventures(kit: Kit) -> Json:
    place = kit.pick(({"country": HOME, "name": "Pyongyang"}, {"country": "CN", "name": "Dandong"}))
    words = kit.pick(
        ("garment joint venture", "совместное предприятие", "饭店 合作", "mine development", None)
    )
    activity = kit.pick(("joint_venture", "investment", "company_registration"))
    parties = [kit.firm("partner", kit.pick(("CN", "RU", "EG"))), kit.dprk_firm("partner")]
    day = kit.day("2007-01-01", "2017-08-04")
    return kit.engagement(activity, day, parties, place=place, description=words)


def _charters(kit: Kit) -> Json:
    day = kit.day("2007-01-01", "2016-03-01")
    place = kit.place(kit.supplier())
    if kit.chance(0.4):
        parties = [kit.dprk_firm("charterer"), kit.firm("shipowner", "HK")]
        return kit.activity("charter", day, kit.vessel(), parties=parties, place=place)
    activity = kit.pick(("charter", "insurance", "classification", "registration", "crewing"))
    provider = {"charter": "charterer", "insurance": "insurer"}.get(activity, "provider")
    parties = [kit.firm(provider, kit.pick(("MN", "CN", "RU"))), kit.dprk_firm("shipowner")]
    return kit.activity(activity, day, kit.dprk_vessel(), parties=parties, place=place)


def _sales_and_meetings(kit: Kit) -> Json:
    """Used ships sold before the ban of December 2017, meetings at sea before that of September."""
    if kit.chance(0.5):
        parties = [kit.firm("seller", "JP"), kit.dprk_firm("buyer")]
        return kit.activity(
            "sale", kit.day("2007-01-01", "2016-11-29"), kit.vessel(), parties=parties
        )
    place = {"lat": f"{kit.rng.uniform(30, 38):.3f}", "lon": f"{kit.rng.uniform(122, 125):.3f}"}
    return kit.activity("encounter", kit.day("2014-01-01", "2017-09-10"), kit.dprk_vessel(), place=place,
                        other_vessel=kit.vessel(), distance_m=kit.number(2))  # fmt: skip


def _banks_and_science(kit: Kit) -> Json:
    day = kit.day("2007-01-01", "2013-03-06")
    if kit.chance(0.5):
        activity = kit.pick(("correspondent_account", "representative_office", "bank_branch"))
        bank = {
            "role": "institution",
            "name": "SAEBOM COMMERCIAL BANK",
            "country": HOME,
            "capacity": "bank",
        }
        return kit.engagement(
            activity, day, [bank, kit.firm("provider", "CN")], place={"country": "CN"}
        )
    activity = kit.pick(("scientific_cooperation", "technical_cooperation"))
    field = kit.pick(("agriculture", "medical", "geology", "chemistry"))
    parties = [kit.firm("partner", "RU"), kit.dprk_firm("partner", name="KIM HYONG JIK INSTITUTE")]
    return kit.engagement(activity, day, parties, field=field)


def _statues(kit: Kit) -> Json:
    where = kit.pick(("NA", "SN", "ZW", "KH", "BW"))
    words = kit.pick(
        ("bronze statue, independence memorial", "monument to the unknown soldier", "铜像制作")
    )
    day = kit.day("2008-01-01", "2016-11-29")
    parties = [kit.firm("debtor", where), kit.dprk_firm("creditor", name="SONAMU ART STUDIO")]
    return kit.payment(day, parties, words)


def _calls(kit: Kit) -> Json:
    place = kit.place(kit.pick(DPRK_PORTS))
    parties = [kit.firm("operator", "CN")]
    return kit.activity(
        "port_call", kit.day("2010-01-01", "2016-03-01"), kit.vessel(), place=place, parties=parties
    )


def _gifts(kit: Kit) -> Json:
    """Dear goods before anybody named them, which many States did not list either."""
    route, start = kit.way_in()
    return kit.shipment(
        kit.day("2007-01-01", "2012-12-31"), kit.lines(wares.HOUSEHOLD, start), route
    )


FAMILIES = (
    Family("textiles before September 2017", 40, _out(TEXTILES, "2017-09-10")),
    Family("seafood before August 2017", 30, _out(SEAFOOD, "2017-08-04")),
    Family("coal before March 2016", 25, _out(COAL, "2016-03-01")),
    Family("iron before March 2016", 15, _out(IRON, "2016-03-01")),
    Family("lead before August 2017", 10, _out(LEAD, "2017-08-04")),
    Family("metals before March 2016", 15, _out(METALS, "2016-03-01")),
    Family("farm goods, stone and wood before December 2017", 30, _out(LAND, "2017-12-21")),
    Family("machines and metals before December 2017", 50, _into(MACHINES, "2017-12-21")),
    Family("fuel before October 2017", 20, _into(FUELS, "2017-09-30")),
    Family("workers before August 2017", 30, _workers),
    Family("workers on old permits", 15, _old_workers),
    Family("ventures before August 2017", 25, _ventures),
    Family("ship services before March 2016", 25, _charters),
    Family("ships sold and met before the bans", 20, _sales_and_meetings),
    Family("banks and science before March 2013", 20, _banks_and_science),
    Family("statues before November 2016", 12, _statues),
    Family("foreign ships in DPRK ports before March 2016", 15, _calls),
    Family("household goods of early years", 10, _gifts),
)
