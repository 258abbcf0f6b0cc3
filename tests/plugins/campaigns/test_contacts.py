"""Logging a contact: one record however often it is sent, undone as if it had not been."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from crm import db, localtime, tenancy
from crm.errors import Conflict, NotFound
from plugins.campaigns.service import assessments, contacts, recount
from tests.factories import OTHER, OWN

KEY = "a" * 24


def contact(**values: object) -> dict:
    return {"key": KEY, "kind": "phone", "result": "talked", "provenance": "stated", **values}


def test_a_contact_sets_assessment_follow_up_and_history(unit_of):
    organizer = unit_of.world.actor("organizer")
    day = (localtime.today() + timedelta(days=3)).isoformat()
    person = unit_of.people[0]
    data = contact(assessment=2, follow_up=day, note="Wants to help", issues=["Pay"])
    contacts.log_contact(unit_of.id, person, data, actor=organizer)
    member = unit_of.member(person)
    assert (member["assessment"], member["provenance"], member["follow_up"]) == (2, "stated", day)
    assert member["last_contact"]["by"] == organizer.account_id
    assert [c["note"] for c in contacts.of_person(person, [unit_of.id])] == ["Wants to help"]
    assert recount.differences(unit_of.id) == []


def test_sending_twice_makes_one_record(unit_of):
    organizer = unit_of.world.actor("organizer")
    first = contacts.log_contact(unit_of.id, unit_of.people[0], contact(), actor=organizer)
    again = contacts.log_contact(unit_of.id, unit_of.people[0], contact(), actor=organizer)
    assert first["_id"] == again["_id"]
    assert len(contacts.of_person(unit_of.people[0], [unit_of.id])) == 1
    assert recount.differences(unit_of.id) == []


def test_a_double_click_at_one_moment_makes_one_record(unit_of):
    organizer = unit_of.world.actor("organizer")
    suite = tenancy.suite()

    def send() -> str:
        with tenancy.suite_context(suite), tenancy.local_scope(OWN):
            data = contact(assessment=1)
            return contacts.log_contact(unit_of.id, unit_of.people[0], data, actor=organizer)["_id"]

    with ThreadPoolExecutor(4) as pool:
        ids = {f.result() for f in [pool.submit(send) for _ in range(4)]}
    assert len(ids) == 1
    assert len(contacts.of_person(unit_of.people[0], [unit_of.id])) == 1
    assert recount.differences(unit_of.id) == []


def test_no_answer_sets_the_next_day_by_the_locals_rule(unit_of):
    organizer = unit_of.world.actor("organizer")
    today = localtime.today()
    days = []
    for key in ("b" * 24, "c" * 24, "d" * 24, "e" * 24):
        data = {"key": key, "kind": "phone", "result": "no-answer"}
        found = contacts.log_contact(unit_of.id, unit_of.people[0], data, actor=organizer)
        days.append(found["follow_up"])
    assert days == [(today + timedelta(days=n)).isoformat() for n in (1, 3, 7, 7)]
    assert unit_of.member(unit_of.people[0])["assessment"] == 0


def test_undo_puts_everything_back(unit_of):
    organizer, person = unit_of.world.actor("organizer"), unit_of.people[0]
    before = unit_of.member(person)
    found = contacts.log_contact(unit_of.id, person, contact(assessment=1), actor=organizer)
    contacts.undo_contact(found["_id"], actor=organizer)
    contacts.undo_contact(found["_id"], actor=organizer)
    after = unit_of.member(person)
    assert {**after, "version": 0} == {**before, "version": 0}
    assert contacts.of_person(person, [unit_of.id]) == []
    assert recount.differences(unit_of.id) == []


def test_undo_refuses_once_somebody_logged_later(unit_of):
    organizer, lead = unit_of.world.actor("organizer"), unit_of.world.actor("lead")
    person = unit_of.people[0]
    mine = contacts.log_contact(unit_of.id, person, contact(), actor=organizer)
    contacts.log_contact(unit_of.id, person, contact(key="f" * 24), actor=lead)
    with pytest.raises(Conflict):
        contacts.undo_contact(mine["_id"], actor=organizer)


def test_nobody_logs_outside_their_turf(unit_of):
    foreign = unit_of.people[3]
    with pytest.raises(NotFound):
        contacts.log_contact(unit_of.id, foreign, contact(), actor=unit_of.world.actor("organizer"))
    with tenancy.local_scope(OTHER), pytest.raises(NotFound):
        contacts.log_contact(
            unit_of.id, unit_of.people[0], contact(), actor=unit_of.world.actor("other-lead", OTHER)
        )
    assert contacts.of_person(foreign, [unit_of.id]) == []


def test_a_stated_assessment_is_not_downgraded_by_an_opinion_of_the_same_level(unit_of):
    organizer, person = unit_of.world.actor("organizer"), unit_of.people[0]
    contacts.log_contact(unit_of.id, person, contact(assessment=2), actor=organizer)
    later = contact(key="f" * 24, assessment=2, provenance="opinion")
    contacts.log_contact(unit_of.id, person, later, actor=organizer)
    assert unit_of.member(person)["provenance"] == "stated"


def test_a_note_can_be_corrected_by_its_author_and_the_earlier_one_is_kept(unit_of):
    organizer, person = unit_of.world.actor("organizer"), unit_of.people[0]
    found = contacts.log_contact(unit_of.id, person, contact(note="typo"), actor=organizer)
    contacts.edit_note(found["_id"], "fixed", actor=organizer)
    stored = db.collection("campaigns_contacts").get(found["_id"])
    assert stored["note"] == "fixed"
    assert [n["note"] for n in stored["earlier_notes"]] == ["typo"]
    with pytest.raises(NotFound):
        contacts.edit_note(found["_id"], "mine", actor=unit_of.world.actor("lead"))


def test_undo_never_takes_back_an_assessment_made_since(unit_of):
    organizer, person = unit_of.world.actor("organizer"), unit_of.people[0]
    found = contacts.log_contact(unit_of.id, person, contact(assessment=2), actor=organizer)
    newer = {"assessment": 3, "provenance": "stated"}
    assessments.assess(unit_of.id, person, newer, actor=organizer)
    with pytest.raises(Conflict):
        contacts.undo_contact(found["_id"], actor=organizer)
    assert unit_of.member(person)["assessment"] == 3
    assert recount.differences(unit_of.id) == []
