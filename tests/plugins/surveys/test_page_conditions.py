"""Who sees a whole page: chosen in the browser like the condition of a question."""

import html
import re

import pytest

from plugins.surveys.definition.visibility import visible_pages
from plugins.surveys.service import surveys, versions
from tests.factories import Client
from tests.plugins.surveys.samples import options, question, version

PAGES = version(
    [question("uses_ai", "yes_no", options=options("yes", "no"))],
    [question("tool", "single", options=options("chat", "image"))],
)["pages"]


@pytest.fixture
def desk(lead, client: Client):
    data = {"name": "Census", "mode": "anonymous", "pages": PAGES}
    survey = surveys.create_survey(data, actor=lead)
    return client.sign_in("lead"), survey, f"~/surveys/{survey['_id']}/pages/page_2/condition"


def seen(page):
    found = re.search(r'name="seen" value="([^"]*)"', page.get_data(as_text=True))
    assert found
    return html.unescape(found[1])


CHOSEN = {"do": "save", "condition-0-question": "uses_ai", "condition-0-op": "is",
          "condition-0-value": "yes"}  # fmt: skip


def stored(survey):
    return versions.get_version(survey["_id"], 1)


def test_a_page_is_shown_to_those_who_gave_an_answer_before_it(desk):
    browser, survey, address = desk
    form = browser.get(address)
    assert "uses_ai?" in form.get_data(as_text=True)
    assert "tool?" not in form.get_data(as_text=True)
    looked = browser.post(address, data={**CHOSEN, "seen": seen(form), "do": "look"})
    assert '<option value="yes" selected' in looked.get_data(as_text=True)
    assert browser.post(address, data={**CHOSEN, "seen": seen(form)}).status_code == 303
    draft = stored(survey)
    assert visible_pages(draft, {"uses_ai": "yes"}) == [0, 1]
    assert visible_pages(draft, {"uses_ai": "no"}) == [0]
    builder = browser.get(f"~/surveys/{survey['_id']}/questions").get_data(as_text=True)
    assert "Only for those where" in builder


def test_the_condition_goes_again_and_the_first_page_has_none(desk):
    browser, survey, address = desk
    browser.post(address, data={**CHOSEN, "seen": seen(browser.get(address))})
    data = {"do": "save", "seen": seen(browser.get(address))}
    assert browser.post(address, data=data).status_code == 303
    assert "show_if" not in stored(survey)["pages"][1]
    first = browser.get(address.replace("page_2", "page_1")).get_data(as_text=True)
    assert "Conditions look at questions before" in first


def test_an_unfinished_condition_is_refused_and_a_stale_one_too(desk):
    browser, _survey, address = desk
    before = seen(browser.get(address))
    half = {"do": "save", "seen": before, "condition-0-question": "uses_ai"}
    assert browser.post(address, data=half).status_code == 422
    assert browser.post(address, data={**CHOSEN, "seen": before}).status_code == 303
    assert browser.post(address, data={**CHOSEN, "seen": before}).status_code == 409
