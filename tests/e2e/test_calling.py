"""Call-list mode by keyboard: one key for an attempt, the next person at once, undo."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems, styled

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
ATTEMPTS = 30


def _ready(page: Page) -> None:
    """Wait until the person's screen listens to keys."""
    page.wait_for_selector(".caller:not(.htmx-settling)")
    page.wait_for_load_state("load")


def _press(page: Page, key: str) -> str:
    """Press one key; gives who was on the screen, once the next person is there."""
    _ready(page)
    name = page.locator(".caller .call-count").inner_text()
    page.keyboard.press(key)
    expect(page.locator(".caller .call-count")).not_to_have_text(name)
    return name


def test_thirty_attempts_are_thirty_keys_from_one_tap_on_today(demo: Demo, as_role: Opener):
    page, keys = as_role("organizer"), 0
    page.goto("/l/demo/")
    page.get_by_role("button", name=re.compile("^Call my people")).first.click()
    seen = []
    for number in range(ATTEMPTS):
        seen.append(_press(page, "nl"[number % 2]))
        keys += 1
    assert (keys, len(set(seen))) == (ATTEMPTS, ATTEMPTS)
    expect(page.locator(".call-last")).to_contain_text("next on")
    assert serious_problems(page) == []
    demo.installation.callboard("recount")


def test_a_talk_with_an_assessment_is_two_keys_and_undo_brings_the_person_back(as_role: Opener):
    page = as_role("organizer")
    page.goto("/l/demo/")
    page.get_by_role("button", name=re.compile("^Call my people")).last.click()
    _ready(page)
    name = page.locator(".call-name a").inner_text()
    page.keyboard.press("2")
    _press(page, "t")
    expect(page.locator(".call-last")).to_contain_text(f"{name}: Talked")
    styled(page.locator(".caller #note"))
    page.keyboard.press("u")
    expect(page.locator(".call-name a")).to_have_text(name)
    expect(page.locator(".call-last")).to_have_count(0)


def test_two_callers_on_one_list_never_have_the_same_person(demo: Demo, as_role: Opener):
    lead, admin = as_role("lead"), as_role("admin")
    lead.goto(f"{demo.campaign()}/calls")
    lead.select_option("#whom", "unit")
    lead.fill("#name", "Phone bank")
    lead.check("input[name=shared]")
    lead.get_by_role("button", name="Make the list").click()
    lead.wait_for_url(re.compile(r"/calls/\w{20}"))
    admin.goto(lead.url)
    for page in (lead, admin):
        page.get_by_role("button", name="Start calling").click()
        _ready(page)
    for key in "nln":
        shown = [p.locator(".caller .call-count").inner_text() for p in (lead, admin)]
        assert shown[0] != shown[1]
        _press(lead, key)
        _press(admin, key)


def test_skipping_asks_why_and_the_phone_has_room(as_role: Opener):
    page = as_role("organizer-2", viewport=PHONE)
    page.goto("/l/demo/")
    page.get_by_role("button", name=re.compile("^Call my people")).first.click()
    _ready(page)
    name = page.locator(".call-name a").inner_text()
    assert overflow(page) <= 0
    page.keyboard.press("s")
    page.get_by_role("button", name="Needs another language").click()
    expect(page.locator(".call-last")).to_contain_text(f"{name}: skipped: Needs another language")
    page.get_by_role("button", name="Stop calling").click()
    page.wait_for_url(re.compile(r"/calls$"))
    assert overflow(page) <= 0
