"""A local administrator's work: inviting, switching plugins, the second factor."""

import secrets

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
PASSWORD = "nine lanterns over the loading dock"


def _invited(as_role: Opener, role: str) -> tuple[Page, str]:
    """Somebody new whom the administrator invited by a link, signed in; and their address."""
    address = f"new.{secrets.token_hex(4)}@example.org"
    admin = as_role("admin", fresh=True)
    admin.goto("/l/demo/settings/people/invite")
    admin.get_by_label("E-mail").fill(address)
    for chip in admin.locator(".chip").all():
        box = chip.locator("input")
        if box.is_checked() != (chip.inner_text().strip() == role):
            chip.click()
    admin.locator("main").get_by_role("button", name="Invite").click()
    link = admin.get_by_label("Link", exact=True).input_value()
    page = as_role()
    page.goto(link)
    page.get_by_label("Your name").fill("Nadia Newcomer")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_load_state()
    return page, address


def _sign_in(page: Page, address: str) -> None:
    page.goto("/login")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)


def test_the_invited_person_sets_a_password_and_works_with_their_role(as_role: Opener):
    _page, address = _invited(as_role, "Auditor")
    page = as_role()
    _sign_in(page, address)
    page.click("main button[type=submit]")
    page.wait_for_url("**/l/demo/")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    expect(page.get_by_role("link", name="People", exact=True)).to_have_count(0)
    answer = page.goto("/l/demo/people/")
    assert answer
    assert answer.status == 403


def test_an_invitation_works_once(as_role: Opener):
    page, _address = _invited(as_role, "Organizer")
    page.goto("/l/demo/")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_a_plugin_that_is_off_is_nowhere_and_comes_back_with_its_data(demo: Demo, as_role: Opener):
    page, campaign = as_role("admin", fresh=True), demo.campaign()
    page.goto(campaign)
    name = str(page.get_by_role("heading", level=1).text_content())
    page.goto("/l/demo/settings/plugins")
    card = page.locator("section[aria-labelledby=p-campaigns]")
    card.get_by_role("button", name="Switch off").click()
    expect(card).to_contain_text("off")
    try:
        for address in (campaign, "/l/demo/campaigns/"):
            answer = page.goto(address)
            assert answer
            assert answer.status == 404
        for address in ("/l/demo/", "/l/demo/people/", "/l/demo/dashboard", "/l/demo/lists/new"):
            page.goto(address)
            expect(page.locator("a[href*='/campaigns']")).to_have_count(0)
            assert name not in page.content()
    finally:
        page.goto("/l/demo/settings/plugins")
        card.get_by_role("button", name="Switch on").click()
        expect(card.get_by_role("button", name="Switch off")).to_be_visible()
    page.goto(campaign)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_second_factor_is_set_up_and_asked_for_at_sign_in(as_role: Opener):
    page, address = _invited(as_role, "Organizer")
    page.goto("/account/second-factor")
    secret = page.locator("#secret").input_value()
    totp = pyotp.TOTP(secret.replace(" ", ""))
    page.get_by_label("Code of the app").fill(totp.now())
    page.get_by_role("button", name="Switch it on").click()
    codes = page.locator("#codes").input_value().split()
    assert len(codes) >= 8
    again = as_role()
    _sign_in(again, address)
    again.click("main button[type=submit]")
    expect(again.locator("main")).to_contain_text("code")
    assert again.url.endswith("/login")
    again.fill("#password", PASSWORD)
    again.fill("#code", codes[0])
    again.click("main button[type=submit]")
    again.wait_for_url("**/l/demo/")
    third = as_role()
    _sign_in(third, address)
    third.fill("#code", codes[0])
    third.click("main button[type=submit]")
    expect(third.locator(".invalid-feedback")).to_be_visible()
    third.fill("#password", PASSWORD)
    third.fill("#code", pyotp.TOTP(secret.replace(" ", "")).at(_next_step()))
    third.click("main button[type=submit]")
    third.wait_for_url("**/l/demo/")


def _next_step() -> int:
    """A moment of the following code, so that none is used twice."""
    import time

    return int(time.time()) + 30
