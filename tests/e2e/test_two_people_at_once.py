"""Two browsers on one record: nobody's words are lost; two records become one and two again."""

import re
import secrets

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e import crawler
from tests.e2e.conftest import Demo, Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
RUN = secrets.token_hex(3)


def _add(client: httpx.Client, **values: str) -> str:
    """A new person; gives the address of their page."""
    answer = crawler.post(client, "/l/demo/people/new", dict(values))
    assert re.search(r"/people/\w{20}$", str(answer.url.path)), answer.url
    return str(answer.url.path)


def _edit_notes(page: Page, person: str, text: str) -> None:
    page.goto(person)
    page.locator("#section-notes a[href$='edit/notes']").click()
    page.locator("#notes").fill(text)


def test_the_second_to_save_sees_both_texts_and_can_save(demo: Demo, as_role: Opener):
    person = _add(demo.client("lead"), first_name="Petra", last_name=f"Shared-{RUN}")
    first, second = as_role("lead"), as_role("admin")
    _edit_notes(first, person, "Rides with the day crew")
    _edit_notes(second, person, "Rides with the night crew")
    first.locator("#section-notes").get_by_role("button", name="Save").click()
    expect(first.locator("#section-notes form")).to_have_count(0)
    section = second.locator("#section-notes")
    section.get_by_role("button", name="Save").click()
    expect(section).to_contain_text("Somebody else changed this meanwhile")
    expect(section.locator("table")).to_contain_text("Rides with the day crew")
    expect(second.locator("#notes")).to_have_value("Rides with the night crew")
    second.locator("#notes").fill("Day crew, and nights in June")
    section.get_by_role("button", name="Save").click()
    expect(section).to_contain_text("Day crew, and nights in June")
    first.reload()
    expect(first.locator("#section-notes")).to_contain_text("Day crew, and nights in June")


def test_different_parts_of_one_person_do_not_disturb_each_other(demo: Demo, as_role: Opener):
    person = _add(demo.client("lead"), first_name="Paulo", last_name=f"Shared-{RUN}")
    first, second = as_role("lead"), as_role("admin")
    _edit_notes(first, person, "Keeps the keys")
    second.goto(f"{person}/edit/tags")
    second.locator("#tags").fill("steward")
    second.get_by_role("button", name="Save").click()
    expect(second.locator("#section-tags")).to_contain_text("steward")
    assert second.url.endswith(person)
    first.locator("#section-notes").get_by_role("button", name="Save").click()
    expect(first.locator("#section-notes")).to_contain_text("Keeps the keys")
    first.reload()
    expect(first.locator("#section-tags")).to_contain_text("steward")


def test_two_records_are_merged_and_taken_apart_again(demo: Demo, as_role: Opener):
    admin = demo.client("admin")
    kept = _add(admin, first_name="Marta", last_name=f"Twice-{RUN}", notes="Left note")
    gone = _add(
        admin,
        first_name="Martha",
        last_name=f"Twice-{RUN}",
        notes="Right note",
        **{"emails-0-address": f"martha.{RUN}@example.org"},
    )
    page = as_role("admin", fresh=True)
    ids = [address.rsplit("/", 1)[1] for address in (kept, gone)]
    page.goto(f"/l/demo/merges/new?kept={ids[0]}&gone={ids[1]}")
    page.get_by_role("button", name=f"Merge into Marta Twice-{RUN}").click()
    expect(page.get_by_text("The two records are one now.")).to_be_visible()
    page.goto(kept)
    expect(page.locator("main")).to_contain_text(f"martha.{RUN}@example.org")
    expect(page.locator("#section-notes")).to_contain_text("Left note")
    page.goto(gone)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Marta Twice-{RUN}")
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("these are two records again").first).to_be_visible()
    page.goto(gone)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Martha Twice-{RUN}")
    page.goto(kept)
    expect(page.locator("main")).not_to_contain_text(f"martha.{RUN}@example.org")
