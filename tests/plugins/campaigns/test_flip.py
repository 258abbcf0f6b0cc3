"""Flip mode: a call sheet becomes people, a unit and a clock, in one step that can be undone."""

import io
import re

import openpyxl

from crm import db, jobs
from crm.imports.service import uploads
from crm.people import merge
from plugins.campaigns.service import campaigns, clock, eligible, flip
from tests.factories import Client

SHEET = """GRIP
Key Grip  Tom Abara  7:00A
Grip  Ann Dow  7:00A
SOUND
Sound Mixer  Ivo Brandt  7A
"""


def rows_form(page_text: str, **more: str) -> dict[str, str]:
    """The form of the table that a read list was answered with, as a browser would send it."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page_text):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        name = given.get("name", "")
        box = given.get("type") == "checkbox"
        if name in ("", "csrf_token", "q") or (box and " checked" not in tag):
            continue
        fields[name] = given.get("value", "")
    kept = ("production", "day", "hours", "left", "rows")
    numbered = {k: v for k, v in fields.items() if k in kept or re.search(r"_\d+$", k)}
    return {**numbered, **more}


def put_in(page: Client, unit_of, text: str, day: str, hours: str = "", show: str = "Blue Hour"):
    """Paste a list, go on, write it; gives the import's id."""
    data = {"production": show, "day": day, "hours": hours, "text": text}
    read = page.post(f"~/campaigns/{unit_of.id}/flip", data)
    assert read.status_code == 200, read.get_data(as_text=True)
    form = rows_form(read.get_data(as_text=True))
    answer = page.post(f"~/campaigns/{unit_of.id}/flip/rows", form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    import_id = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    jobs.drain()
    page.post(f"~/imports/{import_id}/commit", {})
    jobs.drain()
    return import_id


def clock_of(unit_of) -> dict[str, tuple[int, float]]:
    with unit_of.world.local():
        campaign = db.collection("campaigns_campaigns").get(unit_of.id)
        found = clock.of_campaign(campaign, actor=unit_of.world.actor("lead"))
    return {w.member["name"]: (w.days, w.hours) for w in found.workers}


def test_a_call_sheet_becomes_a_unit_list_with_departments_and_heads_first(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    put_in(page, unit_of, SHEET, "2026-11-02", "12")
    with unit_of.world.local():
        campaign = campaigns.get_campaign(unit_of.id, actor=unit_of.world.actor("lead"))
        found = clock.of_campaign(campaign, actor=unit_of.world.actor("lead"))
    places = {w.member["name"]: w.member["facets"]["department"] for w in found.workers}
    assert places == {"Tom Abara": "Grip", "Ann Dow": "Grip", "Ivo Brandt": "Sound"}
    assert {w.member["name"] for w in found.heads} == {"Tom Abara", "Ivo Brandt"}
    text = page.get(f"~/campaigns/{unit_of.id}/flip").get_data(as_text=True)
    assert "Department heads first" in text
    assert "2 of 2 have not been contacted yet" in text


def test_another_day_runs_the_clock_on_and_the_same_sheet_twice_counts_once(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    put_in(page, unit_of, SHEET, "2026-11-02", "12")
    put_in(page, unit_of, SHEET, "2026-11-02", "12")
    assert clock_of(unit_of)["Tom Abara"] == (1, 12)
    second = put_in(page, unit_of, SHEET, "2026-11-03")
    assert clock_of(unit_of)["Tom Abara"] == (2, 12)  # hours of the second day are not known
    text = page.get(f"~/campaigns/{unit_of.id}/flip").get_data(as_text=True)
    assert "1 day without hours" in text
    page.post(f"~/imports/{second}/undo", {})
    jobs.drain()
    assert clock_of(unit_of)["Tom Abara"] == (1, 12)


def test_undoing_the_first_sheet_takes_its_people_and_days_out_again(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    first = put_in(page, unit_of, SHEET, "2026-11-02", "10")
    page.post(f"~/imports/{first}/undo", {})
    jobs.drain()
    assert clock_of(unit_of) == {}
    with unit_of.world.local():
        assert db.collection("campaigns_stints").find({"campaign_id": unit_of.id}) == []


def test_the_clock_says_when_the_rule_is_reached(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    with unit_of.world.local():
        lead = unit_of.world.actor("lead")
        rule = {"rule": "juilliard", "version": unit_of.campaign["version"]}
        eligible.choose(unit_of.id, rule, actor=lead)
    put_in(page, unit_of, SHEET, "2026-11-02", "12")
    put_in(page, unit_of, SHEET, "2026-11-03", "12")
    text = page.get(f"~/campaigns/{unit_of.id}/flip").get_data(as_text=True)
    assert "after 8 more days like these" in text  # 120 hours of which 24 are worked


def test_merging_two_people_counts_their_common_day_once_and_unmerging_gives_it_back(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    put_in(page, unit_of, SHEET, "2026-11-02", "12")
    put_in(page, unit_of, "GRIP\nKey Grip  Thomas Abara\n", "2026-11-02", "10")
    with unit_of.world.local():
        members = db.collection("campaigns_members").find({"campaign_id": unit_of.id})
        ids = {m["name"]: m["person_id"] for m in members}
        admin = unit_of.world.actor("admin")
        pair = [ids["Tom Abara"], ids["Thomas Abara"]]
        versions = [db.collection("people").get(i)["version"] for i in pair]
        done = merge.merge_people(*pair, versions, {}, actor=admin)
    assert clock_of(unit_of)["Tom Abara"] == (1, 12)
    with unit_of.world.local():
        merge.unmerge_people(done["_id"], actor=admin)
    assert clock_of(unit_of)["Thomas Abara"] == (1, 10)


def test_a_spreadsheet_is_read_and_shown_as_a_table(unit_of, app):
    book = openpyxl.Workbook()
    for row in (["Department", "Position", "Name"], ["Props", "Prop Master", "Uma Fenn"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    page = Client(app, unit_of.world).sign_in("lead")
    form = {"production": "Blue Hour", "file": (io.BytesIO(out.getvalue()), "crew.xlsx")}
    text = page.post(f"~/campaigns/{unit_of.id}/flip", form).get_data(as_text=True)
    assert 'value="Uma Fenn"' in text
    assert "crew list without a day" in text


def test_doubtful_and_unread_lines_are_shown_and_bad_input_is_told_where(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    here = f"~/campaigns/{unit_of.id}/flip"
    pasted = SHEET + "bring your own boots\n"
    good = {"production": "Blue Hour", "day": "2026-11-02", "text": pasted}
    text = page.post(here, good).get_data(as_text=True)
    assert "bring your own boots" in text
    for wrong, told in (
        ({"production": ""}, "This is needed"),
        ({"day": "2031-01-01"}, "two weeks ahead"),
        ({"hours": "25"}, "at most 24 hours"),
        ({"text": ""}, "Paste the list"),
        ({"text": "nobody here"}, "Nobody was found"),
        ({"text": "Grip  Ann Dow\n" * 501}, "More than 500 people"),
    ):
        answer = page.post(here, {**good, **wrong})
        assert answer.status_code == 422, wrong
        assert told in answer.get_data(as_text=True), wrong
    form = rows_form(text, phone_0="12")
    answer = page.post(f"{here}/rows", form)
    assert answer.status_code == 422
    assert "bring your own boots" in answer.get_data(as_text=True)
    with unit_of.world.local():
        assert uploads.list_imports(actor=unit_of.world.actor("lead")) == []


def test_somebody_twice_on_a_sheet_is_one_worker_with_both_positions():
    row = {"keep": True, "department": "Grip", "phone": "", "email": "", "hours": "", "head": ""}
    rows = [{**row, "name": "Ann Dow", "position": "Grip"},
            {**row, "name": "ANN DOW", "position": "Dolly Grip", "hours": 11.0},
            {**row, "name": "Bo Lee", "position": "Grip", "keep": False}]  # fmt: skip
    (one,) = flip.united(rows)
    assert (one["position"], one["hours"]) == ("Grip / Dolly Grip", 11.0)


def test_a_day_that_is_none_is_told_and_the_table_stays(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    form = {"production": "Blue Hour", "day": "someday", "rows": "1", "left": "", "keep_0": "yes"}
    answer = page.post(f"~/campaigns/{unit_of.id}/flip/rows", {**form, "name_0": "Ann Dow"})
    assert answer.status_code == 422
    assert 'value="Ann Dow"' in answer.get_data(as_text=True)


def test_page_breaks_of_a_pdf_are_lines_and_hours_taken_out_of_a_row_stay_out(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    here = f"~/campaigns/{unit_of.id}/flip"
    text = "GRIP\x0cKey Grip  Tom Abara\x0cGrip  Ann Dow\x07\n"
    data = {"production": "Blue Hour", "day": "2026-11-02", "hours": "12", "text": text}
    read = page.post(here, data).get_data(as_text=True)
    form = rows_form(read, hours_1="", name_2="Typed By-Hand")
    answer = page.post(f"{here}/rows", form)
    import_id = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    jobs.drain()
    page.post(f"~/imports/{import_id}/commit", {})
    jobs.drain()
    assert clock_of(unit_of) == {
        "Tom Abara": (1, 12), "Ann Dow": (1, 0), "Typed By-Hand": (1, 12),
    }  # fmt: skip
