from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from monitor.domain.alert import Disposition, close
from monitor.domain.ports import EventKey
from monitor.web.deps import AppServices
from tests.web.conftest import Client, MovingClock, coal, coffee


def post(program: Client, *events: dict[str, Any]) -> None:
    for event in events:
        assert program.post("/v1/events", json=event).status_code == 202


def crude(number: int, **changes: Any) -> dict[str, Any]:
    """A coal shipment on a hull and a day of its own, so that it opens an alert of its own."""
    loading = {"country": "KP", "locode": "KPNAM", "on": f"2019-03-{number % 28 + 1:02}"}
    return coal(
        f"coal-{number}",
        vessel={"name": f"SYNTHETIC SHIP {number}", "imo": imo(number), "flag": "TG"},
        route={"loading": loading, "discharge": {"country": "VN"}},
        **changes,
    )


def imo(number: int) -> str:
    digits = f"{900_000 + number:06}"
    return digits + str(sum(int(d) * w for d, w in zip(digits, range(7, 1, -1), strict=True)) % 10)


def pages_of(program: Client, query: str = "") -> list[dict[str, Any]]:
    """Follow the cursor to the end."""
    pages, cursor = [], ""
    while True:
        page = program.get(f"/v1/alerts?limit=7{query}{cursor}").json()
        assert page["object"] == "list"
        assert page["has_more"] == (page["next"] is not None)
        pages.append(page)
        if page["next"] is None:
            return pages
        cursor = f"&cursor={page['next']}"


def test_a_flagged_event_stands_in_the_list(program: Client) -> None:
    post(program, coal(), coffee())
    (alert,) = program.get("/v1/alerts").json()["data"]
    assert alert["object"] == "alert"
    assert alert["rule"] == "dprk.2371.08.coal-export"
    assert (alert["level"], alert["verdict"], alert["state"]) == ("critical", "prohibited", "new")
    assert alert["provisions"][0] == {
        "instrument": "S/RES/2371 (2017)", "paragraph": "8", "short": "2371:8",
    }  # fmt: skip


def test_the_cursor_gives_every_alert_once_in_one_order(program: Client) -> None:
    post(program, *(crude(number) for number in range(23)))
    pages = pages_of(program)
    found = [alert["id"] for page in pages for alert in page["data"]]
    whole = [alert["id"] for alert in program.get("/v1/alerts?limit=200").json()["data"]]
    assert [len(page["data"]) for page in pages] == [7, 7, 7, 2]
    assert found == whole
    assert len(set(found)) == 23


def test_alerts_that_come_or_close_between_pages_shift_nothing(
    program: Client, services: AppServices, clock: MovingClock
) -> None:
    post(program, *(crude(number) for number in range(15)))
    first = program.get("/v1/alerts?limit=5").json()
    last_shown = services.store.alert(first["data"][-1]["id"])
    assert last_shown is not None
    proposed = close(last_shown, "a", Disposition.FALSE_POSITIVE, "no")
    with services.store.unit() as unit:
        unit.save_alerts([close(proposed, "b", Disposition.FALSE_POSITIVE, "no")], [], [])
    clock.move(timedelta(minutes=5))
    post(program, crude(99))
    rest: list[str] = []
    cursor = first["next"]
    while cursor is not None:
        page = program.get(f"/v1/alerts?limit=5&cursor={cursor}").json()
        rest += [alert["id"] for alert in page["data"]]
        cursor = page["next"]
    shown = [alert["id"] for alert in first["data"]]
    # The closed one moved to the end of the list and is met again there; no other is.
    assert rest[-1] == last_shown.id
    assert {*shown} & {*rest} == {last_shown.id}
    assert len({*shown, *rest}) == 16


def test_filters_narrow_and_combine(program: Client, services: AppServices) -> None:
    post(program, *(crude(number) for number in range(4)), crude(50, source="another-feed"))
    for query, count in {
        "": 5,
        "source=web-test": 4,
        "source=another-feed&level=critical": 1,
        "source=nobody": 0,
        "level=critical": 5,
        "level=medium": 0,
        "state=new": 5,
        "state=closed": 0,
        "rule=dprk.2371.08.coal-export": 5,
        "rule=dprk.none": 0,
        "provision=2371:8": 5,
        "provision=2371:9": 0,
        "q=synthetic%20SHIP%203": 1,
        "q=coal-2": 1,
        "q=%25": 0,
        "open=true": 5,
    }.items():
        assert len(program.get(f"/v1/alerts?{query}").json()["data"]) == count, query


def test_an_alert_says_why_it_stands(program: Client, services: AppServices) -> None:
    post(program, coal())
    alert_id = program.get("/v1/alerts").json()["data"][0]["id"]
    alert = program.get(f"/v1/alerts/{alert_id}").json()
    why = alert["why"]
    assert {"is_coal", "leaves_dprk"} <= set(why["clauses"])
    assert why["provisions"][0]["short"] == "2371:8"
    assert why["rulebook"] == services.rulebooks.current.digest
    assert why["lists"] == services.lists.digest
    assert any(piece["path"] == "goods/0/hs_code" for piece in why["evidence"])
    assert why["action"]
    assert [event["event_id"] for event in alert["events"]] == ["coal-1"]
    assert alert["exemptions"][0]["state"] == "not_claimed"
    assert alert["timeline"][0]["action"] == "open"
    assert alert["findings"][0]["finding"]["rule"] == "dprk.2371.08.coal-export"


def test_an_alert_that_is_not_there_is_not_found(program: Client) -> None:
    for path in ("al_0", "x", "al_" + "z" * 300, "al_%00"):
        assert program.get(f"/v1/alerts/{path}").status_code == 404


def test_a_correction_marks_the_alert_and_keeps_both_findings(program: Client) -> None:
    post(program, coal(), coal(notes="corrected"))
    (alert,) = program.get("/v1/alerts").json()["data"]
    detail = program.get(f"/v1/alerts/{alert['id']}").json()
    assert alert["superseded"]
    assert [event["superseded"] for event in detail["events"]] == [False, True]


@pytest.mark.parametrize(
    "event_id", ["a/b/c", "/", "%2F", "a b", "漢字/д", "?x=1#y", "line\nbreak\n"]
)
def test_any_event_id_has_an_address(program: Client, event_id: str) -> None:
    post(program, coffee(event_id))
    response = program.get(f"/v1/events/web-test/{quote(event_id, safe='')}")
    assert response.status_code == 200
    assert response.json()["event_id"] == event_id


def test_decimals_of_an_event_keep_every_digit(program: Client) -> None:
    raw = b"""{"source": "web-test", "event_id": "d", "kind": "shipment",
      "occurred_on": "2019-03-14", "goods": [{"hs_code": "090121",
      "quantity": {"value": 123456789012.12345678901234567, "unit": "kg"}}]}"""
    program.post("/v1/events", content=raw, headers={"Content-Type": "application/json"})
    version = program.get("/v1/events/web-test/d").json()["versions"][0]
    quantity = version["event"]["goods"][0]["quantity"]
    assert quantity["value"] == "123456789012.12345678901234567"


def test_an_event_that_is_not_there_is_not_found(program: Client) -> None:
    assert program.get("/v1/events/web-test/none").status_code == 404
    assert program.get("/v1/events/UPPER/none").status_code == 404
    assert program.get("/v1/events/web-test/a%00b").status_code == 404


def test_an_unjudged_event_has_an_operational_alert(
    program: Client, services: AppServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = services.intakes.engine  # type: ignore[attr-defined]

    def explode(*_: object) -> None:
        raise RuntimeError("a rule went wrong")

    monkeypatch.setattr(engine, "judge", explode)
    post(program, coal())
    monkeypatch.undo()
    (alert,) = program.get("/v1/alerts").json()["data"]
    detail = program.get(f"/v1/alerts/{alert['id']}").json()
    assert alert["provisions"] == []
    assert detail["why"]["clauses"] == []
    assert program.get("/v1/events/web-test/coal-1").json()["versions"][0]["error"]


def test_limits_show_totals_of_the_asked_day(program: Client) -> None:
    report = {
        "source": "committee", "event_id": "r-1", "kind": "committee_report",
        "occurred_on": "2024-06-30", "commodity": "refined_petroleum", "supplier_country": "RU",
        "period": {"from": "2024-06-01", "to": "2024-06-30"}, "product": "diesel",
        "quantity": {"value": "400000", "unit": "bbl"},
    }  # fmt: skip
    post(program, report)
    limits = program.get("/v1/limits?on=2024-07-01").json()["data"]
    refined = next(limit for limit in limits if "refined-petroleum" in limit["id"])
    assert refined["from"] == "2024-01-01"
    assert refined["limit"]["value"] == "500000"
    assert refined["reported"]["total"]["value"] == "400000"
    assert refined["reported"]["share_percent"] == "80"
    assert refined["reported"]["next_step"] == 90
    assert refined["observed"]["total"]["value"] == "0"
    assert program.get("/v1/limits?on=1990-01-01").json()["data"] == []
    assert program.get("/v1/limits?on=2024-02-30").status_code == 422


def test_rules_are_listed_and_read(program: Client, services: AppServices) -> None:
    listed = program.get("/v1/rules").json()["data"]
    assert len(listed) == len(services.rulebooks.current.rules)
    for rule in listed:
        detail = program.get(f"/v1/rules/{rule['id']}").json()
        assert detail["authority"]
        assert detail["clauses"]
        assert detail["cases"] > 0
    assert program.get("/v1/rules/dprk.0000.00.none").status_code == 404


def test_the_event_key_of_an_answer_reads_it_back(program: Client, services: AppServices) -> None:
    post(program, coffee())
    assert services.store.event_versions(EventKey("web-test", "coffee-1"))
