"""What the first page promises: each sentence has a test, here or where the pointer leads."""

import importlib
from datetime import timedelta

import pytest

from crm import db
from plugins.surveys.answering import promises, respondents, responses, unlinking
from plugins.surveys.service import lifecycle, surveys
from tests.plugins.surveys.answering import Phone, invite, make, members

HERE = "tests.plugins.surveys.test_promises"
ANONYMITY = "tests.plugins.surveys.test_anonymity"
ANSWERING = "tests.plugins.surveys.test_answering"
SEARCH = f"{ANONYMITY}:test_nothing_that_is_left_leads_from_an_answer_to_a_person"
PROVEN = {
    "name": f"{HERE}:test_names_are_stored_where_the_page_says_so",
    "readers": f"{HERE}:test_names_are_stored_where_the_page_says_so",
    "time": f"{HERE}:test_names_are_stored_where_the_page_says_so",
    "custodian": f"{HERE}:test_only_custodians_are_offered_single_answers",
    "unlink": f"{HERE}:test_on_the_day_the_link_to_names_is_destroyed",
    "suggests": "tests.plugins.surveys.test_suggestions"
    ":test_the_first_page_says_that_answers_suggest_something",
    "small": "tests.plugins.surveys.results.test_releasing",
    "who": SEARCH,
    "when": SEARCH,
    "device": SEARCH,
    "groups": f"{HERE}:test_groups_are_stored_only_as_declared_and_large_enough",
    "once": f"{ANSWERING}:test_sending_twice_is_one_response",
    "many": f"{ANSWERING}:test_anybody_answers_by_an_open_link_and_a_reload_is_not_a_second_answer",
    "place": f"{HERE}:test_the_place_of_a_poster_is_stored_and_the_page_says_so",
    "withdraw": f"{ANSWERING}:test_a_member_takes_everything_back_and_answers_anew",
    "mode": f"{ANSWERING}:test_the_mode_of_an_open_survey_changes_for_nobody",
}
MODES = ("identified", "confidential", "anonymous", "open")


@pytest.mark.parametrize("mode", MODES)
def test_every_sentence_has_its_test(app, lead, mode):
    survey = make(lead, mode)
    with app.test_request_context():
        said = promises.sentences(
            survey, custodians=["Lead"], breakdowns=["department"], place="Door", suggests=True
        )
    for name, _sentence in said:
        module, _colon, function = PROVEN[name].partition(":")
        found = importlib.import_module(module)
        assert not function or callable(getattr(found, function))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("purpose", ["survey", "pledge"])
def test_the_first_page_says_all_of_it_and_that_it_is_no_ballot(app, lead, mode, purpose):
    survey = make(lead, mode, purpose=purpose)
    page = Phone.of(app, survey).get("/").get_data(as_text=True)
    with app.test_request_context():
        said = promises.sentences(survey, custodians=["Lead"])
    for name, _sentence in said:
        assert f'data-promise="{name}"' in page
    assert f"This is a {purpose}, not a ballot under any law" in page


def test_names_are_stored_where_the_page_says_so(app, lead):
    survey = make(lead, "identified")
    (person,) = members(lead, 1)
    Phone.of(app, survey).answer(invite(survey, [person], lead)[person["_id"]])
    (stored,) = db.collection("surveys_responses").find(
        {"survey_id": survey["_id"], "state": "new"}
    )
    assert stored["person_id"] == person["_id"]
    assert stored["submitted_at"] is not None


def test_only_custodians_are_offered_single_answers(lead):
    """No list or condition finds who gave an answer in a confidential survey."""
    from plugins.surveys import filters

    survey = make(lead, "confidential")
    offered = [value for value, _label in filters._answers()]
    assert not any(value.startswith(survey["_id"]) for value in offered)
    with pytest.raises(surveys.Conflict):
        surveys.update_survey(survey["_id"], survey["version"], {"custodians": []}, actor=lead)


def test_on_the_day_the_link_to_names_is_destroyed(lead, monkeypatch):
    today = db.now()
    day = (today + timedelta(days=30)).date().isoformat()
    survey = make(lead, "confidential", unlink_on=day, custodians=[lead.account_id])
    people = members(lead, 6)
    for code in invite(survey, people, lead).values():
        who = respondents.by_code(survey, code)
        version = responses.version_for(who, None)
        responses.save(who, version, {"uses_ai": "no"}, 0)
        responses.send(who, version, {"uses_ai": "no"})
    lifecycle.close_survey(survey["_id"], actor=lead)
    assert unlinking.unlink_due() == 0
    before = db.collection("surveys_responses").find({"survey_id": survey["_id"]})
    monkeypatch.setattr(db, "now", lambda: today + timedelta(days=30))
    assert unlinking.unlink_due() == 1
    after = db.collection("surveys_responses").find({"survey_id": survey["_id"]})
    assert len(after) == len(before) == 6
    assert {r["_id"] for r in after}.isdisjoint({r["_id"] for r in before})
    left = repr(after)
    assert not any(person["_id"] in left for person in people)
    assert "datetime" not in left
    assert lead.account_id not in left
    assert db.collection("surveys_secrets").get(survey["_id"]) is None
    assert unlinking.unlink_due() == 0


@pytest.mark.parametrize(
    ("mode", "name"), [("anonymous", "surveys_anonymous"), ("confidential", "surveys_responses")]
)
def test_groups_are_stored_only_as_declared_and_large_enough(app, lead, mode, name):
    survey = make(lead, mode, breakdowns=["department"])
    people = members(lead, 26, ["Camera", "Camera", "Camera", "Hair", "Grip", "Grip"])
    codes = invite(survey, people, lead)
    for person in people[:6]:
        Phone.of(app, survey).answer(codes[person["_id"]])
    stored = db.collection(name).find({"survey_id": survey["_id"], "state": "new"})
    assert {tuple(r["cohort"]) for r in stored} == {("department",)}
    rows = db.collection("surveys_invitations").find({"survey_id": survey["_id"]})
    sizes = [r["cohort"]["department"] for r in rows]
    assert "Hair" not in sizes
    assert all(sizes.count(one) >= 10 for one in set(sizes))


def test_somebody_of_a_new_group_whose_answers_are_entered_joins_no_small_group(lead, monkeypatch):
    """On the telephone nobody waits for others; the groups are made large enough with the names."""
    from plugins.surveys.answering import entering

    today = db.now()
    day = (today + timedelta(days=30)).date().isoformat()
    survey = make(lead, "confidential", breakdowns=["department"], unlink_on=day)
    invite(survey, members(lead, 24, ["Camera", "Grip"]), lead)
    (stranger,) = members(lead, 1, ["Hair"])
    entering.enter_for(survey, stranger["_id"], {"uses_ai": "no"}, actor=lead)
    monkeypatch.setattr(db, "now", lambda: today + timedelta(days=30))
    unlinking.unlink_due()
    (answer,) = db.collection("surveys_responses").find({"survey_id": survey["_id"]})
    roster = db.collection("surveys_rosters").get(survey["_id"])
    sizes = {group["values"]["department"]: group["n"] for group in roster["cohorts"]}
    assert sizes[answer["cohort"]["department"]] >= 10
    assert sum(sizes.values()) == 25
    rows = db.collection("surveys_invitations").find({"survey_id": survey["_id"]})
    told = [row["cohort"]["department"] for row in rows]
    assert {name: told.count(name) for name in told} == sizes


def test_an_unlinking_that_was_cut_short_goes_on_and_loses_no_answer(lead, monkeypatch):
    survey = make(lead, "confidential")
    for code in invite(survey, members(lead, 3), lead).values():
        who = respondents.by_code(survey, code)
        responses.save(who, responses.version_for(who, None), {"uses_ai": "no"}, 0)
    with monkeypatch.context() as cut:
        cut.setattr(unlinking, "_forget_secret", lambda _survey_id: None)
        unlinking.unlink(survey)
    unlinking.unlink(survey)
    assert len(db.collection("surveys_responses").find({"survey_id": survey["_id"]})) == 3


def test_late_members_who_would_be_a_small_group_are_not_invited(lead):
    from crm.errors import Invalid

    survey = make(lead, "anonymous", breakdowns=["department"])
    people = members(lead, 25, ["Camera"])
    invite(survey, people[:20], lead)
    stranger = members(lead, 1, ["Hair"])
    with pytest.raises(Invalid):
        invite(survey, stranger, lead)
    assert len(invite(survey, people[20:], lead)) == 5


def test_the_place_of_a_poster_is_stored_and_the_page_says_so(app, lead):
    from plugins.surveys.answering import links

    survey = make(lead, "open")
    link = links.add(survey, "poster", "Stage 5", actor=lead)
    phone = Phone(app, link["token"])
    assert "the place of this poster, Stage 5" in phone.page()
    phone.answer()
    Phone.of(app, survey).answer()
    stored = db.collection("surveys_anonymous").find({"survey_id": survey["_id"], "state": "new"})
    assert sorted(str(r["cohort"]) for r in stored) == ["{'place': 'Stage 5'}", "{}"]


def test_a_request_for_contact_shares_nothing_with_an_answer(app, lead):
    survey = make(lead, "open")
    phone = Phone.of(app, survey)
    phone.answer()
    phone.post("/contact", name="Ada Tester", reach="+1 212 555 0100", about="Night shifts")
    (asked,) = db.collection("surveys_contacts").find({"survey_id": survey["_id"]})
    assert set(asked) == {"_id", "local_id", "survey_id", "name", "reach", "about"}
    (answer,) = db.collection("surveys_anonymous").find(
        {"survey_id": survey["_id"], "state": "new"}
    )
    shared = {"local_id", "survey_id"}
    values = {str(v) for k, v in asked.items() if k not in shared}
    assert values.isdisjoint({str(v) for k, v in answer.items() if k not in shared})
