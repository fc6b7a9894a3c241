"""All families of the corpus together."""

from collections.abc import Iterator

from tests.golden.benign import before, dprk, edges, exempted, korea, lookalikes, world
from tests.golden.benign.kit import Family, Json, Kit

FAMILIES: tuple[Family, ...] = (
    *world.FAMILIES,
    *korea.FAMILIES,
    *dprk.FAMILIES,
    *before.FAMILIES,
    *lookalikes.FAMILIES,
    *exempted.FAMILIES,
    *edges.FAMILIES,
)


def corpus() -> Iterator[tuple[Family, Json]]:
    """Give every lawful event with its family, in the order of the events' days."""
    made = [
        (family, family.make(kit))
        for place, family in enumerate(FAMILIES, 1)
        for kit in (Kit(family.name, place),)
        for _ in range(family.count)
    ]
    made.sort(key=lambda pair: (pair[1]["occurred_on"], pair[1]["event_id"]))
    yield from made
