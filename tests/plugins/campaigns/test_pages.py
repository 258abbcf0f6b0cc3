"""The campaign pages and API through the application: who sees what, and what a form keeps."""

import json

import pytest

from crm import db, localtime, tenancy
from crm.workplaces import rules
from plugins.campaigns.service import contacts, recount, unit
from tests.factories import Client

KEY = "a" * 24


@pytest.fixture
def page(app, unit_of):
    """A client over the unit, in the organizer's hands."""
    return Client(app, unit_of.world).sign_in("organizer")


def test_an_organizer_sees_own_people_and_no_others(page, unit_of):
    text = page.get(f"~/campaigns/{unit_of.id}/unit").get_data(as_text=True)
    assert "Worker0" in text
    assert "Worker1" in text
    assert "Worker2" not in text


def test_leadership_sees_numbers_but_no_names(page, unit_of):
    page.sign_in("leadership")
    for path in ("", "/unit", "/chart", "/chart/cell?row=Wardrobe&column=Day"):
        answer = page.get(f"~/campaigns/{unit_of.id}{path}")
        assert answer.status_code == 200
        assert "Worker" not in answer.get_data(as_text=True)
    assert (
        page.get(f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}/contact").status_code == 403
    )


def test_a_campaign_is_not_there_for_those_outside_its_team(page, unit_of):
    with tenancy.local_scope("local-764"):
        db.collection("campaigns_campaigns").update(
            {"_id": unit_of.id}, {"$pull": {"team": {"account_id": "acct-organizer2"}}}
        )
    page.sign_in("organizer2")
    missing = page.get("~/campaigns/0123456789abcdef0123")
    hidden = page.get(f"~/campaigns/{unit_of.id}")
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert "Footlights" not in page.get("~/campaigns/").get_data(as_text=True)


def test_a_form_that_cannot_be_taken_keeps_what_was_typed(page, unit_of):
    path = f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}/contact"
    typed = {"key": KEY, "note": "a long note", "follow_up": "someday", "issues": "Pay"}
    answer = page.post(path, typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "a long note" in text
    assert KEY in text
    assert contacts.of_person(unit_of.people[0], [unit_of.id]) == []


def test_one_tap_gives_the_row_back_with_the_next_day_and_an_undo(page, unit_of):
    path = f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}/quick"
    answer = page.post(path, {"key": KEY, "result": "no-answer"}, headers={"HX-Request": "true"})
    events = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 200
    assert "No answer" in answer.get_data(as_text=True)
    undo = events["toast"]["undo"]
    assert page.post(undo, headers={"HX-Request": "true"}).status_code == 200
    assert unit_of.member(unit_of.people[0])["last_contact"] is None


def test_today_shows_what_is_due_for_me(page, unit_of):
    path = f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}/contact"
    page.post(path, {"key": KEY, "result": "call-back", "follow_up": localtime.today().isoformat()})
    _head, _title, text = page.get("~/").get_data(as_text=True).partition("Follow-ups due")
    assert text.index("Worker0") < text.index("My people, by need")
    assert "Worker3" not in text


def test_the_wall_chart_counts_every_cell_and_shows_holes(page, unit_of):
    page.sign_in("lead")
    text = page.get(f"~/campaigns/{unit_of.id}/chart").get_data(as_text=True)
    assert "nobody" in text  # nobody of Hair works nights
    assert text.count('<i class="mark ') == 6
    other = page.get(f"~/campaigns/{unit_of.id}/chart?rows=job_title&columns=").get_data(
        as_text=True
    )
    assert other.count('<i class="mark ') == 6


def test_a_campaign_changed_by_two_keeps_both_texts(page, unit_of):
    page.sign_in("lead")
    form = {"name": "First", "stage": "cards", "version": unit_of.campaign["version"]}
    assert page.post(f"~/campaigns/{unit_of.id}/edit", form).status_code == 303
    late = page.post(f"~/campaigns/{unit_of.id}/edit", {**form, "name": "Second"})
    text = late.get_data(as_text=True)
    assert "Second" in text
    assert "First" in text


def test_an_organizer_may_not_change_the_campaign_or_its_team(page, unit_of):
    before = db.collection("campaigns_campaigns").get(unit_of.id)
    form = {"name": "X", "stage": "cards", "version": before["version"]}
    assert page.post(f"~/campaigns/{unit_of.id}/edit", form).status_code == 403
    form = {"account_id": "acct-organizer", "role": "lead"}
    assert page.post(f"~/campaigns/{unit_of.id}/team", form).status_code == 403
    assert db.collection("campaigns_campaigns").get(unit_of.id) == before


def test_the_api_logs_a_contact_once(page, unit_of):
    path = f"/api/v1/l/local-764/campaigns/{unit_of.id}/people/{unit_of.people[0]}/contacts"
    data = {"key": KEY, "kind": "phone", "result": "talked", "assessment": 2}
    first = page.post(path, json=data)
    again = page.post(path, json=data)
    assert (first.status_code, first.json["id"]) == (201, again.json["id"])
    found = page.get(f"/api/v1/l/local-764/campaigns/{unit_of.id}/unit").json
    assert [m["assessment"] for m in found["items"]] == [2, 0]
    assert recount.differences(unit_of.id) == []


def test_the_api_gives_the_numbers(page, unit_of):
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    found = page.sign_in("leadership").get(f"/api/v1/l/local-764/campaigns/{unit_of.id}/numbers")
    assert (found.json["base"], found.json["listed"], found.json["assessed"]) == (10, 6, 0)


def test_numbers_download_as_csv(page, unit_of):
    page.sign_in("leadership")
    for table, word in (("departments", "Wardrobe"), ("cells", "Night"), ("weeks", "W")):
        answer = page.get(f"~/campaigns/{unit_of.id}/numbers/{table}.csv")
        assert answer.mimetype == "text/csv"
        assert word in answer.get_data(as_text=True)
    assert page.get(f"~/campaigns/{unit_of.id}/numbers/names.csv").status_code == 404


def test_an_organizer_who_adds_a_person_gets_them_assigned(page, unit_of):
    with unit_of.world.local():
        from crm.people import service as people

        person = people.create_person({"first_name": "New"}, actor=unit_of.world.actor("organizer"))
    page.post(f"~/campaigns/{unit_of.id}/add", {"person_id": person["_id"]})
    member = db.collection("campaigns_members").get(unit.member_id(unit_of.id, person["_id"]))
    assert member["organizer"] == "acct-organizer"
