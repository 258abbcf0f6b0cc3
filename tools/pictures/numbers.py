"""The wall chart, the dashboard, all campaigns, and the screen for a wall."""

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Installation


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of this part."""
    from tools.screenshots import SLUG, WIDE, open_campaign, signed_in, take

    with signed_in(browser, installation, "lead", password, WIDE) as page:
        open_campaign(page, "Wall chart")
        page.select_option("[name=colour]", "card")
        page.wait_for_url("**colour=card**")
        take(page, "chart-cards")
        open_campaign(page, "Wall chart")
        page.locator(".square").nth(4).click()
        page.locator("#panel [data-assess]").first.wait_for()
        take(page, "chart-cell")
        open_campaign(page, "Numbers")
        _drawn(page, ".drawing[data-chart=cards]")
        take(page, "cards-ahead")
        _drawn(page, "#flow [data-chart=flow]")
        take(page, "flow")
    with signed_in(browser, installation, "leadership", password, WIDE) as page:
        page.goto(f"/l/{SLUG}/campaigns/all")
        take(page, "all-campaigns")
        page.goto(f"/l/{SLUG}/campaigns/displays")
        page.get_by_label("Where it hangs").fill("Union hall")
        page.get_by_role("button", name="Make the address").click()
        page.goto(page.input_value("#display-address"))
        take(page, "display")


def _drawn(page: Page, chart: str) -> None:
    """Scroll a chart to the middle of the window and wait until it is drawn."""
    holder = page.locator(chart)
    if not holder.count():
        page.locator("#flow").scroll_into_view_if_needed()
    holder.locator("canvas").wait_for()
    holder.evaluate("element => element.scrollIntoView({block: 'center'})")
