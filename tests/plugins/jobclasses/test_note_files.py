"""Files as evidence: kept as what they are, given out as downloads, gone with their record."""

import io
from typing import Any

import pytest

from crm import db
from crm.errors import Invalid
from plugins.jobclasses.service import claims, notefiles, notes, sightings
from tests.factories import Client, World

PDF = b"%PDF-1.4 call sheet of day 12"
CLAIM = {"local": "52", "basis": ["tasks"], "state": "asserted", "statement": "", "contact": "",
         "date": "2026-03-04"}  # fmt: skip


def _send(client: Client, path: str, content: bytes, name: str, **more: str) -> Any:
    data = {"kind": "call-sheet", "text": "Day 12 has two", "file": (io.BytesIO(content), name)}
    return client.post(path, {**data, **more})


def _pieces() -> int:
    return db.raw_database()["jobclasses_files"].count_documents({})


def test_a_file_stands_with_its_evidence_and_in_the_letter(client: Client, world: World) -> None:
    client.sign_in("lead")
    with world.local():
        claim = claims.make("gaffer", CLAIM, actor=world.actor("lead"))
    where = f"~/jobclasses/claims/{claim['_id']}"
    assert _send(client, f"{where}/notes", PDF, "../day 12.exe").status_code == 303
    with world.local():
        [note] = notes.evidence(f"claim:{claim['_id']}")
    assert (note["file"]["name"], note["file"]["kind"]) == ("day 12.pdf", "pdf")
    answer = client.get(f"~/jobclasses/notes/{note['_id']}/file")
    assert (answer.data, answer.mimetype) == (PDF, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    letter = client.get(f"{where}/letter").get_data(as_text=True)
    assert "File: day 12.pdf (29 Bytes), SHA-256 " + note["file"]["sha256"][:16] in letter


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ\x90\x00 a program", "posting.pdf", "none of them"),
        (b"<svg onload=alert(1)>\x00", "shot.png", "none of them"),
        (b"", "empty.pdf", "Choose a file."),
    ],
)
def test_other_files_are_refused_and_what_was_typed_stays(
    client: Client, content: bytes, name: str, told: str
) -> None:
    client.sign_in("lead")
    answer = _send(client, "~/jobclasses/classes/gaffer/notes", content, name)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in text
    assert "Day 12 has two" in text
    assert _pieces() == 0


def test_a_file_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        notefiles.check(("large.pdf", PDF + b"x" * notefiles.LARGEST), "posting")
    assert "10 MB at most" in str(refused.value.errors["file"][0])


def test_a_comment_carries_no_file(client: Client) -> None:
    client.sign_in("lead")
    answer = _send(client, "~/jobclasses/classes/gaffer/notes", PDF, "a.pdf", kind="comment")
    assert "A file is evidence" in answer.get_data(as_text=True)


def test_a_file_that_should_not_be_here_is_erased_and_the_note_stays(
    client: Client, world: World
) -> None:
    client.sign_in("lead")
    _send(client, "~/jobclasses/classes/gaffer/notes", b"names of workers", "report.txt")
    with world.local():
        [note] = notes.of("class:gaffer")
    where = f"~/jobclasses/notes/{note['_id']}/file"
    assert client.sign_in("organizer").post(f"{where}/remove").status_code == 403
    client.sign_in("lead").post(f"{where}/remove")
    assert client.get(where).status_code == 404
    assert _pieces() == 0
    assert "Day 12 has two" in client.get("~/jobclasses/classes/gaffer").get_data(as_text=True)


def test_a_sightings_evidence_goes_with_it(client: Client, world: World) -> None:
    client.sign_in("lead")
    data = {"kind": "posting", "title": "Splorf Quoxer", "seen_on": "2026-03-04"}
    with world.local():
        found = sightings.log(data, actor=world.actor("lead"))
    where = f"~/jobclasses/sightings/{found['_id']}"
    _send(client, f"{where}/notes", b"\x89PNG\r\n\x1a\n shot", "shot.png", kind="posting")
    assert "shot.png" in client.get(where).get_data(as_text=True)
    assert _pieces() == 1
    client.post(f"{where}/remove")
    with world.local():
        assert notes.of(f"sighting:{found['_id']}") == []
    assert _pieces() == 0
