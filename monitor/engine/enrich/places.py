"""Facts of places: the route of a cargo, and where an activity happened."""

from monitor.domain.event.cargo import Place, Route
from monitor.domain.finding import Evidence
from monitor.engine.enrich.prepared import Prepared
from monitor.engine.facts import Fact, Facts, Port, Subject, tags_of
from monitor.rulebook.vocab import Vocab

_KEYS = ("country", "port", "on")
_PLACES = (
    ("place", "place"),
    ("route.loading", "route/loading"),
    ("route.discharge", "route/discharge"),
    ("route.final_destination", "route/final_destination"),
)


class Places:
    """Reads the places of one event; a LOCODE tells the country where nobody else does."""

    def __init__(self, prepared: Prepared, vocab: Vocab, target: str) -> None:
        self._links = prepared.links
        self._vocab = vocab
        self._target = target

    def facts(self, place: Place | None, name: str, path: str) -> Facts:
        """Gather country, port and day of one place, under ``<name>.``."""
        if place is None:
            return {}
        facts: Facts = {}
        country = self._country(place, path)
        if country is not None:
            facts[f"{name}.country"] = country
        if place.locode is not None or place.name is not None:
            shown = ", ".join(text for text in (place.name, place.locode) if text)
            key = "locode" if place.locode is not None else "name"
            seen = (Evidence(f"{path}/{key}", shown, ""),)
            facts[f"{name}.port"] = Fact(Port(place.locode, place.name), evidence=seen)
        if place.on is not None:
            day = (Evidence(f"{path}/on", place.on.isoformat(), ""),)
            facts[f"{name}.on"] = Fact(place.on, evidence=day)
        return facts

    def route(self, route: Route | None) -> Facts:
        """Gather the facts of a route, under ``route.`` (and the mode under ``event.mode``)."""
        if route is None:
            return {}
        facts: Facts = {}
        for key in ("loading", "discharge", "final_destination"):
            facts.update(self.facts(getattr(route, key), f"route.{key}", f"route/{key}"))
        if route.mode is not None:
            seen = (Evidence("route/mode", route.mode, ""),)
            facts["event.mode"] = Fact(route.mode, evidence=seen)
        facts.update(self._transshipment(route))
        return facts

    def subjects(self, shared: Facts, route: Route | None) -> tuple[Subject, ...]:
        """Make each place of the event a subject with ``place.`` facts."""
        subjects = []
        for name, path in _PLACES:
            own = {
                f"place.{key}": shared[full] for key in _KEYS if (full := f"{name}.{key}") in shared
            }
            if own:
                subjects.append(Subject("place", path, own))
        for index, place in enumerate(route.transshipment if route is not None else ()):
            path = f"route/transshipment/{index}"
            subjects.append(Subject("place", path, self.facts(place, "place", path)))
        return tuple(subjects)

    def _country(self, place: Place, path: str) -> Fact | None:
        if place.country is not None:
            return Fact(place.country, evidence=(Evidence(f"{path}/country", place.country, ""),))
        if place.locode is not None:
            country = self._vocab.country_of(place.locode)
            says = f"UN/LOCODE {place.locode} lies in {country}"
            return Fact(country, evidence=(Evidence(f"{path}/locode", place.locode, says),))
        named = [link for link in self._links if link.evidence.path == f"{path}/name"]
        if not named:
            return None
        return Fact(self._target, certain=False, evidence=tuple(link.evidence for link in named))

    def _transshipment(self, route: Route) -> Facts:
        countries: dict[str, tuple[Evidence, ...]] = {}
        ports: dict[str, tuple[Evidence, ...]] = {}
        for index, place in enumerate(route.transshipment):
            path = f"route/transshipment/{index}"
            country = self._country(place, path)
            if country is not None:
                countries.setdefault(str(country.value), country.evidence)
            if place.locode is not None:
                seen = Evidence(f"{path}/locode", place.locode, "")
                ports.setdefault(place.locode, (seen,))
        return {
            "route.transshipment.countries": tags_of(countries),
            "route.transshipment.ports": tags_of(ports),
        }
