"""A member answers a survey on a cheap phone, with and without scripts; and a kiosk in a hall."""

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, ROOT, Installation, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
HEAVIEST = 30 * 1024
"""Bytes, gzipped, that a whole page may weigh, with everything on it."""
PREPARE = (ROOT / "tests" / "e2e" / "survey_to_answer.py").read_text()
PICTURES = os.environ.get("SURVEY_PICTURES", "")


@pytest.fixture(scope="module")
def asked(installation: Installation) -> dict[str, Any]:
    """Addresses of an anonymous survey with every type of question, and of an open one's kiosk."""
    found: dict[str, Any] = json.loads(installation.run(PREPARE))
    return found


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(request: Any, browser: Browser, installation: Installation) -> Iterator[Page]:
    """A phone of 360 pixels."""
    context = browser.new_context(
        viewport=PHONE, base_url=installation.base, java_script_enabled=request.param
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    elsewhere: list[str] = []
    page.on("request", lambda r: elsewhere.append(r.url))
    yield page
    context.close()
    assert [url for url in elsewhere if not url.startswith((installation.base, "data:"))] == []


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def look(page: Page, name: str) -> None:
    """No serious problem, nothing wider than the phone, every target large enough."""
    picture(page, name)
    assert serious_problems(page) == []
    assert overflow(page) <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'a,button,input:not([type=hidden]),select,textarea,summary')]
        .map(e => [e, (e.closest('label.choice') || e).getBoundingClientRect()])
        .filter(([e, r]) => r.width && (r.height < 44 || r.width < 24))
        .map(([e, r]) => e.outerHTML.slice(0, 80) + ' ' + r.height)"""
    )
    assert small == []


def test_a_member_answers_everything_on_a_phone(phone: Page, asked: dict[str, Any], request: Any):
    runs = "without" not in request.node.callspec.id
    code = asked["codes"].pop()
    phone.goto(f"{asked['path']}i/{code}")
    expect(phone.get_by_role("heading", name="What is stored about you")).to_be_visible()
    if runs:
        look(phone, "first")
    phone.get_by_role("button", name="Start").click()
    assert code not in phone.url
    phone.get_by_role("button", name="Save and go on").click()
    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    if runs:
        look(phone, "errors")
    summary.get_by_role("link").first.click()
    phone.locator("label.choice", has_text="Image maker").first.click()
    phone.locator("label.choice", has_text="Other").last.click()
    phone.get_by_label("Other: please say what").last.fill("A thing of the vendor's")
    phone.get_by_label("How many days").fill("3")
    if runs:
        look(phone, "choices")
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.get_by_text("Page 2 of 3")).to_be_visible()
    phone.get_by_role("group", name="Pay").locator("label", has_text="Worse").click()
    phone.get_by_label("Higher minimum").select_option("1")
    phone.get_by_label("Training").select_option("2")
    if runs:
        look(phone, "matrix")
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_label("How many days")).to_have_value("3")
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.get_by_label("Higher minimum")).to_have_value("1")
    phone.get_by_role("button", name="Save and go on").click()
    phone.get_by_label("What should the union ask for").fill("Credit where it is due.")
    if runs:
        look(phone, "texts")
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="Thank you. Your answers are in.")).to_be_visible()
    if runs:
        look(phone, "done")
    phone.go_back()
    phone.reload()
    expect(phone.get_by_role("heading", name="Thank you. Your answers are in.")).to_be_visible()


def test_it_is_asked_in_the_members_language(phone: Page, asked: dict[str, Any]):
    phone.goto(f"{asked['path']}i/{asked['codes'].pop()}")
    phone.get_by_role("link", name="العربية").click()
    assert phone.locator("html").get_attribute("dir") == "rtl"
    phone.locator("form button").click()
    expect(phone.locator("html")).to_have_attribute("lang", "ar")
    expect(phone.get_by_text("أي أداة؟")).to_be_visible()
    picture(phone, "arabic")


SENT = """
from crm import db
from crm.cli import opened
with opened():
    print(len(list(db.raw_database()["surveys_anonymous"].find({"state": {"$in": SENT}}))))
""".replace("SENT", "['new', 'taken', 'counted']")


def test_a_double_click_is_one_response(
    phone: Page, asked: dict[str, Any], installation: Installation
):
    before = int(installation.run(SENT))
    phone.goto(f"{asked['path']}i/{asked['codes'].pop()}")
    phone.get_by_role("button", name="Start").click()
    phone.locator("label.choice", has_text="Image maker").first.click()
    for text in ("Page 2 of 3", "Page 3 of 3"):
        phone.get_by_role("button", name="Save and go on").dblclick(no_wait_after=True)
        expect(phone.get_by_text(text)).to_be_visible()
    phone.get_by_role("button", name="Send my answers").dblclick(no_wait_after=True)
    expect(phone.get_by_role("heading", name="Thank you. Your answers are in.")).to_be_visible()
    assert int(installation.run(SENT)) == before + 1


def test_a_whole_page_is_light(asked: dict[str, Any], installation: Installation):
    with httpx.Client(base_url=installation.base) as client:
        first = client.get(f"{asked['path']}i/{asked['codes'].pop()}")
        token = re.search(r'name="csrf_token" value="([^"]+)"', first.text)
        code = re.search(r'name="code" value="([^"]+)"', first.text)
        assert token
        assert code
        begun = client.post(f"{asked['path']}start", data={"csrf_token": token[1], "code": code[1]})
        pages = [first, client.get(begun.headers["location"])]
        for page in pages:
            parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
            whole = page.content + b"".join(client.get(part).content for part in parts)
            assert len(gzip.compress(whole)) < HEAVIEST
            assert "<script" not in page.text


def test_a_kiosk_clears_itself_and_has_no_way_back(
    browser: Browser, installation: Installation, asked: dict[str, Any]
):
    context = browser.new_context(viewport=PHONE, base_url=installation.base)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.clock.install()
    page.goto(asked["kiosk"])
    page.get_by_role("button", name="Start").click()
    page.locator("label.choice", has_text="Yes").click()
    look(page, "kiosk")
    page.clock.run_for(45_000)
    expect(page.locator("label.choice", has_text="Yes").locator("input")).to_be_checked()
    page.clock.run_for(16_000)
    page.wait_for_url(f"**{asked['kiosk']}")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("label.choice", has_text="Yes").locator("input")).not_to_be_checked()
    page.locator("label.choice", has_text="No").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("button", name="Next person").click()
    page.wait_for_url(f"**{asked['kiosk']}")
    page.go_back()
    expect(page.locator("label.choice input:checked")).to_have_count(0)
    expect(page.get_by_role("heading", name="Thank you")).to_have_count(0)
    context.close()
