"""The dashboard, the outbox and exports: what they show, to whom, and that charts are harmless."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from lxml import etree, html

from alerts.store import SqlStore
from monitor.domain.ports.audit import AuditFilter
from monitor.domain.ports.outbox import Delivery, Message
from monitor.service.dashboard import HELD
from monitor.web.charts.paint import TONES, drawing, painted, tone
from monitor.web.charts.shelf import KEPT_MAX, Shelf
from monitor.web.deps import AppServices
from monitor.web.pages.render import _STYLE
from tests.web.conftest import NDJSON, NOW, Client, MovingClock, coal, make_key


def parsed(text: str) -> Any:
    """A page as a tree."""
    return html.fromstring(text)


@pytest.fixture
def board(program: Client, clock: MovingClock) -> None:
    """Alerts of a few events."""
    lines = [coal("a"), coal("b", vessel={"name": "<b>SHIP</b>", "flag": "TG"})]
    program.post("/v1/events", content="\n".join(map(json.dumps, lines)), headers=NDJSON)


def test_the_dashboard_shows_every_part(board: None, officer: Client) -> None:
    page = parsed(officer.get("/dashboard").text)
    titles = [" ".join(found.text_content().split()) for found in page.iter("h2")]
    for part in (
        "Backlog over 90 days", "Open alerts by age", "Time to decide closed in 90 days",
        "Open alerts by paragraph", "Alerts by source", "False positives by rule which rules to tune",
        "Feeds", "Lists", "Coverage",
    ):  # fmt: skip
        assert part in titles
    assert any("petroleum" in title for title in titles)


def test_numbers_lead_to_the_queue_behind_them(board: None, officer: Client) -> None:
    page = parsed(officer.get("/dashboard").text)
    counts = {
        link.get("href"): int(link.text_content().split()[0].replace(",", ""))
        for link in page.xpath("//main//a[starts-with(@href, '/?')]")
        if re.match(r"\s*[\d,]+", link.text_content())
    }
    assert len(counts) > 8
    for address, count in counts.items():
        queue = parsed(officer.get(address).text)
        assert len(queue.xpath("//table[contains(@class, 'queue')]/tbody/tr")) == count, address


def test_a_chart_has_words_and_colours_of_the_desk_and_nothing_that_acts(
    board: None, officer: Client
) -> None:
    page = parsed(officer.get("/dashboard").text)
    charts = page.xpath("//svg[contains(@class, 'chart')]")
    assert len(charts) >= 6
    ids = page.xpath("//*/@id")
    assert len(ids) == len(set(ids))
    for chart in charts:
        assert chart.get("role") == "img"
        for own_id in chart.get("aria-labelledby").split():
            assert page.xpath(f"//*[@id='{own_id}']")[0].text
        text = html.tostring(chart).decode()
        assert not re.search(r"style=|<style|<script|<a |javascript:|url\((?!#)|#0000", text)
        assert not [found for found in re.findall(r'href="([^"]+)"', text) if found[0] != "#"]


def test_every_tone_of_a_chart_stands_in_the_style_sheet() -> None:
    sheet = _STYLE.read_text()
    for name in TONES:
        assert f".f-{name} {{ fill: var(--{name}); }}" in sheet
        assert f".s-{name} {{ stroke: var(--{name}); }}" in sheet


def test_the_same_chart_is_the_same_to_the_byte() -> None:
    def draw() -> str:
        with drawing(1.0) as (figure, (axes,)):
            axes.barh(["<script>a</script>"], [1], color=tone("high"))
            return str(painted(figure, "x", "A & B", "says <b>"))

    first = draw()
    assert first == draw()
    root: Any = etree.fromstring(first.encode())
    assert [child.text for child in root[:2]] == ["A & B", "says <b>"]
    assert not root.xpath("//*[local-name() = 'script']")


def test_a_colour_that_is_none_of_the_desk_is_refused() -> None:
    with drawing(1.0) as (figure, (axes,)):
        axes.barh(["a"], [1], color="#123456")
        with pytest.raises(ValueError, match="#123456 is none of the desk's"):
            painted(figure, "x", "t", "s")


def test_a_chart_is_drawn_once_for_one_content() -> None:
    shelf, drawn = Shelf(), list[int]()

    def draw(number: int) -> Any:
        drawn.append(number)
        return f"chart {number}"

    for _ in range(3):
        assert shelf.chart("a", (1, 2), lambda: draw(1)) == "chart 1"
    assert shelf.chart("b", (1, 2), lambda: draw(2)) == "chart 2"
    for number in range(KEPT_MAX):
        shelf.chart("many", number, lambda: draw(3))
    shelf.chart("a", (1, 2), lambda: draw(4))
    assert drawn[:2] == [1, 2]
    assert drawn[-1] == 4


def test_an_empty_store_has_a_dashboard_too(officer: Client) -> None:
    answer = officer.get("/dashboard?days=365")
    assert answer.status_code == 200
    assert "No alert waits." in answer.text
    assert officer.get("/dashboard?days=7").status_code == 422


def test_figures_are_the_same_for_programs(
    board: None, program: Client, clock: MovingClock
) -> None:
    figures = program.get("/v1/figures").json()
    listed = program.get("/v1/alerts?open=true&limit=200").json()["data"]
    assert figures["waiting"] == len(listed)
    assert sum(one["open"] for one in figures["levels"]) == len(listed)
    assert figures["course"][-1]["waiting"] == len(listed)
    assert {one["source"] for one in figures["sources"]} == {"web-test"}
    clock.move(HELD + timedelta(seconds=1))
    assert program.get("/v1/figures").json()["as_of"] > figures["as_of"]


def test_figures_and_exports_need_their_scopes(app: FastAPI, services: AppServices) -> None:
    reader = Client(app)
    reader.headers = {"Authorization": f"Bearer {make_key(services, 'alerts:read')}"}
    assert reader.get("/v1/figures").status_code == 403
    assert reader.get("/v1/exports/alerts").status_code == 403
    assert Client(app).get("/dashboard").status_code == 401
    assert Client(app).get("/outbox").status_code == 401


# --- exports -------------------------------------------------------------------------------------


def test_an_export_is_streamed_in_each_form_and_recorded(
    board: None, officer: Client, services: AppServices
) -> None:
    lines = officer.get("/v1/exports/alerts").text.splitlines()
    listed = officer.get("/v1/exports/alerts?format=json")
    assert [json.loads(line) for line in lines] == listed.json()
    assert listed.headers["content-disposition"] == 'attachment; filename="alerts-2026-11-22.json"'
    text = officer.get("/v1/exports/alerts?format=csv&level=critical").text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["level"] for row in rows} == {"critical"}
    asked = AuditFilter(action="alerts.export")
    forms = [entry.deed.after for entry in services.access.audit.store.entries(asked, None, 9)]
    assert forms == [
        {"format": "csv", "filter": {"level": "critical"}},
        {"format": "json", "filter": {}},
        {"format": "ndjson", "filter": {}},
    ]


def test_an_export_takes_the_filters_of_the_queue(board: None, program: Client) -> None:
    one = program.get("/v1/exports/alerts?level=info").text
    assert one == ""
    assert program.get("/v1/exports/alerts?format=xml").status_code == 422
    assert program.get("/v1/exports/alerts?level=loud").status_code == 422


# --- outbox --------------------------------------------------------------------------------------


def put(store: SqlStore, own_id: str, *, dead: bool) -> None:
    body = {"title": "t", "text": "t", "type": "t", "data": {}}
    store.outbox.put([Message(own_id, own_id, "siem", "opened", "al_1", body)], NOW)
    if dead:
        store.outbox.failed(own_id, "the receiver answered <500>", None)


def test_an_administrator_sees_the_outbox_and_sends_again(officer: Client, store: SqlStore) -> None:
    put(store, "nt_1", dead=True)
    put(store, "nt_2", dead=False)
    page = officer.get("/outbox?state=dead")
    assert "the receiver answered &lt;500&gt;" in page.text
    assert "nt_2" not in page.text
    form = parsed(page.text).xpath("//form[@action='/outbox/retry']")[0]
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert officer.post("/outbox/retry", data=fields).status_code == 303
    assert store.outbox.counts()[Delivery.DEAD] == 0
    store.outbox.delivered("nt_1", NOW)
    assert officer.post("/outbox/retry", data=fields).status_code == 409
    assert officer.post("/outbox/retry", data={"id": "nt_1"}).status_code == 403
