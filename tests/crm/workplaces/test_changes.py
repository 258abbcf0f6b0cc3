"""The work-change log: what is recorded, who may know the source, an employer's page and file."""

import csv
import io
from datetime import timedelta

import pytest

from crm import db, localtime
from crm.errors import Conflict, Invalid
from crm.workplaces import changes, merging, service
from crm.workplaces.changeforms import WorkChangeForm
from tests.factories import Client


@pytest.fixture
def employer(world):
    """An employer of the own local, inside it."""
    with world.local():
        data = {"kind": "employer", "name": "Marmalade Sky Effects"}
        yield service.create_workplace(data, actor=world.actor("lead"))


def form(employer, **values):
    return {
        "workplace_id": employer["_id"],
        "day": "2026-10-01",
        "tool": "Rotomatic",
        "vendor": "Paintless Ltd",
        "task": "First pass of roto",
        "job_class": "Rotoscope Artist",
        "effects": ["replaces", "fewer"],
        "kinds": ["finishing"],
        "clauses": ["notice", "displacement"],
        "seen_by": "Iris on nights",
        **values,
    }


def record(world, employer, who="organizer", **values):
    data = WorkChangeForm().load(form(employer, **values))
    return changes.record_change(data, actor=world.actor(who))


def test_who_saw_it_is_for_the_writer_and_those_who_see_everybody(world, employer):
    found = record(world, employer)
    seen = {
        who: changes.get(found["_id"], actor=world.actor(who)).get("seen_by", "")
        for who in ("organizer", "organizer2", "lead", "leadership", "admin")
    }
    assert seen == {"organizer": "Iris on nights", "organizer2": "", "lead": "",
                    "leadership": "", "admin": "Iris on nights"}  # fmt: skip


def test_whoever_may_not_know_the_source_does_not_wipe_it_by_a_correction(world, employer):
    found = record(world, employer)
    data = WorkChangeForm().load(form(employer, tool="Rotomatic 2", seen_by=""))
    changes.change_record(found["_id"], 1, data, actor=world.actor("lead"))
    stored = db.collection("work_changes").get(found["_id"])
    assert (stored["tool"], stored["seen_by"]) == ("Rotomatic 2", "Iris on nights")


def test_plugins_read_records_by_class_employer_and_day_without_sources(world, employer):
    record(world, employer)
    record(world, employer, day="2025-01-05", job_class="Compositor")
    by_class = changes.of_class("rotoscope  artist")
    assert [(c["tool"], c["day"]) for c in by_class] == [("Rotomatic", "2026-10-01")]
    assert len(changes.of_employer(employer["_id"])) == 2
    recent = changes.observed("2026-01-01")
    assert [c["job_class_key"] for c in recent] == ["rotoscope artist"]
    for found in (*by_class, *recent, *changes.of_employer(employer["_id"])):
        assert not {"seen_by", "created_by"} & set(found)


def test_a_record_at_a_worksite_counts_for_its_employer_and_follows_a_merge(world, employer):
    lead = world.actor("lead")
    site = {"kind": "worksite", "name": "Stage 4", "parent_id": employer["_id"]}
    place = service.create_workplace(site, actor=lead)
    record(world, place)
    other = service.create_workplace({"kind": "employer", "name": "Marmalade Sky"}, actor=lead)
    assert changes.count_at(employer["_id"]) == 1
    merging.merge_workplaces(employer["_id"], other["_id"], actor=lead)
    assert changes.count_at(other["_id"]) == 1
    assert changes.observed()[0]["workplace_id"] == place["_id"]


def test_a_record_taken_off_is_in_no_report_and_can_come_back(world, employer):
    lead, found = world.actor("lead"), record(world, employer)
    changes.set_listed(found["_id"], False, actor=lead)
    assert changes.observed() == changes.of_class("Rotoscope Artist") == []
    changes.set_listed(found["_id"], True, actor=lead)
    assert len(changes.observed()) == 1


def test_a_record_changed_by_two_keeps_both_texts(world, employer):
    found, lead = record(world, employer), world.actor("lead")
    for tool in ("First", "Second"):
        data = WorkChangeForm().load(form(employer, tool=tool))
        if tool == "First":
            changes.change_record(found["_id"], 1, data, actor=lead)
            continue
        with pytest.raises(Conflict) as late:
            changes.change_record(found["_id"], 1, data, actor=lead)
    assert late.value.extra["theirs"]["tool"] == "First"


def test_a_workplace_of_nobody_is_refused(world, employer):
    data = WorkChangeForm().load({**form(employer), "workplace_id": "0" * 20})
    with pytest.raises(Invalid):
        changes.record_change(data, actor=world.actor("lead"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", (localtime.today() + timedelta(days=2)).isoformat()),
        ("link", "javascript:alert(1)"),
        ("link", "somewhere"),
        ("effects", ["explodes"]),
        ("affected", "-1"),
        ("tool", ""),
        ("document", "x" * 20_001),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(field, value):
    data = {**form({"_id": "x"}), field: value}
    assert set(WorkChangeForm().validate(data)) == {field}


def test_every_page_of_the_log_is_reached_latest_first(world, employer):
    for n in range(changes.SIZE + 3):
        record(world, employer, day=f"2026-0{1 + n % 9}-01", tool=f"Tool {n}")
    lead = world.actor("lead")
    first, after = changes.page({}, actor=lead)
    second, end = changes.page({"after": after}, actor=lead)
    days = [c["day"] for c in (*first, *second)]
    assert (len(days), end) == (changes.SIZE + 3, "")
    assert days == sorted(days, reverse=True)
    assert len({c["_id"] for c in (*first, *second)}) == len(days)


def test_the_pages_keep_what_was_typed_and_print_no_names(app, world, employer):
    page = Client(app, world).sign_in("organizer")
    wrong = page.post("~/workplaces/changes/new", {**form(employer), "day": "someday"})
    assert wrong.status_code == 422
    assert "First pass of roto" in wrong.get_data(as_text=True)
    done = page.post("~/workplaces/changes/new", form(employer))
    assert done.status_code == 303
    for path in (done.location, "~/workplaces/changes", f"~/workplaces/{employer['_id']}"):
        assert page.get(path).status_code == 200
    report = page.get(done.location).get_data(as_text=True)
    assert "Rotomatic" in report
    assert "Positions not filled" in report
    assert "Iris" not in report


def test_an_employers_file_has_no_names_and_no_formulas(app, world, employer):
    record(world, employer, tool="=HYPERLINK(1)")
    page = Client(app, world).sign_in("leadership")
    answer = page.get(f"~/workplaces/{employer['_id']}/changes.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert "Replaces the work, Fewer people or days" in rows[1]
    assert "Iris" not in answer.get_data(as_text=True)
