"""The stops that events report: a cargo's route in order, a vessel's activities by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.web.map.gazetteer import Gazetteer, Position

STOPS_MAX = 200
_ROUTE = (
    ("loading", "loading"),
    ("transshipment", "transshipment"),
    ("discharge", "discharge"),
    ("final_destination", "final destination"),
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of one event; ``position`` is missing where nobody knows where it lies.

    ``leg`` numbers the events: stops of one shipment are joined by a line, and so are the
    activities of one vessel from day to day.
    """

    leg: int
    day: str
    what: str
    name: str
    path: str
    position: Position | None


def itinerary(events: Sequence[Mapping[str, object]], gazetteer: Gazetteer) -> tuple[Stop, ...]:
    """Give the stops of events, oldest first, at most ``STOPS_MAX``."""
    found = [
        stop
        for leg, event in enumerate(sorted(events, key=_day_of))
        for stop in _stops(leg, event, gazetteer)
    ]
    return tuple(found[:STOPS_MAX])


def _day_of(event: Mapping[str, object]) -> str:
    return str(event.get("started_at") or event.get("occurred_on") or "")[:10]


def _stops(leg: int, event: Mapping[str, object], gazetteer: Gazetteer) -> Iterator[Stop]:
    day = str(event.get("occurred_on") or "")[:10]
    for path, what, place in _places(event):
        on = str(place.get("on") or day)
        yield Stop(leg, on, what, _name(place), path, gazetteer.position(place))


def _places(
    event: Mapping[str, object],
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    route = event.get("route")
    for key, what in _ROUTE if isinstance(route, Mapping) else ():
        given = route.get(key) if isinstance(route, Mapping) else None
        if isinstance(given, Mapping):
            yield f"route/{key}", what, given
        elif isinstance(given, Sequence) and not isinstance(given, str):
            for index, place in enumerate(given):
                if isinstance(place, Mapping):
                    yield f"route/{key}/{index}", what, place
    place = event.get("place")
    if isinstance(place, Mapping):
        yield "place", str(event.get("activity") or "place").replace("_", " "), place


def _name(place: Mapping[str, object]) -> str:
    said = [str(place[key]) for key in ("name", "locode", "country") if place.get(key)]
    if said:
        return ", ".join(said)
    return f"{place.get('lat')}, {place.get('lon')}"
