"""Matching one title, lists and tables; reviewing; loading reference data through the pages."""

import io
import zipfile
from pathlib import Path

import pytest

from crm import jobs
from plugins.jobclasses.service import classes, titlelists, titles
from tests.factories import Client, World
from tests.plugins.jobclasses import release


def _text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined,no-any-return]


def test_one_title_is_answered_with_reasons(client: Client) -> None:
    client.sign_in("organizer")
    text = _text(client.post("~/jobclasses/match", {"title": "AI Juicer"}))
    assert "Set lighting technician" in text
    assert "without the AI word" in text
    assert "because of “ai”" in text
    assert "scikit-learn" not in text


def test_nonsense_is_none_of_these(client: Client) -> None:
    client.sign_in("organizer")
    text = _text(client.post("~/jobclasses/match", {"title": "zzyx qwfp"}))
    assert "None of these." in text


def test_without_scikit_learn_it_says_so_and_matches_by_names(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.jobclasses.service.learning.find_spec", lambda _name: None)
    client.sign_in("organizer")
    text = _text(client.post("~/jobclasses/match", {"title": "Lamp operater"}))
    assert "scikit-learn is missing" in text
    assert "Set lighting technician" in text


def test_a_pasted_list_is_matched_reviewed_and_exported(client: Client, world: World) -> None:
    client.sign_in("lead")
    pasted = "Gaffer\n- Key grip\n\nSparkwrangler\nsparkwrangler\n"
    answer = client.post("~/jobclasses/match/paste", {"titles": pasted, "name": "Crew of May"})
    where = answer.location
    assert "Waiting for the worker" in _text(client.get(where))
    with world.local():
        jobs.drain()
    text = _text(client.get(where))
    assert "matched with confidence" in text
    with world.local():
        [listed] = titlelists.recent()
        [row] = titles.waiting(titlelists.source(listed["_id"]))
    assert row["uses"] == 2
    client.post(f"~/jobclasses/review/{row['_id']}", {"choice": "class", "class_key": "gaffer"})
    lines = _text(client.get(f"{where}/csv")).lstrip("\ufeff").splitlines()
    heads = ["number", "title", "employer", "state", "job_class", "class_key"]
    assert lines[0].split(",")[:6] == heads
    assert lines[3].split(",")[:6] == ["3", "Sparkwrangler", "", "decided", "Gaffer", "gaffer"]
    assert "27-4015 broader" in lines[1]
    assert client.get(f"{where}/xlsx").data.startswith(b"PK")


def test_a_table_of_titles_in_another_encoding(client: Client, world: World) -> None:
    client.sign_in("lead")
    table = "Nom;Job title\nRae;Chef électricien\nBo;Key grip\n".encode("cp1252")
    data = {"file": (io.BytesIO(table), "crew.csv")}
    where = client.post("~/jobclasses/match/file", data).location
    with world.local():
        jobs.drain()
    text = _text(client.get(where))
    assert "Chef électricien" in text
    assert "Gaffer" in text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name,phone\nRae,5550100\n", "No column is headed"),
        (b"title,x\n" + b"a" * 9999 + b",1\n", "has 9999 characters"),
        (b"title,x\n" + b"a" * 10_001 + b",1\n", "Longer than 10000"),
        (b"", "Choose the file first"),
        (b"%PDF-1.4 abc", "PDF"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(client: Client, content: bytes, told: str) -> None:
    client.sign_in("lead")
    data = {"file": (io.BytesIO(content), "crew.csv" if content else "")}
    answer = client.post("~/jobclasses/match/file", data)
    assert answer.status_code == 422
    assert told in _text(answer)


def test_a_title_may_become_a_new_class(client: Client, world: World) -> None:
    client.sign_in("lead")
    client.post("~/jobclasses/match/paste", {"titles": "Sparkwrangler"})
    with world.local():
        jobs.drain()
        [row] = titles.waiting()
    page = _text(client.get(f"~/jobclasses/review/{row['_id']}/another?q=juicer"))
    assert "Set lighting technician" in page
    form = {"title": "Spark wrangler", "craft": "lighting", "definition": "Herds sparks."}
    path = f"~/jobclasses/review/{row['_id']}/new"
    assert client.post(path, {**form, "craft": "nosuch"}).status_code == 422
    client.post(path, form)
    with world.local():
        row = titles.get(row["_id"])
        assert classes.get(row["class_key"])["status"] == "proposed"
        assert not titles.waiting()


def test_a_decision_is_undone_and_a_skip_goes_to_the_end(client: Client, world: World) -> None:
    client.sign_in("lead")
    client.post("~/jobclasses/match/paste", {"titles": "Ablewrangler\nBeamherder"})
    with world.local():
        jobs.drain()
        first, second = titles.waiting()
    fragment = {"HX-Request": "true"}
    path = f"~/jobclasses/review/{first['_id']}"
    answer = client.post(path, {"choice": "skip"}, headers=fragment)
    assert "undo" in answer.headers["HX-Trigger"]
    with world.local():
        assert [row["title"] for row in titles.waiting()] == ["Beamherder", "Ablewrangler"]
    answer = client.post(f"~/jobclasses/review/{second['_id']}", {"choice": "not_a_job"})
    with world.local():
        assert len(titles.waiting()) == 1
    assert client.post(path, {"choice": "class", "class_key": "nosuch"}).status_code == 422


def test_reference_data_is_loaded_through_the_page(
    client: Client, world: World, tmp_path: Path
) -> None:
    client.sign_in("admin")
    folder, packed = release.write(tmp_path / "onet"), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for path in folder.iterdir():
            out.write(path, f"db_27_0_text/{path.name}")
    packed.seek(0)
    data = {"file": (packed, "db.zip")}
    answer = client.post("~/jobclasses/reference/onet", data)
    assert answer.status_code == 303, _text(answer)
    with world.local():
        jobs.drain()
    assert "12 new" in _text(client.get(answer.location))
    assert "CC BY 4.0" in _text(client.get("~/jobclasses/reference"))
    figures = release.write_figures(tmp_path / "figures")
    files = [(io.BytesIO(p.read_bytes()), p.name) for p in figures.iterdir()]
    answer = client.post("~/jobclasses/reference/exposure", {"file": files})
    with world.local():
        jobs.drain()
    assert "1 code has no occupation today" in _text(client.get(answer.location))
    wrong = client.post("~/jobclasses/reference/onet", {"file": (io.BytesIO(b"abc"), "x.zip")})
    assert wrong.status_code == 422
    assert "cannot be read" in _text(wrong)
