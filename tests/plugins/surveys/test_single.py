"""Single answers with names: for whom the first page says so; whoever reads them is recorded."""

from datetime import timedelta

import pytest

from crm import db
from plugins.surveys.answering import keys, named, respondents, responses, single, unlinking
from plugins.surveys.service import setup
from tests.factories import Client, World
from tests.plugins.surveys.answering import invite, make, members

ANSWERS = {"uses_ai": "yes", "tool": "other", "tool__other": "A loom", "story": "My words",
           "wants": ["training", "pay"]}  # fmt: skip


def _answered(lead, mode, count=1, **more):
    survey, people = make(lead, mode, **more), members(lead, count)
    for code in invite(survey, people, lead).values():
        who = respondents.by_code(survey, code)
        version = responses.version_for(who, None)
        responses.save(who, version, ANSWERS, 0)
        responses.send(who, version, ANSWERS)
    return survey, people


def _reads(survey):
    query = {"entity_id": survey["_id"], "fields": ["answers"]}
    return list(db.raw_database()["audit"].find(query))


@pytest.mark.parametrize(
    ("mode", "address"), [("identified", "answers"), ("confidential", "confidential-answers")]
)
def test_who_may_read_single_answers_reads_them_in_words_and_it_is_recorded(
    lead, client: Client, mode, address
):
    survey, (person,) = _answered(lead, mode)
    desk = client.sign_in("lead")
    page = desk.get(f"~/surveys/{survey['_id']}/{address}").get_data(as_text=True)
    for words in (person["name"], "A loom", "My words", "Single answers"):
        assert words in page
    assert [read["people"] for read in _reads(survey)] == [[person["_id"]]]
    other = {"answers", "confidential-answers"} - {address}
    assert desk.get(f"~/surveys/{survey['_id']}/{other.pop()}").status_code == 404


def test_nobody_but_its_custodians_reads_answers_of_a_confidential_survey(
    lead, client: Client, world: World
):
    survey, _people = _answered(lead, "confidential", custodians=[world.accounts["admin"]])
    address = f"~/surveys/{survey['_id']}/confidential-answers"
    for role, status in (("lead", 404), ("organizer", 403), ("leadership", 403), ("admin", 200)):
        assert client.sign_in(role).get(address).status_code == status
    assert len(_reads(survey)) == 1
    page = client.sign_in("lead").get(f"~/surveys/{survey['_id']}").get_data(as_text=True)
    assert "Single answers" not in page


def test_from_the_day_of_unlinking_on_there_are_no_single_answers(
    lead, client: Client, monkeypatch
):
    today = db.now()
    day = (today + timedelta(days=1)).date().isoformat()
    survey, _people = _answered(lead, "confidential", unlink_on=day)
    assert single.may_read(survey, lead)
    monkeypatch.setattr(db, "now", lambda: today + timedelta(days=1))
    assert not single.may_read(survey, lead)


@pytest.mark.parametrize("mode", ["anonymous", "open"])
def test_a_survey_without_names_has_no_single_answers(lead, client: Client, mode):
    survey = make(lead, mode)
    for address in ("answers", "confidential-answers"):
        assert (
            client.sign_in("admin").get(f"~/surveys/{survey['_id']}/{address}").status_code == 404
        )


def test_many_answers_come_fifty_at_a_time_each_once(lead, monkeypatch):
    monkeypatch.setattr(single, "SIZE", 3)
    survey, people = _answered(lead, "identified", 7)
    seen, after = [], ""
    for _page in range(3):
        found, after = single.page(survey, "identified", after, "en", actor=lead)
        seen += [one.person["_id"] for one in found]
    assert after == ""
    assert sorted(seen) == sorted(person["_id"] for person in people)


def test_a_confidential_survey_restored_without_its_secret_is_unlinked_and_says_so(
    lead, client: Client
):
    survey, people = _answered(lead, "confidential", 3)
    keys.destroy(survey["_id"])  # what an export never holds
    assert not single.may_read(survey, lead)
    page = client.sign_in("lead").get(f"~/surveys/{survey['_id']}").get_data(as_text=True)
    assert "The link between names and answers is destroyed" in page
    assert unlinking.unlink_due() == 1
    stored = db.collection(named.NAME).find({"survey_id": survey["_id"]})
    assert len(stored) == len(people)
    assert not {r["person_id"] for r in stored} & {p["_id"] for p in people}
    assert unlinking.unlink_due() == 0


def test_only_accounts_with_the_right_are_offered_as_custodians(lead, world: World):
    offered = {account_id for account_id, _name in setup.custodians()}
    assert {world.accounts["lead"], world.accounts["admin"]} <= offered
    assert not {world.accounts["organizer"], world.accounts["leadership"]} & offered
