"""What answers suggest: queued, decided on by a person, never over what was noted since."""

from datetime import timedelta

import pytest

from crm import actions, db
from crm.errors import Conflict, Invalid, NotFound
from crm.people import merge, removal
from plugins.campaigns.service import assessments, campaigns, unit
from plugins.surveys.answering import queueing, respondents, responses, unlinking
from plugins.surveys.definition import suggests
from plugins.surveys.service import deciding, lifecycle, suggesting, suggestions, surveys, versions
from tests.factories import Client, World
from tests.plugins.surveys.answering import Phone, invite, make, members
from tests.plugins.surveys.samples import options, question

TAG = {"action": "core.tag", "values": {"tag": "steward"}}


def page(*suggested):
    """One question; "yes" suggests these."""
    offered = options("yes", "no")
    offered[0]["suggests"] = list(suggested)
    return [question("lead_on", "yes_no", options=offered), question("why", "long_text")]


def give(survey, code, answer="yes"):
    who = respondents.by_code(survey, code)
    version = responses.version_for(who, None)
    responses.save(who, version, {"lead_on": answer}, 0)
    responses.send(who, version, {"lead_on": answer})
    return who


def stored(survey):
    return db.collection(queueing.NAME).find({"survey_id": survey["_id"]})


def only(survey):
    (one,) = stored(survey)
    return one


def ask(lead, mode, *suggested, count=1, answer="yes", **more):
    survey, people = make(lead, mode, page(*suggested), **more), members(lead, count)
    for code in invite(survey, people, lead).values():
        give(survey, code, answer)
    return survey, people


def tags(person):
    return db.collection("people").get(person["_id"])["tags"]


@pytest.fixture
def campaign(lead):
    data = {"name": "Footlights", "employer": "Example Theatre Co", "stage": "building",
            "size": 10, "size_source": "estimated"}  # fmt: skip
    return campaigns.open_campaign(data, actor=lead)


@pytest.fixture
def leader(campaign, world: World):
    """The lead with the grant that opening the campaign gave."""
    return world.actor("lead")


def of_campaign(campaign, action, **values):
    return {"action": action, "values": {"campaign_id": campaign["_id"], **values}}


def member(campaign, person):
    return db.collection("campaigns_members").get(unit.member_id(campaign["_id"], person["_id"]))


def in_unit(lead, campaign, *suggested, mode="identified", **more):
    survey, people = ask(lead, mode, *suggested, **more)
    unit.add_person(campaign["_id"], people[0]["_id"], actor=lead)
    return survey, people[0]


@pytest.mark.parametrize("mode", ["identified", "confidential"])
def test_an_answer_suggests_and_does_nothing_until_it_is_confirmed(lead, mode):
    survey, (person,) = ask(lead, mode, TAG)
    assert tags(person) == []
    (one,), _more = suggestions.page(survey, "", "en", actor=lead)
    assert (one.what, one.said, one.person["name"]) == ("Add a tag: steward", "Yes", person["name"])
    deciding.confirm(survey, one.id, actor=lead)
    deciding.confirm(survey, one.id, actor=lead)
    assert tags(person) == ["steward"]
    assert suggestions.page(survey, "", "en", actor=lead) == ([], "")


def test_another_answer_suggests_nothing(lead):
    survey, _people = ask(lead, "identified", TAG, answer="no")
    assert stored(survey) == []


def test_a_dismissed_suggestion_changes_nobody_and_both_decisions_are_written_down(lead):
    survey, people = ask(lead, "identified", TAG, count=2)
    first, second = stored(survey)
    deciding.confirm(survey, first["_id"], actor=lead)
    deciding.dismiss(survey, second["_id"], actor=lead)
    assert sorted(len(tags(person)) for person in people) == [0, 1]
    trail = list(db.raw_database()["audit"].find({"entity": "survey-suggestion"}))
    assert sorted(entry["action"] for entry in trail) == ["confirm", "dismiss"]


def test_a_decision_is_taken_back_and_can_be_taken_again(lead):
    survey, (person,) = ask(lead, "identified", TAG)
    one = only(survey)["_id"]
    deciding.confirm(survey, one, actor=lead)
    deciding.undo(survey, one, actor=lead)
    assert (tags(person), only(survey)["state"]) == ([], queueing.WAITING)
    deciding.dismiss(survey, one, actor=lead)
    deciding.undo(survey, one, actor=lead)
    deciding.confirm(survey, one, actor=lead)
    assert tags(person) == ["steward"]


def test_an_assessment_counts_from_the_answer_and_is_undone(leader, campaign):
    survey, person = in_unit(leader, campaign, of_campaign(campaign, "campaigns.assess",
                                                         assessment="2"))  # fmt: skip
    one = only(survey)
    deciding.confirm(survey, one["_id"], actor=leader)
    now = member(campaign, person)
    assert (now["assessment"], now["provenance"]) == (2, "stated")
    assert now["assessed_at"] == one["at"]
    deciding.undo(survey, one["_id"], actor=leader)
    assert member(campaign, person)["assessment"] == 0


def test_a_newer_assessment_is_shown_and_never_written_over(leader, campaign, app):
    survey, person = in_unit(leader, campaign, of_campaign(campaign, "campaigns.assess",
                                                         assessment="1"))  # fmt: skip
    since = {"assessment": 4, "provenance": "opinion"}
    assessments.assess(campaign["_id"], person["_id"], since, actor=leader)
    with app.test_request_context():
        (one,), _more = suggestions.page(survey, "", "en", actor=leader)
        assert one.stops.startswith("Assessed since")
        with pytest.raises(Conflict, match="Assessed since"):
            deciding.confirm(survey, one.id, actor=leader)
    assert member(campaign, person)["assessment"] == 4
    assert only(survey)["state"] == queueing.WAITING


def test_an_older_assessment_gives_way(leader, campaign, monkeypatch):
    people = members(leader, 1)
    unit.add_person(campaign["_id"], people[0]["_id"], actor=leader)
    before = {"assessment": 4, "provenance": "opinion"}
    assessments.assess(campaign["_id"], people[0]["_id"], before, actor=leader)
    later = db.now() + timedelta(days=1)
    monkeypatch.setattr(db, "now", lambda: later)
    level = of_campaign(campaign, "campaigns.assess", assessment="1")
    survey = make(leader, "identified", page(level))
    (code,) = invite(survey, people, leader).values()
    give(survey, code)
    deciding.confirm(survey, only(survey)["_id"], actor=leader)
    assert member(campaign, people[0])["assessment"] == 1


def test_a_task_and_an_issue_are_noted_and_taken_back(leader, campaign):
    task = of_campaign(campaign, "campaigns.add_task", title="Ask to be a steward", days="2")
    issue = of_campaign(campaign, "campaigns.note_issue", issue="Safety")
    survey, person = in_unit(leader, campaign, task, issue)
    for one in stored(survey):
        deciding.confirm(survey, one["_id"], actor=leader)
    (given,) = db.collection("campaigns_tasks").find({"person_id": person["_id"]})
    (noted,) = db.collection("campaigns_contacts").find({"person_id": person["_id"]})
    assert (given["title"], given["state"]) == ("Ask to be a steward", "open")
    assert (noted["issues"], noted["kind"]) == (["Safety"], "survey")
    assert member(campaign, person)["last_contact"] is None
    for one in stored(survey):
        deciding.undo(survey, one["_id"], actor=leader)
    assert db.collection("campaigns_tasks").get(given["_id"])["state"] == "removed"
    assert db.collection("campaigns_contacts").get(noted["_id"])["undone"]


def test_somebody_who_is_not_in_the_campaign_cannot_be_assessed_in_it(leader, campaign):
    level = of_campaign(campaign, "campaigns.assess", assessment="1")
    survey, _people = ask(leader, "identified", level)
    (one,), _more = suggestions.page(survey, "", "en", actor=leader)
    assert "not in this campaign" in one.stops
    with pytest.raises(Conflict):
        deciding.confirm(survey, one.id, actor=leader)


@pytest.mark.parametrize("mode", ["anonymous", "open"])
def test_without_names_nothing_suggests_and_nothing_is_stored(lead, mode):
    with pytest.raises(Invalid) as refused:
        make(lead, mode, page(TAG))
    assert "lead_on" in refused.value.errors
    survey = make(lead, mode, page())
    # even if a version held one, it would not be queued
    key = {"_id": versions.version_id(survey["_id"], 1)}
    change = {"$set": {"pages.0.items.0.options.0.suggests": [TAG]}}
    db.collection("surveys_versions").update(key, change)
    if mode == "anonymous":
        for code in invite(survey, members(lead, 1), lead).values():
            give(survey, code)
    else:
        give(survey, "b" * 26)
    assert suggests.of_version(versions.live_version(survey))
    assert stored(survey) == []
    with pytest.raises(NotFound):
        suggestions.page(survey, "", "en", actor=lead)


def test_only_custodians_decide_in_a_confidential_survey(lead, world: World):
    survey, _people = ask(lead, "confidential", TAG)
    one = only(survey)["_id"]
    with pytest.raises(NotFound):
        deciding.confirm(survey, one, actor=world.actor("admin"))
    assert suggestions.count(survey, actor=world.actor("admin")) == 0
    deciding.confirm(survey, one, actor=lead)


def test_people_out_of_reach_are_neither_shown_nor_decided_on(lead, world: World, monkeypatch):
    admin = world.actor("admin")
    survey, _people = ask(admin, "identified", TAG)
    monkeypatch.setattr(type(lead), "sees_all", property(lambda one: one == admin))
    one = only(survey)["_id"]
    assert suggestions.page(survey, "", "en", actor=lead) == ([], "")
    for act in (deciding.confirm, deciding.dismiss, deciding.undo):
        with pytest.raises(NotFound):
            act(survey, one, actor=lead)
    assert only(survey)["state"] == queueing.WAITING


def test_a_suggestion_follows_a_merge_and_its_undoing(lead, world: World):
    admin = world.actor("admin")
    survey = make(lead, "identified", page(TAG))
    kept, gone = members(lead, 2)
    give(survey, invite(survey, [gone], lead)[gone["_id"]])
    note = merge.merge_people(kept["_id"], gone["_id"], (1, 1), {}, actor=admin)["_id"]
    assert only(survey)["person_id"] == kept["_id"]
    merge.unmerge_people(note, actor=admin)
    assert only(survey)["person_id"] == gone["_id"]


def test_of_two_answers_of_one_person_one_suggests_and_both_come_back(lead, world: World):
    admin = world.actor("admin")
    survey, (kept, gone) = ask(lead, "identified", TAG, count=2)
    note = merge.merge_people(kept["_id"], gone["_id"], (1, 1), {}, actor=admin)["_id"]
    assert only(survey)["person_id"] == kept["_id"]
    merge.unmerge_people(note, actor=admin)
    assert {one["person_id"] for one in stored(survey)} == {kept["_id"], gone["_id"]}


def test_erasing_a_person_and_taking_answers_back_leave_no_suggestion(lead, world: World):
    survey, people = ask(lead, "identified", TAG, count=2)
    admin = world.actor("admin")
    removal.delete_person(people[0]["_id"], actor=admin)
    removal.purge_person(people[0]["_id"], actor=admin)
    assert [one["person_id"] for one in stored(survey)] == [people[1]["_id"]]
    mine = {"survey_id": survey["_id"], "person_id": people[1]["_id"]}
    invitation = db.collection("surveys_invitations").get(mine)
    who = respondents.of_invitation(survey, invitation, b"")
    responses.withdraw(who)
    assert stored(survey) == []


def test_unlinking_a_confidential_survey_removes_what_its_answers_suggested(lead):
    survey, _people = ask(lead, "confidential", TAG, count=2)
    unlinking.unlink(survey)
    assert stored(survey) == []
    assert not suggestions.may_decide(survey, lead)


def test_the_builder_takes_what_an_action_asks_for_and_freezes_it_with_the_version(
    leader, campaign
):
    data = {"name": "Pledge", "mode": "identified",
            "pages": [{"key": "page_1", "title": {}, "items": page()}]}  # fmt: skip
    draft = surveys.create_survey(data, actor=leader)["_id"]
    with pytest.raises(Invalid) as wrong:
        suggesting.add(draft, "lead_on", "yes", "core.tag", {}, actor=leader)
    assert "tag" in wrong.value.errors
    suggesting.add(draft, "lead_on", "yes", "core.tag", {"tag": "A"}, actor=leader)
    suggesting.add(draft, "lead_on", "yes", "core.tag", {"tag": "B"}, actor=leader)
    suggesting.remove(draft, "lead_on", "yes", 0, actor=leader)
    survey = lifecycle.open_survey(draft, actor=leader)
    found = suggests.of_version(versions.live_version(survey))
    assert [dict(one.values) for one in found] == [{"tag": "B"}]
    with pytest.raises(Conflict):
        suggesting.add(draft, "lead_on", "yes", "core.tag", {"tag": "C"}, actor=leader)


def test_the_first_page_says_that_answers_suggest_something(lead, app):
    for suggested, said in (((TAG,), True), ((), False)):
        survey = make(lead, "identified", page(*suggested))
        first = Phone.of(app, survey).get("/").get_data(as_text=True)
        assert ("Some answers suggest a next step" in first) is said


def test_the_page_shows_who_it_is_about_and_today_counts(lead, client: Client):
    survey, (person,) = ask(lead, "identified", TAG)
    phones = {"$set": {"phones": [{"number": "+12125550187", "good": None}]}}
    db.collection("people").update({"_id": person["_id"]}, phones)
    desk = client.sign_in("lead")
    shown = desk.get(f"~/surveys/{survey['_id']}/suggestions").get_data(as_text=True)
    for words in (person["name"], "Camera", "phone ends in 0187", "Add a tag: steward"):
        assert words in shown
    assert "1 waits for a decision" in desk.get("~/").get_data(as_text=True)
    address = f"~/surveys/{survey['_id']}/suggestions/{only(survey)['_id']}/confirm"
    assert desk.post(address).status_code == 303
    assert tags(person) == ["steward"]
    done = desk.get(f"~/surveys/{survey['_id']}/suggestions").get_data(as_text=True)
    assert "What you decided last" in done
    assert "1 waits for a decision" not in desk.get("~/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("days", "words"),
    [({"days": "3"}, "due in 3 days"), ({"days": "1"}, "due in 1 day"), ({}, "due in 3 days"),
     ({"days": "0"}, "due the same day"), ({"days": "soon"}, "soon")],
)  # fmt: skip
def test_a_task_says_in_words_when_it_is_due(lead, campaign, days, words):
    values = {"campaign_id": campaign["_id"], "title": "Ring her", **days}
    said = actions.described(actions.find("campaigns.add_task"), values)
    assert said.endswith(f", Ring her, {words}")
