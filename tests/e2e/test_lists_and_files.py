"""A saved list is built from conditions, leaves as a file once, and comes back without a change."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
AGE = """
from datetime import timedelta
from crm import db
from crm.cli import opened
with opened():
    for one in db.collection("accounts").find({"email": "admin@example.org"}):
        moment = db.now() - timedelta(minutes=11)
        change = {"$set": {"stepped_up_at": moment}}
        db.collection("sessions").update_many({"account_id": one["_id"]}, change)
"""
"""Makes the last proof of the password older than ten minutes."""


def _settled(page: Page) -> None:
    """Wait until the builder is swapped in and listens."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    page.wait_for_function("busy => !document.querySelector(busy)", arg=busy)


def _press(page: Page, button: str, shown: str) -> None:
    """Press a button of the builder and wait for the control it makes."""
    page.locator(f"button[value='{button}']").click()
    expect(page.locator(f"[id='t.{shown}']")).to_be_visible()
    _settled(page)


def _choose(page: Page, path: str, label: str, value: str | None = None) -> None:
    """Choose a condition at a place of the tree, and its value."""
    page.locator(f"[id='t.{path}.filter']").select_option(label=label)
    control = page.locator(f"[name^='t.{path}.v.']").first
    expect(control).to_be_visible()
    _settled(page)
    if value is not None:
        control.fill(value)


def _build(page: Page, name: str) -> None:
    """Sound or Editing, and not those who are marked: do not contact."""
    page.goto("/l/demo/lists/new")
    page.get_by_label("Name of the list").fill(name)
    page.locator("[id='t.r.op']").select_option(label="all of these")
    _choose(page, "r-0", "Has an e-mail address that works")
    _press(page, "group:r", "r-1.op")
    page.locator("[id='t.r-1.op']").select_option(label="any of these")
    _press(page, "condition:r-1", "r-1-0.filter")
    _choose(page, "r-1-0", "Department", "Sound")
    _press(page, "condition:r-1", "r-1-1.filter")
    _choose(page, "r-1-1", "Department", "Editing")
    _press(page, "group:r", "r-2.op")
    page.locator("[id='t.r-2.op']").select_option(label="none of these")
    _press(page, "condition:r-2", "r-2-0.filter")
    _choose(page, "r-2-0", "Shift", "Night")
    page.get_by_role("button", name="Save the list").last.click()


def test_a_list_with_and_or_not_leaves_once_and_comes_back_the_same(
    demo: Demo, as_role: Opener, tmp_path: Path
):
    page = as_role("admin", fresh=True)
    _build(page, "Sound and editing by day")
    expect(page.get_by_role("heading", name="Sound and editing by day")).to_be_visible()
    rows = page.locator(".list-table tbody tr")
    expect(rows.first).to_be_visible()
    for row in rows.all():
        assert re.search("Sound|Editing", row.inner_text())
        assert "Night" not in row.inner_text()
    shown = rows.count()
    path = _export(page, demo, tmp_path)
    people = len(path.read_text(encoding="utf-8-sig").splitlines()) - 1
    assert people >= shown > 3
    _import_again(page, path, people)


def _export(page: Page, demo: Demo, tmp_path: Path) -> Path:
    """Ask for the file (the password first, then a reason) and fetch it, which works once."""
    demo.installation.run(AGE)
    page.get_by_role("link", name="Export").click()
    page.wait_for_url(re.compile("/confirm"))
    page.get_by_label("Password", exact=True).fill(demo.password)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(re.compile("/exports/new"))
    page.get_by_label("What for").fill("Call night on Thursday")
    page.get_by_role("button", name="Make the file").click()
    fetch = page.get_by_role("button", name="Download")
    expect(fetch).to_be_visible(timeout=30_000)
    with page.expect_download() as waiting:
        fetch.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    page.reload()
    expect(page.locator("main")).to_contain_text("The file was fetched")
    expect(fetch).to_have_count(0)
    return path


def _import_again(page: Page, path: Path, people: int) -> None:
    page.goto("/l/demo/imports/")
    page.set_input_files("input[type=file]", str(path))
    check = page.get_by_role("button", name="Check the rows")
    write = page.get_by_role("button", name="Write this")
    expect(check.or_(write)).to_be_visible(timeout=60_000)
    if check.is_visible():
        check.click()
    expect(write).to_be_visible(timeout=60_000)
    counts = dict(
        reversed(card.inner_text().split("\n")) for card in page.locator("main a.card-link").all()
    )
    assert counts["the same"] == str(people), counts
    assert {counts[kind] for kind in ("new", "changed", "questions", "problems")} == {"0"}, counts
