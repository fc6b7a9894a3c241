"""Which way an event supplies: to the target country, from it, and on whose side it stands."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from monitor.domain.event.kinds import (
    CommitteeReport,
    Engagement,
    Payment,
    Shipment,
    VesselActivity,
)
from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth
from monitor.engine.enrich.links import Link
from monitor.engine.enrich.prepared import Prepared
from monitor.engine.facts import Fact, Facts, Subject, truth_fact
from monitor.rulebook.vocab import Vocab

Supply = Shipment | Payment | VesselActivity | Engagement

NO_DIRECTION = truth_fact(Truth.FALSE)


def direction_facts(
    prepared: Prepared, shared: Facts, vessels: Sequence[Subject], vocab: Vocab, target: str
) -> Facts:
    """Give ``nexus.to_dprk``, ``nexus.from_dprk``, ``nexus.flag`` and ``nexus.territory``."""
    links = prepared.links
    if isinstance(prepared.event, CommitteeReport):
        toward, away = _reported(prepared.event, vocab)
    else:
        toward, away = _both_ways(prepared.event, shared, links, vessels, target)
    return {
        "nexus.to_dprk": toward,
        "nexus.from_dprk": away,
        "nexus.flag": _carried_under_flag(vessels, links, target),
        "nexus.territory": _at(shared.get("place.country"), target),
    }


def commodity_of(event: CommitteeReport) -> str:
    """Give the vocabulary's tag of the commodity that a report names."""
    return event.commodity.replace("_", "-")


def _reported(event: CommitteeReport, vocab: Vocab) -> tuple[Fact, Fact]:
    says = "the report counts supplies of this kind"
    seen = truth_fact(Truth.TRUE, evidence=(Evidence("commodity", event.commodity, says),))
    commodity = vocab.commodities.get(commodity_of(event))
    leaves = commodity is not None and commodity.reported_flow == "from_target"
    return (NO_DIRECTION, seen) if leaves else (seen, NO_DIRECTION)


def _both_ways(
    event: Supply, shared: Facts, links: Sequence[Link], vessels: Sequence[Subject], target: str
) -> tuple[Fact, Fact]:
    match event:
        case Shipment():
            return _shipment(event, shared, links, target)
        case Payment():
            return _payment(shared, links)
        case VesselActivity():
            return _activity(event, shared, vessels, target)
        case Engagement():
            return shared["nexus.buyer"], shared["nexus.seller"]
        case _ as never:
            assert_never(never)


def _shipment(
    event: Shipment, shared: Facts, links: Sequence[Link], target: str
) -> tuple[Fact, Fact]:
    toward = strongest(
        _at(shared.get("route.discharge.country"), target),
        _at(shared.get("route.final_destination.country"), target),
        shared["nexus.buyer"],
        _unless_it_loads_there(shared, links, target),
    )
    away = strongest(
        _at(shared.get("route.loading.country"), target),
        _origin(event, links),
        shared["nexus.seller"],
        _carrier_of_the_country(shared, links, target),
    )
    return toward, away


def _unless_it_loads_there(shared: Facts, links: Sequence[Link], target: str) -> Fact:
    """A ship of the country that does not load at home may carry the goods there: possible only.

    A discharge "for orders" with such a ship or owner is the usual form of hidden delivery.
    """
    if "route.discharge.country" in shared or _is_at(shared.get("route.loading.country"), target):
        return NO_DIRECTION
    return _possible(link.evidence for link in links if link.ground in _SHIP_GROUNDS)


def _carrier_of_the_country(shared: Facts, links: Sequence[Link], target: str) -> Fact:
    """Where the port of loading is not told, a ship of the country may have loaded there."""
    if "route.loading.country" in shared or _is_at(shared.get("route.discharge.country"), target):
        return NO_DIRECTION
    return _possible(link.evidence for link in links if link.ground in _SHIP_GROUNDS)


_SHIP_GROUNDS = frozenset({"flag", "former_flag", "mmsi", "call_sign"})


def _payment(shared: Facts, links: Sequence[Link]) -> tuple[Fact, Fact]:
    origin = [link.evidence for link in links if link.evidence.path.startswith("goods/")]
    away = truth_fact(Truth.TRUE, evidence=tuple(origin)) if origin else NO_DIRECTION
    return shared["nexus.buyer"], strongest(away, shared["nexus.seller"])


def _activity(
    event: VesselActivity, shared: Facts, vessels: Sequence[Subject], target: str
) -> tuple[Fact, Fact]:
    place = _at(shared.get("place.country"), target)
    if event.activity == "port_call" and event.goods and place.value is Truth.TRUE:
        return place, truth_fact(Truth.TRUE, certain=False, evidence=place.evidence)
    if event.activity not in ("encounter", "bunkering"):
        return NO_DIRECTION, NO_DIRECTION
    return _transfer(event, vessels)


def _transfer(event: VesselActivity, vessels: Sequence[Subject]) -> tuple[Fact, Fact]:
    by_path = {subject.path: subject.facts["vessel.dprk"] for subject in vessels}
    own = by_path.get("vessel", NO_DIRECTION)
    other = by_path.get("other_vessel", NO_DIRECTION)
    if event.transfer == "to_vessel":
        return own, other
    if event.transfer == "to_other":
        return other, own
    either = _possible(
        piece for fact in (own, other) if fact.value is Truth.TRUE for piece in fact.evidence
    )
    return either, either


def _origin(event: Shipment, links: Sequence[Link]) -> Fact:
    if not event.goods:
        return NO_DIRECTION
    seen = tuple(link.evidence for link in links if link.evidence.path.startswith("goods/"))
    return truth_fact(Truth.TRUE, evidence=seen) if seen else NO_DIRECTION


def _carried_under_flag(vessels: Sequence[Subject], links: Sequence[Link], target: str) -> Fact:
    flags = [_at(subject.facts.get("vessel.flag"), target) for subject in vessels]
    aircraft = [link.evidence for link in links if link.ground == "aircraft"]
    by_air = truth_fact(Truth.TRUE, evidence=tuple(aircraft)) if aircraft else NO_DIRECTION
    return strongest(*flags, by_air)


def _is_at(country: Fact | None, target: str) -> bool:
    return country is not None and country.value == target


def _at(country: Fact | None, target: str) -> Fact:
    if country is None or country.value != target:
        return NO_DIRECTION
    return truth_fact(Truth.TRUE, certain=country.certain, evidence=country.evidence)


def _possible(evidence: Iterable[Evidence]) -> Fact:
    seen = tuple(evidence)
    return truth_fact(Truth.TRUE, certain=False, evidence=seen) if seen else NO_DIRECTION


def strongest(*facts: Fact) -> Fact:
    """Give the certain facts that hold, together; else the possible ones; else false."""
    holding = [fact for fact in facts if fact.value is Truth.TRUE]
    sure = [fact for fact in holding if fact.certain]
    chosen = sure or holding
    if not chosen:
        return NO_DIRECTION
    seen = dict.fromkeys(piece for fact in chosen for piece in fact.evidence)
    return truth_fact(Truth.TRUE, certain=bool(sure), evidence=tuple(seen))
