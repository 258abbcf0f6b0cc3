"""Events, the door on a phone, and the work-changes of an employer."""

from playwright.sync_api import Browser

from tests.e2e.conftest import Installation


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of this part."""
    from tools.screenshots import PHONE, WIDE, open_campaign, signed_in, take

    with signed_in(browser, installation, "lead", password, WIDE) as page:
        open_campaign(page, "Events")
        page.get_by_role("link", name="Organizing committee").first.click()
        page.locator("#turnout").wait_for()
        take(page, "event")
        page.goto("/l/demo/workplaces/changes")
        page.locator("main li a.text-decoration-underline").first.click()
        page.get_by_role("heading", name="What to ask the employer for").wait_for()
        take(page, "work-changes")
    with signed_in(browser, installation, "organizer", password, PHONE) as page:
        open_campaign(page, "Events")
        page.get_by_role("link", name="Organizing committee").first.click()
        page.get_by_role("link", name="At the door").click()
        for number in range(2):
            page.locator(".door-row:not(.door-here) .door-name").first.click()
            page.locator(".door-here").nth(number).wait_for()
        take(page, "door")
