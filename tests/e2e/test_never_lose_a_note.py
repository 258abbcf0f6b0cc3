"""A cut network, an ended session, a stale page or a double click: the note is kept, once."""

import secrets

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import crawler
from tests.e2e.conftest import Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)
NOTE = f"Wants to hear about the night turnaround; ring after six ({RUN})."


def _open_panel(page: Page, demo: Demo, row: int, role: str = "organizer") -> Locator:
    """Type a note into the contact panel of one row; gives the link to that person."""
    page.goto(f"{demo.campaign(role)}/unit")
    found = page.locator("#members .member:has([data-log])").nth(row)
    found.locator("[data-log]").click()
    page.locator("#panel .chip", has_text="Talked").click()
    page.get_by_label("Note", exact=True).fill(f"{NOTE} ({row})")
    return found.locator(".member-name")


def _save(page: Page) -> None:
    page.locator("#panel button[type=submit]").click()


def _notes_on_file(page: Page, person: Locator, row: int) -> int:
    """How often the person's page shows the note."""
    expect(page.locator("#panel")).to_be_hidden()
    person.click()
    history = page.get_by_text(f"{NOTE} ({row})", exact=True)
    expect(history.first).to_be_visible()
    return history.count()


def test_an_answer_that_was_lost_on_the_way_does_not_double_the_note(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    person = _open_panel(page, demo, 4)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/contact", lose_the_answer, times=1)
    _save(page)
    expect(page.locator("#waiting")).to_contain_text("1")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#waiting")).to_be_hidden()
    assert _notes_on_file(page, person, 4) == 1


def test_signed_out_while_typing_one_signs_in_over_the_form_and_the_note_is_kept(
    demo: Demo, as_role: Opener
):
    page = as_role("organizer-2", fresh=True)
    person = _open_panel(page, demo, 5, "organizer-2")
    crawler.post(demo.client("organizer-2"), "/account/sessions/end-others", {})
    _save(page)
    over = page.locator("#sign-in-over")
    expect(over).to_be_visible()
    over.get_by_label("E-mail").fill("organizer-2@example.org")
    over.get_by_label("Password", exact=True).fill("not the password")
    over.get_by_role("button", name="Sign in").click()
    expect(over).to_contain_text("not right")
    over.get_by_label("E-mail").fill("organizer-2@example.org")
    over.get_by_label("Password", exact=True).fill(demo.password)
    over.get_by_role("button", name="Sign in").click()
    expect(over).to_be_hidden()
    assert _notes_on_file(page, person, 5) == 1


def test_signed_out_while_adding_a_person_the_form_is_kept_and_saved_once(
    demo: Demo, as_role: Opener
):
    page = as_role("organizer", fresh=True)
    page.goto("/l/demo/people/new")
    page.fill("#first_name", "Wilhelmina")
    with page.expect_response("**/people/alike"):
        page.fill("#last_name", f"Kept-in-form-{RUN}")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add person").click()
    over = page.locator("#sign-in-over")
    over.get_by_label("E-mail").fill("organizer@example.org")
    over.get_by_label("Password", exact=True).fill(demo.password)
    over.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=f"Wilhelmina Kept-in-form-{RUN}")).to_be_visible()
    assert _found(page, f"Kept-in-form-{RUN}") == 1


def test_a_person_typed_without_a_network_is_kept_in_the_form(as_role: Opener):
    page = as_role("organizer")
    page.goto("/l/demo/people/new")
    page.fill("#last_name", f"Offline-at-first-{RUN}")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add person").click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#last_name")).to_have_value(f"Offline-at-first-{RUN}")
    page.context.set_offline(False)
    page.get_by_role("button", name="Add person").click()
    expect(page.get_by_role("heading", name=f"Offline-at-first-{RUN}")).to_be_visible()


def test_signed_in_again_in_another_tab_a_page_from_before_still_saves(demo: Demo, as_role: Opener):
    page = as_role("lead", fresh=True)
    person = _open_panel(page, demo, 6, "lead")
    other = page.context.new_page()
    page.context.clear_cookies()
    other.goto("/login")
    other.fill("#email", "lead@example.org")
    other.fill("#password", demo.password)
    other.click("main button[type=submit]")
    other.wait_for_url("**/l/demo/")
    other.close()
    _save(page)
    assert _notes_on_file(page, person, 6) == 1


def test_a_double_click_saves_a_contact_once(demo: Demo, as_role: Opener):
    page = as_role("organizer")
    person = _open_panel(page, demo, 7)
    page.locator("#panel button[type=submit]").dblclick()
    assert _notes_on_file(page, person, 7) == 1


def test_a_double_click_adds_a_person_once(as_role: Opener):
    page = as_role("organizer")
    page.goto("/l/demo/people/new")
    page.fill("#last_name", f"Doubleclick-{RUN}")
    page.get_by_role("button", name="Add person").dblclick()
    expect(page.get_by_role("heading", name=f"Doubleclick-{RUN}")).to_be_visible()
    assert _found(page, f"Doubleclick-{RUN}") == 1


def _found(page: Page, name: str) -> int:
    page.goto("/l/demo/search")
    page.fill("#find-words", name)
    page.locator("#find-words").press("Enter")
    hits = page.locator("main a.hit")
    expect(hits.first).to_be_visible()
    return hits.filter(has_text=name).count()
