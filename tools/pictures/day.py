"""The work of a day: calling, paper that goes out and comes back, quick mark, turf."""

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Installation


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of this part."""
    from tools.screenshots import PHONE, WIDE, open_campaign, signed_in, take

    with signed_in(browser, installation, "organizer", password, WIDE) as page:
        open_campaign(page, "Call")
        page.get_by_role("button", name="Start calling").click()
        _call(page, "n")
        take(page, "call")
    with signed_in(browser, installation, "organizer-2", password, PHONE) as page:
        open_campaign(page, "Call")
        page.get_by_role("button", name="Start calling").click()
        page.locator(".caller").wait_for()
        take(page, "call-phone")
    with signed_in(browser, installation, "lead", password, WIDE) as page:
        open_campaign(page, "Turf")
        page.locator("#turf-count").filter(has_text="in it").wait_for()
        take(page, "turf")
        open_campaign(page, "Quick mark")
        page.locator(".mark-ticks form button").first.click()
        page.locator("#marking").filter(has_text="Marked by you").wait_for()
        page.wait_for_load_state("networkidle")
        page.locator("#mark-text").press_sequentially("mar")
        page.locator(".mark-hit").first.wait_for()
        take(page, "quick-mark")
        _paper(page)


def _call(page: Page, key: str) -> None:
    """One result by its key, and the next person."""
    page.locator(".caller").wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press(key)
    page.locator(".call-last").wait_for()


def _paper(page: Page) -> None:
    """A sheet as it is printed, and half entered."""
    from tools.screenshots import open_campaign, take

    open_campaign(page, "Paper")
    page.select_option("#whom", "unit")
    page.select_option("#department", index=2)
    page.check("[name=codes]")
    page.get_by_role("button", name="Make the sheet").click()
    page.locator(".paper").wait_for()
    take(page, "sheet")
    page.get_by_role("link", name="Enter it").click()
    page.wait_for_load_state("networkidle")
    for key in "nntltnr":
        page.keyboard.press(key)
    page.locator("#r3-assessment").fill("2")
    page.locator("#r3-follow_up").fill("3")
    page.locator("#r5-note").fill("Will ask the night shift")
    take(page, "sheet-grid")
