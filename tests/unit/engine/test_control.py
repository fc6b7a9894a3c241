"""A listing reaches a party itself, through owners and principals, and through chains of parties."""

from datetime import date
from typing import Any

import pytest

from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry, ListSnapshot, Measure
from monitor.engine.facts import Fact, Tags
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.pipeline import Engine
from monitor.rulebook.book import RuleBook
from monitor.screening.index import ListIndex
from tests.factories import payment, vessel_activity

LISTED_ON, DELISTED_ON = date(2018, 3, 30), date(2020, 6, 1)
FREEZE = "dprk.1718.08.asset-freeze"


def entry(ref: str, name: str, **more: Any) -> ListEntry:
    measures = (Measure("asset_freeze", LISTED_ON, DELISTED_ON),)
    return ListEntry(
        "un-sc", ref, EntryType.ORGANIZATION, name, measures, countries=("KP",), **more
    )


ENTRIES = (
    entry("T1", "SYNTHETIC ORE COMBINE", identifiers=(ListedIdentifier("bic", "SYNTKPPY"),)),
    entry("T2", "SYNTHETIC SALT COMBINE"),
    ListEntry(
        "un-sc",
        "T3",
        EntryType.VESSEL,
        "SYNTHETIC STAR",
        (
            Measure("asset_freeze", LISTED_ON, DELISTED_ON),
            Measure("port_ban", LISTED_ON, DELISTED_ON),
        ),
        identifiers=(ListedIdentifier("imo", "8691702"),),
    ),
)
ORE = {"name": "SYNTHETIC ORE COMBINE", "country": "KP"}
SALT = {"name": "SYNTHETIC SALT COMBINE", "country": "KP"}


@pytest.fixture(scope="module")
def listed(book: RuleBook) -> Engine:
    snapshot = ListSnapshot("un-sc", "sha256:test", "synthetic", date(2026, 1, 1), ENTRIES)
    return Engine(book, ListIndex(snapshot))


def facts(engine: Engine, *parties: dict[str, Any]) -> dict[str, Fact]:
    given = [{"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"}, *parties]
    event = payment(occurred_on="2019-03-14", parties=given)
    found = engine.enriched(engine.prepare(event, MemoryHistory())).subjects["party"][1]
    return dict(found.facts)


def through(found: dict[str, Fact]) -> dict[str, bool]:
    fact = found.get("party.listed_through")
    if fact is None:
        return {}
    assert isinstance(fact.value, Tags)
    return {name: tag.certain for name, tag in fact.value.known.items()}


def party(**fields: Any) -> dict[str, Any]:
    return {"role": "creditor", "name": "EXAMPLE HOLDING", "country": "HK", **fields}


def test_a_listed_party_is_listed_itself(listed: Engine) -> None:
    found = facts(listed, party(**ORE))
    assert through(found) == {"self": True}
    assert found["party.listed"].certain


@pytest.mark.parametrize(
    ("share", "certain"),
    [("100", True), ("50", True), ("49.99", False), ("1", False), (None, False)],
)
def test_half_of_the_shares_and_more_is_taken_as_control(
    listed: Engine, share: str | None, certain: bool
) -> None:
    owner = {**ORE, **({"share_percent": share} if share else {})}
    found = facts(listed, party(owners=[owner]))
    assert through(found) == {"owner": certain}
    assert found["party.listed"].certain is certain
    assert (share or "no share") in found["party.listed"].evidence[0].says


def test_listed_owners_that_reach_the_half_together_leave_it_open_and_say_so(
    listed: Engine,
) -> None:
    owners = [{**ORE, "share_percent": "30"}, {**SALT, "share_percent": "30"}]
    found = facts(listed, party(owners=owners))
    assert through(found) == {"owner": False}
    assert all("hold 60 % together" in each.says for each in found["party.listed"].evidence)


def test_a_name_alone_stays_possible_whatever_the_share(listed: Engine) -> None:
    owner = {"name": "SYNTHETIC ORE COMBINE", "share_percent": "100"}
    assert through(facts(listed, party(owners=[owner]))) == {"owner": False}


def test_an_agent_is_not_surer_for_living_where_the_principal_does(listed: Engine) -> None:
    agent = party(country="KP", acting_for="SYNTHETIC ORE COMBINE")
    assert through(facts(listed, agent)) == {"acting_for": False}


def test_a_principal_that_is_a_party_as_well_is_as_sure_as_that_party(listed: Engine) -> None:
    agent = party(acting_for="Synthetic Ore Combine")
    assert through(facts(listed, agent, {"role": "other", **ORE})) == {"acting_for": True}


def test_an_owner_of_the_owner_is_a_chain(listed: Engine) -> None:
    front = party(owners=[{"name": "EXAMPLE PARENT", "share_percent": "60"}])
    parent = {
        "role": "other",
        "name": "EXAMPLE PARENT",
        "owners": [{**ORE, "share_percent": "51"}],
    }
    found = facts(listed, front, parent)
    assert through(found) == {"chain": True}
    assert "parties/2 owns parties/1" in found["party.listed"].evidence[0].says


def test_a_chain_is_as_weak_as_its_weakest_share(listed: Engine) -> None:
    front = party(owners=[{"name": "EXAMPLE PARENT", "share_percent": "40"}])
    parent = {"role": "other", "name": "EXAMPLE PARENT", "owners": [{**ORE, "share_percent": "90"}]}
    assert through(facts(listed, front, parent)) == {"chain": False}


def test_owners_are_followed_by_number_too(listed: Engine) -> None:
    number = {"scheme": "registration", "value": "77-1"}
    front = party(owners=[{"identifiers": [number], "share_percent": "60"}])
    parent = {"role": "other", "identifiers": [number], **ORE}
    assert through(facts(listed, front, parent)) == {"owner": True}


def test_firms_that_own_each_other_come_to_an_end(listed: Engine) -> None:
    one = party(owners=[{"name": "EXAMPLE OTHER", "share_percent": "60"}])
    other = {
        "role": "other",
        "name": "EXAMPLE OTHER",
        "owners": [
            {"name": "EXAMPLE HOLDING", "share_percent": "60"},
            {**ORE, "share_percent": "30"},
        ],
    }
    assert through(facts(listed, one, other)) == {"chain": False}


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2018-03-29", None),
        ("2018-03-30", "prohibited"),
        ("2020-05-31", "prohibited"),
        ("2020-06-01", None),
    ],
)
@pytest.mark.parametrize(
    "fields",
    [
        ORE,
        {"owners": [{**ORE, "share_percent": "75"}]},
        {
            "acting_for": "SYNTHETIC ORE COMBINE",
            "identifiers": [{"scheme": "bic", "value": "SYNTKPPY"}],
        },
    ],
)
def test_a_freeze_binds_from_the_listing_until_the_delisting(
    listed: Engine, fields: dict[str, Any], day: str, verdict: str | None
) -> None:
    event = payment(
        occurred_on=day, parties=[party(**fields), party(role="debtor", name="EXAMPLE A")]
    )
    trace = listed.trace(FREEZE, event, MemoryHistory(), MemoryLedger())
    assert [finding.verdict.value for finding in trace.findings] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("day", "verdicts"), [("2018-03-29", []), ("2019-01-01", ["prohibited"]), ("2020-06-01", [])]
)
def test_a_port_ban_ends_with_the_delisting(listed: Engine, day: str, verdicts: list[str]) -> None:
    call = vessel_activity(
        occurred_on=day, activity="port_call", place={"country": "CN"}, vessel={"imo": "8691702"}
    )
    trace = listed.trace("dprk.2371.06.port-ban", call, MemoryHistory(), MemoryLedger())
    assert [finding.verdict.value for finding in trace.findings] == verdicts
