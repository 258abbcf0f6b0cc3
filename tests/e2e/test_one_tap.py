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
    expect(page.locator(".toast-box:visible")).to_have_count(1)
    undo = page.locator("#toasts").get_by_role("button", name="Undo")
    undo.tap()
    expect(page.locator(f"#{identities[-1]}")).not_to_contain_text("No answer, today")
    for identity in identities[:-1]:
        expect(page.locator(f"#{identity}")).to_contain_text("No answer, today")


def test_a_tap_reaches_the_row_that_a_notice_has_just_covered(demo: Demo, as_role: Opener):
    """What comes under a finger takes no tap that was meant for the list."""
    page = as_role("organizer-2", viewport=PHONE, has_touch=True)
    page.goto(f"{demo.campaign('organizer-2')}/unit")
    under = """() => {
        document.dispatchEvent(new CustomEvent('toast', { detail: { text: 'Done', undo: '/x' } }));
        return [...document.querySelectorAll('.toast-box span, .toast-box button')].map((part) => {
            const { x, y, width, height } = part.getBoundingClientRect();
            const hit = document.elementFromPoint(x + width / 2, y + height / 2);
            return Boolean(hit && hit.closest('.toast-box'));
        });
    }"""
    assert page.evaluate(under) == [False, False]
    page.locator("#toasts").get_by_role("button", name="Undo").tap(trial=True)
