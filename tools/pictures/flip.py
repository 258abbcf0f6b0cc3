"""Flip mode and who is eligible: the demo's running production."""

from playwright.sync_api import Browser

from crm.demo.service import SLUG
from tests.e2e.conftest import Installation

SHEET = """\
The Glass Orchard  -  CALL SHEET      Day 3 of 24
GRIP                                     CAMERA
Key Grip          Tom Abara      6:42A   Director of Photography   Ines Duarte   6:30A
Best Boy Grip     RUIZ, Dana     6:42A   1st AC                    Priya Nair    6:30A
SET LIGHTING
Gaffer ........ Sol Marsh ........ 6:42A
Lamp Operator   Ann Bo / Cy Dee   7A
SOUND
Sound Mixer   Ivo Brandt   7:00A 7:30P   (323) 555-0112
Additional loaders as needed
"""


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of this part."""
    from tools.screenshots import WIDE, signed_in, take

    with signed_in(browser, installation, "lead", password, WIDE) as page:
        page.goto(f"/l/{SLUG}/campaigns/")
        page.get_by_role("link", name="Night shift").click()
        page.get_by_role("link", name="Who is eligible?").click()
        take(page, "eligible")
        page.get_by_role("link", name="Flip", exact=True).click()
        take(page, "flip")
        page.fill("#production", "The Glass Orchard")
        page.fill("#hours", "12")
        page.fill("#text", SHEET)
        page.get_by_role("button", name="Read the list").click()
        page.locator(".flip-table").wait_for()
        take(page, "flip-rows")
