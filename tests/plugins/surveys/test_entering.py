"""Answers that a collector enters on the telephone or from paper."""

import pytest

from crm import db
from plugins.surveys.answering import entering, links, tokens
from tests.factories import Client
from tests.plugins.surveys.answering import invite, make, members


@pytest.fixture
def desk(client: Client) -> Client:
    """The lead's browser."""
    return client.sign_in("lead")


def sent(survey, name):
    return db.collection(name).find({"survey_id": survey["_id"], "state": "new"})


def test_a_collector_enters_what_a_member_said_on_the_telephone(lead, desk, world):
    survey = make(lead, "identified")
    person, other = members(lead, 2)
    invite(survey, [person, other], lead)
    page = desk.get(f"~/surveys/{survey['_id']}/enter").get_data(as_text=True)
    assert person["name"] in page
    address = f"~/surveys/{survey['_id']}/enter/{person['_id']}"
    assert "wants?" in desk.get(address).get_data(as_text=True)
    answer = desk.post(address, {"q-uses_ai": "no", "q-wants": ["pay"], "q-story": "By phone"})
    assert answer.status_code == 303
    (response,) = sent(survey, "surveys_responses")
    assert response["person_id"] == person["_id"]
    assert response["collector"] == world.accounts["lead"]
    assert response["channel"] == "entry"
    page = desk.get(f"~/surveys/{survey['_id']}/enter").get_data(as_text=True)
    assert f"/enter/{person['_id']}" not in page
    assert f"/enter/{other['_id']}" in page
    assert desk.post(address, {"q-uses_ai": "yes"}).status_code == 409


def test_a_missing_answer_is_named_and_the_sheet_stays_filled_in(lead, desk):
    survey = make(lead, "identified")
    (person,) = members(lead, 1)
    address = f"~/surveys/{survey['_id']}/enter/{person['_id']}"
    answer = desk.post(address, {"q-story": "Kept words"})
    assert answer.status_code == 422
    assert "Kept words" in answer.get_data(as_text=True)
    assert '<a href="#q-uses_ai">' in answer.get_data(as_text=True)


def test_paper_of_an_anonymous_survey_goes_in_by_its_code_once_and_says_nothing_of_who(
    lead, desk, world
):
    survey = make(lead, "anonymous")
    (person,) = members(lead, 1)
    code = invite(survey, [person], lead)[person["_id"]]
    address = f"~/surveys/{survey['_id']}/enter"
    before = len(db.collection("audit").find({"actor": world.accounts["lead"]}))
    form = {"code": tokens.on_paper(code).upper(), "q-uses_ai": "no"}
    assert desk.post(address, form).status_code == 303
    again = desk.post(address, form)
    assert again.status_code == 422
    assert "answered already" in again.get_data(as_text=True)
    assert desk.post(address, {**form, "code": "nonsense"}).status_code == 422
    assert [r["answers"] for r in sent(survey, "surveys_anonymous")] == [{"uses_ai": "no"}]
    assert len(db.collection("audit").find({"actor": world.accounts["lead"]})) == before


def test_a_sheet_of_an_open_survey_sent_twice_is_one_and_carries_its_place(lead):
    survey = make(lead, "open")
    links.add(survey, "poster", "Stage 5", actor=lead)
    code = tokens.new_code()
    for _time in range(2):
        entering.enter_paper(survey, code, "Stage 5", {"uses_ai": "no"})
    entering.enter_paper(survey, tokens.new_code(), "Nowhere", {"uses_ai": "no"})
    cohorts = sorted(str(r["cohort"]) for r in sent(survey, "surveys_anonymous"))
    assert cohorts == ["{'place': 'Stage 5'}", "{}"]


def test_nobody_enters_for_a_person_out_of_reach(lead, client):
    survey = make(lead, "identified")
    (person,) = members(lead, 1)
    invite(survey, [person], lead)
    stranger = client.sign_in("organizer2")
    address = f"~/surveys/{survey['_id']}/enter/{person['_id']}"
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"q-uses_ai": "yes"}).status_code == 404
    assert person["name"] not in stranger.get(f"~/surveys/{survey['_id']}/enter").get_data(
        as_text=True
    )
    assert sent(survey, "surveys_responses") == []
