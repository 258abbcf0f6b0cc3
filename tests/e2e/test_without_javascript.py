"""Everything needed in a hallway works where scripts do not run."""

import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture
def plain(as_role: Opener) -> Page:
    """An organizer's phone without scripts."""
    return as_role("organizer", java_script_enabled=False, viewport=PHONE)


def test_one_can_sign_in_and_out(demo: Demo, as_role: Opener):
    page = as_role(java_script_enabled=False)
    page.goto("/l/demo/people/")
    page.fill("#email", "leadership@example.org")
    page.fill("#password", demo.password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/l/demo/people/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")


def test_the_search_and_a_persons_page_are_reached_by_links(plain: Page, demo: Demo):
    plain.goto("/l/demo/")
    plain.get_by_role("link", name="Find", exact=True).click()
    name = str(re.findall(r"person-link[^>]*>([^<]+)</a>", _people(demo))[0])
    plain.fill("#find-words", name)
    plain.get_by_role("button", name="Find").click()
    plain.locator("main a.hit", has_text=name).first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(name)
    plain.locator("a[href$='edit/notes']").click()
    plain.locator("#notes").fill("Speaks for the night shift")
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(name)
    expect(plain.get_by_text("Speaks for the night shift")).to_be_visible()


def _people(demo: Demo) -> str:
    return demo.client("organizer").get("/l/demo/people/").text


def test_a_contact_is_logged_from_the_unit_list(plain: Page, demo: Demo):
    plain.goto(f"{demo.campaign('organizer')}/unit")
    row = plain.locator("#members .member:has([data-log])").nth(12)
    name = str(row.locator(".member-name").text_content())
    row.locator("[data-log]").click()
    note = f"On paper first {secrets.token_hex(3)}"
    plain.get_by_role("radio", name="Talked").check(force=True)
    plain.get_by_label("Note", exact=True).fill(note)
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator("#members")).to_be_visible()
    plain.get_by_role("link", name=name, exact=True).first.click()
    expect(plain.get_by_text(note)).to_have_count(1)


def test_no_answer_is_one_tap(plain: Page, demo: Demo):
    plain.goto(f"{demo.campaign('organizer')}/unit")
    row = plain.locator("#members .member:has([data-log])").nth(13)
    identity = row.get_attribute("id")
    row.get_by_role("button", name="No answer").click()
    expect(plain.locator(f"#{identity}")).to_contain_text("No answer, today")


def test_whom_retaliation_was_done_to_is_found_with_a_button(plain: Page, demo: Demo):
    plain.goto(f"{demo.campaign('organizer')}/ulps/new")
    what = f"Asked who goes to meetings ({secrets.token_hex(3)})."
    plain.locator("#kind").select_option("interrogation")
    plain.locator("#what").fill(what)
    plain.locator("[name=words]:visible").fill("a")
    plain.get_by_role("button", name="Find by name").click()
    expect(plain.locator("#what")).to_have_value(what)
    plain.locator("#ulp-people input").first.check()
    plain.get_by_role("button", name="Save").click()
    noted = plain.locator(".list-group-item", has_text=what)
    expect(noted.locator("a[href*='/people/']")).to_have_count(1)


def test_a_list_of_people_is_uploaded_and_seen_before_it_is_written(
    as_role: Opener, tmp_path: Path
):
    page = as_role("lead", java_script_enabled=False)
    path = tmp_path / "crew.csv"
    path.write_text("First name,Last name,E-mail\nNora,Noscript,nora.noscript@example.org\n")
    page.goto("/l/demo/imports/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile(r"/imports/\w{10,}"))
    check = page.get_by_role("button", name="Check the rows")
    if check.is_visible():
        check.click()
    write = page.get_by_role("button", name="Write this")
    for _attempt in range(60):
        if write.is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(write).to_be_visible()
    expect(page.locator("main")).to_contain_text("Nora")
