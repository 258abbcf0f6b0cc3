"""Without a network contacts and check-ins wait in the page, go out once, and leave no trace."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import crawler
from tests.e2e.conftest import PHONE, Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)
NOTE = f"Said it in the stairwell, no signal there ({RUN})."
STORED = """async () => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage),
  (await indexedDB.databases()).map((one) => one.name), await caches.keys(),
  (await navigator.serviceWorker.getRegistrations()).length])"""


def _unit(page: Page, demo: Demo, role: str = "organizer") -> None:
    page.goto(f"{demo.campaign(role)}/unit")


def _type_a_note(page: Page, row: int, text: str) -> str:
    """Open the panel of one row and fill it; gives the person's name."""
    found = page.locator("#members .member:has([data-log])").nth(row)
    found.locator("[data-log]").click()
    page.locator("#panel .chip", has_text="Talked").click()
    page.get_by_label("Note", exact=True).fill(text)
    return found.locator(".member-name").inner_text()


def _save(page: Page) -> None:
    page.locator("#panel button[type=submit]").click()


def _times_on_file(page: Page, name: str, text: str) -> int:
    page.locator("#members .member-name", has_text=name).first.click()
    expect(page.get_by_text(text, exact=True).first).to_be_visible()
    return page.get_by_text(text, exact=True).count()


def test_a_contact_saved_without_a_network_waits_and_goes_out_once(demo: Demo, as_role: Opener):
    page = as_role("organizer", viewport=PHONE)
    _unit(page, demo)
    name = _type_a_note(page, 8, NOTE)
    page.context.set_offline(True)
    _save(page)
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#waiting")).to_contain_text(f"{name}: contact")
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    assert _times_on_file(page, name, NOTE) == 1


def test_a_panel_opened_without_a_network_is_a_blank_one_for_that_row(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    _unit(page, demo)
    page.context.set_offline(True)
    name = _type_a_note(page, 9, f"{NOTE} blank")
    expect(page.locator("#panel h2")).to_have_text(name)
    _save(page)
    expect(page.locator("#waiting")).to_contain_text(name)
    second = _type_a_note(page, 10, f"{NOTE} second")
    _save(page)
    expect(page.locator("#waiting li")).to_have_count(2)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    assert _times_on_file(page, name, f"{NOTE} blank") == 1
    _unit(page, demo)
    assert _times_on_file(page, second, f"{NOTE} second") == 1


def test_one_tap_waits_on_its_row_and_a_second_tap_corrects_it(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    _unit(page, demo)
    row = page.locator("#members .member:has([data-log])").nth(11)
    name = row.locator(".member-name").inner_text()
    page.context.set_offline(True)
    row.get_by_role("button", name="No answer").click()
    expect(page.locator("#waiting li")).to_have_count(1)
    expect(row).to_have_attribute("data-waiting", "waiting")
    row.get_by_role("button", name="Left message").click()
    expect(page.locator("#waiting li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    sent = page.locator("#members .member", has_text=name)
    expect(sent).to_contain_text("Left message, today")


def test_check_ins_without_a_network_wait_and_count_once(demo: Demo, as_role: Opener):
    page = as_role("organizer", viewport=PHONE, has_touch=True)
    page.goto(f"{demo.campaign('organizer')}/events")
    page.get_by_role("link", name="Rally before filing").first.click()
    page.get_by_role("link", name="At the door").click()
    found = re.search(r"\d+", page.locator("#figures").inner_text())
    assert found
    before, rows = int(found.group()), page.locator(".door-row:not(.door-here)")
    names = [rows.nth(n).locator("strong").inner_text() for n in (0, 1)]
    page.context.set_offline(True)
    for name in names:
        row = page.locator(".door-row", has_text=name).first
        row.locator(".door-name").tap()
        expect(row).to_have_attribute("data-waiting", "waiting")
    page.locator(".door-row", has_text=names[0]).first.locator(".door-name").tap()
    expect(page.locator("#waiting li")).to_have_count(2)
    page.get_by_text("Not on the list").click()
    page.fill("#first_name", "Offline")
    page.fill("#last_name", f"Walker-{RUN}")
    page.get_by_role("button", name="Add and check in").click()
    expect(page.locator("#waiting li")).to_have_count(3)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator("#figures")).to_contain_text(f"{before + 3} here")
    expect(page.locator(".door-here", has_text=f"Walker-{RUN}")).to_have_count(1)


def test_what_cannot_be_taken_is_shown_with_all_that_was_typed(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    _unit(page, demo)
    _type_a_note(page, 12, f"{NOTE} refused")
    page.locator("#panel [name=key]").evaluate("(field) => { field.value = 'no key'; }")
    page.context.set_offline(True)
    _save(page)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_contain_text("Not taken")
    expect(page.locator("#waiting pre")).to_contain_text(f"{NOTE} refused")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_session_that_ended_meanwhile_asks_for_the_password_and_then_sends(
    demo: Demo, as_role: Opener
):
    page = as_role("organizer-2", fresh=True)
    _unit(page, demo, "organizer-2")
    name = _type_a_note(page, 5, f"{NOTE} ended")
    page.context.set_offline(True)
    _save(page)
    expect(page.locator("#waiting")).to_contain_text(name)
    crawler.post(demo.client("organizer-2"), "/account/sessions/end-others", {})
    page.context.set_offline(False)
    over = page.locator("#sign-in-over")
    over.get_by_label("E-mail").fill("organizer-2@example.org")
    over.get_by_label("Password", exact=True).fill(demo.password)
    over.get_by_role("button", name="Sign in").click()
    expect(page.locator("#waiting")).to_be_hidden()
    assert _times_on_file(page, name, f"{NOTE} ended") == 1


def test_nothing_personal_is_left_in_the_browser_after_signing_out(demo: Demo, as_role: Opener):
    page = as_role("organizer", fresh=True)
    _unit(page, demo)
    name = _type_a_note(page, 13, f"{NOTE} gone")
    page.context.set_offline(True)
    _save(page)
    expect(page.locator("#waiting")).to_contain_text(name)
    assert RUN not in page.evaluate(STORED)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login**")
    stored = page.evaluate(STORED)
    own = '["htmx-current-path-for-history","/login"]'
    assert stored.replace(own, "") == "[[],[],[],[],0]", stored
    page.go_back()
    expect(page.get_by_text(NOTE)).to_have_count(0)


def test_a_walk_in_that_raises_a_question_comes_back_as_a_form(demo: Demo, as_role: Opener):
    page = as_role("lead")
    page.goto(f"{demo.campaign('lead')}/events")
    page.get_by_role("link", name="Rally before filing").first.click()
    page.get_by_role("link", name="At the door").click()
    page.get_by_text("Not on the list").click()
    for _time in range(2):
        page.context.set_offline(True)
        page.fill("#first_name", "Twice")
        page.fill("#last_name", f"Walker-{RUN}")
        page.get_by_role("button", name="Add and check in").click()
        expect(page.locator("#waiting li")).to_have_count(1)
        page.context.set_offline(False)
        expect(page.locator("#waiting li", has_text="walk-in")).to_have_count(_time)
    page.get_by_role("button", name="Open the form").click()
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator("#walk-in")).to_contain_text("Is it one of these?")
    expect(page.locator("#last_name")).to_have_value(f"Walker-{RUN}")
    page.locator("#walk-in-found button").first.click()
    expect(page.locator("#last_name")).to_have_value("")
