"""A stack of cards: the day once, then a name and Enter for each; turf is cut and given away."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems, styled

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def _without_card(page: Page, count: int) -> list[str]:
    """Names of people in the tick list who have no card yet, each of them once."""
    rows = page.locator(".mark-ticks li:has(form[data-tick]) strong")
    names = [rows.nth(n).inner_text() for n in range(rows.count())]
    return [name for name in names if names.count(name) == 1 and len(name.split()) == 2][:count]


def test_a_card_is_its_name_and_enter_and_a_slip_is_undone(demo: Demo, as_role: Opener):
    page, keys = as_role("lead"), 0
    page.goto(f"{demo.campaign()}/mark?mark=card&on=2026-10-01")
    names = _without_card(page, 3)
    assert serious_problems(page) == []
    for number, name in enumerate(names, 1):
        expect(page.locator("#mark-text")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        keys += 1
        expect(page.locator("#marking")).to_contain_text(f"Marked by you {number}")
        expect(page.locator("#mark-text")).to_have_value("")
    assert keys == 3
    page.get_by_role("button", name=f"Undo {names[0]}").click()
    expect(page.locator("#marking")).to_contain_text("Marked by you 2")
    expect(page.locator("#marking")).not_to_contain_text(names[0])
    assert "All counters are right" in demo.installation.callboard("recount")


def test_enter_on_the_empty_box_does_nothing_and_helpers_styles_are_left_alone(
    demo: Demo, as_role: Opener
):
    """What a password manager or a spelling helper puts on a box is not copied onto the next one:
    the policy would refuse that, and say so in the console (which `as_role` holds to silence)."""
    page, answers = as_role("lead"), []
    page.on("response", lambda r: answers.append(r.status) if r.request.method == "POST" else None)
    page.goto(f"{demo.campaign()}/mark?mark=card&on=2026-10-02")
    box = page.locator("#mark-text")
    expect(box).to_be_focused()
    with page.expect_response(lambda r: r.request.method == "POST"):
        page.keyboard.press("Enter")
    assert answers == [204]
    expect(box).to_be_focused()
    expect(page.locator("#mark-problem")).to_have_count(0)
    name = _without_card(page, 1)[0]
    styled(box)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name=f"Undo {name}")
    expect(undo).to_be_visible()
    styled(box)
    undo.click()
    expect(undo).to_have_count(0)
    expect(box).to_be_focused()
    assert 422 not in answers


def test_letters_that_fit_several_bring_them_and_enter_again_takes_the_first(
    demo: Demo, as_role: Opener
):
    page = as_role("lead", viewport=PHONE)
    page.goto(f"{demo.campaign()}/mark?mark=leader")
    assert overflow(page) <= 0
    page.keyboard.type("a")
    page.keyboard.press("Enter")
    first = page.locator("#mark-hits .mark-hit").first
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#marking")).to_contain_text("Marked by you")
    assert overflow(page) <= 0


def test_turf_is_cut_in_parts_and_given_to_an_organizer_who_then_sees_it(
    demo: Demo, as_role: Opener
):
    page = as_role("lead")
    page.goto(f"{demo.campaign()}/turf")
    page.check("input[name=taken]")
    expect(page.locator("#turf-count")).to_contain_text("would be in it")
    page.select_option("#department", index=1)
    page.fill("#name", "East side")
    page.fill("#parts", "2")
    page.get_by_role("button", name="Cut", exact=True).click()
    expect(page.get_by_text("2 turfs are cut.")).to_be_visible()
    assert serious_problems(page) == []
    page.get_by_role("link", name="East side 1", exact=True).click()
    page.get_by_text("Rename, give to another organizer, dissolve").click()
    page.select_option("#turf-organizer", index=2)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
    page.get_by_role("link", name="Call", exact=True).click()
    page.wait_for_url(re.compile(r"/calls\?whom=turf"))
    assert page.locator("#whom").input_value().startswith("turf:")
    assert "All counters are right" in demo.installation.callboard("recount")
