"""Job classes in a browser: a proposal's life by three people, and a disputed jurisdiction."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_proposal_is_made_reviewed_adopted_and_compared(as_role: Opener) -> None:
    organizer = as_role("organizer")
    organizer.goto("/l/demo/jobclasses/")
    organizer.fill("#q", "lens data")
    expect(organizer.locator("#results")).to_contain_text("Visual effects")
    organizer.get_by_role("link", name="Propose a class").click()
    organizer.fill("#title", "Lens data librarian")
    organizer.select_option("#craft", "vfx")
    organizer.fill("#definition", "Keeps the lens records of a show.")
    organizer.fill("#tasks", "Measure lenses\nFile the records")
    organizer.fill("#sources", "A crew list | https://example.org/crew | 2026-11-03")
    assert serious_problems(organizer) == []
    organizer.locator("main form button[type=submit]").first.click()
    heading(organizer, "Lens data librarian")
    address = organizer.url

    lead = as_role("lead")
    lead.goto(address)
    lead.get_by_role("button", name="Send to review").click()
    expect(lead.locator(".class-badges")).to_contain_text("Under review")
    lead.get_by_text("Add evidence or a comment").click()
    lead.select_option("#kind", "posting")
    lead.fill("#text", "Posting of 2 November")
    lead.get_by_role("button", name="Add", exact=True).click()
    expect(lead.locator("main")).to_contain_text("Posting of 2 November")

    admin = as_role("admin")
    admin.goto(address)
    admin.get_by_role("button", name="Adopt").click()
    expect(admin.locator(".class-badges")).to_contain_text("Adopted")
    admin.get_by_role("link", name="History").click()
    expect(admin.locator(".change")).to_contain_text("Adopted")
    assert serious_problems(admin) == []


def test_a_merge_is_taken_back_with_two_clicks(as_role: Opener) -> None:
    lead = as_role("lead")
    for title in ("Cable counter", "Cable accountant"):
        lead.goto("/l/demo/jobclasses/new")
        lead.fill("#title", title)
        lead.select_option("#craft", "sound")
        lead.fill("#definition", "Counts cables.")
        lead.locator("main form button[type=submit]").first.click()
        heading(lead, title)
    lead.get_by_role("link", name="Merge or split").click()
    lead.select_option("#into", label="Cable counter")
    lead.get_by_role("button", name="Merge", exact=True).click()
    heading(lead, "Cable counter")
    expect(lead.locator("main")).to_contain_text("Cable accountant")
    lead.get_by_role("button", name="Take back").click()
    heading(lead, "Cable accountant")
    expect(lead.locator(".class-badges")).to_contain_text("Proposed")


def test_a_disputed_jurisdiction_stands_side_by_side_and_gives_a_letter(as_role: Opener) -> None:
    lead = as_role("lead")
    lead.goto("/l/demo/jobclasses/classes/volume-operator")
    for local, state, why in (
        ("52", "asserted", "Our video crews run screens."),
        ("600", "disputed", "It is part of the image."),
    ):
        lead.goto("/l/demo/jobclasses/classes/volume-operator/claims/new")
        lead.fill("#local", local)
        lead.get_by_label("Same tools").check(force=True)
        lead.select_option("#state", state)
        lead.fill("#statement", why)
        lead.get_by_role("button", name="Put on record").click()
        heading(lead, f"Claim of Local {local}")
    assert serious_problems(lead) == []
    lead.get_by_role("link", name="Side by side").click()
    row = lead.locator("#volume-operator")
    expect(row).to_contain_text("contested")
    expect(row.locator("article")).to_have_count(2)
    tops = [(row.locator("article").nth(n).bounding_box() or {}).get("y") for n in (0, 1)]
    assert tops[0] == tops[1]
    row.get_by_role("link", name=re.compile("Local 52")).click()
    lead.get_by_role("link", name="Letter").click()
    expect(lead.locator(".letter")).to_contain_text("Our video crews run screens.")
    assert serious_problems(lead) == []


def test_the_pages_fit_a_phone(as_role: Opener) -> None:
    page = as_role("lead", viewport=PHONE)
    for path in ("", "classes/gaffer", "jurisdiction", "definitions", "crosswalk", "training"):
        page.goto(f"/l/demo/jobclasses/{path}")
        assert overflow(page) <= 0, path
        assert serious_problems(page) == [], path
