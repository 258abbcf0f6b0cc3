"""The pages of an import, as a browser goes through them, and who may not."""

import io
from typing import Any

import pytest

from crm import db, jobs
from tests.crm.imports import rosters
from tests.factories import OTHER, Client


def send(client: Client, data: bytes, name: str = "roster.csv", **form: Any) -> Any:
    return client.post("~/imports/", {"file": (io.BytesIO(data), name), **form})


def upload(client: Client, data: bytes, name: str = "roster.csv") -> str:
    answer = send(client, data, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def columns_form(client: Client, where: str, **extra: str) -> dict[str, Any]:
    stored = db.raw_database()["imports"].find_one({"_id": where.rstrip("/").split("/")[-1]})
    return {"field": stored["fields"], **extra}


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True))


def test_a_file_from_drop_to_undo(client: Client) -> None:
    client.sign_in("admin")
    where = upload(client, rosters.csv_bytes(rosters.roster(30, 5)))
    page = text(client, where)
    assert "Employee ID" in page
    assert "Header and values agree" in page
    answer = client.post(where + "columns", columns_form(client, where, tag="spring"))
    assert answer.status_code == 303
    assert "Checking the rows" in text(client, where)
    assert client.get(where + "progress", headers={"HX-Request": "true"}).status_code == 200
    jobs.drain()
    ended = client.get(where + "progress", headers={"HX-Request": "true"})
    assert ended.headers["HX-Redirect"] == where
    page = text(client, where)
    assert "Would be new" in page
    assert "35 rows in the file" in page
    assert "spring" in page
    for state in ("new", "changed", "same", "question", "problem"):
        text(client, f"{where}rows?state={state}")
    wrong = client.get(where + "problems.csv").get_data(as_text=True)
    assert len(wrong.strip().splitlines()) == 6
    client.post(where + "commit")
    text(client, where)
    jobs.drain()
    assert "rows in the file" in text(client, where)
    assert "roster.csv" in text(client, "~/imports/")
    client.post(where + "undo")
    jobs.drain()
    assert "30 people removed" in text(client, where)
    assert db.raw_database()["people"].count_documents({}) == 0


def test_a_file_of_the_same_shape_goes_straight_to_its_preview(client: Client) -> None:
    client.sign_in("lead")
    where = upload(client, rosters.csv_bytes(rosters.roster(5)))
    client.post(where + "columns", columns_form(client, where))
    again = upload(client, rosters.csv_bytes(rosters.roster(5, first=20)))
    assert "Checking the rows" in text(client, again)
    jobs.drain()
    assert "Would be new" in text(client, again)
    assert "as for the last file" in text(client, again + "columns")


def test_questions_are_answered_on_the_page(client: Client) -> None:
    client.sign_in("admin")
    headers = ("Name", "Email", "Department")
    with client.world.local():
        actor = client.world.actor("admin")
        rosters.bring_in([["Ann Lee", "ann@example.org", "Props"]], actor, headers)
        person_id = next(iter(rosters.people()))
    rows = [["Ann Lee", "", "Sound"], ["Bo Kim", "bo@example.org", "Sound"]]
    where = upload(client, rosters.csv_bytes(rows, headers))
    client.post(where + "columns", columns_form(client, where))
    jobs.drain()
    page = text(client, where)
    assert "Is this the same person?" in page
    assert client.post(where + "answer", {"number": 2, "answer": "x"}).status_code == 422
    assert client.post(where + "answer", {"number": 9, "answer": "new"}).status_code == 404
    assert client.post(where + "answer", {"number": 2, "answer": person_id}).status_code == 303
    assert client.post(where + "answers", {"answer": "new"}).status_code == 303
    client.post(where + "commit")
    jobs.drain()
    people = db.raw_database()["people"]
    assert people.count_documents({}) == 2
    assert people.find_one({"_id": person_id})["facets"]["department"] == "Sound"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.csv"),
        (b"%PDF-1.7 ...", "list.pdf"),
        (b"PK\x03\x04broken", "book.xlsx"),
        (b"\x00" * 50, "zeros.csv"),
        (b"only one line", "one.csv"),
    ],
)
def test_a_bad_file_gives_a_message(client: Client, data: bytes, name: str) -> None:
    client.sign_in("admin")
    answer = send(client, data, name)
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert "file-error" in answer.get_data(as_text=True)


def test_nobody_sees_the_import_of_another_local_or_of_another_lead(client: Client) -> None:
    client.sign_in("admin")
    where = upload(client, rosters.csv_bytes(rosters.roster(3)))
    client.sign_in("lead")
    assert client.get(where).status_code == 404
    client.sign_in("other-admin")
    theirs = where.replace("local-764", OTHER)
    missing = f"/l/{OTHER}/imports/0000000000/"
    assert client.get(theirs).status_code == client.get(missing).status_code == 404
    assert client.get(theirs).data == client.get(missing).data
    for action in ("commit", "undo", "discard", "resume", "columns", "answers", "sheet"):
        data = {"answer": "new", "sheet": "x", "field": ["skip"]}
        assert client.post(theirs + action, data).status_code in (404, 422)
    for who in ("organizer", "leadership", "auditor"):
        client.sign_in(who)
        assert client.get("~/imports/").status_code == 403
        assert send(client, b"x").status_code == 403


def test_wrong_columns_are_explained_and_kept(client: Client) -> None:
    client.sign_in("admin")
    where = upload(client, rosters.csv_bytes(rosters.roster(3)))
    form = columns_form(client, where)
    form["field"] = ["skip", "skip", "skip", *form["field"][3:]]
    answer = client.post(where + "columns", form)
    assert answer.status_code == 422
    assert "Choose a column for the name." in answer.get_data(as_text=True)
    assert client.post(where + "columns", {**form, "extra": "1"}).status_code == 422
    assert client.post(where + "columns", {"field": ["people.$where"]}).status_code == 422
    assert client.post(where + "discard").status_code == 303
    assert client.get(where).status_code == 404
    assert db.raw_database()["import_chunks"].count_documents({}) == 0
