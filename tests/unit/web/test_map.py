"""The map: where places lie, which lines are drawn, and that the coast is where it is."""

import pytest

from monitor.web.map import Gazetteer, chart_of, itinerary
from monitor.web.map.coast import land_within
from monitor.web.map.gazetteer import countries, ports

RAJIN = {"country": "KP", "locode": "KPRJN", "name": "Rajin"}
VOSTOCHNY = {"country": "RU", "locode": "RUVYP", "name": "Vostochny"}


def gazetteer() -> Gazetteer:
    return Gazetteer(lambda name: ("KPRJN",) if name == "Раджин" else ())


def shipment(loading: object, discharge: object, **more: object) -> dict[str, object]:
    route = {"loading": loading, "discharge": discharge}
    return {"occurred_on": "2023-09-01", "route": route, **more}


def test_a_stated_position_goes_before_the_code_of_the_port() -> None:
    found = gazetteer().position({**RAJIN, "lat": "42.10", "lon": "130.40"})
    assert found is not None
    assert (found.lat, found.lon, found.exact) == (42.10, 130.40, True)


def test_a_port_is_found_by_its_code_and_by_its_name_in_another_script() -> None:
    by_code, by_name = gazetteer().position(RAJIN), gazetteer().position({"name": "Раджин"})
    assert by_code == by_name == ports()["KPRJN"]


def test_a_port_is_found_by_its_name_in_its_own_country_only() -> None:
    found = gazetteer().position({"name": "CAM PHA", "country": "VN"})
    assert found == ports()["VNCPH"]
    elsewhere = gazetteer().position({"name": "Cam Pha", "country": "CN"})
    assert elsewhere == countries()["CN"]


def test_a_country_alone_gives_a_position_that_says_it_is_none() -> None:
    found = gazetteer().position({"country": "KP"})
    assert found is not None
    assert not found.exact
    assert 37 < found.lat < 43
    assert 124 < found.lon < 131


@pytest.mark.parametrize("lat", ["95", "abc", True, None])
def test_an_impossible_position_is_not_drawn(lat: object) -> None:
    assert gazetteer().position({"lat": lat, "lon": "130"}) is None


def test_the_code_that_lies_in_another_country_is_left_out() -> None:
    assert "KPCCD" not in ports()
    assert all(abs(each.lat) <= 90 and abs(each.lon) <= 180 for each in ports().values())
    assert len(countries()) > 200


def test_the_stops_of_a_cargo_stand_in_the_order_of_its_way() -> None:
    event = shipment(RAJIN, VOSTOCHNY)
    event["route"] = {**event["route"], "transshipment": [{"country": "CN"}, {"locode": "KRPUS"}]}  # type: ignore[dict-item]
    stops = itinerary([event], gazetteer())
    assert [stop.path for stop in stops] == [
        "route/loading", "route/transshipment/0", "route/transshipment/1", "route/discharge",
    ]  # fmt: skip


def test_activities_of_a_vessel_are_joined_from_day_to_day() -> None:
    calls = [
        {"occurred_on": "2023-10-02", "activity": "port_call", "place": VOSTOCHNY},
        {"occurred_on": "2023-09-28", "activity": "port_call", "place": RAJIN},
    ]
    chart = chart_of(itinerary(calls, gazetteer()))
    assert chart is not None
    assert [stop.day for _, stop in chart.stops] == ["2023-09-28", "2023-10-02"]
    assert len(chart.legs) == 1


def test_two_shipments_are_not_joined_with_each_other() -> None:
    chart = chart_of(itinerary([shipment(RAJIN, VOSTOCHNY)] * 2, gazetteer()))
    assert chart is not None
    assert len(chart.legs) == 2
    assert [mark.number for mark in chart.marks] == [1, 2]


def test_an_event_without_a_place_has_no_map_and_a_place_nobody_knows_stays_in_the_table() -> None:
    assert chart_of(itinerary([{"occurred_on": "2023-09-01"}], gazetteer())) is None
    chart = chart_of(itinerary([shipment(RAJIN, {"name": "Nowhere"})], gazetteer()))
    assert chart is not None
    assert [stop.position is None for _, stop in chart.stops] == [False, True]
    assert len(chart.marks) == 1


def test_places_on_both_sides_of_the_date_line_lie_side_by_side() -> None:
    chart = chart_of(itinerary([shipment(VOSTOCHNY, {"lat": "23", "lon": "-110"})], gazetteer()))
    assert chart is not None
    first, second = chart.marks
    assert 0 < first.x < second.x < chart.width
    assert chart.land


def test_marks_stay_on_the_sheet_at_the_ends_of_the_world() -> None:
    ends = [{"lat": str(lat), "lon": str(lon)} for lat in (-90, 90) for lon in (-180, 180)]
    chart = chart_of(itinerary([shipment(ends[0], end) for end in ends], gazetteer()))
    assert chart is not None
    assert all(0 <= m.x <= chart.width and 0 <= m.y <= chart.height for m in chart.marks)


def test_land_is_cut_at_the_frame() -> None:
    rings = land_within(124, 37, 131, 43)
    assert rings
    assert all(124 <= x <= 131 and 37 <= y <= 43 for ring in rings for x, y in ring)
    assert land_within(150, 20, 155, 25) == []


def test_a_country_alone_does_not_widen_a_map_of_ports() -> None:
    far = [shipment(RAJIN, VOSTOCHNY, place={"country": "BR"})]
    with_country, without = (
        chart_of(itinerary(far, gazetteer())),
        chart_of(itinerary([shipment(RAJIN, VOSTOCHNY)], gazetteer())),
    )
    assert with_country is not None
    assert without is not None
    assert with_country.marks == without.marks
    assert [stop.name for _, stop in with_country.stops][-1] == "BR"
