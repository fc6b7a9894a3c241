"""What families are made with: seeded choices, envelopes, parties, routes, ships and goods lines."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from tests.bench.names import NameMaker
from tests.bench.world import FLAGS, PORTS, SHIP_TYPES, Port

Json = dict[str, Any]
Item = TypeVar("Item")

FIRST, LAST = date(2006, 10, 15), date(2025, 12, 30)
HOME = "KP"
DPRK_PORTS = (
    Port("KPNAM", "Nampo", HOME), Port("KPCHO", "Chongjin", HOME), Port("KPWON", "Wonsan", HOME),
    Port("KPHGM", "Hungnam", HOME),
)  # fmt: skip
# A border point or an airport, the way across it, and its neighbour on the other side.
CROSSINGS = (
    (Port("CNDDG", "Dandong", "CN"), "rail", Port("KPSII", "Sinuiju", HOME)),
    (Port("CNDDG", "丹东", "CN"), "road", Port("KPSII", "新义州", HOME)),
    (Port("RUKHS", "Хасан", "RU"), "rail", Port("", "Туманган", HOME)),
    (Port("", "珲春", "CN"), "road", Port("", "원정리", HOME)),
    (Port("RUVVO", "Vladivostok", "RU"), "air", Port("KPFNJ", "Pyongyang", HOME)),
    (Port("CNBJS", "Beijing", "CN"), "air", Port("KPFNJ", "Pyongyang Sunan", HOME)),
)  # fmt: skip
SUPPLIERS = ("CNDLC", "CNYNT", "CNTXG", "RUVVO", "RUNJK", "VNHPH", "THLCH", "SGSIN", "INNSA")
_BUYERS = (
    "KOREA SAEBOM TRADING CORPORATION", "KOREA PYOLMURI GENERAL TRADING CORP",
    "KOREA MUJIGAE IMPORT AND EXPORT CO", "PYOLBIT FOODSTUFF FACTORY", "조선새봄무역회사",
    "조선별무리총회사", "朝鲜彩虹贸易会社", "КОРЕЙСКАЯ ТОРГОВАЯ КОМПАНИЯ «МУЧЖИГЭ»",
    "PYONGYANG HANABI DEPARTMENT STORE", "SINUIJU SONAMU COSMETICS FACTORY",
)  # fmt: skip
_HULLS_OF_A_FAMILY = 400
_SURNAMES = "Kim Ri Pak Choe Jong Kang Jo Yun Jang Rim Han O So Sin Kwon Hwang An Song Ryu Hong"
_GIVEN = "Song Chol Yong Hui Myong Su Kum Ok Kwang Il Hyon Jin Un Mi Sun Nam Hak Ryong Tae Won"


class Good(NamedTuple):
    """Goods as tariffs and manifests name them: a customs code, words in several tongues, a unit."""

    hs_code: str
    words: tuple[str, ...]
    unit: str


def goods_of(table: str) -> tuple[Good, ...]:
    """Read a table of ``code;words|words;unit``."""
    rows = (line.split(";") for line in table.strip().splitlines())
    return tuple(Good(code, tuple(words.split("|")), unit) for code, words, unit in rows)


@dataclass(frozen=True, slots=True)
class Family:
    """One reason for which trade is lawful, and how to make events of that kind.

    Attributes:
        name: The family's name in the table.
        count: How many of its events the corpus holds.
        make: Makes one event.
        silent: Whether no event may open an alert.
        may_be_incomplete: Whether the papers honestly leave something open.
    """

    name: str
    count: int
    make: Callable[["Kit"], Json]
    silent: bool = True
    may_be_incomplete: bool = False


class _Names(NameMaker):
    def __init__(self, rng: random.Random, first_hull: int) -> None:
        super().__init__(rng)
        self._hulls = first_hull


class Kit:
    """Seeded choices of one family; the same seed gives the same events."""

    def __init__(self, family: str, place: int) -> None:
        self.family = family
        self.rng = random.Random(f"lawful {family}")
        # Each family has hulls of its own, as no ship of one is a ship of another.
        self.names = _Names(self.rng, place * _HULLS_OF_A_FAMILY)
        self.made = 0

    # -- choices --------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """Say yes in this share of all times."""
        return self.rng.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Draw one."""
        return self.rng.choice(items)

    def day(self, first: date | str = FIRST, last: date | str = LAST) -> str:
        """Draw a day between two, both counted."""
        start = date.fromisoformat(first) if isinstance(first, str) else first
        end = date.fromisoformat(last) if isinstance(last, str) else last
        return (start + timedelta(days=self.rng.randrange((end - start).days + 1))).isoformat()

    def port(self, *countries: str) -> Port:
        """Draw a port of the world, or of one of these countries."""
        return self.pick([p for p in PORTS if not countries or p.country in countries])

    def supplier(self) -> Port:
        """Draw a port from which goods usually go to the DPRK."""
        return self.pick([p for p in PORTS if p.locode in SUPPLIERS])

    # -- events ---------------------------------------------------------------------------------

    def event(self, kind: str, office: str, day: str, **fields: Any) -> Json:
        """Put the envelope around the fields that a family gives; ``None`` is left out."""
        self.made += 1
        body: Json = {
            "source": f"{office}-{self.pick('123')}",
            "event_id": f"{self.family}-{self.made:04}",
            "kind": kind,
            "occurred_on": day,
        }
        if self.chance(0.3):
            body["reference"] = f"{self.pick(('BL', 'DOC', 'INV', 'REF'))}{self.number(7)}"
        body.update({key: value for key, value in fields.items() if value is not None})
        return body

    def shipment(self, day: str, goods: Sequence[Json], route: Json, **fields: Any) -> Json:
        """Make a cargo; by sea it has a ship."""
        if route.get("mode") == "sea" and "vessel" not in fields:
            fields["vessel"] = self.vessel()
        stage = self.pick((None, None, "loaded", "delivered"))
        return self.event(
            "shipment", "customs", day, goods=list(goods), route=route, stage=stage, **fields
        )

    def payment(self, day: str, parties: Sequence[Json], purpose: str, **fields: Any) -> Json:
        """Make a wire through banks that are not of the DPRK."""
        agents = [self.bank("debtor_agent"), self.bank("creditor_agent")]
        return self.event(
            "payment", "bank", day, parties=[*parties, *agents], purpose=purpose,
            amount=self.money(), **{"method": "wire", **fields},
        )  # fmt: skip

    def engagement(self, activity: str, day: str, parties: Sequence[Json], **fields: Any) -> Json:
        """Make work, teaching, travel or business."""
        return self.event(
            "engagement", "registry", day, activity=activity, parties=list(parties), **fields
        )

    def activity(self, activity: str, day: str, vessel: Json | None, **fields: Any) -> Json:
        """Make something that a ship did."""
        return self.event("vessel_activity", "ais", day, activity=activity, vessel=vessel, **fields)

    # -- parts ----------------------------------------------------------------------------------

    def line(self, good: Good, origin: str | None = None, gaps: float = 0.25) -> Json:
        """Make a goods line; in some the code is short or missing, or the origin is."""
        line: Json = {"hs_code": good.hs_code, "description": self.pick(good.words)}
        if self.chance(gaps):
            gap = self.pick(("no code", "heading", "no words"))
            if gap == "no code":
                del line["hs_code"]
            elif gap == "heading":
                line["hs_code"] = good.hs_code[:4]
            else:
                del line["description"]
        amount = self.rng.randrange(1, 900)
        line["quantity"] = {"value": f"{amount}.{self.rng.randrange(10)}", "unit": good.unit}
        if self.chance(0.5):
            line["value"] = {"amount": str(amount * self.rng.randrange(2, 40)), "currency": "USD"}
        if origin is not None and not self.chance(gaps):
            line["origin_country"] = origin
        return line

    def lines(self, goods: Sequence[Good], origin: str | None = None) -> list[Json]:
        """Make one to three different goods lines."""
        count = min(len(goods), self.pick((1, 1, 2, 3)))
        return [self.line(good, origin) for good in self.rng.sample(list(goods), count)]

    def route(self, start: Port, end: Port, mode: str = "sea") -> Json:
        """Make a route between two places."""
        return {"mode": mode, "loading": self.place(start), "discharge": self.place(end)}

    def way_in(self) -> tuple[Json, str]:
        """Make a route to the DPRK, with the country that it starts from."""
        if self.chance(0.5):
            start = self.supplier()
            return self.route(start, self.pick(DPRK_PORTS)), start.country
        abroad, mode, home = self.pick(CROSSINGS)
        return self.route(abroad, home, mode), abroad.country

    def way_out(self) -> Json:
        """Make a route from the DPRK to a neighbour."""
        if self.chance(0.4):
            return self.route(self.pick(DPRK_PORTS), self.supplier())
        abroad, mode, home = self.pick(CROSSINGS)
        return self.route(home, abroad, mode)

    def place(self, port: Port) -> Json:
        """Write a port as feeds do: all of it, or only its code and country."""
        place: Json = {"country": port.country}
        if port.locode and not self.chance(0.1):
            place["locode"] = port.locode
        if not self.chance(0.25):
            place["name"] = port.name
        return place

    def vessel(self, flag: str | None = None) -> Json:
        """Make a ship that nobody has listed, under a flag other than the DPRK's."""
        code, mmsi, call_sign = self.pick([f for f in FLAGS if flag in (None, f[0])])
        ship: Json = {"name": self.names.ship(), "imo": self.names.imo(), "flag": code}
        if self.chance(0.7):
            ship["mmsi"] = f"{mmsi}{self.number(6)}"
            ship["call_sign"] = f"{call_sign}{self.pick('ABCDEFGH')}{self.number(2)}"
        if self.chance(0.6):
            ship["type"] = self.pick(SHIP_TYPES)
        return ship

    def dprk_vessel(self) -> Json:
        """Make a ship under the DPRK flag that nobody has listed."""
        name = f"{self.pick(('PUN SU', 'SAE BOM', 'MU JI GAE', 'SO NA MU'))} {self.number(1)}"
        ship = {"name": name, "imo": self.names.imo(), "flag": HOME, "type": "general cargo"}
        return {**ship, "mmsi": f"445{self.number(6)}"} if self.chance(0.6) else ship

    def firm(self, role: str, country: str, **fields: Any) -> Json:
        """Make a firm of a country."""
        party: Json = {"role": role, "name": self.names.company(country), "country": country}
        if self.chance(0.5):
            party["type"] = "organization"
        return party | fields

    def dprk_firm(self, role: str, **fields: Any) -> Json:
        """Make a firm of the DPRK that nobody has listed."""
        party: Json = {"role": role, "name": self.pick(_BUYERS), "country": HOME}
        if self.chance(0.3):
            party["address"] = (
                f"{self.pick(('Jung', 'Moranbong', 'Taedonggang'))} District, Pyongyang"
            )
        return party | fields

    def bank(self, role: str) -> Json:
        """Make a bank outside the DPRK."""
        country = self.pick(("CN", "RU", "SG", "DE", "VN", "CH"))
        code = f"{self.names.latin()[:4].upper()}{country}2X"
        return {
            "role": role, "name": self.names.bank(), "country": country,
            "identifiers": [{"scheme": "bic", "value": code}],
        }  # fmt: skip

    def korean(self) -> str:
        """Name a person as the DPRK writes names in Latin letters."""
        given = self.rng.sample(_GIVEN.split(), 2)
        return f"{self.pick(_SURNAMES.split())} {given[0]} {given[1]}"

    def citizen(self, role: str, **fields: Any) -> Json:
        """Make a DPRK national with a birth date; those on the list have others."""
        born = self.day("1985-01-01", "2003-12-28")
        return {
            "role": role, "name": self.korean(), "type": "person", "nationality": HOME,
            "birth_date": born, **fields,
        }  # fmt: skip

    def money(self) -> Json:
        """Make an amount of money."""
        currency = self.pick(("USD", "EUR", "EUR", "CNY", "CNY", "RUB"))
        return {
            "amount": f"{self.rng.randrange(400, 90_000)}.{self.number(2)}",
            "currency": currency,
        }

    def number(self, digits: int) -> str:
        """Draw so many digits, the first of them no zero."""
        return str(self.rng.randrange(10 ** (digits - 1), 10**digits))
