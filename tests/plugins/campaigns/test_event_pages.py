"""The pages of events, the reminder list, and the calendar feed behind its address."""

import json
from dataclasses import replace

import pytest
from icalendar import Calendar

from crm import db, tenancy
from crm.people import service as people
from plugins.campaigns.service import events, turnout
from tests.factories import Client
from tests.plugins.campaigns.test_events import invite, plan, say

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def page(app, unit_of):
    """A client over the unit, in the lead's hands."""
    return Client(app, unit_of.world).sign_in("lead")


@pytest.fixture
def event(unit_of):
    """A meeting in three days to which the whole unit is invited."""
    planned = plan(unit_of, place="Union hall, room 2", end="14:00")
    invite(unit_of, planned)
    return planned


def path(unit_of, event, rest=""):
    return f"~/campaigns/{unit_of.id}/events/{event['_id']}{rest}"


def test_an_event_is_planned_and_its_people_invited(page, unit_of):
    form = {"title": "Committee", "day": "2027-01-15", "start": "18:00", "kind": "committee"}
    answer = page.post(f"~/campaigns/{unit_of.id}/events/new", form)
    assert answer.status_code == 303
    assert answer.location.endswith("/invite")
    done = page.post(answer.location, {"department": "Wardrobe"})
    text = page.get(done.location).get_data(as_text=True)
    assert "4 people invited" in text
    assert "Worker0" in text


def test_a_wrong_event_comes_back_with_what_was_typed(page, unit_of):
    form = {"title": "Committee night", "day": "someday", "start": "18:00"}
    answer = page.post(f"~/campaigns/{unit_of.id}/events/new", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Committee night" in text
    assert db.collection("campaigns_events").find({"campaign_id": unit_of.id}) == []


def test_leadership_sees_an_events_numbers_and_no_names(page, unit_of, event):
    page.sign_in("leadership")
    text = page.get(path(unit_of, event)).get_data(as_text=True)
    assert "Worker" not in text
    assert "<dd>6</dd>" in text
    assert page.get(path(unit_of, event, "/door")).status_code == 403


def test_a_promise_is_one_tap_with_an_undo(page, unit_of, event):
    person = unit_of.people[0]
    address = path(unit_of, event, f"/people/{person}/promise/yes")
    answer = page.post(address, headers=FRAGMENT)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert undo.endswith("/promise/none")
    assert 'aria-pressed="true"' in answer.get_data(as_text=True)
    page.post(undo, headers=FRAGMENT)
    row = db.collection("campaigns_turnout").get(turnout.row_id(event["_id"], person))
    assert row["promise"] == ""
    wrong = path(unit_of, event, f"/people/{person}/promise/perhaps")
    assert page.post(wrong).status_code == 404


def test_a_tap_at_the_door_gives_the_row_back_checked(page, unit_of, event):
    answer = page.post(
        path(unit_of, event, "/door"), {"person_id": unit_of.people[0]}, headers=FRAGMENT
    )
    text = answer.get_data(as_text=True)
    assert "door-here" in text
    assert "<strong>1</strong> here" in text
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert page.post(undo, headers=FRAGMENT).status_code == 200


def test_the_walk_in_form_offers_those_on_file_and_keeps_what_was_typed(page, unit_of, event):
    form = {"key": "c" * 24, "first_name": "Worker2", "last_name": "Tester002"}
    found = page.post(path(unit_of, event, "/door/find"), form, headers=FRAGMENT)
    assert unit_of.people[2] in found.get_data(as_text=True)
    answer = page.post(path(unit_of, event, "/door/walk-in"), form, headers=FRAGMENT)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert unit_of.people[2] in text
    assert "Worker2" in text
    wrong = {**form, "phone": "12", "anyway": "yes"}
    assert page.post(path(unit_of, event, "/door/walk-in"), wrong).status_code == 422
    added = page.post(
        path(unit_of, event, "/door/walk-in"), {**form, "anyway": "yes"}, headers=FRAGMENT
    )
    assert added.status_code == 200
    assert "c" * 24 not in added.get_data(as_text=True)  # the empty form has a key of its own


def test_the_reminder_list_holds_who_promised_and_a_text_without_names(page, unit_of, event):
    say(unit_of, event, 0, "yes")
    say(unit_of, event, 1, "no")
    text = page.get(path(unit_of, event, "/reminders")).get_data(as_text=True)
    assert "Worker0" in text
    assert "Worker1" not in text
    assert "A reminder: Lunch meeting" in text
    done = page.post(path(unit_of, event, f"/people/{unit_of.people[0]}/reminded/phone"))
    assert done.status_code == 303
    assert "Worker0 Tester000: reminded" in page.get(done.location).get_data(as_text=True)
    assert "Worker0" not in page.get(path(unit_of, event, "/reminders")).get_data(as_text=True)


def test_mail_goes_only_to_those_who_agreed_and_only_with_a_server(page, unit_of, event, suite):
    lead = unit_of.world.actor("lead")
    for who, consent in ((0, "yes"), (1, "unknown")):
        person = db.collection("people").get(unit_of.people[who])
        mail = [{"address": f"w{who}@example.org", "kind": "personal", "good": None,
                 "consent": consent}]  # fmt: skip
        people.update_person(person["_id"], person["version"], {"emails": mail}, actor=lead)
        say(unit_of, event, who, "yes")
    assert page.post(path(unit_of, event, "/reminders/mail")).status_code == 409
    config = replace(suite.config, smtp_url="smtp://localhost:1", mail_from="local@example.org")
    ready = tenancy.suite_context(replace(suite, config=config))
    with page.app.test_request_context(), ready, tenancy.local_scope("local-764"):
        from plugins.campaigns.service import reminding

        found = reminding.by_mail(unit_of.id, event["_id"], actor=lead)
        again = reminding.by_mail(unit_of.id, event["_id"], actor=lead)
    assert (found.queued, found.no_consent, again.queued) == (1, 1, 0)
    sent = db.collection("outbox").find({"state": "waiting"})
    assert [message["to"] for message in sent] == ["w0@example.org"]
    assert "Tester" not in sent[0]["text"]


def _feed(page):
    text = page.post("~/campaigns/calendar").get_data(as_text=True)
    found = text.partition('value="http')[2].partition('"')[0]
    return "/" + found.partition("//")[2].partition("/")[2]


def test_a_feed_has_title_place_and_time_and_no_names(page, unit_of, event):
    address = _feed(page.sign_in("organizer"))
    answer = page.app.test_client().get(address)
    calendar = Calendar.from_ical(answer.get_data())
    entry = calendar.walk("VEVENT")[0]
    begin, end = events.span(event)
    assert answer.mimetype == "text/calendar"
    assert str(entry["summary"]) == "Lunch meeting"
    assert str(entry["location"]) == "Union hall, room 2"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (begin, end)
    assert "Worker" not in answer.get_data(as_text=True)
    assert "Footlights" not in answer.get_data(as_text=True)


def test_a_feed_ends_when_it_is_revoked_renewed_or_its_owner_leaves(page, unit_of, event):
    visitor = page.app.test_client()
    first = _feed(page.sign_in("organizer"))
    second = _feed(page)
    assert (visitor.get(first).status_code, visitor.get(second).status_code) == (404, 200)
    page.post("~/campaigns/calendar/end")
    assert visitor.get(second).status_code == 404
    third = _feed(page.sign_in("organizer2"))
    db.collection("accounts").update({"_id": "acct-organizer2"}, {"$set": {"memberships": []}})
    assert visitor.get(third).status_code == 404


def test_a_feed_holds_only_campaigns_its_owner_may_know_of(page, unit_of, event):
    with tenancy.local_scope("local-764"):
        db.collection("campaigns_campaigns").update(
            {"_id": unit_of.id}, {"$pull": {"team": {"account_id": "acct-organizer2"}}}
        )
    address = _feed(page.sign_in("organizer2"))
    answer = page.app.test_client().get(address)
    assert "Lunch meeting" not in answer.get_data(as_text=True)


def test_a_persons_history_tells_promise_and_coming(page, unit_of, event):
    say(unit_of, event, 0, "yes")
    address = f"~/people/{unit_of.people[0]}"
    assert "Asked to come to Lunch meeting: Yes" in page.get(address).get_data(as_text=True)
    page.post(path(unit_of, event, "/door"), {"person_id": unit_of.people[0]})
    assert "Came to Lunch meeting" in page.get(address).get_data(as_text=True)


def test_today_shows_the_events_of_the_next_two_weeks(page, unit_of, event):
    assert "Lunch meeting" in page.get("~/").get_data(as_text=True)
