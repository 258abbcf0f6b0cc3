"""The dashboard, all campaigns, and the screen for a wall, as leadership and leads use them."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems
from tests.e2e.test_wall_chart import _large

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_the_five_numbers_come_first_and_charts_have_tables(
    demo: Demo, as_role: Opener, viewport: dict[str, int] | None
):
    page = as_role("lead", **({"viewport": viewport} if viewport else {}))
    page.goto(_large(demo))
    titles = page.locator(".five .subheader").all_inner_texts()
    assert [t.lower() for t in titles] == [
        "unit size", "assessed", "1 + 2", "valid cards", "committee",
    ]  # fmt: skip
    page.locator("#flow").scroll_into_view_if_needed()
    expect(page.locator("#flow [data-chart=flow] canvas")).to_be_visible()
    for chart in page.locator("[data-chart]").all():
        box = chart.locator("xpath=ancestor::*[contains(@class,'card-body')][1]")
        assert box.locator("table").count() >= 1
    assert overflow(page) <= 0
    assert serious_problems(page) == []


def test_a_number_is_one_click_from_its_people(demo: Demo, as_role: Opener):
    page = as_role("lead")
    page.goto(_large(demo))
    said = page.locator(".five .card", has_text="supporters").inner_text()
    count = int(re.findall(r"(\d+) supporters", said)[0])
    page.locator(".figure a", has_text="%").nth(1).click()
    expect(page.locator("select[name=behind]")).to_have_value("support")
    people = page.locator("#members .member")
    for _turn in range(100):
        if people.count() >= count:
            break
        page.mouse.wheel(0, 20_000)
        page.wait_for_timeout(200)
    expect(page.get_by_role("link", name="More people")).to_have_count(0)
    assert people.count() == count


def test_what_changed_since_the_last_look_stands_above_the_charts(demo: Demo, as_role: Opener):
    page = as_role("leadership")
    page.goto(_large(demo))
    expect(page.locator(".since")).to_contain_text("Since you last looked")
    expect(page.locator(".since-list li").first).to_be_visible()
    assert page.locator("main a[href*='behind=']").count() == 0, "leadership sees no names"


def test_a_screen_for_a_wall_is_made_opened_and_ended(demo: Demo, as_role: Opener):
    page, wall = as_role("leadership"), as_role()
    page.goto("/l/demo/campaigns/all")
    assert serious_problems(page) == []
    page.get_by_role("link", name="Screen for a wall").click()
    page.get_by_label("Where it hangs").fill("Union hall")
    page.get_by_role("button", name="Make the address").click()
    address = page.input_value("#display-address")
    wall.goto(address)
    expect(wall.locator(".display-campaign")).to_have_count(3)
    assert "Paper lantern" not in wall.content()
    assert serious_problems(wall) == []
    page.get_by_role("button", name=re.compile("^End")).click()
    answer = wall.goto(address)
    assert answer
    assert answer.status == 404


def test_a_briefing_is_one_click_away(demo: Demo, as_role: Opener):
    page = as_role("leadership")
    page.goto(_large(demo))
    with page.expect_download() as started:
        page.get_by_role("link", name="Briefing (PDF)").click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")
