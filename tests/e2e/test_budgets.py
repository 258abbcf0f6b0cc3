"""What each job costs in clicks and keys, counted: tests, tasks, the door, promises, two logs."""

import re
import secrets
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, Demo, Opener, overflow, serious_problems

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)


@dataclass
class Hands:
    """Somebody at a page: every click, choice and key is counted; typed words are counted apart."""

    page: Page
    clicks: int = 0
    keys: int = 0
    words: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def choose(self, target: Locator, **option: object) -> None:
        target.select_option(**option)  # type: ignore[arg-type]
        self.clicks += 1

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)
        self.words += 1


def _phone_is_fine(page: Page) -> None:
    """Nothing is cut off at 360 pixels, and assistive technology finds its way."""
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
    assert serious_problems(page) == []


def test_taking_part_in_a_structure_test_is_one_click_a_person(demo: Demo, as_role: Opener):
    page = as_role("lead")
    page.goto(f"{demo.campaign()}/tests")
    page.get_by_role("link", name="Open letter").click()
    before = int(re.findall(r"(\d+) of", page.locator("main .figure").first.inner_text())[0])
    page.get_by_role("link", name="Tick who took part").click()
    hands, rows = Hands(page), page.locator("li:has(form)").filter(has_not_text="Take back")
    chosen = [rows.nth(n).get_attribute("id") or "" for n in range(3)]
    for row in chosen:
        hands.click(page.locator(f"[id='{row}']").get_by_role("button", name="Said yes"))
        expect(page.locator(f"[id='{row}'] [aria-pressed=true]")).to_be_visible()
    assert (hands.clicks, hands.keys) == (3, 0)
    _phone_is_fine(page)
    page.get_by_role("link", name="Done").click()
    expect(page.locator("main .figure").first).to_contain_text(f"{before + 3} of")
    page.go_back()
    for row in chosen:
        page.locator(f"[id='{row}']").get_by_role("button", name="Take back").click()
        expect(page.locator(f"[id='{row}'] [aria-pressed=true]")).to_have_count(0)
    assert "All counters are right" in demo.installation.callboard("recount")


def _give(page: Page, address: str, title: str) -> Hands:
    """A new task, by the form."""
    hands = Hands(page)
    page.goto(f"{address}/tasks")
    hands.click(page.get_by_role("link", name="New task"))
    hands.write(page.locator("#title"), title)
    hands.write(page.locator("#due"), "2030-01-02")
    hands.click(page.get_by_role("button", name="Save"))
    expect(page.locator(".task", has_text=title)).to_be_visible()
    return hands


def test_a_task_is_done_by_one_click_and_several_are_handed_over_by_four(
    demo: Demo, as_role: Opener
):
    page, titles = as_role("lead"), [f"Bring sheet {n} {RUN}" for n in (1, 2)]
    for title in titles:
        given = _give(page, demo.campaign(), title)
        assert (given.clicks, given.words) == (2, 2)
    hands, rows = Hands(page), [page.locator(".task", has_text=title) for title in titles]
    heir = page.locator("#reassign select option").last.inner_text()
    for row in rows:
        hands.click(row.locator("input[name=tasks]"))
    hands.choose(page.locator("#reassign select"), label=heir)
    hands.click(page.get_by_role("button", name="Hand over the chosen"))
    expect(page.get_by_text("2 tasks handed over.")).to_be_visible()
    assert hands.clicks == 4
    for row in rows:
        expect(row).to_contain_text(heir)
    done = Hands(page)
    for row in rows:
        done.click(row.get_by_role("button", name="Done"))
        expect(row).to_contain_text("Open again")
    assert done.clicks == 2
    _phone_is_fine(page)


def test_retaliation_is_on_the_log_by_two_choices_a_sentence_and_a_click(
    demo: Demo, as_role: Opener
):
    page, said = as_role("lead"), f"He said: whoever signs is out. {RUN}"
    page.goto(f"{demo.campaign()}/ulps")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Record what happened"))
    _phone_is_fine(page)
    hands.choose(page.locator("#kind"), value="threat")
    hands.write(page.locator("#day"), "2026-01-02")
    hands.write(page.locator("#what"), said)
    hands.click(page.get_by_role("button", name="Save"))
    row = page.locator(".list-group-item", has_text=said)
    expect(row).to_contain_text(re.compile(r"days? left|the six months are over"))
    assert (hands.clicks, hands.words) == (3, 2)
    _phone_is_fine(page)


def test_a_work_change_is_reported_by_three_clicks_and_three_fields(demo: Demo, as_role: Opener):
    page, tool = as_role("organizer"), f"Frame filler {RUN}"
    page.goto("/l/demo/workplaces/changes/new")
    hands = Hands(page)
    hands.choose(page.locator("#workplace_id"), index=1)
    hands.write(page.locator("#tool"), tool)
    hands.write(page.locator("#day"), "2026-01-02")
    hands.write(page.locator("#task"), "Paints out wires")
    hands.click(page.get_by_label("Fewer people or days"))
    hands.click(page.get_by_role("button", name="Save"))
    expect(page.locator("main")).to_contain_text(tool)
    assert (hands.clicks, hands.words) == (3, 3)
    _phone_is_fine(page)
    page.goto("/l/demo/workplaces/changes")
    page.get_by_role("link", name=re.compile(tool)).first.click()
    page.get_by_role("button", name="Take it off the log").click()


def test_a_walk_in_nobody_knows_is_two_taps_and_a_name(demo: Demo, as_role: Opener):
    """Budget: 15 seconds at the door. Two taps, a first and a last name are what it takes."""
    page = as_role("organizer", viewport=PHONE)
    page.goto(f"{demo.campaign('organizer')}/events")
    page.get_by_role("link", name="Organizing committee").first.click()
    page.get_by_role("link", name="At the door").click()
    hands = Hands(page)
    hands.click(page.get_by_text("Not on the list"))
    hands.write(page.locator("#first_name"), "Budgeta")
    hands.write(page.locator("#last_name"), f"Door-{RUN}")
    hands.click(page.get_by_role("button", name="Add and check in"))
    row = page.locator(".door-here", has_text=f"Door-{RUN}")
    expect(row).to_have_count(1)
    assert (hands.clicks, hands.words) == (2, 2)
    _phone_is_fine(page)
    row.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(0)


def test_a_promise_is_one_tap_and_the_same_tap_takes_it_back(demo: Demo, as_role: Opener):
    page = as_role("organizer", viewport=PHONE)
    page.goto(f"{demo.campaign('organizer')}/events")
    page.get_by_role("link", name="Rally before filing").first.click()
    hands = Hands(page)
    first = page.locator("#turnout .member", has_text="no answer yet").last
    row = page.locator(f"[id='{first.get_attribute('id')}']")
    hands.click(row.get_by_role("button", name="Maybe"))
    expect(row.locator("[aria-pressed=true]")).to_have_text("Maybe")
    assert hands.clicks == 1
    _phone_is_fine(page)
    hands.click(row.get_by_role("button", name="Maybe"))
    expect(row.locator("[aria-pressed=true]")).to_have_count(0)
