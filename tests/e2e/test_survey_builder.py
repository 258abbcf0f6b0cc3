"""A survey is written in the browser: by keyboard, in two languages, tried out without a trace."""

import os
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
PLAIN = (
    ("Yes or no", "Do you use it?"),
    ("Number", "How many hours a week?"),
    ("Date", "Since when?"),
    ("Short text", "What is your craft?"),
    ("Long text", "What should change?"),
    ("Consent", "You may quote me."),
    ("Text without", "Thank you so far."),
)
LISTED = (
    ("One answer", "Which tool most?", ("Chat", "Image maker")),
    ("Several answers", "Which others?", ("Voice", "Music", "None")),
    ("Put in order", "What matters most?", ("Pay", "Credit", "Training")),
)
COUNT = """
import json
from crm import db
from crm.cli import opened
with opened():
    raw = db.raw_database()
    kept = [n for n in raw.list_collection_names() if n.startswith("surveys_") and "rates" not in n]
    print(json.dumps({name: sum(1 for _one in raw[name].find({}, {"_id": 1})) for name in kept}))
"""


class Keys:
    """A keyboard that counts: a key is a press, whatever it writes; text is counted apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def to(self, wanted: Locator, most: int = 60) -> None:
        """Tab on until this has the focus."""
        for _step in range(most):
            if wanted.evaluate("e => e === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("out of reach of the Tab key")

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)


def _look(page: Page, name: str) -> None:
    """No serious problem, nothing wider than the window; a picture where somebody asks for one."""
    assert serious_problems(page) == [], name
    assert overflow(page) <= 0, name
    folder = os.environ.get("CALLBOARD_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"survey-{name}.png", full_page=True)


def begin(page: Page, name: str) -> str:
    """A new survey from an empty page, without the mouse; gives its address."""
    page.goto("/l/demo/surveys/new")
    keys = Keys(page)
    page.locator("#name").focus()
    keys.write(name)
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/questions"))
    return page.url.split("/questions")[0]


def add(page: Page, keys: Keys, kind: str, text: str) -> None:
    """Choose the kind by its first letters, write the question, Enter."""
    page.locator("select[id^=type-]").last.focus()
    keys.write(kind)
    keys.press("Tab")
    keys.write(text)
    keys.press("Enter")


def listed(page: Page, keys: Keys, kind: str, text: str, answers: tuple[str, ...]) -> None:
    """A question whose form opens for its answers, a line each."""
    add(page, keys, kind, text)
    page.locator("#question-form").wait_for()
    expect(page.locator("[name=option-0-text]")).to_be_focused()
    for answer in answers:
        keys.write(answer)
        keys.press("Enter")
    keys.to(page.get_by_role("button", name="Save", exact=True))
    keys.press("Enter")
    page.locator("#builder").wait_for()


def test_a_survey_is_written_by_keyboard(as_role: Opener, demo: Demo) -> None:
    page = as_role("lead")
    name = f"Tools {uuid.uuid4().hex[:6]}"
    base = begin(page, name)
    keys = Keys(page)
    for kind, text in PLAIN:
        add(page, keys, kind, text)
        expect(page.locator(".q-text", has_text=text)).to_be_visible()
    assert keys.pressed == 2 * len(PLAIN), "two keys a question beside its words"
    for kind, text, answers in LISTED:
        before = keys.pressed
        listed(page, keys, kind, text, answers)
        expect(page.locator(".q-text", has_text=text)).to_be_visible()
        assert keys.pressed - before <= 30
    add(page, keys, "Scale", "How worried are you?")
    keys.to(page.get_by_role("button", name="Save", exact=True))
    keys.press("Enter")
    add(page, keys, "Several lines", "What did it do?")
    expect(page.locator("[name=row-0-text]")).to_be_visible()
    for field, word in (("row-0", "Hours"), ("row-1", "Wages"), ("option-0", "Better"),
                        ("option-1", "Worse")):  # fmt: skip
        keys.to(page.locator(f"[name={field}-text]"))
        keys.write(word)
    keys.to(page.get_by_role("button", name="Save", exact=True))
    keys.press("Enter")
    expect(page.locator(".q-row")).to_have_count(len(PLAIN) + len(LISTED) + 2)
    expect(page.get_by_text("Before this can open")).to_have_count(0)
    _look(page, "builder")
    only_for_users(page)
    in_spanish(page, base)
    tried_out(page, base, demo)
    on_a_phone(as_role("lead", viewport=PHONE), base)
    page.goto(f"{base}/settings")
    page.get_by_role("button", name="Delete this survey").click()
    expect(page.get_by_text(name)).to_have_count(0)


def only_for_users(page: Page) -> None:
    """The hours are asked of those alone who use it: three choices from lists, and save."""
    page.get_by_role("link", name="How many hours a week?").click()
    page.locator("#condition-0").select_option(label="Do you use it?")
    page.locator("[name=condition-0-value]").select_option(label="Yes")
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.locator(".q-row", has_text="How many hours a week?")
    expect(row).to_contain_text("Only for those where")
    expect(row).to_contain_text("Do you use it?")


def in_spanish(page: Page, base: str) -> None:
    """A second language, side by side; what is missing is counted."""
    page.goto(f"{base}/settings")
    page.locator("label", has_text="Español").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{base}/questions")
    page.locator("#builder").get_by_role("link", name="Español").click()
    expect(page.get_by_text(re.compile(r"\d+ to go"))).to_be_visible()
    line = page.locator(".side-by-side", has_text="Do you use it?")
    line.locator("input").fill("¿Lo usas?")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("input[value='¿Lo usas?']")).to_be_visible()
    _look(page, "translation")


def tried_out(page: Page, base: str, demo: Demo) -> None:
    """As a member sees it, in Spanish; nothing of it is anywhere afterwards."""
    before = demo.installation.run(COUNT)
    page.goto(f"{base}/try?lang=es")
    group = page.get_by_role("group", name="¿Lo usas?")
    expect(group).to_be_visible()
    _look(page, "trial")
    group.locator("label").last.click()
    page.locator("[name=q-what_craft], [name^=q-][type=text]").last.fill("Trace of a trial")
    page.locator("button[value=next]").click()
    expect(page.get_by_text("This is what would be stored")).to_be_visible()
    stored = page.locator(".trial-table")
    expect(stored).to_contain_text("Trace of a trial")
    expect(stored).not_to_contain_text("hours"), "hours are asked of users alone"
    assert demo.installation.run(COUNT) == before


def on_a_phone(page: Page, base: str) -> None:
    """Each page of the survey at 360 pixels."""
    for path in ("", "/questions", "/settings", "/translate/es", "/try", "/invitations",
                 "/link", "/enter", "/results", "/texts"):  # fmt: skip
        answer = page.goto(base + path)
        if answer and answer.status == 200:
            _look(page, "phone" + path.replace("/", "-"))
    page.goto(f"{base}/questions")
    page.locator(".q-text").first.click()
    _look(page, "phone-question")
    for path in ("", "new"):
        page.goto(f"/l/demo/surveys/{path}")
        _look(page, f"phone-surveys-{path}")


def test_results_and_their_report_fit_a_phone(as_role: Opener) -> None:
    page = as_role("leadership", viewport=PHONE)
    for path in ("results", "results?by=shift&intervals=yes", "report?by=shift", "texts"):
        page.goto(f"/l/demo/surveys/demo-ai-census/{path}")
        _look(page, "phone-census-" + re.sub(r"\W+", "-", path))
    page.goto("/l/demo/surveys/demo-ai-census/results?by=shift")
    page.get_by_role("link", name="Report to print").click()
    expect(page.get_by_role("heading", name="Who answered")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="As a PDF")).to_be_hidden()
