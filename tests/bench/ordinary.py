"""Ordinary world trade: payments, cargo, ship movements and engagements without any DPRK link."""

import random
from datetime import date, timedelta

from tests.bench.names import NameMaker
from tests.bench.world import (
    ENGAGEMENTS,
    FLAGS,
    PORTS,
    PURPOSES,
    SHIP_TYPES,
    WARES,
    Port,
    Ware,
)

Json = dict[str, object]

FIRST_DAY = date(2016, 1, 1)
DAYS = (date(2025, 12, 31) - FIRST_DAY).days
KINDS = {"payment": 45, "shipment": 35, "vessel_activity": 15, "engagement": 5}
"""How many of a hundred events are of each kind."""
FEEDS = {"bank": 3, "customs": 2, "ais": 1, "registry": 1}
"""How many feeds of each kind an installation has; each is one source."""
ROLES = {
    "payment": ("debtor", "creditor", "debtor_agent", "creditor_agent"),
    "shipment": ("consignor", "consignee", "notify_party", "carrier"),
    "vessel_activity": ("shipowner", "operator", "charterer", "insurer"),
}
_MORE_ROLES = ("broker", "freight_forwarder", "buyer", "seller", "insurer", "other")
_ACTIVITIES = (
    *["port_call"] * 10, *["bunkering"] * 3, *["encounter"] * 2, *["ais_gap"] * 2, "loitering",
    "inspection", "charter", "repair",
)  # fmt: skip


class Trade:
    """Makes ordinary events, each with the parties and goods lines that it was set to."""

    def __init__(self, rng: random.Random, goods: int, parties: int) -> None:
        self.rng = rng
        self.names = NameMaker(rng)
        self._goods = goods
        self._parties = parties
        self._made = 0

    def event(self) -> Json:
        """Make one event of a kind drawn from the usual ratio."""
        kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        return self.of_kind(kind)

    def of_kind(self, kind: str) -> Json:
        """Make one event of a kind."""
        match kind:
            case "payment":
                return self.payment()
            case "shipment":
                return self.shipment()
            case "vessel_activity":
                return self.vessel_activity()
            case _:
                return self.engagement()

    def payment(self) -> Json:
        """Make a payment for two lines of goods."""
        rng = self.rng
        home, away = self.ports(2)
        wares = self._wares()
        body = self._envelope("payment", "bank", home)
        purpose = rng.choice(PURPOSES).format(
            n=rng.randrange(10_000, 99_999), day=body["occurred_on"], ware=wares[0].description
        )
        body |= {
            "parties": self.parties(ROLES["payment"], (home, away)),
            "amount": self.money(rng.randrange(500, 900_000)),
            "method": rng.choice(("wire", "wire", "wire", "wire", "trade_finance", "card")),
            "purpose": purpose,
            "goods": [self.goods(ware, away.country) for ware in wares],
        }
        if rng.random() < 0.3:
            body["purpose_code"] = rng.choice(("GDDS", "SUPP", "TRAD", "SCVE"))
        return body

    def shipment(self) -> Json:
        """Make a cargo on its way between two ports."""
        rng = self.rng
        home, away = self.ports(2)
        body = self._envelope("shipment", "customs", away)
        route: Json = {"mode": "sea", "loading": place(home), "discharge": place(away)}
        if rng.random() < 0.15:
            route["transshipment"] = [place(self.port())]
        if rng.random() < 0.2:
            route["final_destination"] = {"country": away.country}
        body |= {
            "parties": self.parties(ROLES["shipment"], (home, away)),
            "goods": [self.goods(ware, home.country) for ware in self._wares()],
            "route": route,
            "vessel": self.vessel(),
            "stage": rng.choice(("declared", "loaded", "delivered")),
        }
        if rng.random() < 0.2:
            body["documents"] = {
                "origin_certificate": {
                    "country": home.country,
                    "issuer": f"Chamber of Commerce {home.name}",
                    "number": f"CO-{rng.randrange(10**6)}",
                }
            }
        return body

    def vessel_activity(self) -> Json:
        """Make a port call, a meeting at sea or a gap in the track."""
        rng = self.rng
        home, away = self.ports(2)
        activity = rng.choice(_ACTIVITIES)
        body = self._envelope("vessel_activity", "ais", away)
        body |= {
            "activity": activity,
            "vessel": self.vessel(),
            "parties": self.parties(ROLES["vessel_activity"], (home, away)),
            "goods": [self.goods(ware, home.country) for ware in self._wares()],
            "started_at": f"{body['occurred_on']}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z",
        }
        if activity in {"encounter", "bunkering"}:
            body["other_vessel"] = self.vessel()
            body["distance_m"] = str(rng.randrange(20, 480))
        if activity in {"encounter", "ais_gap", "loitering"}:
            body["place"] = {
                "lat": f"{rng.uniform(-40, 36):.4f}",
                "lon": f"{rng.uniform(-30, 110):.4f}",
            }
        else:
            body["place"] = place(away)
        return body

    def engagement(self) -> Json:
        """Make a piece of work, teaching or business between people and institutions."""
        rng = self.rng
        home, away = self.ports(2)
        activity, words, roles = rng.choice(ENGAGEMENTS)
        body = self._envelope("engagement", "registry", away)
        body |= {
            "activity": activity,
            "description": words.format(city=away.name),
            "parties": self.parties(roles, (home, away)),
            "place": {"country": away.country, "name": away.name},
            "headcount": rng.randrange(1, 60),
        }
        return body

    def ports(self, count: int) -> list[Port]:
        """Draw different ports."""
        return self.rng.sample(PORTS, count)

    def port(self) -> Port:
        """Draw one port."""
        return self.rng.choice(PORTS)

    def goods(self, ware: Ware, origin: str) -> Json:
        """Make one goods line."""
        rng = self.rng
        amount = rng.randrange(1, 4_000)
        line: Json = {
            "hs_code": ware.hs_code,
            "description": f"{ware.description}, lot {rng.randrange(10_000)}",
            "quantity": {"value": f"{amount}.{rng.randrange(10)}", "unit": ware.unit},
            "value": self.money(amount * ware.price),
        }
        if rng.random() < 0.7:
            line["origin_country"] = origin
        return line

    def money(self, amount: int) -> Json:
        """Make an amount in a currency of trade."""
        cents = self.rng.randrange(100)
        currency = self.rng.choice(("USD", "USD", "EUR", "CNY", "RUB", "JPY", "SGD"))
        return {"amount": f"{amount}.{cents:02}", "currency": currency}

    def parties(self, roles: tuple[str, ...], homes: tuple[Port, Port]) -> list[Json]:
        """Make as many parties as were asked for, on the two sides of the dealing."""
        held = [*roles, *_MORE_ROLES]
        return [
            self.party(held[place % len(held)], homes[place % 2]) for place in range(self._parties)
        ]

    def party(self, role: str, home: Port) -> Json:
        """Make one party with what sources usually tell of it."""
        rng, names = self.rng, self.names
        if role in {"worker", "trainer", "student"}:
            return {
                "role": role,
                "name": names.person(home.country),
                "type": "person",
                "nationality": home.country,
                "birth_date": f"{rng.randrange(1955, 2004)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}",
            }
        agent = role.endswith("_agent")
        body: Json = {
            "role": role,
            "name": names.bank() if agent else names.company(home.country),
            "country": home.country,
        }
        if rng.random() < 0.6:
            body["address"] = (
                f"{rng.randrange(1, 400)} {names.latin()} Street, {home.name}, tel +{rng.randrange(20, 79)} "
                f"{rng.randrange(10, 99)} {rng.randrange(1_000, 9_999)}"
            )
        if rng.random() < 0.7:
            body["type"] = "organization"
        if agent:
            bic = f"{names.latin()[:4].upper()}{home.country}2X"
            body["identifiers"] = [{"scheme": "bic", "value": bic}]
        elif rng.random() < 0.3:
            number = str(rng.randrange(10**9, 10**10))
            body["identifiers"] = [{"scheme": rng.choice(("registration", "tax")), "value": number}]
        if rng.random() < 0.08:
            body["other_names"] = [f"{names.latin()} {names.latin()}"]
        return body

    def vessel(self) -> Json:
        """Make a ship that nobody has listed."""
        rng = self.rng
        flag, mmsi, call_sign = rng.choice(FLAGS)
        return {
            "name": self.names.ship(),
            "imo": self.names.imo(),
            "mmsi": f"{mmsi}{rng.randrange(10**6):06}",
            "call_sign": f"{call_sign}{rng.choice('ABCDEFGH')}{rng.randrange(10, 99)}",
            "flag": flag,
            "type": rng.choice(SHIP_TYPES),
        }

    def _wares(self) -> list[Ware]:
        # Different goods on one event's lines, as long as there are enough.
        if self._goods <= len(WARES):
            return self.rng.sample(WARES, self._goods)
        return self.rng.choices(WARES, k=self._goods)

    def _envelope(self, kind: str, office: str, where: Port) -> Json:
        self._made += 1
        day = FIRST_DAY + timedelta(days=self.rng.randrange(DAYS))
        body: Json = {
            "source": f"{office}-{1 + self._made % FEEDS[office]}",
            "event_id": f"{where.country}{day:%y%m}-{self._made:07}",
            "kind": kind,
            "occurred_on": day.isoformat(),
        }
        if self.rng.random() < 0.4:
            body["reference"] = f"REF{self.rng.randrange(10**8):08}"
        return body


def place(port: Port) -> Json:
    """Give a port as a place of the contract."""
    return {"country": port.country, "locode": port.locode, "name": port.name}
