"""The whole database out to files and back, on a real server, and everything that may be wrong."""

import json
import stat
import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import db, jobs, migrations, tenancy
from crm.backup import exporting, manifest, nightly, restoring, walk
from crm.errors import Conflict
from tests import figures
from tests.factories import OTHER, OWN, World

DAY = timedelta(days=1)


@pytest.fixture
def filled(world: World) -> World:
    """Documents of many types in both locals, old and new, with and without a time."""
    moment = db.now()
    for slug in (OWN, OTHER):
        with tenancy.local_scope(slug):
            db.collection("people").insert_many(
                {
                    "name": f"Zoë {n}",
                    "sort_key": f"zoe {n}",
                    "status": "here",
                    "n": n,
                    "big": 2**40 + n,
                    "share": n / 7,
                    "none": None,
                    "at": moment,
                    "nested": {"list": [1, "two", {"three": 3.0}], "yes": True},
                }
                for n in range(300)
            )
            db.collection("audit").insert_many(
                {"at": moment - DAY * 41 * n, "actor": "a", "people": []} for n in range(100)
            )
    return world


def elsewhere() -> AbstractContextManager[None]:
    """Another, empty database on the same server."""
    return restoring.database_named(f"{db.raw_database().name}_copy", scratch=True)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All documents of the current database by collection, in order."""
    database = db.raw_database()
    names = [n for n in walk.collections(database) if n not in {"schedules"}]
    return {name: sorted(database[name].find({}), key=lambda d: str(d["_id"])) for name in names}


def test_what_comes_back_is_what_went_out(filled: World, tmp_path: Path) -> None:
    found = exporting.export_all(tmp_path / "out")
    before = everything()
    assert found["collections"]["people"]["count"] == 600
    with elsewhere():
        count = restoring.restore(tmp_path / "out")
        assert {k: v for k, v in everything().items() if v} == {
            k: v for k, v in before.items() if v
        }
        assert migrations.missing_indexes() == []
    assert count == sum(map(len, before.values()))


def test_files_are_in_mongorestores_layout_and_private(filled: World, tmp_path: Path) -> None:
    found = exporting.export_all(tmp_path / "out")
    name = found["database"]
    metadata = json.loads((tmp_path / "out" / name / "people.metadata.json").read_text())
    one = {"$numberInt": "1"}
    assert {"_id": one} in [index["key"] for index in metadata["indexes"]]
    assert all(next(iter(i["key"])) in {"_id", "local_id"} for i in metadata["indexes"])
    paths = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    modes = {(p.is_dir(), stat.S_IMODE(p.stat().st_mode)) for p in paths}
    assert modes == {(True, 0o700), (False, 0o600)}
    documents = (tmp_path / "out" / name / "people.bson").read_bytes()
    assert len(list(walk.documents(documents))) == 600


def test_sessions_stay_out_and_the_manifest_says_so(client: Any, tmp_path: Path) -> None:
    client.sign_in("admin")
    found = exporting.export_all(tmp_path / "out")
    assert "sessions" not in found["collections"]
    assert "sessions" in found["left_out"]


@pytest.mark.parametrize("kind", ["people.bson", "locals.metadata.json"])
def test_one_flipped_byte_is_refused_by_file_name(filled: World, tmp_path: Path, kind: str) -> None:
    found = exporting.export_all(tmp_path / "out")
    path = tmp_path / "out" / found["database"] / kind
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with elsewhere():
        with pytest.raises(manifest.Damaged, match=kind):
            restoring.restore(tmp_path / "out")
        assert db.raw_database().list_collection_names() == []


def test_a_missing_file_or_manifest_is_named(filled: World, tmp_path: Path) -> None:
    found = exporting.export_all(tmp_path / "out")
    (tmp_path / "out" / found["database"] / "people.bson").unlink()
    with elsewhere(), pytest.raises(manifest.Damaged, match=r"people\.bson"):
        restoring.restore(tmp_path / "out")
    (tmp_path / "out" / manifest.NAME).write_text("{}")
    with elsewhere(), pytest.raises(manifest.Damaged, match="manifest"):
        restoring.restore(tmp_path / "out")


def test_a_manifest_that_lies_is_found_out_and_nothing_stays(filled: World, tmp_path: Path) -> None:
    exporting.export_all(tmp_path / "out")
    path = tmp_path / "out" / manifest.NAME
    found = json.loads(path.read_text())
    found["collections"]["people"]["content"] = "0" * 64
    path.write_text(json.dumps(found))
    with elsewhere():
        with pytest.raises(manifest.Damaged, match="people"):
            restoring.restore(tmp_path / "out")
        assert db.raw_database()["locals"].find_one() is None


def test_a_database_with_data_is_refused(filled: World, tmp_path: Path) -> None:
    exporting.export_all(tmp_path / "out")
    with pytest.raises(Conflict, match="holds data"):
        restoring.restore(tmp_path / "out")
    assert db.raw_database()["people"].count_documents({}) == 600


def test_a_folder_with_something_in_it_is_refused(filled: World, tmp_path: Path) -> None:
    (tmp_path / "photo").touch()
    with pytest.raises(Conflict, match="not empty"):
        exporting.export_all(tmp_path)


def test_verify_leaves_no_database_behind(filled: World, tmp_path: Path) -> None:
    exporting.export_all(tmp_path / "out")
    shown: list[tuple[int, int]] = []
    restoring.verify(tmp_path / "out", lambda *pair: shown.append(pair))
    client = db.raw_database().client
    assert [n for n in client.list_database_names() if "verify" in n] == []
    assert shown[-1][0] == shown[-1][1]


def test_what_no_range_meets_is_met_all_the_same(filled: World) -> None:
    database = db.raw_database()
    database["audit"].insert_one({"_id": "odd", "local_id": OWN, "at": "a word"})
    database["audit"].insert_one({"_id": "gone", "local_id": "a-local-that-went", "at": db.now()})
    assert not complete(walk.read(database, "audit"))
    assert walk.digest(database, "audit").count == database["audit"].count_documents({})


def complete(reading: walk.Reading) -> bool:
    for _batch in reading:
        pass
    return reading.complete()


def test_a_collection_of_a_local_is_never_read_by_one_query() -> None:
    locals_ = ["a", "b"]
    for name in ("people", "audit"):
        for query in walk.pieces(name, locals_):
            assert query["local_id"] in locals_
    assert list(walk.pieces("locals", locals_)) == [{}]


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)))
def test_spans_meet_every_moment_once(moment: datetime) -> None:
    aware = moment.replace(tzinfo=walk.BEGINNING.tzinfo)
    hits = [
        span
        for span in walk.spans(datetime(2026, 11, 24, tzinfo=walk.BEGINNING.tzinfo))
        if span.get("$gte", aware) <= aware and not span.get("$lt", aware + DAY) <= aware
    ]
    assert len(hits) == 1


def test_the_nightly_export_is_proved_and_the_old_ones_go(filled: World) -> None:
    folder = nightly.exports_folder()
    for day in range(10, 26):
        (folder / f"2020-01-{day}T020000").mkdir()
        (folder / f"2020-01-{day}T020000" / manifest.NAME).write_text("{}")
    (folder / "someones-own").mkdir()
    job_id = jobs.enqueue("core.export_nightly", by="system", key="nightly")
    jobs.drain()
    done = db.collection("jobs").get(job_id)
    assert done is not None
    assert (done["state"], done["error"]) == ("done", "")
    kept = nightly.kept(folder)
    assert len(kept) == nightly.KEEP
    assert done["result"] == {"export": kept[-1].name, "verified": "yes"}
    assert (folder / "someones-own").exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_full_disk_keeps_the_old_exports(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "MIN_FREE_BYTES", 10**18)
    before = nightly.kept(nightly.exports_folder())
    with pytest.raises(nightly.NoSpace, match="MB are free"):
        nightly.run()
    assert nightly.kept(nightly.exports_folder()) == before


def test_an_export_during_writes_is_whole_and_holds_what_was_there(
    filled: World, tmp_path: Path
) -> None:
    suite, stop, started = tenancy.suite(), threading.Event(), threading.Event()

    def write() -> None:
        with tenancy.suite_context(suite), tenancy.local_scope(OWN):
            number = 0
            while not stop.is_set():
                number += 1
                db.collection("people").insert({"_id": f"new-{number}", "sort_key": "x"})
                db.collection("people").update({"_id": f"new-{number}"}, {"$set": {"n": number}})
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    started.wait()
    exporting.export_all(tmp_path / "out")
    stop.set()
    writer.join()
    restoring.verify(tmp_path / "out")
    name = db.raw_database().name
    data = (tmp_path / "out" / name / "people.bson").read_bytes()
    assert b"new-1\0" in data
    assert sum(b"Zo\xc3\xab" in document for document in walk.documents(data)) == 600
    figures.record("exports verified by a restore")


def test_beside_the_embedded_server_a_throw_away_one_proves_the_export(
    filled: World, tmp_path: Path
) -> None:
    exporting.export_all(tmp_path / "out")
    suite = tenancy.suite()
    config = replace(suite.config, mongodb_uri="", data_dir=tmp_path)
    here = db.current_store()
    shown: list[db.Store] = []
    with tenancy.suite_context(replace(suite, config=config)):
        count = restoring.verify(tmp_path / "out", lambda *_: shown.append(db.current_store()))
    assert count >= 600
    assert {id(store) for store in shown} == {id(here)}
    assert list((tmp_path / restoring.SCRATCH).iterdir()) == []
