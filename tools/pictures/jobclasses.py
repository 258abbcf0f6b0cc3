"""Pictures of the job class pages."""

from playwright.sync_api import Browser

from tests.e2e.conftest import Installation
from tools import screenshots

PAGES = {
    "jobclasses-list": "?kind=video",
    "jobclasses-class": "classes/d0000000000000000001",
    "jobclasses-jurisdiction": "jurisdiction",
}


def take(browser: Browser, installation: Installation, password: str) -> None:
    """The list, a class with evidence and claims, and two claims side by side."""
    wide = screenshots.WIDE
    with screenshots.signed_in(browser, installation, "lead", password, wide) as page:
        for name, path in PAGES.items():
            page.goto(f"/l/demo/jobclasses/{path}")
            screenshots.take(page, name)
