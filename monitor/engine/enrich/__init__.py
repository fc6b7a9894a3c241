"""From an event to facts: what crosses its parts is worked out once, here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from monitor.domain.event.kinds import (
    CommitteeReport,
    Engagement,
    Event,
    Payment,
    Shipment,
    VesselActivity,
)
from monitor.domain.finding import Evidence
from monitor.domain.listing import Candidate
from monitor.domain.ports import Sighting
from monitor.domain.truth import Truth
from monitor.engine.enrich.craft import (
    aircraft_facts,
    controlled_by,
    vessel_facts,
    vessel_subjects,
)
from monitor.engine.enrich.direction import direction_facts
from monitor.engine.enrich.goods import goods_subject
from monitor.engine.enrich.links import Link
from monitor.engine.enrich.parties import grade_of, party_subjects, together
from monitor.engine.enrich.places import place_facts, place_subjects, route_facts
from monitor.engine.facts import Fact, Facts, Subject, Tag, Tags, text_fact, truth_fact
from monitor.rulebook.commodities import Strength
from monitor.rulebook.vocab import Vocab


@dataclass(frozen=True, slots=True)
class Enriched:
    """The facts of an event: those that all rules see, and those of each subject."""

    shared: Facts
    subjects: Mapping[str, tuple[Subject, ...]]


def enrich(
    event: Event,
    links: Sequence[Link],
    candidates: Sequence[Candidate],
    sightings: Sequence[Sighting],
    vocab: Vocab,
    target: str,
) -> Enriched:
    """Work out all facts of an event that has a link or a list candidate."""
    shared = _event_facts(event, vocab)
    route = event.route if isinstance(event, Shipment) else None
    shared.update(route_facts(route, links, target))
    place = getattr(event, "place", None)
    shared.update(place_facts(place, "place", "place", links, target))
    parties = party_subjects(event.parties, links, candidates, vocab.roles)
    shared.update(together(event.parties, parties, candidates))
    vessels = _vessels(event, links, candidates, sightings, target)
    shared.update(_main_vessel(vessels))
    goods = _goods(event, vocab)
    shared["goods.any_commodity"] = _any_commodity(goods)
    shared["nexus.dprk"] = grade_of(links)
    shared["nexus.grounds"] = _grounds(links)
    shared.update(direction_facts(event, shared, links, vessels, target))
    aircraft = _aircraft(event, links)
    for subject in aircraft:
        shared.update(subject.facts)
    return Enriched(
        shared,
        {
            "event": (Subject("event", "", {}),),
            "goods": goods,
            "party": parties,
            "vessel": vessels,
            "aircraft": aircraft,
            "place": place_subjects(shared, route),
        },
    )


def _grounds(links: Sequence[Link]) -> Fact:
    tags: dict[str, Tag] = {}
    for link in links:
        known = tags.get(link.ground)
        if known is None or (link.certain and not known.certain):
            tags[link.ground] = Tag(Truth.TRUE, link.certain, (link.evidence,))
    return Fact(Tags(tags))


def _vessels(
    event: Event,
    links: Sequence[Link],
    candidates: Sequence[Candidate],
    sightings: Sequence[Sighting],
    target: str,
) -> tuple[Subject, ...]:
    main = getattr(event, "vessel", None)
    other = getattr(event, "other_vessel", None)
    behind = controlled_by(event.parties, links)
    main_facts = (
        vessel_facts(main, "vessel", links, candidates, sightings, target) if main else None
    )
    if main_facts is not None and main_facts["vessel.dprk"].value is Truth.FALSE:
        main_facts["vessel.dprk"] = grade_of(behind)
    other_facts = vessel_facts(other, "other_vessel", links, candidates, (), target) if other else None
    return vessel_subjects(main_facts, other_facts)


def _main_vessel(vessels: Sequence[Subject]) -> Mapping[str, Fact]:
    for subject in vessels:
        if subject.path == "vessel":
            return subject.facts
    return {}


def _goods(event: Event, vocab: Vocab) -> tuple[Subject, ...]:
    if isinstance(event, CommitteeReport):
        return (_reported_goods(event),)
    lines = getattr(event, "goods", ())
    return tuple(
        goods_subject(line, f"goods/{index}", event.occurred_on, vocab)
        for index, line in enumerate(lines)
    )


def _reported_goods(event: CommitteeReport) -> Subject:
    """A report to the Committee is one goods line of the commodity that it names."""
    tag = event.commodity.replace("_", "-")
    seen = (Evidence("commodity", event.commodity, "the report names it"),)
    amount = f"{event.quantity.value} {event.quantity.unit}"
    facts: Facts = {
        "goods.commodity": Fact(Tags({tag: Tag(Truth.TRUE, evidence=seen)})),
        "goods.quantity": Fact(
            event.quantity.value, evidence=(Evidence("quantity/value", amount, ""),)
        ),
        "goods.unit": text_fact(event.quantity.unit, "quantity/unit"),
    }
    if event.product is not None:
        facts["goods.product"] = text_fact(event.product, "product")
    return Subject("goods", "quantity", facts)


def _any_commodity(goods: Sequence[Subject]) -> Fact:
    tags: dict[str, Tag] = {}
    complete = True
    for subject in goods:
        value = subject.facts["goods.commodity"].value
        assert isinstance(value, Tags)  # noqa: S101 - goods_subject gives nothing else
        complete = complete and value.complete
        for name, tag in value.known.items():
            known = tags.get(name)
            if known is None or _weight(tag) > _weight(known):
                tags[name] = tag
    return Fact(Tags(tags, complete))


def _weight(tag: Tag) -> int:
    if tag.truth is Truth.TRUE:
        return 2 if tag.certain else 1
    return 0


def _aircraft(event: Event, links: Sequence[Link]) -> tuple[Subject, ...]:
    aircraft = getattr(event, "aircraft", None)
    if aircraft is None:
        return ()
    return (Subject("aircraft", "aircraft", aircraft_facts(aircraft, links)),)


def _event_facts(event: Event, vocab: Vocab) -> Facts:
    facts: Facts = {
        "event.kind": text_fact(event.kind, "kind"),
        "event.stage": text_fact(event.stage, "stage"),
        "event.certainty": text_fact(event.certainty, "certainty"),
        "event.occurred_on": _day_fact(event.occurred_on, "occurred_on"),
        "event.span_from": _day_fact(span_start(event), "occurred_on"),
        "event.text_tags": _text_tags(event, vocab),
    }
    facts.update(_document_facts(event))
    match event:
        case Shipment():
            _add_days(facts, event, ("contract_signed_on",))
            facts["event.delivered_on"] = _day_fact(
                event.delivered_on or event.occurred_on,
                "delivered_on" if event.delivered_on else "occurred_on",
            )
        case Payment():
            _add_payment(facts, event)
        case VesselActivity():
            _add_activity(facts, event)
        case Engagement():
            _add_engagement(facts, event)
        case CommitteeReport():
            facts["report.commodity"] = text_fact(event.commodity, "commodity")
            facts["report.supplier_country"] = text_fact(event.supplier_country, "supplier_country")
            if event.product is not None:
                facts["report.product"] = text_fact(event.product, "product")
    return facts


def span_start(event: Event) -> date:
    """Give the first day of an event's span: its start or its permit's first day."""
    if isinstance(event, VesselActivity) and event.started_at is not None:
        return min(event.started_at.date(), event.occurred_on)
    if isinstance(event, Engagement) and event.permit_from is not None:
        return min(event.permit_from, event.occurred_on)
    return event.occurred_on


def _day_fact(day: date, path: str) -> Fact:
    return Fact(day, evidence=(Evidence(path, day.isoformat(), ""),))


def _add_days(facts: Facts, event: Event, keys: Sequence[str]) -> None:
    for key in keys:
        day = getattr(event, key)
        if day is not None:
            facts[f"event.{key}"] = _day_fact(day, key)


def _add_texts(facts: Facts, event: Event, keys: Sequence[str]) -> None:
    for key in keys:
        text = getattr(event, key)
        if text is not None:
            facts[f"event.{key}"] = text_fact(text, key)


def _add_payment(facts: Facts, event: Payment) -> None:
    _add_texts(facts, event, ("method", "purpose"))
    _add_days(facts, event, ("contract_signed_on",))
    _add_amount(facts, event)


def _add_activity(facts: Facts, event: VesselActivity) -> None:
    _add_texts(facts, event, ("activity", "transfer"))
    known = event.other_vessel is not None
    facts["event.other_vessel_known"] = truth_fact(Truth.of(known))
    facts["event.delivered_on"] = _day_fact(event.occurred_on, "occurred_on")
    if event.distance_m is not None:
        seen = (Evidence("distance_m", str(event.distance_m), ""),)
        facts["event.distance_m"] = Fact(event.distance_m, evidence=seen)


def _add_engagement(facts: Facts, event: Engagement) -> None:
    _add_texts(facts, event, ("activity", "field", "permit_class", "description"))
    days = ("permit_from", "permit_until", "contract_signed_on", "opened_on", "closed_on")
    _add_days(facts, event, days)
    _add_amount(facts, event)
    if event.headcount is not None:
        seen = (Evidence("headcount", str(event.headcount), ""),)
        facts["event.headcount"] = Fact(Decimal(event.headcount), evidence=seen)
    if event.remunerated is not None:
        seen = (Evidence("remunerated", str(event.remunerated).lower(), ""),)
        facts["event.remunerated"] = truth_fact(Truth.of(event.remunerated), evidence=seen)


def _add_amount(facts: Facts, event: Payment | Engagement) -> None:
    if event.amount is None:
        return
    shown = f"{event.amount.amount} {event.amount.currency}"
    seen = (Evidence("amount/amount", shown, ""),)
    facts["event.amount"] = Fact(event.amount.amount, evidence=seen)
    facts["event.currency"] = text_fact(event.amount.currency, "amount/currency")


def _text_tags(event: Event, vocab: Vocab) -> Fact:
    tags: dict[str, Tag] = {}
    for key in ("purpose", "description", "notes"):
        text = getattr(event, key, None)
        if not text:
            continue
        for name, (strength, word) in vocab.commodities_for_text(text).items():
            label = vocab.commodities[name].label
            seen = (Evidence(key, text, f"the words '{word}' name {label}"),)
            if name not in tags or not tags[name].certain:
                tags[name] = Tag(Truth.TRUE, strength is Strength.STRONG, seen)
    return Fact(Tags(tags))


def _document_facts(event: Event) -> Facts:
    papers = event.documents
    if papers is None:
        return {}
    facts: Facts = {}
    for key in ("origin_confirmed_by_exporting_state", "no_revenue_confirmed"):
        said = getattr(papers, key)
        if said is not None:
            seen = (Evidence(f"documents/{key}", str(said).lower(), ""),)
            facts[f"documents.{key}"] = truth_fact(Truth.of(said), evidence=seen)
    if papers.committee_notified_on is not None:
        facts["documents.committee_notified_on"] = _day_fact(
            papers.committee_notified_on, "documents/committee_notified_on"
        )
    for key in ("committee_approval", "end_use"):
        text = getattr(papers, key)
        if text is not None:
            facts[f"documents.{key}"] = text_fact(text, f"documents/{key}")
    _add_certificate(facts, event)
    return facts


def _add_certificate(facts: Facts, event: Event) -> None:
    certificate = event.documents.origin_certificate if event.documents is not None else None
    if certificate is None:
        return
    path = "documents/origin_certificate"
    if certificate.country is not None:
        facts["documents.origin_certificate.country"] = text_fact(
            certificate.country, f"{path}/country"
        )
    if certificate.verified is not None:
        seen = (Evidence(f"{path}/verified", str(certificate.verified).lower(), ""),)
        facts["documents.origin_certificate.verified"] = truth_fact(
            Truth.of(certificate.verified), evidence=seen
        )


__all__ = ["Enriched", "enrich", "span_start"]
