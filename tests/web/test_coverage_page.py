"""The coverage page and API: every provision with its watch, and the law on a time line."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from monitor.rulebook.coverage import Coverage, Watch
from monitor.service.coverage import covered, lanes
from monitor.web.app import create_app
from monitor.web.deps import AppServices
from monitor.web.pages.timeline import LEFT, WIDTH, drawn
from tests.web.conftest import BookShelf, Client
from tests.web.test_pages import read

TODAY = date(2026, 11, 22)


def register(services: AppServices) -> Coverage:
    coverage = services.rulebooks.current.coverage
    assert coverage is not None
    return coverage


def test_every_provision_stands_on_the_page(officer: Client, services: AppServices) -> None:
    page = officer.get("/coverage").text
    for key, entry in register(services).provisions.items():
        assert f'id="p-{key}"' in page
        for rule in entry.rules:
            assert f"/rules/{rule}" in page
    shown = read(officer, "/coverage")
    assert "no end set" in shown.text
    assert "S/RES/2371 (2017)" in shown.text


@pytest.mark.parametrize("status", list(Watch))
def test_the_register_is_narrowed_to_a_status(
    officer: Client, program: Client, services: AppServices, status: Watch
) -> None:
    wanted = {k for k, one in register(services).provisions.items() if one.status is status}
    page = officer.get(f"/coverage?status={status.value}").text
    assert set(re.findall(r'<tr id="p-([a-z0-9-]+)"', page)) == wanted
    listed = program.get(f"/v1/coverage?status={status.value}").json()
    assert {one["key"] for one in listed["data"]} == wanted
    assert sum(listed["counts"].values()) == len(register(services).provisions)


def test_an_unknown_status_is_refused(officer: Client, program: Client) -> None:
    read(officer, "/coverage?status=x", 422)
    assert program.get("/v1/coverage?status=x").status_code == 422


def test_the_api_gives_a_provision_with_its_watch(program: Client) -> None:
    body = program.get("/v1/coverage").json()
    assert (body["object"], body["has_more"]) == ("list", False)
    coal = next(one for one in body["data"] if one["key"] == "2371-08")
    assert coal["cites"] == ["2371:8"]
    assert coal["instrument"] == "S/RES/2371 (2017)"
    assert (coal["from"], coal["until"], coal["status"]) == ("2017-08-05", None, "watched")
    assert "dprk.2371.08.coal-export" in coal["rules"]
    assert coal["cases"] > 20
    assert coal["faults"] == []


def test_what_is_amiss_is_shown(services: AppServices, program: Client) -> None:
    book = services.rulebooks.current
    provisions = dict(register(services).provisions)
    provisions["2371-08"] = replace(provisions["2371-08"], rules=("dprk.2371.08.gone",))
    provisions["1718-08a3"] = replace(provisions["1718-08a3"], status=Watch.PENDING, rules=())
    broken = replace(book, coverage=Coverage(provisions))
    shelf = BookShelf(broken, services.store)  # type: ignore[arg-type]
    app = create_app(replace(services, rulebooks=shelf), desk_token="t")
    client = Client(app)
    client.get("/desk?token=t")
    page = read(client, "/coverage")
    assert "there is no rule 'dprk.2371.08.gone'" in page.text
    assert "it is neither watched nor explained" in page.text
    before = sum(bool(one.faults) for one in covered(book))
    assert f"{before + 2} neither watched nor explained" in page.text
    assert client.get("/v1/coverage").json()["faults"] == before + 2


def test_a_book_without_a_register_says_so(services: AppServices) -> None:
    book = replace(services.rulebooks.current, coverage=None)
    shelf = BookShelf(book, services.store)  # type: ignore[arg-type]
    client = Client(create_app(replace(services, rulebooks=shelf), desk_token="t"))
    client.get("/desk?token=t")
    assert "has no register of provisions" in read(client, "/coverage").text
    assert client.get("/v1/coverage").json()["data"] == []


# --- the time line -------------------------------------------------------------------------------


def svg(officer: Client) -> ElementTree.Element:
    page = officer.get("/coverage").text
    drawing = re.search(r'<svg class="timeline-svg".*?</svg>', page, re.DOTALL)
    assert drawing is not None
    return ElementTree.fromstring(drawing[0])


def test_every_judged_rule_is_on_the_time_line_and_in_its_table(
    officer: Client, services: AppServices
) -> None:
    links = {link.get("href") for link in svg(officer).iter("a")}
    assert links == {f"/rules/{rule.id}" for rule in services.rulebooks.current.rules}
    page = officer.get("/coverage").text
    table = page[page.index("The time line as a table") : page.index('id="provisions"')]
    assert set(re.findall(r'href="(/rules/[^"]+)"', table)) == links


def test_the_drawing_has_a_name_a_description_and_no_style(officer: Client) -> None:
    drawing = svg(officer)
    named = str(drawing.get("aria-labelledby")).split()
    assert [one.get("id") for one in drawing if one.tag in {"title", "desc"}] == named
    assert "2026-11-22" in "".join(drawing.itertext())
    for one in drawing.iter():
        assert "style" not in one.attrib
        assert one.tag not in {"style", "script", "foreignObject"}
        assert not any(name.startswith("on") for name in one.attrib)


def test_a_bar_lies_where_its_days_are(services: AppServices) -> None:
    book = services.rulebooks.current
    line = drawn(lanes(book), book.vocab.instruments.values(), TODAY)
    assert line.first == date(2006, 1, 1)
    for band in line.bands:
        for bar in band.bars:
            assert LEFT <= bar.x < bar.x + bar.width <= WIDTH
            assert band.y <= bar.y < band.y + band.height
            if bar.is_open:
                assert bar.x + bar.width == WIDTH
            else:
                assert bar.span.period.until is not None
        rows: dict[int, int] = {}
        for bar in band.bars:
            assert bar.x >= rows.get(bar.y, 0), f"{bar.label} lies on another"
            rows[bar.y] = bar.x + bar.width


def test_coal_shows_the_law_as_it_followed_itself(services: AppServices) -> None:
    coal = next(lane for lane in lanes(services.rulebooks.current) if lane.tag == "sector.coal")
    days = [(one.rule.id, one.period.start, one.period.until) for one in coal.spans]
    assert days[0] == ("dprk.2270.29.coal-livelihood", date(2016, 3, 2), date(2016, 11, 30))
    assert ("dprk.2321.26.coal-limit", date(2016, 11, 30), date(2017, 8, 5)) in days
    assert ("dprk.2371.08.coal-export", date(2017, 8, 5), None) in days


def test_every_topic_of_the_rules_has_a_lane(services: AppServices) -> None:
    tags = {lane.tag for lane in lanes(services.rulebooks.current)}
    assert {"sector.coal", "sector.metals", "sector.seafood", "sector.textiles",
            "sector.petroleum", "sector.luxury", "sector.arms", "measure.labour",
            "measure.business", "measure.bank", "measure.training", "measure.ship-service",
            "measure.port-ban", "measure.asset-freeze"} <= tags  # fmt: skip
