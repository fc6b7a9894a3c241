"""Lawful trade with the DPRK: what goes in and out, what is paid for, who travels and who helps."""

from collections.abc import Callable, Sequence

from tests.golden.benign import wares
from tests.golden.benign.kit import DPRK_PORTS, HOME, Family, Good, Json, Kit

AID = (
    "WFP DPRK", "UNICEF DPRK Country Office", "World Food Programme", "FAO DPRK", "UNFPA DPRK", "WHO DPRK",
    "International Federation of Red Cross and Red Crescent Societies",
)  # fmt: skip
_PUBLIC = (
    "MINISTRY OF PUBLIC HEALTH OF THE DPRK", "МИНИСТЕРСТВО ЗДРАВООХРАНЕНИЯ КНДР", "조선보건성 중앙병원",
    "PYONGYANG CHILDREN'S HOSPITAL", "朝鲜保健省", "SONAMU PROVINCIAL HOSPITAL",
)  # fmt: skip
_MISSIONS = (
    ("EMBASSY OF SWEDEN IN PYONGYANG", "SE"), ("ПОСОЛЬСТВО РОССИИ В КНДР", "RU"), ("中国驻朝鲜大使馆", "CN"),
    ("EMBASSY OF VIET NAM, PYONGYANG", "VN"), ("POLISH EMBASSY PYONGYANG", "PL"), ("EMBASSY OF MONGOLIA", "MN"),
)  # fmt: skip


def _supplies(goods: Sequence[Good], first: str = "2006-10-15") -> Callable[[Kit], Json]:
    def make(kit: Kit) -> Json:
        route, start = kit.way_in()
        buyer = kit.dprk_firm("consignee")
        if goods in (wares.MEDICINE, wares.FARMING) and kit.chance(0.5):
            buyer["name"] = kit.pick(_PUBLIC)
        parties = [kit.firm("consignor", start), buyer]
        if kit.chance(0.2):
            parties = parties[kit.pick((0, 1)) :][:1]
        ship = {"vessel": kit.dprk_vessel()} if route["mode"] == "sea" and kit.chance(0.35) else {}
        return kit.shipment(kit.day(first), kit.lines(goods, start), route, parties=parties, **ship)

    return make


def _exports(kit: Kit) -> Json:
    route = kit.way_out()
    parties = [kit.dprk_firm("consignor"), kit.firm("consignee", route["discharge"]["country"])]
    return kit.shipment(kit.day(), kit.lines(wares.LAWFUL_EXPORTS, HOME), route, parties=parties)


def _payments(kit: Kit) -> Json:
    goods = kit.pick((wares.FOOD, wares.MEDICINE, wares.FARMING, wares.HOUSEHOLD))
    good = kit.pick(goods)
    country = kit.pick(("CN", "RU", "VN", "TH", "SG"))
    parties = [kit.dprk_firm("debtor"), kit.firm("creditor", country)]
    text = kit.pick(("PAYMENT FOR {w} CONTRACT {n}", "Оплата за {w} по договору {n}", "货款 {w} 合同 {n}",
                     "FREIGHT FOR {w} B/L {n}", "{w} 대금", "ADVANCE 30 PCT {w}"))  # fmt: skip
    purpose = text.format(w=kit.pick(good.words), n=kit.number(5))
    lines = [kit.line(good, country)] if kit.chance(0.4) else None
    return kit.payment(kit.day(), parties, purpose, goods=lines)


def _payments_out(kit: Kit) -> Json:
    if kit.chance(0.5):
        purpose = f"PAYMENT FOR {kit.pick(kit.pick(wares.LAWFUL_EXPORTS).words)} {kit.number(4)}"
        parties = [kit.firm("debtor", "CN"), kit.dprk_firm("creditor")]
        return kit.payment(kit.day(), parties, purpose)
    payee, purpose = kit.pick((
        ("GENERAL ADMINISTRATION OF CIVIL AVIATION DPRK", "overflight charges, invoice {n}"),
        ("AIR KORYO", "passenger tickets BJS-FNJ group {n}"),
        ("AIR KORYO", "оплата авиабилетов Владивосток - Пхеньян"),
        ("KOREA POSTS AND TELECOMMUNICATIONS CORP", "terminal dues, letter post {n}"),
        ("KOREA INTERNATIONAL TRAVEL COMPANY", "group tour {n}, hotel and meals"),
        ("KOREA INTERNATIONAL TRAVEL COMPANY", "туристические услуги, Расон, группа {n}"),
        ("조선국제려행사", "旅游费 团队 {n}"),
        ("KOREAN FOOTBALL ASSOCIATION", "travel allowance, qualifying match"),
        ("MINISTRY OF LAND AND MARITIME TRANSPORT DPRK", "port dues and pilotage, WFP cargo {n}"),
    ))  # fmt: skip
    payee_party = {"role": "creditor", "name": payee, "country": HOME}
    parties = [kit.firm("debtor", kit.pick(("CN", "RU", "DE"))), payee_party]
    return kit.payment(kit.day(), parties, purpose.format(n=kit.number(4)))


def _missions(kit: Kit) -> Json:
    name, country = kit.pick(_MISSIONS)
    mission = {"name": name, "country": HOME, "capacity": kit.pick(("mission", "diplomat"))}
    if kit.chance(0.5):
        route, _ = kit.way_in()
        party = {"role": "consignee", **mission}
        return kit.shipment(kit.day(), kit.lines(wares.MISSION), route, parties=[party])
    purpose = kit.pick(("salary, third secretary", "заработная плата сотрудников посольства", "school fees",
                        "provisions for the embassy shop", "medical insurance of embassy staff",
                        "travel expenses, diplomatic courier", "使馆人员工资"))  # fmt: skip
    creditor = kit.pick(({"role": "creditor", "name": kit.names.person(country), "type": "person",
                          "nationality": country}, kit.firm("creditor", "CN")))  # fmt: skip
    return kit.payment(kit.day(), [{"role": "debtor", **mission}, creditor], purpose)


def _dprk_missions(kit: Kit) -> Json:
    """The DPRK's own missions abroad pay for what missions need."""
    host = kit.pick(("RU", "CN", "DE", "SE", "IN", "VN", "CU"))
    mission = {"role": "debtor", "name": kit.pick(("EMBASSY OF THE DPRK", "ПОСОЛЬСТВО КНДР", "朝鲜驻华大使馆")),
               "country": HOME, "capacity": "mission"}  # fmt: skip
    purpose = kit.pick(("electricity and heating, chancery", "groceries", "school fees of the ambassador's children",
                        "оплата коммунальных услуг посольства", "assessed contribution to the UN budget",
                        "dental treatment", "水电费", "UNESCO membership contribution"))  # fmt: skip
    return kit.payment(kit.day(), [mission, kit.firm("creditor", host)], purpose)


def _travel(kit: Kit) -> Json:
    words = kit.pick((
        "official visit of the delegation", "визит делегации министерства культуры", "代表团访问",
        "qualifying match of the national football team", "table tennis world championships",
        "children's dance ensemble on tour", "гастроли ансамбля песни и пляски", "UN General Assembly delegation",
        "group of tourists", "туристическая группа, Вонсан Кальма", "мемориал, возложение венков", "film festival",
        "agricultural study tour", "консультации министерств сельского хозяйства", "taekwondo demonstration team",
        "family visit", "Red Cross meeting on disaster relief", "朝鲜艺术团演出", "молодёжный лагерь «Сонгдовон»",
        "parliamentary friendship group", "book fair", "exhibition of paintings", "marathon, amateur runners",
    ))  # fmt: skip
    inward = kit.chance(0.4)
    activity = kit.pick(("travel", "travel", "meeting", "exhibition"))
    host = kit.pick(("RU", "CN", "VN", "DE", "CH", "MN"))
    place = kit.place(kit.port(host)) if host in ("RU", "CN", "VN", "DE") else {"country": host}
    guest = {"role": "other", "name": kit.names.person(host), "type": "person", "nationality": host}
    if inward:
        place = {"country": HOME, "locode": "KPFNJ", "name": "Pyongyang"}
    parties = [
        guest if inward else kit.citizen("other"),
        kit.firm("host", HOME if inward else host),
    ]
    if inward:
        parties[1] = kit.dprk_firm("host", name="KOREAN COMMITTEE FOR CULTURAL RELATIONS")
    return kit.engagement(activity, kit.day(), parties, place=place, description=words,
                          headcount=kit.rng.randrange(1, 60))  # fmt: skip


def _study(kit: Kit) -> Json:
    activity = kit.pick(("training", "specialized_teaching"))
    field = kit.pick(("medical", "agriculture", "medical", "other"))
    words = {"medical": "surgeons' course", "agriculture": "potato growing"}
    parties = [kit.citizen("student"), kit.firm("institution", kit.pick(("RU", "CN", "VN")))]
    return kit.engagement(activity, kit.day(), parties, field=field, permit_class="study", remunerated=False,
                          description=words.get(field, "history and literature"))  # fmt: skip


def _untold_study(kit: Kit) -> Json:
    parties = [kit.citizen("student"), kit.firm("institution", kit.pick(("RU", "CN", "VN")))]
    return kit.engagement(
        "training", kit.day("2017-01-01"), parties, permit_class="study", remunerated=False
    )


def _help(kit: Kit) -> Json:
    """Aid, debt relief, returns: help without a joint venture and without science."""
    aid = {"role": "provider", "name": kit.pick(AID), "country": HOME, "capacity": "un_agency"}
    activity, words = kit.pick((
        ("donation", "food assistance for nurseries"), ("donation", "school meals"), ("donation", "flood relief"),
        ("meeting", "immunisation campaign review"), ("travel", "monitoring mission, South Hwanghae"),
        ("debt_relief", "write-off of the debt of the former USSR"), ("repatriation", "return of workers"),
        ("account_closure", "account closed"), ("expulsion", "left the country as asked"),
    ))  # fmt: skip
    parties = [aid, kit.dprk_firm("recipient", name=kit.pick(_PUBLIC))]
    if activity == "debt_relief":
        parties = [{"role": "provider", "name": "RUSSIAN FEDERATION", "country": "RU"},
                   {"role": "recipient", "name": "DPRK", "country": HOME}]  # fmt: skip
    if activity in ("repatriation", "account_closure", "expulsion"):
        parties = [kit.firm("host", "RU"), kit.citizen("other")]
    return kit.engagement(activity, kit.day("2009-01-01"), parties, description=words)


def _aid_cargo(kit: Kit) -> Json:
    route, _ = kit.way_in()
    goods = kit.pick((wares.FOOD[:12], wares.MEDICINE, wares.FARMING))
    sender = {"role": "consignor", "name": kit.pick(AID), "capacity": "un_agency"}
    to = {"role": "consignee", "name": kit.pick((*AID, *_PUBLIC)), "country": HOME}
    papers = {"end_use": "humanitarian aid"} if kit.chance(0.5) else None
    return kit.shipment(kit.day(), kit.lines(goods), route, parties=[sender, to], documents=papers)


def _aid_ships(kit: Kit) -> Json:
    lines = [kit.line(kit.pick((*wares.FOOD[:10], *wares.FARMING[:3])), gaps=0.2)]
    parties = [{"role": "charterer", "name": kit.pick(("World Food Programme", "WFP")), "capacity": "un_agency"},
               kit.firm("operator", kit.pick(("CN", "VN", "GR")))]  # fmt: skip
    place = kit.place(kit.pick(DPRK_PORTS))
    return kit.activity(
        "port_call", kit.day(), kit.vessel(), place=place, goods=lines, parties=parties
    )


def _dprk_ships(kit: Kit) -> Json:
    """A DPRK ship under its own flag may sail and call; what it carries is another matter."""
    activity = kit.pick(("port_call", "port_call", "loitering", "ais_gap", "inspection", "repair"))
    place = kit.pick((kit.place(kit.supplier()), kit.place(kit.pick(DPRK_PORTS))))
    if activity == "repair":
        place = kit.place(kit.pick(DPRK_PORTS))
    goods = [kit.line(kit.pick(wares.FOOD), gaps=0.1)] if activity == "inspection" else None
    owner = kit.dprk_firm("shipowner", name="SAEBOM SHIPPING CO LTD")
    return kit.activity(
        activity, kit.day(), kit.dprk_vessel(), place=place, goods=goods, parties=[owner]
    )


def _flights(kit: Kit) -> Json:
    activity = kit.pick(("fuel_uplift", "overflight"))
    plane = {"registration": f"P-{kit.number(3)}", "type": kit.pick(("Tu-204-300", "An-148-100B", "Tu-204-100B")),
             "operator": "Air Koryo", "flight": f"JS{kit.number(3)}"}  # fmt: skip
    place = kit.pick(({"country": "RU", "locode": "RUVVO", "name": "Vladivostok"},
                      {"country": "CN", "locode": "CNBJS", "name": "Beijing"}))  # fmt: skip
    fuel = [
        {"hs_code": "27101921", "description": "Jet A-1", "quantity": {"value": "9", "unit": "t"}}
    ]
    goods = fuel if activity == "fuel_uplift" else None
    notes = "passenger flight, fuel for the way to Pyongyang and back" if goods else None
    return kit.event("vessel_activity", "airport", kit.day("2014-01-01"), activity=activity, aircraft=plane,
                     place=place, goods=goods, notes=notes)  # fmt: skip


def _post(kit: Kit) -> Json:
    route, start = kit.way_in()
    route["mode"] = kit.pick(("post", "hand"))
    good = kit.pick((
        Good("490199", ("books",), "kg"), Good("980100", ("личные вещи", "personal effects", "个人物品"), "kg"),
        Good("480256", ("documents, letters", "деловая переписка"), "kg"), Good("970400", ("stamps",), "kg"),
        Good("210690", ("tea, sweets", "сладости, чай"), "kg"), Good("300490", ("vitamins",), "kg"),
    ))  # fmt: skip
    person = {
        "role": "consignor",
        "name": kit.names.person(start),
        "type": "person",
        "country": start,
    }
    parties = [person, kit.citizen("consignee")]
    return kit.shipment(kit.day(), [kit.line(good, gaps=0.3)], route, parties=parties)


def _reports(kit: Kit) -> Json:
    year = kit.rng.randrange(2018, 2026)
    month = kit.rng.randrange(1, 12)
    period = {"from": f"{year}-{month:02}-01", "to": f"{year}-{month:02}-28"}
    return kit.event("committee_report", "notices", f"{year}-{month + 1:02}-20", commodity="refined_petroleum",
                     supplier_country=kit.pick(("CN", "RU")), period=period, product=kit.pick(("diesel", "gasoline", "lpg")),
                     quantity={"value": kit.number(4), "unit": "bbl"})  # fmt: skip


def _vague(kit: Kit) -> Json:
    route, start = kit.way_in()
    words = kit.pick(
        ("GENERAL CARGO", "сборный груз", "杂货", "SPARE SET 14-B", "изделия по списку")
    )
    parties = [kit.firm("consignor", start), kit.dprk_firm("consignee")]
    line = {"description": words, "quantity": {"value": kit.number(2), "unit": "t"}}
    return kit.shipment(kit.day("2018-01-01"), [line], route, parties=parties)


FAMILIES = (
    Family("food to the DPRK", 90, _supplies(wares.FOOD)),
    Family("medicine and medical instruments to the DPRK", 60, _supplies(wares.MEDICINE)),
    Family("fertiliser, seed and feed to the DPRK", 50, _supplies(wares.FARMING)),
    Family("household goods and materials to the DPRK", 90, _supplies(wares.HOUSEHOLD)),
    Family("goods barred only on the way out", 60, _supplies(wares.ONE_WAY)),
    Family("exports that no paragraph bars", 50, _exports),
    Family("payments by DPRK buyers", 70, _payments),
    Family("payments to DPRK sellers and services", 40, _payments_out),
    Family("foreign missions in the DPRK", 40, _missions),
    Family("DPRK missions abroad", 20, _dprk_missions),
    Family("visits, sport and culture", 80, _travel),
    Family("students of free subjects", 20, _study),
    Family("students whose subject nobody told", 4, _untold_study, may_be_incomplete=True),
    Family("aid, debt relief and returns", 40, _help),
    Family("aid cargo", 40, _aid_cargo),
    Family("port calls of aid ships", 20, _aid_ships),
    Family("ships under the DPRK flag on their way", 40, _dprk_ships),
    Family("Air Koryo flights", 20, _flights),
    Family("post and hand luggage", 25, _post),
    Family("reports to the Committee", 25, _reports),
    Family("goods that nobody could tell", 12, _vague, may_be_incomplete=True),
)
