"""Coast lines of the world: Natural Earth 1:50m, unpacked once from its TopoJSON."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from shapely import Geometry, Polygon, STRtree, clip_by_rect, make_valid

_FILE = "data/land-50m.json"
Ring = list[tuple[float, float]]


def land_within(west: float, south: float, east: float, north: float) -> list[Ring]:
    """Give the outlines of the land inside a frame, in degrees, cut at its edges.

    Longitudes of the frame may run beyond 180: the world is laid side by side with itself.
    """
    return [
        [(x + shift, y) for x, y in ring]
        for shift in (-360, 0, 360)
        if west - shift < 180 and east - shift > -180
        for ring in _cut(west - shift, south, east - shift, north)
    ]


def _cut(west: float, south: float, east: float, north: float) -> Iterator[Ring]:
    land, tree = _world()
    frame = Polygon([(west, south), (east, south), (east, north), (west, north)])
    fine = (east - west) / 1200
    for index in sorted(int(found) for found in tree.query(frame)):
        yield from _rings(clip_by_rect(land[index], west, south, east, north).simplify(fine))


def _rings(shape: Geometry) -> Iterator[Ring]:
    if isinstance(shape, Polygon):
        if not shape.is_empty:
            yield [(x, y) for x, y, *_ in shape.exterior.coords]
        return
    for part in getattr(shape, "geoms", ()):
        yield from _rings(part)


@cache
def _world() -> tuple[Sequence[Geometry], STRtree]:
    topology = json.loads((files("monitor.web.map") / _FILE).read_bytes())
    arcs = _absolute(topology)
    land = [
        make_valid(Polygon(_ring(ids[0], arcs)))
        for geometry in topology["objects"]["land"]["geometries"]
        for ids in geometry["arcs"]
    ]
    return land, STRtree(land)


def _absolute(topology: Any) -> list[Ring]:
    """Undo the packing: arcs are steps on a grid (TopoJSON specification 2.1.2, 2.1.3)."""
    (step_x, step_y), (left, low) = (topology["transform"][key] for key in ("scale", "translate"))
    arcs = []
    for packed in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for dx, dy in packed:
            x, y = x + dx, y + dy
            arc.append((x * step_x + left, y * step_y + low))
        arcs.append(arc)
    return arcs


def _ring(ids: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    ring: Ring = []
    for index in ids:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring
