"""Names near listed ones: other people, firms that share a word, ships with another hull."""

import json
from pathlib import Path

from tests.golden.benign.kit import Family, Json, Kit
from tests.golden.benign.wares import FOOD
from tests.golden.benign.world import BARRED_ELSEWHERE

_LIST = Path(__file__).parents[3] / "rules" / "lists" / "un-sc-1718.ndjson"
_ENTRIES = [json.loads(line) for line in _LIST.read_text(encoding="utf-8").splitlines()[1:]]
_PEOPLE = [
    each["name"] for each in _ENTRIES if each["type"] == "person" and each.get("birth_dates")
]
_SHIPS = [each["name"] for each in _ENTRIES if each["type"] == "vessel"]
_FIRMS = (
    ("Green Pine Furniture GmbH", "DE"), ("Leader Electronics Ltd", "GB"), ("Hesong Noodle House", "KR"),
    ("Pro-Gain Fitness Inc", "US"), ("Chang An Automobile Sales", "CN"), ("First Oil Seeds Pvt Ltd", "IN"),
    ("Korea Daesong Motors Parts", "KR"), ("Koryo Savings Bank", "KR"), ("Kumryong Steel", "CN"),
    ("Hong Kong Electronics Fair Organiser", "HK"), ("Ocean Maritime Management Services", "GR"),
    ("Reconnaissance Energy Africa", "CA"), ("East Land Development", "SG"), ("Paekma Riding Club", "KR"),
    ("Shanghai Dongfeng Garments", "CN"), ("Weihai World Freight Packaging", "CN"), ("Yuk Tung Seafood", "HK"),
    ("NATA Australia", "AU"), ("Korea Transport Institute KOTI", "KR"), ("MID Europe Partners", "GB"),
    ("Ministry of Defence", "GB"), ("Ministry of National Defense", "KR"), ("Central Military Commission", "CN"),
    ("Foreign Trade Bank of Cambodia", "KH"), ("Office 39 Coworking", "NL"), ("Kingly Won Tea", "TW"),
    ("Ministry of People's Armed Forces Welfare", "CU"), ("RGB Lighting", "IT"), ("Munitions Disposal Ltd", "GB"),
)  # fmt: skip


def _people(kit: Kit) -> Json:
    nation = kit.pick(("KR", "CN", "RU", "US"))
    person: Json = {
        "role": "debtor",
        "name": kit.pick(_PEOPLE),
        "type": "person",
        "country": nation,
    }
    if kit.chance(0.5):
        person |= {"nationality": nation}
    if "nationality" not in person or kit.chance(0.5):
        person |= {"birth_date": kit.day("1974-01-01", "1999-12-28")}
    if kit.chance(0.5):
        return kit.payment(
            kit.day(), [person, kit.firm("creditor", nation)], "tuition, spring term"
        )
    return kit.engagement(
        "travel", kit.day(), [{**person, "role": "other"}, kit.firm("host", nation)]
    )


def _only_names(kit: Kit) -> Json:
    """A name and a residence in the South: what a bank there knows of most payees."""
    person = {"role": "creditor", "name": kit.pick(_PEOPLE), "type": "person", "country": "KR"}
    return kit.payment(kit.day("2018-01-01"), [kit.firm("debtor", "KR"), person], "rent refund")


def _citizens(kit: Kit) -> Json:
    """DPRK nationals with a listed name and another birth date."""
    person = kit.citizen("other", name=kit.pick(_PEOPLE))
    return kit.engagement(
        "travel", kit.day(), [person, kit.firm("host", "CN")], description="family visit"
    )


def _firms(kit: Kit) -> Json:
    name, country = kit.pick(_FIRMS)
    role, other = kit.pick((("debtor", "creditor"), ("creditor", "debtor")))
    party = {"role": role, "name": name, "country": country}
    purpose = f"INV {kit.number(5)} {kit.pick(kit.pick(FOOD).words)}"
    return kit.payment(kit.day(), [party, kit.firm(other, kit.port().country)], purpose)


def _ships(kit: Kit) -> Json:
    ship = kit.vessel()
    ship["name"] = kit.pick(
        (kit.pick(_SHIPS), f"{kit.pick(_SHIPS)} {kit.number(2)}", kit.pick(_SHIPS).upper())
    )
    activity = kit.pick(("port_call", "encounter", "repair", None))
    if activity is None:
        route = kit.route(kit.port("CN"), kit.port("KR", "VN"))
        return kit.shipment(
            kit.day(), [kit.line(kit.pick(BARRED_ELSEWHERE), "CN")], route, vessel=ship
        )
    return kit.activity(activity, kit.day(), ship, place=kit.place(kit.port()))


FAMILIES = (
    Family("people with listed names, born on another day", 40, _people),
    Family("people with listed names and no other particulars", 5, _only_names),
    Family("DPRK travellers with listed names", 15, _citizens),
    Family("firms that share words with listed ones", 50, _firms),
    Family("ships with listed names and other hulls", 40, _ships),
)
