"""Assessments, cards and thresholds, structure tests, leaders."""

from playwright.sync_api import Browser

from tests.e2e.conftest import Installation


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of this part."""
    from tools.screenshots import WIDE, open_campaign, signed_in, take

    with signed_in(browser, installation, "lead", password, WIDE) as page:
        open_campaign(page, "Cards")
        take(page, "cards")
        open_campaign(page, "Tests")
        page.get_by_role("link", name="Open letter").click()
        take(page, "structure-test")
        open_campaign(page, "Leaders")
        page.locator("#leader-map canvas").wait_for()
        take(page, "leaders")
