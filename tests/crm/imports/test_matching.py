"""Who a row is about: reach, questions, twins, people added meanwhile, and what options change."""

import threading
from typing import Any

import pytest

from crm import db, tenancy
from crm.errors import Conflict
from crm.imports.service import questions, report, uploads
from crm.tenancy import Actor
from tests.crm.imports import rosters
from tests.factories import OWN, World

HEADERS = ("First Name", "Last Name", "Email", "Cell Phone", "Employee ID", "Worksite", "Job Title")
FIELDS = "first_name last_name email mobile external_id worksite job_title".split()


def ready(rows: list[list[str]], actor: Actor, **options: Any) -> tuple[str, dict[str, int]]:
    """An import with its preview made."""
    import_id = rosters.upload(rosters.csv_bytes(rows, HEADERS), actor)
    uploads.choose_columns(import_id, FIELDS, options, {}, actor=actor)
    return import_id, rosters.preview(import_id, actor)


def row(first: str, last: str, **cells: str) -> list[str]:
    """A row with some cells filled."""
    return [first, last, *(cells.get(k, "") for k in ("mail", "phone", "id", "site", "job"))]


def states(import_id: str) -> list[str]:
    """The states of the rows, in the order of the file."""
    plan = (db.collection("imports").get(import_id) or {})["plan_id"]
    found = db.collection("import_rows").find({"plan_id": plan}, sort=[("number", 1)])
    return [r["state"] for r in found]


def messages(import_id: str) -> str:
    """All problems of an import."""
    plan = (db.collection("imports").get(import_id) or {})["plan_id"]
    found = db.collection("import_rows").find({"plan_id": plan}, sort=[("number", 1)])
    return " ".join(p["message"] for r in found for p in r["problems"])


def test_someone_out_of_reach_is_not_shown_and_not_doubled(world: World) -> None:
    admin, lead = world.actor("admin"), world.actor("lead")
    with world.local():
        rosters.bring_in_with([row("Ann", "Lee", mail="ann@example.org")], admin, HEADERS, FIELDS)
        rows = [row("Ann", "Lee", mail="ann@example.org"), row("Bo", "Kim", phone="2125550101")]
        import_id, counts = ready(rows, lead)
        assert (counts["new"], counts["problem"]) == (1, 1)
        assert "On file, out of your reach" in messages(import_id)
        listed = report.rows_of(uploads.get_import(import_id, actor=lead), "problem")
        assert "ann@example.org" not in str(listed)
        assert db.raw_database()["access_requests"].count_documents({}) == 0
        rosters.commit(import_id, lead)
        asked = list(db.raw_database()["access_requests"].find({}))
        assert [r["by"] for r in asked] == [lead.account_id]
        assert len(rosters.people()) == 2


def test_a_household_shares_a_phone_and_stays_two_people(world: World) -> None:
    actor = world.actor("admin")
    rows = [row("Ann", "Lee", phone="2125550101"), row("Bo", "Lee", phone="2125550101")]
    with world.local():
        rosters.bring_in_with(rows, actor, HEADERS, FIELDS)
        assert len(rosters.people()) == 2
        import_id, counts = ready([*rows, row("Cy", "Lee", phone="2125550101")], actor)
        assert (counts["same"], counts["question"]) == (2, 1)
        assert questions.answer_all(import_id, "same", actor=actor) == 0
        assert questions.answer_all(import_id, "new", actor=actor) == 1
        assert rosters.commit(import_id, actor) == {"same": 2, "new": 1}


def test_ids_come_before_mail_and_names_are_asked_about(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        rows = [row("Ann", "Lee", mail="a@example.org", id="7"), row("Bo", "Kim", site="Hall A")]
        rosters.bring_in_with(rows, actor, HEADERS, FIELDS)
        rows = [
            row("Ann", "Cruz", mail="b@example.org", id="7"),
            row("Bo", "Kim", site="Hall A", job="Grip"),
            row("Bo", "Kim", site="Hall B"),
            row("Bo", "Kim", site="Hall A"),
            row("Zoe", "Ito", id="7"),
        ]
        import_id, _counts = ready(rows, actor)
        assert states(import_id) == ["changed", "question", "new", "problem", "problem"]
        assert "Same person as row 3" in messages(import_id)
        assert rosters.commit(import_id, actor) == {
            "changed": 1, "skipped": 1, "new": 1, "problem": 2,
        }  # fmt: skip
        ann = db.collection("people").find({"external_keys": "employer|7"})[0]
        assert (ann["last_name"], ann["email_keys"]) == (
            "Cruz", ["a@example.org", "b@example.org"],
        )  # fmt: skip


def test_whoever_was_added_since_the_preview_is_found(world: World) -> None:
    actor = world.actor("admin")
    rows = [row("Ann", "Lee", mail="a@example.org"), row("Bo", "Kim")]
    with world.local():
        first, _counts = ready(rows, actor)
        second, counts = ready(rows, actor)
        assert counts["new"] == 2
        rosters.commit(first, actor)
        assert rosters.commit(second, actor) == {"same": 2}
        assert len(rosters.people()) == 2


def test_two_imports_at_the_same_time_make_no_doubles(world: World) -> None:
    actor = world.actor("admin")
    rows = [row(f"Ann{i}", "Lee", mail=f"a{i}@example.org") for i in range(30)]
    suite = tenancy.suite()
    with world.local():
        imports = [ready(rows, actor)[0] for _ in range(3)]

    def write(import_id: str) -> None:
        with tenancy.suite_context(suite), tenancy.local_scope(OWN):
            rosters.commit(import_id, actor)

    threads = [threading.Thread(target=write, args=(i,)) for i in imports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rosters.people()) == 30
    with world.local():
        done = [uploads.get_import(i, actor=actor)["done"] for i in imports]
    assert sorted(d.get("new", 0) for d in done) == [0, 0, 30]


def test_the_same_import_is_written_once_even_by_two_workers(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        import_id, _counts = ready([row("Ann", "Lee")], actor)
        rosters.commit(import_id, actor)
        rosters.import_commit(rosters.job_for(actor), import_id)
        assert len(rosters.people()) == 1
        with pytest.raises(Conflict):
            uploads.start(import_id, "committing", ("ready",), actor=actor)


def test_people_on_file_stay_as_they_are_where_that_is_wished(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        rosters.bring_in_with([row("Ann", "Lee", id="7")], actor, HEADERS, FIELDS)
        rows = [row("Annie", "Lee", id="7", job="Grip")]
        import_id, counts = ready(rows, actor, update=False, tag="spring")
        assert counts["changed"] == 1
        rosters.commit(import_id, actor)
        person = next(iter(rosters.people().values()))
        assert (person["first_name"], person["employments"]) == ("Ann", [])
        assert person["tags"] == ["spring"]


def test_an_unreadable_cell_may_be_left_out(world: World) -> None:
    actor = world.actor("admin")
    rows = [row("Ann", "Lee", phone="12"), row("", "", phone="12")]
    with world.local():
        assert ready(rows, actor)[1]["problem"] == 2
        import_id, counts = ready(rows, actor, leave_out=True)
        assert (counts["new"], counts["problem"]) == (1, 1)
        rosters.commit(import_id, actor)
        assert next(iter(rosters.people().values()))["phones"] == []


def test_workplaces_are_found_or_made(world: World) -> None:
    actor = world.actor("admin")
    rows = [row("Ann", "Lee", site="Hall A", id="1"), row("Bo", "Kim", site="hall a", id="2")]
    with world.local():
        rosters.bring_in_with(rows, actor, HEADERS, FIELDS)
        places = list(db.raw_database()["workplaces"].find({}))
        assert [p["name"] for p in places] == ["Hall A"]
        assert {tuple(p["workplace_ids"]) for p in rosters.people().values()} == {
            (places[0]["_id"],)
        }


def test_many_changes_are_warned_about(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        people = [row(f"Ann{i}", "Lee", id=str(i)) for i in range(10)]
        rosters.bring_in_with(people, actor, HEADERS, FIELDS)
        for changed, expected in ((3, False), (4, True)):
            rows = [row(f"Ann{i}", "Lee", id=str(i), job="Grip") for i in range(changed)]
            import_id, _counts = ready(rows, actor)
            assert report.alarming(uploads.get_import(import_id, actor=actor)) is expected
