"""Paper: a numbered sheet goes out and comes back as one save, each line once, or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import db, localtime, tenancy
from crm.errors import Invalid, NotFound
from crm.lists import service as lists
from crm.people import merge
from crm.people import service as people
from plugins.campaigns.service import contacts, entry, recount, sheets, unit
from tests.factories import OTHER, Client
from tests.plugins.campaigns.conftest import Unit

KEY = "ab" * 10


def sheet_of(unit: Unit, who: str = "lead", **values: object) -> dict:
    data = {"whom": "unit", "kind": "walk", **values}
    return sheets.make(unit.id, data, actor=unit.world.actor(who))


def line(number: int, result: str = "", assessment: str = "", follow_up: str = "", note: str = ""):
    return {"number": number, "result": result, "assessment": assessment,
            "follow_up": follow_up, "note": note}  # fmt: skip


def typed(*rows: dict, on: str = "", key: str = KEY) -> dict:
    day = on or localtime.today().isoformat()
    return {"key": key, "on": day, "kind": "door", "rows": list(rows)}


def test_a_sheet_has_a_line_for_everybody_by_name_and_is_found_by_its_code(unit_of):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    assert (
        sheets.by_code(unit_of.id, f" {sheet['code'].lower()} ", actor=lead)["_id"] == sheet["_id"]
    )
    found = sheets.lines(unit_of.campaign, sheet, actor=lead)
    assert [entry.number for entry in found] == [1, 2, 3, 4, 5, 6]
    names = [entry.member["sort_key"] for entry in found]
    assert names == sorted(names)


def test_nobody_marked_do_not_contact_gets_onto_paper(unit_of):
    lead = unit_of.world.actor("lead")
    people.set_do_not_contact(unit_of.people[0], {"reason": "asked", "lift": ""}, actor=lead)
    assert sheet_of(unit_of)["lines"] == 5
    with pytest.raises(Invalid):
        sheet_of(unit_of, kind="call")  # nobody here has a number


def test_who_asked_for_it_after_a_sheet_was_made_is_printed_without_a_number(unit_of, app):
    lead = unit_of.world.actor("lead")
    person = db.collection("people").get(unit_of.people[0])
    phones = {"phones": [{"number": "+12125550123"}]}
    people.update_person(person["_id"], person["version"], phones, actor=lead)
    sheet = sheet_of(unit_of)
    people.set_do_not_contact(person["_id"], {"reason": "asked", "lift": ""}, actor=lead)
    page = Client(app, unit_of.world).sign_in("lead")
    text = page.get(f"~/campaigns/{unit_of.id}/sheets/{sheet['_id']}/print").get_data(as_text=True)
    assert "do not contact" in text
    assert "555-0123" not in text


def test_lines_out_of_reach_are_not_shown_and_cannot_be_entered(unit_of):
    organizer = unit_of.world.actor("organizer")
    sheet = sheet_of(unit_of)
    seen = sheets.lines(unit_of.campaign, sheet, actor=organizer)
    assert {entry.member["person_id"] for entry in seen} == set(unit_of.people[:2])
    hidden = next(n for n in range(1, 7) if n not in {entry.number for entry in seen})
    with pytest.raises(Invalid) as caught:
        entry.enter(unit_of.id, sheet["_id"], typed(line(hidden, "n")), actor=organizer)
    assert hidden in caught.value.errors["rows"]
    with tenancy.local_scope(OTHER), pytest.raises(NotFound):
        sheets.get(unit_of.id, sheet["_id"], actor=unit_of.world.actor("other-lead", OTHER))


def test_a_whole_sheet_is_one_save_and_sent_again_it_is_the_same(unit_of):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    rows = (line(1, "t", "2", "3", "hello"), line(2, "N"), line(3), line(4, "r"))
    for _again in range(2):
        assert entry.enter(unit_of.id, sheet["_id"], typed(*rows), actor=lead) == 3
    found = {e.number: e for e in sheets.lines(unit_of.campaign, sheet, actor=lead)}
    assert [n for n, e in found.items() if e.entered] == [1, 2, 4]
    first = unit_of.member(found[1].member["person_id"])
    assert (first["assessment"], first["provenance"]) == (2, "stated")
    assert first["follow_up"] == (localtime.today() + timedelta(days=3)).isoformat()
    assert len(contacts.of_person(first["person_id"], [unit_of.id])) == 1
    assert recount.differences(unit_of.id) == []


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (line(2, "x"), "result"),
        (line(2, "t", "9"), "assessment"),
        (line(2, "t", "", "someday"), "follow_up"),
        (line(2, "t", "", "2001-01-01"), "follow_up"),
        (line(2, "", "3"), "result"),
        (line(77, "t"), "result"),
    ],
)
def test_one_wrong_line_stops_the_sheet_and_is_named(unit_of, wrong, column):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    with pytest.raises(Invalid) as caught:
        entry.enter(unit_of.id, sheet["_id"], typed(line(1, "t"), wrong), actor=lead)
    assert list(caught.value.errors["rows"]) == [wrong["number"]]
    assert list(caught.value.errors["rows"][wrong["number"]]) == [column]
    assert all(unit_of.member(p)["last_contact"] is None for p in unit_of.people)


def test_paper_that_comes_back_late_does_not_overwrite_what_was_logged_since(unit_of):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    person = sheets.lines(unit_of.campaign, sheet, actor=lead)[0].member["person_id"]
    today = {"key": "c" * 24, "kind": "phone", "result": "talked", "assessment": 1,
             "provenance": "stated", "follow_up": "2030-01-01"}  # fmt: skip
    contacts.log_contact(unit_of.id, person, today, actor=lead)
    before = unit_of.member(person)
    last_week = (localtime.today() - timedelta(days=7)).isoformat()
    data = typed(line(1, "t", "4", "2"), on=last_week)
    entry.enter(unit_of.id, sheet["_id"], data, actor=lead)
    after = unit_of.member(person)
    for name in ("assessment", "follow_up", "last_contact", "attempts"):
        assert after[name] == before[name]
    logged = contacts.of_person(person, [unit_of.id])
    assert [c["at"].date().isoformat() for c in logged][-1] == last_week
    assert recount.differences(unit_of.id) == []
    assert entry.undo(unit_of.id, sheet["_id"], KEY, actor=lead).count == 1
    kept = unit_of.member(person)
    assert {k: kept[k] for k in before if k != "version"} == {
        k: v for k, v in before.items() if k != "version"
    }
    assert recount.differences(unit_of.id) == []


def test_no_answer_on_paper_counts_its_next_day_from_that_day(unit_of):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    day = localtime.today() - timedelta(days=2)
    entry.enter(unit_of.id, sheet["_id"], typed(line(1, "n"), on=day.isoformat()), actor=lead)
    member = sheets.lines(unit_of.campaign, sheet, actor=lead)[0].member
    assert member["follow_up"] == (day + timedelta(days=1)).isoformat()


def test_undo_takes_the_whole_saving_back_but_what_others_changed_stays(unit_of):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    before = {p: unit_of.member(p) for p in unit_of.people}
    rows = (line(1, "t", "2"), line(2, "n"), line(3, "l"))
    entry.enter(unit_of.id, sheet["_id"], typed(*rows), actor=lead)
    third = sheets.lines(unit_of.campaign, sheet, actor=lead)[2].member["person_id"]
    newer = {"key": "d" * 24, "kind": "phone", "result": "talked"}
    contacts.log_contact(unit_of.id, third, newer, actor=unit_of.world.actor("admin"))
    done = entry.undo(unit_of.id, sheet["_id"], KEY, actor=lead)
    assert (done.count, done.kept) == (2, [3])
    for person in unit_of.people:
        if person != third:
            after = unit_of.member(person)
            assert {**after, "version": 0} == {**before[person], "version": 0}
    assert recount.differences(unit_of.id) == []


def test_a_merged_person_keeps_the_line(unit_of):
    admin, lead = unit_of.world.actor("admin"), unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    kept, gone = unit_of.people[0], unit_of.people[1]
    versions = tuple(db.collection("people").get(i)["version"] for i in (kept, gone))
    merge.merge_people(kept, gone, versions, {}, actor=admin)
    on_it = [e.member["person_id"] for e in sheets.lines(unit_of.campaign, sheet, actor=lead)]
    assert on_it.count(kept) == 2
    assert gone not in on_it


def test_somebody_taken_out_of_the_unit_is_no_longer_on_the_sheet(unit_of):
    lead = unit_of.world.actor("lead")
    sheet = sheet_of(unit_of)
    unit.remove_person(unit_of.id, unit_of.people[5], actor=lead)
    assert len(sheets.lines(unit_of.campaign, sheet, actor=lead)) == 5


@given(text=st.text(max_size=12))
def test_any_text_as_a_follow_up_is_a_day_from_then_on_or_a_clear_refusal(text):
    on = date(2026, 11, 27)
    found = refused = ""
    try:
        found = entry.day_of(text, on)
    except ValueError as error:
        refused = str(error)
    assert refused or not found or date.fromisoformat(found) >= on
    assert bool(text.strip()) == bool(refused or found)


def test_a_grid_that_cannot_be_taken_keeps_everything_typed_and_says_which_line(app, unit_of):
    sheet = sheet_of(unit_of)
    page = Client(app, unit_of.world).sign_in("lead")
    form = {"key": KEY, "on": localtime.today().isoformat(), "kind": "door",
            "r1-result": "t", "r1-note": "said hello", "r2-result": "q"}  # fmt: skip
    answer = page.post(f"~/campaigns/{unit_of.id}/sheets/{sheet['_id']}", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "said hello" in text
    assert KEY in text
    assert "line 2" in text
    late = page.post(
        f"~/campaigns/{unit_of.id}/sheets/{sheet['_id']}", {**form, "on": "2040-01-01"}
    )
    assert "still to come" in late.get_data(as_text=True)
    long = {**form, "r2-result": "n", "r1-note": "x" * 30_000}
    answer = page.post(f"~/campaigns/{unit_of.id}/sheets/{sheet['_id']}", long)
    assert answer.status_code == 422
    assert "line 1" in answer.get_data(as_text=True)


def test_paper_tells_neither_the_campaign_nor_where_anybody_stands(app, unit_of):
    lead = unit_of.world.actor("lead")
    said = {"key": "e" * 24, "kind": "phone", "result": "talked", "assessment": 1}
    contacts.log_contact(unit_of.id, unit_of.people[0], said, actor=lead)
    sheet = sheet_of(unit_of, codes=True)
    page = Client(app, unit_of.world).sign_in("lead")
    text = page.get(f"~/campaigns/{unit_of.id}/sheets/{sheet['_id']}/print").get_data(as_text=True)
    assert "Worker0" in text
    assert f"{sheet['code']}-1" in text
    assert "Footlights" not in text
    assert "Activist" not in text


def test_a_saved_list_leads_to_calling_and_to_paper(app, unit_of):
    tree = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "ring"}}]}
    lead = unit_of.world.actor("lead")
    saved = lists.create({"name": "Ring", "columns": [], "tree": tree}, actor=lead)
    page = Client(app, unit_of.world).sign_in("lead")
    text = page.get(f"~/lists/{saved}").get_data(as_text=True)
    for way in ("calls", "sheets"):
        assert f"/campaigns/{unit_of.id}/{way}?whom=list:{saved}" in text
        form = page.get(f"~/campaigns/{unit_of.id}/{way}?whom=list:{saved}").get_data(as_text=True)
        assert f'value="list:{saved}" selected' in form
