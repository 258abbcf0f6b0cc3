"""Events: who may plan one and see whom at its door, promises, check-in, walk-ins, flakes."""

from datetime import timedelta

import pytest

from crm import db, localtime
from crm.errors import Conflict, CRMError, Forbidden, Invalid, NotFound
from crm.events import AccountDeparted, PersonErased
from crm.people import merge
from crm.people import service as people
from crm.people.adding import Alike, OnFile
from crm.registry import emit
from plugins.campaigns.eventforms import EventForm, InviteForm, WalkInForm
from plugins.campaigns.service import (
    campaigns,
    events,
    inviting,
    recount,
    turnout,
    turnoutlist,
    turnoutnumbers,
    unit,
    walkins,
)

KEY = "b" * 24


def plan(unit_of, days=3, **values):
    day = (localtime.today() + timedelta(days=days)).isoformat()
    data = {"title": "Lunch meeting", "day": day, "start": "12:30", **values}
    return events.add_event(unit_of.id, EventForm().load(data), actor=unit_of.world.actor("lead"))


def invite(unit_of, event, who="lead", **values):
    data = InviteForm().load(values)
    return inviting.invite(unit_of.id, event["_id"], data, actor=unit_of.world.actor(who))


def say(unit_of, event, who, answer, by="lead"):
    person = unit_of.people[who]
    actor = unit_of.world.actor(by)
    return turnout.promise(unit_of.id, event["_id"], person, answer, actor=actor)


def tap(unit_of, event, who, by="lead"):
    person, actor = unit_of.people[who], unit_of.world.actor(by)
    return turnout.check_in(unit_of.id, event["_id"], person, actor=actor)


def yesterday(event):
    """The event was yesterday: only then has anybody failed to come."""
    day = (localtime.today() - timedelta(days=1)).isoformat()
    db.collection("campaigns_events").update({"_id": event["_id"]}, {"$set": {"day": day}})
    return {**event, "day": day}


def names(unit_of, event, who, **asked):
    campaign, event = events.get_event(unit_of.id, event["_id"], actor=unit_of.world.actor(who))
    page = turnoutlist.page(campaign, event, asked, actor=unit_of.world.actor(who))
    return [row["name"] for row in page.rows]


def walk(unit_of, event, who="lead", key=KEY, **values):
    data = WalkInForm().load({"key": key, **values})
    return walkins.walk_in(unit_of.id, event["_id"], data, actor=unit_of.world.actor(who))


def test_only_a_lead_plans_and_only_the_team_stands_at_the_door(unit_of):
    world = unit_of.world
    data = EventForm().load({"title": "Meeting", "day": "2026-12-01", "start": "6 pm"})
    assert data["start"] == "18:00"
    with pytest.raises(Forbidden):
        events.add_event(unit_of.id, data, actor=world.actor("organizer"))
    with pytest.raises(Invalid):
        plan(unit_of, door=[world.accounts["auditor"]])


def test_each_invites_within_their_reach_and_nobody_twice(unit_of):
    event = plan(unit_of)
    people.set_do_not_contact(
        unit_of.people[5], {"reason": "asked", "lift": ""}, actor=unit_of.world.actor("admin")
    )
    assert invite(unit_of, event, "organizer").added == 2
    found = invite(unit_of, event)
    assert (found.added, found.there, found.not_to_contact) == (3, 2, 1)
    assert recount.differences(unit_of.id) == []
    total = turnoutnumbers.of_event(event).total
    assert (total.counts["invited"], total.open) == (5, 5)


def test_inviting_narrows_by_department_and_assessment(unit_of):
    event = plan(unit_of)
    assert invite(unit_of, event, department="Hair").added == 1
    assert invite(unit_of, event, levels=["1"]).added == 0
    assert invite(unit_of, event, levels=["0"], shift="Night").added == 2


def test_the_last_invitations_can_be_taken_back_but_for_those_who_answered(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    say(unit_of, event, 0, "yes")
    lead = unit_of.world.actor("lead")
    assert inviting.take_back(unit_of.id, event["_id"], actor=lead) == 5
    assert names(unit_of, event, "lead") == ["Worker0 Tester000"]
    assert inviting.take_back(unit_of.id, event["_id"], actor=lead) == 0
    assert recount.differences(unit_of.id) == []


def test_an_organizer_sees_own_people_and_at_the_door_everybody(unit_of):
    world = unit_of.world
    event = plan(unit_of)
    invite(unit_of, event)
    assert len(names(unit_of, event, "organizer")) == 2
    with pytest.raises(NotFound):
        tap(unit_of, event, 4, by="organizer")
    door = plan(unit_of, days=1, door=[world.accounts["organizer"]])
    invite(unit_of, door)
    assert len(names(unit_of, door, "organizer")) == 6
    assert tap(unit_of, door, 4, by="organizer")["came_by"] == world.accounts["organizer"]
    events.call_off(unit_of.id, door["_id"], True, actor=world.actor("lead"))
    assert len(names(unit_of, door, "organizer")) == 2


@pytest.mark.parametrize(("days", "seen"), [(-2, 2), (-1, 6), (0, 6), (1, 6), (2, 2)])
def test_a_door_opens_the_unit_only_around_its_day(unit_of, days, seen):
    event = plan(unit_of, days=days, door=[unit_of.world.accounts["organizer"]])
    invite(unit_of, event)
    assert len(names(unit_of, event, "organizer")) == seen


def test_who_leaves_the_team_leaves_its_doors(unit_of):
    organizer = unit_of.world.accounts["organizer"]
    event = plan(unit_of, days=0, door=[organizer])
    campaigns.set_team(unit_of.id, organizer, "", actor=unit_of.world.actor("lead"))
    assert db.collection("campaigns_events").get(event["_id"])["door"] == []


def test_a_name_is_found_by_the_beginning_of_any_word(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    assert names(unit_of, event, "lead", words="worker3") == ["Worker3 Tester003"]
    assert len(names(unit_of, event, "lead", words="tester work")) == 6
    assert names(unit_of, event, "lead", words="orker") == []


def test_a_check_in_counts_once_and_can_be_taken_back(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    first, second = tap(unit_of, event, 1), tap(unit_of, event, 1)
    assert first["came_at"] == second["came_at"]
    assert turnoutnumbers.of_event(event).total.counts["came"] == 1
    lead = unit_of.world.actor("lead")
    turnout.check_out(unit_of.id, event["_id"], unit_of.people[1], actor=lead)
    assert turnoutnumbers.of_event(event).total.counts["came"] == 0
    assert recount.differences(unit_of.id) == []


def test_nobody_is_a_flake_before_the_day_has_passed(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    for who in range(6):
        say(unit_of, event, who, "yes", by="lead")
    tap(unit_of, event, 0)
    assert turnoutnumbers.of_event(event).total.missed == 0
    over = turnoutnumbers.of_event(yesterday(event)).total
    assert (over.missed, over.rate) == (5, 83)


def test_the_flake_rate_is_of_whoever_took_the_promise_and_not_given_for_a_few(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    say(unit_of, event, 0, "yes", by="organizer")
    say(unit_of, event, 1, "yes", by="organizer")
    say(unit_of, event, 3, "yes", by="lead")
    tap(unit_of, event, 0)
    found = turnoutnumbers.flakes_by_organizer([yesterday(event)])
    mine = found[unit_of.world.accounts["organizer"]]
    assert (mine.counts["yes"], mine.missed, mine.rate) == (2, 1, None)
    assert found[unit_of.world.accounts["lead"]].missed == 1


def test_a_walk_in_is_made_once_however_often_it_is_sent(unit_of):
    event = plan(unit_of)
    first = walk(unit_of, event, first_name="Nova", last_name="Newcomer", in_unit="yes")
    again = walk(unit_of, event, first_name="Nova", last_name="Newcomer", in_unit="yes")
    assert first["_id"] == again["_id"]
    assert unit.of_person(first["person_id"])[0]["campaign_id"] == unit_of.id
    total = turnoutnumbers.of_event(event).total
    assert (total.counts["came"], total.counts["walkins"], total.counts["invited"]) == (1, 1, 0)
    assert recount.differences(unit_of.id) == []


def test_a_walk_in_who_is_on_file_is_offered_before_a_second_record_is_made(unit_of):
    event = plan(unit_of)
    with pytest.raises(Alike) as found:
        walk(unit_of, event, first_name="Worker2", last_name="Tester002")
    known = found.value.extra["people"][0]["_id"]
    row = walk(unit_of, event, person_id=known)
    assert (row["person_id"], row["walk_in"]) == (unit_of.people[2], True)


def test_a_walk_in_who_was_invited_is_checked_in(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    row = walk(unit_of, event, person_id=unit_of.people[2])
    assert (row["walk_in"], bool(row["came_at"])) == (False, True)
    assert recount.differences(unit_of.id) == []


def test_somebody_on_file_out_of_reach_makes_no_duplicate(unit_of):
    world, event = unit_of.world, plan(unit_of)
    people.create_person(
        {"first_name": "Far", "last_name": "Away", "phones": [{"number": "+12125550142"}]},
        actor=world.actor("admin"),
    )
    with pytest.raises(OnFile):
        walk(unit_of, event, "organizer", first_name="Far", phone="212 555 0142")
    asked = db.collection("access_requests").find({"state": "open"})
    assert len(asked) == 1


def test_a_walk_in_from_outside_the_unit_stays_outside_and_keeps_a_name(unit_of):
    event = plan(unit_of)
    row = walk(unit_of, event, "organizer", first_name="Pat", last_name="Partner")
    assert unit.of_person(row["person_id"]) == []
    assert names(unit_of, event, "organizer") == ["Pat Partner"]
    assert names(unit_of, event, "organizer2") == []
    found = db.collection("people").get(row["person_id"])
    actor = unit_of.world.actor("lead")
    change = {"last_name": "Renamed"}
    people.update_person(found["_id"], found["version"], change, actor=unit_of.world.actor("admin"))
    assert names(unit_of, event, "lead") == ["Pat Renamed"]
    assert turnout.check_out(unit_of.id, event["_id"], found["_id"], actor=actor) is None
    assert names(unit_of, event, "lead") == []


def test_an_event_changed_by_two_keeps_both(unit_of):
    lead, event = unit_of.world.actor("lead"), plan(unit_of)
    data = {name: event[name] for name in events.FIELDS}
    events.change_event(unit_of.id, event["_id"], 1, {**data, "title": "First"}, actor=lead)
    with pytest.raises(Conflict) as late:
        events.change_event(unit_of.id, event["_id"], 1, {**data, "title": "Second"}, actor=lead)
    assert late.value.extra["theirs"]["title"] == "First"


def test_a_merge_unites_turnout_and_its_undo_restores_both(unit_of):
    admin, event = unit_of.world.actor("admin"), plan(unit_of)
    invite(unit_of, event)
    other = plan(unit_of, days=5, title="Second")
    invite(unit_of, other, organizer=unit_of.world.accounts["organizer"])
    say(unit_of, event, 1, "yes")
    tap(unit_of, event, 1)
    kept, gone = unit_of.people[0], unit_of.people[1]
    before = db.collection("campaigns_turnout").find({"campaign_id": unit_of.id})
    versions = tuple(db.collection("people").get(p)["version"] for p in (kept, gone))
    merged = merge.merge_people(kept, gone, versions, {}, actor=admin)
    row = db.collection("campaigns_turnout").get(turnout.row_id(event["_id"], kept))
    assert (row["promise"], bool(row["came_at"])) == ("yes", True)
    assert recount.differences(unit_of.id) == []
    merge.unmerge_people(merged["_id"], actor=admin)
    after = db.collection("campaigns_turnout").find({"campaign_id": unit_of.id})
    assert {r["_id"]: (r["promise"], r["came_at"]) for r in after} == {
        r["_id"]: (r["promise"], r["came_at"]) for r in before
    }
    assert recount.differences(unit_of.id) == []


def test_an_erased_person_leaves_every_event(unit_of):
    event = plan(unit_of)
    invite(unit_of, event)
    tap(unit_of, event, 0)
    emit(PersonErased("acct-admin", unit_of.people[0]))
    assert "Worker0 Tester000" not in names(unit_of, event, "lead")
    assert recount.differences(unit_of.id) == []


def test_a_leavers_promises_of_events_to_come_go_to_the_heir_and_past_ones_stay(unit_of):
    world, event, old = unit_of.world, plan(unit_of), plan(unit_of, days=1)
    gone, heir = world.accounts["organizer"], world.accounts["organizer2"]
    for each in (event, old):
        invite(unit_of, each)
        say(unit_of, each, 0, "yes", by="organizer")
    yesterday(old)
    emit(AccountDeparted("acct-admin", gone, heir))
    by = {
        e["_id"]: db.collection("campaigns_turnout").get(
            turnout.row_id(e["_id"], unit_of.people[0])
        )["organizer"]
        for e in (event, old)
    }
    assert by == {event["_id"]: heir, old["_id"]: gone}
    assert recount.differences(unit_of.id) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "half past six"},
        {"start": "25:00"},
        {"day": "someday"},
        {"end": "12:30"},
        {"title": "x" * 121},
        {"kind": "party"},
    ],
)
def test_an_event_that_makes_no_sense_is_refused_by_field(wrong):
    data = {"title": "Meeting", "day": "2026-12-01", "start": "12:30", **wrong}
    assert set(EventForm().validate(data)) == set(wrong)


def test_an_event_of_another_campaign_is_not_there(unit_of):
    event = plan(unit_of)
    with pytest.raises(CRMError):
        events.get_event("0" * 20, event["_id"], actor=unit_of.world.actor("lead"))
