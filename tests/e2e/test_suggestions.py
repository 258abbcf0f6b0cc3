"""Deciding on what answers suggest, by keyboard: two keys a suggestion, each taken back."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
PLEDGE = "/l/demo/surveys/demo-readiness/suggestions"


def test_a_suggestion_is_confirmed_by_one_key_and_taken_back(as_role: Opener) -> None:
    page = as_role("lead")
    page.goto(PLEDGE)
    rows = page.locator("[data-rows] > li")
    first = rows.filter(has_text="Add a tag").first
    row = page.locator(f"#{first.get_attribute('id')}")
    row.focus()
    page.keyboard.press("c")
    expect(row.get_by_text("confirmed", exact=True)).to_be_visible()
    row.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("button", name="Confirm")).to_be_visible()
    row.focus()
    page.keyboard.press("d")
    expect(row.get_by_text("dismissed", exact=True)).to_be_visible()
    row.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("button", name="Confirm")).to_be_visible()
