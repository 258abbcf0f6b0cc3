"""Pictures of the job class pages."""

from playwright.sync_api import Browser

from tests.e2e.conftest import Installation
from tools import screenshots

PAGES = {
    "jobclasses-list": "?kind=video",
    "jobclasses-class": "classes/d0000000000000000001",
    "jobclasses-jurisdiction": "jurisdiction",
    "jobclasses-review": "review",
    "jobclasses-sightings": "sightings",
}
MATCH = {
    "title": "Editor",
    "description": "Cuts dialogue, cleans production sound, cues ADR for the mix",
    "employer": "Quillfeather Post",
}


def take(browser: Browser, installation: Installation, password: str) -> None:
    """A list, a class, two claims, the review queue, sightings, a match, the board."""
    wide = screenshots.WIDE
    with screenshots.signed_in(browser, installation, "lead", password, wide) as page:
        for name, path in PAGES.items():
            page.goto(f"/l/demo/jobclasses/{path}")
            screenshots.take(page, name)
        page.goto("/l/demo/jobclasses/match")
        page.locator("summary").first.click()
        for field, value in MATCH.items():
            page.fill(f"#{field}", value)
        page.get_by_role("button", name="Match", exact=True).click()
        page.locator(".match-list").first.evaluate("list => list.scrollIntoView({block: 'end'})")
        screenshots.take(page, "jobclasses-match")
        page.goto("/l/demo/jobclasses/board")
        page.get_by_role("button", name="Compute anew").click()
        page.locator(".board-table").first.wait_for()
        screenshots.take(page, "jobclasses-board")
