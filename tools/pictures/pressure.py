"""Tasks, the retaliation log, assessments over time, the scale, a petition page on a phone."""

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Installation


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of this part."""
    from tools.screenshots import PHONE, WIDE, open_campaign, signed_in, take

    with signed_in(browser, installation, "lead", password, WIDE) as page:
        open_campaign(page, "Tasks")
        take(page, "tasks")
        open_campaign(page, "Retaliation")
        take(page, "retaliation")
        _history(page)
        take(page, "assessments")
        open_campaign(page, "Tests")
        page.get_by_role("link", name="Open letter").click()
        page.get_by_role("button", name="Make link and code").click()
        address = page.locator(".link-address a").inner_text()
        phone = browser.new_context(
            viewport={"width": PHONE["width"], "height": PHONE["height"]}, color_scheme="light"
        )
        signing = phone.new_page()
        signing.goto(address)
        take(signing, "petition")
        phone.close()
    with signed_in(browser, installation, "admin", password, WIDE) as page:
        page.goto("/l/demo/campaigns/scale")
        take(page, "scale")


def _history(page: Page) -> None:
    """The assessments of a person of the unit, with what proved them."""
    from tools.screenshots import open_campaign

    open_campaign(page, "Unit")
    page.goto(f"{page.url}?assessment=1")
    page.locator("#members a[href*='/people/']").first.click()
    page.wait_for_url("**/people/*")
    page.get_by_role("link", name="Assessments").first.click()
    page.locator("#panel:not([hidden]) table, #panel:not([hidden]) li").first.wait_for()
