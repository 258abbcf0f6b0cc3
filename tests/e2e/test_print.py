"""Lists, the unit and the wall chart on paper: the people, without the controls of the screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import crawler
from tests.e2e.conftest import Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def _on_paper(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    for gone in ("#top", ".filters", ".letters", "#toasts", ".btn >> nth=0"):
        expect(page.locator(gone).first).to_be_hidden()
    assert page.locator("main .btn:visible").count() == 0
    assert page.locator("main select:visible, main input:visible").count() == 0


def test_the_unit_list_prints_people_and_what_is_known(demo: Demo, as_role: Opener):
    page = as_role("lead")
    _on_paper(page, f"{demo.campaign()}/unit")
    expect(page.locator("#members .member-name").first).to_be_visible()
    expect(page.locator("#members .level").first).to_be_visible()


def test_the_wall_chart_prints_in_the_colours_of_its_assessments(demo: Demo, as_role: Opener):
    page = as_role("lead")
    _on_paper(page, f"{demo.campaign()}/chart")
    expect(page.locator(".wall")).to_be_visible()
    expect(page.locator(".legend")).to_be_visible()
    exact = "getComputedStyle(document.querySelector('.mark')).printColorAdjust"
    assert page.evaluate(exact) == "exact"


def test_a_saved_list_prints_with_room_for_results_and_notes(demo: Demo, as_role: Opener):
    values: dict[str, object] = {"name": "Sheet for Sunday", "t.r.op": "all", "columns": "phone"}
    made = crawler.post(demo.client("lead"), "/l/demo/lists/new", values)
    assert re.search(r"/lists/\w{20}$", made.url.path)
    page = as_role("lead")
    _on_paper(page, f"{made.url.path}/print")
    expect(page.get_by_role("heading", name="Sheet for Sunday")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Notes")).to_be_visible()
    assert page.locator(".sheet tbody tr").count() > 20
