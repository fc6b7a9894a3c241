"""Facts of the event itself: its envelope, its documents, and what its kind alone carries."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from monitor.domain.event.kinds import (
    CommitteeReport,
    Engagement,
    Event,
    Payment,
    Shipment,
    VesselActivity,
    part_of,
)
from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth
from monitor.engine.facts import Fact, Facts, Tag, Tags, text_fact, truth_fact
from monitor.rulebook.commodities import Strength
from monitor.rulebook.vocab import Vocab


def event_facts(event: Event, vocab: Vocab) -> Facts:
    """Gather the facts of the envelope, the documents and the kind's own fields."""
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
            facts["event.delivered_on"] = _day_fact(event.period.from_, "period/from")
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
        text = part_of(event, key)
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
