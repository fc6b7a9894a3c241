from __future__ import annotations

from monitor.service.rejections import redrive, rejection_to_json
from tests.worlds import World, coffee, lines, petroleum


def bare(event_id: str) -> dict[str, object]:
    return {key: value for key, value in coffee(event_id).items() if key != "source"}


def test_what_was_refused_can_be_taken_in_again_once_it_fits(world: World) -> None:
    world.take(bare("a"), bare("b"), b"{broken")
    assert len(world.store.rejections(10)) == 3
    summary = redrive(world.store, world.ingest, 100, source="customs-xx")
    assert (summary.accepted, summary.rejected) == (2, 1)


def test_a_second_time_adds_nothing_and_keeps_nothing_twice(world: World) -> None:
    world.take(bare("a"), b"{broken")
    redrive(world.store, world.ingest, 100, source="customs-xx")
    again = redrive(world.store, world.ingest, 100, source="customs-xx")
    assert (again.accepted, again.duplicates, again.rejected) == (0, 1, 1)
    assert len(world.store.rejections(10)) == 2


def test_the_oldest_goes_first(world: World) -> None:
    first = {key: value for key, value in petroleum("r", 5).items() if key != "source"}
    second = {**first, "quantity": {"value": "7", "unit": "bbl"}}
    world.ingest.run(lines([first]), "test")
    world.ingest.run(lines([second]), "test")
    summary = redrive(world.store, world.ingest, 100, source="committee")
    assert (summary.accepted, summary.corrections) == (1, 1)
    with world.store.unit() as unit:
        stamp = unit.latest([("committee", "r")])  # type: ignore[list-item]
    assert [found.version for found in stamp.values()] == [2]


def test_a_refused_input_is_shown_with_its_head(world: World) -> None:
    world.take(b"\xff\xfe" + b"x" * 2_000)
    shown = rejection_to_json(world.store.rejections(1)[0])
    assert shown["bytes"] == 2_002
    assert str(shown["head"]).startswith("\\xff\\xfexxx")
    assert len(str(shown["head"])) < 600
