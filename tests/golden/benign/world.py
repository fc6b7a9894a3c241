"""Trade without any DPRK link: ordinary goods, and goods that are barred only for the DPRK."""

from tests.bench.ordinary import Trade
from tests.golden.benign.kit import Family, Json, Kit, goods_of

BARRED_ELSEWHERE = goods_of("""
270112;Steam coal in bulk|уголь каменный марки Д|动力煤;t
270111;Anthracite|антрацит|无烟煤;t
260111;Iron ore fines|铁矿砂|руда железная;t
030743;Frozen squid|冻鱿鱼|кальмар мороженый|냉동오징어;kg
030614;Frozen snow crab|краб-стригун мороженый;kg
620193;Men's down jackets|羽绒服|куртки пуховые|남성용 점퍼;u
610910;Cotton T-shirts|футболки трикотажные|티셔츠;u
740311;Copper cathodes|катоды медные|阴极铜;t
790111;Zinc ingots|цинк необработанный|锌锭|아연괴;t
780110;Refined lead ingots|свинец рафинированный;t
710812;Gold bars|золото в слитках|金条;kg
271019;Gas oil 10 ppm|дизельное топливо|柴油|경유;t
271012;Motor gasoline|бензин автомобильный|汽油;t
271019;Jet A-1|авиакеросин|航空煤油|항공유;t
270900;Crude oil|нефть сырая|原油|원유;t
271111;LNG|сжиженный природный газ|液化天然气;t
251910;Magnesite|магнезит|菱镁矿|마그네사이트;t
440710;Sawn timber|пиломатериалы|锯材|제재목;m3
080290;Pine nuts|орехи кедровые|松子|잣;kg
845811;CNC lathes|станки токарные|数控车床|선반기계;u
851713;Smartphones|смартфоны|手机|손전화기;u
870323;Passenger cars|автомобили легковые|轿车|승용차;u
870423;Dump trucks|самосвалы|自卸车;u
890120;Oil tanker, second-hand|танкер б/у|二手船 油轮;u
970310;Bronze statue|скульптура бронзовая|铜像|동상;u
911011;Wrist watches|часы наручные|手表|손목시계;u
220820;Cognac|коньяк|干邑;l
930630;Ammunition for rifles|патроны винтовочные|弹药;u
871000;Armoured vehicles|бронетранспортёры;u
880211;Helicopters|вертолёты|直升机;u
841410;Vacuum pumps|насосы вакуумные|真空泵;u
681511;Carbon fibre prepreg|углеродное волокно|碳纤维;kg
282990;Ammonium perchlorate|перхлорат аммония|高氯酸铵;kg
""")
_VAGUE = (
    "GENERAL CARGO", "said to contain: parts", "сборный груз", "杂货", "일반화물", "FAK", "SAMPLES NCV",
    "Ersatzteile lt. Liste", "mercaderías varias", "consolidated shipment", "ЗИП", "KJX-220 x 14",
)  # fmt: skip
_LANES = (
    ("AU", "JP"), ("RU", "CN"), ("RU", "KR"), ("VN", "US"), ("CN", "KR"), ("ID", "IN"), ("CN", "RU"),
    ("ZA", "CN"), ("BR", "CN"), ("SA", "SG"), ("TR", "EG"), ("DE", "SA"),
)  # fmt: skip
_CLAUSES = (
    "Goods not to be re-exported to Iran, Syria, Cuba or North Korea.",
    "Sanctions clause: no dealings with DPRK, Iran, Syria, Crimea.",
    "Поставка в КНДР, Иран и Сирию запрещена условиями договора.",
    "不得转口至朝鲜民主主义人民共和国、伊朗。",
    "Vessel has not called at DPRK ports in the last 12 months.",
)
_LOOKALIKE_NUMBERS = (
    "No. 27 Taiping Road, Haidian, Beijing 100850", "ул. Портовая 300-850, Находка",
    "P.O. Box 2 00850 Kuching", "Nakdong-daero 1200-850-3, Busan", "CR 500850112, Manama",
)  # fmt: skip


def _ordinary(kit: Kit) -> Json:
    trade = Trade(kit.rng, goods=kit.pick((1, 2)), parties=kit.pick((2, 4)))
    trade.names = kit.names
    kinds = ("payment", "shipment", "vessel_activity", "engagement")
    body = trade.of_kind(kit.rng.choices(kinds, (4, 4, 2, 1))[0])
    if body["kind"] == "payment":
        home, away = trade.ports(2)
        body["parties"] = trade.parties(("debtor", "creditor"), (home, away))
    elif kit.chance(0.2):
        body["parties"] = []
    kit.made += 1
    body |= {"event_id": f"{kit.family}-{kit.made:04}", "occurred_on": kit.day()}
    if "started_at" in body:
        body["started_at"] = f"{body['occurred_on']}T07:30:00Z"
    return body


def _gaps(kit: Kit) -> Json:
    body = _ordinary(kit)
    for line in body.get("goods", ()):
        gap = kit.pick(("code", "short", "vague", "bare"))
        if gap == "short":
            line["hs_code"] = line["hs_code"][: kit.pick((2, 4))]
        elif gap != "code":
            del line["hs_code"]
            line["description"] = kit.pick(_VAGUE) if gap == "vague" else line["description"]
        line.pop("origin_country", None)
        line.pop("quantity" if gap == "bare" else "value", None)
    for party in body["parties"]:
        party.pop(kit.pick(("country", "address", "type")), None)
    if "vessel" in body:
        kept = kit.pick((("name",), ("name", "mmsi"), ("imo",), ("mmsi", "type")))
        body["vessel"] = {key: body["vessel"][key] for key in kept}
    if "route" in body and kit.chance(0.4):
        body["route"].pop("discharge")
    return body


def _between_others(kit: Kit) -> Json:
    start, end = kit.pick(_LANES)
    route = kit.route(kit.port(start), kit.port(end))
    parties = [kit.firm("consignor", start), kit.firm("consignee", end)]
    if kit.chance(0.3):
        parties.append(kit.firm("broker", "HK"))
    lines = [kit.line(kit.pick(BARRED_ELSEWHERE), start)]
    return kit.shipment(kit.day(), lines, route, parties=parties)


def _vostochny(kit: Kit) -> Json:
    route = kit.route(kit.port("RU"), kit.port("CN", "JP", "KR"))
    route["loading"] = {"country": "RU", "locode": "RUVYP", "name": "порт Восточный"}
    lines = [kit.line(BARRED_ELSEWHERE[kit.pick((0, 1))], "RU", gaps=0.4)]
    return kit.shipment(kit.day("2016-01-01"), lines, route, parties=[kit.firm("consignor", "RU")])


def _paid_between_others(kit: Kit) -> Json:
    start, end = kit.pick(_LANES)
    words = kit.pick(kit.pick(BARRED_ELSEWHERE).words)
    text = kit.pick(
        ("INV {n} {w}", "Оплата за {w} дог. {n}", "货款 {w}", "LC {n} DRAWING UNDER {w}")
    )
    parties = [kit.firm("debtor", end), kit.firm("creditor", start)]
    method = kit.pick(("wire", "wire", "trade_finance", "insurance_premium", "cash", "crypto"))
    purpose = text.format(n=kit.number(6), w=words)
    return kit.payment(kit.day(), parties, purpose, method=method)


def _at_sea(kit: Kit) -> Json:
    activity = kit.pick(("encounter", "encounter", "bunkering", "ais_gap", "sale", "charter", "fishing",
                         "insurance", "flag_change", "identity_change", "fuel_uplift"))  # fmt: skip
    place = {"lat": f"{kit.rng.uniform(18, 39):.3f}", "lon": f"{kit.rng.uniform(117, 129):.3f}"}
    fields: Json = {"place": place, "parties": [kit.firm("operator", kit.pick(("SG", "HK", "GR")))]}
    if activity in ("encounter", "bunkering"):
        fields["transfer"] = kit.pick(("to_vessel", "to_other", "unknown"))
        fields["goods"] = [kit.line(kit.pick(BARRED_ELSEWHERE[11:15]))]
        if kit.chance(0.8):
            fields["other_vessel"] = kit.vessel()
    return kit.activity(activity, kit.day(), kit.vessel(), **fields)


def _workers_and_ventures(kit: Kit) -> Json:
    home, host = kit.pick(("VN", "IN", "PH", "BD", "UZ", "CN", "TR")), kit.port()
    place = {"country": host.country, "name": host.name}
    activity = kit.pick(("employment", "work_permit", "joint_venture", "bank_branch", "training",
                         "specialized_teaching", "correspondent_account", "scientific_cooperation",
                         "representative_office", "fishing_rights", "property_lease"))  # fmt: skip
    roles = (
        ("employer", "worker")
        if activity in ("employment", "work_permit")
        else ("partner", "institution")
    )
    parties = [kit.firm(roles[0], host.country), kit.firm(roles[1], home)]
    if roles[1] == "worker":
        parties[1] = {"role": "worker", "count": kit.rng.randrange(2, 90), "nationality": home}
    field = kit.pick((None, "nuclear", "physics", "construction", "medical", "military"))
    return kit.engagement(activity, kit.day(), parties, place=place, field=field, remunerated=True)


def _clauses(kit: Kit) -> Json:
    body = _between_others(kit) if kit.chance(0.6) else _paid_between_others(kit)
    return {**body, "notes": kit.pick(_CLAUSES)}


def _numbers(kit: Kit) -> Json:
    body = _between_others(kit) if kit.chance(0.5) else _paid_between_others(kit)
    body["parties"][0]["address"] = kit.pick(_LOOKALIKE_NUMBERS)
    return body


FAMILIES = (
    Family("ordinary world trade", 180, _ordinary),
    Family("world trade with gaps", 200, _gaps),
    Family("barred goods between others", 170, _between_others),
    Family("Russian coal from Vostochny", 30, _vostochny),
    Family("payments between others", 110, _paid_between_others),
    Family("ships of third flags", 90, _at_sea),
    Family("workers, banks and ventures of others", 70, _workers_and_ventures),
    Family("clauses that shut the DPRK out", 40, _clauses),
    Family("numbers that look like +850", 20, _numbers),
)
