"""The auditor's view: pages, filters, the file, and tampering named by page and command line."""

import csv
import io
from datetime import timedelta

import pytest
from click.testing import CliRunner

from crm import audit, db, jobs, tenancy
from crm.admin import trail
from crm.cli import cli
from crm.commands import COMMANDS
from crm.errors import NotFound
from tests.factories import OTHER, OWN, Client, World


@pytest.fixture
def entries(world: World) -> list[str]:
    """130 entries of two accounts over three days, in the own local."""
    moment = db.now()
    docs = []
    for number in range(130):
        who = world.actor("lead" if number % 2 else "organizer")
        action = "update" if number % 3 else "view"
        entry = audit.entry(who, action, "person", f"p{number}", fields=["phones"])
        at = moment - timedelta(minutes=30 * (number // 4))
        docs.append({"_id": f"e{number:03}", **entry, "at": at})
    with world.local():
        audit.record_many(docs)
    return [doc["_id"] for doc in docs]


def _all(asked: trail.Asked) -> list[str]:
    seen: list[str] = []
    after = None
    while page := trail.page(asked, after, limit=7):
        seen += [entry["_id"] for entry in page]
        after = (page[-1]["at"], page[-1]["_id"])
    return seen


def test_paging_by_time_gives_each_entry_once(world: World, entries: list[str]) -> None:
    span = {"since": db.now() - timedelta(days=4), "until": db.now() + timedelta(days=1)}
    with world.local():
        found = _all(trail.Asked(**span))
    assert len(found) == len(set(found))
    assert sorted(set(found) & set(entries)) == sorted(entries)
    with world.local():
        by_lead = _all(trail.Asked(**span, actor="acct-lead", action="view"))
    assert sorted(by_lead) == [e for n, e in enumerate(entries) if n % 2 and n % 3 == 0]
    with world.local(OTHER):
        assert not set(_all(trail.Asked(**span))) & set(entries)


def test_the_page_reads_as_sentences_and_goes_on(client: Client, entries: list[str]) -> None:
    client.sign_in("auditor")
    page = client.get("~/settings/audit").get_data(as_text=True)
    assert "Lead changed the person p1" in page
    assert "Older" in page
    assert client.get("~/settings/audit?since=2026-13-01").status_code == 422
    assert client.get("~/settings/audit?since=2026-02-02&until=2026-02-01").status_code == 422
    assert client.get("~/settings/audit?after=junk").status_code == 200


def test_the_file_holds_ids_and_field_names(client: Client, entries: list[str]) -> None:
    client.sign_in("auditor")
    answer = client.post("~/settings/audit/download", {"actor": "acct-lead"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(found) == 65
    assert {row["actor"] for row in found} == {"acct-lead"}
    assert set(found[0]) == set(trail.HEADERS)


def _command(world: World, monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    """Run `callboard ...` on the test database."""
    from contextlib import contextmanager

    @contextmanager
    def opened():  # type: ignore[no-untyped-def]
        yield tenancy.suite()

    monkeypatch.setattr("crm.cli.opened", opened)
    for command in COMMANDS:
        cli.add_command(command)
    result = CliRunner().invoke(cli, list(args))
    return result.exit_code, result.output


@pytest.mark.parametrize("harm", ["change", "remove", "slip in"])
def test_tampering_is_named(
    world: World, entries: list[str], harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.local():
        audit.seal(db.now() + timedelta(minutes=1))
    assert _command(world, monkeypatch, "audit", "verify")[0] == 0
    with world.local():
        trail_ = db.collection("audit")
        before = trail_.get("e050")
        assert before
        if harm == "change":
            trail_.update({"_id": "e050"}, {"$set": {"actor": "acct-organizer"}})
            trail_.update({"_id": "e050"}, {"$set": {"fields": ["emails"]}})
        elif harm == "remove":
            trail_.delete({"_id": "e050"})
        else:
            trail_.insert({**before, "_id": "e050"[:3] + "x"})
    code, output = _command(world, monkeypatch, "audit", "verify", "--local", OWN)
    assert code == 1
    assert ("e05x" if harm == "slip in" else "e050") in output


def test_the_check_runs_in_the_background_and_tells(client: Client, entries: list[str]) -> None:
    with client.world.local():
        audit.seal(db.now() + timedelta(minutes=1))
        db.collection("audit").delete({"_id": "e051"})
    client.sign_in("auditor")
    assert client.post("~/settings/audit/verify").status_code == 303
    assert "Waiting" in client.get("~/settings/audit").get_data(as_text=True)
    jobs.drain()
    assert "e051" in client.get("~/settings/audit").get_data(as_text=True)


def test_a_job_is_shown_to_its_owner_and_administrators_only(client: Client) -> None:
    with client.world.local():
        job_id = jobs.enqueue("core.hand_over", {}, by="acct-organizer")
    path = f"~/jobs/{job_id}"
    for who, status in (("organizer", 200), ("admin", 200), ("lead", 404), ("auditor", 404)):
        assert client.sign_in(who).get(path).status_code == status
    client.sign_in("other-admin")
    strange = client.get(f"/l/{OTHER}/jobs/{job_id}")
    missing = client.get(f"/l/{OTHER}/jobs/0123456789")
    assert strange.status_code == missing.status_code == 404
    piece = client.sign_in("organizer").get(path, headers={"HX-Request": "true"})
    assert "hx-get" in piece.get_data(as_text=True)
    assert "<html" not in piece.get_data(as_text=True)
    db.collection("jobs").update({"_id": job_id}, {"$set": {"state": "done"}})
    ended = client.get(path, headers={"HX-Request": "true"})
    assert "hx-get" not in ended.get_data(as_text=True)
    assert "job-ended" in ended.headers["HX-Trigger"]
    with client.world.local(), pytest.raises(NotFound):
        jobs.get("nothing")
