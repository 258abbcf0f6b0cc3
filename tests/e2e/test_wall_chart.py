"""The wall chart by keyboard and thumb: a cell's people, an assessment by one key, undo, paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


UNPROVEN = "#panel [data-assess]:not(:has(.badge))"
"""People whose assessment no card proves: a key moves them."""


def _large(demo: Demo) -> str:
    """The address of the demo's campaign with 600 people."""
    listed = demo.client("lead").get("/l/demo/campaigns/").text
    found = re.search(r'href="(/l/demo/campaigns/\w{20})">Paper lantern', listed)
    assert found
    return found[1]


def _open_cell(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".square").first.click()
    expect(page.locator("#panel [data-assess]").first).to_be_visible()


def test_everybody_of_600_is_a_square_with_a_letter(demo: Demo, as_role: Opener):
    page = as_role("lead")
    page.goto(f"{_large(demo)}/chart")
    listed = int(re.findall(r"people listed: (\d+)", page.locator("main").inner_text())[0])
    assert listed > 500
    assert page.locator(".wall .mark").count() == listed
    assert page.locator(".wall .mark", has_text=re.compile(r"^$")).count() == 0
    assert serious_problems(page) == []


def test_a_tap_opens_a_cell_and_one_key_sets_an_assessment_with_undo(demo: Demo, as_role: Opener):
    page = as_role("lead")
    _open_cell(page, f"{_large(demo)}/chart")
    row = page.locator(UNPROVEN).first
    row = page.locator(f"[id='{row.get_attribute('id')}']")
    before = row.locator("[aria-pressed=true]")
    was = before.inner_text() if before.count() else ""
    key = "5" if was != "5" else "1"
    row.focus()
    page.keyboard.press(key)
    expect(row.locator(".level-button[aria-pressed=true]")).to_have_text(key)
    assert serious_problems(page) == []
    page.locator(".toast-box button").click()
    expect(page.locator(".toast-box", has_text="Taken back")).to_be_visible()
    if was:
        expect(row.locator("[aria-pressed=true]")).to_have_text(was)
    else:
        expect(row.locator("[aria-pressed=true]")).to_have_count(0)
    demo.installation.callboard("recount")


def test_arrow_keys_walk_through_the_people_of_a_cell(demo: Demo, as_role: Opener):
    page = as_role("lead")
    _open_cell(page, f"{_large(demo)}/chart")
    rows = page.locator("#panel [data-assess]")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(rows.first).to_be_focused()


def test_the_chart_behind_the_panel_is_drawn_again_when_it_closes(demo: Demo, as_role: Opener):
    page = as_role("lead")
    _open_cell(page, f"{_large(demo)}/chart")
    opposed = page.locator(".legend li", has_text="Opposed").locator("strong")
    n = int(opposed.inner_text())
    page.locator(f"{UNPROVEN}:not(:has(.a5:not(.level-off)))").first.focus()
    page.keyboard.press("5")
    undo = page.locator(".toast-box button")
    expect(undo).to_be_visible()
    page.keyboard.press("Escape")
    expect(opposed).to_have_text(str(n + 1))
    undo.click()
    expect(page.locator(".toast-box", has_text="Taken back")).to_be_visible()


@pytest.mark.parametrize("show", ["squares", "names", "numbers"])
def test_paper_has_what_was_chosen_on_a3(demo: Demo, as_role: Opener, show: str):
    page = as_role("lead")
    page.goto(f"{_large(demo)}/chart?show={show}")
    page.emulate_media(media="print")
    expect(page.locator(".wall-form")).to_be_hidden()
    expect(page.locator(".wall-title")).to_be_visible()
    assert page.locator(".named-one").count() > 500 if show == "names" else True
    sizes = page.evaluate(
        "[...document.styleSheets].flatMap(s => [...s.cssRules]).flatMap(r => "
        "r.media && r.media.mediaText === 'print' ? [...r.cssRules] : [])"
        ".filter(r => r.type === CSSRule.PAGE_RULE).map(r => r.style.size)"
    )
    assert "a3 landscape" in [size.lower() for size in sizes]


def test_a_phone_scrolls_the_chart_and_not_the_page(demo: Demo, as_role: Opener):
    page = as_role("lead", viewport=PHONE)
    page.goto(f"{_large(demo)}/chart?colour=card")
    assert overflow(page) <= 0
    _open_cell(page, f"{_large(demo)}/chart?colour=contact")
    assert overflow(page) <= 0
    sizes = page.locator("#panel .level-button").first.bounding_box()
    assert sizes
    assert min(sizes["width"], sizes["height"]) >= 44
