"""Facts of places: the route of a cargo, and where an activity happened."""

from collections.abc import Sequence

from monitor.domain.event.cargo import Place, Route
from monitor.domain.finding import Evidence
from monitor.engine.enrich.links import Link
from monitor.engine.facts import Fact, Facts, Port, Subject, tags_of


def place_facts(
    place: Place | None, name: str, path: str, links: Sequence[Link], target: str
) -> Facts:
    """Gather country, port and day of one place, under ``<name>.``."""
    if place is None:
        return {}
    facts: Facts = {}
    country = _country(place, path, links, target)
    if country is not None:
        facts[f"{name}.country"] = country
    if place.locode is not None or place.name is not None:
        shown = ", ".join(text for text in (place.name, place.locode) if text)
        key = "locode" if place.locode is not None else "name"
        port = Port(place.locode, place.name)
        facts[f"{name}.port"] = Fact(port, evidence=(Evidence(f"{path}/{key}", shown, ""),))
    if place.on is not None:
        day = (Evidence(f"{path}/on", place.on.isoformat(), ""),)
        facts[f"{name}.on"] = Fact(place.on, evidence=day)
    return facts


def _country(place: Place, path: str, links: Sequence[Link], target: str) -> Fact | None:
    if place.country is not None:
        return Fact(place.country, evidence=(Evidence(f"{path}/country", place.country, ""),))
    if place.locode is not None:
        country = place.locode[:2]
        says = f"UN/LOCODE {place.locode} lies in {country}"
        return Fact(country, evidence=(Evidence(f"{path}/locode", place.locode, says),))
    named = [link for link in links if link.evidence.path == f"{path}/name"]
    if not named:
        return None
    return Fact(target, certain=False, evidence=tuple(link.evidence for link in named))


def route_facts(route: Route | None, links: Sequence[Link], target: str) -> Facts:
    """Gather the facts of a route, under ``route.`` (and the mode under ``event.mode``)."""
    if route is None:
        return {}
    facts: Facts = {}
    for key in ("loading", "discharge", "final_destination"):
        facts.update(
            place_facts(getattr(route, key), f"route.{key}", f"route/{key}", links, target)
        )
    if route.mode is not None:
        facts["event.mode"] = Fact(route.mode, evidence=(Evidence("route/mode", route.mode, ""),))
    countries: dict[str, tuple[Evidence, ...]] = {}
    ports: dict[str, tuple[Evidence, ...]] = {}
    for index, place in enumerate(route.transshipment):
        country = place.country or (place.locode[:2] if place.locode else None)
        if country is not None:
            seen = Evidence(f"route/transshipment/{index}/country", country, "")
            countries.setdefault(country, (seen,))
        if place.locode is not None:
            seen = Evidence(f"route/transshipment/{index}/locode", place.locode, "")
            ports.setdefault(place.locode, (seen,))
    facts["route.transshipment.countries"] = tags_of(countries)
    facts["route.transshipment.ports"] = tags_of(ports)
    return facts


def place_subjects(shared: Facts, route: Route | None) -> tuple[Subject, ...]:
    """Make each place of the event a subject with ``place.`` facts."""
    subjects = []
    if any(name.startswith("place.") for name in shared):
        own = {name: fact for name, fact in shared.items() if name.startswith("place.")}
        subjects.append(Subject("place", "place", own))
    for key in ("loading", "discharge", "final_destination"):
        prefix = f"route.{key}."
        own = {
            f"place.{name.removeprefix(prefix)}": fact
            for name, fact in shared.items()
            if name.startswith(prefix)
        }
        if own:
            subjects.append(Subject("place", f"route/{key}", own))
    for index, place in enumerate(route.transshipment if route is not None else ()):
        path = f"route/transshipment/{index}"
        subjects.append(Subject("place", path, place_facts(place, "place", path, (), "")))
    return tuple(subjects)
