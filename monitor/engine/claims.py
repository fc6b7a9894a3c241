"""Exemptions that the papers claim: which claim pertains, what it covers, whether it is proved."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from monitor.domain.event.cargo import Place
from monitor.domain.event.kinds import Event, Shipment
from monitor.domain.event.party import Covers, ExemptionClaim
from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth, all_of
from monitor.engine.facts import NO_FACTS, Fact, Facts, Sheet, truth_fact

APPROVAL: Literal["committee_approval"] = "committee_approval"


def all_claims(event: Event) -> tuple[tuple[str, ExemptionClaim], ...]:
    """Give every claim with its path; an approval among the documents is a claim too."""
    claims = [
        (f"exemption_claims/{index}", claim) for index, claim in enumerate(event.exemption_claims)
    ]
    reference = event.documents.committee_approval if event.documents is not None else None
    if reference is not None:
        made = ExemptionClaim(basis=APPROVAL, status="granted", reference=reference)
        claims.append(("documents/committee_approval", made))
    return tuple(claims)


def best_claim(
    claims: Sequence[tuple[str, ExemptionClaim]],
    provisions: frozenset[str],
    basis: str | None,
    sheet: Sheet,
    event: Event,
) -> Facts:
    """Give the ``claim.`` facts of the claim that helps most with one exemption.

    A claim pertains where it names one of the exemption's provisions, or its basis and no other
    provision. Empty where nobody claims it.
    """
    readings = [
        _claim_facts(path, claim, sheet, event)
        for path, claim in claims
        if _pertains(claim, provisions, basis)
    ]
    if not readings:
        return dict(NO_FACTS)
    return max(readings, key=_helpfulness)


def _pertains(claim: ExemptionClaim, provisions: frozenset[str], basis: str | None) -> bool:
    if claim.provision is not None:
        return claim.provision.replace(" ", "") in provisions
    return basis is not None and claim.basis == basis


_ORDER = {Truth.TRUE: 2, Truth.UNKNOWN: 1, Truth.FALSE: 0}


def _helpfulness(facts: Facts) -> tuple[int, int]:
    keys = ("covers_goods", "covers_parties", "covers_route", "covers_day")
    covered = all_of(_truth(facts[f"claim.{key}"]) for key in keys)
    return _ORDER[_truth(facts["claim.granted"])], _ORDER[covered]


def _truth(fact: Fact) -> Truth:
    return fact.value if isinstance(fact.value, Truth) else Truth.UNKNOWN


def _claim_facts(path: str, claim: ExemptionClaim, sheet: Sheet, event: Event) -> Facts:
    shown = claim.reference or claim.basis or claim.provision or ""
    seen = (Evidence(path, shown, "the papers claim this exemption"),)
    covers = claim.covers or Covers()
    facts: Facts = {
        "claim.made": truth_fact(Truth.TRUE, evidence=seen),
        "claim.granted": truth_fact(_granted(claim), evidence=seen),
        "claim.covers_goods": truth_fact(_covers_goods(covers, sheet), evidence=seen),
        "claim.covers_parties": truth_fact(_covers_parties(covers, event), evidence=seen),
        "claim.covers_route": truth_fact(_covers_route(covers, event), evidence=seen),
        "claim.covers_day": truth_fact(_covers_day(claim, event.occurred_on), evidence=seen),
    }
    if claim.reference is not None:
        facts["claim.reference"] = Fact(claim.reference, evidence=seen)
    if claim.on is not None:
        facts["claim.on"] = Fact(claim.on, evidence=seen)
    return facts


def _granted(claim: ExemptionClaim) -> Truth:
    if claim.status == "refused":
        return Truth.FALSE
    if claim.status == "granted" and claim.reference is not None:
        return Truth.TRUE
    return Truth.UNKNOWN


def _covers_goods(covers: Covers, sheet: Sheet) -> Truth:
    return all_of((_covers_code(covers, sheet), _covers_quantity(covers, sheet)))


def _covers_code(covers: Covers, sheet: Sheet) -> Truth:
    if not covers.hs_codes or sheet.subject.kind != "goods":
        return Truth.TRUE
    fact = sheet.get("goods.hs_code")
    if fact is None or not isinstance(fact.value, str):
        return Truth.UNKNOWN
    if fact.value.startswith(covers.hs_codes):
        return Truth.TRUE
    wider = any(code.startswith(fact.value) for code in covers.hs_codes)
    return Truth.UNKNOWN if wider else Truth.FALSE


def _covers_quantity(covers: Covers, sheet: Sheet) -> Truth:
    if covers.quantity is None or sheet.subject.kind != "goods":
        return Truth.TRUE
    amount, unit = sheet.get("goods.quantity"), sheet.get("goods.unit")
    if amount is None or unit is None or unit.value != covers.quantity.unit:
        return Truth.UNKNOWN
    return Truth.of(amount.value <= covers.quantity.value)  # type: ignore[operator]


def _covers_parties(covers: Covers, event: Event) -> Truth:
    if not covers.parties:
        return Truth.TRUE
    covered = {_folded(name) for name in covers.parties}
    names = [(party.name, *party.other_names) for party in event.parties]
    return Truth.of(
        all(any(name and _folded(name) in covered for name in spellings) for spellings in names)
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _covers_route(covers: Covers, event: Event) -> Truth:
    if covers.loading is None and covers.discharge is None:
        return Truth.TRUE
    route = event.route if isinstance(event, Shipment) else None
    return all_of(
        (
            _covers_place(covers.loading, route.loading if route else None),
            _covers_place(covers.discharge, route.discharge if route else None),
        )
    )


def _covers_place(covered: str | None, place: Place | None) -> Truth:
    if covered is None:
        return Truth.TRUE
    if place is None:
        return Truth.UNKNOWN
    given = place.locode if len(covered) > len("KP") else place.country or (place.locode or "")[:2]
    return Truth.of(given == covered) if given else Truth.UNKNOWN


def _covers_day(claim: ExemptionClaim, day: date) -> Truth:
    if claim.valid_from is not None and day < claim.valid_from:
        return Truth.FALSE
    return Truth.of(claim.valid_until is None or day <= claim.valid_until)


__all__ = ["APPROVAL", "all_claims", "best_claim"]
