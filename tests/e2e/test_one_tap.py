"""The commonest result is one tap, the row says so at once, and the tap can be taken back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def _tap_and_undo(page: Page, rows: Locator, button: str, result: str) -> None:
    """One tap, the row as it is then, and as it was again after the undo."""
    identity = rows.first.get_attribute("id")
    row = page.locator(f"#{identity}")
    before = row.inner_text()
    row.get_by_role("button", name=button).tap()
    expect(row).to_contain_text(f"{result}, today")
    expect(row).to_contain_text("next")
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("#toasts").get_by_role("button", name="Undo").tap()
    expect(row).not_to_contain_text(f"{result}, today")
    assert row.inner_text() == before


def test_no_answer_from_today(as_role: Opener):
    page = as_role("organizer-2", viewport=PHONE, has_touch=True)
    page.goto("/l/demo/")
    rows = page.locator(".member:has([data-log])").filter(has_not_text="today")
    _tap_and_undo(page, rows, "No answer", "No answer")
    assert page.url.endswith("/l/demo/")


def test_left_message_from_the_unit_list(demo: Demo, as_role: Opener):
    page = as_role("organizer-2", viewport=PHONE, has_touch=True)
    page.goto(f"{demo.campaign('organizer-2')}/unit")
    rows = page.locator("#members .member:has([data-log])").filter(has_not_text="today")
    _tap_and_undo(page, rows, "Left message", "Left message")
    assert re.search(r"/unit$", page.url)


def test_ten_taps_in_a_row_are_ten_records_and_the_list_stays(demo: Demo, as_role: Opener):
    page = as_role("organizer-2", viewport=PHONE, has_touch=True)
    page.goto(f"{demo.campaign('organizer-2')}/unit")
    rows = page.locator("#members .member:has([data-log])").filter(has_not_text="today")
    identities = [rows.nth(n).get_attribute("id") for n in range(10)]
    for identity in identities:
        page.locator(f"#{identity}").get_by_role("button", name="No answer").tap()
    for identity in identities:
        expect(page.locator(f"#{identity}")).to_contain_text("No answer, today")
