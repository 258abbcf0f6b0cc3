"""An event in a browser: promises and check-ins by one tap each, a walk-in, on a phone too."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)


def _door(page: Page, demo: Demo, role: str) -> None:
    page.goto(f"{demo.campaign(role)}/events")
    page.get_by_role("link", name="Organizing committee").first.click()
    page.get_by_role("link", name="At the door").click()


def _here(page: Page) -> int:
    found = re.search(r"\d+", page.locator("#figures").inner_text())
    assert found
    return int(found.group())


def test_a_check_in_is_one_tap_and_its_undo_another(demo: Demo, as_role: Opener):
    page = as_role("organizer", viewport=PHONE, has_touch=True)
    _door(page, demo, "organizer")
    before, row = _here(page), page.locator(".door-row:not(.door-here)").first
    name = row.locator("strong").inner_text()
    row.locator(".door-name").tap()
    expect(page.locator("#figures")).to_contain_text(f"{before + 1} here")
    expect(page.locator(".door-here", has_text=name)).to_be_visible()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#figures")).to_contain_text(f"{before} here")
    expect(page.locator(".door-here", has_text=name)).to_have_count(0)
    assert overflow(page) == 0


def test_typing_narrows_the_names_and_a_tap_clears_the_box_for_the_next(
    demo: Demo, as_role: Opener
):
    page = as_role("lead")
    _door(page, demo, "lead")
    row = page.locator(".door-row:not(.door-here)").nth(3)
    name = row.locator("strong").inner_text()
    page.locator("[data-door-find]").fill(name)
    expect(page.locator(".door-row:visible")).to_have_count(1)
    page.locator(".door-row:visible .door-name").click()
    expect(page.locator(".door-here", has_text=name)).to_be_visible()
    expect(page.locator("[data-door-find]")).to_have_value("")


def test_a_walk_in_on_file_is_two_letters_and_a_tap(demo: Demo, as_role: Opener):
    page = as_role("organizer", viewport=PHONE)
    _door(page, demo, "organizer")
    before = _here(page)
    page.get_by_text("Not on the list").click()
    page.fill("#first_name", "Mar")
    found = page.locator("#walk-in-found button").first
    expect(found).to_be_visible()
    expect(page.locator("#walk-in #last_name")).to_be_visible()
    found.click()
    expect(page.locator("#figures")).to_contain_text(f"{before + 1} here")
    expect(page.locator("#first_name")).to_have_value("")


def test_a_walk_in_nobody_knows_is_added_and_checked_in_once(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    _door(page, demo, "organizer")
    before = _here(page)
    page.get_by_text("Not on the list").click()
    page.fill("#first_name", "Wendeline")
    page.fill("#last_name", f"Walked-in-{RUN}")
    page.get_by_role("button", name="Add and check in").dblclick()
    row = page.locator(".door-here", has_text=f"Walked-in-{RUN}")
    expect(row).to_have_count(1)
    expect(page.locator("#figures")).to_contain_text(f"{before + 1} here")


def test_a_promise_is_one_tap_on_the_list(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    page.goto(f"{demo.campaign('organizer')}/events")
    page.get_by_role("link", name="Rally before filing").first.click()
    row = page.locator("#turnout .member", has_text="no answer yet").first
    name = row.locator(".member-name").inner_text()
    row.get_by_role("button", name="Yes").click()
    said = page.locator("#turnout .member", has_text=name)
    expect(said.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
