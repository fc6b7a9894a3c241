"""Facts of vessels and aircraft: flag, hull, former identity, who stands behind them."""

from collections.abc import Sequence

from monitor.domain.event.cargo import Aircraft, Vessel, imo_check_digit_holds, imo_digits
from monitor.domain.event.party import Party
from monitor.domain.finding import Evidence
from monitor.domain.ports import Sighting
from monitor.domain.truth import Truth
from monitor.engine.enrich.control import itself
from monitor.engine.enrich.links import Link
from monitor.engine.enrich.parties import grade_of, listing_facts
from monitor.engine.enrich.prepared import Prepared
from monitor.engine.facts import Fact, Facts, Subject, tags_of, text_fact, truth_fact

CONTROLLING_ROLES = frozenset({"shipowner", "operator", "charterer"})


def vessel_facts(vessel: Vessel, path: str, prepared: Prepared, target: str) -> Facts:
    """Gather the facts of one vessel, under ``vessel.``; history speaks of the main one."""
    links, candidates = prepared.links, prepared.candidates
    sightings = prepared.sightings if path == "vessel" else ()
    own = [link for link in links if link.evidence.path.startswith(f"{path}/")]
    facts: Facts = {
        "vessel.dprk": grade_of(own),
        "vessel.identity_conflict": _conflict(vessel, path),
    }
    if vessel.name is not None:
        facts["vessel.name"] = text_fact(vessel.name, f"{path}/name")
    if vessel.type is not None:
        facts["vessel.type"] = text_fact(vessel.type, f"{path}/type")
    if vessel.imo is not None:
        facts["vessel.imo"] = _imo(vessel.imo, path)
    flag = _flag(vessel, path, own, target)
    if flag is not None:
        facts["vessel.flag"] = flag
    facts["vessel.former_flags"] = _former_flags(vessel, path, sightings)
    facts.update(
        listing_facts(
            "vessel", [itself(match) for match in candidates if match.path.split("/")[0] == path]
        )
    )
    return facts


def _imo(text: str, path: str) -> Fact:
    digits = imo_digits(text)
    if digits is None or not imo_check_digit_holds(digits):
        says = "it is no IMO number: the check digit does not hold"
        return Fact(text, certain=False, evidence=(Evidence(f"{path}/imo", text, says),))
    return text_fact(digits, f"{path}/imo")


def _flag(vessel: Vessel, path: str, links: Sequence[Link], target: str) -> Fact | None:
    if vessel.flag is not None:
        return text_fact(vessel.flag, f"{path}/flag")
    signs = [link for link in links if link.ground in ("mmsi", "call_sign")]
    if not signs:
        return None
    says = "its radio identity belongs to this flag"
    seen = tuple(Evidence(s.evidence.path, s.evidence.value, says) for s in signs)
    return Fact(target, certain=False, evidence=seen)


def _former_flags(vessel: Vessel, path: str, sightings: Sequence[Sighting]) -> Fact:
    flags: dict[str, tuple[Evidence, ...]] = {
        flag: (Evidence(f"{path}/former_flags", flag, ""),) for flag in vessel.former_flags
    }
    for seen in sightings:
        if seen.flag is not None and seen.flag != vessel.flag:
            says = f"an earlier event of {seen.day} gave this flag"
            flags.setdefault(seen.flag, (Evidence(f"{path}/imo", seen.imo, says),))
    return tags_of(flags)


def _conflict(vessel: Vessel, path: str) -> Fact:
    shown = vessel.shown
    if shown is None:
        return truth_fact(Truth.FALSE)
    differing = tuple(
        Evidence(f"{path}/shown/{key}", str(getattr(shown, key)), f"its own {key} is another")
        for key in ("name", "imo", "mmsi", "flag")
        if getattr(shown, key) is not None
        and getattr(vessel, key) is not None
        and getattr(shown, key) != getattr(vessel, key)
    )
    return truth_fact(Truth.of(bool(differing)), evidence=differing)


def vessel_subjects(main: Facts | None, other: Facts | None) -> tuple[Subject, ...]:
    """Make each vessel a subject that sees the other one as its counterpart."""
    subjects = []
    if main is not None:
        subjects.append(Subject("vessel", "vessel", {**main, **as_counterpart(other)}))
    if other is not None:
        subjects.append(Subject("vessel", "other_vessel", {**other, **as_counterpart(main)}))
    return tuple(subjects)


def as_counterpart(facts: Facts | None) -> Facts:
    """Rename a vessel's facts to those of the counterpart."""
    if facts is None:
        return {}
    return {f"other_{name}": fact for name, fact in facts.items()}


def controlled_by(parties: Sequence[Party], links: Sequence[Link]) -> tuple[Link, ...]:
    """Give possible links of the ship itself, from owners and operators of the country."""
    paths = [
        f"parties/{index}/"
        for index, party in enumerate(parties)
        if party.role in CONTROLLING_ROLES
    ]
    return tuple(
        Link(link.ground, certain=False, evidence=link.evidence)
        for link in links
        if link.evidence.path.startswith(tuple(paths)) and paths
    )


def aircraft_facts(aircraft: Aircraft, links: Sequence[Link]) -> Facts:
    """Gather the facts of an aircraft."""
    own = [link for link in links if link.evidence.path.startswith("aircraft/")]
    facts: Facts = {"aircraft.dprk": grade_of(own)}
    for key in ("registration", "type"):
        value = getattr(aircraft, key)
        if value is not None:
            facts[f"aircraft.{key}"] = text_fact(value, f"aircraft/{key}")
    return facts
