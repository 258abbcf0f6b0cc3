"""Quick mark: a code once, then names, codes of sheets or ticks; a slip is found and undone."""

import pytest

from crm import db, localtime
from crm.errors import Conflict, Invalid, NotFound
from crm.events import PersonErased
from crm.people import service as people
from crm.registry import emit
from plugins.campaigns.service import events, marks, quickmark, recount, sheets, structuretests
from tests.factories import Client
from tests.plugins.campaigns.conftest import Unit

KEY = "b" * 24


def mark(unit: Unit, person: str, who: str = "lead", **values: object) -> dict:
    data = {"mark": "card", "on": "", "key": KEY, "person_id": person, **values}
    return quickmark.put(unit.id, data, actor=unit.world.actor(who))


def test_a_card_is_signed_on_the_day_of_the_batch_once_and_undone(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    first = mark(unit_of, person, on="2026-10-01")
    assert mark(unit_of, person, on="2026-10-01")["_id"] == first["_id"]
    card = unit_of.member(person)["card"]
    assert (card["state"], card["signed_on"]) == ("signed", "2026-10-01")
    assert [e["_id"] for e in quickmark.latest(unit_of.campaign, "card", actor=lead)] == [
        first["_id"]
    ]
    for _again in range(2):
        quickmark.undo(unit_of.id, first["_id"], actor=lead)
    assert unit_of.member(person)["card"]["state"] == ""
    assert quickmark.latest(unit_of.campaign, "card", actor=lead) == []
    assert recount.differences(unit_of.id) == []


def test_a_day_to_come_or_long_past_is_refused(unit_of):
    for day in ("2040-01-01", "1850-01-01"):
        with pytest.raises(Invalid):
            mark(unit_of, unit_of.people[0], on=day)
    assert unit_of.member(unit_of.people[0])["card"]["state"] == ""


def test_what_was_so_before_stays_so_when_a_mark_is_undone(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    mark(unit_of, person, mark="committee")
    again = mark(unit_of, person, mark="committee", key="c" * 24)
    quickmark.undo(unit_of.id, again["_id"], actor=lead)
    assert unit_of.member(person)["committee"] is True
    assert recount.differences(unit_of.id) == []


def test_being_at_an_event_is_a_mark_on_the_list_or_as_a_walk_in(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    day = localtime.today().isoformat()
    data = {"title": "Rally", "kind": "meeting", "day": day, "start": "18:00", "end": "",
            "place": "", "note": "", "door": []}  # fmt: skip
    event = events.add_event(unit_of.id, data, actor=lead)
    offered = [found.id for found in marks.offered(unit_of.campaign, actor=lead)]
    assert f"event:{event['_id']}" in offered
    done = mark(unit_of, person, mark=f"event:{event['_id']}")
    row = db.collection("campaigns_turnout").get(f"{event['_id']}:{person}")
    assert row is not None
    assert row["came_at"]
    quickmark.undo(unit_of.id, done["_id"], actor=lead)
    assert recount.differences(unit_of.id) == []


def test_who_was_there_before_stays_when_a_mark_that_changed_nothing_is_undone(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    day = localtime.today().isoformat()
    data = {"title": "Rally", "kind": "meeting", "day": day, "start": "18:00", "end": "",
            "place": "", "note": "", "door": []}  # fmt: skip
    event = events.add_event(unit_of.id, data, actor=lead)
    asked = {"name": "Petition", "ask": "", "goal": 2, "opens": "2026-01-01",
             "closes": "2026-02-01", "tiers": ["Signed", "Said yes"], "proving": 1}  # fmt: skip
    test = structuretests.make(unit_of.id, asked, actor=lead)
    structuretests.take(test["_id"], person, 2, actor=lead)
    mark(unit_of, person, mark=f"event:{event['_id']}")
    for key, code in (("c", f"event:{event['_id']}"), ("d", f"test:{test['_id']}")):
        again = mark(unit_of, person, mark=code, key=key * 24)
        assert unit_of.member(person)["tests"][test["_id"]]["tier"] == 2
        quickmark.undo(unit_of.id, again["_id"], actor=lead)
    assert unit_of.member(person)["tests"][test["_id"]]["tier"] == 2
    assert db.collection("campaigns_turnout").get(f"{event['_id']}:{person}")["came_at"]


def test_names_find_only_people_of_this_unit_in_reach(unit_of):
    world = unit_of.world
    people.create_person(
        {"first_name": "Worker1", "last_name": "Outside"}, actor=world.actor("lead")
    )
    found = quickmark.find(unit_of.id, "worker1", actor=world.actor("admin"))
    assert [m["person_id"] for m in found] == [unit_of.people[1]]
    mine = quickmark.find(unit_of.id, "worker", actor=world.actor("organizer"))
    assert {m["person_id"] for m in mine} == set(unit_of.people[:2])
    assert quickmark.find(unit_of.id, "worker3", actor=world.actor("organizer")) == []
    with pytest.raises(NotFound):
        mark(unit_of, unit_of.people[3], "organizer")


def test_a_code_of_a_sheet_is_the_person_on_that_line_and_nobody_out_of_reach(unit_of):
    world = unit_of.world
    sheet = sheets.make(unit_of.id, {"whom": "unit", "kind": "sign-in"}, actor=world.actor("lead"))
    lines = sheets.lines(unit_of.campaign, sheet, actor=world.actor("lead"))
    for line in lines:
        code = f" {sheet['code'].lower()}-{line.number} "
        found = quickmark.find(unit_of.id, code, actor=world.actor("lead"))
        assert [m["person_id"] for m in found] == [line.member["person_id"]]
        seen = quickmark.find(unit_of.id, code, actor=world.actor("organizer"))
        assert bool(seen) == (line.member["person_id"] in unit_of.people[:2])
    assert quickmark.find(unit_of.id, f"{sheet['code']}-77", actor=world.actor("lead")) == []
    assert quickmark.find(unit_of.id, "ZZZZ-1", actor=world.actor("lead")) == []


def test_a_whole_name_is_meant_even_where_a_longer_one_begins_so(unit_of):
    lead = unit_of.world.actor("lead")
    found = quickmark.find(unit_of.id, "worker", actor=lead)
    assert len(found) == 6
    assert quickmark.meant(found, "worker") is None
    assert quickmark.meant(found, "worker2")["person_id"] == unit_of.people[2]


def test_nobody_takes_back_what_another_marked(unit_of):
    done = mark(unit_of, unit_of.people[0])
    with pytest.raises(NotFound):
        quickmark.undo(unit_of.id, done["_id"], actor=unit_of.world.actor("admin"))
    with pytest.raises(Conflict):
        mark(unit_of, unit_of.people[1], mark="petition:gone", key="d" * 24)


def test_an_erased_person_leaves_no_mark_behind(unit_of):
    mark(unit_of, unit_of.people[0])
    emit(PersonErased("acct-admin", unit_of.people[0]))
    assert db.collection("campaigns_marks").find({"person_id": unit_of.people[0]}) == []
    assert recount.differences(unit_of.id) == []


def test_enter_marks_the_only_one_meant_and_offers_several_with_what_tells_them_apart(app, unit_of):
    page = Client(app, unit_of.world).sign_in("lead")
    path, form = f"~/campaigns/{unit_of.id}/mark", {"mark": "card", "on": "2026-10-01", "key": KEY}
    several = page.post(path, {**form, "text": "worker"}).get_data(as_text=True)
    assert several.count("mark-hit") >= 6
    assert "Wardrobe" in several
    assert all(unit_of.member(p)["card"]["state"] == "" for p in unit_of.people)
    assert page.post(path, {**form, "text": " "}).status_code == 303
    assert page.post(path, {**form, "text": ""}, headers={"HX-Request": "true"}).status_code == 204
    nobody = page.post(path, {**form, "text": "Nobody At All"})
    assert nobody.status_code == 422
    assert 'value="Nobody At All"' in nobody.get_data(as_text=True)
    assert page.post(path, {**form, "text": "worker4"}).status_code == 303
    assert unit_of.member(unit_of.people[4])["card"]["signed_on"] == "2026-10-01"
    again = page.post(path, {**form, "text": "worker4", "key": "e" * 24}).get_data(as_text=True)
    assert "has it already" in again
