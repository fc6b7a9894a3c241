"""An officer's day on the queue: by keyboard, in bulk, with a second person, in a race."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor


def alert_links(page: Page) -> list[str]:
    return [str(link.get_attribute("href")) for link in page.locator("a.what").all()]


def open_alert(visitor: Visitor, query: str, place: int = 0) -> str:
    """Go to an alert of the queue and give its address; tests that decide take different ones."""
    visitor.go(f"/?{query}")
    address = alert_links(visitor.page)[place]
    visitor.go(address)
    return address


def test_triage_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit("officer-one")
    page = visitor.go("/?level=medium&sort=age")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.here")).to_have_count(1)
    page.keyboard.press("k")
    first = page.locator("form.bulk tbody tr").first
    expect(first).to_have_class(re.compile("here"))
    address = alert_links(page)[0]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}*")
    page.keyboard.press("a")
    # A key that is pressed while the answer comes in would be lost with the old page.
    expect(page.locator(".banner.done")).to_be_visible()
    expect(page.locator(".act")).to_contain_text("officer-one")
    page.keyboard.press("d")
    expect(page.locator("details#decide")).to_have_attribute("open", "")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("The papers show another cargo")
    page.keyboard.press("Tab")
    page.keyboard.type("DOC-1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".badges")).to_contain_text(re.compile("closed", re.IGNORECASE))
    assert visitor.console == []


def test_the_help_names_the_keys_and_the_search_is_one_key_away(visit: Visit) -> None:
    page = visit("officer-one").go("/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("KWANGSON")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=KWANGSON*")
    assert 0 < len(alert_links(page)) < 20


def test_one_person_cannot_close_a_critical_alert_and_two_can(visit: Visit) -> None:
    first = visit("officer-one")
    address = open_alert(first, "level=critical&sort=age")
    page = first.page
    page.locator("details#decide > summary").click()
    page.locator("details#decide input[name=disposition]").first.check()
    page.locator("details#decide textarea[name=reason]").fill("Same consignment as reported")
    page.locator("details#decide input[name=reference]").fill("REP-7")
    page.get_by_role("button", name="Propose").click()
    expect(page.locator(".proposal")).to_contain_text("a second person must confirm")
    assert page.get_by_role("button", name="Confirm and close").count() == 0

    second = visit("officer-two")
    second.go(address)
    second.page.locator(".proposal textarea[name=reason]").first.fill("I read the papers too")
    second.page.get_by_role("button", name="Confirm and close").click()
    expect(second.page.locator(".badges")).to_contain_text(re.compile("closed", re.IGNORECASE))
    expect(second.page.locator(".timeline")).to_contain_text("officer-one")
    expect(second.page.locator(".timeline")).to_contain_text("officer-two")


def test_an_alert_that_changed_meanwhile_is_not_changed_blindly(visit: Visit) -> None:
    one, two = visit("officer-one"), visit("officer-two")
    address = open_alert(one, "level=high&sort=age")
    two.go(address)
    one.page.get_by_role("button", name="Assign to me").click()
    expect(one.page.locator(".act")).to_contain_text("officer-one")
    two.page.get_by_role("button", name="Assign to me").click()
    expect(two.page.locator("main")).to_contain_text("was changed by officer-one")
    two.go(address)
    expect(two.page.locator(".act")).to_contain_text("officer-one")


def test_two_officers_who_take_the_next_get_different_alerts(visit: Visit) -> None:
    taken = []
    for name in ("officer-one", "officer-two"):
        page = visit(name).go("/?level=high")
        page.get_by_role("button", name="Take the next").click()
        page.wait_for_url("**/alerts/al_*")
        taken.append(page.url.partition("?")[0])
    assert taken[0] != taken[1]


def test_several_alerts_are_closed_in_one_go(visit: Visit) -> None:
    page = visit("officer-one").go("/?level=medium&sort=age")
    picked = alert_links(page)[:3]
    for address in picked:
        page.locator("tr", has=page.locator(f"a[href='{address}']")).locator(
            "input[name=pick]"
        ).check()
    expect(page.locator(".bulkbar legend")).to_contain_text("3 picked")
    page.locator(".bulkbar select[name=action]").select_option("close")
    page.locator(".bulkbar select[name=disposition]").select_option("false_positive")
    page.locator(".bulkbar input[name=reason]").fill("Food aid, checked with the programme")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("main")).to_contain_text("3")
    page.goto("/?level=medium&sort=age")
    assert not set(picked) & set(alert_links(page))


def test_an_auditor_reads_all_and_finds_nothing_to_press(visit: Visit) -> None:
    auditor = visit("auditor-one")
    auditor.go("/")
    assert auditor.page.get_by_role("button", name="Take the next").count() == 0
    open_alert(auditor, "sort=age")
    forms = auditor.page.locator("main form[method=post]").count()
    assert forms == 0
    assert auditor.page.get_by_role("heading", name="What decided").is_visible()
