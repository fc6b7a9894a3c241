"""Where a reported place lies: by its own position, its UN/LOCODE, its name, or its country."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DATA = files("monitor.web.map") / "data"


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees, WGS 84; ``exact`` is false where only the country is known."""

    lat: float
    lon: float
    exact: bool = True


class Gazetteer:
    """Finds positions; what it does not know has none, and the page says so."""

    def __init__(self, codes_of_name: Callable[[str], tuple[str, ...]]) -> None:
        """Takes the rulebook's places, which know a port by its names in any script.

        Args:
            codes_of_name: Gives the UN/LOCODEs of the places that a text names.
        """
        self._codes_of_name = codes_of_name

    def position(self, place: Mapping[str, object]) -> Position | None:
        """Give where a ``PLACE`` of the event contract lies, or nothing."""
        return _stated(place) or self._port(place) or _country(place)

    def _port(self, place: Mapping[str, object]) -> Position | None:
        code, name = place.get("locode"), place.get("name")
        if isinstance(code, str):
            return ports().get(code)
        if not isinstance(name, str):
            return None
        known = ports()
        codes = (code for code in self._codes_of_name(name) if code in known)
        found = next(codes, None) or names().get((str(place.get("country")), _letters(name)))
        return known[found] if found is not None else None


def _stated(place: Mapping[str, object]) -> Position | None:
    lat, lon = _degrees(place.get("lat"), 90), _degrees(place.get("lon"), 180)
    return None if lat is None or lon is None else Position(lat, lon)


def _degrees(value: object, most: int) -> float | None:
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return None
    try:
        degrees = float(value)
    except ValueError:
        return None
    return degrees if abs(degrees) <= most else None


def _country(place: Mapping[str, object]) -> Position | None:
    code = place.get("country") or str(place.get("locode") or "")[:2]
    return countries().get(str(code))


@cache
def ports() -> Mapping[str, Position]:
    """Give the position of each port by UN/LOCODE."""
    return {
        code: Position(float(lat), float(lon)) for code, _, lat, lon in _rows("ports.tsv", width=4)
    }


@cache
def names() -> Mapping[tuple[str, str], str]:
    """Give the UN/LOCODE of each port by country and name; of two of one name, the first."""
    found: dict[tuple[str, str], str] = {}
    for code, name, *_ in _rows("ports.tsv", width=4):
        found.setdefault((code[:2], _letters(name)), code)
    return found


@cache
def countries() -> Mapping[str, Position]:
    """Give a point inside each country by ISO 3166-1 alpha-2 code."""
    return {
        code: Position(float(lat), float(lon), exact=False)
        for code, lat, lon in _rows("countries.tsv", width=3)
    }


def _letters(name: str) -> str:
    """Compare names without blanks, hyphens and case: Cam Pha is Campha."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _rows(name: str, width: int) -> Iterator[list[str]]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            row = line.split("\t")
            if len(row) != width:
                msg = f"{name}: a row of {len(row)} columns, not {width}: {line}"
                raise ValueError(msg)
            yield row
