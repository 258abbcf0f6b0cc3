"""A description and an employer beside a title decide where the title leaves it open."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

import bench
from crm import jobs
from plugins.jobclasses.matching.beside import Beside, in_entertainment
from plugins.jobclasses.service import classes, matching, sightings, titlelists, titles
from tests.factories import Client, World

SOUND = "Cuts dialogue, cleans production sound and cues ADR for the mix"
PICTURE = "Assembles scenes from dailies and turns over the locked picture"
PROMPTER = "Loads scripts into the teleprompter and paces it for the presenter"
FITTINGS = "Keeps costume purchases, rentals and fittings"
SHOTS = "Tracks shots with visual effects vendors and keeps the shot database"


@pytest.fixture(scope="module")
def kit() -> matching.Kit:
    """A matcher of the shipped classes."""
    return matching.new_kit(classes.shipped(), [])


@pytest.mark.parametrize(
    ("title", "description", "key"),
    [
        ("Editor", SOUND, "dialogue-editor"),
        ("Editor", PICTURE, "picture-editor"),
        ("Operator", PROMPTER, "teleprompter-operator"),
        ("Coordinator", FITTINGS, "costume-coordinator"),
        ("Coordinator", SHOTS, "vfx-coordinator"),
    ],
)
def test_a_description_decides_what_a_bare_title_leaves_open(
    kit: matching.Kit, title: str, description: str, key: str
) -> None:
    [answer] = kit.match([title], [Beside(description)])
    assert answer.classes[0].key == key
    assert len(answer.classes[0].likeness.described) >= 2


def test_a_description_takes_certainty_from_a_title_it_does_not_fit(kit: matching.Kit) -> None:
    [alone, beside] = kit.match(["Editor", "Editor"], [Beside(), Beside(SOUND)])
    assert (alone.confident, beside.confident) == (True, False)


def test_a_whole_name_stays_what_it_is(kit: matching.Kit) -> None:
    [answer] = kit.match(["Camera operator"], [Beside(SOUND, "City Opera")])
    assert (answer.class_key, answer.confident) == ("camera-operator", True)


def test_an_employers_name_speaks_for_a_craft(kit: matching.Kit) -> None:
    [answer] = kit.match(["Coordinator"], [Beside("", "Marmalade Sky Effects")])
    assert answer.classes[0].key == "vfx-coordinator"
    assert answer.classes[0].likeness.employer == "effects"


@pytest.mark.parametrize(
    ("name", "said"),
    [("Quillfeather Pictures", True), ("County Hospital", False), ("Smith & Co", None), ("", None)],
)
def test_an_employers_name_speaks_for_entertainment_or_against(name: str, said: Any) -> None:
    assert in_entertainment(name) is said


def test_titles_without_anything_beside_them_are_answered_as_before(kit: matching.Kit) -> None:
    where = Path(bench.__file__).parent / "titles" / "crafts.tsv"
    rows = csv.DictReader(where.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    asked = [row["title"] for row in rows]
    assert kit.match(asked) == kit.match(asked, [Beside()] * len(asked))


def test_the_form_of_one_title_shows_what_the_description_did(client: Client) -> None:
    client.sign_in("organizer")
    data = {"title": "Editor", "description": SOUND, "employer": "North Post"}
    text = client.post("~/jobclasses/match", data).get_data(as_text=True)
    first = text.split('<ol class="list-unstyled match-list">')[1].split("</li>")[0]
    assert "Dialogue editor" in first
    assert "described: " in first
    assert "employer: “post”" in first
    assert SOUND in text


def test_equal_titles_of_a_table_are_told_apart_until_a_person_decides(
    client: Client, world: World
) -> None:
    client.sign_in("lead")
    rows = f'Company,Job title,Duties\nA,Editor,"{SOUND}"\nB,Editor,"{PICTURE}"\nC,Editor,\n'
    data = {"file": (io.BytesIO(rows.encode()), "jobs.csv")}
    where = client.post("~/jobclasses/match/file", data).location
    with world.local():
        jobs.drain()
        [found] = titlelists.recent()
        means = [meaning for _row, meaning in titlelists.page(found["_id"])]
        assert [m["proposals"][0]["class_key"] for m in means] == [
            "dialogue-editor", "picture-editor", "picture-editor"]  # fmt: skip
        assert [m["state"] for m in means] == ["open", "auto", "auto"]
        [title] = titles.by_keys(["editor"]).values()
    lines = client.get(f"{where}/csv").get_data(as_text=True).splitlines()
    assert lines[1].split(",")[:4] == ["1", "Editor", "A", "open"]
    assert "dialogue" in lines[1]
    assert lines[2].split(",")[3:6] == ["auto", "Picture editor", "picture-editor"]
    decision = {"choice": "class", "class_key": "online-editor"}
    client.post(f"~/jobclasses/review/{title['_id']}", decision)
    with world.local():
        means = [meaning for _row, meaning in titlelists.page(found["_id"])]
        assert {m["class_key"] for m in means} == {"online-editor"}


def test_one_rows_description_never_settles_the_title_of_others(world: World) -> None:
    with world.local():
        row = {"title": "Coordinator", "description": FITTINGS}
        found = titlelists.start("Jobs", [row], actor=world.actor("lead"))
        titlelists.run(found["_id"], lambda _done, _total: None)
        [waiting] = titles.waiting()
        assert (waiting["state"], waiting["class_key"]) == ("open", "")
        assert waiting["proposals"][0]["class_key"] == "costume-coordinator"


def test_the_text_of_a_posting_helps_to_place_a_sighting(world: World) -> None:
    with world.local():
        data = {"kind": "posting", "title": "Coordinator", "seen_on": "2026-01-02", "text": SHOTS}
        found = sightings.log(data, actor=world.actor("lead"))
        assert found["proposals"][0]["class_key"] == "vfx-coordinator"
