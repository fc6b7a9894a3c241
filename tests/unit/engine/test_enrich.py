"""Facts are derived from the event's own words, graded, and say where they come from."""

from datetime import date
from typing import Any

import pytest

from monitor.domain.event import Event
from monitor.domain.ports import EventKey, Sighting
from monitor.domain.truth import Truth
from monitor.engine.enrich import Enriched
from monitor.engine.facts import Fact, Tags
from monitor.engine.ledger import MemoryHistory
from monitor.engine.pipeline import Engine
from tests.factories import engagement, payment, report, shipment, vessel_activity

KP = {"country": "KP"}


def enriched(engine: Engine, event: Event, history: MemoryHistory | None = None) -> Enriched:
    return engine.enriched(engine.prepare(event, history or MemoryHistory()))


def grade(fact: Fact) -> str:
    if fact.value is Truth.FALSE:
        return "no"
    return "certain" if fact.certain else "possible"


def commodities(engine: Engine, **line: Any) -> dict[str, str]:
    subject = enriched(engine, shipment(goods=[line])).subjects["goods"][0]
    tags = subject.facts["goods.commodity"].value
    assert isinstance(tags, Tags)
    found = {
        name: "open" if tag.truth is Truth.UNKNOWN else "certain" if tag.certain else "possible"
        for name, tag in tags.known.items()
    }
    return found if tags.complete else {**found, "*": "open"}


@pytest.mark.parametrize(
    ("fields", "ground", "certain"),
    [
        ({"route": {"loading": KP}}, "country", True),
        ({"route": {"discharge": {"locode": "KPNAM"}}}, "port", True),
        ({"route": {"final_destination": KP}}, "final_destination", True),
        ({"route": {"transshipment": [KP]}}, "transit", True),
        ({"vessel": {"flag": "KP"}}, "flag", True),
        ({"vessel": {"mmsi": "445123000"}}, "mmsi", False),
        ({"vessel": {"call_sign": "HMAB"}}, "call_sign", False),
        ({"vessel": {"former_flags": ["KP"], "flag": "TG"}}, "former_flag", False),
        ({"goods": [{"hs_code": "2701", "origin_country": "KP"}]}, "country", True),
        ({"crew": [{"nationality": "KP", "count": 12}]}, "nationality", True),
        ({"aircraft": {"registration": "P-632"}}, "aircraft", True),
        ({"parties": [{"role": "seller", "name": "X", "country": "KP"}]}, "country", True),
        ({"parties": [{"role": "worker", "name": "X", "nationality": "KP"}]}, "nationality", True),
        ({"parties": [{"role": "buyer", "name": "SHOP, PYONGYANG"}]}, "name_place", False),
        ({"parties": [{"role": "buyer", "name": "X", "address": "평양시"}]}, "address", False),
        (
            {"parties": [{"role": "buyer", "name": "X", "address": "tel +850 2 18111"}]},
            "phone",
            False,
        ),
        ({"notes": "Sanctions clause: DPRK excluded. Deliver to Pyongyang"}, "name_place", False),
        ({"notes": "Cargo is not of D.P.R.K. origin"}, "name_place", False),
        (
            {"parties": [{"role": "buyer", "name": "X", "address": "fax 00850-2-381 4410"}]},
            "phone",
            False,
        ),
        (
            {"parties": [{"role": "buyer", "name": "X", "address": "a@star-co.net.kp"}]},
            "domain",
            False,
        ),
        (
            {
                "parties": [
                    {"role": "buyer", "name": "X", "owners": [{"name": "Y", "country": "KP"}]}
                ]
            },
            "owner",
            False,
        ),
    ],
)
def test_each_sign_is_a_ground_of_its_grade(
    engine: Engine, fields: dict[str, Any], ground: str, certain: bool
) -> None:
    links = engine.prepare(shipment(**fields), MemoryHistory()).links
    assert [(link.ground, link.certain) for link in links] == [(ground, certain)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"parties": [{"role": "seller", "name": "SEOUL TRADING", "country": "KR"}]},
        {"vessel": {"mmsi": "440123000", "flag": "KR", "call_sign": "DSAB"}},
        {"notes": "shipped under licence kp-2024 of www.kpmg.com"},
        {
            "notes": "27 Taiping Road, Beijing 100850, CR 500850112, plot 1200-850-3, INV 3321+850221"
        },
        {"notes": "P.O. Box 2 00850 Kuching"},
        {"notes": "Not to be re-exported to Iran, Syria or North Korea. Freight prepaid."},
        {"notes": "Санкционная оговорка: КНДР, Иран. Оплата по факту"},
    ],
)
def test_ordinary_trade_has_no_ground(engine: Engine, fields: dict[str, Any]) -> None:
    assert not engine.prepare(shipment(**fields), MemoryHistory()).is_linked


def test_a_hull_that_an_earlier_event_showed_under_the_flag_is_a_possible_link(
    engine: Engine,
) -> None:
    history = MemoryHistory()
    seen = Sighting("9417115", date(2018, 1, 5), "KUM UN", "KP", None)
    history.remember(EventKey("ais", "1"), [seen])
    ship = {"name": "SYNTHETIC SHIP 2", "imo": "9417115", "flag": "TG"}
    links = engine.prepare(shipment(vessel=ship), history).links
    assert [(link.ground, link.certain) for link in links] == [("former_flag", False)]
    assert not engine.prepare(shipment(vessel=ship, occurred_on="2018-01-05"), history).links


@pytest.mark.parametrize(
    ("line", "tag", "expected"),
    [
        ({"hs_code": "270112"}, "coal", "certain"),
        ({"hs_code": "27"}, "coal", "open"),
        ({"hs_code": "27", "description": "ANTHRACITE"}, "coal", "certain"),
        ({"description": "уголь каменный"}, "coal", "certain"),
        ({"description": "无烟煤"}, "coal", "certain"),
        ({"description": "무연탄"}, "coal", "certain"),
        ({"hs_code": "848210", "description": "STEAM COAL IN BULK"}, "coal", "possible"),
        ({"hs_code": "170111", "description": "RAW CANE SUGAR"}, "coal", None),
        ({"hs_code": "401120", "description": "Tyres for trucks and buses"}, "road-vehicles", None),
        ({"hs_code": "401120", "description": "шины для грузовиков"}, "road-vehicles", None),
        ({"hs_code": "401120", "description": "Trucks"}, "road-vehicles", "possible"),
        ({"hs_code": "950300", "description": "Toys, mobile phones"}, "electrical", "possible"),
        ({"hs_code": "950300", "description": "Toys and mobile phones"}, "electrical", "possible"),
        (
            {"hs_code": "310210", "description": "Urea for rocket motors"},
            "missile-items",
            "possible",
        ),
        ({"hs_code": "950300", "description": "Toys for 3 machine guns"}, "arms", "certain"),
        ({"description": "SAID TO CONTAIN GENERAL CARGO"}, "*", "open"),
    ],
)
def test_code_and_words_decide_a_commodity(
    engine: Engine, line: dict[str, Any], tag: str, expected: str | None
) -> None:
    assert commodities(engine, **line).get(tag) == expected


@pytest.mark.parametrize(
    ("event", "to_dprk", "from_dprk"),
    [
        (shipment(route={"discharge": KP, "loading": {"country": "RU"}}), "certain", "no"),
        (shipment(route={"loading": KP, "discharge": {"country": "CN"}}), "no", "certain"),
        (
            shipment(route={"discharge": {"country": "CN"}, "final_destination": KP}),
            "certain",
            "no",
        ),
        (
            shipment(parties=[{"role": "notify_party", "name": "BUGSAE SHOP, PYONGYANG"}]),
            "possible",
            "no",
        ),
        (report("10", "2019-01-01", "2019-01-31"), "certain", "no"),
        (report("10", "2017-01-01", "2017-01-31", commodity="coal"), "no", "certain"),
        (
            vessel_activity(
                "encounter",
                vessel={"name": "A", "flag": "PA"},
                other_vessel={"name": "B", "flag": "KP"},
                transfer="to_other",
            ),
            "certain",
            "no",
        ),
        (
            vessel_activity(
                "encounter",
                vessel={"name": "A", "flag": "PA"},
                other_vessel={"name": "B", "flag": "KP"},
            ),
            "possible",
            "possible",
        ),
        (
            vessel_activity(
                "port_call", place={"country": "KP", "locode": "KPNAM"}, goods=[{"hs_code": "2710"}]
            ),
            "certain",
            "possible",
        ),
    ],
)
def test_direction_follows_the_route_the_parties_and_the_transfer(
    engine: Engine, event: Event, to_dprk: str, from_dprk: str
) -> None:
    shared = enriched(engine, event).shared
    found = grade(shared["nexus.to_dprk"]), grade(shared["nexus.from_dprk"])
    assert found == (to_dprk, from_dprk)


def test_sides_of_a_payment_follow_the_roles(engine: Engine) -> None:
    event = payment(
        parties=[
            {"role": "debtor", "name": "SYNTHETIC BUYER 1", "country": "CN"},
            {"role": "creditor", "name": "SYNTHETIC SELLER 1", "country": "KP"},
            {"role": "creditor_agent", "name": "SYNTHETIC BANK 1", "country": "KP"},
        ]
    )
    shared = enriched(engine, event).shared
    assert grade(shared["nexus.seller"]) == "certain"
    assert grade(shared["nexus.buyer"]) == "no"
    assert grade(shared["nexus.bank"]) == "certain"


def test_a_national_in_an_engagement_is_a_person_of_the_country(engine: Engine) -> None:
    event = engagement(
        "work_permit", parties=[{"role": "worker", "count": 240, "nationality": "KP"}]
    )
    assert grade(enriched(engine, event).shared["nexus.person"]) == "certain"


def test_a_flag_that_only_the_radio_tells_is_possible(engine: Engine) -> None:
    subject = enriched(engine, shipment(vessel={"mmsi": "445123000"})).subjects["vessel"][0]
    flag = subject.facts["vessel.flag"]
    assert (flag.value, flag.certain) == ("KP", False)


def test_a_wrong_check_digit_is_kept_and_said(engine: Engine) -> None:
    event = shipment(vessel={"imo": "1234568", "flag": "KP"})
    fact = enriched(engine, event).subjects["vessel"][0].facts["vessel.imo"]
    assert not fact.certain
    assert "check digit" in fact.evidence[0].says


def test_a_code_of_the_country_that_lies_elsewhere_is_no_link(engine: Engine) -> None:
    event = shipment(route={"loading": {"locode": "KPCCD"}, "discharge": {"country": "JP"}})
    assert not engine.prepare(event, MemoryHistory()).is_linked
