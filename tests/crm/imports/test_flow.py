"""A roster from upload to people: the counts add up, a second time changes nothing."""

import pytest

from crm import db
from crm.errors import Invalid
from crm.imports.service import commit, report, uploads
from tests.crm.imports import rosters
from tests.factories import World


def test_a_roster_of_600_with_40_problem_rows(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        import_id = rosters.upload(rosters.csv_bytes(rosters.roster(560, 40)), actor)
        found = uploads.get_import(import_id, actor=actor)
        assert (
            found["fields"]
            == (
                "external_id first_name last_name mobile email department shift job_title hire_date"
                " street city state postal_code"
            ).split()
        )
        counts = rosters.preview(import_id, actor)
        assert counts == {"new": 560, "changed": 0, "same": 0, "question": 0, "problem": 40}
        stored = uploads.get_import(import_id, actor=actor)
        problems = report.rows_of(stored, "problem")
        assert len(problems) == 40
        assert all(p["message"] for row in problems for p in row["problems"])
        assert rosters.people() == {}
        assert rosters.commit(import_id, actor) == {"new": 560, "problem": 40}
        assert len(rosters.people()) == 560
        person = db.collection("people").find({"external_keys": "employer|e00001"})[0]
        assert (person["first_name"], person["last_name"]) == ("Ben", "Abbott-Aaab")
        assert person["phone_keys"] == ["+12125500001"]
        assert person["employments"][0]["start"] == "2019-02-02"
        assert person["import_id"] == import_id


def test_the_same_file_again_changes_nothing(world: World) -> None:
    actor, rows = world.actor("admin"), rosters.roster(60, 7)
    with world.local():
        rosters.bring_in(rows, actor)
        before = rosters.people()
        import_id = rosters.upload(rosters.csv_bytes(rows), actor)
        counts = rosters.preview(import_id, actor)
        assert counts == {"new": 0, "changed": 0, "same": 60, "question": 0, "problem": 7}
        assert rosters.commit(import_id, actor) == {"same": 60, "problem": 7}
        assert rosters.people() == before


def test_a_file_of_headers_alone_is_refused_at_once(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        with pytest.raises(Invalid) as refused:
            rosters.upload(rosters.csv_bytes([]), actor)
        assert "no rows below them" in str(refused.value.errors["file"][0])
        assert uploads.list_imports(actor=actor) == []


def test_progress_counts_the_rows_of_people_not_the_lines_of_the_file(world: World) -> None:
    actor, told = world.actor("admin"), list[tuple[int, int]]()
    with world.local():
        import_id = rosters.upload(rosters.csv_bytes(rosters.roster(300)), actor)
        rosters.preview(import_id, actor)
        uploads.begin(import_id, "committing", ("ready",), actor=actor)
        commit.run(import_id, actor=actor, progress=lambda done, all: told.append((done, all)))
    assert {total for _done, total in told} == {300}
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert (told[0], told[-1]) == ((0, 300), (300, 300))
