"""The review queue by keyboard: forty titles settled with a key each."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
WORDS = "amber birch cedar dune ember fjord grove heath iris jade".split()
TITLES = [f"{word.title()} {role}" for word in WORDS
          for role in ("gaffer", "dresser", "grip", "colorist")]  # fmt: skip


def _look(page: Page, name: str) -> None:
    """Keep a picture where a person asks for one (CALLBOARD_LOOK names a folder)."""
    folder = os.environ.get("CALLBOARD_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_forty_titles_take_a_key_each_and_one_is_taken_back(as_role: Opener) -> None:
    page = as_role("lead")
    page.goto("/l/demo/jobclasses/match")
    assert not serious_problems(page)
    page.fill("#titles", "\n".join(TITLES))
    page.get_by_role("button", name="Match the list").click()
    page.get_by_role("link", name="Review what waits").click(timeout=60_000)
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(40)
    assert not serious_problems(page)
    _look(page, "review")
    page.locator("[data-row]").first.focus()
    pressed = 0
    for number in range(40):
        page.keyboard.press("x" if number % 10 == 9 else "s" if number % 10 == 8 else "Enter")
        pressed += 1
    expect(rows).to_have_count(0)
    assert pressed == 40  # at three seconds a title, two minutes
    page.locator("#toasts button").last.click()
    page.get_by_role("link", name="Show what still waits").click()
    expect(rows.first).to_be_visible()
    waiting = rows.count()
    assert 1 <= waiting <= 40


def test_every_matching_page_fits_a_phone(as_role: Opener) -> None:
    page = as_role("lead", viewport=PHONE)
    for path in ("match", "review", "sightings", "sightings/new", "board"):
        page.goto(f"/l/demo/jobclasses/{path}")
        assert overflow(page) <= 0, path
        assert not serious_problems(page), path
        _look(page, re.sub(r"\W", "-", f"phone-{path}"))
    page = as_role("lead")
    page.goto("/l/demo/jobclasses/board")
    page.get_by_role("button", name="Compute anew").click()
    expect(page.get_by_role("heading", name="Heat map")).to_be_visible()
    assert not serious_problems(page)
    _look(page, "board")
    page.goto("/l/demo/jobclasses/match")
    page.fill("#title", "Generative AI previs artist")
    page.get_by_role("button", name="Match", exact=True).click()
    expect(page.get_by_role("heading", name="Generative AI previs artist")).to_be_visible()
    _look(page, "match")
