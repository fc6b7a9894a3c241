"""What an exemption allows and the papers prove: recorded, and no alert."""

from tests.bench.world import Port
from tests.golden.benign import wares
from tests.golden.benign.before import IRON, LAND, LEAD, SEAFOOD, TEXTILES
from tests.golden.benign.kit import DPRK_PORTS, HOME, Family, Json, Kit, goods_of

_AID_MACHINES = goods_of("""
841850;Solar vaccine refrigerators|холодильники для вакцин|疫苗冰箱;u
870390;Ambulances|автомобили скорой помощи|救护车;u
870190;Tractors for cooperative farms|тракторы|拖拉机;u
841370;Water pumps|насосы водяные|水泵;u
854140;Solar panels for clinics|панели солнечные|太阳能电池板;u
730690;Water pipes of steel|трубы стальные|钢管;t
902214;X-ray apparatus, mobile|аппараты рентгеновские|X光机;u
""")
_PARTS = ("запасные части для воздушного судна Ту-204-300", "spare parts An-148-100B, civil passenger aircraft",
          "aircraft spare parts Tu-204-100B, Air Koryo", "запчасти Ан-24РВ пассажирского")  # fmt: skip


def _approved(kit: Kit) -> Json:
    route, start = kit.way_in()
    day = kit.day("2018-01-15", "2025-06-30")
    reference = f"S/AC.49/{day[:4]}/EX.{kit.number(2)}"
    parties = [
        kit.firm("consignor", start),
        {"role": "consignee", "name": "UNICEF DPRK", "country": HOME},
    ]
    papers: Json | None = {"committee_approval": reference}
    claims = None
    if kit.chance(0.5):
        claims = [
            {
                "basis": "committee_approval",
                "provision": "2397:25",
                "status": "granted",
                "reference": reference,
            }
        ]
        papers = None
    return kit.shipment(day, kit.lines(_AID_MACHINES, start), route, parties=parties, documents=papers,
                        exemption_claims=claims)  # fmt: skip


def _rajin(kit: Kit) -> Json:
    day, told = kit.pick((("2016-08-10", "2016-07-20"), ("2017-05-14", "2017-05-02"), ("2018-05-16", "2018-04-20"),
                          ("2019-06-10", "2019-06-03")))  # fmt: skip
    rajin = Port("KPRJN", kit.pick(("Rajin", "Наджин", "라진항")), HOME)
    route = kit.route(
        rajin, kit.pick((Port("CNSHA", "Shanghai", "CN"), Port("CNLYG", "Lianyungang", "CN")))
    )
    route["loading"] = {"country": HOME, "locode": "KPRJN", "on": day}
    coal = {"hs_code": kit.pick(("270119", "2701")), "description": "уголь каменный", "origin_country": "RU",
            "quantity": {"value": kit.number(5), "unit": "t"}}  # fmt: skip
    papers = {
        "origin_confirmed_by_exporting_state": True,
        "committee_notified_on": told,
        "no_revenue_confirmed": True,
    }
    return kit.shipment(day, [coal], route, documents=papers)


def _old_contracts(kit: Kit) -> Json:
    goods, signed, first, last, told = kit.pick((
        (TEXTILES, "2017-08-15", "2017-09-11", "2017-12-10", "2018-01-20"),
        (SEAFOOD, "2017-07-20", "2017-08-05", "2017-09-04", "2017-09-15"),
        (IRON, "2017-07-01", "2017-08-05", "2017-09-04", "2017-09-12"),
        (LEAD, "2017-06-01", "2017-08-05", "2017-09-04", "2017-09-19"),
        (LAND, "2017-11-30", "2017-12-22", "2018-01-21", "2018-02-05"),
    ))  # fmt: skip
    day = kit.day(first, last)
    parties = [kit.dprk_firm("consignor"), kit.firm("consignee", "CN")]
    lines = [kit.line(kit.pick(goods), HOME)]
    return kit.shipment(day, lines, kit.way_out(), parties=parties, contract_signed_on=signed,
                        documents={"committee_notified_on": told})  # fmt: skip


def _aircraft_parts(kit: Kit) -> Json:
    line = {
        "hs_code": "880330",
        "description": kit.pick(_PARTS),
        "quantity": {"value": kit.number(1), "unit": "u"},
    }
    route = kit.route(Port("RUVVO", "Vladivostok", "RU"), Port("KPFNJ", "Pyongyang", HOME), "air")
    parties = [
        kit.firm("consignor", "RU"),
        {"role": "consignee", "name": "AIR KORYO", "country": HOME},
    ]
    papers = {"end_use": "maintenance of civil passenger aircraft of Air Koryo"}
    return kit.shipment(kit.day("2018-01-15"), [line], route, parties=parties, documents=papers)


def _petroleum(kit: Kit) -> Json:
    day = kit.day("2018-01-15", "2024-12-01")
    line = {"hs_code": "27101943", "description": kit.pick(("diesel", "дизельное топливо", "柴油")),
            "quantity": {"value": kit.number(2), "unit": "t"}}  # fmt: skip
    abroad, home = kit.supplier(), kit.pick(DPRK_PORTS)
    papers = {
        "end_use": "livelihood purposes only",
        "no_revenue_confirmed": True,
        "committee_notified_on": day,
    }
    parties = [kit.firm("consignor", abroad.country), kit.dprk_firm("consignee")]
    route = kit.route(abroad, home)
    return kit.shipment(day, [line], route, parties=parties, documents=papers, delivered_on=day)


def _cooperation(kit: Kit) -> Json:
    ministry = kit.dprk_firm("partner", name="MINISTRY OF PUBLIC HEALTH OF THE DPRK")
    parties, day = [kit.firm("partner", "RU"), ministry], kit.day("2017-01-01")
    if kit.chance(0.6):
        return kit.engagement("scientific_cooperation", day, parties, field="medical")
    claim = {
        "basis": "state_finding",
        "provision": "2321:11(b)",
        "status": "granted",
        "reference": kit.number(4),
    }
    return kit.engagement("scientific_cooperation", kit.day("2019-01-01"), parties, field="agriculture",
                          exemption_claims=[claim], documents={"committee_notified_on": "2018-12-03"})  # fmt: skip


def _windings_up(kit: Kit) -> Json:
    """Ventures closed in time, works that 2375:18 leaves, permits under old contracts."""
    kind = kit.pick(("closing", "hydropower", "permit"))
    parties = [kit.firm("partner", "CN"), kit.dprk_firm("partner")]
    if kind == "closing":
        return kit.engagement(
            "joint_venture", kit.day("2017-09-12", "2018-01-09"), parties, opened_on="2014-05-01"
        )
    if kind == "hydropower":
        return kit.engagement("joint_venture", kit.day("2018-02-01"), parties, opened_on="2007-03-01",
                              description="hydropower station on the Yalu, common works")  # fmt: skip
    group = {"role": "worker", "count": kit.rng.randrange(5, 90), "nationality": HOME}
    day = kit.day("2017-09-12", "2019-10-01")
    return kit.engagement("work_permit", day, [kit.firm("employer", "RU"), group], place={"country": "RU"},
                          contract_signed_on="2017-06-01", permit_from=day,
                          documents={"committee_notified_on": "2017-12-10"})  # fmt: skip


def _mission_cars(kit: Kit) -> Json:
    """What a foreign mission in Pyongyang gets for its own use (2397:22)."""
    line = kit.pick(({"hs_code": "847130", "description": "notebook computers"},
                     {"hs_code": "850720", "description": "car batteries"},
                     {"hs_code": "841510", "description": "кондиционеры"}))  # fmt: skip
    claim = {
        "basis": "diplomatic",
        "provision": "2397:22",
        "status": "granted",
        "reference": f"NV-{kit.number(3)}",
    }
    party = {
        "role": "consignee",
        "name": "ПОСОЛЬСТВО РОССИИ В КНДР",
        "country": HOME,
        "capacity": "mission",
    }
    route, _ = kit.way_in()
    lines = [line, kit.line(kit.pick(wares.MISSION))]
    return kit.shipment(
        kit.day("2018-01-01"), lines, route, parties=[party], exemption_claims=[claim]
    )


FAMILIES = (
    Family("approved by the Committee", 40, _approved),
    Family("Russian coal through Rajin with its papers", 15, _rajin),
    Family("old contracts in their windows", 40, _old_contracts),
    Family("parts for civil aircraft", 15, _aircraft_parts),
    Family("refined petroleum with its conditions", 20, _petroleum),
    Family("medical and notified cooperation", 20, _cooperation),
    Family("ventures and permits in their windows", 20, _windings_up),
    Family("equipment of foreign missions", 10, _mission_cars),
)
