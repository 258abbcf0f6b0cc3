"""Finding people and logging contacts without a pointer."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
PAGES = ("/l/demo/", "/l/demo/lists/", "/l/demo/workplaces/", "/account")


def _some_name(demo: Demo) -> str:
    """The full name of somebody the organizer may see."""
    page = demo.client("organizer").get("/l/demo/people/").text
    names = re.findall(r'class="person-link[^>]*>([^<]+)</a>', page)
    return str(names[3])


def _press(page: Page, *keys: str) -> int:
    """Press keys one by one; gives how many."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def _rows(page: Page) -> Locator:
    return page.locator("#members .member:has([data-log])")


@pytest.mark.parametrize("address", PAGES[:3])
def test_a_person_is_open_after_the_slash_three_letters_an_arrow_and_enter(
    demo: Demo, as_role: Opener, address: str
):
    name, page = _some_name(demo), as_role("organizer")
    page.goto(address)
    _press(page, "/", *name.split()[-1][:3])
    hits = page.locator("#search-results a.hit")
    expect(hits.first).to_be_visible()
    _press(page, "ArrowDown")
    expect(hits.first).to_be_focused()
    _press(page, "ArrowDown", "ArrowUp")
    expect(hits.first).to_be_focused()
    title = str(hits.first.locator("strong").text_content())
    _press(page, "Enter")
    page.wait_for_url(re.compile(r"/people/\w{20}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_enter_at_once_opens_the_first_hit(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    page.goto("/l/demo/")
    _press(page, "/", *_some_name(demo).split()[-1], "Enter")
    page.wait_for_url(re.compile(r"/people/\w{20}"))


def test_escape_leaves_the_search_where_it_was(as_role: Opener):
    page = as_role("organizer")
    page.goto("/l/demo/")
    _press(page, "/", "a", "n")
    expect(page.locator("#search")).to_be_visible()
    _press(page, "Escape")
    expect(page.locator("#search")).to_be_hidden()
    assert page.url.endswith("/l/demo/")


def test_a_slash_in_a_note_is_a_slash(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    page.goto(f"{demo.campaign('organizer')}/unit")
    _rows(page).first.locator("[data-log]").press("Enter")
    page.get_by_label("Note", exact=True).press_sequentially("1/2 day, 24/7")
    expect(page.locator("#search")).to_be_hidden()
    expect(page.get_by_label("Note", exact=True)).to_have_value("1/2 day, 24/7")
    page.once("dialog", lambda dialog: dialog.accept())
    _press(page, "Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_the_first_tab_skips_to_the_content(as_role: Opener):
    page = as_role("organizer")
    page.goto("/l/demo/")
    _press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    _press(page, "Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_contact_with_assessment_is_logged_in_five_keys_and_focus_stays_on_the_row(
    demo: Demo, as_role: Opener
):
    page = as_role("organizer")
    page.goto(f"{demo.campaign('organizer')}/unit")
    row = _rows(page).nth(1)
    row.locator("[data-log]").focus()
    pressed = _press(page, "Enter")
    expect(page.locator("#panel form")).to_be_visible()
    pressed += _press(page, "t", "2")
    assert page.locator("#panel input[name=result]:checked").get_attribute("value") == "talked"
    pressed += _press(page, "Control+Enter")
    expect(page.locator("#panel")).to_be_hidden()
    assert pressed <= 6
    expect(row).to_contain_text("Talked, today")
    expect(row.locator(".level")).to_contain_text("2")
    expect(row.locator("[data-log]")).to_be_focused()


def test_escape_shuts_an_untouched_panel_and_focus_returns_to_the_row(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    page.goto(f"{demo.campaign('organizer')}/unit")
    opener = _rows(page).nth(2).locator("[data-log]")
    opener.press("Enter")
    expect(page.locator("#panel form")).to_be_visible()
    _press(page, "Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(opener).to_be_focused()


def test_escape_asks_before_it_drops_a_note(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    page.goto(f"{demo.campaign('organizer')}/unit")
    _rows(page).first.locator("[data-log]").press("Enter")
    note = page.get_by_label("Note", exact=True)
    note.fill("met at the stage door")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    _press(page, "Escape")
    expect(note).to_have_value("met at the stage door")
    assert asked == ["Leave without saving what you typed?"]
