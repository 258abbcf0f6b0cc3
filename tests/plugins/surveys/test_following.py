"""People who are merged, unmerged or removed, and the conditions of saved lists."""

from datetime import timedelta

import pytest

from crm import db, tenancy
from crm.errors import Invalid
from crm.lists import service as lists
from crm.people import merge, removal
from plugins.surveys import filters
from plugins.surveys.answering import following, respondents, responses, unlinking
from tests.plugins.surveys.answering import invite, make, members
from tests.plugins.surveys.samples import options, question

PAGE = [question("attend", "yes_no", options=options("yes", "no")), question("why", "long_text")]


@pytest.fixture
def admin(world):
    return world.actor("admin")


def give(survey, code, **answers):
    """Answer by a code."""
    who = respondents.by_code(survey, code)
    version = responses.version_for(who, None)
    responses.save(who, version, answers, 0)
    responses.send(who, version, answers)


def of_person(name, person):
    return db.collection(name).find({"person_id": person["_id"]})


def written(survey):
    return [
        c["text"]
        for c in db.collection("surveys_comments").find(
            {"survey_id": survey["_id"], "state": "written"}
        )
    ]


def merged(kept, gone, admin):
    versions = (kept["version"], gone["version"])
    return merge.merge_people(kept["_id"], gone["_id"], versions, {}, actor=admin)["_id"]


def test_answers_and_invitation_follow_a_merge_and_its_undoing(lead, admin):
    survey = make(lead, "identified", PAGE)
    kept, gone = members(lead, 2)
    code = invite(survey, [gone], lead)[gone["_id"]]
    give(survey, code, attend="yes", why="Because")
    note = merged(kept, gone, admin)
    assert len(of_person("surveys_responses", kept)) == 1
    assert len(of_person("surveys_invitations", kept)) == 1
    merge.unmerge_people(note, actor=admin)
    assert len(of_person("surveys_responses", gone)) == 1
    assert of_person("surveys_invitations", kept) == []
    assert written(survey) == ["Because"]


def test_of_two_responses_of_one_person_one_counts_and_both_come_back(lead, admin):
    survey = make(lead, "identified", PAGE)
    kept, gone = members(lead, 2)
    codes = invite(survey, [kept, gone], lead)
    give(survey, codes[kept["_id"]], attend="yes", why="Mine")
    give(survey, codes[gone["_id"]], attend="no", why="Theirs")
    note = merged(kept, gone, admin)
    everyone = db.collection("surveys_responses").find({"survey_id": survey["_id"]})
    assert [r["answers"]["attend"] for r in everyone] == ["yes"]
    assert written(survey) == ["Mine"]
    merge.unmerge_people(note, actor=admin)
    assert of_person("surveys_responses", gone)[0]["answers"]["attend"] == "no"
    assert sorted(written(survey)) == ["Mine", "Theirs"]
    assert len(of_person("surveys_invitations", gone)) == 1


def put_aside(lead, admin, mode):
    """A survey two of whose invited people, both with answers, were merged."""
    survey = make(lead, mode, PAGE)
    kept, gone = members(lead, 2)
    codes = invite(survey, [kept, gone], lead)
    give(survey, codes[kept["_id"]], attend="yes")
    give(survey, codes[gone["_id"]], attend="no")
    merged(kept, gone, admin)
    assert db.collection("surveys_merged").find({"survey_id": survey["_id"]}, limit=1)
    return survey


def test_what_a_merge_put_aside_goes_with_the_link_to_names(lead, admin):
    survey = put_aside(lead, admin, "confidential")
    other = put_aside(lead, admin, "identified")
    unlinking.unlink(survey)
    left = list(db.raw_database()["surveys_merged"].find({}))
    assert {row["survey_id"] for row in left} == {other["_id"]}


def test_what_a_merge_put_aside_goes_when_it_cannot_be_taken_back(lead, admin, monkeypatch):
    put_aside(lead, admin, "identified")
    assert following.purge_aside() == 0
    later = db.now() + timedelta(days=merge.UNDO_DAYS, minutes=1)
    monkeypatch.setattr(db, "now", lambda: later)
    assert following.purge_aside() > 0
    assert list(db.raw_database()["surveys_merged"].find({})) == []


def test_who_is_removed_for_good_leaves_nothing_named_behind(lead, admin):
    survey = make(lead, "identified", PAGE)
    person, other = members(lead, 2)
    codes = invite(survey, [person, other], lead)
    give(survey, codes[person["_id"]], attend="yes", why="My words")
    give(survey, codes[other["_id"]], attend="no", why="Other words")
    removal.delete_person(person["_id"], actor=admin)
    removal.purge_person(person["_id"], actor=admin)
    everything = [
        d for n in db.declared() if n.startswith("surveys_")
        for d in db.raw_database()[n].find({})
    ]  # fmt: skip
    assert person["_id"] not in repr(everything)
    assert "My words" not in repr(everything)
    assert written(survey) == ["Other words"]


def test_an_anonymous_answer_outlives_its_person(lead, admin):
    survey = make(lead, "anonymous", PAGE)
    (person,) = members(lead, 1)
    give(survey, invite(survey, [person], lead)[person["_id"]], attend="yes")
    removal.delete_person(person["_id"], actor=admin)
    removal.purge_person(person["_id"], actor=admin)
    sent = db.collection("surveys_anonymous").find({"survey_id": survey["_id"], "state": "new"})
    assert len(sent) == 1
    assert of_person("surveys_invitations", person) == []


def test_lists_find_who_was_invited_has_answered_and_what(lead):
    survey = make(lead, "identified", PAGE)
    first, second, third = members(lead, 3)
    codes = invite(survey, [first, second], lead)
    give(survey, codes[first["_id"]], attend="yes")
    here = {"survey_id": survey["_id"]}
    assert set(filters._invited(here)) == {first["_id"], second["_id"]}
    assert list(filters._answered({**here, "answered": "yes"})) == [first["_id"]]
    assert list(filters._answered({**here, "answered": "no"})) == [second["_id"]]
    answer = f"{survey['_id']}/attend/"
    assert list(filters._gave({"answer": answer + "yes"})) == [first["_id"]]
    assert list(filters._gave({"answer": answer + "no"})) == []
    assert third["_id"] not in set(filters._invited(here))


def test_a_list_takes_only_surveys_that_its_writer_is_offered(lead):
    own, silent = make(lead, "identified", PAGE), make(lead, "anonymous", PAGE)
    here = tenancy.current()
    conditions = (
        ("surveys.answered", {"survey_id": own["_id"], "answered": "no"}, True),
        ("surveys.answered", {"survey_id": silent["_id"], "answered": "no"}, False),
        ("surveys.invited", {"survey_id": "0" * 20}, False),
        ("surveys.gave", {"answer": f"{own['_id']}/attend/yes"}, True),
        ("surveys.gave", {"answer": f"{silent['_id']}/attend/yes"}, False),
    )
    with tenancy.local_scope(here.local_id, local=here.local, reader=lead):
        for name, values, taken in conditions:
            tree = {"op": "all", "items": [{"filter": name, "values": values}]}
            if taken:
                assert lists.checked(tree, actor=lead)["items"][0]["values"] == values
                continue
            with pytest.raises(Invalid) as refused:
                lists.checked(tree, actor=lead)
            assert "Choose from the list." in str(refused.value.errors)


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_lists_do_not_find_who_gave_an_answer_where_that_is_nobodys_business(lead, mode):
    survey = make(lead, mode, PAGE)
    (person,) = members(lead, 1)
    give(survey, invite(survey, [person], lead)[person["_id"]], attend="yes")
    assert list(filters._gave({"answer": f"{survey['_id']}/attend/yes"})) == []
    if mode == "anonymous":
        asked = {"survey_id": survey["_id"], "answered": "no"}
        assert list(filters._answered(asked)) == []
