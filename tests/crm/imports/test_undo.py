"""Undo gives back exactly what was there, and lists what somebody edited since."""

import copy
from typing import Any

import pytest

from crm import db
from crm.errors import Conflict
from crm.events import ImportUndoAsked, PersonErased
from crm.imports.service import forgetting, report, uploads
from crm.people import service as people_service
from crm.registry import emit
from tests.crm.imports import rosters
from tests.factories import World

HEADERS = ("Name", "Email", "Department", "Job Title", "Notes", "Zip")


def first_person() -> dict[str, Any]:
    return db.collection("people").find({"email_keys": "ann@example.org"})[0]


def test_undo_removes_what_was_made_and_restores_what_was_changed(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        rosters.bring_in(rosters.roster(30), actor)
        before = copy.deepcopy(rosters.people())
        rows = rosters.roster(30, first=16)
        for row in rows:
            row[5], row[7], row[10] = "Carpentry", "Carpenter", "Newark"
        import_id = rosters.bring_in(rows, actor)
        assert uploads.get_import(import_id, actor=actor)["done"] == {"new": 15, "changed": 15}
        assert len(rosters.people()) == 45
        assert rosters.undo(import_id, actor) == {"removed": 15, "restored": 15, "kept": 0}
        assert rosters.people() == before
        found = uploads.get_import(import_id, actor=actor)
        assert found["state"] == "undone"
        assert report.kept(found, actor=actor) == []


def test_what_was_edited_since_is_listed_and_left_alone(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        rosters.bring_in([["Ann Lee", "ann@example.org", "Props", "", "", "10001"]], actor, HEADERS)
        rows = [
            ["Ann Lee", "ann@example.org", "Sound", "Mixer", "", "10002"],
            ["Bo Kim", "bo@example.org", "Sound", "", "", ""],
            ["Cy Ng", "cy@example.org", "Sound", "", "", ""],
        ]
        import_id = rosters.bring_in(rows, actor, HEADERS)
        ann = first_person()
        change = {"address": {"postal_code": "10003"}}
        people_service.update_person(ann["_id"], ann["version"], change, actor=actor)
        bo = db.collection("people").find({"email_keys": "bo@example.org"})[0]
        people_service.update_person(bo["_id"], bo["version"], {"pronouns": "they"}, actor=actor)
        assert rosters.undo(import_id, actor) == {"removed": 1, "restored": 1, "kept": 2}
        kept = report.kept(uploads.get_import(import_id, actor=actor), actor=actor)
        assert {(k["name"], k["field"], k["now"]) for k in kept} == {
            ("Ann Lee", "Address", "10003"),
            ("Bo Kim", "", ""),
        }
        ann = first_person()
        assert ann["address"] == {"postal_code": "10003"}
        assert ann["facets"]["department"] == "Props"
        assert len(rosters.people()) == 2


def test_a_plugin_may_keep_somebody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = world.actor("admin")
    with world.local():
        import_id = rosters.bring_in(rosters.roster(3), actor)
        kept = sorted(rosters.people())[0]

        def veto(event: Any) -> None:
            emit(event)
            if isinstance(event, ImportUndoAsked):
                event.vetoes.add(kept)

        monkeypatch.setattr("crm.imports.service.undo.emit", veto)
        assert rosters.undo(import_id, actor) == {"removed": 2, "restored": 0, "kept": 1}
        assert list(rosters.people()) == [kept]


def test_undoing_twice_is_refused_and_undoing_later_imports_first_works(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        first = rosters.bring_in(rosters.roster(5), actor)
        rows = rosters.roster(5)
        for row in rows:
            row[10] = "Newark"
        second = rosters.bring_in(rows, actor)
        rosters.undo(second, actor)
        assert rosters.undo(first, actor) == {"removed": 5, "restored": 0, "kept": 0}
        assert rosters.people() == {}
        with pytest.raises(Conflict):
            uploads.start_undo(first, actor=actor)


def test_after_a_month_everything_but_the_counts_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = world.actor("admin")
    with world.local():
        import_id = rosters.bring_in(rosters.roster(4), actor)
        assert forgetting.purge_old() == 0
        now = db.now()
        monkeypatch.setattr(db, "now", lambda: now + uploads.KEEP * 2)
        assert forgetting.purge_old() == 1
        database = db.raw_database()
        assert database["import_rows"].count_documents({}) == 0
        assert database["import_chunks"].count_documents({}) == 0
        with pytest.raises(Conflict):
            uploads.start_undo(import_id, actor=actor)
        assert uploads.get_import(import_id, actor=actor)["done"] == {"new": 4}


def test_erasing_a_person_reaches_files_rows_and_undo_data(world: World) -> None:
    actor = world.actor("admin")
    with world.local():
        rosters.bring_in(rosters.roster(3), actor)
        rows = rosters.roster(3)
        rows[0][10] = "Elsewhere"
        import_id = rosters.bring_in(rows, actor)
        person = db.collection("people").find({"external_keys": "employer|e00001"})[0]
        emit(PersonErased(actor.account_id, person["_id"]))
        database = db.raw_database()
        for name in ("import_rows", "import_chunks"):
            stored = str(list(database[name].find({})))
            assert "Elsewhere" not in stored
            assert "p1@example.org" not in stored
        db.collection("people").delete({"_id": person["_id"]})
        assert rosters.undo(import_id, actor) == {"removed": 0, "restored": 0, "kept": 0}
