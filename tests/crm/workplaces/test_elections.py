"""The public record: importing the board's file, killed and repeated; finding elections again."""

import io
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crm import db, jobs, migrations, tenancy
from crm.errors import Invalid, NotFound
from crm.workplaces import electionimport, elections, publicrecord, record, rules, service
from crm.workplaces.cli import import_elections
from crm.workplaces.electionfile import Tally, final_tallies, read_elections
from tests.crm.workplaces import test_electionfile
from tests.factories import OTHER, Client, World

REVISED = {"Tally Category": "Revised Single Labor Org", "Votes For Labor Org1": 5}


class Killed(Exception):
    """Stands for the end of the worker's process."""


def workbook(*content: dict[str, Any], **options: Any) -> io.BytesIO:
    """The board's layout with these rows, ready to be read."""
    stream = test_electionfile.workbook(*content, **options)
    stream.seek(0)
    return stream


def rows(count: int) -> list[dict[str, Any]]:
    """As many elections, five to an employer, a few of them with something to tell."""
    found: list[dict[str, Any]] = [
        {
            "Case Number": f"02-RC-{100000 + n}",
            "Case Name": f"Employer {n // 5}, Inc. d/b/a Stage {n // 5}",
            "Unit City": ("New York", "Boston")[n % 2],
            "Unit State": ("NY", "MA")[n % 2],
            "Tally Date": datetime(2017 + n % 5, 1 + n % 12, 3),
        }
        for n in range(count)
    ]
    found[0]["Labor Organization 1 Name"] = found[0]["Union To Certify"] = "Friends of Nobody"
    return found


def report(stream: io.BytesIO) -> dict[str, Any]:
    """Import at once; the report."""
    stream.seek(0)
    return electionimport.import_now(
        stream, "board.xlsx", actor=tenancy.system_actor(), progress=lambda done, total: None
    )


def stored() -> dict[str, dict[str, Any]]:
    raw = db.raw_database()["elections"].find({})
    return {doc["_id"]: doc for doc in raw}


def counts(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["new"], found["changed"], found["unchanged"]


def test_importing_twice_changes_nothing(world: World) -> None:
    file = workbook(*rows(40), {"Case Number": "nonsense"})
    first = report(file)
    before = stored()
    assert counts(first) == (40, 0, 0)
    assert counts(report(file)) == (0, 0, 40)
    assert stored() == before
    [problem] = first["problems"]
    assert (problem["row"], problem["column"]) == (45, "Case Number")
    assert problem["what_to_do"]
    assert first["unplaced"] == [{"name": "Friends of Nobody", "times": 1}]


def test_a_later_tally_of_a_unit_takes_over_as_the_one_that_counts(world: World) -> None:
    report(workbook(*rows(10)))
    later = {**rows(10)[3], **REVISED, "Tally Date": datetime(2021, 12, 1)}
    found = report(workbook(later, rows(10)[4]))
    assert counts(found) == (1, 0, 1)
    unit = [r for r in stored().values() if r["case_number"] == later["Case Number"]]
    assert sorted((r["tally_date"], r["final"]) for r in unit) == [
        ("2020-04-03", False),
        ("2021-12-01", True),
    ]
    assert counts(report(workbook({**rows(10)[5], "Num Eligible Voters": 99}))) == (0, 1, 0)


def test_killed_between_batches_it_goes_on_and_its_report_is_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(electionimport, "BATCH", 10)
    file = workbook(*rows(64))
    with world.local():
        started = electionimport.start_import(file, "board.xlsx", actor=world.actor("admin"))

        def kill(done: int, total: int) -> None:
            if done == 30:
                raise Killed

        job = jobs.Job("", "local-764", {}, "me", "", kill)
        with pytest.raises(Killed):
            electionimport.run_import(job, started["import_id"])
        assert len(stored()) == 30
        assert jobs.drain() == 1
        done = electionimport.get_import(started["import_id"])
        assert counts(done) == (64, 0, 0)
        assert done["elections"] == 64
        assert len(stored()) == 64
        assert jobs.get(started["job_id"])["result"]["new"] == 64
    assert db.raw_database()["election_chunks"].count_documents({}) == 0
    assert electionimport.summary()["tallies"] == 64


def test_a_batch_written_by_somebody_else_is_not_counted_again(world: World) -> None:
    tallies = [t for t in read_elections(workbook(*rows(3))) if isinstance(t, Tally)]
    report(workbook(*rows(2)))
    with world.local():
        [stored_import] = electionimport.recent_imports()
    with pytest.raises(Exception, match="conflict"):
        electionimport.write_batch(stored_import["_id"], 0, tallies)
    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a workbook", "not an Excel workbook"), (b"", "Choose the file first")],
)
def test_a_wrong_file_is_refused_with_the_reason(
    client: Client, content: bytes, words: str
) -> None:
    client.sign_in("admin")
    answer = client.post(
        "~/workplaces/record/imports", {"file": (io.BytesIO(content), "notes.xlsx")}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert db.raw_database()["election_chunks"].count_documents({}) == 0
    short = workbook(rows(1)[0], columns=("Case Number", "Case Name"))
    with pytest.raises(Invalid):
        electionimport.check_file(short)


def test_a_file_over_20_mb_is_refused() -> None:
    with pytest.raises(Invalid):
        electionimport.check_file(io.BytesIO(b"x" * (electionimport.LARGEST + 1)))


def test_upload_progress_and_report_on_pages(client: Client) -> None:
    client.sign_in("admin")
    data = {"file": (workbook(*rows(12), {"Case Name": ""}), "board.xlsx")}
    started = client.post("~/workplaces/record/imports", data)
    assert started.status_code == 303
    assert "Waiting for the worker" in client.get(started.location).text
    with client.world.local():
        jobs.drain()
    ended = client.get(started.location, headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    page = client.get(started.location).text
    for text in ("tallies read", "Rows left out: 1", "Friends of Nobody", "Case Name"):
        assert text in page
    client.sign_in("lead")
    assert client.get(started.location).status_code == 403
    client.sign_in("other-admin")
    theirs = started.location.replace("local-764", OTHER)
    assert client.get(theirs).status_code == 404


def test_the_command_imports_and_reports(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tenancy.suite().config
    monkeypatch.setenv("MONGODB_URI", config.mongodb_uri)
    monkeypatch.setenv("CALLBOARD_DATABASE", config.database)
    monkeypatch.setenv("CALLBOARD_DATA", str(config.data_dir))
    file = tmp_path / "board.xlsx"
    file.write_bytes(workbook(*rows(12), {"Case Number": "odd"}).getvalue())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the runner's own streams
        done = CliRunner().invoke(import_elections, [str(file)])
        file.write_bytes(b"no workbook")
        wrong = CliRunner().invoke(import_elections, [str(file)])
    assert done.exit_code == 0, done.output
    assert "12 tallies of 12 elections: 12 new, 0 changed, 0 unchanged" in done.output
    assert "17: Case Number" in done.output
    assert "1  Friends of Nobody" in done.output
    assert wrong.exit_code == 1
    assert "not an Excel workbook" in wrong.output


def test_found_again_by_words_place_and_union_page_by_page(world: World) -> None:
    report(workbook(*rows(64)))
    with world.local():
        for query, expected in (
            ({"words": "stage 1"}, 19),  # Stage 1, and 10 to 12
            ({"city": "boston"}, 32),
            ({"state": "ny"}, 32),
            ({"union": "IATSE"}, 63),
            ({"union": "IATSE", "union_local": "764", "state": "MA"}, 32),
            ({"words": "employer", "city": "New York"}, 32),
            ({"words": "nobody here"}, 0),
            ({}, 0),
        ):
            seen, before = [], ""
            while True:
                found, before = elections.search({**query, "before": before}, limit=7)
                seen += [(r["tally_date"], r["_id"]) for r in found]
                if not before:
                    break
            assert len(seen) == expected, query
            assert seen == sorted(set(seen), reverse=True)


def test_what_plugins_ask_for(world: World) -> None:
    report(workbook(*rows(20)))
    assert {r["employer"] for r in elections.of_employer(["stage 1"])} == {"Employer 1, Inc."}
    assert len(elections.of_employer(["employer 1", "stage 1", ""])) == 5
    assert len(elections.of_union("IATSE", "764")) == 19
    assert len(elections.of_union("IATSE", limit=3)) == 3
    assert elections.of_union("", "764") == elections.of_union("IATSE", "1") == []
    db.collection("locals").update({"_id": "local-764"}, {"$set": {"name": "IATSE Local 764"}})
    with world.local():
        assert elections.own_union() == ("IATSE", "764")
    with world.local(OTHER):
        assert elections.own_union() == ("", "")


def test_an_employer_on_record_becomes_a_workplace_once(client: Client) -> None:
    report(workbook(*rows(20)))
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    client.sign_in("organizer")
    found = client.get("~/workplaces/record?words=stage").text
    assert "record/employer?key=employer+1" in found
    known = client.get("~/workplaces/record/employer?key=employer+1").text
    assert "Stage 1" in known
    assert "Add as a workplace" not in known
    client.sign_in("lead")
    places = ["Boston, MA", "Atlantis"]
    first = client.post("~/workplaces/record/add", {"key": "employer 1", "places": places})
    data = {"key": "employer 1", "places": [*places, "New York, NY"]}
    assert client.post("~/workplaces/record/add", data).location == first.location
    with client.world.local():
        [employer], _after = service.list_workplaces()
        assert employer["aliases"] == ["Stage 1"]
        assert employer["jurisdiction"] == "US-NLRA"
        sites = service.children(employer["_id"])
        assert [(s["name"], s["city"]) for s in sites] == [
            ("Boston, MA", "Boston"),
            ("New York, NY", "New York"),
        ]
        with pytest.raises(NotFound):
            publicrecord.get_employer("nobody")
    page = client.get(first.location).text
    assert "5 elections" in page
    assert "case 02-RC-100005" in page


@pytest.fixture
def dropped(clean: tenancy.Suite) -> Iterator[None]:
    """Drops the elections at the end: deleting thousands one by one would hold up the next test."""
    yield
    db.raw_database()["elections"].drop()
    migrations.ensure_indexes()


@pytest.mark.usefixtures("dropped")
def test_the_boards_own_file(world: World, shared_data: Path) -> None:
    path = shared_data / "nlrb" / "elections_2017_2021.xlsx"
    tallies = [row for row in read_elections(path) if isinstance(row, Tally)]
    found = report(io.BytesIO(path.read_bytes()))
    assert counts(found) == (len(tallies), 0, 0)
    assert found["tallies"] + found["problem_count"] == 6927
    final = final_tallies(tallies)
    for local in ("764", "720"):
        expected = [
            tally
            for tally in final
            if any(u.affiliation and (u.affiliation.code, u.local) == ("IATSE", local)
                   for u in tally.unions)
        ]  # fmt: skip
        assert len(elections.of_union("IATSE", local)) == len(expected) > 0
    assert len([r for r in stored().values() if r["final"]]) == len(final)
    assert elections.totals(elections.of_union("IATSE", "764"))["won"] == 2
    keys = record.public_keys({"name": "Live Nation Worldwide, Inc.", "aliases": []})
    assert elections.of_employer(keys)
