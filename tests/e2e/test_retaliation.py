"""Noting what the employer did: whom it was done to is found by letters, several by a tap each."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)


def test_two_workers_are_found_by_letters_and_nothing_typed_is_lost(demo: Demo, as_role: Opener):
    page, what = as_role("lead", viewport=PHONE), f"Said: no Saturdays for card people ({RUN})."
    page.goto(f"{demo.campaign()}/ulps/new")
    page.select_option("#kind", "threat")
    page.fill("#what", what)
    for letters in ("A", "M"):
        page.fill("#ulp-words", "")
        page.locator("#ulp-words").press_sequentially(letters)
        hit = page.locator("#ulp-people label:not(:has(:checked))").first
        expect(hit).to_contain_text(letters)
        hit.click()
    page.locator("#ulp-words").press("Enter")  # looks again, and sends nothing off
    expect(page.locator("#ulp-people :checked")).to_have_count(2)
    assert (overflow(page), serious_problems(page)) == (0, [])
    page.get_by_role("button", name="Save").click()
    noted = page.locator(".list-group-item", has_text=what)
    expect(noted.locator("a[href*='/people/']")).to_have_count(2)
