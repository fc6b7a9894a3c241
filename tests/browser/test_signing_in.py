"""Signing in as a person would."""

from __future__ import annotations

from tests.browser.conftest import Visit


def test_a_stranger_is_led_to_the_sign_in_and_from_there_to_the_queue(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/")
    assert "/sign-in" in visitor.page.url
    page = visitor.sign_in("officer-one")
    assert page.get_by_role("heading", level=1).first.is_visible()
    assert page.locator("a[href^='/alerts/al_']").count() > 10
    assert visitor.console == []


def test_a_wrong_password_says_so_and_nothing_more(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/sign-in")
    page.get_by_label("User name").fill("officer-one")
    page.get_by_label("Password", exact=True).fill("not the pass phrase")
    page.get_by_role("button", name="Sign in").click()
    said = page.get_by_role("alert").inner_text()
    assert "/sign-in" in page.url
    page.get_by_label("User name").fill("nobody-by-that-name")
    page.get_by_label("Password", exact=True).fill("not the pass phrase")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text() == said


def test_signing_out_closes_the_desk(visit: Visit) -> None:
    visitor = visit()
    page = visitor.sign_in("officer-two")
    page.get_by_role("button", name="Sign out").click()
    page.goto(page.url)
    visit_again = page.context.new_page()
    visit_again.goto("/")
    assert "/sign-in" in visit_again.url
