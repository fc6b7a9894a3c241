"""Lays stops and coast lines out on a sheet: plain numbers and paths, which a template draws."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.web.map.coast import land_within
from monitor.web.map.gazetteer import countries
from monitor.web.map.itinerary import Stop

WIDTH, HEIGHT = 960, 540
# Nothing is shown closer than this many degrees: a single port needs its surroundings.
_LEAST_SPAN = 6.0
_MARGIN = 0.18
# Beyond it the projection runs away, and no port lies there.
_POLAR = 80.0
_HALF_LABEL = 90


@dataclass(frozen=True, slots=True)
class Mark:
    """A stop on the sheet; ``anchor`` is the side of the point that its label stands on."""

    number: int
    x: float
    y: float
    exact: bool
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class CountryName:
    """Where the code of a country stands on the sheet."""

    x: float
    y: float
    code: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A map ready to be drawn: land and legs as SVG path data, marks, and all stops as a table."""

    land: str
    legs: tuple[str, ...]
    marks: tuple[Mark, ...]
    countries: tuple[CountryName, ...]
    stops: tuple[tuple[int, Stop], ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def says(self) -> str:
        """The map in words, for those who do not see it."""
        return "; ".join(
            f"{number}: {stop.what} {stop.name}, {stop.day}" for number, stop in self.stops
        )


def chart_of(stops: Sequence[Stop]) -> Chart | None:
    """Draw the map of some stops; nothing where none of them has a position."""
    numbered = _numbered(stops)
    drawn = _worth_drawing(numbered)
    placed = [(number, stop, _lon_lat(stop)) for number, stop in drawn]
    if not placed:
        return None
    turned = _on_one_side([lon for _, _, (lon, _) in placed])
    points = [(lon, lat) for lon, (_, _, (_, lat)) in zip(turned, placed, strict=True)]
    sheet = _Sheet.around(points)
    seen: set[int] = set()
    marks = []
    for (number, stop, _), point in zip(placed, points, strict=True):
        if number not in seen:
            seen.add(number)
            marks.append(sheet.mark(number, stop, point))
    lines = zip([stop.leg for _, stop, _ in placed], points, strict=True)
    return Chart(
        land=sheet.land(),
        legs=sheet.legs(list(lines)),
        marks=tuple(marks),
        countries=sheet.countries(),
        stops=numbered,
    )


def _numbered(stops: Sequence[Stop]) -> tuple[tuple[int, Stop], ...]:
    """Number the stops; the same place has the same number each time it is met."""
    known: dict[object, int] = {}
    return tuple(
        (known.setdefault(stop.position or stop.name, len(known) + 1), stop) for stop in stops
    )


def _worth_drawing(numbered: Sequence[tuple[int, Stop]]) -> list[tuple[int, Stop]]:
    """Leave countries off the sheet where ports are known: they would widen it for nothing."""
    placed = [(number, stop) for number, stop in numbered if stop.position is not None]
    exact = [(number, stop) for number, stop in placed if stop.position and stop.position.exact]
    return exact or placed


def _lon_lat(stop: Stop) -> tuple[float, float]:
    assert stop.position is not None
    return stop.position.lon, max(-_POLAR, min(_POLAR, stop.position.lat))


def _on_one_side(longitudes: Sequence[float]) -> list[float]:
    """Lay points beside each other that the date line parts."""
    if max(longitudes) - min(longitudes) <= 180:
        return list(longitudes)
    return [lon + 360 if lon < 0 else lon for lon in longitudes]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A Mercator sheet that keeps shapes, from the west and north edges of its frame."""

    west: float
    north: float
    scale: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> "_Sheet":
        xs = [lon for lon, _ in points]
        ys = [_mercator(lat) for _, lat in points]
        wide = max(max(xs) - min(xs), _LEAST_SPAN) * (1 + 2 * _MARGIN)
        high = max(max(ys) - min(ys), _LEAST_SPAN * HEIGHT / WIDTH) * (1 + 2 * _MARGIN)
        scale = min(WIDTH / wide, HEIGHT / high)
        west = (max(xs) + min(xs)) / 2 - WIDTH / scale / 2
        north = (max(ys) + min(ys)) / 2 + HEIGHT / scale / 2
        return cls(west, north, scale)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * self.scale
        y = (self.north - _mercator(lat)) * self.scale
        return round(x, 1), round(y, 1)

    def land(self) -> str:
        east = self.west + WIDTH / self.scale
        south = _latitude(self.north - HEIGHT / self.scale)
        rings = land_within(self.west, south, east, _latitude(self.north))
        return "".join(f"M{self._path(ring)}Z" for ring in rings)

    def legs(self, points: Sequence[tuple[int, tuple[float, float]]]) -> tuple[str, ...]:
        return tuple(
            f"M{self._path([here, there])}"
            for (leg, here), (next_leg, there) in pairwise(points)
            if here != there and leg == next_leg
        ) + self._track(points)

    def _track(self, points: Sequence[tuple[int, tuple[float, float]]]) -> tuple[str, ...]:
        # Activities are events of one place each: the line from day to day is the vessel's track.
        legs = [leg for leg, _ in points]
        single = [point for leg, point in points if legs.count(leg) == 1]
        return tuple(
            f"M{self._path([here, there])}" for here, there in pairwise(single) if here != there
        )

    def mark(self, number: int, stop: Stop, point: tuple[float, float]) -> Mark:
        x, y = self.at(*point)
        anchor = "end" if x > WIDTH - 2 * _HALF_LABEL else "start"
        exact = stop.position is not None and stop.position.exact
        return Mark(number, x, y, exact, _short(stop.name), anchor)

    def countries(self) -> tuple[CountryName, ...]:
        named = []
        for code, position in countries().items():
            x, y = self.at(position.lon, position.lat)
            if 0 < x < WIDTH and 0 < y < HEIGHT:
                named.append(CountryName(x, y, code))
        return tuple(named)

    def _path(self, ring: Sequence[tuple[float, float]]) -> str:
        return "L".join(f"{x:g} {y:g}" for x, y in (self.at(lon, lat) for lon, lat in ring))


def _short(name: str) -> str:
    first = name.partition(",")[0]
    return (first if any(letter.isalpha() for letter in first) else name)[:28]


def _mercator(lat: float) -> float:
    """Give the height of a parallel in degrees of longitude at the equator."""
    bounded = max(-_POLAR - 5, min(_POLAR + 5, lat))
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(bounded) / 2)))


def _latitude(height: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(height))) - math.pi / 2)
