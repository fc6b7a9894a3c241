"""Every page as a browser sees it: accessible, narrow, without script, on paper, inside the policy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

PAGES = (
    "/",
    "/cases",
    "/dashboard",
    "/limits",
    "/rules",
    "/coverage",
    "/lists",
    "/screen",
    "/clearances",
    "/rejected",
)
SEEN = (*PAGES, "ALERT")


def reach(page: Page, path: str) -> None:
    if path == "ALERT":
        page.goto("/?sort=age")
        path = str(page.locator("a.what").first.get_attribute("href"))
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path


@pytest.mark.parametrize("path", SEEN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(visit: Visit, path: str, scheme: str) -> None:
    page = visit("officer-one", color_scheme=scheme).page
    reach(page, path)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    said = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found.response["violations"]
    ]
    assert said == []


@pytest.mark.parametrize("path", SEEN)
def test_a_narrow_screen_scrolls_in_one_direction_only(visit: Visit, path: str) -> None:
    page = visit("officer-one", viewport={"width": 360, "height": 740}).page
    reach(page, path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{path} is {wide} px wide"


@pytest.mark.parametrize("path", SEEN)
def test_the_policy_is_never_broken(visit: Visit, path: str) -> None:
    visitor = visit("supervisor-one")
    reach(visitor.page, path)
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.console == []


def test_an_alert_is_worked_without_script(visit: Visit) -> None:
    page = visit("officer-two", java_script_enabled=False).page
    page.goto("/?level=high&sort=age")
    address = str(page.locator("a.what").last.get_attribute("href"))
    page.goto(address)
    page.get_by_role("button", name="Review").click()
    expect(page.locator(".badges")).to_contain_text("review", ignore_case=True)
    page.locator("textarea[name=text]").fill("Asked the bank for the bill of lading")
    page.get_by_role("button", name="Write").click()
    expect(page.locator(".timeline")).to_contain_text("bill of lading")


def test_the_map_shows_the_ports_of_the_route(visit: Visit) -> None:
    page = visit("officer-one").page
    page.goto("/?q=Nampo")
    page.goto(str(page.locator("a.what").first.get_attribute("href")))
    shown = page.locator("svg.map")
    expect(shown).to_be_visible()
    expect(shown.locator(".label").first).to_have_text("Nampo")
    land = shown.locator(".land").bounding_box()
    assert land is not None
    assert land["width"] > 100
    expect(page.locator("table.stops")).to_contain_text("loading")


def test_paper_shows_the_facts_and_no_buttons(visit: Visit) -> None:
    page = visit("officer-one").page
    reach(page, "ALERT")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="The paragraph")).to_be_visible()
    assert [button for button in page.locator("button").all() if button.is_visible()] == []
    assert [link for link in page.locator("nav a").all() if link.is_visible()] == []
    assert len(page.pdf(format="A4")) > 20_000


def test_the_desk_is_reached_by_tab_alone(visit: Visit) -> None:
    page = visit("officer-one").go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for _ in range(4):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none"
