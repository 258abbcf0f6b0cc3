"""On a slow line people type before the page's scripts are there: what they typed counts."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.e2e.conftest import PHONE, Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)


@contextmanager
def _scripts_late(page: Page, address: str) -> Iterator[None]:
    """Open a page whose scripts come only when the block is left."""
    held: list[Route] = []
    late = True

    def hold(route: Route) -> None:
        if late and "/theme" not in route.request.url:  # the page itself waits for that one
            held.append(route)
        else:
            route.continue_()

    page.route("**/*.js*", hold)
    page.goto(address, wait_until="commit")
    yield
    assert held, "no script was late"
    late = False
    for route in held:
        route.continue_()
    page.wait_for_load_state()


def test_a_name_at_the_door_narrows_the_list(demo: Demo, as_role: Opener):
    page = as_role("lead", viewport=PHONE)
    page.goto(f"{demo.campaign()}/events")
    page.get_by_role("link", name="Organizing committee").first.click()
    door = page.get_by_role("link", name="At the door").get_attribute("href")
    assert door
    with _scripts_late(page, door):
        rows = page.locator(".door-row")
        name = rows.nth(2).locator("strong").inner_text()
        page.locator("[data-door-find]").fill(name)
        assert rows.filter(visible=True).count() > 1, "the scripts are there already"
    expect(rows.filter(visible=True)).to_have_count(1)
    expect(rows.filter(visible=True)).to_contain_text(name)


def test_a_name_on_a_stack_of_cards_is_looked_for(demo: Demo, as_role: Opener):
    page = as_role("lead")
    with _scripts_late(page, f"{demo.campaign()}/mark?mark=card&on=2026-10-03"):
        page.locator("#mark-text").fill("Mar")
        assert page.locator("#mark-hits button").count() == 0
    expect(page.locator("#mark-hits button").first).to_be_visible()


def test_a_form_asks_before_what_was_typed_is_left(demo: Demo, as_role: Opener):
    page, name = as_role("lead"), f"Slow-{RUN}"
    with _scripts_late(page, "/l/demo/people/new"):
        page.locator("#first_name").focus()
        page.keyboard.type(name)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Today").first.click()
    expect(page.locator("#first_name")).to_have_value(name)
    assert asked == ["beforeunload"]
