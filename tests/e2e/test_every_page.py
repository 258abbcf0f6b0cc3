"""Every page a role can reach: readable by everybody, whole on a phone, silent in the console."""

import httpx
import pytest
from playwright.sync_api import Page

from tests.e2e import crawler
from tests.e2e.conftest import PHONE, WIDE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]
DARK = "document.documentElement.dataset.bsTheme = 'dark'"
ON_A_PHONE = ("color-contrast", "scrollable-region-focusable", "link-in-text-block")
"""The rules whose outcome depends on width and colours."""
SMALL = """() => [...document.querySelectorAll(
  'button, .btn, .nav-link, .chip, .dropdown-item, select, textarea, '
  + 'input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file])')]
  .filter((e) => e.checkVisibility() && !e.closest('[aria-hidden=true]'))
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([, r]) => r.width > 0 && (r.width < 43.5 || r.height < 43.5))
  .map(([e, r]) => `${Math.round(r.width)}x${Math.round(r.height)} ${e.outerHTML.slice(0, 100)}`)"""
UNMARKED = """() => [...document.querySelectorAll('summary')].filter((e) => e.checkVisibility())
  .filter((e) => getComputedStyle(e, '::after').borderBottomWidth !== '2px')
  .map((e) => `shows not that it opens: ${e.innerText.slice(0, 60)}`)"""
seen: set[str] = set()
"""Kinds of pages looked at as an earlier role; Today and the campaign differ by role."""


def test_an_administrators_pages(demo: Demo, as_role: Opener):
    _something_of_everything(demo.client("admin"))
    _look_at_all(demo, as_role, "admin", "/suite")


@pytest.mark.parametrize("role", ["lead", "organizer", "leadership", "auditor"])
def test_pages_of_each_role(demo: Demo, as_role: Opener, role: str):
    _look_at_all(demo, as_role, role)


def test_pages_of_somebody_who_is_not_signed_in(as_role: Opener):
    page = as_role(has_touch=True)
    for address in ("/login", "/forgotten", "/l/demo/nothing"):
        assert _problems_of(page, address) == []


def _look_at_all(demo: Demo, as_role: Opener, role: str, *starts: str) -> None:
    found = crawler.pages(demo.client(role), "/l/demo/", "/account", *starts)
    page = as_role(role, has_touch=True)
    own = {"/l/demo/", "/l/demo/campaigns/*"}
    bad = []
    for shape in sorted((found.keys() - seen) | (found.keys() & own)):
        bad += [f"{shape} {line}" for line in _problems_of(page, found[shape])]
    seen.update(found)
    assert bad == [], "\n".join(bad)


def _problems_of(page: Page, address: str) -> list[str]:
    page.set_viewport_size(WIDE)
    page.goto(address)
    problems = [] if page.title() else ["no title"]
    if page.locator("h1").count() != 1:
        problems.append(f"{page.locator('h1').count()} h1")
    problems += serious_problems(page)
    page.set_viewport_size(PHONE)
    page.evaluate(DARK)
    problems += page.evaluate(UNMARKED)
    if overflow(page) > 0:
        problems.append(f"{overflow(page)} pixels too wide")
    problems += [f"dark: {line}" for line in serious_problems(page, *ON_A_PHONE)]
    return problems + [f"small: {line}" for line in page.evaluate(SMALL)[:4]]


def _something_of_everything(admin: httpx.Client) -> None:
    """A list, an import at its preview and an export, so that their pages are there to look at."""
    values = {"name": "Electrics", "t.r.op": "all", "columns": "phone"}
    crawler.post(admin, "/l/demo/lists/new", values)
    crawler.post(
        admin, "/l/demo/exports/", {"reason": "a look", "format": "csv", "fields": "phone"}
    )
    roster = "First name,Last name,E-mail\nIris,Imagined,iris.imagined@example.org\n,,nobody\n"
    token = crawler.TOKEN.search(admin.get("/account").text)
    assert token
    answer = admin.post(
        "/l/demo/imports/",
        data={"csrf_token": token.group(1)},
        files={"file": ("crew.csv", roster.encode())},
    )
    assert answer.status_code == 200, answer.text[:500]
