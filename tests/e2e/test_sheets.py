"""A sheet goes to paper and comes back: keys down the columns, one save, one undo."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
LINES = 30


def _made(demo: Demo, page: Page, kind: str) -> None:
    page.goto(f"{demo.campaign()}/sheets")
    page.check(f"input[name=kind][value={kind}]", force=True)
    page.select_option("#whom", "unit")
    page.get_by_role("button", name="Make the sheet").click()
    page.wait_for_url(re.compile(r"/print$"))


def test_thirty_lines_are_thirty_keys_down_a_column_and_one_save(demo: Demo, as_role: Opener):
    page, keys = as_role("lead"), 0
    _made(demo, page, "walk")
    code = page.locator(".paper-code").inner_text()
    page.get_by_role("link", name="All sheets").click()
    page.fill("#code", code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sheets/\w{20}$"))
    page.wait_for_load_state("load")
    assert serious_problems(page) == []
    expect(page.locator("#r1-result")).to_be_focused()
    for number in range(LINES):
        page.keyboard.press("ntl"[number % 3])
        keys += 1
    page.locator("#r2-assessment").focus()
    for key in ("2", "Enter", "Enter", "3"):
        page.keyboard.press(key)
    assert page.locator("#r5-assessment").input_value() == "3"
    page.locator("#r5-note").fill("wants to help")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"saved="))
    expect(page.get_by_text(f"{LINES} contacts are saved.")).to_be_visible()
    assert keys == LINES
    expect(page.locator("tr.grid-done")).to_have_count(LINES)
    page.get_by_role("button", name="Undo this saving").click()
    expect(page.get_by_text(f"{LINES} contacts are taken back.")).to_be_visible()
    expect(page.locator("tr.grid-done")).to_have_count(0)


def test_a_line_that_cannot_be_taken_is_named_and_everything_typed_stays(
    demo: Demo, as_role: Opener
):
    page = as_role("lead", viewport=PHONE)
    _made(demo, page, "sign-in")
    page.get_by_role("link", name="Enter it").click()
    page.wait_for_load_state("load")
    assert overflow(page) <= 0
    page.keyboard.press("t")
    page.locator("#r2-follow_up").fill("someday")
    page.locator("#r1-note").fill("came with two friends")
    page.get_by_role("button", name="Save the sheet").click()
    expect(page.get_by_role("alert").first).to_contain_text("line 2")
    assert page.locator("#r1-result").input_value() == "T"
    assert page.locator("#r1-note").input_value() == "came with two friends"
    assert overflow(page) <= 0
