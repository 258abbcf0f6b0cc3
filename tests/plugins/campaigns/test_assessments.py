"""Assessments: what outranks what, how they age, what an action proves, and their history."""

from datetime import date, timedelta

import pytest

from crm import db, localtime
from crm.errors import Invalid, NotFound
from plugins.campaigns.service import assessments, contacts, history, numbers, recount, unit
from tests.factories import Client


def give(unit_of, person, level, provenance="opinion", why=""):
    data = {"assessment": level, "provenance": provenance, "why": why}
    lead = unit_of.world.actor("lead")
    return assessments.assess(unit_of.id, person, data, actor=lead)


def prove(unit_of, person, proof="event:1", days_ago=0):
    on = localtime.today() - timedelta(days=days_ago)
    lead = unit_of.world.actor("lead")
    return assessments.prove(unit_of.id, person, proof, on, actor=lead)


def standing(unit_of, person):
    member = unit_of.member(person)
    return member["assessment"], member["provenance"]


def test_a_proven_assessment_outranks_a_later_opinion_which_is_kept_beside_it(unit_of):
    person = unit_of.people[0]
    prove(unit_of, person)
    give(unit_of, person, 4)
    assert standing(unit_of, person) == (2, "proven")
    assert unit_of.member(person)["outranked"]["level"] == 4
    assert [e["given"] for e in history.of_person(person, unit_of.id)] == [4, 2]


def test_a_proof_that_has_grown_old_is_replaced_by_the_next_opinion(unit_of):
    person = unit_of.people[0]
    prove(unit_of, person, days_ago=61)
    give(unit_of, person, 4)
    assert standing(unit_of, person) == (4, "opinion")


def test_an_action_leaves_an_activist_an_activist_and_lifts_others_to_supporter(unit_of):
    activist, undecided = unit_of.people[:2]
    give(unit_of, activist, 1)
    give(unit_of, undecided, 3)
    for person in (activist, undecided):
        prove(unit_of, person)
    assert standing(unit_of, activist) == (1, "proven")
    assert standing(unit_of, undecided) == (2, "proven")


def test_a_proof_of_long_ago_does_not_replace_what_is_known_since(unit_of):
    person = unit_of.people[0]
    give(unit_of, person, 5, "stated")
    prove(unit_of, person, days_ago=200)
    assert standing(unit_of, person) == (5, "stated")


def test_taking_a_proof_back_brings_back_what_else_the_history_says(unit_of):
    person, lead = unit_of.people[0], unit_of.world.actor("lead")
    give(unit_of, person, 3, "stated")
    prove(unit_of, person)
    give(unit_of, person, 4)
    assessments.unprove(unit_of.id, person, "event:1", actor=lead)
    assert standing(unit_of, person) == (4, "opinion")
    assert recount.differences(unit_of.id) == []


def test_clearing_takes_even_a_proven_one_away(unit_of):
    person = unit_of.people[0]
    prove(unit_of, person)
    give(unit_of, person, 0)
    give(unit_of, person, 4)
    assert standing(unit_of, person) == (4, "opinion")


def test_a_proof_on_a_day_to_come_is_refused(unit_of):
    with pytest.raises(Invalid):
        prove(unit_of, unit_of.people[0], days_ago=-1)


def test_nobody_proves_anything_of_people_out_of_reach(unit_of):
    stranger = unit_of.world.actor("organizer2")
    with pytest.raises(NotFound):
        assessments.prove(
            unit_of.id, unit_of.people[0], "event:1", date(2026, 1, 1), actor=stranger
        )


def test_an_undone_contact_leaves_the_proof_as_it_was(unit_of):
    person, organizer = unit_of.people[0], unit_of.world.actor("organizer")
    prove(unit_of, person)
    data = {"key": "a" * 24, "kind": "phone", "result": "talked", "assessment": 5,
            "provenance": "stated"}  # fmt: skip
    contact = contacts.log_contact(unit_of.id, person, data, actor=organizer)
    assert unit_of.member(person)["outranked"]["level"] == 5
    contacts.undo_contact(contact["_id"], actor=organizer)
    assert unit_of.member(person)["outranked"] is None
    assert standing(unit_of, person) == (2, "proven")


def test_old_assessments_are_counted_apart_without_reading_people(unit_of):
    fresh, old, older = unit_of.people[:3]
    give(unit_of, fresh, 1)
    prove(unit_of, old, days_ago=61)
    prove(unit_of, older, days_ago=400)
    today = localtime.today()
    found = numbers.figures(db.collection("campaigns_campaigns").get(unit_of.id), today)
    assert (found.total.assessed, found.old, found.old_support) == (3, 2, 2)
    later = numbers.figures(found.campaign, today + timedelta(days=61))
    assert later.old == 3
    assert assessments.is_old(unit_of.member(old), today)
    assert not assessments.is_old(unit_of.member(fresh), today)


def test_the_day_of_the_limit_still_counts_as_fresh_on_the_chart_and_in_the_numbers(unit_of):
    person, today = unit_of.people[0], localtime.today()
    prove(unit_of, person, days_ago=60)
    assert not assessments.is_old(unit_of.member(person), today)
    assert assessments.ages(unit_of.id, today).assessed == 1


def test_the_history_says_who_and_why(unit_of, app):
    person = unit_of.people[0]
    give(unit_of, person, 2, "stated", why="said it at lunch")
    page = Client(app, unit_of.world).sign_in("organizer")
    text = page.get(f"~/campaigns/{unit_of.id}/people/{person}/assessments").get_data(as_text=True)
    assert "said it at lunch" in text
    assert "Lead" in text
    stranger = page.sign_in("organizer2")
    hidden = stranger.get(f"~/campaigns/{unit_of.id}/people/{person}/assessments")
    assert hidden.status_code == 404


def test_old_people_are_drawn_faded_on_the_chart(unit_of, app):
    prove(unit_of, unit_of.people[0], days_ago=100)
    page = Client(app, unit_of.world).sign_in("lead")
    text = page.get(f"~/campaigns/{unit_of.id}/chart").get_data(as_text=True)
    assert text.count('level-old" title=') == 1


def test_a_level_outside_the_scale_is_refused_with_the_reason(unit_of, app):
    page = Client(app, unit_of.world).sign_in("organizer")
    path = f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}"
    refused = page.post(f"{path}/assess", {"assessment": "6"})
    assert refused.status_code == 422
    answer = page.post(f"{path}/contact", {"key": "b" * 24, "result": "talked", "assessment": "9"})
    assert "no level of the scale" in answer.get_data(as_text=True)
    assert unit.of_person(unit_of.people[0])[0]["assessment"] == 0
