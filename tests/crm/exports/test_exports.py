"""Exports: who may, the one download, the audit trail, and that a file imported changes nothing."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from crm import audit, db, jobs
from crm.errors import Invalid, NotFound
from crm.exports import columns, service
from crm.exports.cli import people as export_people
from crm.lists import service as lists
from crm.people import custom
from crm.people import service as people
from crm.tenancy import Actor
from tests.crm.imports import rosters
from tests.factories import Client, World

PERSON: dict[str, Any] = {
    "first_name": "=HYPERLINK(1)",
    "last_name": "Müller-Ngo",
    "preferred_name": "Mo",
    "credit_name": "+M. Ngo",
    "pronouns": "they",
    "languages": ["Spanish", "French"],
    "phones": [
        {"number": "+12125550101", "kind": "mobile"},
        {"number": "+12125550102", "kind": "home"},
        {"number": "+12125550103", "kind": "work"},
        {"number": "+12125550104", "kind": "mobile"},
    ],
    "emails": [{"address": "mo@example.org"}, {"address": "ngo@example.org"}],
    "address": {"street": "1 Main", "city": "Troy", "state": "NY", "postal_code": "01234"},
    "member_status": "permittee",
    "member_number": "0042",
    "tags": ["steward", "night crew"],
    "notes": "-first line\nsecond line",
    "employments": [
        {"employer": "Acme", "worksite": "North", "department": "Grips", "shift": "Day",
         "job_title": "Key grip", "start": "2020-02-03", "days": 12.5, "hours": 100}
    ],
}  # fmt: skip


def request(actor: Actor, **values: Any) -> str:
    data = {"fields": [c.id for c in columns.available()], "format": "csv", "reason": "test"}
    export_id = service.request_export({**data, **values}, actor=actor)
    jobs.drain()
    return export_id


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(world: World, form: str) -> None:
    admin = world.actor("admin")
    with world.local():
        field = custom.add_field({"label": "Shoe size", "kind": "number"}, actor=admin)
        mo = people.create_person({**PERSON, "custom": {field: "42.5"}}, actor=admin)
        people.set_do_not_contact(mo["_id"], {"reason": "asked"}, actor=admin)
        rosters.bring_in(rosters.roster(30), admin)
        jobs.drain()  # plugins say what they have to say of new people
        before = rosters.people()
        _export, data = service.fetch(request(admin, format=form), actor=admin)
        import_id = rosters.upload(data, admin, name=f"export.{form}")
        counts = rosters.preview(import_id, admin)
        assert counts == {"new": 0, "changed": 0, "same": 31, "question": 0, "problem": 0}
        rosters.commit(import_id, admin)
        assert rosters.people() == before


def test_the_file(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        mo = people.create_person(PERSON, actor=admin)
        export_id = request(admin, fields=["mobile", "tags"])
        export, data = service.fetch(export_id, actor=admin)
        (row,) = table(data)
        assert row == {
            "Callboard id": mo["_id"],
            "First name": "'=HYPERLINK(1)",
            "Last name": "Müller-Ngo",
            "Mobile phone": "+12125550101",
            "Tags": row["Tags"],
            "Callboard export": export_id,
        }
        assert export["people"] == 1
        entries = audit.of_person(mo["_id"])
        entry = next(e for e in entries if e["action"] == "export")
        assert (entry["reason"], entry["entity_id"]) == ("test", export_id)
        assert entry["fields"] == sorted(export["fields"])


def test_a_workbook_says_where_it_comes_from(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        people.create_person(PERSON, actor=admin)
        export_id = request(admin, format="xlsx")
        _export, data = service.fetch(export_id, actor=admin)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert export_id in str(book.worksheets[1]["A1"].value)
    book.close()


def test_a_file_is_fetched_once_in_time_by_its_owner(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        people.create_person(PERSON, actor=admin)
        first, late = request(admin), request(admin)
        with pytest.raises(NotFound):
            service.fetch(first, actor=world.actor("lead"))
        service.fetch(first, actor=admin)
        with pytest.raises(NotFound):
            service.fetch(first, actor=admin)
        past = {"$set": {"expires_at": db.now() - timedelta(seconds=1)}}
        db.collection("exports").update({"_id": late}, past)
        with pytest.raises(NotFound):
            service.fetch(late, actor=admin)
        assert service.purge() == 0
        db.collection("export_chunks").update({"export_id": late}, past)
        assert service.purge() == 1


def test_a_list_is_exported_within_reach(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        one = people.create_person({**PERSON, "tags": ["night"]}, actor=admin)
        people.create_person({"last_name": "Lee"}, actor=admin)
        tree = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "night"}}]}
        list_id = lists.create({"name": "N", "columns": [], "tree": tree}, actor=admin)
        _export, data = service.fetch(request(admin, list_id=list_id), actor=admin)
        assert [row["Callboard id"] for row in table(data)] == [one["_id"]]
        with pytest.raises(NotFound):
            request(world.actor("lead"), list_id=list_id)
        with pytest.raises(Invalid):
            request(admin, fields=["password"])
        organizer = world.actor("organizer")
        everybody = list(service.people("", actor=organizer))
        assert everybody == []


def test_the_pages(world: World, client: Client) -> None:
    with world.local():
        people.create_person(PERSON, actor=world.actor("admin"))
    form = {"format": "csv", "fields": ["email"], "reason": "", "list_id": ""}
    client.sign_in("admin", stepped_up=False)
    assert "/confirm" in client.post("~/exports/", {**form, "reason": "x"}).location
    client.sign_in("admin")
    assert client.get("~/exports/new").status_code == 200
    assert client.post("~/exports/", form).status_code == 422
    assert client.post("~/exports/", {**form, "reason": "x", "by": "y"}).status_code == 422
    made = client.post("~/exports/", {**form, "reason": "mailing"})
    assert made.status_code == 303
    assert b"being made" in client.get(made.location).data
    with world.local():
        jobs.drain()
    assert b"Download" in client.get(made.location).data
    for who in ("lead", "organizer", "leadership", "auditor"):
        client.sign_in(who)
        assert client.get(made.location).status_code == 403
        assert client.post(f"{made.location}/file").status_code == 403
    client.sign_in("other-admin")
    foreign = made.location.replace("local-764", "local-33")
    assert client.get(foreign).status_code == 404
    assert client.post(f"{foreign}/file").status_code == 404
    client.sign_in("admin")
    file = client.post(f"{made.location}/file")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert table(file.data)[0]["E-mail"] == "mo@example.org"
    assert client.post(f"{made.location}/file").status_code == 404


def test_the_command(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.local():
        people.create_person(PERSON, actor=world.actor("admin"))
    inner = export_people.callback.__wrapped__  # type: ignore[union-attr]
    out = tmp_path / "people.csv"
    inner("local-764", "", out, "audit of the roll", "email,tags")
    assert table(out.read_bytes())[0]["E-mail"] == "mo@example.org"
    assert out.stat().st_mode & 0o077 == 0
    refused = CliRunner().invoke(export_people, ["--local", "local-764", "--out", str(out)])
    assert refused.exit_code == 2
