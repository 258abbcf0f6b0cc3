"""A call sheet pasted in flip mode is a unit list with heads first after three clicks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
SHEET = """\
Paper Comet  -  CALL SHEET      Day 2 of 9
GRIP                                     CAMERA
Key Grip          Tomas Flipp    6:42A   1st AC     Priyanka Flipp   6:30A
Best Boy Grip     Dana Flipp     6:42A   DIT        TBD              O/C
SOUND
Sound Mixer ........ Ivo Flipp ........ 7:00A
bring rain gear
"""


def _open(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.campaign()}/flip")
    page.wait_for_load_state("load")


def test_a_pasted_call_sheet_is_on_the_clock_after_three_clicks_and_undone_by_one(
    demo: Demo, as_role: Opener
):
    page = as_role("lead")
    _open(demo, page)
    clicks = 0
    page.fill("#production", "Paper Comet")
    page.fill("#hours", "11")
    page.fill("#text", SHEET)
    for name in ("Read the list", "Go on to the preview", "Write this"):
        button = page.get_by_role("button", name=name)
        button.wait_for()
        if name == "Go on to the preview":
            assert serious_problems(page) == []
            expect(page.locator("#left")).to_contain_text("bring rain gear")
            expect(page.locator("#left")).to_contain_text("DIT TBD")
            expect(page.locator("input[name=name_0]")).to_have_value("Tomas Flipp")
        button.click()
        clicks += 1
    undo = page.get_by_role("button", name=re.compile("Undo"))
    undo.first.wait_for()
    assert clicks == 3
    done = page.url
    _open(demo, page)
    assert serious_problems(page) == []
    expect(page.locator("#members, ul.members").first).to_contain_text("Tomas Flipp")
    row = page.locator("tr", has_text="Dana Flipp")
    expect(row.locator("td").nth(1)).to_have_text("1")
    expect(row.locator("td").nth(2)).to_have_text("11")
    page.goto(done)
    page.get_by_role("button", name=re.compile("Undo")).first.click()
    expect(page.get_by_text(re.compile("undone|taken back", re.I)).first).to_be_visible()
    _open(demo, page)
    expect(page.get_by_text("Dana Flipp")).to_have_count(0)


def test_flip_and_the_eligible_fit_a_phone(demo: Demo, as_role: Opener):
    page = as_role("lead", viewport=PHONE)
    _open(demo, page)
    assert overflow(page) <= 0
    page.goto(f"{demo.campaign()}/eligible")
    page.wait_for_load_state("load")
    assert overflow(page) <= 0
    assert serious_problems(page) == []
