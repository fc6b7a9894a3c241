"""Events with a DPRK link: ordinary trade in which somebody, something or some place is of the DPRK.

Each shape starts from an ordinary event, so it is as long and as varied as the others, and changes
what its name says. Some are barred, some lawful, some turn on a paper, some lack a fact.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.ordinary import Trade
from tests.bench.world import Port, Ware

Json = dict[str, Any]

KP_PORTS = (
    Port("KPNAM", "Nampo", "KP"),
    Port("KPCHO", "Chongjin", "KP"),
    Port("KPRJN", "Rajin", "KP"),
    Port("KPWON", "Wonsan", "KP"),
    Port("KPHGM", "Hungnam", "KP"),
)
_RAJIN = KP_PORTS[2]
EXPORTS = (
    Ware("270111", "Anthracite in bulk", "t", 80),
    Ware("270119", "уголь навалом", "t", 75),
    Ware("260111", "Iron ore concentrate", "t", 70),
    Ware("720110", "생철 pig iron", "t", 300),
    Ware("260700", "Lead concentrate", "t", 900),
    Ware("030743", "冻鱿鱼", "kg", 3),
    Ware("030614", "Frozen snow crab", "kg", 14),
    Ware("620193", "Down jackets", "u", 21),
    Ware("610910", "Knitted T-shirts", "u", 2),
    Ware("740311", "Copper cathodes", "t", 7000),
    Ware("710812", "Gold bars", "kg", 40000),
    Ware("251910", "Magnesite lumps", "t", 120),
    Ware("440710", "Sawn larch", "m3", 180),
    Ware("847130", "Portable computers assembled", "u", 210),
    Ware("121120", "Ginseng roots", "kg", 60),
)
IMPORTS = (
    Ware("842951", "Front-end shovel loader", "u", 80000),
    Ware("845811", "CNC lathe", "u", 61000),
    Ware("870323", "Toyota Land Cruiser", "u", 46000),
    Ware("870421", "грузовой автомобиль", "u", 32000),
    Ware("732690", "Forged steel articles", "kg", 5),
    Ware("760612", "Aluminium plates", "t", 2900),
    Ware("851713", "Smartphones", "u", 290),
    Ware("850440", "Static converters", "u", 110),
    Ware("890190", "Used bulk carrier for trading", "u", 2400000),
    Ware("711319", "Jewellery of gold", "u", 900),
    Ware("910111", "Wrist-watches of precious metal", "u", 4200),
    Ware("220421", "法国红酒", "l", 15),
    Ware("930190", "Military weapons, parts", "u", 1100),
)
FUELS = (
    Ware("271019", "Gas oil", "t", 700),
    Ware("271012", "Motor gasoline", "t", 800),
    Ware("271019", "мазут топочный М-100", "t", 410),
    Ware("271112", "LPG propane", "t", 500),
    Ware("270900", "Crude oil", "t", 520),
    Ware("271019", "Jet fuel TS-1", "t", 820),
)
LAWFUL = (
    Ware("100630", "Milled rice, food aid", "t", 400),
    Ware("100199", "пшеница продовольственная", "t", 230),
    Ware("300490", "Medicines in doses", "kg", 120),
    Ware("300220", "Vaccines for children", "u", 9),
    Ware("150790", "大豆油", "t", 900),
    Ware("340111", "Toilet soap", "kg", 2),
    Ware("310210", "Urea fertilizer", "t", 310),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A name or a hull that the Council's list has."""

    name: str
    country: str | None
    imo: str | None


def read_listed(path: Path) -> tuple[Listed, ...]:
    """Read names and hulls from the shipped list."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        entry = json.loads(line)
        hulls = [n["value"] for n in entry.get("identifiers", []) if n["scheme"] == "imo"]
        countries = entry.get("countries", [])
        found.append(
            Listed(entry["name"], countries[0] if countries else None, hulls[0] if hulls else None)
        )
    return tuple(found)


class LinkedTrade:
    """Makes events with a DPRK link in a fixed ratio of shapes."""

    def __init__(self, rng: random.Random, trade: Trade, listed: tuple[Listed, ...]) -> None:
        self._rng = rng
        self._trade = trade
        self._hulls = tuple(entry for entry in listed if entry.imo is not None)
        self._names = tuple(entry for entry in listed if entry.imo is None)
        self._shapes: tuple[tuple[int, Callable[[], Json]], ...] = (
            (18, self.export),
            (18, self.import_),
            (14, self.lawful),
            (8, self.fuel),
            (2, self.committee_report),
            (8, self.ship_to_ship),
            (5, self.listed_vessel),
            (6, self.listed_party),
            (6, self.paid_party),
            (5, self.people),
            (5, self.exempted),
            (5, self.missing_facts),
        )

    def event(self) -> Json:
        """Make one event of a shape drawn by weight."""
        weights = [weight for weight, _ in self._shapes]
        return self._rng.choices([shape for _, shape in self._shapes], weights)[0]()

    def export(self) -> Json:
        """Make a cargo that leaves a DPRK port."""
        body: Json = self._trade.shipment()
        port = self._rng.choice(KP_PORTS)
        body["route"]["loading"] = self._place(port)
        self._of_dprk(body, "consignor", port)
        for line in body["goods"]:
            self._become(line, self._rng.choice(EXPORTS), "KP")
        return body

    def import_(self) -> Json:
        """Make a cargo bound for the DPRK, openly or through a third country."""
        body: Json = self._trade.shipment()
        port = self._rng.choice(KP_PORTS)
        if self._rng.random() < 0.25:
            body["route"]["final_destination"] = {"country": "KP"}
        else:
            body["route"]["discharge"] = self._place(port)
            self._of_dprk(body, "consignee", port)
        for line in body["goods"]:
            self._become(line, self._rng.choice(IMPORTS), None)
        return body

    def lawful(self) -> Json:
        """Make a cargo to the DPRK that no measure names."""
        body: Json = self._trade.shipment()
        port = self._rng.choice(KP_PORTS)
        body["route"]["discharge"] = self._place(port)
        self._of_dprk(body, "consignee", port)
        for line in body["goods"]:
            self._become(line, self._rng.choice(LAWFUL), None)
        return body

    def fuel(self) -> Json:
        """Make a delivery of petroleum that counts toward a limit."""
        body: Json = self._trade.shipment()
        port = self._rng.choice(KP_PORTS)
        body["route"]["discharge"] = self._place(port)
        self._of_dprk(body, "consignee", port)
        body["delivered_on"] = body["occurred_on"]
        body["stage"] = "delivered"
        body["goods"] = body["goods"][:1]
        self._become(body["goods"][0], self._rng.choice(FUELS), "RU")
        body["goods"][0]["quantity"] = {"value": str(self._rng.randrange(40, 4_000)), "unit": "t"}
        return body

    def committee_report(self) -> Json:
        """Make a State's notice of what it supplied in one month."""
        envelope: Json = self._trade.payment()
        year, month = self._rng.randrange(2018, 2026), self._rng.randrange(1, 13)
        return {
            "source": "committee-1718",
            "event_id": envelope["event_id"],
            "kind": "committee_report",
            "occurred_on": f"{year}-{month:02}-28",
            "commodity": "refined_petroleum",
            "supplier_country": self._rng.choice(("CN", "RU")),
            "period": {"from": f"{year}-{month:02}-01", "to": f"{year}-{month:02}-28"},
            "quantity": {"value": str(self._rng.randrange(100, 9_000)), "unit": "t"},
        }

    def ship_to_ship(self) -> Json:
        """Make a meeting at sea with a DPRK-flagged or unknown ship."""
        body: Json = self._trade.vessel_activity()
        body["activity"] = "encounter"
        body["place"] = {"lat": "38.1200", "lon": "124.3300"}
        body["distance_m"] = str(self._rng.randrange(5, 60))
        body["certainty"] = self._rng.choice(("observed", "assessed"))
        other: Json = self._trade.vessel()
        body["other_vessel"] = other | {"flag": "KP", "mmsi": "445" + other["mmsi"][3:]}
        body["transfer"] = self._rng.choice(("to_other", "unknown"))
        for line in body["goods"]:
            self._become(line, self._rng.choice((*FUELS, *EXPORTS)), None)
        return body

    def listed_vessel(self) -> Json:
        """Make a port call of a listed hull."""
        body: Json = self._trade.vessel_activity()
        hull = self._rng.choice(self._hulls)
        body["occurred_on"] = self._listed_day()
        body["activity"] = self._rng.choice(("port_call", "bunkering", "insurance"))
        body["vessel"] |= {"imo": hull.imo}
        if self._rng.random() < 0.5:
            body["vessel"] |= {"name": hull.name}
        return body

    def listed_party(self) -> Json:
        """Make a payment in which a party bears a listed name."""
        body: Json = self._trade.payment()
        entry = self._rng.choice(self._names)
        body["occurred_on"] = self._listed_day()
        party = body["parties"][self._rng.randrange(min(2, len(body["parties"])))]
        party["name"] = entry.name
        if self._rng.random() < 0.5 and entry.country is not None:
            party["country"] = entry.country
        return body

    def paid_party(self) -> Json:
        """Make a payment to or from a party of the DPRK."""
        body: Json = self._trade.payment()
        self._of_dprk(body, self._rng.choice(("creditor", "debtor")), self._rng.choice(KP_PORTS))
        for line in body["goods"]:
            self._become(line, self._rng.choice((*EXPORTS, *IMPORTS, *LAWFUL)), None)
        return body

    def people(self) -> Json:
        """Make work, training or business with DPRK nationals or companies."""
        body: Json = self._trade.engagement()
        body["activity"] = self._rng.choice((
            "employment", "training", "joint_venture", "bank_branch", "scientific_cooperation",
            "specialized_teaching", "bank_account", "repatriation",
        ))  # fmt: skip
        for party in body["parties"][1:2]:
            party["nationality" if party.get("type") == "person" else "country"] = "KP"
        if self._rng.random() < 0.5:
            body["remunerated"] = True
        return body

    def exempted(self) -> Json:
        """Make a cargo whose papers claim an exemption, proved or not."""
        body: Json = self._trade.shipment()
        if self._rng.random() < 0.5:
            body["route"]["loading"] = self._place(_RAJIN)
            for line in body["goods"]:
                self._become(line, EXPORTS[1], "RU")
            if self._rng.random() < 0.6:
                body["documents"] = {
                    "origin_confirmed_by_exporting_state": True,
                    "committee_notified_on": "2016-01-01",
                    "no_revenue_confirmed": True,
                }
            return body
        body["route"]["discharge"] = self._place(KP_PORTS[0])
        for line in body["goods"]:
            self._become(line, self._rng.choice(IMPORTS), None)
        claim: Json = {"provision": "2397:25", "basis": "committee_approval", "status": "granted"}
        if self._rng.random() < 0.6:
            claim["reference"] = f"S/AC.49/{body['occurred_on'][:4]}/OC.{self._rng.randrange(300)}"
        body["exemption_claims"] = [claim]
        return body

    def missing_facts(self) -> Json:
        """Make a cargo whose link or goods stay open."""
        body: Json = self._trade.shipment()
        if self._rng.random() < 0.5:
            body["parties"][-1]["address"] = "Potonggang District, Pyongyang"
        else:
            body["route"]["discharge"] = {"country": "KP"}
        for line in body["goods"]:
            ware = self._rng.choice((*EXPORTS, *IMPORTS, *FUELS))
            line.pop("origin_country", None)
            if self._rng.random() < 0.5:
                line.pop("hs_code")
                line["description"] = self._rng.choice(("spare parts", "general cargo", "прочее"))
            else:
                line["hs_code"] = ware.hs_code[:2]
                line["description"] = "as per invoice"
        return body

    def _listed_day(self) -> str:
        # Every entry of the shipped list was listed by then.
        return f"{self._rng.randrange(2023, 2026)}-{self._rng.randrange(1, 13):02}-15"

    def _place(self, port: Port) -> Json:
        return {"country": port.country, "locode": port.locode, "name": port.name}

    def _of_dprk(self, body: Json, role: str, port: Port) -> None:
        for party in body["parties"]:
            if party["role"] == role:
                party["country"] = "KP"
                party["address"] = f"{self._trade.names.latin()} Street, {port.name}, DPR Korea"
                return

    def _become(self, line: Json, ware: Ware, origin: str | None) -> None:
        line["hs_code"] = ware.hs_code
        line["description"] = f"{ware.description}, lot {self._rng.randrange(10_000)}"
        line["quantity"]["unit"] = ware.unit
        line.pop("origin_country", None)
        if origin is not None:
            line["origin_country"] = origin
