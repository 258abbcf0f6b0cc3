"""A version that went live never changes; keys and codes keep their meaning for ever."""

from typing import Any

import pytest

from crm import db
from crm.errors import Conflict, Invalid, NotFound
from crm.tenancy import Actor
from plugins.surveys.definition.shapes import find
from plugins.surveys.service import lifecycle, surveys, versions
from tests.factories import World
from tests.plugins.surveys.samples import EVERY, options, question, version

Survey = dict[str, Any]


def _pages(*items: Any) -> list[Any]:
    return list(version(list(items))["pages"])


def test_a_survey_that_lacks_something_does_not_open(survey: Survey, lead: Actor) -> None:
    versions.save_draft_version(survey["_id"], 1, _pages(), actor=lead)
    with pytest.raises(Invalid) as raised:
        lifecycle.open_survey(survey["_id"], actor=lead)
    assert raised.value.errors
    assert surveys.get_survey(survey["_id"], actor=lead)["state"] == "draft"


def test_opening_freezes_the_questions_and_the_mode(survey: Survey, lead: Actor) -> None:
    opened = lifecycle.open_survey(survey["_id"], actor=lead)
    live = versions.live_version(opened)
    assert (opened["state"], opened["current_version"], live["state"]) == ("open", 1, "live")
    assert live["sha256"] == versions.digest(live["pages"], live["languages"])
    for mode in ("identified", "confidential", "open"):
        with pytest.raises(Conflict):
            surveys.update_survey(survey["_id"], opened["version"], {"mode": mode}, actor=lead)
    with pytest.raises(Conflict):
        versions.save_draft_version(survey["_id"], live["version"], [], actor=lead)
    with pytest.raises(Conflict):
        lifecycle.open_survey(survey["_id"], actor=lead)
    with pytest.raises(Conflict):
        surveys.delete_survey(survey["_id"], actor=lead)


def test_a_change_is_a_new_version_and_the_old_one_stays(survey: Survey, lead: Actor) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    draft = versions.begin_change(survey["_id"], actor=lead)
    more = [*EVERY, question("new", "short_text")]
    versions.save_draft_version(survey["_id"], draft["version"], _pages(*more), actor=lead)
    assert find(versions.get_version(survey["_id"], 1), "new") is None
    changed = versions.publish_change(survey["_id"], actor=lead)
    assert changed["current_version"] == 2
    assert find(versions.live_version(changed), "new")
    assert [v["n"] for v in versions.all_versions(survey["_id"])] == [1, 2]
    assert versions.get_version(survey["_id"], 1)["state"] == "past"


def test_a_change_can_be_thrown_away(survey: Survey, lead: Actor) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    versions.begin_change(survey["_id"], actor=lead)
    dropped = versions.drop_change(survey["_id"], actor=lead)
    assert versions.working_version(dropped)["n"] == 1
    assert versions.begin_change(survey["_id"], actor=lead)["n"] == 2


@pytest.mark.parametrize(
    "changed",
    [
        question("tool", "multiple", options=options("chat", "code")),
        question("worry", "scale", scale={"min": 1, "max": 7}, options=options("dont_know")),
    ],
)
def test_what_would_scramble_answers_is_refused(survey: Survey, lead: Actor, changed: Any) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    draft = versions.begin_change(survey["_id"], actor=lead)
    with pytest.raises(Invalid) as raised:
        versions.save_draft_version(survey["_id"], draft["version"], _pages(changed), actor=lead)
    assert changed["key"] in raised.value.errors


def test_a_code_that_went_never_comes_back_with_another_meaning(
    survey: Survey, lead: Actor
) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    draft = versions.begin_change(survey["_id"], actor=lead)
    fewer = question("tool", "single", options=options("chat", "lathe"))
    versions.save_draft_version(survey["_id"], draft["version"], _pages(fewer), actor=lead)
    versions.publish_change(survey["_id"], actor=lead)
    draft = versions.begin_change(survey["_id"], actor=lead)
    other = [{"code": "code", "text": {"en": "Sewing"}}]
    fewer["options"] = [*options("chat"), *other]
    with pytest.raises(Invalid):
        versions.save_draft_version(survey["_id"], draft["version"], _pages(fewer), actor=lead)
    fewer["options"] = options("chat", "code")
    versions.save_draft_version(survey["_id"], draft["version"], _pages(fewer), actor=lead)


def test_two_who_write_at_once_lose_nothing(survey: Survey, lead: Actor) -> None:
    mine = _pages(question("mine", "date"))
    versions.save_draft_version(survey["_id"], 1, mine, actor=lead)
    with pytest.raises(Conflict) as raised:
        versions.save_draft_version(
            survey["_id"], 1, _pages(question("theirs", "date")), actor=lead
        )
    assert find(raised.value.extra["theirs"], "mine")


def test_closing_ends_it_for_good(survey: Survey, lead: Actor) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    versions.begin_change(survey["_id"], actor=lead)
    closed = lifecycle.close_survey(survey["_id"], actor=lead)
    assert (closed["state"], closed["draft_version"]) == ("closed", 0)
    for change in (lifecycle.open_survey, lifecycle.close_survey, versions.begin_change):
        with pytest.raises(Conflict):
            change(survey["_id"], actor=lead)


def test_a_confidential_survey_needs_a_custodian_and_a_day(lead: Actor) -> None:
    data = {"name": "C", "mode": "confidential", "pages": _pages(*EVERY)}
    made = surveys.create_survey(data, actor=lead)
    with pytest.raises(Invalid) as raised:
        lifecycle.open_survey(made["_id"], actor=lead)
    assert set(raised.value.errors) == {"custodians", "unlink_on"}


def test_a_survey_of_a_campaign_is_hidden_from_those_without_a_part(
    world: World, lead: Actor
) -> None:
    data = {"name": "S", "campaign_ids": ["c1"], "scopes": ["campaign:c1"]}
    made = surveys.create_survey(data, actor=lead)
    stranger = world.actor("organizer2")
    with pytest.raises(NotFound):
        surveys.get_survey(made["_id"], actor=stranger)
    assert made["_id"] not in {s["_id"] for s in surveys.list_surveys(actor=stranger)}
    assert surveys.get_survey(made["_id"], actor=world.actor("admin"))


def test_every_change_is_on_the_trail(survey: Survey, lead: Actor) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    lifecycle.close_survey(survey["_id"], actor=lead)
    entries = db.collection("audit").find({"at": {"$gt": survey["created_at"].replace(year=2020)}})
    done = [e["action"] for e in entries if e["entity_id"] == survey["_id"]]
    assert done == ["create", "open", "close"]


def test_a_survey_never_opened_can_be_deleted(survey: Survey, lead: Actor) -> None:
    surveys.delete_survey(survey["_id"], actor=lead)
    with pytest.raises(NotFound):
        versions.get_version(survey["_id"], 1)
