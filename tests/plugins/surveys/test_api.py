"""Surveys over the API: the same numbers and the same gaps as on the page."""

import pytest

from plugins.surveys.answering import named
from plugins.surveys.service import rates, roll
from tests.factories import OWN, Client
from tests.plugins.surveys.answering import invite, make, members
from tests.plugins.surveys.test_elsewhere import FACET, closed
from tests.plugins.surveys.test_suggestions import TAG, give, page

API = f"/api/v1/l/{OWN}/surveys"


@pytest.fixture
def desk(client: Client) -> Client:
    return client.sign_in("lead")


def test_results_over_the_api_are_those_of_the_release(lead, desk: Client):
    survey = closed(lead)
    body = desk.get(f"{API}/{survey['_id']}/results?by={FACET}").get_json()
    assert body["release"]["n"] == 1
    assert [one["n"] for one in body["releases"]] == [1]
    table = next(one for one in body["tables"] if one["id"] == "kinds")
    assert table["groups"] == ["Compositor", "Smaller groups"]
    image = table["rows"][0]
    assert (image["label"], image["all"]["n"], image["groups"][0]["n"]) == ("Image", 23, 12)


def test_an_open_survey_gives_no_results_over_the_api_and_no_answer(lead, desk: Client):
    survey = make(lead, "anonymous")
    body = desk.get(f"{API}/{survey['_id']}/results").get_json()
    assert (body["release"], body["tables"]) == (None, [])


def test_the_definition_says_what_is_asked_and_not_what_it_suggests(lead, desk: Client):
    survey = make(lead, "identified", page(TAG))
    body = desk.get(f"{API}/{survey['_id']}/definition").get_json()
    asked = body["definition"]["pages"][0]["items"][0]
    assert [option["code"] for option in asked["options"]] == ["yes", "no"]
    assert "steward" not in str(body)
    (one,) = desk.get(f"{API}/").get_json()
    assert (one["id"], one["mode"], one["version"]) == (survey["_id"], "identified", 1)


def test_the_response_rate_is_given_in_all_and_by_collector_on_the_page(lead, desk: Client, world):
    survey, people = make(lead, "identified", page()), members(lead, 4)
    codes = list(invite(survey, people, lead).values())
    for code in codes[:2]:
        give(survey, code)
    left = [p for p in people if not _answered(survey, p)]
    entered = f"~/surveys/{survey['_id']}/enter/{left[0]['_id']}"
    assert desk.post(entered, data={"q-lead_on": "yes"}).status_code == 303
    roll.count(survey)
    body = desk.get(f"{API}/{survey['_id']}/response").get_json()
    assert (body["all"]["invited"], body["all"]["answered"]) == (4, 3)
    counted = {rate.group: rate.answered for rate in rates.by_collector(survey)}
    assert counted == {"": 2, world.accounts["lead"]: 1}
    shown = desk.get(f"~/surveys/{survey['_id']}/results").get_data(as_text=True)
    assert "Entered by" in shown
    assert "members themselves" in shown


def _answered(survey, person):
    return named.of_person(survey["_id"], person["_id"]) is not None


def test_collectors_are_not_stored_without_names_and_the_page_says_so(lead, desk: Client):
    survey = make(lead, "anonymous")
    roll.count(survey)
    assert rates.by_collector(survey) == []
    page_text = desk.get(f"~/surveys/{survey['_id']}/results").get_data(as_text=True)
    assert "is not stored in this mode" in page_text
