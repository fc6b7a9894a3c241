"""The limits pages and API: what a limit stands on, and where its rate leads."""

import json
from typing import Any

import pytest

from tests.web.conftest import NDJSON, Client
from tests.web.test_alerts_api import post
from tests.web.test_pages import read

PETROLEUM = "dprk.2397.05.refined-petroleum-limit"
COAL = "dprk.2321.26.coal-limit"


def report(event_id: str, first: str, last: str, barrels: str, **changes: Any) -> dict[str, Any]:
    event: dict[str, Any] = {
        "source": "committee", "event_id": event_id, "kind": "committee_report",
        "occurred_on": last, "commodity": "refined_petroleum", "supplier_country": "RU",
        "period": {"from": first, "to": last}, "product": "diesel",
        "quantity": {"value": barrels, "unit": "bbl"},
    }  # fmt: skip
    return {**event, **changes}


def tanker(event_id: str, value: str, unit: str, **changes: Any) -> dict[str, Any]:
    event: dict[str, Any] = {
        "source": "tracking", "event_id": event_id, "kind": "shipment",
        "occurred_on": "2019-03-01", "certainty": "observed", "stage": "delivered",
        "goods": [{"hs_code": "27101943", "description": "diesel",
                   "quantity": {"value": value, "unit": unit}}],
        "route": {"loading": {"country": "RU"}, "discharge": {"country": "KP"}},
    }  # fmt: skip
    return {**event, **changes}


def worked_example(program: Client) -> None:
    """The example of docs/limits.md."""
    post(
        program,
        report("jan", "2019-01-01", "2019-01-31", "60000"),
        report("feb", "2019-02-01", "2019-02-28", "58000"),
        tanker("t", "3500", "t"),
    )


def test_the_api_gives_the_worked_example(program: Client) -> None:
    worked_example(program)
    found = program.get("/v1/limits?on=2019-04-20").json()["data"]
    (limit,) = [one for one in found if one["id"] == PETROLEUM]
    assert (limit["measure"], limit["cite"]) == ("quantity", "2397:5")
    reported = limit["reported"]
    assert reported["left_to_next_step"] == {"value": "257000", "unit": "barrel"}
    assert reported["projection"]["total"]["value"] == "730000"
    assert reported["projection"]["through"] == "2019-02-28"
    assert [step["projected_on"] for step in reported["steps"]] == [
        "2019-07-07", "2019-08-13", "2019-08-26", "2019-09-08",
    ]  # fmt: skip
    assert limit["observed"]["projection"]["total"]["value"] == "86637.727272"
    assert limit["observed"]["no_projection"] is None


def test_the_page_gives_the_worked_example(officer: Client, program: Client) -> None:
    worked_example(program)
    page = read(officer, "/limits?on=2019-04-20")
    assert "257,000 barrels left to it" in page.text
    assert "730,000 barrels (146 %) when the window ends" in page.text
    assert "75 % on 2019-07-07" in page.text
    assert "above 100 % on 2019-09-08" in page.text
    assert "2019-01-01 through 2019-02-28, the last day that a report covers" in page.text
    assert "86,637.7 barrels (17.3 %)" in page.text
    assert "No projection: no delivery counts up to this day." in page.text
    assert f"/limits/{PETROLEUM}?from=2019-01-01&on=2019-04-20" in page.links


def test_two_measures_are_one_limit_on_the_page_and_two_rows_in_the_api(
    officer: Client, program: Client
) -> None:
    rows = [
        (one["id"], one["measure"], one["limit"]["unit"])
        for one in program.get("/v1/limits?on=2017-04-15").json()["data"]
    ]
    assert rows == [(COAL, "quantity", "t"), (COAL, "value", "USD")]
    page = read(officer, "/limits?on=2017-04-15")
    assert "One limit in 2 measures" in page.text
    assert "By value, in US dollars" in page.text
    assert "counted until 2017-08-05" in page.text


def test_the_page_of_a_limit_shows_each_delivery_and_why_it_counts_not(
    officer: Client, program: Client
) -> None:
    worked_example(program)
    post(program, report("feb-b", "2019-02-01", "2019-02-28", "50000", reported_at="2019-05-01"))
    post(program, report("jan", "2019-01-01", "2019-01-31", "61000"))
    post(
        program,
        tanker("t-berth", "3400", "t", relates_to=[{"event_id": "t", "as": "same_cargo"}]),
        tanker("x", "2", "XSH"),
    )
    page = read(officer, f"/limits/{PETROLEUM}?from=2019-01-01&on=2019-04-20")
    for text in (
        "No: replaced by the later report feb-b",
        "No: corrected by version 2",
        "No: the same cargo as t",
        "Counts as unknown: the unit has no known conversion",
        "× 7.46",
        "3500 t",
        "2019-02-01 to 2019-02-28",
        "Took the place of feb",
        "Not counted, as this one stands: t",
        "after the window",
        "at least: 1 of 2 deliveries has no known conversion",
    ):
        assert text in page.text, text
    assert "/events/committee/feb-b" in page.links
    assert f"/limits/{PETROLEUM}?from=2018-01-01" in page.links
    assert f"/limits/{PETROLEUM}?from=2020-01-01" in page.links


def test_a_window_without_deliveries_says_so(officer: Client) -> None:
    page = read(officer, f"/limits/{PETROLEUM}")
    assert "2026-01-01 to 2027-01-01" in page.text
    assert page.text.count("Nothing was ever counted here.") == 2


def test_the_windows_of_a_limit_lead_to_each_other_and_end(officer: Client) -> None:
    first = read(officer, f"/limits/{PETROLEUM}?from=2017-10-01")
    assert "2017-10-01 to 2018-01-01" in first.text
    assert f"/limits/{PETROLEUM}?from=2018-01-01" in first.links
    assert "Window before" not in first.text
    last = read(officer, f"/limits/{COAL}")
    assert "2017-01-01 to 2018-01-01" in last.text
    assert f"/limits/{COAL}?from=2016-11-30" in last.links
    assert "Window after" not in last.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/limits/none", 404),
        ("/limits/dprk.2371.08.coal-export", 404),
        (f"/limits/{PETROLEUM}?from=2010-01-01", 404),
        (f"/limits/{COAL}?from=2019-01-01", 404),
        (f"/limits/{PETROLEUM}?from=x", 422),
        (f"/limits/{PETROLEUM}?from=2024-02-30", 200),
        (f"/limits/{PETROLEUM}?from=2019-01-01&on=2031-01-01", 200),
        (f"/limits/{PETROLEUM}?from=0001-01-01", 404),
        (f"/limits/{PETROLEUM}?from=9999-12-31", 404),
        ("/limits?on=9999-12-31", 200),
        ("/limits?on=0001-01-01", 200),
    ],
)
def test_odd_addresses_of_limits_are_answered(officer: Client, path: str, status: int) -> None:
    read(officer, path, status)


def test_a_hostile_event_id_stays_inert(officer: Client, program: Client) -> None:
    hostile = report("<b>&\u202e'\"", "2019-01-01", "2019-01-31", "1")
    program.post("/v1/events", content=json.dumps(hostile), headers=NDJSON)
    page = officer.get(f"/limits/{PETROLEUM}?from=2019-01-01").text
    assert "<b>" not in page
    assert "\u202e" not in page
